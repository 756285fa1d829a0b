"""The points that a server says are left, and the rate that they allow, so that it falls before the 429. Pure.

Sources: facts/bulk_and_limits.md 1.
"""

from __future__ import annotations

import math

from attrs import define

SLOW_BELOW = 0.5
MIN_RATE = 0.5


@define
class Remaining:
    """What an answer's headers say about the server's limit.

    Attributes:
        points: Points left in the server's window.
        limit: Points of a whole window, where told.
        reset: Seconds until the window ends, where told.
    """

    points: float
    limit: float | None = None
    reset: float | None = None


class Window:
    """What is known of a server's window from the points that answers report."""

    __slots__ = ("answers", "began", "ends", "first", "last", "length", "spread", "top")

    def __init__(self) -> None:
        self.top: float = 0.0
        self.first: float = 0.0
        self.last: float | None = None
        self.began: float | None = None
        self.length: float | None = None
        self.ends: float | None = None
        self.answers: int = 0
        self.spread: float = 1.0

    @property
    def cost(self) -> float:
        """The points that one request seems to cost; those that others use are in it."""
        return max(1.0, (self.first - (self.last or 0.0)) / (self.answers - 1)) if self.answers > 1 else 1.0

    def observe(self, now: float, told: Remaining, in_flight: int) -> None:
        """Take in one report."""
        if told.reset is not None:
            # The server tells all there is to know.
            self.top = told.points if told.limit is None else told.limit
            self.last = self.first = told.points
            self.ends = now + told.reset
            return
        self.spread = max(in_flight, 0.95 * self.spread)
        if self.last is None:
            self.top = self.first = self.last = told.points
        elif told.points > self.last + self.cost * max(self.spread, 1.0):
            # Answers in flight overtake each other; only a rise beyond that is a new window, and not soon after
            # another one: then an answer of the window before had come in between.
            age = math.inf if self.began is None else now - self.began
            if age > (self.length or 0.0) / 2.0:
                if self.began is not None:
                    # About the shortest seen: between two windows there may have been nothing to do.
                    self.length = min(age, 1.5 * (self.length or math.inf))
                self.began = now
                self.ends = None if self.length is None else now + self.length
            self.top = self.first = self.last = told.points
            self.answers = 0
        self.top = max(self.top, told.limit or 0.0)
        self.last = min(self.last, told.points)
        self.answers += 1

    def rate(self, now: float, in_flight: int) -> float | None:
        """Return the rate, per second, that the points left allow; None while there are plenty."""
        if self.last is None or self.last >= SLOW_BELOW * self.top:
            return None
        left = max(self.last / self.cost - in_flight, 0.0)
        if self.ends is None:
            # No window is known yet: fall in proportion, so that the limit is approached and not hit.
            return max(left * 2.0, MIN_RATE)
        return max(left / (self.ends - now), MIN_RATE) if self.ends > now else None
