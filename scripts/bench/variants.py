"""The ways to make the same call: one class each, so that a further peer is a further class in `VARIANTS`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

import httpx

from bench.report import WrongAnswerError
from bench.server import TOKEN, TOKEN_PATH, USER_ID, USER_PATH
from plankit import AdminClient, Budget, ClientCredentials
from plankit.transport.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AsyncExitStack


class Variant(Protocol):
    """One way to get a user by its id and to read its JSON.

    Attributes:
        name: How the table calls it.
        most: The most calls in flight at which it is worth measuring.
    """

    name: str
    most: int

    async def open(self, url: str, in_flight: int, stack: AsyncExitStack) -> None:
        """Make the client for *in_flight* calls; *stack* closes it."""

    async def call(self) -> None:
        """Get the user.

        Raises:
            WrongAnswerError: The answer is not the user.
        """


def expect(got: object, wanted: object) -> None:
    """Compare.

    Raises:
        WrongAnswerError: They differ.
    """
    if got != wanted:
        message = f"{got!r} came instead of {wanted!r}"
        raise WrongAnswerError(message)


class Facade:
    """`admin.users.get(id)` on the default wire: tokens, pacing, retry logic, a typed result."""

    name = "facade"
    most = 1_000

    async def open(self, url: str, in_flight: int, stack: AsyncExitStack) -> None:
        """Make the client."""
        self._client = await stack.enter_async_context(
            AdminClient(ClientCredentials("id", "secret"), base_url=url, budget=Budget(in_flight=in_flight))
        )

    async def call(self) -> None:
        """Get the user."""
        expect((await self._client.users.get(USER_ID)).id, USER_ID)


class Bare:
    """The default wire called directly, with what it cannot do without: one request made, one answer read."""

    name = "wire"
    most = 1_000

    async def open(self, url: str, in_flight: int, stack: AsyncExitStack) -> None:
        """Make the wire."""
        del in_flight
        self._wire = Wire()
        stack.push_async_callback(self._wire.aclose)
        self._url = httpx.URL(url + USER_PATH)
        self._headers = [
            (b"Host", self._url.netloc),
            (b"Accept", b"application/json"),
            (b"Accept-Encoding", b"gzip, deflate"),
            (b"User-Agent", b"bench"),
            (b"Authorization", b"Bearer " + TOKEN.encode()),
        ]
        self._extensions = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), 30.0)}

    async def call(self) -> None:
        """Get the user's bytes."""
        request = httpx.Request("GET", self._url, headers=self._headers, extensions=dict(self._extensions))
        response = await self._wire.handle_async_request(request)
        try:
            body = await response.aread()
        finally:
            await response.aclose()
        expect(json.loads(body)["id"], USER_ID)


class Httpx:
    """A bare `httpx.AsyncClient` with its own pool and defaults."""

    name = "httpx"
    most = 64

    async def open(self, url: str, in_flight: int, stack: AsyncExitStack) -> None:
        """Make the client."""
        del in_flight
        headers = {"Authorization": f"Bearer {TOKEN}"}
        self._client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, headers=headers))

    async def call(self) -> None:
        """Get the user as a dictionary."""
        expect((await self._client.get(USER_PATH)).json()["id"], USER_ID)


class Stock:
    """The generator's own output, with its own defaults.

    Args:
        client: The generated `client` module.
        get_user: The generated module of `getUser`.
    """

    name = "stock generated client"
    most = 64

    def __init__(self, client: Any, get_user: Any) -> None:
        self._module = client
        self._get_user = get_user

    async def open(self, url: str, in_flight: int, stack: AsyncExitStack) -> None:
        """Make the client."""
        del in_flight
        self._client = await stack.enter_async_context(self._module.AuthenticatedClient(base_url=url, token=TOKEN))

    async def call(self) -> None:
        """Get the user as the generated model."""
        expect((await self._get_user.asyncio(USER_ID, client=self._client)).id, USER_ID)


def variants(stock: tuple[Any, Any]) -> list[Callable[[], Variant]]:
    """Return what makes each variant, once for each number of calls in flight."""
    return [Facade, Bare, Httpx, lambda: Stock(*stock)]


__all__ = ["TOKEN_PATH", "Variant", "variants"]
