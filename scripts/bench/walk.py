"""Walking a list of known length page by page, and with pages fetched ahead."""

from __future__ import annotations

import asyncio
import time

from bench import meter
from bench.meter import Spread
from bench.report import Row, Setting, WrongAnswerError, at_least
from bench.server import PAGE_SECONDS, PAGES, PER_PAGE
from plankit import AdminClient, Budget, ClientCredentials

AHEAD = 16
FEWER = 25
"""Pages that the quick form walks one by one, for all of them: each takes as long as the next."""


def run(setting: Setting) -> list[Row]:
    """Measure. The clock on the wall: waiting is what is saved."""
    alone, rounds = (FEWER, 2) if setting.quick else (PAGES, 5)
    one_by_one, ahead, cpu = asyncio.run(_walk(setting, rounds, alone))
    what = f"walking {PAGES} pages of {PAGE_SECONDS * 1e3:.0f} ms: one by one / prefetch({AHEAD})"
    faster = Spread.of([one_by_one / seconds for seconds in ahead])
    # The first page is fetched alone, and the empty one after the last is a page of its own.
    waves = 1 + -(-PAGES // AHEAD)
    return [
        at_least(what, faster, 10, "x", one_by_one=one_by_one, ahead=Spread.of(ahead).median),
        Row(
            f"walking {PAGES} pages with prefetch({AHEAD}): waiting that cannot be saved",
            f"{waves * PAGE_SECONDS:.2f} s of {Spread.of(ahead).median:.2f} s",
            numbers={"value": waves * PAGE_SECONDS, "cpu": cpu},
        ),
    ]


async def _walk(setting: Setting, rounds: int, alone: int) -> tuple[float, list[float], float]:
    """Return the seconds of a walk one by one (its first pages, extrapolated), of walks ahead, and the CPU of these."""
    wanted = [f"user-{number}" for number in range(1, PAGES * PER_PAGE + 1)]
    async with AdminClient(ClientCredentials("id", "secret"), base_url=setting.server.url, budget=Budget()) as client:
        await client.token()
        start = time.monotonic()
        found: list[str] = []
        async for user in client.users.list(count=PER_PAGE):
            found.append(user.id)
            if alone < PAGES and len(found) == alone * PER_PAGE:
                break
        # The empty page after the last is waited for, too.
        one_by_one = (time.monotonic() - start) * ((PAGES + 1) / alone if alone < PAGES else 1)
        _check(found, wanted[: alone * PER_PAGE])
        ahead: list[float] = []
        cpu: list[float] = []
        # The first makes its connections, as the walk one by one did before it made its 101 requests.
        for round_ in range(rounds + 1):
            meter.settle()
            start, before = time.monotonic(), time.process_time()
            async with client.users.list(count=PER_PAGE).prefetch(AHEAD) as pages:
                found = [user.id async for page in pages for user in page.items]
            taken = time.monotonic() - start
            _check(found, wanted)
            if round_:
                ahead.append(taken)
                cpu.append(time.process_time() - before)
    return one_by_one, ahead, min(cpu)


def _check(found: list[str], wanted: list[str]) -> None:
    if found != wanted:
        message = f"{len(found)} users came, in some order, instead of {len(wanted)} in theirs"
        raise WrongAnswerError(message)
