"""The fast wire: connections made by aiohttp, requests and answers carried by `Line`; asyncio only, the extra `fast`.

`dialer`, `line` and `reply` alone know aiohttp and httptools. No session of aiohttp is used: it would repeat requests,
follow redirects, keep cookies and add headers, and it cannot tell what has left.
"""

from __future__ import annotations

import asyncio
import importlib
import re
import ssl
import time
from typing import TYPE_CHECKING, Any

import anyio
import httpx

from plankit.bounds import seconds
from plankit.errors import ConfigurationError
from plankit.transport.call import CALL, Call
from plankit.transport.wire import KEEPALIVE, environment_proxy, tls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from plankit.transport.dialer import Dialer
    from plankit.transport.line import Line

_CLOSE_WITHIN = 2.0
_FRAMING = {14: b"content-length", 17: b"transfer-encoding"}
_PATIENT: dict[str, float | None] = {}
_TOKEN = rb"[-!#$%&'*+.^_`|~0-9A-Za-z]++"
# As h11 has it: no line break, no NUL, no space at either end of a value.
_VALUE = rb"(?:(?![ \t])[^\x00\n-\r]++(?<![ \t]))?"
_HEAD = re.compile(_TOKEN + rb" [\x21-\x7e]++ HTTP/1\.1\r\n(?:" + _TOKEN + rb": " + _VALUE + rb"\r\n)*+\r\n")
_MISSING = (
    "FastWire needs aiohttp and httptools: pip install 'plankit[fast]'. Without transport=, plankit uses its default "
    "wire, which needs neither."
)
_ELSEWHERE = (
    "FastWire runs on asyncio only, and this is another event loop. Leave transport= away: the default wire runs on "
    "trio, too."
)
_ANOTHER = (
    "This FastWire was first used on another event loop, where its connections live. Make one per event loop: for "
    "example inside the function that you hand to asyncio.run()."
)
_CLOSED = "This FastWire is closed: make calls inside its `async with` block, or make a new one."


