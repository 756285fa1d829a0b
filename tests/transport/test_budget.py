"""A budget: places in flight and rate slots, and that none is lost whatever happens to who holds it."""

from __future__ import annotations

import random
import time

import anyio
import httpx
import pytest

from plankit import Budget, ConfigurationError, DeadlineExceededError, MaxWaitExceededError
from plankit.transport.call import Call


def test_limits_that_let_nothing_through_are_refused():
    for limit in (0, -1, float("nan"), float("inf")):
        with pytest.raises(ConfigurationError, match="cannot be kept"):
            Budget(limit)
        with pytest.raises(ConfigurationError, match="cannot be kept"):
            Budget.learned(limit)
    with pytest.raises(ConfigurationError, match="at least 1"):
        Budget(in_flight=0)


def test_a_look_at_it():
    state = Budget(500, in_flight=7).state()
    assert state.rate == 500, "what was asked for, though a little less may be used where answers take long"
    assert (state.in_flight, state.waiting, state.sent, state.throttled) == (0, 0, 0, 0)
    assert state.paused == 0.0
    assert state.remaining is None
    assert Budget().state().rate == float("inf")
    assert Budget.learned(25.0).state().rate == 25.0
    assert Budget.learned(25.0, ceiling=5).state().rate == 5.0
    assert Budget(1.5).state().rate == 1.0, "a fraction of a request cannot be sent within a second"
    assert Budget(0.25).state().rate == 0.25
    assert repr(Budget(500)).startswith("<Budget 500/s")


def test_the_limit_of_a_foreign_store_is_changed_there():
    class Store:
        pass

    with pytest.raises(ConfigurationError, match="change it there"):
        Budget(store=Store()).set_limit(5)


async def idle(budget: Budget) -> None:
    """Assert that every place and slot is free."""
    state = budget.state()
    assert (state.in_flight, state.waiting) == (0, 0)
    assert budget.store._pending == 0
    permits = []
    with anyio.fail_after(20):
        for _ in range(budget.in_flight):
            permits.append(await budget.enter(None))  # noqa: PERF401 - one after another
    for permit in permits:
        permit.leave()


@pytest.mark.anyio
async def test_no_more_in_flight_than_there_are_places():
    budget, most = Budget(in_flight=3), 0

    async def go() -> None:
        nonlocal most
        permit = await budget.enter(None)
        most = max(most, budget.state().in_flight)
        await anyio.sleep(0.001)
        permit.leave()
        permit.leave()

    async with anyio.create_task_group() as tasks:
        for _ in range(30):
            tasks.start_soon(go)
    assert most == 3
    await idle(budget)


@pytest.mark.anyio
async def test_max_wait_bounds_the_queue_for_a_place():
    budget = Budget(in_flight=1)
    permit = await budget.enter(None)
    begin = time.monotonic()
    with pytest.raises(MaxWaitExceededError, match=r"max_wait=0.05 s; it was not sent"):
        await budget.enter(Call(max_wait=0.05))
    assert 0.04 <= time.monotonic() - begin < 20.0
    permit.leave()
    await idle(budget)


@pytest.mark.anyio
async def test_max_wait_bounds_the_queue_for_a_slot():
    budget = Budget(0.1)
    (await budget.enter(None)).leave()
    with pytest.raises(MaxWaitExceededError):
        await budget.enter(Call(max_wait=0.05))
    assert budget.state().in_flight == budget.state().waiting == 0


@pytest.mark.anyio
async def test_max_wait_bounds_a_second_slot_too():
    budget = Budget(0.1)
    permit = await budget.enter(Call(max_wait=0.5))
    permit.departed()
    with pytest.raises(MaxWaitExceededError):
        await permit.take()
    permit.leave()
    assert budget.state().in_flight == budget.state().waiting == 0


@pytest.mark.anyio
async def test_max_wait_zero_means_now_or_never():
    budget = Budget(in_flight=1)
    permit = await budget.enter(Call(max_wait=0.0))
    with pytest.raises(MaxWaitExceededError):
        await budget.enter(Call(max_wait=0.0))
    permit.leave()
    await idle(budget)


@pytest.mark.anyio
async def test_a_pause_beyond_what_a_call_may_take_fails_it_at_once():
    budget = Budget()
    budget.observe(429, httpx.Headers({"Retry-After": "60"}))
    assert 50 < budget.state().paused <= 60
    assert budget.state().throttled == 1
    begin = time.monotonic()
    with pytest.raises(MaxWaitExceededError):
        await budget.enter(Call(max_wait=5.0))
    with pytest.raises(DeadlineExceededError, match=r"pause of (60.0|5\d.\d) s more.*longer deadline"):
        await budget.enter(Call(deadline=5.0))
    assert time.monotonic() - begin < 4.5
    assert budget.state().in_flight == 0


@pytest.mark.anyio
async def test_the_front_needs_no_place():
    budget = Budget(in_flight=1)
    permit = await budget.enter(None)
    with anyio.fail_after(20):
        token = await budget.enter(None, front=True)
    assert budget.state().in_flight == 1
    token.leave()
    permit.leave()
    await idle(budget)


@pytest.mark.anyio
async def test_a_slot_given_back_is_free_again():
    budget = Budget(0.01)
    permit = await budget.enter(None)
    permit.give_back()
    with anyio.fail_after(20):
        await permit.take()
    assert budget.state().sent == 1
    permit.leave()
    assert budget.store._pending == 0


@pytest.mark.anyio
async def test_a_second_slot_does_not_lose_the_first():
    budget = Budget(50.0)
    permit = await budget.enter(None)
    await permit.take()  # a wire that never asked for the body said nothing of the first
    permit.leave()
    assert budget.store._pending == 0


@pytest.mark.anyio
@pytest.mark.parametrize("seed", range(5))
async def test_cancelling_at_any_moment_loses_neither_place_nor_slot(seed):
    chance = random.Random(seed)
    budget = Budget(400.0, in_flight=4)

    async def go(patience: float) -> None:
        with anyio.move_on_after(patience):
            permit = await budget.enter(None)
            try:
                if patience > 0.03:
                    permit.give_back()
                    await anyio.sleep(0.001)
                    await permit.take()
                await anyio.sleep(0.004)
            finally:
                permit.leave()

    async with anyio.create_task_group() as tasks:
        for _ in range(60):
            tasks.start_soon(go, chance.uniform(0.0, 0.06))
    await idle(budget)
