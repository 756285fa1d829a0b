"""One HTTP/1.1 connection as a transport of httpx: httpcore's connection without its pool, which costs as much."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import TYPE_CHECKING, Any, cast

import anyio
import httpcore
import httpx

from plankit.transport.loop import on_asyncio

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

_ERRORS: dict[type[Exception], type[httpx.TransportError]] = {
    getattr(httpcore, kind.__name__): kind
    for kind in (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.LocalProtocolError,
        httpx.NetworkError,
        httpx.PoolTimeout,
        httpx.ProtocolError,
        httpx.ProxyError,
        httpx.ReadError,
        httpx.ReadTimeout,
        httpx.RemoteProtocolError,
        httpx.TimeoutException,
        httpx.UnsupportedProtocol,
        httpx.WriteError,
        httpx.WriteTimeout,
    )
}
_KNOWN = tuple(_ERRORS)
_CLOSE_WITHIN = 2.0


def _as_httpx(error: Exception) -> httpx.TransportError:
    return _ERRORS[type(error)](str(error))


def _backend() -> httpcore.AsyncNetworkBackend:
    if not on_asyncio():
        return cast("httpcore.AsyncNetworkBackend", httpcore.TrioBackend())
    from plankit.transport.sockets import Sockets  # noqa: PLC0415 - asyncio takes long to import for trio

    return Sockets()


class Connection(httpx.AsyncBaseTransport):
    """A connection to one origin, made with the first request.

    Args:
        url: An address of the origin.
        context: The TLS context.
        keepalive: Seconds that it may be idle.
    """

    def __init__(self, url: httpx.URL, context: ssl.SSLContext, keepalive: float) -> None:
        self._encrypted = url.scheme == "https"
        port = url.port or (443 if self._encrypted else 80)
        self._origin = httpcore.Origin(url.raw_scheme, url.raw_host, port)
        self._context = context
        self._keepalive = keepalive
        self._connection: httpcore.AsyncHTTP11Connection | None = None
        self._stream: httpcore.AsyncNetworkStream | None = None
        self._served = False

    @property
    def stale(self) -> bool:
        """Whether it is not there, the server has closed it, or it was idle for too long."""
        connection, stream = self._connection, self._stream
        if connection is None or stream is None or connection.is_closed():
            return True
        try:
            # One that has not served yet is no idle one to httpcore, which does not look at its socket.
            return connection.has_expired() or bool(not self._served and stream.get_extra_info("is_readable"))
        except (OSError, ValueError):  # its socket is gone
            return True

    async def connect(
        self,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpx's transports do
        server_name: str | None = None,
    ) -> httpcore.AsyncHTTP11Connection:
        """Make the connection.

        Args:
            timeout: Seconds for it, and as many for TLS; None for no bound.
            server_name: The name in the server's certificate, if it is not the host.

        Raises:
            httpcore.ConnectError, httpcore.ConnectTimeout: The server could not be reached, or is not what it says.
        """
        host = self._origin.host.decode("ascii")
        try:
            stream = await _backend().connect_tcp(host, self._origin.port, timeout=timeout)
        except UnicodeError as problem:
            raise httpcore.ConnectError(f"{host!r} is no name of a host") from problem  # noqa: EM102, TRY003 - as above
        if self._encrypted:
            self._context.set_alpn_protocols(["http/1.1"])
            plain = stream
            try:
                stream = await plain.start_tls(self._context, server_hostname=server_name or host, timeout=timeout)
            except BaseException:
                with anyio.move_on_after(_CLOSE_WITHIN, shield=True):
                    await plain.aclose()
                raise
        self._stream = stream
        self._connection = httpcore.AsyncHTTP11Connection(self._origin, stream, keepalive_expiry=self._keepalive)
        return self._connection

    async def open(self) -> None:
        """Make the connection before there is a request.

        Raises:
            httpx.ConnectError: The server could not be reached.
        """
        try:
            await self.connect()
        except _KNOWN as error:
            raise _as_httpx(error) from error

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*.

        Raises:
            httpx.TransportError: As httpx's own transports do.
        """
        url, extensions = request.url, request.extensions
        sent = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=extensions,
        )
        connection = self._connection
        try:
            if connection is None:
                connect: float | None = extensions.get("timeout", {}).get("connect")
                connection = await self.connect(connect, extensions.get("sni_hostname"))
            self._served = True
            answer = await connection.handle_async_request(sent)
        except _KNOWN as error:
            raise _as_httpx(error) from error
        told: dict[str, Any] = cast("Any", answer).extensions
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=told)

    async def aclose(self) -> None:
        """Close it."""
        if self._connection is not None:
            await self._connection.aclose()


class _Body(httpx.AsyncByteStream):
    """An answer's body, with the errors of httpx."""

    __slots__ = ("_answer", "_parts")

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer
        stream = answer.stream
        assert isinstance(stream, AsyncIterable)  # noqa: S101 - the connection is asynchronous
        self._parts = aiter(stream)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        try:
            return await anext(self._parts)
        except _KNOWN as error:
            raise _as_httpx(error) from error

    async def aclose(self) -> None:
        await self._answer.aclose()
