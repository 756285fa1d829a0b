"""Two lanes of a budget: a bulk job does not keep other calls waiting, and is not kept out by them either."""

from __future__ import annotations

import contextlib
import random
import time
from collections import deque
from statistics import median

import anyio
import anyio.lowlevel
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plankit import AdminClient, Budget, ClientCredentials, MaxWaitExceededError
from plankit.sandbox import sandbox
from plankit.transport.call import CALL, Call, call_of, in_bulk
from plankit.transport.deck import Deck
from plankit.transport.turns import BULK_EVERY, Lanes, Turns
from plankit.transport.wire import Wire

# Who is next


def test_with_one_lane_there_is_no_choice():
    for passed in range(2 * BULK_EVERY):
        lanes = Lanes(passed)
        assert not lanes.bulk_next(others=True, bulk=False)
        assert lanes.bulk_next(others=False, bulk=True)
        assert not lanes.bulk_next(others=False, bulk=False)


def test_while_both_wait_every_eighth_is_a_bulk_call():
    lanes, gone = Lanes(), []
    for _ in range(3 * BULK_EVERY):
        bulk = lanes.bulk_next(others=True, bulk=True)
        lanes.went(bulk=bulk, behind=True)
        gone.append(bulk)
    assert gone == ([False] * (BULK_EVERY - 1) + [True]) * 3


@given(st.lists(st.sampled_from(["a bulk call comes", "another comes", "one goes", "a bulk call leaves the queue"])))
def test_nobody_waits_for_more_than_their_share(steps):
    lanes = Lanes()
    others = bulk = 0
    passed = overtaken = 0
    for step in steps:
        match step:
            case "a bulk call comes":
                bulk += 1
            case "another comes":
                others += 1
            case "a bulk call leaves the queue":
                bulk = max(bulk - 1, 0)
                passed = passed if bulk else 0
            case _ if others + bulk:
                goes = lanes.bulk_next(others=others > 0, bulk=bulk > 0)
                assert bulk if goes else others
                bulk, others = bulk - goes, others - (not goes)
                lanes.went(bulk=goes, behind=bulk > 0)
                # So many others went before bulk calls that waited, and the other way round.
                passed = 0 if goes or not bulk else passed + 1
                overtaken = overtaken + 1 if goes and others else 0
                assert passed < BULK_EVERY
                assert overtaken <= 1


# The queue for slots


class Slots:
    """A store that grants as many slots as the test put in; waiters sleep long, so that only `wake` helps."""

    def __init__(self) -> None:
        self.slots = 0

    async def take(self, now: float) -> float:
        if not self.slots:
            return 1000.0
        self.slots -= 1
        return 0.0


class Queue:
    def __init__(self, tasks) -> None:
        self.store = Slots()
        self.turns = Turns(self.store, time.monotonic)
        self.served: list[str] = []
        self.scopes: dict[str, anyio.CancelScope] = {}
        self.tasks = tasks

    async def join(self, *names: str, **lane: bool) -> None:
        for name in names:
            self.tasks.start_soon(self._wait, name, lane)
            await anyio.wait_all_tasks_blocked()

    async def _wait(self, name: str, lane: dict[str, bool]) -> None:
        with anyio.CancelScope() as self.scopes[name]:
            await self.turns.take(**lane)
            self.served.append(name)

    async def cancel(self, name: str) -> None:
        self.scopes[name].cancel()
        await anyio.wait_all_tasks_blocked()

    async def grant(self, slots: int = 1) -> None:
        self.store.slots += slots
        self.turns.wake()
        await anyio.wait_all_tasks_blocked()


@pytest.fixture
async def queue():
    async with anyio.create_task_group() as tasks:
        yield Queue(tasks)
        tasks.cancel_scope.cancel()


@pytest.mark.anyio
async def test_others_go_before_bulk_calls_each_in_the_order_of_coming(queue):
    await queue.join("b1", "b2", bulk=True)
    await queue.join("a1", "a2")
    await queue.join("b3", bulk=True)
    await queue.join("token", front=True, bulk=True)
    await queue.grant()
    assert queue.served == ["token"]
    await queue.grant(5)
    assert queue.served == ["token", "a1", "a2", "b1", "b2", "b3"]


