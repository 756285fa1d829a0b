"""The rows of a CSV or JSONL file, each with the line where it begins."""

from __future__ import annotations

import csv
import json
from array import array
from typing import IO, TYPE_CHECKING, Any, Literal, Protocol, Self

from attrs import field, frozen

from plankit.errors import InvalidArgumentError
from plankit.logbook.rows import columns_like
from plankit.shapes import TooDeepError, is_object, loads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

Kind = Literal["csv", "jsonl"]

_KINDS: dict[str, Kind] = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_DELIMITERS = ",;\t"
_LONGEST_CELL = 64_000_000
_EVERY = 500


class _Reader(Protocol):
    """What csv.reader makes."""

    line_num: int

    def __iter__(self) -> Self: ...

    def __next__(self) -> list[str]: ...


class TableError(InvalidArgumentError):
    """The file as a whole cannot be read."""


@frozen
class Row:
    """A row.

    Attributes:
        line: The line where it begins, counted from 1.
        cells: What it holds, by column.
        problem: Why it could not be read, or None.
    """

    line: int
    cells: dict[Any, Any] = field(repr=False)
    problem: str | None = None

    def cell(self, column: str) -> Any:
        """Return what *column* holds, whatever its case as long as one alone is meant; None if there is none."""
        found = columns_like(column, (name for name in self.cells if name is not None))
        return self.cells[found[0]] if len(found) == 1 else None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it: what a journal keeps of a row that could not be made into a request."""
        beyond = {"beyond": self.cells[None]} if None in self.cells else {}
        return {"line": self.line, "row": {name: self.cells[name] for name in self.cells if name is not None}, **beyond}


class Table:
    """A file of rows; each walk begins anew.

    Args:
        path: The file.
        kind: How it is written; None goes by its suffix.
        encoding: Of its text.
        delimiter: What is between two cells (CSV); None finds it in the header.
        columns: Columns that rows of JSONL may leave out.
        on_row: Called every few hundred rows with the number of rows so far.

    Attributes:
        path: The file.
        kind: How it is written.
        header: The columns (CSV); none for JSONL.
        lines: The line of each row of the latest walk.

    Raises:
        TableError: It cannot be read, or has no header that names each column once.
    """

    def __init__(
        self,
        path: Path,
        *,
        kind: Kind | None = None,
        encoding: str = "utf-8-sig",
        delimiter: str | None = None,
        columns: Sequence[str] = (),
        on_row: Callable[[int], None] = lambda _: None,
    ) -> None:
        found = kind or _KINDS.get(path.suffix.lower())
        if found is None:
            msg = f"The suffix of {path.name} names no format: give --format csv or jsonl."
            raise TableError(msg)
        self.path = path
        self.kind: Kind = found
        self._encoding = encoding
        self._columns = columns
        self._on_row = on_row
        self._delimiter = delimiter
        self.lines: array[int] = array("Q")
        self.header: tuple[str, ...] = ()
        try:
            with self._open() as file:
                first = file.readline()
                if found == "csv":
                    # The most frequent of the usual ones: a header holds little else.
                    self._delimiter = delimiter or max(_DELIMITERS, key=first.count)
                    file.seek(0)
                    self.header = tuple(next(self._reader(file), list[str]()))
        except (OSError, UnicodeError, LookupError, csv.Error) as error:
            raise self._unreadable(error) from error
        if found == "csv":
            self._check(self.header)

    def _open(self) -> IO[str]:
        return self.path.open(encoding=self._encoding, newline="" if self.kind == "csv" else None)

    def _reader(self, file: IO[str]) -> _Reader:
        csv.field_size_limit(_LONGEST_CELL)
        return csv.reader(file, delimiter=self._delimiter or ",", strict=True)

    def _unreadable(self, error: Exception, line: int = 1) -> TableError:
        what = f"{self.path}, line {line}"
        if isinstance(error, OSError):
            return TableError(f"{self.path} cannot be read: {error.strerror}.")
        if isinstance(error, LookupError):
            return TableError(f"There is no encoding {self._encoding!r}: give --encoding utf-8 or cp1252, say.")
        if isinstance(error, UnicodeError):
            return TableError(f"{what} or later: it is not {self._encoding}. Give --encoding, such as cp1252.")
        return TableError(f"{what}: {error}. Is a quotation mark open?")

    def _check(self, header: Sequence[str]) -> None:
        if not header:
            msg = f"{self.path} is empty: its first line must name the columns."
            raise TableError(msg)
        twice = sorted({name for name in header if header.count(name) > 1})
        if twice:
            msg = f"{self.path} has several columns that are called {twice[0]!r}: name each differently."
            raise TableError(msg)

    def __iter__(self) -> Iterator[Row]:
        """Walk the rows.

        Raises:
            TableError: The rest cannot be read.
        """
        self.lines = array("Q")
        with self._open() as file:
            for number, row in enumerate(self._csv(file) if self.kind == "csv" else self._jsonl(file), 1):
                self.lines.append(row.line)
                if not number % _EVERY:
                    self._on_row(number)
                yield row

    def _csv(self, file: IO[str]) -> Iterator[Row]:
        reader = self._reader(file)
        line = 1
        try:
            next(reader, None)
            line = reader.line_num + 1
            for cells in reader:
                if cells:
                    named: dict[Any, Any] = dict(zip(self.header, cells, strict=False))
                    named |= dict.fromkeys(self.header[len(cells) :])
                    if len(cells) > len(self.header):
                        # As csv.DictReader has them, and the reader of logs knows them.
                        named[None] = cells[len(self.header) :]
                    yield Row(line, named)
                line = reader.line_num + 1
        except (csv.Error, UnicodeError) as error:
            raise self._unreadable(error, line) from error

    def _jsonl(self, file: IO[str]) -> Iterator[Row]:
        line = 0
        try:
            for line, text in enumerate(file, 1):
                if text.strip():
                    yield self._object(line, text)
        except UnicodeError as error:
            raise self._unreadable(error, line + 1) from error

    def _object(self, line: int, text: str) -> Row:
        try:
            found = loads(text)
        except TooDeepError:
            return Row(line, {}, f"Line {line} is nested too deeply.")
        except ValueError as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            return Row(line, {}, f"Line {line} is no JSON: {what}.")
        if not is_object(found):
            return Row(line, {}, f"Line {line} is no JSON object.")
        absent = () if is_log(found) else (column for column in self._columns if not columns_like(column, found))
        return Row(line, {**dict.fromkeys(absent), **found})


def is_log(cells: dict[Any, Any]) -> bool:
    """Return whether an object of JSONL is a whole log, and no flat row."""
    return "app_context" in cells or "log_types_id" in cells
