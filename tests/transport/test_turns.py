"""Waiting for a slot: first come, first served; no wake-up is lost, whoever is cancelled."""

from __future__ import annotations

import random
import time

import anyio
import pytest

from plankit.transport.rate import Limit, RateLaw
from plankit.transport.turns import Turns

pytestmark = pytest.mark.anyio


class Gate:
    """A store that grants as many slots as the test put in; waiters sleep long, so that only `wake` helps."""

    def __init__(self, slots: int = 0) -> None:
        self.slots = slots
        self.asked = 0

    async def take(self, now: float) -> float:
        self.asked += 1
        if self.slots:
            self.slots -= 1
            return 0.0
        return 1000.0


class Queue:
    def __init__(self, tasks, slots: int = 0) -> None:
        self.gate = Gate(slots)
        self.turns = Turns(self.gate, time.monotonic)
        self.served: list[str] = []
        self.scopes: dict[str, anyio.CancelScope] = {}
        self.tasks = tasks

    async def join(self, *names: str, front: bool = False) -> None:
        for name in names:
            self.tasks.start_soon(self._wait, name, front)
            await anyio.wait_all_tasks_blocked()

    async def _wait(self, name: str, front: bool) -> None:
        with anyio.CancelScope() as self.scopes[name]:
            await self.turns.take(front=front)
            self.served.append(name)

    async def cancel(self, name: str) -> None:
        self.scopes[name].cancel()
        await anyio.wait_all_tasks_blocked()

    async def grant(self, slots: int = 1) -> None:
        self.gate.slots += slots
        self.turns.wake()
        await anyio.wait_all_tasks_blocked()


@pytest.fixture
async def queue():
    async with anyio.create_task_group() as tasks:
        yield Queue(tasks)
        tasks.cancel_scope.cancel()


async def test_first_come_first_served(queue):
    await queue.join("a", "b", "c", "d")
    await queue.grant()
    assert queue.served == ["a"]
    await queue.grant(3)
    assert queue.served == ["a", "b", "c", "d"]
    assert len(queue.turns) == 0


async def test_nobody_overtakes_a_queue_even_if_a_slot_is_free(queue):
    await queue.join("a")
    queue.gate.slots = 1  # free, and "a" does not know it yet
    await queue.join("b")
    assert queue.served == []
    await queue.grant(1)
    assert queue.served == ["a", "b"]


async def test_the_front_goes_before_all_who_wait(queue):
    await queue.join("a", "b")
    await queue.join("token", front=True)
    await queue.grant()
    assert queue.served == ["token"]
    await queue.grant(2)
    assert queue.served == ["token", "a", "b"]


@pytest.mark.parametrize("gone", ["a", "b", "c"])
async def test_a_cancelled_waiter_costs_nobody_a_turn(queue, gone):
    await queue.join("a", "b", "c")
    await queue.cancel(gone)
    await queue.grant(2)
    assert queue.served == [name for name in "abc" if name != gone]


async def test_the_front_is_cancelled_and_the_old_head_goes_on(queue):
    await queue.join("a")
    await queue.join("token", front=True)
    await queue.cancel("token")
    await queue.grant()
    assert queue.served == ["a"]


async def test_a_wake_up_that_meets_a_cancelled_head_is_not_lost(queue):
    await queue.join("a", "b")
    queue.gate.slots = 1
    queue.turns.wake()
    queue.scopes["a"].cancel()  # in the same moment
    await anyio.wait_all_tasks_blocked()
    assert len(queue.served) == 1
    await queue.grant()
    assert len(queue.turns) == 0


async def test_waiters_sleep_and_do_not_poll(queue):
    await queue.join("a", "b", "c")
    assert queue.gate.asked <= 3


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_cancelled_when_the_others_are_served_in_order(queue, seed):
    chance = random.Random(seed)
    names = [f"{number:02}" for number in range(10)]
    joined: list[str] = []
    cancelled: set[str] = set()
    while names or queue.turns:
        match chance.randrange(3):
            case 0 if names:
                joined.append(names.pop(0))
                await queue.join(joined[-1])
            case 1:
                await queue.grant(chance.randrange(3))
            case _ if joined:
                name = chance.choice(joined)
                if name not in queue.served:
                    cancelled.add(name)
                    await queue.cancel(name)
    assert queue.served == [name for name in joined if name not in cancelled]


async def test_a_new_limit_wakes_the_head():
    law = RateLaw(Limit.of(0.1))
    turns = Turns(law, time.monotonic)
    await turns.take()
    with anyio.fail_after(8):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(turns.take)
            await anyio.wait_all_tasks_blocked()
            assert len(turns) == 1
            law.set_limit(Limit.of(None))
            turns.wake()
    assert len(turns) == 0


async def test_a_thousand_waiters_leave_at_the_rate():
    law = RateLaw(Limit.of(2000))
    turns = Turns(law, time.monotonic)
    gone: list[float] = []

    async def go() -> None:
        await turns.take()
        law.left(time.monotonic())
        gone.append(time.monotonic())

    begin = time.monotonic()
    async with anyio.create_task_group() as tasks:
        for _ in range(1000):
            tasks.start_soon(go)
    assert 0.4 <= time.monotonic() - begin < 20.0
    assert gone == sorted(gone)
