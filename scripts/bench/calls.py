"""What one call costs: the facade beside its wire, beside bare httpx, beside the stock generated client."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from bench import meter, stock
from bench.report import Row, Setting, WrongAnswerError, at_most
from bench.variants import variants

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.variants import Variant

LEVELS = {16: 480, 64: 640, 256: 1024, 1000: 2000}
"""Calls in flight, and calls of a round."""

Costs = dict[tuple[str, int], list[float]]


def run(setting: Setting) -> list[Row]:
    """Measure."""
    before = setting.server.served()
    with stock.generated() as modules:
        costs, made = asyncio.run(_measure(setting, variants(modules)))
    served = setting.server.served() - before
    if served != made:
        message = f"{made} calls were made and {served} arrived at the server"
        raise WrongAnswerError(message)
    return _rows(costs)


async def _measure(setting: Setting, makers: list[Callable[[], Variant]]) -> tuple[Costs, int]:
    """Return the microseconds a call of each round, by variant and calls in flight; and how many calls were made."""
    costs: Costs = {}
    made = 0
    async with AsyncExitStack() as stack:
        open_: list[tuple[Variant, int]] = []
        for level in LEVELS:
            for make in makers:
                variant = make()
                if level <= variant.most:
                    await variant.open(setting.server.url, level, stack)
                    open_.append((variant, level))
        for _ in range(2 if setting.quick else 6):
            for variant, level in open_:
                total = LEVELS[level] // 2 if setting.quick else LEVELS[level]
                # Connections that timed out meanwhile are made again before the clock starts.
                await _burst(variant, level, level)
                seconds = await _burst(variant, level, total)
                costs.setdefault((variant.name, level), []).append(seconds / total * 1e6)
                made += level + total
    return costs, made


async def _burst(variant: Variant, in_flight: int, total: int) -> float:
    """Return the processor seconds of *total* calls."""
    numbers = iter(range(total))
    answered = 0

    async def work() -> None:
        nonlocal answered
        for _ in numbers:
            await variant.call()
            answered += 1

    meter.settle()
    start = time.process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(work())
    seconds = time.process_time() - start
    if answered != total:
        message = f"{variant.name}: {total} calls, {answered} answers"
        raise WrongAnswerError(message)
    return seconds


def _rows(costs: Costs) -> list[Row]:
    least = {key: min(values) for key, values in costs.items()}
    numbers = {f"{name} at {level}, us": value for (name, level), value in least.items()}
    numbers |= {f"{name} at {level}, median us": meter.middle(values) for (name, level), values in costs.items()}
    rows: list[Row] = []
    for level in LEVELS:
        shown = ", ".join(f"{name} {value:.0f}" for (name, at), value in least.items() if at == level)
        rows.append(Row(f"CPU a call, microseconds, {level} in flight", shown))
    added = [(level, least["facade", level] - least["wire", level]) for level in LEVELS]
    rows += [at_most(f"facade minus wire, {level} in flight", value, 60, " us") for level, value in added]
    rows += [
        at_most(f"facade / {name}, {level} in flight", least["facade", level] / value, 0.5, "x")
        if name.startswith("stock")
        else Row(f"facade / {name}, {level} in flight", f"{least['facade', level] / value:.3g}x")
        for (name, level), value in least.items()
        if name not in ("facade", "wire") and level == 64  # noqa: PLR2004 - the level of the budget
    ]
    grown = least["facade", 1000] / least["facade", 16]
    rows.append(at_most("facade at 1,000 in flight / at 16", grown, 1.5, "x"))
    rows[0] = Row(rows[0].what, rows[0].measured, numbers=dict(numbers))
    return rows
