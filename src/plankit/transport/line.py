"""One connection of the fast wire: a request goes out, its answer comes in, one after the other.

aiohttp made the connection; from then on it belongs to this protocol, which writes each request itself, so that it
knows what has left.
"""

from __future__ import annotations

import asyncio
import select
from typing import TYPE_CHECKING, cast

import httpx

from plankit.transport.content import Tracked
from plankit.transport.reply import Reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from aiohttp.client_proto import ResponseHandler
    from aiohttp.connector import Connection

_MOST_HELD = 256 * 1024
_WRONG_LENGTH = "the request's body is not as long as its Content-Length says"


class Line(asyncio.Protocol):
    """A connection, and the one answer that it brings at a time.

    Args:
        origin: What it is kept under.
        connection: aiohttp's, which nothing has been sent on.
        prefix: What stands before the path of each request: the server's address, if the next hop is a proxy.
        credentials: The headers that such a proxy wants.

    Attributes:
        used: When it was last used, for its owner.
        departed: Whether any byte of the request was handed to the socket.
        reply: The answer to the request.

    Raises:
        httpx.ConnectError: The connection was closed in the moment that it was made.
    """

    def __init__(
        self,
        origin: tuple[str, bytes],
        connection: Connection,
        prefix: bytes = b"",
        credentials: Sequence[tuple[bytes, bytes]] = (),
    ) -> None:
        transport = connection.transport
        if transport is None:
            msg = "the connection was closed before anything was sent"
            raise httpx.ConnectError(msg)
        self.origin: tuple[str, bytes] = origin
        self.prefix: bytes = prefix
        self.credentials: Sequence[tuple[bytes, bytes]] = credentials
        self.used: float = 0.0
        self.departed: bool = False
        self.reply: Reply = _NONE
        self._loop = asyncio.get_running_loop()
        self._connection = connection
        self._transport = transport
        # aiohttp's own protocol still learns of the end, for which its connector waits.
        self._first = cast("ResponseHandler", transport.get_protocol())
        # A server that speaks before it is asked: those bytes are no answer to anything.
        self._spoiled: bool = self._first.should_close
        self._readable = _readability(transport.get_extra_info("socket").fileno())
        self._waiter: asyncio.Future[None] | None = None
        self._lost = self._full = self._paused = self._whole = False
        self._error: Exception | None = None
        transport.set_protocol(self)

    # The owner's side

    @property
    def usable(self) -> bool:
        """Whether a request may be sent: the connection is open, and nothing came that nobody asked for."""
        return not (self._lost or self._spoiled or self._transport.is_closing() or self._readable())

    @property
    def keeps(self) -> bool:
        """Whether, after a whole answer to a whole request, another request may follow."""
        reply = self.reply
        return (
            reply.done
            and reply.keeps
            and not (reply.spoiled or reply.held)
            and self._whole
            and not (self._spoiled or self._lost)
            and not self._transport.get_write_buffer_size()
        )

    async def send(self, head: bytes, length: int | None, request: httpx.Request, patience: float | None) -> None:
        """Send a request: *head*, and the body that *request* streams.

        It ends early when the answer's head comes, or the connection ends, before all is sent.

        Args:
            head: Request line and headers.
            length: What they say of the body's length, in bytes; None for chunks.
            request: The request.
            patience: Seconds until a piece of the body must have left; None for no bound.

        Raises:
            httpx.WriteError: The connection ended before anything was sent.
            httpx.WriteTimeout: It took longer.
            httpx.LocalProtocolError: The body is not as long as its headers say.
        """
        self.departed = self._whole = False
        if self._spoiled or self._lost or self._transport.is_closing():
            msg = "the connection ended before anything was sent"
            raise httpx.WriteError(msg)
        self.reply = Reply(bodiless=request.method == "HEAD")
        stream = request.stream
        if length is None or not isinstance(stream, Tracked):
            await self._send_streamed(head, length, request, patience)
            return
        if length != len(stream.body):
            raise httpx.LocalProtocolError(_WRONG_LENGTH)
        pieces = iter(stream)
        first = next(pieces, b"")
        self.departed = True
        self._transport.write(head + first)
        while not stream.whole:
            if not await self._room(patience):
                return
            self._transport.write(next(pieces))
        self._whole = True
        if self._full:
            await self._room(patience)

    async def _send_streamed(
        self, head: bytes, length: int | None, request: httpx.Request, patience: float | None
    ) -> None:
        self.departed = True
        self._transport.write(head)
        async for piece in cast("AsyncIterator[bytes]", request.stream):
            if length is not None:
                length -= len(piece)
                if length < 0:
                    break
                self._transport.write(piece)
            elif piece:
                self._transport.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            if not await self._room(patience):
                return
        if length:
            raise httpx.LocalProtocolError(_WRONG_LENGTH)
        if length is None:
            self._transport.write(b"0\r\n\r\n")
        self._whole = True

    async def _room(self, patience: float | None) -> bool:
        """Wait until more may be written; False when nothing more is wanted."""
        reply = self.reply
        while not (self._lost or reply.status or reply.broken is not None):
            if not (self._full or self._transport.is_closing()):
                return True
            try:
                await self._change(patience)
            except TimeoutError:
                msg = "the server took no more of the request"
                raise httpx.WriteTimeout(msg) from None
        return False

    async def answered(self, patience: float | None) -> Reply:
        """Wait for the answer's head.

        Args:
            patience: Seconds until something must have come; None for no bound.

        Raises:
            httpx.ReadTimeout: Nothing came.
            httpx.ReadError, httpx.RemoteProtocolError: There is no answer, or it is no HTTP.
        """
        reply = self.reply
        while not reply.status:
            await self._more(patience)
        return reply

    async def piece(self, patience: float | None) -> bytes:
        """Return what has come of the body; nothing at its end.

        Raises:
            httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError: As `answered`.
        """
        reply = self.reply
        while not reply.held:
            if reply.done:
                return b""
            await self._more(patience)
        data = reply.take()
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
        return data

    async def _more(self, patience: float | None) -> None:
        if self.reply.broken is not None:
            raise httpx.RemoteProtocolError(self.reply.broken)
        if self._lost:
            raise self._end_of(self.reply)
        try:
            await self._change(patience)
        except TimeoutError:
            msg = "the server sent nothing"
            raise httpx.ReadTimeout(msg) from None

    def _end_of(self, reply: Reply) -> httpx.TransportError:
        if self._error is not None:
            return httpx.ReadError(str(self._error) or type(self._error).__name__)
        if reply.begun:
            return httpx.RemoteProtocolError("the server closed the connection before the end of its answer")
        return httpx.RemoteProtocolError("the server closed the connection without an answer")

    async def _change(self, patience: float | None) -> None:
        """Wait until something happens."""
        waiter = self._waiter = self._loop.create_future()
        try:
            if patience is None:
                await waiter
            else:
                async with asyncio.timeout(patience):
                    await waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def abort(self) -> None:
        """Close the connection, in the loop's next turn; what was not sent yet never is."""
        self._transport.abort()
        self._connection.close()

    # The event loop's side

    def pause_writing(self) -> None:
        """Take no more to write."""
        self._full = True

    def resume_writing(self) -> None:
        """Take more to write."""
        self._full = False
        self._wake()

    def data_received(self, data: bytes) -> None:
        """Take what has come."""
        reply = self.reply
        if reply.done or reply is _NONE:
            # It belongs to no request, and would be taken for the answer to the next.
            self._spoiled = True
        else:
            reply.feed(data)
        if self._spoiled or reply.broken is not None:
            self._transport.abort()
        elif reply.held > _MOST_HELD and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Learn that the connection has ended."""
        self._first.connection_lost(exc)
        self._lost, self._error = True, exc
        if exc is None:
            self.reply.close()
        self._wake()


_NONE = Reply(bodiless=True)


def _readability(number: int) -> Callable[[], bool]:
    """Return what tells whether a socket has something to read: bytes, or the end, that the loop has not seen yet."""
    if not hasattr(select, "poll"):  # Windows
        return lambda: bool(select.select([number], [], [], 0)[0])
    poll = select.poll()
    poll.register(number, select.POLLIN)
    return lambda: bool(poll.poll(0))
