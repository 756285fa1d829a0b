"""Walking lists that come in pages: items, pages, resume tokens, verified scans.

Iterators here are classes, not asynchronous generators: nothing is ever yielded inside a task group or a cancel scope
(PEP 789), and an abandoned walk leaves nothing behind.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Self, TypeVar

from attrs import evolve

from plankit.errors import InvalidArgumentError, PageDriftError, PlankitError
from plankit.resume import Cursor, digest, from_token
from plankit.seen import Seen
from plankit.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable, Mapping

    from plankit.page import Page
    from plankit.prefetch import Prefetch

T = TypeVar("T")

MOST_SCANS = 10


class Pager(Generic[T]):
    """A list that is fetched page by page while it is walked.

    `async for item in pager` walks items; `pager.pages()` walks pages; `async with pager.prefetch(n) as pages` fetches
    pages ahead. Each starts at the beginning, or where `resume=` said.

    Attributes:
        name: The operation that lists, as `service.operationId`.
        arguments: A digest of what is listed: equal for pagers of the same list, pages and filters.
        anew: Whether a walk cannot begin in the middle: the list comes in one answer, or is verified as a whole.
        verifies: Whether it scans until two scans agree.
        whole: Whether its walks begin at the beginning.
        key: Gives an item's identity; None where it has none.
        token: A resume token for the place after the last item (or page) handed out; valid in another process. Errors
            raised by a walk carry the same as `resume_token`.
        total: The number of items that the server told last, and
        first_total: first; None where it tells none.
        drift: How often it told another than before: the list changed while it was walked.
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
        anew: bool = False,
    ) -> None:
        if verify and resume is not None:
            msg = "verify=True compares whole scans, so it cannot start at resume=: give one of the two."
            raise InvalidArgumentError(msg)
        self._fetch = fetch
        self.name: str = name
        self.arguments: str = digest(arguments)
        self.anew: bool = anew or verify
        self._start = first
        self._first = Cursor(first) if resume is None else from_token(resume, name, self.arguments, first=first)
        self.key: Callable[[T], Hashable] = key
        self._anew = anew
        self.verifies: bool = verify
        self._seen: Seen | None = None
        self._total: int | None = None
        self._walk = self._begin()

    def __repr__(self) -> str:
        return f"<Pager {self.name}>"

    def _begin(self) -> Walk[T]:
        seen = Seen() if self._seen is None else self._seen
        walk: Walk[T] = Walk(self.name, self.arguments, self._first, self.key, self._start, seen=seen)
        walk.total, walk.anew = self._total, self._anew
        self._walk = walk
        return walk

    def _fetcher(self) -> Callable[[int], Awaitable[Page[T]]]:
        """Return what fetches the pages of one walk."""
        return self._fetch

    def resumed(self, token: str | None, *, seen: Seen | None = None, total: int | None = None) -> Self:
        """Return a pager of the same list that goes on elsewhere, and drops what was met before.

        Args:
            token: A resume token of this list; None for where this pager begins.
            seen: Marks of the items that are not to be handed out again. It grows by those that are, so that such a
                pager is walked once. A verifying pager scans without it.
            total: The number of items that the server told last before *token*: if it tells fewer, the walk goes back
                for what moved up meanwhile.

        Raises:
            InvalidArgumentError: *token* belongs to another list.
        """
        first = self._first
        if token is not None:
            first = from_token(token, self.name, self.arguments, first=self._start)
        pager = copy.copy(self)
        vars(pager).update(_first=first, _seen=seen, _total=total)
        pager._begin()  # noqa: SLF001 - a pager, too
        return pager

    @property
    def whole(self) -> bool:
        """Whether its walks begin at the beginning."""
        return self._first == Cursor(self._start)

    @property
    def total(self) -> int | None:
        """The number of items that the server told last."""
        return self._walk.total

    @property
    def first_total(self) -> int | None:
        """The number of items that the server told first in the latest walk."""
        return self._walk.first_total

    @property
    def drift(self) -> int:
        """How often the server told another number of items than before, in the latest walk."""
        return self._walk.drift

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
        msg = f"{self.name} gives a list to walk: `async for item in ...` or `[item async for item in ...]`, no await."
        raise TypeError(msg)

    def __aiter__(self) -> Items[T]:
        walk = self._begin()
        return Verified(self._fetcher(), walk) if self.verifies else Items(Pages(self._fetcher(), walk), walk)

    def pages(self) -> Pages[T]:
        """Walk the pages, one after the other.

        Raises:
            InvalidArgumentError: The pager verifies: what two scans agreed on are items, not pages.
        """
        return Pages(self._fetcher(), self._unverified())

    def prefetch(self, ahead: int) -> Prefetch[T]:
        """Fetch up to *ahead* pages at the same time, handed out in order.

        Use it as `async with pager.prefetch(8) as pages: async for page in pages: ...`. Memory is bounded by *ahead*
        pages; leaving the block, by `break` or an error too, cancels what is under way. Where the service does not
        tell its last page, up to `ahead - 1` requests beyond the end are made for nothing.

        Raises:
            InvalidArgumentError: *ahead* is below 1, or the pager verifies.
        """
        from plankit.prefetch import Prefetch  # noqa: PLC0415 - it needs this module's classes

        return Prefetch(self._fetcher(), self._unverified(), ahead)

    def _unverified(self) -> Walk[T]:
        if self.verifies:
            msg = f"{self.name}: verify=True hands out items only: use `async for item in pager`, or verify=False."
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
