"""Rows that were not applied, written with all their columns and the reason, to be mended and given again."""

from __future__ import annotations

import csv
import json
import shlex
from typing import TYPE_CHECKING, Any

from attrs import frozen

from plankit.bulk.journal import Journal
from plankit.bulk.rows import State
from plankit.bulk.stored import reason_fields, to_json
from plankit.errors import PlankitError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from plankit.bulk.report import Report
    from plankit.bulk.rows import Entry
    from plankit.cli.table import Row, Table

_COLUMNS = ("plankit line", "plankit state", "plankit reason")
"""Behind the row's own columns. No log has attributes that are called so."""
_AT_ONCE = 1000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@frozen
class Letters:
    """What became of the file of rows that were not applied.

    Attributes:
        count: The rows in it; None if it was not written.
        problem: Why it could not be written.
    """

    count: int | None = None
    problem: str | None = None

    def told(self, path: Path | None, journal: Path | None) -> str:
        """Return where the rows are that were not applied.

        Args:
            path: The file.
            journal: The journal; None if it is not kept.
        """
        if self.count is not None:
            return f"Rejected and unknown rows are in {path}."
        texts = [] if self.problem is None else [f"{path} could not be written: {self.problem.rstrip('.')}."]
        return " ".join([*texts, *([exporting(journal)] if journal is not None else [])])


def exporting(journal: Path) -> str:
    """Return how rejected rows are had from a journal."""
    return f"plankit job export {shlex.quote(str(journal))} --state rejected --to FILE.jsonl writes rejected rows."


def letters_of(report: Report | None, path: Path | None, journal: Path | None, table: Table) -> Letters:
    """Write the rows that were not applied, if that was asked for. What fails here does not undo the job."""
    if report is None or path is None or journal is None:
        return Letters()
    try:
        return Letters(write_rejected(path, journal, table))
    except (PlankitError, OSError) as error:
        return Letters(problem=str(error))


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
