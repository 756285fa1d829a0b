"""FastClock: order, time that passes and time that does not, cancelling, several event loops."""

from __future__ import annotations

import functools
import threading
import time

import anyio
import anyio.lowlevel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plankit.testing import FastClock

HOUR = 3600.0


def run(backend, work):
    anyio.run(work, backend=backend)


def test_the_clock_is_the_machines_until_somebody_sleeps():
    clock = FastClock()
    assert time.monotonic() <= clock.monotonic() <= time.monotonic()
    assert time.time() <= clock.wall() + 0.5
    assert clock.slept == 0.0
    clock.advance(100)
    now, wall = time.monotonic(), time.time()
    assert clock.monotonic() >= now + 100
    assert clock.wall() >= wall + 99.0
    assert clock.slept == 0.0
    assert repr(clock) == "<FastClock, 0 s slept, 0 asleep>"


@pytest.mark.parametrize("wrong", [-1, float("nan"), float("inf")])
def test_time_neither_runs_backwards_nor_ends(wrong):
    with pytest.raises(ValueError, match="pause must be a number of seconds"):
        FastClock(pause=wrong)
    with pytest.raises(ValueError, match="seconds must be a number of seconds"):
        FastClock().advance(wrong)


@pytest.mark.anyio
async def test_a_day_takes_a_moment():
    clock = FastClock()
    began, wall, real = clock.monotonic(), clock.wall(), time.monotonic()
    for _ in range(24):
        await clock.sleep(HOUR)
    assert clock.monotonic() - began >= 24 * HOUR
    assert clock.wall() - wall >= 24 * HOUR - 1.0
    took = time.monotonic() - real
    assert 24 * HOUR - took <= clock.slept <= 24 * HOUR
    assert took < 10.0


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@settings(max_examples=25, deadline=None)
@given(
    sleeps=st.lists(
        st.tuples(st.integers(0, 6), st.booleans(), st.sampled_from(["wakes", "cancelled", "called"])), max_size=12
    )
)
def test_all_wake_in_the_order_of_their_ends(backend, sleeps):
    """Whoever sleeps, plainly or until an event, cancelled or called before: the others wake in order, none early."""
    clock = FastClock(pause=0.0005)
    woken: list[tuple[int, int]] = []

    async def sleep(number, units, *, plain, fate, scope):
        event = anyio.Event()
        with scope:
            due = clock.monotonic() + units * HOUR
            if fate == "called":
                event.set()
            await clock.sleep(units * HOUR, None if plain and fate != "called" else event.wait)
            if fate == "called":
                return
            assert clock.monotonic() >= due
            woken.append((units, number))

    async def all_of_them():
        gate = 100 * HOUR
        async with anyio.create_task_group() as group:
            # One that is there from the beginning to the end keeps the clock honest about who is first.
            group.start_soon(clock.sleep, gate)
            for number, (units, plain, fate) in enumerate(sleeps):
                scope = anyio.CancelScope()
                if fate == "cancelled":
                    scope.cancel()
                group.start_soon(
                    lambda number=number, units=units, plain=plain, fate=fate, scope=scope: sleep(
                        number, units + 1, plain=plain, fate=fate, scope=scope
                    )
                )
        assert 0.0 < clock.slept <= gate

    run(backend, all_of_them)
    assert [units for units, _ in woken] == sorted(units for units, _ in woken)
    assert len(woken) == sum(fate == "wakes" for _, _, fate in sleeps)
    assert repr(clock).endswith(" 0 asleep>")


@pytest.mark.anyio
async def test_equal_ends_wake_in_the_order_of_their_coming():
    clock = FastClock()
    woken = []

    async def sleep(name, seconds):
        await clock.sleep(seconds)
        woken.append(name)

    async with anyio.create_task_group() as group:
        for name in range(20):
            group.start_soon(sleep, name, HOUR)
            await anyio.lowlevel.checkpoint()
    assert woken == list(range(20))


@pytest.mark.anyio
async def test_what_comes_within_the_pause_goes_first():
    clock = FastClock(pause=30.0)
    event = anyio.Event()

    async def call():
        await anyio.sleep(0.01)
        event.set()

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        await clock.sleep(HOUR, event.wait)
    assert clock.slept == 0.0


@pytest.mark.anyio
async def test_a_sleep_shorter_than_the_pause_just_takes_its_time():
    clock = FastClock(pause=30.0)
    began = time.monotonic()
    await clock.sleep(0.02)
    assert 0.02 <= time.monotonic() - began < 10.0
    assert clock.slept < 0.001


