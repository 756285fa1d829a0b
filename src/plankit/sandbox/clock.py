"""The time of the servers, injected: limits, windows, token lives, dates and the faults' rules go by it."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What the servers know of time. It is read from another thread than that of the test."""

    def monotonic(self) -> float:
        """Seconds that only grow."""
        ...

    def wall(self) -> float:
        """Seconds since the epoch."""
        ...


class SystemClock:
    """The time of this machine."""

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    def wall(self) -> float:
        """Seconds since the epoch."""
        return time.time()


SYSTEM: Clock = SystemClock()
