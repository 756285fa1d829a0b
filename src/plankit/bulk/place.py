"""How far an export has come: what the next run must know, as text, and the ids that were written. Pure."""

from __future__ import annotations

import json
import sys
from array import array
from typing import IO, TYPE_CHECKING, Any

from attrs import asdict, define, field
from attrs.validators import ge, instance_of

from plankit.errors import InvalidArgumentError
from plankit.seen import Seen

if TYPE_CHECKING:
    from pathlib import Path

    from plankit.bulk.formats import Format

ANEW = "restart=True begins anew."
MARK = 8
"""Bytes of a mark."""

_VERSION = 1
_AT_ONCE = MARK * 8192
_COUNT = (instance_of(int), ge(0))


@define
class Place:
    """How far an export has come: all that the next run must know.

    Attributes:
        name: The list, as `service.operationId`.
        began: The resume token of where it began; it belongs to the list and its arguments, too.
        format: How it is written.
        formulas: Whether formulas stay as they are (CSV).
        token: Where the walk goes on; None for the beginning.
        offset: Bytes of the file that count.
        items: Items written.
        pages: Pages they came from.
        marks: Ids among `.part.seen`.
        first_total: The number of items that the server told first.
        last_total: The number that it told last.
        duplicates: Items that came again.
        drift: How often the server told another total than before.
        columns: The columns (CSV); None as long as no item came.
        unknown: How often a field came that has no column (CSV).
        unfilled: Columns that were given and that no item has so far.
        whole: Whether the walk began at the beginning of the list.
        resumes: How often it was gone on with.
        started: When it began, in seconds since the epoch.
        ended: When its last item was written; None before.
    """

    name: str
    began: str
    format: Format
    formulas: bool = False
    token: str | None = None
    offset: int = field(default=0, validator=_COUNT)
    items: int = field(default=0, validator=_COUNT)
    pages: int = field(default=0, validator=_COUNT)
    marks: int = field(default=0, validator=_COUNT)
    first_total: int | None = None
    last_total: int | None = None
    duplicates: int = 0
    drift: int = 0
    columns: list[str] | None = None
    unknown: dict[str, int] = field(factory=dict[str, int])
    unfilled: list[str] = field(factory=list[str])
    whole: bool = True
    resumes: int = 0
    started: float = 0.0
    ended: float | None = None

    def to_json(self) -> str:
        """Return it as text."""
        return json.dumps({"version": _VERSION, **asdict(self)})

    @classmethod
    def from_json(cls, text: str | bytes, where: Path) -> Place:
        """Read it.

        Raises:
            InvalidArgumentError: It is something else, or of another version.
        """
        try:
            found: dict[str, Any] = json.loads(text)
            if found.pop("version") != _VERSION:
                raise ValueError(text)  # noqa: TRY301 - one message for all that is malformed
            return cls(**found)
        except (ValueError, TypeError, KeyError, AttributeError) as problem:
            msg = f"{where} is not the place of an export of this version of plankit. {ANEW}"
            raise InvalidArgumentError(msg) from problem

    def forget(self) -> None:
        """Go back to where it began."""
        self.token = self.first_total = self.last_total = None
        self.offset = self.items = self.pages = self.marks = self.duplicates = self.drift = 0
        self.unknown = {}
        self.unfilled = list(self.columns or ()) if self.unfilled else []

    def check(self, wanted: Place, where: Path) -> None:
        """Refuse to go on with it as *wanted*.

        Raises:
            InvalidArgumentError: It is of another list, format or columns; the message says which.
        """
        differs = [
            f"{what} ({mine!r} there, {its!r} here)"
            for what, mine, its in (
                ("list", self.name, wanted.name),
                ("format", self.format, wanted.format),
                ("columns", self.columns, wanted.columns if wanted.columns is not None else self.columns),
                ("formulas", self.formulas, wanted.formulas),
            )
            if mine != its
        ]
        if not differs and self.began != wanted.began:
            differs = ["page size, filters, ids, address or resume="]
        if differs:
            msg = (
                f"{where} belongs to an export of another {', '.join(differs)}. Go on with the same arguments, give "
                f"another file, or {ANEW}"
            )
            raise InvalidArgumentError(msg)


# Called so, it takes 3/4 of the time that `super()` takes, for each item of a list.
_add = Seen.add


class Met(Seen):
    """The ids of an export: those of earlier runs, and what has come since they were last asked for."""

    __slots__ = ("_new",)

    def __init__(self) -> None:
        super().__init__()
        self._new = array("Q")

    def add(self, mark: int) -> bool:
        """Add *mark*, return whether it is new, and keep it for `new`."""
        if not _add(self, mark):
            return False
        self._new.append(mark)
        return True

    def new(self) -> bytes:
        """Return the marks added since the last call, 8 bytes each."""
        found, self._new = self._new, array("Q")
        if sys.byteorder == "big":
            found.byteswap()
        return found.tobytes()

    def load(self, file: IO[bytes], count: int) -> bool:
        """Add the first *count* marks of a file; return whether there were so many."""
        left = count * MARK
        while left:
            data = file.read(min(left, _AT_ONCE))
            if not data or len(data) % MARK:
                return False
            left -= len(data)
            marks = array("Q", data)
            if sys.byteorder == "big":
                marks.byteswap()
            for mark in marks:
                super().add(mark)
        return True