class FastWire(httpx.AsyncBaseTransport):
    """Sends requests over HTTP/1.1 at a fraction of the default wire's cost, on asyncio; give it as `transport=`.

    Args:
        verify: The TLS context; the process-wide one, which verifies certificates, if None.
        proxy: The proxy's address, `http://` or `https://`; None asks the environment if *trust_env*.
        trust_env: Whether proxies are taken from the environment.
        keepalive: Seconds that an idle connection is kept.
        clock: Returns monotonic seconds.

    It has no capacity of its own: the budget's gate bounds the requests in flight. Clients do not close it, since
    several may share it: `async with FastWire() as wire:` does.

    It is for asyncio: on trio, and on another event loop than that of its first request, it refuses to send.

    Raises:
        ConfigurationError: The extra `fast` is not installed, or an argument cannot work.
    """

    def __init__(
        self,
        *,
        verify: ssl.SSLContext | None = None,
        proxy: str | None = None,
        trust_env: bool = True,
        keepalive: float = KEEPALIVE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        given: Any = verify
        if given is not None and not isinstance(given, ssl.SSLContext):
            msg = f"FastWire: verify= is a {type(given).__name__}; give an ssl.SSLContext, or None to verify as usual."
            raise ConfigurationError(msg)
        seconds("FastWire: keepalive", keepalive, error=ConfigurationError, zero=True)
        try:
            # aiohttp is loaded for those who use it.
            self._dialing: Any = importlib.import_module("plankit.transport.dialer")
        except ImportError as problem:
            raise ConfigurationError(_MISSING) from problem
        self._verify = verify
        self._proxy = proxy
        self._trust_env = trust_env
        self._keepalive = keepalive
        self._clock = clock
        self._idle: dict[tuple[str, bytes], list[Line]] = {}
        self._proxies: dict[tuple[str, bytes], httpx.Proxy | None] = {}
        self._dialer: Dialer | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._out = 0
        self._closed = False

    @property
    def idle(self) -> int:
        """The number of idle connections."""
        return sum(map(len, self._idle.values()))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* on the connection used last, or on a new one.

        Raises:
            httpx.TransportError: As httpx's own transports do.
            ConfigurationError: The proxy cannot be used, or the event loop; or the wire is closed.
        """
        self._check()
        url = request.url
        origin = (url.scheme, url.netloc)
        patience: dict[str, float | None] = request.extensions.get("timeout") or _PATIENT
        line: Line | None = None
        self._out += 1
        try:
            line = await self._kept(origin) or await self._dial(origin, url, patience.get("connect"))
            await line.send(*self._head(request, line), request, patience.get("write"))
            reply = await line.answered(patience.get("read"))
        except BaseException:
            call = request.extensions.get(CALL)
            if isinstance(call, Call):
                # What was not handed to the socket has not left. What was is told by the body, which is watched.
                call.unsent = line is None or not line.departed
            await self._discard(line)
            raise
        return httpx.Response(
            reply.status,
            headers=reply.headers,
            stream=_Body(self, line, patience.get("read")),
            extensions={"http_version": reply.version, "reason_phrase": reply.reason},
        )

    def _check(self) -> None:
        if self._closed:
            raise ConfigurationError(_CLOSED)
        try:
            here = asyncio.get_running_loop()
        except RuntimeError:
            raise ConfigurationError(_ELSEWHERE) from None
        if here is not self._loop:
            if self._loop is not None:
                raise ConfigurationError(_ANOTHER)
            self._loop = here

    async def _kept(self, origin: tuple[str, bytes]) -> Line | None:
        """Return the connection that was used last, of those that are still good."""
        idle = self._idle.get(origin)
        while idle:
            line = idle.pop()
            if line.usable and self._clock() - line.used <= self._keepalive:
                return line
            await self._close(line)
        return None

    async def _dial(self, origin: tuple[str, bytes], url: httpx.URL, patience: float | None) -> Line:
        if url.scheme not in ("http", "https"):
            msg = f"the address begins with {url.scheme!r}, and not with http:// or https://"
            raise httpx.UnsupportedProtocol(msg)
        dialer: Dialer = self._dialer or self._dialing.Dialer(self._verify or tls())
        self._dialer = dialer
        if origin not in self._proxies:
            proxy = self._proxy or (environment_proxy(url) if self._trust_env else None)
            self._proxies[origin] = None if proxy is None else self._dialing.chosen(proxy, url)
        return await dialer.dial(origin, self._proxies[origin], patience)

    def _head(self, request: httpx.Request, line: Line) -> tuple[bytes, int | None]:
        """Return the request's head, as its headers say and nothing else, and the length of its body; None for chunks.

        Raises:
            httpx.LocalProtocolError: Something in it would make it another request.
        """
        parts = [request.method.encode("ascii"), b" ", line.prefix, request.url.raw_path, b" HTTP/1.1\r\n"]
        headers = request.headers.raw
        if line.prefix:
            headers = [*line.credentials, *headers]
        length: int | None = 0
        framed = 0
        for name, value in headers:
            parts += (name, b": ", value, b"\r\n")
            if len(name) in _FRAMING and name.lower() in _FRAMING.values():
                framed += 1
                length = int(value) if value.isdigit() else None
                framed += length is None and value.lower() != b"chunked"
        parts.append(b"\r\n")
        head = b"".join(parts)
        # Counted as well: a line break in a header makes two of it, each of which is in good order.
        if _HEAD.fullmatch(head) is None or head.count(b"\n") != len(headers) + 2 or framed > 1:
            msg = "the request's method, path or headers hold what HTTP does not allow there"
            raise httpx.LocalProtocolError(msg)
        return head, length

    async def warm_up(self, url: str, connections: int) -> None:
        """Make connections before there are requests.

        Args:
            url: An address of the server.
            connections: How many are to be idle at least.

        Raises:
            httpx.TransportError: The server could not be reached.
            ConfigurationError: As `handle_async_request`.
        """
        self._check()
        address = httpx.URL(url)
        origin = (address.scheme, address.netloc)
        idle = self._idle.setdefault(origin, [])
        failures: list[Exception] = []

        async def dial() -> None:
            try:
                line = await self._dial(origin, address, None)
            except (httpx.TransportError, ConfigurationError) as failure:
                failures.append(failure)
            else:
                line.used = self._clock()
                idle.append(line)

        async with anyio.create_task_group() as group:
            for _ in range(connections - len(idle)):
                group.start_soon(dial)
        if failures:
            raise failures[0]

    async def take_back(self, line: Line) -> None:
        """Put a line back on the list, and close the one that has been idle longest if it has aged."""
        if self._closed or not line.keeps:
            await self._discard(line)
            return
        self._out -= 1
        now = line.used = self._clock()
        idle = self._idle.setdefault(line.origin, [])
        idle.append(line)
        if now - idle[0].used > self._keepalive:
            await self._close(idle.pop(0))

    async def _discard(self, line: Line | None) -> None:
        """Give up a line that is in use, or was to be, even when the task is being cancelled."""
        self._out -= 1
        if line is not None:
            await self._close(line)
        if self._closed and not self._out:
            await self._hang_up()

    async def _close(self, line: Line) -> None:
        line.abort()
        with anyio.CancelScope(shield=True):
            # The socket is closed in the loop's next turn.
            await asyncio.sleep(0)

    async def _hang_up(self) -> None:
        dialer, self._dialer = self._dialer, None
        if dialer is not None:
            with anyio.move_on_after(_CLOSE_WITHIN, shield=True):
                await dialer.aclose()

    async def aclose(self) -> None:
        """Close all idle connections; those in use are closed when their answers are.

        Raises:
            ConfigurationError: They live on another event loop than this one.
        """
        if self._closed:
            return
        if self._loop is not None:
            self._check()
        self._closed = True
        lines = [line for idle in self._idle.values() for line in idle]
        self._idle.clear()
        for line in lines:
            await self._close(line)
        if not self._out:
            await self._hang_up()


class _Body(httpx.AsyncByteStream):
    """An answer's body; gives its connection back when it was read to its end and is closed."""

    __slots__ = ("_line", "_patience", "_wire")

    def __init__(self, wire: FastWire, line: Line, patience: float | None) -> None:
        self._wire = wire
        self._line: Line | None = line
        self._patience = patience

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        line = self._line
        try:
            piece = b"" if line is None else await line.piece(self._patience)
        except BaseException:
            await self.aclose()
            raise
        if not piece:
            raise StopAsyncIteration
        return piece

    async def aclose(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await self._wire.take_back(line)
