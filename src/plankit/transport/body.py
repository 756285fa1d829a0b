"""Reading an answer: whole, and bounded."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import anyio
import httpx

from plankit.transport.headers import number

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD = 2
_INFLATED = ("gzip", "x-gzip", "deflate")
_ENVELOPE = 64 * 1024
_BOUNDED = (*_INFLATED, "identity", "")
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
    encoding = headers.get("content-encoding", "").strip().lower()
    declared = number(headers.get("content-length"))
    if not encoding and declared is not None and declared > limit:
        raise TooLargeError
    # Read as it stands: made in memory, by a mock say; or not encoded, and bounded by its own declaration.
    if response.is_stream_consumed or (not encoding and declared is not None and "transfer-encoding" not in headers):
        await response.aread()
        if len(response.content) > limit:
            raise TooLargeError
        return response
    if encoding not in _BOUNDED:
        # Nobody asked for it, and what it becomes cannot be bounded piece by piece.
        msg = f"content-encoding {encoding[:50]!r} was not asked for and is not supported"
        raise httpx.DecodingError(msg)
    return httpx.Response(
        response.status_code,
        headers=[pair for pair in headers.raw if pair[0].lower() not in _DESCRIBES_ENCODED_BODY],
        content=await _decoded(response, _Inflater() if encoding in _INFLATED else None, limit),
        extensions=response.extensions,
    )


async def _decoded(response: httpx.Response, inflater: _Inflater | None, limit: int) -> bytes:
    """Return the body, decoded by *inflater*, or by httpx without one."""
    pieces: list[bytes] = []
    size = taken = 0
    problem: Exception | None = None
    with anyio.CancelScope() as enough:
        async for piece in response.aiter_bytes() if inflater is None else response.aiter_raw():
            if problem is not None:
                continue
            try:
                data = piece if inflater is None else inflater.inflate(piece, limit - size + 1)
            except httpx.DecodingError as error:
                problem = error
            else:
                pieces.append(data)
                size += len(data)
                taken += len(piece)
                # What hardly inflates may be long, too: empty blocks, say.
                problem = TooLargeError() if size > limit or taken > limit + _ENVELOPE else None
            if problem is not None:
                # Ends the iterators below where they wait; those that are left behind make trio complain.
                enough.cancel()
    if problem is not None:
        raise problem
    if inflater is not None and pieces and not inflater.whole:
        msg = "the compressed data end too early"
        raise httpx.DecodingError(msg)
    return b"".join(pieces)


class _Inflater:
    """Inflates gzip and deflate piece by piece, never more than asked for: 64 KB may hold 66 MB."""

    __slots__ = ("_head", "_zlib")

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS | 32)  # tells gzip and zlib apart by itself
        self._head = b""

    def inflate(self, piece: bytes, most: int) -> bytes:
        if self._zlib.eof and piece:
            msg = "there is more after the end of the compressed data"
            raise httpx.DecodingError(msg)
        head = self._head
        if len(head) < _HEAD:
            self._head += piece
        try:
            return self._zlib.decompress(piece, most)
        except zlib.error as error:
            if len(head) >= _HEAD:
                raise httpx.DecodingError(str(error)) from error
        # Some servers send deflate without the envelope of zlib, which is told from its first bytes.
        self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)
        return self.inflate(head + piece, most)

    @property
    def whole(self) -> bool:
        return self._zlib.eof


def header_pairs(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return *headers* as the pairs of bytes that a request carries."""
    return [(name.encode("ascii"), value.encode("utf-8")) for name, value in headers.items()]
