"""The ways to make the same call: one class each. Here are plankit and the bare libraries; `peers` has the rest."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Protocol

import httpx
import orjson

from bench.report import WrongAnswerError
from bench.server import TOKEN, USER_ID, USER_PATH, user
from plankit import AdminClient, Budget, ClientCredentials
from plankit.transport.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AsyncExitStack

PLANKIT = "plankit, default wire"
PLANKIT_FAST = "plankit, fast wire"
WIRE = "default wire alone"
FAST_WIRE = "fast wire alone"
HTTPX = "httpx"
AIOHTTP = "aiohttp"


class Variant(Protocol):
    """One way to get a user by its id and to read its JSON.

    Attributes:
        name: How the tables call it.
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


class NotInstalledError(Exception):
    """A variant cannot be measured here: its library is not installed."""


def library(name: str) -> Any:
    """Import an optional library.

    Raises:
        NotInstalledError: It is not there.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise NotInstalledError(name) from error


USER: dict[str, object] = user(USER_ID)
NAMED: tuple[object, object] = (USER["id"], USER["lastName"])


def expect(got: object, wanted: object) -> None:
    """Compare.

    Raises:
        WrongAnswerError: They differ.
    """
    if got != wanted:
        message = f"{got!r} came instead of {wanted!r}"
        raise WrongAnswerError(message)


def fast_wire() -> Callable[[], httpx.AsyncBaseTransport]:
    """Return what makes a fast wire.

    Raises:
        NotInstalledError: The extra `fast` is not there.
    """
    for needed in ("aiohttp", "httptools"):
        library(needed)
    try:
        wire: Callable[[], httpx.AsyncBaseTransport] = library("plankit").FastWire
    except AttributeError as error:
        raise NotInstalledError(FAST_WIRE) from error
    return wire


class Facade:
    """`admin.users.get(id)`: tokens, pacing, retry logic, a typed result.

    Args:
        name: How the tables call it.
        wire: What makes its wire; None for the one that it makes itself.
    """

    most = 1_000

    def __init__(self, name: str, wire: Callable[[], httpx.AsyncBaseTransport] | None) -> None:
        self.name = name
        self._wire = wire

    async def open(self, url: str, in_flight: int, stack: AsyncExitStack) -> None:
        """Make the client."""
        wire = None if self._wire is None else await stack.enter_async_context(self._wire())
        credentials, budget = ClientCredentials("id", "secret"), Budget(in_flight=in_flight)
        client = AdminClient(credentials, base_url=url, budget=budget, transport=wire)
        self._client = await stack.enter_async_context(client)

    async def call(self) -> None:
        """Get the user."""
        found = await self._client.users.get(USER_ID)
        expect((found.id, found.last_name), NAMED)


class Alone:
    """A wire called directly, with what it cannot do without: one request made, one answer read.

    Args:
        name: How the tables call it.
        wire: What makes the wire.
    """

    most = 1_000

    def __init__(self, name: str, wire: Callable[[], httpx.AsyncBaseTransport]) -> None:
        self.name = name
        self._make = wire

    async def open(self, url: str, in_flight: int, stack: AsyncExitStack) -> None:
        """Make the wire."""
        del in_flight
        self._wire = await stack.enter_async_context(self._make())
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
        """Get the user's bytes, and read them as plankit does."""
        request = httpx.Request("GET", self._url, headers=self._headers, extensions=dict(self._extensions))
        response = await self._wire.handle_async_request(request)
        try:
            body = await response.aread()
        finally:
            await response.aclose()
        expect(orjson.loads(body), USER)


class Httpx:
    """A bare `httpx.AsyncClient`.

    Its pool is left as it comes: it admits 100 connections and keeps 20. Keeping all 64 makes a call two to four times
    as dear, since the cost of that pool grows with the square of the idle ones.
    """

    name = HTTPX
    most = 64

    async def open(self, url: str, in_flight: int, stack: AsyncExitStack) -> None:
        """Make the client."""
        del in_flight
        headers = {"Authorization": f"Bearer {TOKEN}"}
        self._client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, headers=headers))

    async def call(self) -> None:
        """Get the user as a dictionary."""
        expect((await self._client.get(USER_PATH)).json(), USER)


class Aiohttp:
    """A bare `aiohttp.ClientSession`, its own pool as large as it needs.

    Raises:
        NotInstalledError: aiohttp is not there.
    """

    name = AIOHTTP
    most = 1_000

    def __init__(self) -> None:
        self._aiohttp = library("aiohttp")

    async def open(self, url: str, in_flight: int, stack: AsyncExitStack) -> None:
        """Make the session."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        connector = self._aiohttp.TCPConnector(limit=in_flight)
        session = self._aiohttp.ClientSession(url, headers=headers, connector=connector)
        self._session: Any = await stack.enter_async_context(session)

    async def call(self) -> None:
        """Get the user as a dictionary."""
        async with self._session.get(USER_PATH) as response:
            expect(await response.json(), USER)


def own() -> dict[str, Callable[[], Variant]]:
    """Return what makes plankit's variants and the bare libraries, by name."""

    def fast(variant: Callable[[str, Callable[[], httpx.AsyncBaseTransport]], Variant], name: str) -> Variant:
        return variant(name, fast_wire())

    return {
        PLANKIT: lambda: Facade(PLANKIT, None),
        WIRE: lambda: Alone(WIRE, Wire),
        PLANKIT_FAST: lambda: fast(Facade, PLANKIT_FAST),
        FAST_WIRE: lambda: fast(Alone, FAST_WIRE),
        HTTPX: Httpx,
        AIOHTTP: Aiohttp,
    }
