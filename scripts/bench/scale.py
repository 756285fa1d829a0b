"""Many tasks that wait on one client: what a waiting call keeps, what a call costs, and who is served when.

The server takes 20 ms for each answer and the client's gate is as it comes, so that nearly all of the tasks wait in it.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING

import anyio

from bench import meter
from bench.meter import Spread
from bench.report import Row, Setting, WrongAnswerError, at_most
from bench.server import LATE
from plankit import AdminClient, Budget, ClientCredentials

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

WAITING = (10, 100, 1_000, 10_000)
CALLS = 500
"""Of a round, where fewer tasks than that wait at the same time."""
GROWN = 1.5
_MANY = WAITING[-1]
_QUICK_MANY = 3_000
_FEW = 100


def run(setting: Setting) -> list[Row]:
    """Measure, in processes of its own."""
    before = setting.server.count().served
    rounds = 1 if setting.quick else 3
    most, many = (_QUICK_MANY, _MANY // 5) if setting.quick else (_MANY, _MANY)
    found = meter.child("scale", "calls", setting.server.url, str(most), str(rounds))
    kept = meter.child("scale", "memory", setting.server.url, str(many))
    arrived = setting.server.count().served - before
    made = found["made"] + kept["made"]
    if arrived != made:
        message = f"{made} calls were made, and {arrived} requests arrived at the server"
        raise WrongAnswerError(message)
    cpu: dict[str, list[float]] = found["cpu"]
    shown = ", ".join(f"{int(waiting):,}: {Spread.of(values).median:.0f}" for waiting, values in cpu.items())
    grown = meter.ratios(cpu[str(most)], cpu[str(_FEW)])
    gate: int = found["gate"]
    return [
        Row("CPU a call, microseconds, by tasks that wait on one client", shown),
        at_most(f"CPU a call with {most:,} tasks waiting / with {_FEW}", grown, GROWN, "x"),
        at_most(f"of {most:,} in a queue, most places that one lost or won ({gate} in flight)", found["off"], gate, ""),
        Row(
            f"memory of a call that waits, {many:,} of them",
            f"{kept['call']:.0f} B ({kept['task']:.0f} B of them of any task that waits for a semaphore)",
            numbers={"value": kept["call"], "task": kept["task"]},
        ),
    ]


async def _calls(url: str, most: int, rounds: int) -> dict[str, object]:
    """Measure the cost of calls and their order."""
    cpu: dict[int, list[float]] = {waiting: [] for waiting in (*WAITING[:-1], most)}
    made = off = 0
    async with _client(url) as client:
        # Connections are made before the clock starts.
        await _burst(client, _FEW)
        made += _FEW
        for _ in range(rounds):
            for waiting, taken in cpu.items():
                bursts = max(CALLS // waiting, 1)
                meter.settle()
                start = time.process_time()
                for _ in range(bursts):
                    off = max(off, _displaced(await _burst(client, waiting)))
                seconds = time.process_time() - start
                made += bursts * waiting
                taken.append(seconds / (bursts * waiting) * 1e6)
        gate = client.budget.in_flight
    return {"cpu": cpu, "made": made, "off": off, "gate": gate}


async def _burst(client: AdminClient, waiting: int) -> list[int]:
    """Begin *waiting* calls at once; return their numbers in the order in which they ended.

    Raises:
        WrongAnswerError: An answer is wrong or missing.
    """
    ended: list[int] = []

    async def call(number: int) -> None:
        _check(await client.users.get(LATE))
        ended.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(waiting):
            group.create_task(call(number))
    if sorted(ended) != list(range(waiting)):
        message = f"{waiting} calls, {len(ended)} answers"
        raise WrongAnswerError(message)
    return ended


def _displaced(ended: list[int]) -> int:
    """Return how far the call that is farthest from its turn is from it."""
    return max(abs(place - number) for place, number in enumerate(ended))


async def _memory(url: str, many: int) -> dict[str, object]:
    """Measure what a task keeps while its call waits, and while it waits for a bare semaphore."""
    async with _client(url) as client:
        await _burst(client, _FEW)
        closed = anyio.Semaphore(0)

        async def wait() -> None:
            await closed.acquire()

        async def call() -> None:
            _check(await client.users.get(LATE))

        def let_go() -> None:
            for _ in range(many):
                closed.release()

        task = await _kept(many, wait, let_go)
        return {"call": await _kept(many, call), "task": task, "made": _FEW + many}


async def _kept(
    many: int, work: Callable[[], Coroutine[Any, Any, None]], let_go: Callable[[], object] = lambda: None
) -> float:
    """Return the bytes of each of *many* tasks that do *work*, once each of them has come to where it waits."""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    async with asyncio.TaskGroup() as group:
        for _ in range(many):
            group.create_task(work())
        # All of them take their first step in the same turn of the loop, before any answer can come.
        await asyncio.sleep(0)
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        let_go()
    return (after - before) / many


def _check(user: object) -> None:
    if getattr(user, "id", None) != LATE:
        message = f"{user!r} came instead of the user {LATE!r}"
        raise WrongAnswerError(message)


def _client(url: str) -> AdminClient:
    return AdminClient(ClientCredentials("id", "secret"), base_url=url, budget=Budget())


def main() -> None:
    """Be the process that measures."""
    what, url, *numbers = sys.argv[1:]
    measure = _memory if what == "memory" else _calls
    print(json.dumps(asyncio.run(measure(url, *map(int, numbers)))))


if __name__ == "__main__":
    main()
