"""Waiting for a rate slot: first come, first served, one sleeper, safe to cancel."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import anyio

from plankit.transport.clock import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plankit.transport.rate import RateStore


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
    """The queue in front of a rate.

    Only the head of the queue asks the store, and it asks when it may leave: nothing is reserved ahead, so a
    cancelled waiter costs nothing and a stalled event loop does not burst afterwards.

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
        self._queue: deque[_Ticket] = deque()

    def __len__(self) -> int:
        return len(self._queue)

    async def take(self, *, front: bool = False) -> None:
        """Wait for a slot and take it. *front* goes before all who wait."""
        if not self._queue and await self._store.take(self._clock()) <= 0.0:
            return
        ticket = _Ticket()
        (self._queue.appendleft if front else self._queue.append)(ticket)
        try:
            await self._until_granted(ticket)
        finally:
            was_head = self._queue[0] is ticket
            self._queue.remove(ticket)
            if was_head:
                self.wake()

    async def _until_granted(self, ticket: _Ticket) -> None:
        while True:
            if self._queue[0] is not ticket:
                await ticket.wait()
                continue
            wait = await self._store.take(self._clock())
            if wait <= 0.0:
                return
            await self._sleep(wait, ticket.wait)

    def wake(self) -> None:
        """Let the head of the queue look again: the rate, a pause or the queue has changed."""
        if self._queue:
            self._queue[0].call()
