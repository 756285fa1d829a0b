"""The table as the page docs/faults.md shows it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from faults.drive import OPERATIONS, cases
from faults.outcome import SAFETIES
from faults.table import ROWS

if TYPE_CHECKING:
    from faults.outcome import Row, Safety

BEGIN = "<!-- table: python scripts/faults/run.py --page writes it -->"
END = "<!-- end of table -->"


def cell(row: Row, safety: Safety) -> str:
    """A cell in words; an operation that differs from the others of its kind is named."""
    told: dict[str, list[str]] = {}
    for operation, expected in cases(row):
        if operation.safety == safety:
            told.setdefault(str(expected), []).append(operation.name)
    if not told:
        return ""
    if len(told) == 1:
        (text,) = told
        return text
    return "<br>".join(f"{', '.join(f'`{name}`' for name in names)}: {text}" for text, names in told.items())


def table() -> str:
    """All rows in Markdown, under their headings."""
    parts: list[str] = []
    for group, rows in groupby(ROWS, lambda row: row.group):
        lines = [f"### {group}", "", "| fault | READ | IDEMPOTENT | UNSAFE |", "| --- | --- | --- | --- |"]
        lines += [f"| {row.name} | {' | '.join(cell(row, safety) for safety in SAFETIES)} |" for row in rows]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def operations() -> str:
    """The operations that stand for each kind."""
    return "\n".join(
        f"- {safety.upper()}: " + ", ".join(f"`{one.name}`" for one in OPERATIONS if one.usual and one.safety == safety)
        for safety in SAFETIES
    )


def written(page: str) -> str:
    """The page with what is generated as the table says now."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{operations()}\n\n{table()}\n\n{END}{after}"
