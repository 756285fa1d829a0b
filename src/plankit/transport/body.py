"""Reading an answer: whole, and bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from plankit.transport.headers import number

if TYPE_CHECKING:
    from collections.abc import Mapping

_DESCRIBES_ENCODED_BODY = (b"content-encoding", b"content-length", b"transfer-encoding")


class TooLargeError(Exception):
    """The answer is larger than allowed."""


async def read(response: httpx.Response, limit: int) -> httpx.Response:
    """Read *response* to its end and close it; return one that holds the body in memory.

    Args:
        response: An answer straight from a transport.
        limit: The most bytes of its body, after decompression.

    Raises:
        TooLargeError: There is more; the rest was not read.
        httpx.TransportError, httpx.DecodingError: As the transport and the decoder do.
    """
    try:
        return await _read(response, limit)
    finally:
        await response.aclose()


async def _read(response: httpx.Response, limit: int) -> httpx.Response:
    headers = response.headers
    declared = number(headers.get("content-length"))
    if "content-encoding" not in headers and declared is not None:
        if declared > limit:
            raise TooLargeError
        await response.aread()
        if len(response.content) > limit:
            raise TooLargeError
        return response
    pieces: list[bytes] = []
    size = 0
    async for piece in response.aiter_bytes():
        size += len(piece)
        if size > limit:
            raise TooLargeError
        pieces.append(piece)
    return httpx.Response(
        response.status_code,
        headers=[pair for pair in headers.raw if pair[0].lower() not in _DESCRIBES_ENCODED_BODY],
        content=b"".join(pieces),
        extensions=response.extensions,
    )


def header_pairs(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return *headers* as the pairs of bytes that a request carries."""
    return [(name.encode("ascii"), value.encode("utf-8")) for name, value in headers.items()]
