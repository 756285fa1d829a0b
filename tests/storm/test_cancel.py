"""Cancellation at every await of every kind of call: budget, wire and token survive it, and the next call works."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import random
import socket
import types
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
from attrs import define, field

from plankit import (
    AdminClient,
    Budget,
    ClientCredentials,
    LogbookClient,
    PlanboxClient,
    PlanboxLogin,
    PlankitError,
    PlaybooksClient,
    RetryPolicy,
)
from plankit.logbook import AppContext, LogCreate
from plankit.sandbox import Sandbox, faults, sandbox
from plankit.transport.tokens import TokenSource
from plankit.transport.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator

    Way = Callable[["Run", int], Awaitable[None]]

MOST_STEPS = 2000


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with sandbox(users=30, logs=2, runs=4) as s:
        yield s


@pytest.fixture
def s(server: Sandbox) -> Sandbox:
    server.clear_faults()
    server.set(latency=0.0, token_latency=0.0, token_lifetime=3600.0)
    return server


@define
class Case:
    """A client, a call of it that is cancelled, and what must hold afterwards.

    Attributes:
        client: The client.
        call: What is cancelled.
        after: The call that must work then.
        fetched: How often its token must have been fetched in the end.
        beside: Calls that are under way meanwhile and must not suffer.
        inside: Whether other tasks than the caller's make its requests.
        arrange: Runs just before the call.
    """

    client: Any
    call: Callable[[], Coroutine[Any, Any, object]]
    after: Callable[[], Awaitable[object]]
    fetched: int = 1
    beside: int = 0
    inside: bool = False
    arrange: Callable[[], Awaitable[object]] | None = None
    wire: Wire = field(factory=lambda: Wire(trust_env=False))


def admin(s: Sandbox, wire: Wire, **settings: Any) -> AdminClient:
    settings = {"retry": RetryPolicy(base=0.004, cap=0.004), "budget": Budget(in_flight=4), **settings}
    credentials = TokenSource(ClientCredentials(s.client_id, s.client_secret))
    return AdminClient(credentials, base_url=s.admin_url, token_url=s.token_url, transport=wire, **settings)


def getting(s: Sandbox, **settings: Any) -> Case:
    wire = Wire(trust_env=False)
    client = admin(s, wire, **settings)
    user = s.users()[0]["id"]
    return Case(client, lambda: client.users.get(user), lambda: client.users.get(user), wire=wire)


def first(s: Sandbox) -> Case:
    return getting(s)


def paced(s: Sandbox) -> Case:
    case = getting(s, budget=Budget(100, in_flight=4))

    async def three() -> None:
        for _ in range(3):
            await case.after()

    case.call = three
    return case


def gated(s: Sandbox) -> Case:
    case = getting(s, budget=Budget(in_flight=1))
    case.beside = 2
    return case


def shared(s: Sandbox) -> Case:
    s.set(token_latency=0.002)
    case = getting(s)
    case.beside = 3
    return case


def dripping(s: Sandbox) -> Case:
    s.fault(faults.Drip(40, 0.001), operation="getUser")
    return getting(s)


def retried(s: Sandbox) -> Case:
    s.fault(faults.Respond(503), operation="getUser", times=1)
    s.fault(faults.Cut("head"), operation="getUser", times=1)
    return getting(s)


def throttled(s: Sandbox) -> Case:
    s.fault(faults.throttled(0.01), operation="getUser", times=1)
    return getting(s)


def refused(s: Sandbox) -> Case:
    case = getting(s)

    async def revoke() -> None:
        await case.after()
        s.revoke_tokens()

    case.arrange, case.fetched = revoke, 2
    return case


def walked(s: Sandbox) -> Case:
    case = getting(s)

    async def walk() -> None:
        assert len([user async for user in case.client.users.list(count=10)]) == 30

    case.call = walk
    return case


def prefetched(s: Sandbox) -> Case:
    case = getting(s)

    async def walk() -> None:
        async with case.client.users.list(count=6).prefetch(3) as pages:
            assert sum([len(page.items) async for page in pages]) == 30

    case.call, case.inside = walk, True
    return case


def created(s: Sandbox, count: int = 120, size: int = 0) -> Case:
    wire = Wire(trust_env=False)
    source = TokenSource(ClientCredentials(s.client_id, s.client_secret))
    client = LogbookClient(
        source, base_url=s.logbook_url, token_url=s.token_url, transport=wire, budget=Budget(in_flight=4)
    )
    context = AppContext.from_dict({**s.container, "container_id": 2})
    logs = [
        LogCreate(log_types_id=18, name=f"{number}".ljust(size, "x"), app_context=[context]) for number in range(count)
    ]
    call = lambda: client.logs.create_many(logs, concurrency=2)  # noqa: E731
    return Case(client, call, client.log_types.list, inside=True, wire=wire)


def sent(s: Sandbox) -> Case:
    return created(s, 1, 4 * 1024 * 1024)


def logged_in(s: Sandbox) -> Case:
    wire = Wire(trust_env=False)
    source = TokenSource(PlanboxLogin(s.planbox_email, s.planbox_password))
    client = PlanboxClient(
        source, base_url=s.planbox_url, alpha_url=s.planbox_alpha_url, transport=wire, budget=Budget(in_flight=2)
    )
    return Case(client, client.products.list, client.products.list, wire=wire)


def given(s: Sandbox) -> Case:
    wire = Wire(trust_env=False)
    client = PlaybooksClient(s.playbooks_url, s.playbooks_token, transport=wire, budget=Budget(in_flight=2))

    async def walk() -> None:
        assert [run async for run in client.runs.walk(per_page=3)]

    return Case(client, walk, lambda: client.runs.list(per_page=1).pages().__anext__(), wire=wire)


CASES = (
    *(first, paced, gated, shared, dripping, retried, throttled, refused, walked, prefetched, created, sent),
    *(logged_in, given),
)


@types.coroutine
def stepped(coroutine: Coroutine[Any, Any, object], strike: Callable[[int, Any], None]) -> Generator[Any, Any, object]:
    """Run a coroutine; tell before each suspension its number and what is waited for."""
    error: BaseException | None = None
    value: Any = None
    steps = 0
    while True:
        try:
            waited_for = coroutine.send(value) if error is None else coroutine.throw(error)
        except StopIteration as end:
            return end.value
        steps += 1
        strike(steps, waited_for)
        try:
            value, error = (yield waited_for), None
        except BaseException as thrown:  # noqa: BLE001 - handed in
            error = thrown


@define
class Run:
    """One run of a case's call, each suspension of which is told."""

    case: Case
    steps: int = 0
    over: bool = False

    async def __call__(self, at: int, strike: Callable[[Any], None]) -> None:
        """Call, and strike at the suspension of that number."""

        def told(_: int, waited_for: Any) -> None:
            if self.over:
                return
            self.steps += 1
            if self.steps == at:
                strike(waited_for)

        try:
            if self.case.inside:
                self.case.client._stack = Inside(self.case.client._stack, told)
                await self.case.call()
            else:
                await stepped(self.case.call(), told)
        finally:
            self.over = True


