"""The requests of the last second as the server has seen them: how many there are at most. Pure.

What is known of a request is when it left and when its answer came; it reached the server in between. So it is counted
from when it is released until a window after its answer, and whenever it arrived, no window at the server holds more
than were counted. Where no answer has come, it is taken to have arrived some time after it left (a slack).
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from typing import NamedTuple

STALL = 0.1
"""Seconds that an answer is waited for where nearly all come within the slack: a server or a loop that stalls."""
LOOK_AGAIN = 0.005
_SMOOTH = 1.0 / 256.0
_FEW = 0.1


class Departure(NamedTuple):
    """A request that has left.

    Attributes:
        at: Monotonic seconds.
        latest: When it is taken to have reached the server, if nothing is heard of it.
    """

    at: float
    latest: float


class Sliding:
    """Counts requests.

    Attributes:
        usual: Seconds between leaving and answer, those beyond the slack taken for as long as it, smoothed over a few
            hundred answers; infinite before the first.
        late: The share of answers that took longer than the slack, smoothed as well; 1.0 before the first.
    """

    __slots__ = ("_reached", "late", "usual")

    def __init__(self) -> None:
        self.usual: float = math.inf
        self.late: float = 1.0
        self._reached: list[float] = []

    def until_room(self, now: float, most: int, window: float) -> float:
        """Return the seconds until there is room for one more within *most* in any *window* (seconds).

        They may prove too few: what is not known yet is to be asked for again.
        """
        reached = self._reached
        while reached and reached[0] + window <= now:
            del reached[0]
        excess = len(reached) - most
        if excess < 0:
            return 0.0
        if excess >= len(reached):
            # Only those that have not left yet are in the way, and end the wait at an unknown time.
            return LOOK_AGAIN
        # One that has not been answered may be, and then counts for less long.
        return reached[excess] - now if reached[excess] > now else reached[excess] + window - now

    def left(self, now: float, slack: float) -> Departure:
        """Learn that a request has left; it reaches the server within *slack* seconds or is waited for."""
        departure = Departure(now, now + (max(STALL, slack) if self.late < _FEW else slack))
        insort(self._reached, departure.latest)
        return departure

    def reached(self, now: float, departure: Departure, slack: float) -> None:
        """Learn that a request has been answered: it reached the server by now."""
        taken = now - departure.at
        short, late = min(taken, slack), float(taken > slack)
        if self.usual == math.inf:
            self.usual, self.late = short, late
        self.usual += _SMOOTH * (short - self.usual)
        self.late += _SMOOTH * (late - self.late)
        reached = self._reached
        at = bisect_left(reached, departure.latest)
        # Else it was taken to have arrived long ago, and may be forgotten.
        if now < departure.latest and at < len(reached) and reached[at] == departure.latest:
            del reached[at]
            insort(reached, now)
