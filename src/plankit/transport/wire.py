"""The default wire: single connections on a LIFO list.

httpx 0.28's own pool becomes quadratic with many requests in flight (facts/http_performance.md 3); a list of
connections stays flat. They are httpcore's (`connection.Connection`), without a pool; where a proxy is in between, or
something has put itself before httpx's transport (a mock like `pytest-httpx`, a tracer), they are transports of httpx
that hold one connection each. The list is last in, first out: the connection used last is the warmest, and those that
are not needed age and are closed.
"""

from __future__ import annotations

import functools
import sys
import time
import urllib.request
from types import FunctionType
from typing import TYPE_CHECKING, Any

import anyio
import httpx

from plankit.address import loopback
from plankit.errors import ConfigurationError
from plankit.transport.call import CALL, Call

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Callable

    from plankit.transport.connection import Connection

    _Key = tuple[str, bytes, bool]

KEEPALIVE = 30.0
_CLOSE_WITHIN = 2.0
# Errors of an httpx transport that say: no byte of the request has left.
_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.ProxyError,
)
_HTTPX = httpx.AsyncHTTPTransport.aclose.__globals__
_NO_TIMEOUTS = {"connect": None, "read": None, "write": None, "pool": None}


@functools.cache
def tls() -> ssl.SSLContext:
    """Return the process-wide TLS context: certificates verified; loading it costs 20 ms once."""
    return httpx.create_ssl_context()


def environment_proxy(url: httpx.URL) -> str | None:
    """Return the proxy that the environment names for *url* (HTTPS_PROXY, ALL_PROXY, NO_PROXY, ...), or None."""
    if loopback(url.host):
        return None  # What may go unencrypted because it stays on this machine must stay there.
    proxies = urllib.request.getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    # Both forms: NO_PROXY names an IPv6 address without its brackets.
    if not proxy or any(map(urllib.request.proxy_bypass, (url.netloc.decode("ascii"), url.host))):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _watched() -> bool:
    """Return whether a request must pass httpx's own transport, since something has put itself before it."""
    method = getattr(httpx.AsyncHTTPTransport, "handle_async_request", None)
    # Its very type: what wraps a function may answer for it.
    if type(method) is not FunctionType or method.__globals__ is not _HTTPX:
        return True
    httpcore = sys.modules.get("httpcore")
    if httpcore is None:
        return False
    pool = httpcore.AsyncConnectionPool
    method = pool.handle_async_request
    return type(method) is not FunctionType or method.__globals__ is not pool.aclose.__globals__


class _Line:
    """One transport that holds one connection, and when it was last used."""

    __slots__ = ("connection", "key", "transport", "used")

    def __init__(self, key: _Key, transport: httpx.AsyncBaseTransport, connection: Connection | None = None) -> None:
        self.key: _Key = key
        self.transport: httpx.AsyncBaseTransport = transport
        self.connection: Connection | None = connection
        self.used: float = 0.0


class _Lent(httpx.AsyncByteStream):
    """An answer's body that returns its line to the list when it was read to its end and is closed."""

    __slots__ = ("_line", "_parts", "_stream", "_whole", "_wire")

    def __init__(self, stream: httpx.AsyncByteStream, wire: Wire, line: _Line) -> None:
        self._stream = stream
        self._wire = wire
        self._line: _Line | None = line
        self._parts: AsyncIterator[bytes] = aiter(stream)
        self._whole = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        try:
            return await anext(self._parts)
        except StopAsyncIteration:
            self._whole = True
            raise

    async def aclose(self) -> None:
        line, self._line = self._line, None
        if line is None:
            return
        try:
            await self._stream.aclose()
        except BaseException:
            await self._wire.discard(line)
            raise
        # A body that failed closes itself. If that is cancelled, the connection stays taken for good, and closing again
        # does not tell.
        await (self._wire.take_back if self._whole else self._wire.discard)(line)


def _spent(transport: httpx.AsyncBaseTransport) -> bool:
    """Return whether nothing came after the answer: it would be read as the beginning of the next call's answer.

    httpcore keeps such bytes for the next answer, and no public interface tells of them. Where they cannot be looked
    for, the line counts as unspent and is closed; a test holds that lines are kept.
    """
    for held in getattr(getattr(transport, "_pool", None), "connections", (transport,)):
        connection: Any = held
        while connection is not None and not hasattr(connection, "_h11_state"):
            connection = getattr(connection, "_connection", None)
        if connection is None or connection._h11_state.trailing_data[0]:  # noqa: SLF001 - as the docstring says
            return False
    return True


