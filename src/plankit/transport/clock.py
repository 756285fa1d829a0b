"""Time, injected wherever something decides by it or waits."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

import anyio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class Clock(Protocol):
    """What a client knows of time: pauses, rates, token lives and deadlines between attempts go by it.

    The time-out of one attempt goes by the event loop's own clock, since it bounds what the network does.
    """

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...

    def wall(self) -> float:
        """Seconds since the epoch, for dates that servers send."""
        ...

    async def sleep(self, seconds: float, until: Callable[[], Awaitable[None]] | None = None) -> None:
        """Wait so many seconds, or until *until* returns, whichever is first."""
        ...


class SystemClock:
    """The time of this machine."""

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    def wall(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    async def sleep(self, seconds: float, until: Callable[[], Awaitable[None]] | None = None) -> None:
        """Wait so many seconds, or until *until* returns, whichever is first."""
        if until is None:
            await anyio.sleep(seconds)
            return
        with anyio.move_on_after(seconds):
            await until()


SYSTEM: Clock = SystemClock()
