"""A budget: what the clients that share it may do together. Gate, rate, retry quota.

Clients share a budget by being given the same object. The decisions are those of `rate.RateLaw` and
`quota.RetryQuota`; here is only the waiting.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import anyio
from attrs import frozen

from plankit.errors import ConfigurationError, DeadlineExceededError, MaxWaitExceededError
from plankit.transport import headers as read
from plankit.transport.quota import RetryQuota
from plankit.transport.rate import Limit, RateLaw
from plankit.transport.turns import Turns

if TYPE_CHECKING:
    import httpx

    from plankit.transport.call import Call
    from plankit.transport.rate import RateStore

DEFAULT_IN_FLIGHT = 100
_TOO_MANY_REQUESTS = 429


@frozen
class BudgetState:
    """A look at a budget.

    Attributes:
        rate: Requests per second allowed now; infinite without a limit, NaN where the store does not tell.
        paused: Seconds until the pause of the scope ends; 0.0 if there is none.
        in_flight: Requests that are with the wire.
        waiting: Requests that queue for a rate slot.
        remaining: Points that the server said are left, or None.
        sent: Slots used so far (tokens, replays and retries included).
        throttled: 429s met so far.
    """

    rate: float
    paused: float
    in_flight: int
    waiting: int
    remaining: float | None
    sent: int
    throttled: int


class Budget:
    """What clients that share it may do together: requests in flight, requests per second, retries.

    Args:
        limit: The most requests in any sliding second. It is held exactly: at least 98 % of it can be used and it
            is never exceeded. None for no configured limit.
        in_flight: The most requests at the server at the same time.
        store: Where the state of the rate lives; in memory by default.

    `Budget.learned()` finds the rate by feedback instead. Whatever the rate, a 429 pauses all callers
    (`Retry-After`, at most 300 s), and headers that tell the points left slow them down before it.

    Raises:
        ConfigurationError: A limit or a gate that lets nothing through.
    """

    def __init__(
        self,
        limit: float | None = None,
        *,
        in_flight: int = DEFAULT_IN_FLIGHT,
        store: RateStore | None = None,
    ) -> None:
        if in_flight < 1:
            msg = f"in_flight={in_flight} lets no request through: give at least 1."
            raise ConfigurationError(msg)
        self.in_flight = in_flight
        self.retries = RetryQuota()
        self._store = store or RateLaw(_limit(limit), jitter=random.random)
        self._turns = Turns(self._store, time.monotonic)
        self._gate = anyio.Semaphore(in_flight, fast_acquire=True)
        self._busy = 0
        self._sent = 0
        self._throttled = 0

    @classmethod
    def learned(
        cls, start: float = 10.0, *, ceiling: float | None = None, in_flight: int = DEFAULT_IN_FLIGHT
    ) -> Budget:
        """Return a budget whose rate is found by feedback.

        Args:
            start: The rate to begin with, in requests per second; it doubles each second until the first 429.
            ceiling: The most requests in any sliding second that it may grow to, or None.
            in_flight: The most requests at the server at the same time.
        """
        _limit(start)
        law = RateLaw(_limit(ceiling), start, learned=True, jitter=random.random)
        return cls(in_flight=in_flight, store=law)

    def __repr__(self) -> str:
        state = self.state()
        return f"<Budget {state.rate:g}/s, {state.in_flight} of {self.in_flight} in flight>"

    def state(self) -> BudgetState:
        """Return a look at the budget now."""
        now = time.monotonic()
        law = self._store if isinstance(self._store, RateLaw) else None
        return BudgetState(
            rate=min(law.effective(now), law.limit.held) if law else float("nan"),
            paused=self._store.paused(now),
            in_flight=self._busy,
            waiting=len(self._turns),
            remaining=law.window.last if law else None,
            sent=self._sent,
            throttled=self._throttled,
        )

    def set_limit(self, limit: float | None) -> None:
        """Change the limit (requests in any sliding second) while running; None lifts it."""
        if not isinstance(self._store, RateLaw):
            msg = "The rate of this budget lives in a store of its own: change it there."
            raise ConfigurationError(msg)
        self._store.set_limit(_limit(limit))
        self._turns.wake()

    async def enter(self, call: Call | None) -> Permit:
        """Wait for a place in flight and a rate slot, both in the order of asking.

        Raises:
            MaxWaitExceededError: The wait is longer than the call's `max_wait`.
            DeadlineExceededError: The scope is paused beyond the call's deadline.
        """
        permit = Permit(self, call)
        longest = None if call is None else call.max_wait
        if longest is None:
            await self._wait(permit)
            return permit
        with anyio.move_on_after(longest):
            await self._wait(permit)
            return permit
        raise MaxWaitExceededError(_too_long(longest))

    async def _wait(self, permit: Permit) -> None:
        self._fail_fast(permit.call)
        await self._gate.acquire()
        self._busy += 1
        try:
            await self.slot(permit.call)
        except BaseException:
            permit.leave()
            raise

    async def slot(self, call: Call | None, *, front: bool = False) -> None:
        """Wait for a rate slot only. *front* goes before all who wait (a token that everybody needs).

        Raises:
            MaxWaitExceededError, DeadlineExceededError: The scope is paused for longer than the call may wait.
        """
        self._fail_fast(call)
        await self._turns.take(front=front)
        self._sent += 1

    def _fail_fast(self, call: Call | None) -> None:
        """Refuse at once what a pause of the scope would make fail later."""
        now = time.monotonic()
        pause = self._store.paused(now)
        if call is None or not pause:
            return
        if call.max_wait is not None and pause > call.max_wait:
            raise MaxWaitExceededError(_too_long(call.max_wait))
        left = call.remaining(now)
        if left is not None and pause > left:
            msg = (
                f"The server asked for a pause of {pause:.1f} s more, and the call's deadline is "
                f"{max(left, 0.0):.1f} s away: it was not sent. Give a longer deadline, or call again after the pause."
            )
            raise DeadlineExceededError(msg)

    def give_back(self) -> None:
        """Undo the slot just taken; only right after it was granted, with nothing sent."""
        self._store.give_back()
        self._sent -= 1
        self._turns.wake()

    def observe(self, status: int, headers: httpx.Headers) -> None:
        """Learn from an answer."""
        now = time.monotonic()
        if status == _TOO_MANY_REQUESTS:
            self._throttled += 1
            self._store.throttled(now, read.retry_after(headers, time.time()))
        else:
            self._store.answered(now, read.remaining(headers, time.time()), self._busy)

    def _left(self) -> None:
        self._busy -= 1
        self._gate.release()


class Permit:
    """A place in flight, held until the answer is read, and one rate slot."""

    __slots__ = ("_budget", "_held", "call")

    def __init__(self, budget: Budget, call: Call | None) -> None:
        self._budget = budget
        self._held = True
        self.call = call

    def give_back(self) -> None:
        """Return the slot at once, unused, and keep the place: a token must be waited for first."""
        self._budget.give_back()

    async def retake(self) -> None:
        """Take another slot for another sending of the request (after a token was waited for, or a 401)."""
        await self._budget.slot(self.call)

    def leave(self) -> None:
        """Free the place; once is enough, more does no harm."""
        if self._held:
            self._held = False
            self._budget._left()  # noqa: SLF001 - the permit is the budget's own


def _limit(per_second: float | None) -> Limit:
    if per_second is not None and not 0.0 < per_second < float("inf"):
        msg = f"A limit of {per_second} requests per second lets nothing through: give a number above 0, or None."
        raise ConfigurationError(msg)
    return Limit.of(per_second)


def _too_long(longest: float) -> str:
    return (
        f"The call would have queued longer than max_wait={longest:g} s; it was not sent. "
        "Give a longer max_wait, call less often, or raise the budget's limit."
    )
