"""The law of pacing: when the next request may leave. Pure: no I/O, no clock of its own.

A `RateLaw` joins four things that bound the rate of one scope (a customer, a region, a server):

* A limit is kept by counting what *left*: never more than the limit in any 1.018 seconds, those included that were
  released and have not left yet (a busy event loop, a new connection). So no sliding second at the server sees more,
  even if requests reach it up to 18 ms closer together than they left. It is 98.2 % of the limit.
* Within that, GCRA with a small burst spreads requests evenly. Both are decided when a request is released, not by
  slots reserved ahead.
* One pause for the whole scope after a 429 (`Retry-After`, capped; without it exponential back-off).
* What servers tell in headers about the points that remain, so that the rate falls before the 429.
* For a learned rate: a cut at most once per window, then cubic growth back to where it was cut and beyond.

Sources: facts/http_performance.md 6, facts/bulk_and_limits.md 1.
"""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Protocol

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable

# A span of 1.018 s keeps 98.2 % of a limit. The even rate lies between that and the limit: near the first, single
# requests that reach the server late or early do no harm; above it, a stalled event loop is made up for.
SLACK = 1.018
EVEN = 0.992
BURST_SHARE = 0.01
LEAST_BURST = 1.1
LOOK_AGAIN = 0.005
CUT = 0.7
RECOVERY = 8.0
WINDOW = 1.0
MAX_PAUSE = 300.0
FIRST_BACKOFF = 0.5
MAX_BACKOFF = 30.0
SLOW_BELOW = 0.5
MIN_RATE = 0.5


class RateStore(Protocol):
    """Where the state of a rate lives: in memory (`RateLaw`), or somewhere that several processes share."""

    async def take(self, now: float) -> float:
        """Take a slot: 0.0 if granted, else the seconds after which to ask again."""

    def give_back(self) -> None:
        """Undo the slot just taken; only right after `take` and without anything sent."""

    def left(self, now: float) -> None:
        """Learn that the request of a slot has left, or will not: each granted slot ends in this or `give_back`."""

    def answered(self, now: float, remaining: Remaining | None, in_flight: int) -> None:
        """Learn from an answer that was not a 429."""

    def throttled(self, now: float, retry_after: float | None) -> None:
        """Learn from a 429."""

    def paused(self, now: float) -> float:
        """Return the seconds that the scope is still paused."""


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


@define
class Window:
    """What is known of a server's window from the points that answers report."""

    top: float = 0.0
    last: float | None = None
    began: float | None = None
    length: float | None = None
    ends: float | None = None
    answers: int = 0

    def observe(self, now: float, told: Remaining) -> None:
        """Take in one report; a rise of the points is a new window."""
        if self.last is not None and told.points > self.last:
            if self.began is not None and now > self.began:
                self.length = now - self.began
            self.began, self.top, self.answers = now, told.points, 0
        self.top = max(self.top, told.limit or 0.0, told.points)
        self.last = told.points
        self.answers += 1
        if told.reset is not None:
            self.ends = now + told.reset
        elif self.began is not None and self.length is not None:
            self.ends = self.began + self.length

    def rate(self, now: float, in_flight: int) -> float | None:
        """Return the rate, per second, that the points left allow; None while there are plenty."""
        if self.last is None or self.last >= SLOW_BELOW * self.top:
            return None
        used = self.top - self.last
        cost = max(1.0, used / self.answers) if self.answers else 1.0
        left = max(self.last / cost - in_flight, 0.0)
        if self.ends is not None and self.ends > now:
            return max(left / (self.ends - now), MIN_RATE)
        if self.ends is not None:
            return None
        # No window is known yet: fall in proportion, so that the limit is approached and not hit.
        return max(left * 2.0, MIN_RATE)


@frozen
class Limit:
    """A limit, as the law keeps it.

    Attributes:
        rate: Requests per second of the even spread within the limit.
        burst: Requests that may leave at once; a burst of 1 would lose a fifth of 500/s to timers that fire late.
        most: The most requests in any *span*.
        span: Seconds.
    """

    rate: float = math.inf
    burst: float = LEAST_BURST
    most: int | None = None
    span: float = SLACK

    @classmethod
    def of(cls, per_second: float | None) -> Limit:
        """Return the limit of *per_second* requests in any sliding second; None for no limit."""
        if per_second is None:
            return cls()
        most = max(int(per_second), 1)
        burst = max(LEAST_BURST, BURST_SHARE * per_second)
        return cls(EVEN * per_second, burst, most, SLACK * most / per_second)

    @property
    def held(self) -> float:
        """The requests per second that can be kept up."""
        return self.rate if self.most is None else self.most / self.span


