"""A clock for tests: nobody waits, and everybody wakes in order."""

from __future__ import annotations

import bisect
import itertools
import math
import threading
import time
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import anyio
from anyio.lowlevel import checkpoint, current_token

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plankit.transport.budget import Budget

_TURNS = 5
_MOMENT = 0.001


class _Sleeper:
    """Somebody who sleeps, and how to call them from any thread."""

    __slots__ = ("_event", "_home", "due", "number")

    def __init__(self, due: float, number: int) -> None:
        self.due = due
        self.number = number
        self._event = anyio.Event()
        self._home: Any = current_token().native_token

    def call(self) -> bool:
        """Say that it may be their turn; False if their event loop is gone."""
        # asyncio's name for it, and trio's.
        soon = getattr(self._home, "call_soon_threadsafe", None) or self._home.run_sync_soon
        try:
            soon(self._set)
        except RuntimeError:
            return False
        return True

    def _set(self) -> None:
        self._event.set()

    async def called(self) -> None:
        """Wait for a call."""
        await self._event.wait()
        self._event = anyio.Event()


def _order(sleeper: _Sleeper) -> tuple[float, int]:
    return sleeper.due, sleeper.number


class FastClock:
    """A `clock=` that skips every pause: an hour's back-off takes milliseconds.

    It runs as this machine's clock does, from now on. Who sleeps lets others run for a moment; if nobody else has to
    wake earlier, the clock then leaps to the end of the sleep. Sleepers wake in the order of their ends, those with
    the same end in the order of their coming, also where several clients share the clock, on several event loops.

    What it does not do:

    * The time-out of one attempt, the `deadline` while an attempt is under way and `max_wait` in a queue go by the
      event loop: they bound what the network does, and that takes its time.
    * Servers have a time of their own, unless they are given the same clock: `sandbox(clock=...)`. Without it, who
      sleeps out a limit comes too early for them.
    * It knows of answers under way only where it was told to `heed` a budget; the fixtures do it for their clients. Who
      waits for another answer for longer than *pause* may find that hours have passed.
    * `asyncio.sleep` and its like in your own code wait as ever: call `clock.sleep`.

    Args:
        pause: Seconds of real time that a sleep takes before it is skipped, if it is longer than that.
        patience: Seconds of real time to wait for answers that are heeded and do not come.

    Raises:
        ValueError: A time that is negative or endless.
    """

    def __init__(self, pause: float = 0.002, patience: float = 0.25) -> None:
        self._pause: float = _checked("pause", pause)
        self._patience: float = _checked("patience", patience)
        self._heeded: WeakSet[Budget] = WeakSet()
        self._stand: tuple[int, int] = (0, 0)
        self._since = 0.0
        self._lock = threading.Lock()
        self._offset = 0.0
        self._slept = 0.0
        self._asleep: list[_Sleeper] = []
        self._numbers = itertools.count()

    def __repr__(self) -> str:
        return f"<FastClock, {self._slept:g} s slept, {len(self._asleep)} asleep>"

    def monotonic(self) -> float:
        """Seconds that only grow. May be read from any thread."""
        return time.monotonic() + self._offset

    def wall(self) -> float:
        """Seconds since the epoch. May be read from any thread."""
        return time.time() + self._offset

    @property
    def slept(self) -> float:
        """Seconds skipped by those who slept."""
        return self._slept

    def advance(self, seconds: float) -> None:
        """Let time pass at once: whose sleep ends within it wakes. May be called from any thread.

        Raises:
            ValueError: A time that is negative or endless.
        """
        with self._lock:
            self._offset += _checked("seconds", seconds)

    def heed(self, budget: Budget) -> None:
        """Let no pause be skipped while requests within *budget* are under way: `clock.heed(client.budget)`."""
        self._heeded.add(budget)

    async def sleep(self, seconds: float, until: Callable[[], Awaitable[None]] | None = None) -> None:
        """Skip so many seconds, or wait until *until* returns, if that is first.

        A sleep without end is not skipped.
        """
        if seconds == math.inf:
            await (anyio.sleep_forever() if until is None else until())
            return
        sleeper = self._enter(seconds)
        try:
            if until is None:
                await self._wait(sleeper)
            else:
                await self._race(sleeper, until)
        finally:
            self._leave(sleeper)

    def _enter(self, seconds: float) -> _Sleeper:
        with self._lock:
            sleeper = _Sleeper(self.monotonic() + max(seconds, 0.0), next(self._numbers))
            bisect.insort(self._asleep, sleeper, key=_order)
        return sleeper

    def _leave(self, sleeper: _Sleeper) -> None:
        with self._lock:
            at = bisect.bisect_left(self._asleep, _order(sleeper), key=_order)
            if self._asleep[at : at + 1] == [sleeper]:
                del self._asleep[at]
            while self._asleep and not self._asleep[0].call():
                del self._asleep[0]

    async def _race(self, sleeper: _Sleeper, until: Callable[[], Awaitable[None]]) -> None:
        failure: Exception | None = None
        async with anyio.create_task_group() as group:

            async def skip() -> None:
                await self._wait(sleeper)
                group.cancel_scope.cancel()

            group.start_soon(skip)
            try:
                await until()
            except Exception as error:  # noqa: BLE001 - raised below, out of the group that would wrap it
                failure = error
            group.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _wait(self, sleeper: _Sleeper) -> None:
        """Return at the sleeper's end, which comes as soon as nobody else has to wake before."""
        await checkpoint()
        while True:
            while self._asleep[0] is not sleeper:
                await sleeper.called()
            left = sleeper.due - self.monotonic()
            if left > 0.0:
                for _ in range(_TURNS):
                    await checkpoint()
                await anyio.sleep(min(self._pause, left))
            while self._asleep[0] is sleeper and self._busy() and sleeper.due > self.monotonic():  # noqa: ASYNC110 - answers ring no bell
                await anyio.sleep(_MOMENT)
            with self._lock:
                if self._asleep[0] is sleeper:
                    self._leap(sleeper.due)
                    return

    def _busy(self) -> bool:
        """Whether requests are under way of which something can be expected."""
        states = [budget.state() for budget in list(self._heeded)]
        sent, flying = sum(state.sent for state in states), sum(state.in_flight - state.waiting for state in states)
        if flying <= 0:
            return False
        now = time.monotonic()
        if (sent, flying) != self._stand:
            self._stand, self._since = (sent, flying), now
        return now - self._since < self._patience

    def _leap(self, due: float) -> None:
        now = time.monotonic()
        offset = due - now
        while now + offset < due:
            offset = math.nextafter(offset, math.inf)
        if offset > self._offset:
            self._slept += offset - self._offset
            self._offset = offset


def _checked(name: str, seconds: float) -> float:
    if not 0.0 <= seconds < math.inf:
        msg = f"{name} must be a number of seconds, 0 or more, not {seconds!r}"
        raise ValueError(msg)
    return float(seconds)
