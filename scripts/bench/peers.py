"""Other clients of their kind, beside which a call is measured: each as its own documentation would have it.

Retries and pools stay as they come; all of the pools admit the calls in flight, and what `variants.Httpx` says of its
own holds for those that are built on it. Each asks at the address that it knows, and all are given the same bytes; each
result is what the client gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bench.server import TOKEN, USER_ID, USER_PATHS
from bench.variants import NAMED, USER, expect, library

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AsyncExitStack

    from bench.variants import Variant

STOCK = "stock generated client"
OPENAI = "openai"
GITHUBKIT = "githubkit"
MATTERMOST = "mattermostautodriver"
PEERS = (STOCK, OPENAI, GITHUBKIT, MATTERMOST)


class Stock:
    """The generator's own output, a typed result.

    Args:
        client: The generated `client` module.
        get_user: The generated module of `getUser`.
    """

    name = STOCK
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
        found = await self._get_user.asyncio(USER_ID, client=self._client)
        expect((found.id, found.last_name), NAMED)


class Openai:
    """`models.retrieve` of openai-python: a typed result, not validated, as by default.

    Raises:
        NotInstalledError: It is not there.
    """

    name = OPENAI
    most = 64

    def __init__(self) -> None:
        self._openai = library("openai")

    async def open(self, url: str, in_flight: int, stack: AsyncExitStack) -> None:
        """Make the client."""
        del in_flight
        base_url = url + USER_PATHS[OPENAI].partition("/models/")[0]
        self._client: Any = await stack.enter_async_context(self._openai.AsyncOpenAI(api_key=TOKEN, base_url=base_url))

    async def call(self) -> None:
        """Get the user as if it were a model."""
        found = await self._client.models.retrieve(USER_ID)
        expect((found.id, found.lastName), NAMED)


class Githubkit:
    """`rest.users.async_get_by_username` of githubkit, the JSON of its answer: the typed form would only cost more.

    Inside `async with`, since it makes a client for each call otherwise, and without its cache of answers in SQLite,
    which multiplies the cost of a call by ten. Its own gate of 100 calls stays: it is above the calls in flight.

    Raises:
        NotInstalledError: It is not there.
    """

    name = GITHUBKIT
    most = 64

    def __init__(self) -> None:
        self._githubkit = library("githubkit")

    async def open(self, url: str, in_flight: int, stack: AsyncExitStack) -> None:
        """Make the client."""
        del in_flight
        made = self._githubkit.GitHub(TOKEN, base_url=url, http_cache=False)
        self._client: Any = await stack.enter_async_context(made)

    async def call(self) -> None:
        """Get the user as a dictionary."""
        expect((await self._client.rest.users.async_get_by_username(USER_ID)).json(), USER)


class Mattermost:
    """`users.get_user` of mattermostautodriver's asynchronous driver: a dictionary.

    Raises:
        NotInstalledError: It is not there.
    """

    name = MATTERMOST
    most = 64

    def __init__(self) -> None:
        self._driver = library("mattermostautodriver")

    async def open(self, url: str, in_flight: int, stack: AsyncExitStack) -> None:
        """Make the driver; its token is set as a login would."""
        del in_flight
        parts = urlsplit(url)
        options = {"scheme": parts.scheme, "url": parts.hostname, "port": parts.port}
        self._client: Any = self._driver.AsyncTypedDriver(options)
        await stack.enter_async_context(self._client.client)
        self._client.client.token = TOKEN

    async def call(self) -> None:
        """Get the user as a dictionary."""
        expect(await self._client.users.get_user(USER_ID), USER)


def peers(stock: tuple[Any, Any]) -> dict[str, Callable[[], Variant]]:
    """Return what makes each of them, by name; *stock* are the modules of `bench.stock`."""
    return {STOCK: lambda: Stock(*stock), OPENAI: Openai, GITHUBKIT: Githubkit, MATTERMOST: Mattermost}
