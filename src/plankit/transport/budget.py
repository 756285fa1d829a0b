"""A budget: what the clients that share it may do together. Gate, rate, retry quota.

Clients share a budget by being given the same object. The decisions are those of `rate.RateLaw` and
`quota.RetryQuota`; here is only the waiting.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import anyio
from attrs import frozen

from plankit.bounds import whole
from plankit.errors import ConfigurationError, DeadlineExceededError, MaxWaitExceededError
from plankit.transport import headers as read
from plankit.transport.clock import SYSTEM
from plankit.transport.deck import Deck
from plankit.transport.loop import running
from plankit.transport.quota import RetryQuota
from plankit.transport.rate import Limit, RateLaw
from plankit.transport.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx

    from plankit.transport.call import Call, Gate
    from plankit.transport.clock import Clock
    from plankit.transport.rate import RateStore
    from plankit.transport.sliding import Departure

DEFAULT_IN_FLIGHT = 100
_TOO_MANY_REQUESTS = 429
_MOMENT = 0.001
_RESERVE_SHARE = 8
_UNTOLD = 400.0  # what is assumed of a rate that lives in a store of its user's


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
        limit: The most requests in any sliding second, as the server sees them; at least 98 % of it can be used. Where
            answers take long, those that get 16 ms closer on their way may exceed it. None for no configured limit.
        in_flight: The most requests at the server at the same time.
        store: Where the state of the rate lives; in memory by default.
        clock: What it knows of time; this machine's by default.

    Bulk jobs let the other calls of their budget go first. While both wait, they get every eighth slot; they
    leave an eighth of the places in flight to the others, at least one where there are two.

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
        clock: Clock | None = None,
    ) -> None:
        self.clock: Clock = clock or SYSTEM
        self.in_flight: int = whole("in_flight", in_flight, error=ConfigurationError)
        self.retries: RetryQuota = RetryQuota()
        self.store: RateStore = store or RateLaw(_limit(limit), jitter=random.random)
        self.turns: Turns = Turns(self.store, self.clock.monotonic, self.clock.sleep)
        self._build()
        self._home: object = None
        self.busy: int = 0
        self.sent: int = 0
        self.throttled: int = 0

    @classmethod
    def learned(
        cls,
        start: float = 10.0,
        *,
        ceiling: float | None = None,
        in_flight: int = DEFAULT_IN_FLIGHT,
        clock: Clock | None = None,
    ) -> Budget:
        """Return a budget whose rate is found by feedback.

        Args:
            start: The rate to begin with, in requests per second; it grows fourfold each second until the first 429.
            ceiling: The most requests in any sliding second that it may grow to, or None.
            in_flight: The most requests at the server at the same time.
            clock: What it knows of time; this machine's by default.
        """
        _limit(start)
        law = RateLaw(_limit(ceiling), start, learned=True, jitter=random.random)
        return cls(in_flight=in_flight, store=law, clock=clock)

    def _build(self) -> None:
        """Make what is bound to an event loop."""
        places = self.in_flight
        self.gate: anyio.Semaphore = anyio.Semaphore(places, fast_acquire=True)
        # Bulk calls pass three: so many may be inside, and one at a time stands in line at the gate, so that nobody
        # finds a crowd of them there.
        self.bulk_gate: anyio.Semaphore = anyio.Semaphore(self.bulk_in_flight, fast_acquire=True)
        self.bulk_line: anyio.Semaphore = anyio.Semaphore(1, fast_acquire=True)
        self.deck: Deck = Deck(self._leaving)

    @property
    def bulk_in_flight(self) -> int:
        """The most requests of bulk jobs at the server at the same time: the others keep places of their own."""
        return max(self.in_flight - max(self.in_flight // _RESERVE_SHARE, 1), 1)

    def _leaving(self) -> float:
        """Return the requests per second that leave now, as far as the store tells."""
        law = self.store if isinstance(self.store, RateLaw) else None
        return _UNTOLD if law is None else law.effective(self.clock.monotonic())

    def __repr__(self) -> str:
        if not hasattr(self, "throttled"):
            return "<Budget, not built>"
        state = self.state()
        return f"<Budget {state.rate:g}/s, {state.in_flight} of {self.in_flight} in flight>"

    def state(self) -> BudgetState:
        """Return a look at the budget now."""
        now = self.clock.monotonic()
        law = self.store if isinstance(self.store, RateLaw) else None
        return BudgetState(
            rate=law.allowed(now) if law else float("nan"),
            paused=self.store.paused(now),
            in_flight=self.busy,
            waiting=len(self.turns),
            remaining=law.window.last if law else None,
            sent=self.sent,
            throttled=self.throttled,
        )

    def set_limit(self, limit: float | None) -> None:
        """Change the limit (requests in any sliding second) while running; None lifts it.

        What left while there was none is not counted: the second after it may hold that much more.
        """
        if not isinstance(self.store, RateLaw):
            msg = "The rate of this budget lives in a store of its own: change it there."
            raise ConfigurationError(msg)
        self.store.set_limit(_limit(limit))
        self.turns.wake()

    async def enter(self, call: Call | None, *, front: bool = False, gate: Gate | None = None) -> Permit:
        """Wait for a place in flight and a rate slot, both in the order of asking.

        Args:
            call: The call, for its `max_wait` and deadline.
            front: Take only a slot, before all who wait, and no place: a token that those in flight wait for.
            gate: Prepares between the two.

        Raises:
            MaxWaitExceededError: The wait is longer than the call's `max_wait`.
            DeadlineExceededError: The scope is paused beyond the call's deadline.
        """
        self._come_home()
        permit = Permit(self, call, front=front, gate=gate)
        await permit.enter()
        return permit

    def enter_now(self, call: Call | None, *, front: bool = False) -> Permit | None:
        """Take a place in flight and a rate slot if both are free and nobody waits for them, else None."""
        law = self.store
        if front or len(self.turns) or (call is not None and call.bulk) or not isinstance(law, RateLaw):
            return None
        self._come_home()
        if not self.gate.value or law.take_now(self.clock.monotonic()) > 0.0:
            return None
        self.gate.acquire_nowait()
        self.busy += 1
        self.sent += 1
        return Permit(self, call, front=False, inside=True)

    async def ready(self, longest: float = 1.0) -> None:
        """Wait until a request could leave at once, for *longest* seconds at most; nothing is taken."""
        if isinstance(self.store, RateLaw):
            wait = self.store.delay(self.clock.monotonic())
            if wait > 0.0:
                await self.clock.sleep(min(wait, longest))

    def _come_home(self) -> None:
        """Move to the running event loop, if nothing of another one is under way.

        Raises:
            ConfigurationError: The budget is in use on another event loop.
        """
        here = running()
        if here is self._home:
            return
        if self._home is not None:
            if self.busy or len(self.turns):
                msg = (
                    "This budget is in use on another event loop, and only one at a time can wait for it: give the "
                    "clients of each event loop a budget of their own, with its share of the limit."
                )
                raise ConfigurationError(msg)
            self._build()
        self._home = here

    def fail_fast(self, call: Call | None) -> None:
        """Refuse at once what a pause of the scope would make fail later."""
        now = self.clock.monotonic()
        pause = self.store.paused(now)
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

    def observe(self, status: int, headers: httpx.Headers) -> None:
        """Learn from an answer."""
        now = self.clock.monotonic()
        if status == _TOO_MANY_REQUESTS:
            self.throttled += 1
            self.store.throttled(now, read.retry_after(headers, self.clock.wall()))
        else:
            self.store.answered(now, read.remaining(headers, self.clock.wall()), self.busy)


class Permit:
    """A place in flight, held until the answer is read, and one rate slot.

    Strictly private to the transports.
    """

    __slots__ = ("_budget", "_bulk", "_call", "_departure", "_front", "_gate", "_placed", "_slot")

    def __init__(
        self, budget: Budget, call: Call | None, *, front: bool, inside: bool = False, gate: Gate | None = None
    ) -> None:
        self._budget = budget
        self._call = call
        self._front = front
        self._gate = gate
        self._bulk = call is not None and call.bulk and not front
        self._placed = inside
        self._slot = inside
        self._departure: Departure | None = None

    async def enter(self) -> None:
        """Wait for the place and the slot, no longer than the call may queue; what the gate prepares is not counted."""
        await self._bounded(self._enter)
        if self._gate is None:
            return
        budget = self._budget
        try:
            began = budget.clock.monotonic()
            await self._gate.prepares()
            budget.deck.written(budget.clock.monotonic() - began)
            await self._bounded(self._take)
        except BaseException:
            self.leave()
            raise
        finally:
            budget.deck.leave()

    async def take(self) -> None:
        """Wait for a slot only, no longer than the call may queue: for another sending of what was answered."""
        self.reached()
        await self._bounded(self._take)

    async def _bounded(self, wait: Callable[[], Awaitable[None]]) -> None:
        longest = None if self._call is None else self._call.max_wait
        if longest is None:
            await wait()
            return
        # A moment at least, or what is free would be refused.
        with anyio.move_on_after(max(longest, _MOMENT)):
            await wait()
            return
        raise MaxWaitExceededError(_too_long(longest))

    async def _enter(self) -> None:
        budget = self._budget
        budget.fail_fast(self._call)
        if not self._front:
            await (self._line_up() if self._bulk else budget.gate.acquire())
            self._placed = True
            budget.busy += 1
        try:
            await (self._take() if self._gate is None else self._on_deck())
        except BaseException:
            self.leave()
            raise

    async def _on_deck(self) -> None:
        """Wait for a place on the deck, where nobody comes while the scope is paused: the slots are far then."""
        budget = self._budget
        await budget.deck.enter()
        try:
            while (pause := budget.store.paused(budget.clock.monotonic())) > 0.0:
                budget.fail_fast(self._call)
                await budget.clock.sleep(pause)
        except BaseException:
            budget.deck.leave()
            raise

    async def _line_up(self) -> None:
        """Wait for a place among those that bulk calls may hold."""
        budget = self._budget
        await budget.bulk_gate.acquire()
        try:
            async with budget.bulk_line:
                await budget.gate.acquire()
        except BaseException:
            budget.bulk_gate.release()
            raise

    async def _take(self) -> None:
        budget = self._budget
        budget.fail_fast(self._call)
        await budget.turns.take(front=self._front, bulk=self._bulk)
        budget.sent += 1
        self._slot = True

    def give_back(self) -> None:
        """Return the slot just taken, unused, and keep the place: a token must be waited for first."""
        budget = self._budget
        self._slot = False
        budget.sent -= 1
        budget.store.give_back()
        budget.turns.wake()

    def departed(self) -> None:
        """Say that the request has left; once is enough, more does no harm."""
        if self._slot:
            self._slot = False
            self._departure = self._budget.store.left(self._budget.clock.monotonic())

    def reached(self) -> None:
        """Say that the server has had the request: its answer has begun."""
        self.departed()
        if self._departure is not None:
            self._budget.store.reached(self._budget.clock.monotonic(), self._departure)
            self._departure = None

    def leave(self) -> None:
        """Free the place; once is enough, more does no harm."""
        self.departed()
        if self._placed:
            self._placed = False
            self._budget.busy -= 1
            self._budget.gate.release()
            if self._bulk:
                self._budget.bulk_gate.release()


def _limit(per_second: float | None) -> Limit:
    number: object = per_second
    known = isinstance(number, int | float) and not isinstance(number, bool)
    if per_second is not None and not (known and 0.0 < per_second < float("inf")):
        msg = f"A limit of {per_second!r} requests per second cannot be kept: give a number above 0, or None for none."
        raise ConfigurationError(msg)
    return Limit.of(per_second)


def _too_long(longest: float) -> str:
    return (
        f"The call would have queued longer than max_wait={longest:g} s; it was not sent. "
        "Give a longer max_wait, call less often, or raise the budget's limit."
    )
