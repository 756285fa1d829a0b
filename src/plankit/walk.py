"""The state of a walk over pages: its place, what it met, what the totals tell. Pure."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Generic, TypeVar

from plankit.errors import ProtocolError
from plankit.resume import Cursor, to_token
from plankit.seen import Seen, mark_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from plankit.page import Page

logger: logging.Logger = logging.getLogger("plankit")

T = TypeVar("T")

MOST_BARREN = 1000


class Walk(Generic[T]):
    """The state of one walk, shared by its iterators. Pure."""

    __slots__ = (
        "_barren",
        "_found",
        "_handed",
        "_seen",
        "_totals",
        "anew",
        "arguments",
        "began",
        "cursor",
        "drift",
        "duplicates",
        "first_total",
        "key",
        "missed",
        "name",
        "start",
        "total",
    )

    def __init__(
        self,
        name: str,
        arguments: str,
        cursor: Cursor,
        key: Callable[[T], Hashable],
        start: int = 0,
        *,
        seen: Seen | None = None,
    ) -> None:
        self.name: str = name
        self.arguments: str = arguments
        self.cursor: Cursor = cursor
        self.key: Callable[[T], Hashable] = key
        self.start: int = start
        self.began: Cursor = cursor
        self.duplicates: int = 0
        self.total: int | None = None
        self.missed: int = 0
        self.first_total: int | None = None
        self.drift: int = 0
        self.anew: bool = False
        self._handed: int = 0
        self._totals: set[int] = set()
        self._barren: int = 0
        self._found: int = 0
        self._seen: Seen = Seen() if seen is None else seen

    @property
    def token(self) -> str:
        """The place after the last item handed out; the beginning where no other can be asked for."""
        return to_token(self.name, self.arguments, Cursor(self.start) if self.anew else self.cursor)

    @property
    def _whole(self) -> bool:
        """Whether the walk began at the beginning."""
        return self.began == Cursor(self.start)

    def fresh(self, item: T) -> bool:
        """Return whether *item* has not been handed out by this walk, and remember it."""
        identity = self.key(item)
        if identity is None:
            self._found += 1
            return True
        if self._seen.add(mark_of(identity)):
            self._found += 1
            return True
        self.duplicates += 1
        return False

    def unread(self, page: Page[T]) -> list[T]:
        """Return the items of *page* that are neither behind the cursor nor duplicates."""
        return [item for item in page.items[self.cursor.skip :] if self.fresh(item)]

    def went_back(self, page: Page[T]) -> bool:
        """Return whether *page* shows a list that has lost items since the page before; then go back for what moved up.

        What stood behind the lost items is so many places nearer to the beginning now, and may have slipped past the
        cursor. What is met again is not handed out again. Only a total tells it, where no other items were added.
        """
        last, self.total = self.total, page.total
        if self.first_total is None:
            self.first_total = page.total
        self.drift += last is not None and page.total != last
        if last is None or page.total is None or page.total >= last or not page.size:
            return False
        back = -(-(last - page.total) // page.size)
        self.cursor = Cursor(max(page.position - back, self.start))
        return self.cursor.position < page.position

    def passed(self, page: Page[T]) -> None:
        """Move behind *page*.

        Raises:
            ProtocolError: Page after page brings nothing new, and the server says that more follow.
        """
        self._barren = self._barren + 1 if self._found == 0 else 0
        self._handed += self._found
        self._found = 0
        if self._barren >= MOST_BARREN and page.next is not None:
            msg = f"{MOST_BARREN} pages in a row brought nothing new and say that more follow: the walk would not end."
            endless = ProtocolError(msg, operation=self.name)
            endless.resume_token = self.token
            raise endless
        self.cursor = Cursor(page.position, len(page.items)) if page.next is None else Cursor(page.next)
        if page.total is not None:
            self._totals.add(page.total)
        if page.next is None and self._whole and self._totals == {page.total}:
            self.missed = max(0, (page.total or 0) - self._handed)
            if self.missed:
                logger.warning(
                    "%s: the list has %d items throughout, and %d were met: its order does not hold from page to page",
                    *(self.name, page.total, self._handed),
                )
