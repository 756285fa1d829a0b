"""One HTTP/1.1 connection as a transport of httpx: httpcore's connection without its pool, which costs as much."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import TYPE_CHECKING, Any, cast

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


def _as_httpx(error: Exception) -> httpx.TransportError:
    return _ERRORS[type(error)](str(error))


class Connection(httpx.AsyncBaseTransport):
    """A connection to one origin, made with the first request.

    Args:
        url: An address of the origin.
        context: The TLS context.
        keepalive: Seconds that it may be idle.
    """

    def __init__(self, url: httpx.URL, context: ssl.SSLContext, keepalive: float) -> None:
        backend: httpcore.AsyncNetworkBackend | None = None
        if on_asyncio():
            from plankit.transport.sockets import Sockets  # noqa: PLC0415 - asyncio takes long to import for trio

            backend = Sockets()
        port = url.port or {"http": 80, "https": 443}.get(url.scheme, 0)
        self._origin = httpcore.Origin(url.raw_scheme, url.raw_host, port)
        self._connection = httpcore.AsyncHTTPConnection(
            self._origin, ssl_context=context, keepalive_expiry=keepalive, network_backend=backend
        )

    @property
    def stale(self) -> bool:
        """Whether the server has closed it, or it was idle for too long."""
        return self._connection.is_closed() or self._connection.has_expired()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*.

        Raises:
            httpx.TransportError: As httpx's own transports do.
        """
        url = request.url
        sent = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        try:
            answer = await self._connection.handle_async_request(sent)
        except _KNOWN as error:
            raise _as_httpx(error) from error
        told = cast("dict[str, Any]", answer.extensions)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=told)

    async def aclose(self) -> None:
        """Close it."""
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
