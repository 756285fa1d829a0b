"""Fetching pages ahead: concurrent, ordered, bounded, clean when left early."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, Self, TypeVar

import anyio
from attrs import evolve

from plankit.bounds import whole
from plankit.errors import InvalidArgumentError, PlankitError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from plankit.page import Page
    from plankit.walk import Walk

T = TypeVar("T")

MOST_AHEAD = 256
"""Pages at the same time: more than a budget lets through would only fill memory."""


class _Slot(Generic[T]):
    """A page that is being fetched."""

    __slots__ = ("after", "error", "known", "page", "position", "ready", "renewed", "scope")

    def __init__(self, position: int, after: int, known: int | None, *, renewed: bool = False) -> None:
        self.position = position
        self.after = after
        self.known = known
        self.renewed = renewed
        self.ready = anyio.Event()
        self.scope = anyio.CancelScope()
        self.page: Page[T] | None = None
        self.error: Exception | None = None


class Prefetch(Generic[T]):
    """A walk over pages that keeps up to *ahead* of them under way.

    The first page is fetched alone: it tells the distance between pages. Pages after it are asked for at the places
    where they must be; if a page says otherwise (the server changed its page size), those under way are dropped and
    the walk goes on where that page says.

    Pages that are fetched at the same time may show the list at different times. An item that is added before the place
    of a page pushes another from its end into the next page; if that one was fetched before, the item is in neither. So
    a page that was asked for when fewer items were known than the page before it tells was asked for too early, and is
    fetched again. (Its own total proves nothing: services count after they have selected.) Where the service tells no
    total, only a walk without prefetch is sure of this.
    """

    def __init__(self, fetch: Callable[[int], Awaitable[Page[T]]], walk: Walk[T], ahead: int) -> None:
        whole("ahead", ahead, error=InvalidArgumentError, most=MOST_AHEAD)
        self._fetch = fetch
        self._walk = walk
        self._ahead = ahead
        self._slots: deque[_Slot[T]] = deque()
        self._step: int | None = None
        self._last: int | None = None
        self._handed = 0
        self._known: int | None = None
        self._ended = False
        self._group: anyio.abc.TaskGroup | None = None

    async def __aenter__(self) -> Self:
        self._group = anyio.create_task_group()
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        group, self._group = self._group, None
        if group is not None:
            group.cancel_scope.cancel()
            self._drop()
            # The group is not told of the body's error: it would wrap it into an exception group.
            await group.__aexit__(None, None, None)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Page[T]:
        """Return the next page, in the list's order.

        Raises:
            PlankitError: It could not be had; `resume_token` says where to go on.
        """
        if self._group is None:
            msg = "prefetch() is an asynchronous context manager: `async with pager.prefetch(n) as pages:`."
            raise RuntimeError(msg)
        if self._ended:
            raise StopAsyncIteration
        while True:
            self._fill()
            slot = self._slots[0]
            await slot.ready.wait()
            if self._early(slot) and slot.after != self._handed:
                self._renew()
                continue
            if slot.page is None or not self._walk.went_back(slot.page):
                break
            self._drop()
        self._slots.popleft()
        if slot.error is not None:
            self._drop()
            if isinstance(slot.error, PlankitError):
                slot.error.resume_token = self._walk.token
            raise slot.error
        assert slot.page is not None  # noqa: S101 - ready without an error means that there is a page
        page = self._hand_out(slot.page)
        self._fill()  # So that pages come while the consumer works on this one.
        return page

    def _hand_out(self, page: Page[T]) -> Page[T]:
        handed_out = evolve(page, items=self._walk.unread(page))
        self._walk.passed(page)
        self._handed += 1
        if page.next is None:
            self._ended = True
            self._drop()
        elif page.next != self._expected(page.position) or page.step != self._step:
            self._drop()
            self._step = page.step
        self._last = page.last
        return handed_out

    def _early(self, slot: _Slot[T]) -> bool:
        """Whether the page in *slot* may show the list as it was before the page handed out last."""
        return slot.page is not None and self._walk.total is not None and (slot.known or 0) < self._walk.total

    def _renew(self) -> None:
        """Fetch the first page of the window again, and with it the others that are known to be early: once each."""
        for number, slot in enumerate(self._slots):
            if number == 0 or (self._early(slot) and not slot.renewed):
                self._slots[number] = self._start(slot.position, renewed=True)

    def _start(self, position: int, *, renewed: bool = False) -> _Slot[T]:
        slot: _Slot[T] = _Slot(position, self._handed, self._known, renewed=renewed)
        assert self._group is not None  # noqa: S101 - checked by the caller
        self._group.start_soon(self._load, slot)
        return slot

    def _expected(self, position: int) -> int | None:
        return None if self._step is None else position + self._step

    def _fill(self) -> None:
        """Keep the window full; without a known distance it is one page."""
        if self._ended:
            return
        position: int | None
        position = self._walk.cursor.position if not self._slots else self._expected(self._slots[-1].position)
        while len(self._slots) < (self._ahead if self._step is not None else 1) and position is not None:
            if self._slots and self._last is not None and position > self._last:
                return
            self._slots.append(self._start(position))
            position = self._expected(position)

    async def _load(self, slot: _Slot[T]) -> None:
        with slot.scope:
            try:
                slot.page = await self._fetch(slot.position)
                self._known = slot.page.total
            except Exception as error:  # noqa: BLE001 - handed to the consumer, at its page
                slot.error = error
            slot.ready.set()

    def _drop(self) -> None:
        for slot in self._slots:
            slot.scope.cancel()
        self._slots.clear()
