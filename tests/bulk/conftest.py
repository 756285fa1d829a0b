"""What the tests of bulk jobs share: journals, and rows for them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from plankit.bulk.journal import Journal
from plankit.bulk.rows import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The trials are imported as `make trials` does it.
SCRIPTS = str(Path(__file__).resolve().parents[2] / "scripts")
if SCRIPTS not in sys.path:
    sys.path.insert(0, SCRIPTS)

WRITE = "logbook.logs.create"
TARGET = "https://logbook.example"


@pytest.fixture
def open_journal() -> Iterator[Callable[..., Journal]]:
    """Opens journals, and closes them after the test."""
    opened: list[Journal] = []

    def open_one(path: Path | None = None, *, write: str = WRITE, target: str = TARGET) -> Journal:
        journal = Journal.open(path, write=write, target=target)
        opened.append(journal)
        return journal

    yield open_one
    for journal in opened:
        journal.close()


@pytest.fixture
def look_journal() -> Iterator[Callable[[Path], Journal]]:
    """Opens journals to read, and closes them after the test."""
    opened: list[Journal] = []

    def look(path: Path) -> Journal:
        journal = Journal.look(path)
        opened.append(journal)
        return journal

    yield look
    for journal in opened:
        journal.close()


@pytest.fixture
def journal(tmp_path: Path, open_journal: Callable[..., Journal]) -> Journal:
    """A journal in a file."""
    return open_journal(tmp_path / "job.db")


@pytest.fixture(scope="session")
def make_entries() -> Callable[..., list[Entry]]:
    """Makes pending rows: `row(0)`, `row(1)`, ..."""

    def make(count: int, first: int = 0, **fields: Any) -> list[Entry]:
        return [Entry(index, f"k{index}", {"name": f"row {index}"}, **fields) for index in range(first, first + count)]

    return make
