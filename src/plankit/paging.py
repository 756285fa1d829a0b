"""Walking lists that come in pages: items, pages, resume tokens, verified scans.

Iterators here are classes, not asynchronous generators: nothing is ever yielded inside a task group or a cancel scope
(PEP 789), and an abandoned walk leaves nothing behind.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Self, TypeVar

from attrs import Factory, define, evolve, field

from plankit.errors import InvalidArgumentError, PageDriftError, PlankitError, ProtocolError
from plankit.resume import Cursor, digest, from_token, to_token
from plankit.seen import Seen, mark_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable, Mapping

    from plankit.page import Page
    from plankit.prefetch import Prefetch

logger: logging.Logger = logging.getLogger("plankit")

T = TypeVar("T")

MOST_SCANS = 10
MOST_BARREN = 1000


@define(eq=False)
class Walk(Generic[T]):
    """The state of one walk, shared by its iterators. Pure."""

    name: str
    arguments: str
    cursor: Cursor
    key: Callable[[T], Hashable]
    start: int = 0
    began: Cursor = field(default=Factory(lambda walk: walk.cursor, takes_self=True))
    duplicates: int = 0
    total: int | None = None
    missed: int = 0
    _handed: int = field(default=0, repr=False)
    _totals: set[int] = field(factory=set[int], repr=False)
    _barren: int = field(default=0, repr=False)
    _found: int = field(default=0, repr=False)
    _seen: Seen = field(factory=Seen, repr=False)

    @property
    def token(self) -> str:
        """The place after the last item handed out."""
        return to_token(self.name, self.arguments, self.cursor)

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


class Pager(Generic[T]):
    """A list that is fetched page by page while it is walked.

    `async for item in pager` walks items; `pager.pages()` walks pages; `async with pager.prefetch(n) as pages` fetches
    pages ahead. Each starts at the beginning, or where `resume=` said.

    Attributes:
        token: A resume token for the place after the last item (or page) handed out; valid in another process. Errors
            raised by a walk carry the same as `resume_token`.
        duplicates: Items that came twice, because the list moved while it was walked, and were handed out once.
        missed: Items that the server counts and that a whole walk did not meet, although the count did not change: the
            order of the list does not hold from page to page. 0 if there are none, or where no count tells it.
    """

    def __init__(
        self,
        fetch: Callable[[int], Awaitable[Page[T]]],
        *,
        name: str,
        first: int,
        arguments: Mapping[str, Any],
        key: Callable[[T], Hashable],
        resume: str | None = None,
        verify: bool = False,
    ) -> None:
        if verify and resume is not None:
            msg = "verify=True compares whole scans, so it cannot start at resume=: give one of the two."
            raise InvalidArgumentError(msg)
        self._fetch = fetch
        self._name = name
        self._arguments = digest(arguments)
        self._start = first
        self._first = Cursor(first) if resume is None else from_token(resume, name, self._arguments, first=first)
        self._key = key
        self._verify = verify
        self._walk = self._begin()

    def __repr__(self) -> str:
        return f"<Pager {self._name}>"

    def _begin(self) -> Walk[T]:
        self._walk = Walk(self._name, self._arguments, self._first, self._key, self._start)
        return self._walk

    @property
    def token(self) -> str:
        """A resume token for the place after the last item handed out by the latest walk."""
        return self._walk.token

    @property
    def duplicates(self) -> int:
        """Items that the latest walk met again and dropped."""
        return self._walk.duplicates

    @property
    def missed(self) -> int:
        """Items that the latest walk should have met and did not."""
        return self._walk.missed

    def __await__(self) -> NoReturn:
        """Refuse to be awaited: what is walked is not fetched at once.

        Raises:
            TypeError: Always.
        """
        msg = f"{self._name} gives a list to walk: `async for item in ...` or `[item async for item in ...]`, no await."
        raise TypeError(msg)

    def __aiter__(self) -> Items[T]:
        walk = self._begin()
        return Verified(self._fetch, walk) if self._verify else Items(Pages(self._fetch, walk), walk)

    def pages(self) -> Pages[T]:
        """Walk the pages, one after the other.

        Raises:
            InvalidArgumentError: The pager verifies: what two scans agreed on are items, not pages.
        """
        return Pages(self._fetch, self._unverified())

    def prefetch(self, ahead: int) -> Prefetch[T]:
        """Fetch up to *ahead* pages at the same time, handed out in order.

        Use it as `async with pager.prefetch(8) as pages: async for page in pages: ...`. Memory is bounded by *ahead*
        pages; leaving the block, by `break` or an error too, cancels what is under way. Where the service does not
        tell its last page, up to `ahead - 1` requests beyond the end are made for nothing.

        Raises:
            InvalidArgumentError: *ahead* is below 1, or the pager verifies.
        """
        from plankit.prefetch import Prefetch  # noqa: PLC0415 - it needs this module's classes

        return Prefetch(self._fetch, self._unverified(), ahead)

    def _unverified(self) -> Walk[T]:
        if self._verify:
            msg = f"{self._name}: verify=True hands out items only: use `async for item in pager`, or verify=False."
            raise InvalidArgumentError(msg)
        return self._begin()


class Pages(Generic[T]):
    """Walks pages, one after the other."""

    def __init__(self, fetch: Callable[[int], Awaitable[Page[T]]], walk: Walk[T]) -> None:
        self._fetch = fetch
        self._walk = walk
        self._ended = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Page[T]:
        """Fetch the next page.

        Raises:
            PlankitError: It could not be had; `resume_token` says where to go on.
        """
        page = await self.raw()
        handed_out = evolve(page, items=self._walk.unread(page))
        self._walk.passed(page)
        return handed_out

    async def raw(self) -> Page[T]:
        """Fetch the next page as the server sends it, without moving behind it."""
        if self._ended:
            raise StopAsyncIteration
        while True:
            try:
                page = await self._fetch(self._walk.cursor.position)
            except PlankitError as error:
                error.resume_token = self._walk.token
                raise
            if not self._walk.went_back(page):
                break
        self._ended = page.next is None
        return page


class Items(Generic[T]):
    """Walks items."""

    def __init__(self, pages: Pages[T], walk: Walk[T]) -> None:
        self._pages = pages
        self._walk = walk
        self._page: Page[T] | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        """Return the next item; fetch a page when the last one is used up.

        Raises:
            PlankitError: A page could not be had; `resume_token` says where to go on.
        """
        walk = self._walk
        while True:
            page = self._page
            if page is None:
                page = self._page = await self._pages.raw()
            while walk.cursor.skip < len(page.items):
                item = page.items[walk.cursor.skip]
                walk.cursor = Cursor(page.position, walk.cursor.skip + 1)
                if walk.fresh(item):
                    return item
            walk.passed(page)
            self._page = None


class Verified(Items[T]):
    """Walks items only after two scans in a row agreed on them."""

    def __init__(self, fetch: Callable[[int], Awaitable[Page[T]]], walk: Walk[T]) -> None:
        self._fetch = fetch
        # It moves with what is handed out, not with the scans.
        self._walk = walk
        self._agreed: list[tuple[T, Cursor]] | None = None
        self._at = 0

    async def __anext__(self) -> T:
        """Return the next item; the first call scans the list until two scans agree.

        Raises:
            PageDriftError: The list kept changing.
            PlankitError: A page could not be had.
        """
        if self._agreed is None:
            try:
                self._agreed = await self._agree()
            except PlankitError as error:
                error.resume_token = self._walk.token
                raise
        if self._at >= len(self._agreed):
            raise StopAsyncIteration
        item, self._walk.cursor = self._agreed[self._at]
        self._at += 1
        return item

    async def _agree(self) -> list[tuple[T, Cursor]]:
        last, alike = None, 0
        for _ in range(MOST_SCANS):
            found, marks = await self._scan()
            alike = alike + 1 if marks == last else 1
            # Scans that fall short of the server's count agree by chance more easily than by what is hidden from them.
            if alike >= (4 if self._walk.missed else 2):
                return found
            last = marks
        msg = (
            f"{self._walk.name}: of {MOST_SCANS} scans no two agreed: the list changed during each, or its order does "
            "not hold from page to page. Walk it when it is quieter, or sorted by what differs for each item."
        )
        raise PageDriftError(msg, operation=self._walk.name)

    async def _scan(self) -> tuple[list[tuple[T, Cursor]], list[str]]:
        walk = Walk(self._walk.name, self._walk.arguments, self._walk.cursor, self._walk.key, self._walk.start)
        found = [(item, walk.cursor) async for item in Items(Pages(self._fetch, walk), walk)]
        self._walk.duplicates = walk.duplicates
        self._walk.missed = walk.missed
        # Whatever the order; items without an id are told apart by what they hold.
        return found, sorted(repr(item if (key := walk.key(item)) is None else key) for item, _ in found)
