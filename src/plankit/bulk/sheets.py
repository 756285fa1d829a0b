"""The files that exports write: lines of JSON or CSV, and SQLite. Synchronous, for worker threads."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import IO, TYPE_CHECKING, Any

from plankit.bulk.formats import CsvLines, id_text, json_lines, json_texts
from plankit.bulk.part import Part
from plankit.bulk.place import Place

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path


class TextPart(Part):
    """A file of lines: JSON Lines or CSV."""

    def __init__(self, to: Path, wanted: Place) -> None:
        super().__init__(to, wanted)
        self._place_path = to.with_name(f"{to.name}.part.json")
        self._file: IO[bytes] | None = None
        self._csv: CsvLines | None = None

    def _load(self) -> Place | None:
        try:
            return Place.from_json(self._place_path.read_bytes(), self._place_path)
        except FileNotFoundError:
            return None

    def _make(self) -> None:
        self._save()
        self._open("w+b")

    def _go_on(self) -> None:
        super()._go_on()
        if self.path.exists() or self.place.offset:
            if not self.path.exists() or self.path.stat().st_size < self.place.offset:
                self.torn(self.path)
            self._open("r+b")
        else:
            self._open("w+b")

    def _open(self, mode: str) -> None:
        self._file = self.path.open(mode)
        self._file.truncate(self.place.offset)
        self._file.seek(self.place.offset)
        if self.place.format == "csv":
            place = self.place
            self._csv = CsvLines(place.columns, formulas=place.formulas, unknown=place.unknown, unfilled=place.unfilled)
            if place.columns is not None and not place.offset:
                self._file.write(self._csv.header())

    def _write(self, objects: list[dict[str, Any]], identities: Sequence[object]) -> None:
        del identities
        assert self._file is not None  # noqa: S101 - begun
        if self._csv is None:
            self._file.write(json_lines(objects))
            return
        if objects and self._csv.columns is None:
            self._csv.learn(objects)
            self._file.write(self._csv.header())
        self._file.write(self._csv.lines(objects))
        self.place.columns = None if self._csv.columns is None else list(self._csv.columns)
        self.place.unknown = self._csv.unknown
        self.place.unfilled = self._csv.unfilled

    def _commit(self) -> None:
        assert self._file is not None  # noqa: S101 - begun
        self._file.flush()
        os.fsync(self._file.fileno())
        self.place.offset = self._file.tell()
        self._save()

    def _save(self) -> None:
        new = self._place_path.with_name(f"{self._place_path.name}.new")
        with new.open("w", encoding="utf-8") as file:
            file.write(self.place.to_json())
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._place_path)

    def _clean(self) -> None:
        self._place_path.unlink(missing_ok=True)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class SQLitePart(Part):
    """A database with the table `items` (position, id, json), and the place of the export in the table `export`."""

    def __init__(self, to: Path, wanted: Place) -> None:
        super().__init__(to, wanted)
        self._database: sqlite3.Connection | None = None

    def _connect(self, path: Path) -> sqlite3.Connection:
        # One worker thread after the other. What is committed is on disk: so SQLite does unless it is told otherwise.
        return sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def _load(self) -> Place | None:
        assert self._seen is not None  # noqa: S101 - locked
        for path in (self.path, self.to):
            if path.exists() and path.stat().st_size and (path == self.path or os.fstat(self._seen.fileno()).st_size):
                with contextlib.closing(self._connect(path)) as database, contextlib.suppress(sqlite3.DatabaseError):
                    for (place,) in database.execute("SELECT place FROM export"):
                        return Place.from_json(place, path)
        return None

    def _remove(self) -> None:
        super()._remove()
        self.path.with_name(f"{self.path.name}-journal").unlink(missing_ok=True)

    def _make(self) -> None:
        self._database = self._connect(self.path)
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute("CREATE TABLE items (position INTEGER PRIMARY KEY, id TEXT, json TEXT NOT NULL)")
        self._database.execute("CREATE TABLE export (place TEXT NOT NULL)")
        self._database.execute("INSERT INTO export VALUES (?)", (self.place.to_json(),))
        self._database.execute("COMMIT")
        self._database.execute("BEGIN IMMEDIATE")

    def _go_on(self) -> None:
        super()._go_on()
        self._database = self._connect(self.path)
        if self._database.execute("SELECT count(*) FROM items").fetchone() != (self.place.items,):
            self.torn(self.path)
        self._database.execute("BEGIN IMMEDIATE")

    def _write(self, objects: list[dict[str, Any]], identities: Sequence[object]) -> None:
        assert self._database is not None  # noqa: S101 - begun
        first = self.place.items + 1
        positions = range(first, first + len(objects))
        rows = zip(positions, map(id_text, identities), json_texts(objects), strict=True)
        with _os_errors():
            self._database.executemany("INSERT INTO items VALUES (?, ?, ?)", rows)

    def _commit(self) -> None:
        assert self._database is not None  # noqa: S101 - begun
        with _os_errors():
            self._database.execute("UPDATE export SET place = ?", (self.place.to_json(),))
            self._database.execute("COMMIT")
            self._database.execute("BEGIN IMMEDIATE")

    def _clean(self) -> None:
        pass

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None


@contextlib.contextmanager
def _os_errors() -> Generator[None, None, None]:
    """Say what a database cannot do as files say it: a full disk, above all."""
    try:
        yield
    except sqlite3.Error as problem:
        msg = f"SQLite: {problem}"
        raise OSError(msg) from problem


def part_of(to: Path, wanted: Place) -> Part:
    """Return the unfinished file of a format."""
    return SQLitePart(to, wanted) if wanted.format == "sqlite" else TextPart(to, wanted)
