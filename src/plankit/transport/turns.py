"""Waiting for a rate slot: interactive calls before bulk calls, first come first served, safe to cancel."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import anyio

from plankit.transport.clock import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plankit.transport.rate import RateStore


BULK_EVERY = 8


class Lanes:
    """Which lane is next: interactive calls, and every eighth time bulk calls, while both wait. Pure.

    Attributes:
        passed: Interactive calls in a row that went before bulk calls that waited.
    """

    __slots__ = ("passed",)

    def __init__(self, passed: int = 0) -> None:
        self.passed: int = passed

    def bulk_next(self, *, others: bool, bulk: bool) -> bool:
        """Return whether a bulk call is next, where interactive (*others*) and *bulk* calls wait or not."""
        return bulk and (not others or self.passed >= BULK_EVERY - 1)

    def went(self, *, bulk: bool, behind: bool) -> None:
        """Learn that a call went, a *bulk* call or not, and whether bulk calls wait *behind* it."""
        self.passed = self.passed + 1 if behind and not bulk else 0


class _Ticket:
    """A place in the queue that can be called more than once."""

    __slots__ = ("_called",)

    def __init__(self) -> None:
        self._called = anyio.Event()

    def call(self) -> None:
        self._called.set()

    async def wait(self) -> None:
        await self._called.wait()
        self._called = anyio.Event()


class Turns:
    """The queue in front of a rate: three lanes, of which only the very first in line may go.

    Only the head of the queue asks the store, and it asks when it may leave: nothing is reserved ahead, so a
    cancelled waiter costs nothing and a stalled event loop does not burst afterwards. Who comes makes at most
    itself the head; who leaves wakes the next.

    Args:
        store: The rate.
        clock: Returns monotonic seconds.
        sleep: Waits for so many of them, or until something else returns.
    """

    def __init__(
        self,
        store: RateStore,
        clock: Callable[[], float],
        sleep: Callable[[float, Callable[[], Awaitable[None]]], Awaitable[None]] = SYSTEM.sleep,
    ) -> None:
        self._store = store
        self._clock = clock
        self._sleep = sleep
        self._lanes = Lanes()
        self._front: deque[_Ticket] = deque()
        self._others: deque[_Ticket] = deque()
        self._bulk: deque[_Ticket] = deque()

    def __len__(self) -> int:
        return len(self._front) + len(self._others) + len(self._bulk)

    async def take(self, *, front: bool = False, bulk: bool = False) -> None:
        """Wait for a slot and take it.

        Args:
            front: Go before all who wait.
            bulk: Let others go before, but for every eighth slot.
        """
        nobody = not (self._others or self._bulk or self._front)
        if nobody and await self._store.take(self._clock()) <= 0.0:
            return
        ticket = _Ticket()
        lane = self._front if front else self._bulk if bulk else self._others
        (lane.appendleft if front else lane.append)(ticket)
        granted = False
        try:
            await self._until_granted(ticket)
            granted = True
        finally:
            head = self._head()
            lane.remove(ticket)
            if granted and not front:
                self._lanes.went(bulk=bulk, behind=bool(self._bulk))
            if self._head() is not head:
                self.wake()

    def _head(self) -> _Ticket | None:
        """Return whose turn it is."""
        if self._front:
            return self._front[0]
        if self._lanes.bulk_next(others=bool(self._others), bulk=bool(self._bulk)):
            return self._bulk[0]
        return self._others[0] if self._others else None

    async def _until_granted(self, ticket: _Ticket) -> None:
        while True:
            if self._head() is not ticket:
                await ticket.wait()
                continue
            wait = await self._store.take(self._clock())
            if wait <= 0.0:
                return
            await self._sleep(wait, ticket.wait)

    def wake(self) -> None:
        """Let the head of the queue look again: the rate, a pause or the queue has changed."""
        head = self._head()
        if head is not None:
            head.call()
