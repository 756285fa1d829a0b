"""Rows that were not applied, written with all their columns and the reason, to be mended and given again."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from plankit.bulk.journal import Journal
from plankit.bulk.rows import State
from plankit.bulk.stored import reason_fields, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from plankit.bulk.rows import Entry
    from plankit.cli.table import Row, Table

_COLUMNS = ("plankit line", "plankit state", "plankit reason")
"""Behind the row's own columns. No log has attributes that are called so."""
_AT_ONCE = 1000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_rejected(path: Path, journal: Path, table: Table) -> int:
    """Write the rejected and unknown rows of a job; a name that ends in `.jsonl` gets objects, another one CSV.

    Returns:
        How many there are.

    Raises:
        OSError, JournalError, TableError: As files and journals do.
    """
    count = 0
    columns = [name for name in table.header if name not in _COLUMNS]
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        if path.suffix.lower() in (".jsonl", ".ndjson") or not columns:
            for count, (row, entry) in enumerate(_pairs(journal, table), 1):  # noqa: B007 - counted
                file.write(to_json(_object(row, entry)) + "\n")
            return count
        writer = csv.writer(file)
        writer.writerow((*columns, *_COLUMNS))
        for count, (row, entry) in enumerate(_pairs(journal, table), 1):  # noqa: B007 - counted
            told = (str(row.line), entry.state.name.lower(), _plain(_why(entry)))
            writer.writerow((*(row.cells.get(name) or "" for name in columns), *told))
    return count


def _pairs(journal: Path, table: Table) -> Iterator[tuple[Row, Entry]]:
    """Walk the rows that were not applied beside what the journal knows of them."""
    opened = Journal.look(journal)
    try:
        entries = _entries(opened)
        entry = next(entries, None)
        for index, row in enumerate(table):
            if entry is None:
                return
            if entry.index == index:
                yield row, entry
                entry = next(entries, None)
    finally:
        opened.close()


def _entries(journal: Journal) -> Iterator[Entry]:
    after = -1
    while found := journal.entries((State.REJECTED, State.UNKNOWN), after=after, limit=_AT_ONCE):
        yield from found
        after = found[-1].index


def _object(row: Row, entry: Entry) -> dict[str, Any]:
    reason = {} if entry.reason is None else reason_fields(entry.reason)
    cells = {name: value for name, value in row.cells.items() if name is not None}
    return {"line": row.line, "state": entry.state.name.lower(), "reason": reason, "row": cells}


def _why(entry: Entry) -> str:
    reason = entry.reason
    if reason is None:
        return ""
    facts = ", ".join(str(fact) for fact in (reason.status, reason.code) if fact is not None)
    return json.dumps(reason.message, ensure_ascii=False)[1:-1] + (f" ({facts})" if facts else "")


def _plain(text: str) -> str:
    """Return *text* so that no spreadsheet runs it: it may be the server's word."""
    return f"'{text}" if text.startswith(_FORMULA) else text
