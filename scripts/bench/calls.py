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

LEVELS = {16: 240, 64: 320, 256: 768, 1000: 2000}
"""Calls in flight, and calls of a round: short, so that whatever else the machine does disturbs all alike."""

REWARMED = 64
"""httpx gives its idle connections up after 5 seconds, the wire only after 30."""

COMPARED = 64
"""Calls in flight at which the budget compares with other clients."""

ADDED = 60
"""Microseconds that the facade may add to its wire."""

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
        for round_ in range(2 if setting.quick else 12):
            for variant, level in open_:
                total = LEVELS[level] // 4 if setting.quick else LEVELS[level]
                # Connections are made before the clock starts, those again that timed out meanwhile.
                warm = level if round_ == 0 or level <= REWARMED else 0
                await _burst(variant, level, warm)
                seconds = await _burst(variant, level, total)
                costs.setdefault((variant.name, level), []).append(seconds / total * 1e6)
                made += warm + total
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
    # A difference is taken within each round, so that a machine that slows down for a while moves both of its sides.
    for level in LEVELS:
        pairs = zip(costs["facade", level], costs["wire", level], strict=True)
        added = meter.middle([facade - wire for facade, wire in pairs])
        rows.append(at_most(f"facade minus wire, {level} in flight (median of the rounds)", added, ADDED, " us"))
    rows += [
        at_most(f"facade / {name}, {level} in flight", least["facade", level] / value, 0.5, "x")
        if name.startswith("stock")
        else Row(f"facade / {name}, {level} in flight", f"{least['facade', level] / value:.3g}x")
        for (name, level), value in least.items()
        if name not in ("facade", "wire") and level == COMPARED
    ]
    grown = least["facade", 1000] / least["facade", 16]
    rows.append(at_most("facade at 1,000 in flight / at 16", grown, 1.5, "x"))
    rows[0] = Row(rows[0].what, rows[0].measured, numbers=dict(numbers))
    return rows
