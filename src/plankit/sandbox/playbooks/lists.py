"""Lists of runs and playbooks: one column to sort by, pages by offset (Paging)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeAlias, TypeVar

from plankit.sandbox.wire import bad_request

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence

    from plankit.sandbox.playbooks.answers import Query
    from plankit.sandbox.wire import JsonObject

_PER_PAGE = 1000


class Row(Protocol):
    """What a list holds."""

    fields: JsonObject


RowT = TypeVar("RowT", bound=Row)
Key: TypeAlias = "Callable[[RowT], Any]"


class Rows(Generic[RowT]):
    """Rows in the order they were made, and in the order of a column, sorted once per change.

    Args:
        columns: By name of the column, what a row is sorted by.
        source: Decides the order of rows that are equal in the column.
    """

    def __init__(self, columns: Mapping[str, Key[RowT]], source: random.Random) -> None:
        self.rows: list[RowT] = []
        self.by_id: dict[str, RowT] = {}
        self._columns = columns
        self._source = source
        self._sorted: dict[str, list[RowT]] = {}

    def add(self, row: RowT) -> None:
        """Append a row."""
        self.rows.append(row)
        self.by_id[row.fields["id"]] = row
        self._sorted.clear()

    def remove(self, row: RowT) -> None:
        """Take a row out."""
        self.rows.remove(row)
        del self.by_id[row.fields["id"]]
        self._sorted.clear()

    def changed(self) -> None:
        """Say that a row has changed."""
        self._sorted.clear()

    def page(self, wanted: Sequence[Callable[[RowT], bool]], query: Query, default: str, page: Page) -> list[RowT]:
        """The rows of a page; `page` learns how many there are.

        Rows that are equal in the column come in another order with each request, as the server has no tie-break.

        Raises:
            RefusedError: 400, the column or the direction is unknown.
        """
        column = query.word("sort", self._columns, default)
        descending = query.word("direction", ("asc", "desc"), "asc") == "desc"
        key = self._columns[column]
        rows = self._sorted.get(column)
        if rows is None:
            rows = self._sorted[column] = sorted(self.rows, key=key)
        if wanted:
            rows = [row for row in rows if all(test(row) for test in wanted)]
        if descending:
            rows = rows[::-1]
        page.total = len(rows)
        start, stop = page.number * page.size, min((page.number + 1) * page.size, page.total)
        if start >= stop:
            return []
        first, last = start, stop
        while first > 0 and key(rows[first - 1]) == key(rows[start]):
            first -= 1
        while last < page.total and key(rows[last]) == key(rows[stop - 1]):
            last += 1
        shuffled: list[RowT] = []
        for _, equal in groupby(rows[first:last], key):
            group = list(equal)
            if len(group) > 1:
                self._source.shuffle(group)
            shuffled += group
        return shuffled[start - first : stop - first]


class Page:
    """Which page is asked for, and what its envelope says.

    Args:
        query: `page` and `per_page`.
        lenient: Whether a negative number is taken for none, or refused.

    Raises:
        RefusedError: 400, a number is none, or negative and refused.
    """

    def __init__(self, query: Query, *, lenient: bool) -> None:
        self.number: int = query.whole("page")
        self.size: int = query.whole("per_page")
        if not lenient and min(self.number, self.size) < 0:
            message = "bad parameter 'page' or 'per_page': it should be a positive number"
            raise bad_request(message)
        self.number = max(0, self.number)
        self.size = self.size if self.size > 0 else _PER_PAGE
        self.total: int = 0
        self._lenient = lenient

    def envelope(self, items: Sequence[bytes]) -> bytes:
        """The list as JSON; only that of runs tells the size of its pages."""
        pages = -(-self.total // self.size)
        return b'{"total_count":%d,"page_count":%d,%b"has_more":%b,"items":[%b]}' % (
            self.total,
            pages,
            b'"per_page":%d,' % self.size if self._lenient else b"",
            b"true" if self.number + 1 < pages else b"false",
            b",".join(items),
        )
