"""Reading an answer: whole, and bounded, in memory or into a temporary file."""

from __future__ import annotations

import contextlib
import zlib
from typing import TYPE_CHECKING

import anyio
import httpx

from plankit.transport.headers import number
from plankit.transport.spool import SPOOL, Spool, SpoolError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator, Mapping

_HEAD = 2
_INFLATED = ("gzip", "x-gzip", "deflate")
_ENVELOPE = 64 * 1024
_AT_ONCE = 1024 * 1024
_BOUNDED = (*_INFLATED, "identity", "")
_ENCODING, _LENGTH = b"content-encoding", b"content-length"
_FRAMING = frozenset(map(len, (_ENCODING, _LENGTH, b"transfer-encoding")))
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
        await _close(response)


def _close(response: httpx.Response) -> Awaitable[None]:
    """Return what closes *response*: its stream, where httpx would do nothing else."""
    stream = response.stream
    if type(response) is not httpx.Response or response.is_closed or not isinstance(stream, httpx.AsyncByteStream):
        return response.aclose()
    response.is_closed = True
    return stream.aclose()


class _Whole(httpx.Response):
    """An answer whose body was read, and is not to be read again by the layers of httpx."""

    def __init__(self, response: httpx.Response, body: bytes) -> None:
        # The base is not called, which would copy all that it is given.
        self.__dict__.update(response.__dict__)
        self.stream: httpx.SyncByteStream | httpx.AsyncByteStream = httpx.ByteStream(body)
        self.body: bytes = body

    @property
    def content(self) -> bytes:
        return self.body


async def _read(response: httpx.Response, limit: int) -> httpx.Response:
    encoding, declared, chunked = _told(response.headers, limit)
    if response.is_stream_consumed:  # made in memory, by a mock say
        await response.aread()
        if len(response.content) > limit:
            raise TooLargeError
        return response
    stream = response.stream
    if encoding or chunked or declared is None or not isinstance(stream, httpx.AsyncByteStream):
        return _plain(response, await _decoded(response, _inflater(encoding), limit))
    # As it stands: not encoded, and bounded by its own declaration.
    body = b"".join([piece async for piece in stream])
    if len(body) > limit:
        raise TooLargeError
    return _Whole(response, body)


async def spooled(response: httpx.Response, limit: int, alive: Callable[[], None]) -> httpx.Response:
    """Read *response* to its end into a `Spool` and close it; return one without a body, and the spool beside it.

    Args:
        response: A success, straight from a transport.
        limit: The most bytes of its body, after decompression.
        alive: Called for each piece that came.

    Raises:
        SpoolError: The temporary file could not be written.
        TooLargeError, httpx.TransportError, httpx.DecodingError: As `read`.
    """
    spool = Spool()
    try:
        encoding, _, _ = _told(response.headers, limit)
        await _spool(response, _inflater(encoding), limit, spool, alive)
        await spool.end()
    except BaseException:
        spool.close()
        raise
    finally:
        await response.aclose()
    made = _plain(response, b"")
    made.extensions = {**response.extensions, SPOOL: spool}
    return made


def _told(headers: httpx.Headers, limit: int) -> tuple[str, float | None, bool]:
    """Return the encoding and the length that the headers declare, and whether the body is sent in chunks.

    Raises:
        TooLargeError: That is too long.
    """
    # Looked up one by one in `headers`, they would take as long as the rest of the reading.
    told: dict[bytes, bytes] = {}
    for name, value in headers.raw:
        if len(name) in _FRAMING:
            lowered = name.lower()
            told[lowered] = b"%b, %b" % (told[lowered], value) if lowered in told else value
    encoding = told[_ENCODING].decode("latin-1").strip().lower() if _ENCODING in told else ""
    declared = number(told[_LENGTH].decode("latin-1")) if _LENGTH in told else None
    if not encoding and declared is not None and declared > limit:
        raise TooLargeError
    return encoding, declared, b"transfer-encoding" in told


def _inflater(encoding: str) -> _Inflater | None:
    if encoding not in _BOUNDED:
        # Nobody asked for it, and what it becomes cannot be bounded piece by piece.
        msg = f"content-encoding {encoding[:50]!r} was not asked for and is not supported"
        raise httpx.DecodingError(msg)
    return _Inflater() if encoding in _INFLATED else None


def _plain(response: httpx.Response, content: bytes) -> httpx.Response:
    return httpx.Response(
        response.status_code,
        headers=[pair for pair in response.headers.raw if pair[0].lower() not in _DESCRIBES_ENCODED_BODY],
        content=content,
        extensions=response.extensions,
    )


async def _spool(
    response: httpx.Response, inflater: _Inflater | None, limit: int, spool: Spool, alive: Callable[[], None]
) -> None:
    """Read the body into *spool*, decoded by *inflater*, or by httpx without one."""
    if response.is_stream_consumed:  # made in memory, by a mock say, and decoded
        inflater = None
    taken = 0
    problem: Exception | None = None
    with anyio.CancelScope() as enough, _unless(lambda: problem):
        async for piece in response.aiter_bytes() if inflater is None else response.aiter_raw():
            if problem is not None:
                continue
            alive()
            taken += len(piece)
            try:
                data = piece if inflater is None else inflater.inflate(piece, _AT_ONCE)
                while data and spool.size <= limit:
                    await spool.write(data)
                    data = b"" if inflater is None else inflater.rest(_AT_ONCE)
            except (httpx.DecodingError, SpoolError) as error:
                problem = error
            if spool.size > limit or taken > limit + _ENVELOPE:
                problem = problem or TooLargeError()
            if problem is not None:
                # As in `_decoded`.
                enough.cancel()
    if problem is not None:
        raise problem
    if inflater is not None and taken and not inflater.whole:
        msg = "the compressed data end too early"
        raise httpx.DecodingError(msg)


async def _decoded(response: httpx.Response, inflater: _Inflater | None, limit: int) -> bytes:
    """Return the body, decoded by *inflater*, or by httpx without one."""
    pieces: list[bytes] = []
    size = taken = 0
    problem: Exception | None = None
    with anyio.CancelScope() as enough, _unless(lambda: problem):
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


@contextlib.contextmanager
def _unless(found: Callable[[], Exception | None]) -> Generator[None, None, None]:
    """Let an error of the connection go where another problem was found before: it has had its answer."""
    try:
        yield
    except httpx.HTTPError:
        if found() is None:
            raise


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

    def rest(self, most: int) -> bytes:
        """Go on with what the last call had no room for."""
        try:
            return self._zlib.decompress(self._zlib.unconsumed_tail, most)
        except zlib.error as error:
            raise httpx.DecodingError(str(error)) from error

    @property
    def whole(self) -> bool:
        return self._zlib.eof


def header_pairs(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return *headers* as the pairs of bytes that a request carries."""
    return [(name.encode("ascii"), value.encode("utf-8")) for name, value in headers.items()]