@pytest.mark.anyio
async def test_every_eighth_slot_is_for_bulk_calls(queue):
    await queue.join(*(f"b{number}" for number in range(3)), bulk=True)
    await queue.join(*(f"a{number}" for number in range(16)))
    for _ in range(19):
        await queue.grant()
    expected = [f"a{number}" for number in range(16)]
    expected.insert(7, "b0")
    expected.insert(15, "b1")
    assert queue.served == [*expected, "b2"]


@pytest.mark.anyio
async def test_the_turn_of_bulk_calls_outlives_who_goes_away(queue):
    await queue.join("b0", "b1", "b2", bulk=True)
    await queue.join(*(f"a{number}" for number in range(9)))
    await queue.grant(7)
    await queue.cancel("b0")  # whose turn it was
    await queue.cancel("a7")
    await queue.grant()
    assert queue.served[7:] == ["b1"]
    await queue.grant(2)
    assert queue.served[8:] == ["a8", "b2"]
    assert len(queue.turns) == 0


@pytest.mark.anyio
@pytest.mark.parametrize("seed", range(6))
async def test_whoever_is_cancelled_when_the_others_go_in_order(queue, seed):
    chance = random.Random(seed)
    lanes = Lanes()
    waiting: dict[bool, deque[str]] = {False: deque(), True: deque()}
    expected: list[str] = []
    for number in range(60):
        bulk = chance.random() < 0.5
        match chance.randrange(5):
            case 0 | 1:
                waiting[bulk].append(f"{number}")
                await queue.join(f"{number}", bulk=bulk)
            case 2 if waiting[bulk]:
                name = chance.choice(waiting[bulk])
                waiting[bulk].remove(name)
                await queue.cancel(name)
            case _:
                if waiting[True] or waiting[False]:
                    bulk = lanes.bulk_next(others=bool(waiting[False]), bulk=bool(waiting[True]))
                    expected.append(waiting[bulk].popleft())
                    lanes.went(bulk=bulk, behind=bool(waiting[True]))
                    await queue.grant()
        assert queue.served == expected
        assert len(queue.turns) == len(waiting[True]) + len(waiting[False])


async def settled() -> None:
    """Let all others run until they wait; `wait_all_tasks_blocked` takes a tenth of a second on asyncio."""
    for _ in range(20):
        await anyio.lowlevel.checkpoint()


