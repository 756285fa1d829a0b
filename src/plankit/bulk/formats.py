"""Items as lines: JSON and CSV. Pure; called from worker threads."""

from __future__ import annotations

import csv
import gc
import io
import json
import math
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from plankit.errors import InvalidArgumentError
from plankit.shapes import DEEPEST, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import PurePath

Format: TypeAlias = Literal["jsonl", "csv", "sqlite"]

_BY_SUFFIX: Mapping[str, Format] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".db": "sqlite",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
}
_BY_NAME: Mapping[str, Format] = {"jsonl": "jsonl", "csv": "csv", "sqlite": "sqlite"}
_FORMULA = frozenset("=+-@\t\r\n")
_JSON = frozenset((str, int, float, bool, type(None), dict, list))
_MOST_UNKNOWN = 100
_OTHERS = "(others)"


def format_of(to: PurePath, format: str | None) -> Format:  # noqa: A002 - the name of the argument that users give
    """Return the format that is asked for, or the one that the file's suffix names.

    Raises:
        InvalidArgumentError: There is no such format.
    """
    found = _BY_SUFFIX.get(to.suffix.lower()) if format is None else _BY_NAME.get(format)
    if found is not None:
        return found
    what = f"the suffix of {to.name!r} names no format" if format is None else f"format={format!r} is not known"
    msg = f"{what}: give format='jsonl', 'csv' or 'sqlite', or a file that ends in {', '.join(_BY_SUFFIX)}."
    raise InvalidArgumentError(msg)


def plain(item: Any) -> dict[str, Any]:
    """Return *item* as a JSON object.

    Raises:
        InvalidArgumentError: It is none.
    """
    to_dict = getattr(item, "to_dict", None)
    found: object = to_dict() if callable(to_dict) else item
    if isinstance(found, dict):
        return found  # pyright: ignore[reportUnknownVariableType] - its keys are those of JSON
    msg = f"a {type(item).__name__} cannot be exported: it has no to_dict(), and is no dict."
    raise InvalidArgumentError(msg)


# str: what no server sends, and what somebody's own pager may hold.
_utf8 = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
_ascii = json.JSONEncoder(separators=(",", ":"), default=str).encode


@cache
def _quick() -> Callable[[Sequence[Any]], bytes]:
    import msgspec  # noqa: PLC0415 - who exports nothing does without

    return msgspec.json.Encoder().encode_lines


def json_text(value: Any) -> str:
    """Return *value* as JSON that UTF-8 can say: halves of surrogate pairs stay as JSON names them."""
    return json_lines([value])[:-1].decode("utf-8")


def json_lines(values: Sequence[Any]) -> bytes:
    """Return one line of JSON for each value."""
    try:
        if _usual(values):
            return _quick()(values)
    except (TypeError, ValueError):  # a key that is no text, half a surrogate pair
        pass
    return b"".join(map(_thorough, values))


def json_texts(values: Sequence[Any]) -> list[str]:
    """Return `json_text` of each value."""
    return json_lines(values).decode("utf-8").split("\n")[:-1]


def _thorough(value: Any) -> bytes:
    try:
        return f"{_utf8(value)}\n".encode()
    except UnicodeEncodeError:
        return f"{_ascii(value)}\n".encode()


def _usual(values: Sequence[Any]) -> bool:
    """Return whether there is nothing in *values* that the quick writer would write in a way of its own."""
    level: Sequence[Any] = values
    for _ in range(DEEPEST):
        types = set(map(type, level))
        if not types <= _JSON:
            return False
        if float in types and not all(math.isfinite(value) for value in level if type(value) is float):
            return False
        if dict not in types and list not in types:
            return True
        # One level down, keys and values alike.
        level = gc.get_referents(*level)
    return False


class CsvLines:
    """Makes lines of CSV (RFC 4180: quoted where need be, CRLF) from objects whose fields are known.

    Null and absent fields are empty cells, lists and objects are JSON, booleans `true` and `false`. A text that begins
    with `=`, `+`, `-`, `@` or white space that spreadsheets skip gets a `'` before it, since they would run it.

    Args:
        columns: The columns; None for the fields of the first objects, in the order in which they appear.
        formulas: Whether texts that a spreadsheet would take for formulas stay as they are.
        unknown: How often each field came that has no column, so far.
        unfilled: Columns that no object has, so far.

    Attributes:
        columns: The columns; None as long as they are not known.
        unknown: How often each field came that has no column.
        unfilled: Columns that no object has so far.
    """

    def __init__(
        self,
        columns: Iterable[str] | None,
        *,
        formulas: bool,
        unknown: Mapping[str, int] | None = None,
        unfilled: Iterable[str] = (),
    ) -> None:
        self.columns: tuple[str, ...] | None = None if columns is None else tuple(columns)
        self.unknown: dict[str, int] = dict(unknown or {})
        self.unfilled: list[str] = list(unfilled)
        self._formulas = formulas

    def header(self) -> bytes:
        """Return the first line."""
        return self._encoded([[self._text(name) for name in self.columns or ()]])

    def learn(self, objects: Iterable[Mapping[str, Any]]) -> None:
        """Take the fields of the first objects for the columns, unless they are given."""
        if self.columns is None:
            self.columns = tuple(dict.fromkeys(name for found in objects for name in found))

    def lines(self, objects: Sequence[Mapping[str, Any]]) -> bytes:
        """Return one line for each object."""
        columns = self.columns or ()
        known = frozenset(columns)
        special = frozenset[str]() if self._formulas else _FORMULA
        rows: list[list[str]] = []
        for found in objects:
            if self.unfilled:
                self.unfilled = [name for name in self.unfilled if name not in found]
            rows.append(
                [
                    # What most of them are, without a call.
                    cell if type(cell) is str and cell[:1] not in special else self._cell(cell)
                    for cell in map(found.get, columns)
                ]
            )
            if not known.issuperset(found):
                self._count(name for name in found if name not in known)
        return self._encoded(rows)

    def _count(self, names: Iterable[str]) -> None:
        for name in names:
            # Bounded: a server chooses the names.
            kept = name if name in self.unknown or len(self.unknown) < _MOST_UNKNOWN else _OTHERS
            self.unknown[kept] = self.unknown.get(kept, 0) + 1

    def _cell(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value) if isinstance(value, int | float) else self._text(json_text(value))

    def _text(self, value: str) -> str:
        return f"'{value}" if not self._formulas and value[:1] in _FORMULA else value

    @staticmethod
    def _encoded(rows: list[list[str]]) -> bytes:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        # Halves of surrogate pairs, which no UTF-8 can say, stay readable.
        return text.getvalue().encode("utf-8", "backslashreplace")


def id_text(identity: object) -> str | None:
    """Return an item's identity as the text of a column."""
    if identity is None:
        return None
    text = str(identity)
    return text if text.isascii() else printable(text)