class Inside(httpx.AsyncBaseTransport):
    """Tells the suspensions of every request, whichever task makes it."""

    def __init__(self, inner: httpx.AsyncBaseTransport, strike: Callable[[int, Any], None]) -> None:
        self.inner = inner
        self.strike = strike

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response: Any = await stepped(self.inner.handle_async_request(request), self.strike)
        return response

    async def aclose(self) -> None:
        await self.inner.aclose()


async def by_scope(run: Run, at: int) -> None:
    """Cancel a scope around the call."""
    with anyio.CancelScope() as scope:
        await run(at, lambda _: scope.cancel())


async def by_task(run: Run, at: int, *, late: bool = False) -> None:
    """Cancel the task as it suspends, or (*late*) in the moment in which it would have been woken."""

    def strike(waited_for: Any) -> None:
        if late and asyncio.isfuture(waited_for):
            waited_for.add_done_callback(lambda _: task.cancel())
        else:
            task.cancel()

    task = asyncio.ensure_future(run(at, strike))
    with contextlib.suppress(asyncio.CancelledError):
        await task
    # Where the suspension is that of a task of its own, the call's task may be past its last await by then.
    assert task.cancelled() or run.steps < at or late or run.case.inside, "a cancellation was swallowed"


async def by_late_task(run: Run, at: int) -> None:
    await by_task(run, at, late=True)


async def by_timeout(run: Run, at: int) -> None:
    """Let `asyncio.timeout` end."""
    now = asyncio.get_running_loop().time
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(None) as limit:
            await run(at, lambda _: limit.reschedule(now()))
    assert asyncio.current_task().cancelling() == 0


WAYS: dict[str, tuple[Way, ...]] = {
    "asyncio": (by_scope, by_task, by_late_task, by_timeout),
    "trio": (by_scope,),
}


