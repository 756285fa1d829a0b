"""What the facade computes by itself: over a transport that answers at once, beside that transport called directly.

Without sockets the numbers hardly scatter, so that small changes show. What suspending and resuming adds is missing.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING

import httpx
import orjson

from bench import meter
from bench.calls import ADDED
from bench.meter import Spread
from bench.report import Row, Setting, at_most
from bench.server import TOKEN, USER_ID, USER_PATH, user
from bench.variants import expect
from plankit import AdminClient, Budget, ClientCredentials

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

CALLS = 1_000
_BODY = json.dumps(user(USER_ID)).encode()
_HEADERS = [(b"Content-Type", b"application/json"), (b"Content-Length", b"%d" % len(_BODY))]


class _Stream(httpx.AsyncByteStream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield _BODY


class _Canned(httpx.AsyncBaseTransport):
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"id_token": TOKEN, "expires_in": 3600})
        assert isinstance(request.stream, httpx.SyncByteStream)  # noqa: S101 - nobody here streams
        b"".join(request.stream)
        return httpx.Response(200, headers=_HEADERS, stream=_Stream())


def run(setting: Setting) -> list[Row]:
    """Measure."""
    facade, direct = asyncio.run(_measure(5 if setting.quick else 15))
    added = meter.differences(facade, direct)
    numbers = {"facade, us": Spread.of(facade).median, "direct, us": Spread.of(direct).median}
    what = "plankit, minus a transport that answers at once: CPU"
    return [at_most(what, added, ADDED, " us", **numbers)]


async def _measure(rounds: int) -> tuple[list[float], list[float]]:
    """Return the microseconds of a call in each round, through the facade and directly."""
    transport = _Canned()
    url = httpx.URL("http://127.0.0.1:9" + USER_PATH)
    headers = [(b"Host", url.netloc), (b"Accept", b"application/json"), (b"Authorization", b"Bearer x")]

    async def directly() -> object:
        response = await transport.handle_async_request(httpx.Request("GET", url, headers=headers, extensions={}))
        try:
            return orjson.loads(await response.aread())["id"]
        finally:
            await response.aclose()

    async with AdminClient(
        ClientCredentials("id", "secret"), base_url="http://127.0.0.1:9", transport=transport, budget=Budget()
    ) as client:

        async def facade() -> object:
            return (await client.users.get(USER_ID)).id

        taken = [(await _seconds(facade), await _seconds(directly)) for _ in range(rounds)]
    return [ours * 1e6 for ours, _ in taken], [theirs * 1e6 for _, theirs in taken]


async def _seconds(call: Callable[[], Awaitable[object]]) -> float:
    expect(await call(), USER_ID)
    meter.settle()
    start = time.process_time()
    for _ in range(CALLS):
        await call()
    return (time.process_time() - start) / CALLS