class Wire(httpx.AsyncBaseTransport):
    """Sends requests over HTTP/1.1, each connection used by one request at a time.

    Args:
        verify: The TLS context; the process-wide one, which verifies certificates, if None.
        proxy: The proxy's address; None asks the environment if *trust_env*.
        trust_env: Whether proxies are taken from the environment.
        keepalive: Seconds that an idle connection is kept.
        clock: Returns monotonic seconds.

    It has no capacity of its own: the budget's gate bounds the requests in flight, so a pool time-out cannot happen.
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
        self._verify = verify
        self._proxy = proxy
        self._trust_env = trust_env
        self._keepalive = keepalive
        self._clock = clock
        self._idle: dict[_Key, list[_Line]] = {}
        self._proxies: dict[tuple[str, bytes], str | None] = {}
        self._closed = False

    @property
    def idle(self) -> int:
        """The number of idle connections."""
        return sum(map(len, self._idle.values()))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* on the connection used last, or on a new one.

        Raises:
            httpx.TransportError: As httpx's own transports do.
            ConfigurationError: The proxy cannot be used.
        """
        url = request.url
        line = await self._line((url.scheme, url.netloc, _watched()), url)
        call = request.extensions.get(CALL)
        if isinstance(call, Call):
            request.extensions.setdefault("timeout", _NO_TIMEOUTS)
        try:
            response = await line.transport.handle_async_request(request)
        except BaseException as error:
            if isinstance(call, Call):
                stream = call.stream
                # This wire asks for the body when the head has left; a head that announces a body is not a request.
                unasked = stream is not None and stream is request.stream and stream.body and not stream.asked
                call.unsent = bool(unasked) or isinstance(error, _UNSENT)
            await self.discard(line)
            raise
        if isinstance(response.stream, httpx.AsyncByteStream) and not isinstance(response.stream, httpx.ByteStream):
            response.stream = _Lent(response.stream, self, line)
        else:
            await self.take_back(line)
        return response

    async def _line(self, key: _Key, url: httpx.URL) -> _Line:
        """Return the idle line that was used last, if it has not ended meanwhile, or a new one."""
        idle = self._idle.get(key)
        while idle:
            line = idle.pop()
            if line.connection is None:
                return line
            if self._clock() - line.used <= self._keepalive and not line.connection.stale:
                return line
            await self.discard(line)
        return self._open(key, url)

    def _open(self, key: _Key, url: httpx.URL) -> _Line:
        scheme, netloc, watched = key
        origin = (scheme, netloc)
        if origin not in self._proxies:
            self._proxies[origin] = self._proxy or (environment_proxy(url) if self._trust_env else None)
        proxy = self._proxies[origin]
        if proxy is None and not watched and scheme in ("http", "https"):
            from plankit.transport.connection import Connection  # noqa: PLC0415 - it imports httpcore

            connection = Connection(url, self._verify or tls(), self._keepalive)
            return _Line(key, connection, connection)
        try:
            transport = httpx.AsyncHTTPTransport(
                verify=self._verify or tls(),
                proxy=proxy,
                limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=self._keepalive),
            )
        except (ValueError, ImportError, httpx.InvalidURL) as problem:
            if proxy is None:
                raise
            # Neither the address nor the problem's text is repeated: there may be a password in them.
            msg = (
                f"The proxy for {url.scheme}://{url.host} cannot be used ({type(problem).__name__}): give proxy= or "
                "the environment's HTTPS_PROXY, HTTP_PROXY and ALL_PROXY as http://host:port; socks5:// needs the "
                "package socksio; NO_PROXY names hosts to reach directly."
            )
            raise ConfigurationError(msg) from None
        return _Line(key, transport)

    async def warm_up(self, url: str, connections: int) -> None:
        """Make connections before there are requests.

        Args:
            url: An address of the server.
            connections: How many are to be idle at least. None is made where a proxy or a mock is in between.

        Raises:
            httpx.TransportError: The server could not be reached.
            ConfigurationError: The proxy cannot be used.
        """
        address = httpx.URL(url)
        key = (address.scheme, address.netloc, _watched())
        failures: list[Exception] = []

        async def open_line() -> None:
            try:
                line = self._open(key, address)
                if line.connection is None:
                    return
                await line.connection.open()
            except (httpx.TransportError, ConfigurationError) as failure:
                failures.append(failure)
            else:
                await self.take_back(line)

        async with anyio.create_task_group() as group:
            for _ in range(connections - len(self._idle.get(key, ()))):
                group.start_soon(open_line)
        if failures:
            raise failures[0]

    async def take_back(self, line: _Line) -> None:
        """Put a line back on the list, and close the one that has been idle longest if it has aged."""
        if self._closed or not _spent(line.transport):
            await self.discard(line)
            return
        now = line.used = self._clock()
        idle = self._idle.setdefault(line.key, [])
        idle.append(line)
        if now - idle[0].used > self._keepalive:
            await self.discard(idle.pop(0))

    async def discard(self, line: _Line) -> None:
        """Close a line whose state is in doubt, even when the task is being cancelled."""
        with anyio.move_on_after(_CLOSE_WITHIN, shield=True):
            await line.transport.aclose()

    async def aclose(self) -> None:
        """Close all idle connections; those in use are closed when their answers are."""
        self._closed = True
        lines = [line for idle in self._idle.values() for line in idle]
        self._idle.clear()
        for line in lines:
            await self.discard(line)
