"""A run as text, and docs/performance.md: the part of it between its two marks, and the plot beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bench import plot, report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench.report import Cost, Row

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "performance.md"
PLOT = DOCS / "performance.svg"
BEGIN = "<!-- measured: written by `make bench-docs` -->"
END = "<!-- end of what was measured -->"


def text(facts: Mapping[str, object], rows: Sequence[Row], costs: Sequence[Cost]) -> str:
    """Return what a run found, for a terminal."""
    parts = [report.calls(costs)] if costs else []
    parts += [report.table(rows), summary(facts, rows)]
    missed = [f"MISSED: {row.what}: {row.measured}, budget {row.budget}" for row in rows if row.met is False]
    return "\n\n".join([*parts, *(["\n".join(missed)] if missed else [])])


def summary(facts: Mapping[str, object], rows: Sequence[Row]) -> str:
    """Return a sentence about the run and one about the budgets."""
    budgeted = [row for row in rows if row.met is not None]
    met = sum(bool(row.met) for row in budgeted)
    return (
        f"{met} of {len(budgeted)} budgets met, in {facts['seconds']} s. {facts['date']}, Python {facts['python']}, "
        f"{facts['system']}, {facts['cores']} cores; {facts['versions']}."
    )


def draw(costs: Sequence[Cost], path: Path) -> None:
    """Write the plot of what a call costs."""
    path.write_text(plot.svg(costs), encoding="utf-8")


def write(facts: Mapping[str, object], rows: Sequence[Row], costs: Sequence[Cost]) -> None:
    """Write what a whole run found into the page, and its plot."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), facts, rows, costs), encoding="utf-8")
    draw(costs, PLOT)


def written(page: str, facts: Mapping[str, object], rows: Sequence[Row], costs: Sequence[Cost]) -> str:
    """Return *page* with what a run found between its marks.

    Raises:
        ValueError: It has no such marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        message = f"The page has no place for what was measured: put {BEGIN!r} and {END!r} around it."
        raise ValueError(message)
    found = "\n\n".join(
        [summary(facts, rows), report.calls(costs), f"![What a call costs]({PLOT.name})", report.table(rows)]
    )
    return f"{before}{begin}\n\n{found}\n\n{end}{after}"