@define
class RateLaw:
    """The rate of one scope, kept in memory.

    Args:
        limit: What is never exceeded.
        rate: Requests per second to begin with, if it is *learned*.
        learned: Whether 429s cut the rate and their absence grows it. A configured rate is held exactly.
        jitter: Returns a number in [0, 1): random.random, or a constant in tests.
    """

    limit: Limit = field(factory=Limit)
    rate: float = math.inf
    learned: bool = False
    jitter: Callable[[], float] = field(default=lambda: 0.5, repr=False)
    window: Window = field(factory=Window)
    pause_until: float = -math.inf
    header_rate: float | None = None
    strikes: int = 0
    _gone: deque[float] = field(factory=deque, repr=False)
    _pending: int = 0
    _tat: float = -math.inf
    _previous_tat: float = -math.inf
    _struck_at: float = -math.inf
    _peak: float | None = None
    _grown_at: float | None = None

    def effective(self, now: float) -> float:
        """Return the rate, per second, that holds at *now*."""
        if self.learned:
            self._grow(now)
        rate = min(self.rate, self.limit.rate)
        return rate if self.header_rate is None else min(rate, self.header_rate)

    def paused(self, now: float) -> float:
        """Return the seconds that the scope is still paused."""
        return max(self.pause_until - now, 0.0)

    def delay(self, now: float) -> float:
        """Return the seconds until a request may leave; 0.0 for at once."""
        if self.pause_until > now:
            return self.pause_until - now
        tolerance = (self.limit.burst - 1.0) / self.effective(now)
        wait = self._tat - tolerance - now
        return max(wait, self._until_room(now), 0.0)

    def _until_room(self, now: float) -> float:
        """Return the seconds until one more stays within the limit of any span."""
        most = self.limit.most
        if most is None:
            return 0.0
        gone, span = self._gone, self.limit.span
        while gone and gone[0] + span <= now:
            gone.popleft()
        excess = len(gone) + self._pending - most
        if excess < 0:
            return 0.0
        # Those that have not left yet end the wait at an unknown time: look again soon.
        return gone[excess] + span - now if excess < len(gone) else LOOK_AGAIN

    async def take(self, now: float) -> float:
        """Take a slot: 0.0 if granted, else the seconds after which to ask again."""
        return self.take_now(now)

    def take_now(self, now: float) -> float:
        """Like `take`, for callers without an event loop (simulations, tests)."""
        wait = self.delay(now)
        if wait <= 0.0:
            self._previous_tat = self._tat
            self._tat = max(self._tat, now) + 1.0 / self.effective(now)
            self._pending += 1
        return wait

    def left(self, now: float) -> None:
        """Learn that the request of a slot has left, or will not."""
        self._pending -= 1
        if self.limit.most is not None:
            self._gone.append(now)

    def give_back(self) -> None:
        """Undo the slot just taken; only right after `take` and without anything sent."""
        self._tat = self._previous_tat
        self._pending -= 1

    def answered(self, now: float, remaining: Remaining | None, in_flight: int) -> None:
        """Learn from an answer that was not a 429."""
        if self.strikes and now - self._struck_at > 2 * WINDOW and now >= self.pause_until:
            self.strikes = 0
        if remaining is not None:
            self.window.observe(now, remaining)
            self.header_rate = self.window.rate(now, in_flight)

    def throttled(self, now: float, retry_after: float | None) -> None:
        """Pause the scope, and cut a learned rate.

        A storm of 429s is one signal: those that come in during a pause were released before it, and a rate is cut at
        most once per window. A 429 after the pause says that the pause was too short: the next is longer.
        """
        fresh = now >= self.pause_until
        if fresh:
            self.strikes += 1
        if self.learned and now - self._struck_at > WINDOW:
            self._cut(now)
        if retry_after is not None:
            self.pause_until = max(self.pause_until, now + min(retry_after, MAX_PAUSE))
        elif fresh:
            bound = min(FIRST_BACKOFF * 2 ** (self.strikes - 1), MAX_BACKOFF)
            self.pause_until = now + bound * (0.5 + 0.5 * self.jitter())
        if fresh:
            self._struck_at = now
        self._tat = max(self._tat, self.pause_until)

    def set_limit(self, limit: Limit) -> None:
        """Change the limit while running."""
        self.limit = limit

    def _cut(self, now: float) -> None:
        self._grow(now)
        self._peak = self.rate
        self.rate = max(self.rate * CUT, MIN_RATE)
        self._grown_at = None

    def _grow(self, now: float) -> None:
        """Grow: doubling each second until the first 429, then along a cubic that is flat near the old peak."""
        if now < self.pause_until or self.rate >= self.limit.rate:
            return
        if self._grown_at is None:
            self._grown_at = now
            return
        since = now - self._grown_at
        if self._peak is None:
            if since > 0.0:
                self.rate = min(self.rate * 2.0**since, self.limit.rate)
                self._grown_at = now
            return
        share = (since - RECOVERY) / RECOVERY
        self.rate = min(max(self._peak * (1.0 + (1.0 - CUT) * share**3), MIN_RATE), self.limit.rate)
