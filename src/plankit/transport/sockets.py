"""Sockets for httpcore on asyncio's own transports: without the turns of the event loop and the scopes of general ones.

httpcore reads and writes through a network backend of one's choice; its own for asyncio goes through anyio, which
yields before each write and switches the socket's events for each read: half of what a small request costs.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import select
import socket
from collections import deque
from typing import TYPE_CHECKING, Any, cast

import anyio
import httpcore

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Generator, Iterable

_Info = tuple[Any, Any, int, str, Any]
# Bytes that wait to be read at which the socket is not read any more.
_MOST_WAITING = 256 * 1024
# Bytes of a request that are held back at most until all of it can go with one send: head and a small body.
_MOST_HELD = 64 * 1024
_HAPPY_EYEBALLS = 0.25


class _Protocol(asyncio.Protocol):
    """What came and was not read yet, and whether there is room to write."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.pieces: deque[bytes] = deque()
        self.waiting: int = 0
        self.ended: bool = False
        self.closed: bool = False
        self.lost: Exception | None = None
        self.encrypted: bool = False
        self._paused = False
        self.full: bool = False
        self._reader: asyncio.Future[None] | None = None
        self._writer: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not asked for its class: those of other event loops have their own.
        self.transport = cast("asyncio.Transport", transport)

    @property
    def answered(self) -> bool:
        """Whether the server has answered already, and not only that the request may go on."""
        return bool(self.pieces) and not self.pieces[0].startswith((b"HTTP/1.1 1", b"HTTP/1.0 1"))

    def data_received(self, data: bytes) -> None:
        self.pieces.append(data)
        _wake(self._writer)
        self.waiting += len(data)
        if self.waiting > _MOST_WAITING and not self._paused and self.transport is not None:
            self._paused = True
            self.transport.pause_reading()
        _wake(self._reader)

    def eof_received(self) -> bool:
        self.ended = True
        _wake(self._reader)
        # What is being sent may still arrive; TLS ends with its other half.
        return not self.encrypted

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended = self.closed = True
        self.lost = exc
        _wake(self._reader)
        _wake(self._writer)

    def pause_writing(self) -> None:
        self.full = True

    def resume_writing(self) -> None:
        self.full = False
        _wake(self._writer)

    async def drained(self) -> None:
        """Wait until there is room to write, or nothing can be written any more."""
        while self.full and not self.closed and not self.answered:
            self._writer = asyncio.get_running_loop().create_future()
            try:
                await self._writer
            finally:
                self._writer = None

    async def take(self, most: int) -> bytes:
        """Wait for data; return at most so many bytes, none at the end."""
        while not self.pieces:
            if self.ended:
                return b""
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        piece = self.pieces.popleft()
        if len(piece) > most:
            self.pieces.appendleft(piece[most:])
            piece = piece[:most]
        self.waiting -= len(piece)
        if self._paused and self.waiting <= _MOST_WAITING // 2 and self.transport is not None:
            self._paused = False
            if not self.transport.is_closing():
                self.transport.resume_reading()
        return piece


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)


class _Stream(httpcore.AsyncNetworkStream):
    """One connection."""

    def __init__(self, protocol: _Protocol, transport: asyncio.Transport) -> None:
        self._protocol = protocol
        self._transport = transport
        self._soon: asyncio.Handle | None = None
        self._unsent: list[bytes] = []
        self._held = 0

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's interface
        protocol = self._protocol
        self._flush()
        if timeout is None:
            data = await protocol.take(max_bytes)
        else:
            with _within(timeout, httpcore.ReadTimeout):
                data = await protocol.take(max_bytes)
        if not data and protocol.lost is not None:
            raise httpcore.ReadError(str(protocol.lost)) from protocol.lost
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - same
        """Send *buffer*: at the end of the request, which httpcore marks by an empty one, together with its head."""
        protocol = self._protocol
        if protocol.closed or self._transport.is_closing():
            raise httpcore.WriteError(str(protocol.lost or "the connection is closed")) from protocol.lost
        if buffer:
            self._unsent.append(buffer)
            self._held += len(buffer)
            if self._held <= _MOST_HELD:
                if self._soon is None:  # A body that is still being made must not keep its head back.
                    self._soon = asyncio.get_running_loop().call_soon(self._flush)
                return
        self._flush()
        if timeout is None:
            await protocol.drained()
        else:
            with _within(timeout, httpcore.WriteTimeout):
                await protocol.drained()
        if protocol.full and protocol.answered:
            # The rest is not wanted: httpcore goes on to read what the server said instead.
            raise httpcore.WriteError("the server answered before it had read the request")  # noqa: EM101, TRY003 - fixed

    def _flush(self) -> None:
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if self._unsent:
            self._transport.write(b"".join(self._unsent))
            self._unsent.clear()
            self._held = 0

    async def aclose(self) -> None:
        try:
            self._transport.close()
            await asyncio.sleep(0)
        finally:
            # What cannot be sent soon is not waited for.
            self._transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - same
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        self._protocol.encrypted = True
        try:
            with _within(timeout, httpcore.ConnectTimeout), _refused(OSError, EOFError):
                transport = await loop.start_tls(
                    self._transport, self._protocol, ssl_context, server_hostname=server_hostname
                )
        except BaseException:
            self._transport.abort()
            raise
        if transport is None:
            self._transport.abort()
            msg = "the connection was lost while it was being encrypted"
            raise httpcore.ConnectError(msg)
        self._protocol.transport = transport
        return _Stream(self._protocol, transport)

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return self._readable()
        names = {"ssl_object": "ssl_object", "socket": "socket", "client_addr": "sockname", "server_addr": "peername"}
        return self._transport.get_extra_info(names[info]) if info in names else None

    def _readable(self) -> bool:
        """Return whether a read would not wait: on an idle connection, whether it has ended or something came."""
        protocol = self._protocol
        if protocol.pieces or protocol.ended or self._transport.is_closing():
            return True
        # The event loop may not have looked yet.
        number: int = self._transport.get_extra_info("socket").fileno()
        if number < 0:
            return True
        if not hasattr(select, "poll"):  # Windows
            return bool(select.select([number], [], [], 0)[0])
        poll = select.poll()
        poll.register(number, select.POLLIN)
        return bool(poll.poll(0))