def sockets() -> int:
    gc.collect()
    return sum(thing.fileno() >= 0 for thing in gc.get_objects() if issubclass(type(thing), socket.socket))


def untouched(budget: Budget) -> None:
    state = budget.state()
    assert (state.in_flight, state.waiting) == (0, 0)
    assert budget.gate.value == budget.in_flight
    assert budget.store._pending == 0


async def cancelled_at(make: Callable[[Sandbox], Case], s: Sandbox, way: Way, at: int) -> int:
    """Cancel a case's call at a suspension, look at what is left and call again; return the suspensions there were."""
    s.clear_faults()
    case = make(s)
    run = Run(case)
    client, source = case.client, case.client.token_source
    if case.arrange is not None:
        await case.arrange()
    s.reset_log()
    async with client:
        with anyio.fail_after(20):
            async with anyio.create_task_group() as group:
                for _ in range(case.beside):
                    group.start_soon(case.after)
                await way(run, at)
            untouched(client.budget)
            assert source._flight is None
            had = source.fetched
            assert case.wire.idle <= client.budget.in_flight + 1, "one more for the token"
            await case.after()
            untouched(client.budget)
        assert source.fetched == max(had, case.fetched), "a token that was had is used"
        assert source.fetched <= case.fetched
    await case.wire.aclose()
    return run.steps


@pytest.mark.socket
@pytest.mark.anyio
@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
async def test_a_call_may_be_cancelled_at_each_await(make, s, anyio_backend):
    open_before = sockets()
    told = []
    for way in WAYS[anyio_backend]:
        at, count = 1, 0
        # What is waited for differs a little from run to run, so it goes on until a call came to its end.
        while await cancelled_at(make, s, way, at) >= at:
            count += 1
            at += 7 if make is sent else 1
            assert at < MOST_STEPS
        told.append(f"{count} by {way.__name__[3:]}")
    print(f"{make.__name__}: cancelled {', '.join(told)}")  # noqa: T201 - the figures
    with anyio.move_on_after(2):
        while sockets() > open_before:  # noqa: ASYNC110 - nothing tells it
            await anyio.sleep(0.02)
    assert sockets() <= open_before


@pytest.mark.socket
@pytest.mark.anyio
@pytest.mark.parametrize("seed", range(2))
async def test_hundreds_of_calls_are_cancelled_at_random_while_others_go_on(seed, s, anyio_backend):
    s.set(latency=0.003, token_latency=0.003, token_lifetime=0.4)
    s.fault(faults.Respond(503), probability=0.05, seed=seed)
    s.fault(faults.Cut("body"), probability=0.03, seed=seed)
    s.fault(faults.Act("revoke_tokens"), service="admin", every=40)
    chance = random.Random(seed)
    open_before = sockets()
    cases = [make(s) for make in (first, paced, walked, prefetched, created, logged_in, given)]
    ended = {"cancelled": 0, "done": 0}

    def soon() -> float:
        # One in three ends before the fastest machine has an answer, which takes the servers 3 ms.
        return 0.15 * chance.random() ** 4

    async def one(case: Case) -> None:
        with anyio.CancelScope(deadline=anyio.current_time() + soon()) as scope:
            with contextlib.suppress(PlankitError):
                await case.call()
        ended["cancelled" if scope.cancelled_caught else "done"] += 1

    async def native(case: Case) -> None:
        task = asyncio.ensure_future(case.call())
        asyncio.get_running_loop().call_later(soon(), task.cancel)
        await asyncio.wait([task])
        assert task.cancelled() or task.exception() is None or isinstance(task.exception(), PlankitError)
        ended["cancelled" if task.cancelled() else "done"] += 1

    with anyio.fail_after(60):
        async with anyio.create_task_group() as group:
            for number in range(350):
                group.start_soon(native if anyio_backend == "asyncio" and number % 2 else one, chance.choice(cases))
                await anyio.sleep(0.004)
        s.clear_faults()
        # A call may bear one dead token, and on a slow machine the next one could be dead as well.
        s.set(token_lifetime=3600.0)
        for case in cases:
            untouched(case.client.budget)
            assert case.client.token_source._flight is None
            await case.after()
            await case.client.aclose()
            await case.wire.aclose()
    print(ended)  # noqa: T201 - the figures
    assert ended["cancelled"] >= 100
    with anyio.move_on_after(2):
        while sockets() > open_before:  # noqa: ASYNC110 - nothing tells it
            await anyio.sleep(0.02)
    assert sockets() <= open_before
