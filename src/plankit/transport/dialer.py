"""Makes the fast wire's connections, by aiohttp's connector: names, addresses, TLS and tunnels through proxies."""

from __future__ import annotations

import asyncio
import base64
from typing import TYPE_CHECKING

import aiohttp
import httpx
import yarl

from plankit.errors import ConfigurationError
from plankit.transport.line import Line

if TYPE_CHECKING:
    import ssl

_UNBOUNDED = aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)
_SCHEMES = ("http", "https")


class Dialer:
    """Makes connections, as many as it is asked for, and none twice.

    Args:
        context: The TLS context.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        context.set_alpn_protocols(["http/1.1"])
        self._context = context
        # The resolver of the operating system, as the default wire has it, whatever else is installed.
        self._connector = aiohttp.TCPConnector(limit=0, resolver=aiohttp.ThreadedResolver())

    async def dial(self, origin: tuple[str, bytes], proxy: httpx.Proxy | None, patience: float | None) -> Line:
        """Connect to *origin*, over *proxy* or directly.

        Args:
            origin: Scheme and authority.
            proxy: The proxy, or None.
            patience: Seconds that it may take; None for no bound.

        Raises:
            httpx.ConnectTimeout: It took longer.
            httpx.ProxyError: The proxy refused.
            httpx.ConnectError: There is no connection, or no trust in the server's certificate.
        """
        scheme, authority = origin
        prefix = b""
        headers: dict[str, str] = {}
        target = yarl.URL(f"{scheme}://{authority.decode('ascii')}", encoded=True)
        through: yarl.URL | None = None
        if proxy is not None:
            there = yarl.URL(f"{proxy.url.scheme}://{proxy.url.netloc.decode('ascii')}", encoded=True)
            if scheme == "http":
                # Such a proxy is spoken to like a server; the address in each request says whom it is for.
                prefix, target = b"http://" + authority, there
            else:
                through = there
                headers = {name.decode("ascii"): value.decode("ascii") for name, value in _credentials(proxy)}
                # aiohttp would put its own there.
                headers["User-Agent"] = "plankit"
        request = aiohttp.ClientRequest(
            "GET",
            target,
            loop=asyncio.get_running_loop(),
            ssl=self._context,
            proxy=through,
            proxy_headers=headers,
        )
        try:
            async with asyncio.timeout(patience):
                connection = await self._connector.connect(request, [], _UNBOUNDED)
        except (aiohttp.ClientError, OSError, ValueError) as problem:
            error = _error(problem)
        else:
            try:
                return Line(origin, connection, prefix, () if proxy is None else _credentials(proxy))
            except BaseException:
                connection.close()
                raise
        # Not from within the handler: aiohttp's error holds the proxy's address, which may hold a password.
        raise error

    async def aclose(self) -> None:
        """Close the connector: nothing is dialled any more."""
        await self._connector.close()


def _credentials(proxy: httpx.Proxy) -> list[tuple[bytes, bytes]]:
    """Return the header that tells a proxy who asks, if it wants to know."""
    if proxy.raw_auth is None:
        return []
    return [(b"Proxy-Authorization", b"Basic " + base64.b64encode(b":".join(proxy.raw_auth)))]


def _error(problem: Exception) -> httpx.TransportError:
    """Return what httpx's own transports would raise."""
    if isinstance(problem, TimeoutError):
        return httpx.ConnectTimeout("the connection was not made in time")
    if isinstance(problem, aiohttp.ClientHttpProxyError):
        return httpx.ProxyError(f"{problem.status} {problem.message}")
    if isinstance(problem, aiohttp.ClientConnectorCertificateError):
        return httpx.ConnectError(str(problem.certificate_error))
    if isinstance(problem, aiohttp.ClientConnectorError):
        return httpx.ConnectError(str(problem.os_error) or type(problem).__name__)
    return httpx.ConnectError(f"no connection could be made ({type(problem).__name__})")


def chosen(proxy: str, url: httpx.URL) -> httpx.Proxy:
    """Return *proxy* as it can be used for *url*.

    Raises:
        ConfigurationError: It cannot be used.
    """
    try:
        made = httpx.Proxy(proxy)
        problem = None if made.url.scheme in _SCHEMES else "this wire knows no SOCKS"
    except (ValueError, httpx.InvalidURL) as error:
        problem = type(error).__name__
    else:
        if problem is None and made.url.host:
            return made
    # Neither the address nor the problem's text is repeated: there may be a password in them.
    msg = (
        f"The proxy for {url.scheme}://{url.host} cannot be used ({problem or 'no host'}): give proxy= or the "
        "environment's HTTPS_PROXY, HTTP_PROXY and ALL_PROXY as http://host:port; NO_PROXY names hosts to reach "
        "directly. The default wire takes socks5:// as well."
    )
    raise ConfigurationError(msg)