@pytest.mark.anyio
async def test_advancing_wakes_in_order():
    clock = FastClock(pause=0.5)
    woken = []

    async def sleep(seconds):
        await clock.sleep(seconds)
        woken.append(seconds)

    async with anyio.create_task_group() as group:
        for seconds in (30, 10, 20):
            group.start_soon(sleep, seconds)
        await anyio.wait_all_tasks_blocked()
        clock.advance(60)
    assert woken == [10, 20, 30]
    assert clock.slept < 30


@pytest.mark.anyio
async def test_what_until_raises_comes_out_as_it_is():
    clock = FastClock()

    async def fail():
        await anyio.lowlevel.checkpoint()
        msg = "as it is"
        raise LookupError(msg)

    with pytest.raises(LookupError, match="as it is"):
        await clock.sleep(HOUR, fail)
    assert clock.slept == 0.0
    assert repr(clock).endswith(" 0 asleep>")


@pytest.mark.anyio
async def test_a_sleep_without_end_is_not_skipped():
    clock = FastClock()
    event = anyio.Event()
    with anyio.move_on_after(0.02) as scope:
        await clock.sleep(float("inf"))
    assert scope.cancelled_caught
    event.set()
    await clock.sleep(float("inf"), event.wait)
    assert clock.slept == 0.0


@pytest.mark.anyio
async def test_a_sleep_of_nothing_is_a_checkpoint():
    clock = FastClock()
    for seconds in (0.0, -5.0):
        await clock.sleep(seconds)
        with anyio.CancelScope() as scope:
            scope.cancel()
            await clock.sleep(seconds)
        assert scope.cancelled_caught
    assert clock.slept == 0.0


@pytest.mark.anyio
async def test_cancelling_the_first_lets_the_next_wake():
    clock = FastClock(pause=0.02)
    done = []

    async def sleep(seconds):
        await clock.sleep(seconds, anyio.Event().wait)
        done.append(seconds)

    async with anyio.create_task_group() as group:
        group.start_soon(sleep, 2 * HOUR)
        with anyio.CancelScope() as scope:
            group.start_soon(lambda: sleep(3 * HOUR))
            await anyio.lowlevel.checkpoint()
            scope.cancel()
            await clock.sleep(HOUR)
    assert done == [2 * HOUR, 3 * HOUR]


async def asleep(clock, number):
    while len(clock._asleep) < number:  # noqa: ASYNC110 - those of other event loops
        await anyio.sleep(0.001)


def test_event_loops_of_several_threads_share_a_clock():
    clock = FastClock(pause=30.0)  # for the first one, who is called when all are asleep
    woken: list[float] = []
    overtaken: list[float] = []

    async def sleep(seconds):
        due = clock.monotonic() + seconds
        await clock.sleep(seconds)
        # Which thread is the first to tell is not the clock's affair.
        overtaken.extend(other.due for other in list(clock._asleep) if other.due < due - HOUR / 2)
        woken.append(seconds)

    async def all_are():
        await asleep(clock, 31)
        assert clock.slept == 0.0
        clock._pause = 0.001

    async def first():
        await clock.sleep(HOUR / 2, all_are)

    async def several(loop):
        async with anyio.create_task_group() as group:
            if loop == 0:
                group.start_soon(first)
            await asleep(clock, 1)
            for number in range(loop, 30, 3):
                group.start_soon(sleep, (number + 1) * HOUR)

    threads = [
        threading.Thread(target=run, args=(backend, functools.partial(several, loop)))
        for loop, backend in enumerate(("asyncio", "trio", "asyncio"))
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(woken) == [number * HOUR for number in range(1, 31)]
    assert overtaken == []
    assert repr(clock).endswith(" 0 asleep>")


def test_who_is_left_by_a_closed_event_loop_holds_nobody_up():
    import asyncio

    clock = FastClock()
    loop = asyncio.new_event_loop()
    task = loop.create_task(clock.sleep(HOUR))
    loop.run_until_complete(asyncio.sleep(0))
    sleeping = clock._asleep
    assert len(sleeping) == 1
    loop.close()
    coroutine = task.get_coro()

    async def others():
        async with anyio.create_task_group() as group:
            group.start_soon(clock.sleep, 60)
            group.start_soon(clock.sleep, 2 * HOUR)

    run("asyncio", others)
    assert len(sleeping) == 0
    assert coroutine is not None
    coroutine.close()
    task._log_destroy_pending = False