class ByHand:
    """A clock that goes when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._asleep: dict[anyio.Event, float] = {}

    def monotonic(self) -> float:
        return self.now

    wall = monotonic

    async def sleep(self, seconds: float, until) -> None:
        over = anyio.Event()
        self._asleep[over] = self.now + seconds

        async def end() -> None:
            await over.wait()
            tasks.cancel_scope.cancel()

        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(end)
                await until()
                tasks.cancel_scope.cancel()
        finally:
            del self._asleep[over]

    async def step(self) -> bool:
        """Let time pass until somebody has slept enough; False if nobody sleeps."""
        await settled()
        if not self._asleep:
            return False
        self.now = max(self.now, min(self._asleep.values()))
        for over, due in self._asleep.items():
            if due <= self.now:
                over.set()
        await settled()
        return True


def budgets(clock: ByHand) -> list[Budget]:
    return [Budget(100.0, clock=clock), Budget.learned(10.0, ceiling=10.0, clock=clock)]


@pytest.mark.anyio
@pytest.mark.parametrize(("which", "interval"), [(0, 0.01), (1, 0.1)], ids=["100/s", "learned 10/s"])
async def test_the_order_under_a_rate_is_exact(which, interval):
    clock = ByHand()
    budget = budgets(clock)[which]
    gone: list[str] = []

    async def go(name: str, *, bulk: bool) -> None:
        permit = await budget.enter(Call(bulk=bulk))
        permit.leave()
        gone.append(name)

    async with anyio.create_task_group() as tasks:
        for number in range(30):
            tasks.start_soon(lambda number=number: go(f"b{number}", bulk=True))
            await settled()
        first = len(gone)
        assert first < 10  # the burst
        for number in range(20):
            tasks.start_soon(lambda number=number: go(f"a{number}", bulk=False))
            await settled()
        begin = clock.now
        while await clock.step():
            pass
    expected = [f"a{number}" for number in range(20)]
    expected.insert(7, f"b{first}")
    expected.insert(15, f"b{first + 1}")
    expected += [f"b{number}" for number in range(first + 2, 30)]
    assert gone[first:] == expected
    assert clock.now - begin == pytest.approx(len(expected) * interval, rel=0.1)


@pytest.mark.anyio
@pytest.mark.parametrize(("which", "interval"), [(0, 0.01), (1, 0.1)], ids=["100/s", "learned 10/s"])
@pytest.mark.parametrize("bulk", [True, False], ids=["in the bulk lane", "without lanes"])
async def test_a_call_waits_for_a_slot_or_two_while_a_job_queues_all_the_time(which, interval, bulk):
    clock = ByHand()
    budget = budgets(clock)[which]
    waited: list[float] = []

    async def job() -> None:
        while True:
            (await budget.enter(Call(bulk=bulk))).leave()

    async def call() -> None:
        begin = clock.now
        (await budget.enter(Call())).leave()
        waited.append((clock.now - begin) / interval)

    async with anyio.create_task_group() as tasks:
        for _ in range(64):
            tasks.start_soon(job)
        await settled()
        for _ in range(20):
            tasks.start_soon(call)
            for _ in range(11):
                assert await clock.step()
        while len(waited) < 20:
            assert await clock.step()
        tasks.cancel_scope.cancel()
    if bulk:
        assert max(waited) <= 2.1
    else:
        # What the lanes are for: all 64 go first.
        assert min(waited) > 40


# Places in flight


async def free(budget: Budget) -> None:
    """Assert that every place is free, for both lanes."""
    state = budget.state()
    assert (state.in_flight, state.waiting) == (0, 0)
    assert budget.store._pending == 0
    assert budget.gate.value == budget.in_flight
    assert budget.bulk_gate.value == bulk_places(budget.in_flight)
    assert budget.bulk_line.value == 1


def bulk_places(in_flight: int) -> int:
    return in_flight - max(1, in_flight // 8) if in_flight > 1 else 1


@pytest.mark.anyio
@pytest.mark.parametrize("in_flight", [1, 2, 3, 8, 16, 100])
async def test_bulk_calls_leave_some_places_to_others(in_flight):
    budget = Budget(in_flight=in_flight)
    permits = [await budget.enter(Call(bulk=True)) for _ in range(bulk_places(in_flight))]
    with pytest.raises(MaxWaitExceededError):
        await budget.enter(Call(bulk=True, max_wait=0.0))
    while len(permits) < in_flight:
        permits.append(await budget.enter(Call(max_wait=20.0)))
    with pytest.raises(MaxWaitExceededError):
        await budget.enter(Call(max_wait=0.0))
    for permit in permits:
        permit.leave()
        permit.leave()
    await free(budget)


@pytest.mark.anyio
async def test_others_may_have_all_places():
    budget = Budget(in_flight=8)
    permits = [await budget.enter(Call(max_wait=20.0)) for _ in range(8)]
    with pytest.raises(MaxWaitExceededError):
        await budget.enter(Call(bulk=True, max_wait=0.0))
    for permit in permits:
        permit.leave()
    await free(budget)


@pytest.mark.anyio
async def test_at_a_full_gate_one_bulk_call_stands_in_line():
    budget = Budget(in_flight=8)
    permits = [await budget.enter(Call()) for _ in range(8)]
    served: list[str] = []

    async def go(name: str, *, bulk: bool) -> None:
        permits.append(await budget.enter(Call(bulk=bulk)))
        served.append(name)

    async with anyio.create_task_group() as tasks:
        for name in ("b1", "b2", "b3", "a1", "a2", "a3"):
            tasks.start_soon(lambda name=name: go(name, bulk=name[0] == "b"))
            await anyio.wait_all_tasks_blocked()
        for _ in range(6):
            permits.pop(0).leave()
            await anyio.wait_all_tasks_blocked()
    assert served == ["b1", "a1", "a2", "a3", "b2", "b3"]
    for permit in permits:
        permit.leave()
    await free(budget)


@pytest.mark.anyio
async def test_a_token_needs_neither_lane_nor_place():
    budget = Budget(in_flight=2)
    permits = [await budget.enter(Call(bulk=True)), await budget.enter(Call())]
    with anyio.fail_after(20):
        (await budget.enter(Call(bulk=True), front=True)).leave()
    for permit in permits:
        permit.leave()
    await free(budget)


@pytest.mark.anyio
@pytest.mark.parametrize("seed", range(6))
async def test_cancelling_at_any_moment_loses_no_place_of_either_lane(seed):
    chance = random.Random(seed)
    in_flight = (1, 2, 4, 4, 9, 9)[seed]
    budget = Budget(600.0, in_flight=in_flight)
    held = most = 0

    async def go(patience: float, *, bulk: bool) -> None:
        nonlocal held, most
        call = Call(bulk=bulk, max_wait=0.04 if 0.05 <= patience < 1.0 else None)
        with contextlib.suppress(MaxWaitExceededError), anyio.move_on_after(patience):
            permit = await budget.enter(call)
            held += bulk
            most = max(most, held)
            try:
                if patience > 0.03:
                    permit.give_back()
                    await anyio.sleep(0.001)
                    await permit.take()
                await anyio.sleep(0.004)
            finally:
                held -= bulk
                permit.leave()

    async with anyio.create_task_group() as tasks:
        # However long all others are kept from running, there is one that is served.
        tasks.start_soon(lambda: go(20.0, bulk=True))
        for _ in range(80):
            patience, bulk = chance.uniform(0.0, 0.06), chance.random() < 0.7
            tasks.start_soon(lambda patience=patience, bulk=bulk: go(patience, bulk=bulk))
    await free(budget)
    assert 0 < most <= bulk_places(in_flight)


def test_a_budget_moves_from_one_event_loop_to_the_next_with_both_lanes():
    budget = Budget(in_flight=2)

    async def wait_for_a_place() -> None:
        permits = [await budget.enter(Call(bulk=True))]

        async def go() -> None:
            (await budget.enter(Call(bulk=True))).leave()

        async with anyio.create_task_group() as tasks:
            for _ in range(3):
                tasks.start_soon(go)
            await anyio.wait_all_tasks_blocked()
            permits.append(await budget.enter(Call(max_wait=20.0)))
            permits[0].leave()
        permits[1].leave()
        await free(budget)

    for backend in ("asyncio", "trio", "asyncio"):
        anyio.run(wait_for_a_place, backend=backend)
    assert budget.sent == 15


# Which calls are bulk calls


@pytest.mark.anyio
async def test_calls_made_within_a_job_are_bulk_calls_and_those_of_its_tasks():
    seen: list[tuple[str, bool]] = []

    async def elsewhere(name: str) -> None:
        seen.append((name, Call().bulk))

    async with anyio.create_task_group() as tasks:
        with in_bulk():
            assert Call().bulk
            assert call_of(httpx.Request("GET", "https://x/")).bulk
            with in_bulk():
                assert Call().bulk
            assert Call().bulk
            tasks.start_soon(elsewhere, "task of the job")
        assert not Call().bulk
        assert not call_of(httpx.Request("GET", "https://x/")).bulk
        tasks.start_soon(elsewhere, "another task")
    assert sorted(seen) == [("another task", False), ("task of the job", True)]
    with contextlib.suppress(ZeroDivisionError), in_bulk():
        pytest.fail(f"{1 / 0}")
    assert not Call().bulk


# All of it, on sockets


class Noting(httpx.AsyncBaseTransport):
    """The wire, which notes how many slots were used when a request came to it."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.wire = Wire(trust_env=False)
        self.came: list[tuple[bool, int]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.came.append((request.extensions[CALL].bulk, self.budget.sent))
        return await self.wire.handle_async_request(request)

    async def aclose(self) -> None:
        await self.wire.aclose()


@pytest.fixture(scope="module")
def server():
    with sandbox(process=True, users=3, admin_points=None) as s:
        yield s


@pytest.mark.anyio
@pytest.mark.parametrize("lane", [in_bulk, contextlib.nullcontext], ids=["in the bulk lane", "without lanes"])
async def test_calls_go_on_while_a_job_uses_up_the_limit(server, lane):
    server.reset_log()
    budget = Budget(100.0)
    wire = Noting(budget)
    calls, ended = (15, anyio.Event()) if lane is in_bulk else (2, anyio.Event())
    slots: list[int] = []
    user_id = server.users()[0]["id"]
    async with (
        contextlib.aclosing(wire),
        AdminClient(
            ClientCredentials(server.client_id, server.client_secret),
            base_url=server.admin_url,
            token_url=server.token_url,
            transport=wire,
            budget=budget,
        ) as admin,
    ):
        await admin.token()

        async def job() -> None:
            with lane():
                while not ended.is_set():
                    await admin.users.get(user_id)

        async with anyio.create_task_group() as tasks:
            for _ in range(64):
                tasks.start_soon(job)
            for _ in range(calls):
                # Not while a server that stalls holds many of them.
                while budget.state().waiting < 48:  # noqa: ASYNC110 - a queue rings no bell
                    await anyio.sleep(0.005)
                before = budget.sent
                if lane is in_bulk:
                    wire.came.clear()
                    await admin.users.get(user_id)
                    slots.append(next(sent for bulk, sent in wire.came if not bulk) - before)
                else:
                    await admin.users.get(user_id)
                    slots.append(budget.sent - before)
                await anyio.sleep(0.02)
            ended.set()
    assert server.audit().throttled.get("admin", 0) == 0
    assert budget.state().in_flight == budget.state().waiting == 0
    if lane is in_bulk:
        # A slot of its own, and perhaps one that had just been given away.
        assert max(slots) < 5
        assert median(slots) <= 2
    else:
        assert min(slots) > 40


# The deck: intents are written before the slots, of the few that leave next


@pytest.mark.parametrize(("rate", "room"), [(0.0, 1), (1.0, 1), (50.0, 2), (500.0, 11), (float("inf"), 1001)])
def test_the_deck_holds_what_leaves_within_a_moment(rate, room):
    assert Deck(lambda: rate).room == room


@pytest.mark.anyio
@pytest.mark.parametrize("seed", range(8))
async def test_the_deck_is_never_too_full_and_keeps_the_order_whoever_goes_away(seed):
    chance = random.Random(seed)
    deck = Deck(lambda: 200.0)
    on, waiting, expected = [], deque(), []
    scopes: dict[int, anyio.CancelScope] = {}

    async def wait(number: int) -> None:
        with anyio.CancelScope() as scopes[number]:
            await deck.enter()
            on.append(number)

    async with anyio.create_task_group() as tasks:
        for number in range(80):
            match chance.randrange(4):
                case 0 | 1:
                    tasks.start_soon(wait, number)
                    waiting.append(number)
                case 2 if waiting:
                    gone = chance.choice(waiting)
                    waiting.remove(gone)
                    scopes[gone].cancel()
                case _ if on:
                    on.pop(0)
                    deck.leave()
            await settled()
            while waiting and waiting[0] in on:
                expected.append(waiting.popleft())
            assert len(on) <= deck.room
            assert not waiting or len(on) == deck.room
            assert all(number not in on for number in waiting)
        tasks.cancel_scope.cancel()
    assert expected == sorted(expected)


@pytest.mark.anyio
async def test_who_is_let_on_and_cancelled_at_the_same_moment_keeps_nobody_out():
    deck = Deck(lambda: 0.0)
    await deck.enter()

    async def another() -> None:
        await deck.enter()
        try:
            await anyio.sleep_forever()
        finally:
            deck.leave()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(another)
        await settled()
        deck.leave()  # the place is theirs,
        tasks.cancel_scope.cancel()  # and they may never come
    with anyio.fail_after(20):
        await deck.enter()


class Slow:
    """A gate that takes its time, like a disk, and counts."""

    def __init__(self, clock: ByHand, seconds: float) -> None:
        self.clock, self.seconds = clock, seconds
        self.prepared = self.left = self.most = 0

    def waits(self) -> None:
        pass

    async def prepares(self) -> None:
        await self.clock.sleep(self.seconds, anyio.sleep_forever)
        self.prepared += 1
        self.most = max(self.most, self.prepared - self.left)

    def leaves(self, *, doubt: bool = False) -> None:
        self.left += 1


@pytest.mark.anyio
@pytest.mark.parametrize(("seconds", "room"), [(0.002, 2), (0.015, 4), (0.04, 9), (0.08, 10)])
async def test_a_slow_disk_costs_no_slot_and_little_is_written_early(seconds, room):
    clock = ByHand()
    budget = Budget(100.0, clock=clock)
    gate = Slow(clock, seconds)

    async def job() -> None:
        while True:
            permit = await budget.enter(Call(bulk=True), gate=gate)
            gate.leaves()
            permit.leave()

    async with anyio.create_task_group() as tasks:
        for _ in range(32):
            tasks.start_soon(job)
        await settled()
        while clock.now < 1003.0:
            assert await clock.step()
        begin, left = clock.now, gate.left
        while clock.now < begin + 2 * 1.016:
            assert await clock.step()
        tasks.cancel_scope.cancel()
    assert gate.left - left >= 198
    assert gate.most <= budget.deck.room == room
