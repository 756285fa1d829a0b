"""What one call costs: plankit on each wire beside that wire, the bare libraries, and other clients of its kind.

All of them live in one process and take turns: a burst of one, a burst of the next, round by round. What the server
counted is held against the calls after every burst, so that a call that was lost, or made twice, has a name.

What the facade adds to its wire is measured in a process of its own, see `added`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench import meter, stock
from bench.meter import Spread
from bench.peers import PEERS, peers
from bench.report import Cost, Row, Setting, WrongAnswerError, at_most
from bench.server import Server
from bench.variants import AIOHTTP, FAST_WIRE, PLANKIT, PLANKIT_FAST, WIRE, NotInstalledError, own

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bench.variants import Variant

LEVELS = {16: 240, 64: 320, 256: 768, 1000: 2000}
"""Calls in flight, and calls of a burst: short, so that whatever else the machine does disturbs all alike."""
QUICK = {level: total // 4 for level, total in LEVELS.items() if level != 256}  # noqa: PLR2004 - the ends and the budget's

REWARMED = 64
"""httpx gives its idle connections up after 5 seconds, others later; above, none is idle for as long in few rounds."""

COMPARED = 64
"""Calls in flight at which the budget compares with other clients."""

ADDED = 60
"""Microseconds that the facade may add to its wire."""

WIRES = {PLANKIT: WIRE, PLANKIT_FAST: FAST_WIRE}


@dataclass
class Rounds:
    """What the rounds found of one variant at one level, in microseconds a call.

    Attributes:
        cpu: Processor time of this process, by round.
        wall: The clock on the wall, by round.
        served: Processor time of the server, by round.
    """

    cpu: list[float] = field(default_factory=list[float])
    wall: list[float] = field(default_factory=list[float])
    served: list[float] = field(default_factory=list[float])


Found = dict[tuple[str, int], Rounds]


def run(setting: Setting) -> list[Row | Cost]:
    """Measure."""
    with stock.generated() as modules:
        variants, absent = installed({**own(), **peers(modules)})
        levels, rounds = (QUICK, 2) if setting.quick else (LEVELS, 8)
        found = asyncio.run(measure(setting.server, variants, levels, rounds))
    return [*costs(found), *rows(found, absent, added(setting))]


def added(setting: Setting) -> Found:
    """Measure plankit on each wire and that wire alone, in a process of their own, where no other client is loaded.

    A call through the facade is some thousand steps of Python, one over the bare wire a few hundred. What other clients
    leave in memory (classes, connections, caches) makes each step dearer, since less of the interpreter's own data
    stays in the processor's caches; a difference of the two would count that as the facade's, though whoever uses
    plankit has none of them. Both sides do the same work as in the table of calls: the wire alone makes its request,
    and reads and decodes its answer.
    """
    rounds, share, most = (2, 4, COMPARED) if setting.quick else (8, 2, max(LEVELS))
    told = meter.child("calls", str(setting.server.port), str(rounds), str(share), str(most))
    found: Found = {}
    for name, levels in told.items():
        for level, cpu in levels.items():
            found[name, int(level)] = Rounds(cpu)
    return found


def alone(port: int, rounds: int, levels: Mapping[int, int]) -> dict[str, dict[int, list[float]]]:
    """Return the microseconds a call by variant, calls in flight and round, over the server at *port*."""
    server = Server()  # it runs already
    server.port, server.url = port, f"http://127.0.0.1:{port}"
    makers = own()
    pairs = {name: makers[name] for pair in WIRES.items() for name in pair}
    variants, _ = installed(pairs)
    found = asyncio.run(measure(server, variants, levels, rounds))
    told: dict[str, dict[int, list[float]]] = {}
    for (name, level), taken in found.items():
        told.setdefault(name, {})[level] = taken.cpu
    return told


def installed(makers: Mapping[str, Callable[[], Variant]]) -> tuple[dict[str, Callable[[], Variant]], list[str]]:
    """Return those of *makers* whose libraries are here, and the names of the others."""
    here: dict[str, Callable[[], Variant]] = {}
    absent: list[str] = []
    for name, make in makers.items():
        try:
            make()
        except NotInstalledError:
            absent.append(name)
        else:
            here[name] = make
    return here, absent


async def measure(
    server: Server, variants: Mapping[str, Callable[[], Variant]], levels: Mapping[int, int], rounds: int
) -> Found:
    """Measure each variant at each of *levels* (calls in flight, and calls of a burst), *rounds* times.

    Raises:
        WrongAnswerError: An answer is wrong, a call was lost, or made more than once.
    """
    found: Found = {}
    async with AsyncExitStack() as stack:
        opened: list[tuple[Variant, int]] = []
        for level in levels:
            for make in variants.values():
                variant = make()
                if level <= variant.most:
                    await variant.open(server.url, level, stack)
                    opened.append((variant, level))
        for round_ in range(rounds):
            # Forth and back, so that nobody is always the one after the same neighbour.
            for variant, level in opened if round_ % 2 == 0 else reversed(opened):
                # Connections are made before the clock starts, those again that timed out meanwhile.
                if round_ == 0 or level <= REWARMED:
                    await _burst(server, variant, level, level, Rounds())
                await _burst(server, variant, level, levels[level], found.setdefault((variant.name, level), Rounds()))
    return found


async def _burst(server: Server, variant: Variant, in_flight: int, total: int, found: Rounds) -> None:
    """Make *total* calls, *in_flight* of them at a time; add what they cost to *found*."""
    numbers = iter(range(total))
    answered = 0

    async def work() -> None:
        nonlocal answered
        for _ in numbers:
            await variant.call()
            answered += 1

    meter.settle()
    before = server.count()
    wall, cpu = time.monotonic(), time.process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(work())
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    after = server.count()
    arrived = after.served - before.served
    if not answered == total == arrived:
        message = f"{variant.name}: {total} calls, {answered} answers, {arrived} requests at the server"
        raise WrongAnswerError(message)
    found.cpu.append(cpu / total * 1e6)
    found.wall.append(wall / total * 1e6)
    found.served.append((after.cpu - before.cpu) / total * 1e6)


def costs(found: Found) -> list[Cost]:
    """Return the lines of the table of calls."""
    lines: list[Cost] = []
    for (name, level), rounds in found.items():
        ratio = meter.ratios(rounds.cpu, found[PLANKIT, level].cpu)
        lines.append(Cost(name, level, Spread.of(rounds.cpu), Spread.of(rounds.wall), ratio, len(rounds.cpu)))
    return lines


def rows(found: Found, absent: list[str], beside: Found | None = None) -> list[Row]:
    """Return the lines about budgets; what is added to a wire by what was found *beside* that, if it was."""
    return [
        *_compared(found, absent),
        *_beside_aiohttp(found),
        *_added(found if beside is None else beside),
        *_grown(found),
        _server(found),
        *(Row(name, "not installed: `make bench` makes an environment that has it") for name in absent),
    ]


def _compared(found: Found, absent: list[str]) -> list[Row]:
    """Half of the best of the other clients, a third of the rest."""
    here = [name for name in PEERS if name not in absent]
    ours = found[PLANKIT, COMPARED].cpu
    beside = {name: meter.ratios(ours, found[name, COMPARED].cpu) for name in here}
    best = max(beside, key=lambda name: beside[name].median)
    lines: list[Row] = []
    for name, ratio in beside.items():
        what = f"{PLANKIT} / {name}{', the best of its kind' if name == best else ''}: CPU, {COMPARED} in flight"
        line = at_most(what, ratio, 1 / 2 if name == best else 1 / 3, "x")
        # Which is the best, and so the budget of each, is only known if all are here.
        complete = len(here) == len(PEERS)
        lines.append(line if complete else Row(what, line.measured, numbers=line.numbers, spread=ratio))
    return lines


def _beside_aiohttp(found: Found) -> list[Row]:
    if (AIOHTTP, COMPARED) not in found or (PLANKIT_FAST, COMPARED) not in found:
        return []
    ratio = meter.ratios(found[PLANKIT_FAST, COMPARED].cpu, found[AIOHTTP, COMPARED].cpu)
    what = f"{PLANKIT_FAST} / bare aiohttp: CPU, {COMPARED} in flight"
    return [at_most(what, ratio, 2, "x")]


def _added(found: Found) -> list[Row]:
    lines: list[Row] = []
    for (name, level), rounds in found.items():
        if name in WIRES:
            added = meter.differences(rounds.cpu, found[WIRES[name], level].cpu)
            what = f"{name}, minus that wire: CPU, {level:,} in flight"
            lines.append(at_most(what, added, ADDED, " us"))
    return lines


def _grown(found: Found) -> list[Row]:
    lines: list[Row] = []
    for name in WIRES:
        if (name, 1000) in found and (name, 16) in found:
            grown = meter.ratios(found[name, 1000].cpu, found[name, 16].cpu)
            what = f"{name}: CPU at 1,000 in flight / at 16"
            lines.append(at_most(what, grown, 1.5, "x"))
    return lines


def _server(found: Found) -> Row:
    """Tell that the server was not what limited anybody."""
    a_call = Spread.of([served for rounds in found.values() for served in rounds.served])
    busy = {
        key: Spread.of([served / wall for served, wall in zip(rounds.served, rounds.wall, strict=True)]).median
        for key, rounds in found.items()
    }
    (name, level), most = max(busy.items(), key=lambda item: item[1])
    shown = f"{a_call.median:.0f} us a call, at most {100 * most:.0f} % of a core ({name}, {level:,} in flight)"
    return Row("the server of these calls: CPU", shown, numbers={"value": a_call.median, "busy": most}, spread=a_call)


if __name__ == "__main__":
    port_, rounds_, share_, most_ = map(int, sys.argv[1:])
    levels_ = {level: total // share_ for level, total in LEVELS.items() if level <= most_}
    print(json.dumps(alone(port_, rounds_, levels_)))