class Sockets(httpcore.AsyncNetworkBackend):
    """Makes connections of asyncio's."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - same
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to *host*, by whichever of its addresses answers first.

        Raises:
            httpcore.ConnectError, httpcore.ConnectTimeout: It could not be reached.
        """
        with _within(timeout, httpcore.ConnectTimeout), _refused(OSError, UnicodeError):
            opened = await _opened(host, port, local_address)
            try:
                transport, protocol = await asyncio.get_running_loop().create_connection(_Protocol, sock=opened)
            except BaseException:
                opened.close()
                raise
        for option in socket_options or ():
            transport.get_extra_info("socket").setsockopt(*option)
        return _Stream(protocol, transport)


async def _opened(host: str, port: int, local_address: str | None) -> socket.socket:
    """Return a socket that is connected to the first of the addresses to answer (RFC 8305).

    asyncio's own race leaves a socket open when it is cancelled (CPython 3.11).
    """
    infos = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    by_family: dict[int, list[_Info]] = {}
    for info in infos:
        by_family.setdefault(info[0], []).append(info)
    if len(infos) == 1:
        return await _connected(infos[0], local_address)
    turns = itertools.zip_longest(*by_family.values())
    found: list[socket.socket] = []
    failures: list[OSError] = []
    ended: asyncio.Event

    async def attempt(info: _Info) -> None:
        try:
            opened = await _connected(info, local_address)
        except OSError as failure:
            failures.append(failure)
        else:
            found.append(opened)
            group.cancel_scope.cancel()
        finally:
            ended.set()

    try:
        async with anyio.create_task_group() as group:
            for info in (info for turn in turns for info in turn if info is not None):
                ended = asyncio.Event()
                group.start_soon(attempt, info)
                with anyio.move_on_after(_HAPPY_EYEBALLS):
                    await ended.wait()
    except BaseException:
        _close(found)
        raise
    _close(found[1:])
    if found:
        return found[0]
    raise failures[0] if len(failures) == 1 else OSError("; ".join(dict.fromkeys(map(str, failures))))


async def _connected(info: _Info, local_address: str | None) -> socket.socket:
    family, kind, protocol, _, address = info
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setblocking(False)  # noqa: FBT003 - the interface of sockets
        if local_address is not None:
            opened.bind((local_address, 0))
        await asyncio.get_running_loop().sock_connect(opened, address)
    except BaseException:
        opened.close()
        raise
    return opened


def _close(sockets: Iterable[socket.socket]) -> None:
    for opened in sockets:
        opened.close()


@contextlib.contextmanager
def _within(timeout: float | None, error: Callable[[str], Exception]) -> Generator[None, None, None]:
    if timeout is None:
        yield
        return
    try:
        with anyio.fail_after(timeout):
            yield
    except TimeoutError as late:
        raise error(str(late)) from late


@contextlib.contextmanager
def _refused(*errors: type[Exception]) -> Generator[None, None, None]:
    try:
        yield
    except errors as failure:
        raise httpcore.ConnectError(str(failure) or type(failure).__name__) from failure
