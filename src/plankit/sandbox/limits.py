"""The limits of the services: requests in any second, points in a window. Pure; time is an argument."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass


class SlidingSecond:
    """Counts what was admitted within the last second (facts C2). A refused request does not count."""

    def __init__(self) -> None:
        self._admitted: deque[tuple[float, int]] = deque()
        self._total = 0

    def _expire(self, now: float) -> None:
        while self._admitted and self._admitted[0][0] <= now - 1.0:
            self._total -= self._admitted.popleft()[1]

    def admit(self, now: float, limit: int | None) -> bool:
        """Take a place in the current second if there is one."""
        if limit is None:
            return True
        self._expire(now)
        if self._total >= limit:
            return False
        self.use(now, 1)
        return True

    def use(self, now: float, amount: int) -> None:
        """Count `amount` requests as admitted now."""
        self._admitted.append((now, amount))
        self._total += amount

    def wait(self, now: float) -> float:
        """Seconds until the oldest admitted request leaves the window."""
        self._expire(now)
        return self._admitted[0][0] + 1.0 - now if self._admitted else 0.0


class PointsWindow:
    """Counts points in fixed windows, each begun by the first call after the last one (facts A5)."""

    def __init__(self) -> None:
        self._start = -math.inf
        self._used = 0

    def _roll(self, now: float, window: float) -> None:
        if now >= self._start + window:
            self._start = now
            self._used = 0

    def spend(self, now: float, points: int, window: float, cost: int) -> bool:
        """Pay for a call if the window still has the points."""
        self._roll(now, window)
        if self._used + cost > points:
            return False
        self._used += cost
        return True

    def use(self, now: float, window: float, amount: int) -> None:
        """Count `amount` points as spent by somebody else."""
        self._roll(now, window)
        self._used += amount

    def remaining(self, points: int) -> int:
        """Points left in the current window, never negative."""
        return max(0, points - self._used)

    def retry_after(self, now: float, window: float) -> int:
        """Whole seconds until the window ends, rounded up, at least 1."""
        return max(1, math.ceil(self._start + window - now))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a `Burst` decided, and what it tells the client.

    Attributes:
        admitted: Whether the request may go on.
        limit: Requests that fit into an empty burst.
        remaining: Requests that would be admitted now.
        reset: Whole seconds until the burst is empty, rounded up.
        retry_after: Whole seconds until the next request is admitted, rounded up; 0 after an admitted one.
    """

    admitted: bool
    limit: int
    remaining: int
    reset: int
    retry_after: int


class Burst:
    """Mattermost's limiter, GCRA: requests fill a burst, which drains at a rate. A refused one does not count."""

    def __init__(self) -> None:
        self._level = 0.0
        self._at = -math.inf
        self._rate = 1.0

    def _drain(self, now: float) -> None:
        if self._level > 0:
            self._level = max(0.0, self._level - (now - self._at) * self._rate)
        self._at = now

    def admit(self, now: float, rate: float, burst: int) -> Verdict:
        """Take a place if there is one.

        Args:
            now: Monotonic seconds.
            rate: Requests a second (PerSec).
            burst: Requests beyond the first that may come at once (MaxBurst).
        """
        self._drain(now)
        self._rate = rate
        room = burst + 1 - self._level
        admitted = room >= 1
        if admitted:
            self._level += 1
        return Verdict(
            admitted,
            burst + 1,
            max(0, math.floor(room - admitted)),
            math.ceil(self._level / rate),
            0 if admitted else math.ceil((1 - room) / rate),
        )

    def use(self, now: float, amount: int) -> None:
        """Count `amount` requests as admitted now."""
        self._drain(now)
        self._level += amount
