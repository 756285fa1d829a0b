"""The client object the functions of this package are given."""

from __future__ import annotations

import ssl
from types import TracebackType
from typing import Any, Self

import httpx
from attrs import define, evolve, field


@define
class Client:
    """Holds how the service is reached; makes its `httpx.AsyncClient` when it is first needed.

    Attributes:
        raise_on_unexpected_status: Raise `errors.UnexpectedStatus` for a status the document does not name.
        base_url: What all paths are relative to.
        cookies: Sent with every request.
        headers: Sent with every request.
        timeout: Of one request, 30 seconds for each of its phases unless given.
        verify_ssl: Whether, or by which context, the server's certificate is verified.
        follow_redirects: Whether redirects are followed.
        httpx_args: Further arguments of `httpx.AsyncClient`, such as `transport`.
    """

    raise_on_unexpected_status: bool = field(default=False, kw_only=True)
    _base_url: str = field(alias="base_url")
    _cookies: dict[str, str] = field(factory=dict, kw_only=True, alias="cookies", repr=False)
    _headers: dict[str, str] = field(factory=dict, kw_only=True, alias="headers", repr=False)
    _timeout: httpx.Timeout | None = field(factory=lambda: httpx.Timeout(30.0), kw_only=True, alias="timeout")
    _verify_ssl: str | bool | ssl.SSLContext = field(default=True, kw_only=True, alias="verify_ssl")
    _follow_redirects: bool = field(default=False, kw_only=True, alias="follow_redirects")
    _httpx_args: dict[str, Any] = field(factory=dict, kw_only=True, alias="httpx_args", repr=False)
    _async_client: httpx.AsyncClient | None = field(default=None, init=False, repr=False, eq=False)

    def with_headers(self, headers: dict[str, str]) -> Self:
        """Give a new client with additional headers; this one stays as it is."""
        return evolve(self, headers={**self._headers, **headers})

    def with_cookies(self, cookies: dict[str, str]) -> Self:
        """Give a new client with additional cookies; this one stays as it is."""
        return evolve(self, cookies={**self._cookies, **cookies})

    def with_timeout(self, timeout: httpx.Timeout) -> Self:
        """Give a new client with another time-out; this one stays as it is."""
        return evolve(self, timeout=timeout)

    def set_async_httpx_client(self, async_client: httpx.AsyncClient) -> Self:
        """Use this `httpx.AsyncClient`, with its own headers, cookies and time-out."""
        self._async_client = async_client
        return self

    def _all_headers(self) -> dict[str, str]:
        return self._headers

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """Give the `httpx.AsyncClient`, made now if there is none."""
        if self._async_client is None:
            self._async_client = httpx.AsyncClient(
                base_url=self._base_url,
                cookies=self._cookies,
                headers=self._all_headers(),
                timeout=self._timeout,
                verify=self._verify_ssl,
                follow_redirects=self._follow_redirects,
                **self._httpx_args,
            )
        return self._async_client

    async def __aenter__(self) -> Self:
        """Open the `httpx.AsyncClient`; it cannot be opened twice."""
        await self.get_async_httpx_client().__aenter__()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        """Close the `httpx.AsyncClient`."""
        await self.get_async_httpx_client().__aexit__(exc_type, exc_value, traceback)


@define
class AuthenticatedClient(Client):
    """A client that sends a token.

    Attributes:
        token: The token; it is not shown by `repr`.
        prefix: What comes before the token.
        auth_header_name: The header that carries it.
    """

    token: str = field(repr=False)
    prefix: str = "Bearer"
    auth_header_name: str = "Authorization"

    def _all_headers(self) -> dict[str, str]:
        value = f"{self.prefix} {self.token}" if self.prefix else self.token
        return {**self._headers, self.auth_header_name: value}
