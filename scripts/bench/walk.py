"""Walking a list of known length page by page, and with pages fetched ahead."""

from __future__ import annotations

import asyncio
import time

from bench.report import Row, Setting, WrongAnswerError, at_least
from bench.server import PAGE_SECONDS, PAGES, PER_PAGE
from plankit import AdminClient, Budget, ClientCredentials

AHEAD = 16


def run(setting: Setting) -> list[Row]:
    """Measure. The clock on the wall: waiting is what is saved."""
    one_by_one, ahead = asyncio.run(_walk(setting))
    what = f"walking {PAGES} pages of {PAGE_SECONDS * 1e3:.0f} ms: one by one / prefetch({AHEAD})"
    return [at_least(what, one_by_one / ahead, 10, "x", one_by_one=one_by_one, ahead=ahead)]


async def _walk(setting: Setting) -> tuple[float, float]:
    wanted = [f"user-{number}" for number in range(1, PAGES * PER_PAGE + 1)]
    async with AdminClient(ClientCredentials("id", "secret"), base_url=setting.server.url, budget=Budget()) as client:
        await client.token()
        start = time.monotonic()
        found = [user.id async for user in client.users.list(count=PER_PAGE)]
        one_by_one = time.monotonic() - start
        _check(found, wanted)
        best = float("inf")
        for _ in range(3):
            start = time.monotonic()
            async with client.users.list(count=PER_PAGE).prefetch(AHEAD) as pages:
                found = [user.id async for page in pages for user in page.items]
            best = min(best, time.monotonic() - start)
            _check(found, wanted)
    return one_by_one, best


def _check(found: list[str], wanted: list[str]) -> None:
    if found != wanted:
        message = f"{len(found)} users came, in some order, instead of {len(wanted)} in theirs"
        raise WrongAnswerError(message)
