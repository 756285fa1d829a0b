"""What a measurement found, and how it is shown."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from bench.meter import Spread
    from bench.server import Server


class WrongAnswerError(Exception):
    """An answer is wrong or a call was lost: whatever was measured is worth nothing."""


@dataclass(frozen=True)
class Setting:
    """What every measurement is given.

    Attributes:
        server: The loopback server.
        quick: Whether to measure briefly: fewer rounds, the same things.
    """

    server: Server
    quick: bool


@dataclass(frozen=True)
class Cost:
    """What a call costs with one client: a line of the table of calls.

    Attributes:
        client: Which.
        in_flight: Calls at the same time.
        cpu: Microseconds of processor time a call.
        wall: Microseconds a call by the clock on the wall: one by the throughput of all.
        ratio: `cpu` as a multiple of plankit's on its default wire, round by round.
        rounds: How many rounds.
    """

    client: str
    in_flight: int
    cpu: Spread
    wall: Spread
    ratio: Spread
    rounds: int


@dataclass(frozen=True)
class Row:
    """One line of the table of budgets.

    Attributes:
        what: What was measured.
        measured: The result, for people.
        budget: What docs/design.md allows; empty for a line that only informs.
        met: Whether it was kept; None without a budget.
        numbers: The result, for programs.
        spread: The rounds behind it, if it is the median of some; in the unit of the result.
    """

    what: str
    measured: str
    budget: str = ""
    met: bool | None = None
    numbers: dict[str, float | str] = field(default_factory=dict[str, "float | str"])
    spread: Spread | None = None

    @property
    def verdict(self) -> str:
        """The last column."""
        return {True: "yes", False: "MISSED", None: ""}[self.met]

    @property
    def quartiles(self) -> str:
        """The column of the spread."""
        return "" if self.spread is None else f"{self.spread.low:.3g} to {self.spread.high:.3g}"


def at_most(what: str, value: float | Spread, budget: float, unit: str, **numbers: float | str) -> Row:
    """Return the line of a *value* (of some rounds, their median) that must not be above *budget*."""
    return _held(what, value, f"<= {budget:.3g}{unit}", _middle(value) <= budget, unit, numbers)


def at_least(what: str, value: float | Spread, budget: float, unit: str, **numbers: float | str) -> Row:
    """Return the line of a *value* (of some rounds, their median) that must not be below *budget*."""
    return _held(what, value, f">= {budget:.3g}{unit}", _middle(value) >= budget, unit, numbers)


def _held(
    what: str, value: float | Spread, budget: str, met: bool, unit: str, numbers: Mapping[str, float | str]
) -> Row:
    found = _middle(value)
    spread = None if isinstance(value, float | int) else value
    return Row(what, f"{found:.3g}{unit}", budget, met, {"value": found, **numbers}, spread)


def _middle(value: float | Spread) -> float:
    return value if isinstance(value, float | int) else value.median


def table(rows: Iterable[Row]) -> str:
    """Return the lines about budgets as a Markdown table that is also readable in a terminal."""
    head = ("what", "measured", "quartiles", "budget", "met")
    return _table([head, *((row.what, row.measured, row.quartiles, row.budget, row.verdict) for row in rows)])


def calls(costs: Iterable[Cost]) -> str:
    """Return what a call costs with each client as a Markdown table, the cheapest first."""
    lines: list[tuple[str, ...]] = [
        ("in flight", "client", "CPU, us", "quartiles", "wall, us", "quartiles", "CPU / plankit's")
    ]
    for cost in sorted(costs, key=lambda cost: (cost.in_flight, cost.cpu.median)):
        cpu, wall, ratio = cost.cpu, cost.wall, cost.ratio
        who = (f"{cost.in_flight:,}", cost.client)
        times = [told for of in (cpu, wall) for told in (f"{of.median:.0f}", f"{of.low:.0f} to {of.high:.0f}")]
        lines.append((*who, *times, f"{ratio.median:.2f}x ({ratio.low:.2f} to {ratio.high:.2f})"))
    return _table(lines)


def save(lines: Sequence[Row | Cost], path: Path, **about: object) -> None:
    """Write what was found as JSON: `about`, the `rows` about budgets, and the `costs` of calls."""
    content = {
        **about,
        "rows": [asdict(line) for line in lines if isinstance(line, Row)],
        "costs": [asdict(line) for line in lines if isinstance(line, Cost)],
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _table(lines: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    shown = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in lines]
    shown.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(shown)
