"""What a measurement found, and how it is shown."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

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
class Row:
    """One line of the table.

    Attributes:
        what: What was measured.
        measured: The result, for people.
        budget: What docs/design.md allows; empty for a line that only informs.
        met: Whether it was kept; None without a budget.
        numbers: The result, for programs.
    """

    what: str
    measured: str
    budget: str = ""
    met: bool | None = None
    numbers: dict[str, float | str] = field(default_factory=dict[str, "float | str"])

    @property
    def verdict(self) -> str:
        """The last column."""
        return {True: "yes", False: "MISSED", None: ""}[self.met]


def at_most(what: str, value: float, budget: float, unit: str, **numbers: float | str) -> Row:
    """Return the line of a *value* that must not be above *budget*."""
    return Row(what, f"{value:.3g}{unit}", f"<= {budget:g}{unit}", value <= budget, {"value": value, **numbers})


def at_least(what: str, value: float, budget: float, unit: str, **numbers: float | str) -> Row:
    """Return the line of a *value* that must not be below *budget*."""
    return Row(what, f"{value:.3g}{unit}", f">= {budget:g}{unit}", value >= budget, {"value": value, **numbers})


def table(rows: Sequence[Row]) -> str:
    """Return the lines as a Markdown table that is also readable in a terminal."""
    cells = [("what", "measured", "budget", "met")]
    cells += [(row.what, row.measured, row.budget, row.verdict) for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    lines = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def save(rows: Sequence[Row], path: Path, **about: object) -> None:
    """Write the lines as JSON."""
    content = {**about, "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
