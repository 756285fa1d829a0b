"""What happens in a trial, all of it drawn from one seed before it begins."""

from __future__ import annotations

import dataclasses
import random
from typing import TYPE_CHECKING, Literal, get_args

from plankit.sandbox import faults
from trials.rows import draw_look_alikes, draw_rows

if TYPE_CHECKING:
    from plankit.sandbox.faults import Fault
    from plankit.sandbox.script import When
    from trials.rows import Row

Series = Literal["main", "broken-settle", "other-writer", "naive"]
SERIES: tuple[Series, ...] = get_args(Series)
Moment = Literal["time", "read", "applied", "answered", "listed"]

TIMEOUT = 0.4
"""Seconds after which the client gives a request up."""
SETTLE = 0.5
"""Seconds that a job waits before it looks, and of a broken one."""
BROKEN_SETTLE = 0.2
LATEST = 0.2
"""Seconds after which a request is applied at the latest when its client has gone, and of a broken server."""
BROKEN_LATE = 0.6


@dataclasses.dataclass(frozen=True, slots=True)
class Kill:
    """When a life of the job ends by SIGKILL.

    Attributes:
        at: So many `seconds` after its start; or when the server has read, applied or answered its `number`-th create,
            or has read its `number`-th list.
        number: Counted from 1 in each life.
        seconds: See above; after an answer, how long it may be on its way.
    """

    at: Moment
    number: int = 1
    seconds: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """A trial before it happens.

    Attributes:
        series: What it is about.
        seed: Where all the rest comes from.
        backend: The event loop.
        rows: The input.
        refused: Indexes of the rows that the server refuses.
        before: Logs that are there already, and look like rows.
        others: Logs that somebody else makes, each after so many creates of the job.
        shuffle: Whether answers are in another order than requests.
        attributes: The shape of attributes in answers.
        settle: Seconds of the job.
        concurrency: Requests at the same time.
        order: Of results.
        script: The faults, and when they strike.
        kills: One for each life that is killed.
    """

    series: Series
    seed: int
    backend: Literal["asyncio", "trio"]
    rows: list[Row]
    refused: set[int]
    before: list[Row]
    others: list[tuple[int, Row]]
    shuffle: bool
    attributes: Literal["object", "list"]
    settle: float
    concurrency: int
    order: Literal["completion", "input"]
    script: list[tuple[Fault, When]]
    kills: list[Kill]


def plan(series: Series, seed: int) -> Plan:
    """Draw a trial; the naive ones have the rows, faults and kills of the main series."""
    draw = random.Random(f"trial {seed}")  # noqa: S311 - chance that can be had again, no secret
    rows, refused = draw_rows(draw, draw.randint(40, 150), several=draw.random() < _SOME)
    before = draw_look_alikes(draw, rows, refused, draw.randint(0, 15))
    broken = series == "broken-settle"
    script = _creates(draw, broken=broken) + _lists(draw)
    kills = [_kill(draw) for _ in range(draw.randint(1, 3))] if draw.random() < _HALF else []
    concurrency, order = draw.randint(1, 4), draw.choice(("completion", "input"))
    shuffle, attributes = draw.random() < _MOST, draw.choice(("object", "list"))
    copies = [row for index, row in enumerate(rows) if index not in refused]
    others = [(draw.randint(1, 12), draw.choice(copies)) for _ in range(draw.randint(1, 4))]
    return Plan(
        series=series,
        seed=seed,
        backend="trio" if seed % 2 else "asyncio",
        rows=rows,
        refused=refused,
        before=before,
        others=others if series == "other-writer" else [],
        shuffle=shuffle,
        attributes="list" if attributes == "list" else "object",
        settle=BROKEN_SETTLE if broken else SETTLE,
        concurrency=concurrency,
        order="input" if order == "input" else "completion",
        script=script,
        kills=kills,
    )


_SOME, _HALF, _MOST = 0.3, 0.5, 0.8


def _creates(draw: random.Random, *, broken: bool) -> list[tuple[Fault, When]]:
    """Draw faults of creates: some kinds, which together strike a tenth to a third of the requests."""
    reset = draw.random() < _HALF
    late = faults.Late(draw.uniform(0.0, LATEST))
    kinds: list[Fault] = [
        faults.Cut("read", reset),
        faults.Cut("applied", reset),
        faults.Cut("head", reset),
        faults.Cut("body", reset),
        faults.Respond(502, applied=draw.random() < _HALF),
        faults.Respond(503, applied=True),
        faults.Respond(503),
        faults.page(504, applied=draw.random() < _HALF),
        late,
        late,
        faults.Spoil("truncated"),
        faults.Spoil("wrong_type", seed=draw.randrange(1000)),
        faults.Spoil("nulls", seed=draw.randrange(1000)),
        faults.throttled(draw.choice((0.05, 0.1))),
    ]
    share = draw.uniform(0.1, 0.35)
    chosen = draw.sample(kinds, draw.randint(2, 6))
    if broken:
        chosen = [faults.Late(draw.uniform(BROKEN_LATE, 2 * BROKEN_LATE)), *(each for each in chosen if each != late)]
    return [
        (fault, {"operation": "createLogs", "probability": share / len(chosen), "seed": draw.randrange(10**6)})
        for fault in chosen
    ]


def _lists(draw: random.Random) -> list[tuple[Fault, When]]:
    kinds: list[Fault] = [faults.Respond(503), faults.Spoil("truncated")]
    return [
        (fault, {"operation": "listLogs", "probability": draw.uniform(0.05, 0.15), "seed": draw.randrange(10**6)})
        for fault in kinds
        if draw.random() < _HALF
    ]


def _kill(draw: random.Random) -> Kill:
    at = draw.choice(("time", "read", "applied", "answered", "listed"))
    if at == "time":
        return Kill("time", seconds=draw.uniform(0.4, 2.5))
    if at == "listed":
        return Kill("listed", draw.randint(1, 4))
    if at == "read":
        return Kill("read", draw.randint(1, 8))
    if at == "applied":
        return Kill("applied", draw.randint(1, 8))
    return Kill("answered", draw.randint(1, 8), draw.uniform(0.0, 0.02))
