"""Deadlines of many scopes, kept by one timer."""

from __future__ import annotations

import gc
import math

import anyio
import httpx
import pytest

from plankit import AdminClient, Budget, ClientCredentials
from plankit.transport.deadlines import Deadlines

pytestmark = pytest.mark.anyio


async def test_scopes_end_at_their_own_deadlines():
    deadlines = Deadlines()
    start = deadlines.now()
    ended: dict[float, float] = {}

    async def wait(seconds: float) -> None:
        scope = deadlines.scope(start + seconds)
        with scope:
            await anyio.sleep(60)
        deadlines.end(scope)
        assert scope.cancelled_caught
        ended[seconds] = deadlines.now() - start

    # Neither the first nor the last to come is the first to end.
    async with anyio.create_task_group() as group:
        for seconds in (1.7, 0.1, 0.9):
            group.start_soon(wait, seconds)
    assert list(ended) == [0.1, 0.9, 1.7]
    assert all(0.0 <= late - seconds < 0.75 for seconds, late in ended.items())
    assert not deadlines._scopes


async def test_a_deadline_is_moved_both_ways():
    deadlines = Deadlines()
    near, far = deadlines.scope(deadlines.now() + 0.6), deadlines.scope(math.inf)
    with near:
        deadlines.move(near, deadlines.now() + 60.0)
        await anyio.sleep(0.7)
        assert not near.cancel_called
    deadlines.end(near)
    with far:
        deadlines.move(far, deadlines.now() + 0.02)
        await anyio.sleep(5)
    deadlines.end(far)
    assert far.cancelled_caught
    assert not near.cancelled_caught


async def test_one_that_has_passed_ends_the_next_wait():
    deadlines = Deadlines()
    scope = deadlines.scope(deadlines.now() - 1.0)
    with scope:
        await anyio.sleep(5)
    assert scope.cancelled_caught


async def test_what_was_left_is_not_cancelled_later(anyio_backend_name):
    deadlines = Deadlines()
    first, second = deadlines.scope(deadlines.now() + 0.02), deadlines.scope(deadlines.now() + 0.04)
    with first:
        deadlines.end(first)
    with second:
        await anyio.sleep(5)
    assert second.cancelled_caught
    assert anyio_backend_name == "trio" or not first.cancel_called


async def test_a_shield_holds():
    deadlines = Deadlines()
    scope = deadlines.scope(deadlines.now() + 0.02)
    shielded = False
    with scope:
        with anyio.CancelScope(shield=True):
            await anyio.sleep(0.05)
            shielded = True
        await anyio.sleep(5)
    assert shielded
    assert scope.cancelled_caught


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_timer_is_left_to_nobody():
    deadlines = Deadlines()
    scope = deadlines.scope(deadlines.now() + 60.0)
    deadlines.close()
    assert deadlines._timer is not None  # a call is under way
    deadlines.end(scope)
    deadlines.close()
    assert deadlines._timer is None


async def test_a_call_leaves_nothing_to_the_collector():
    """What refers to itself is kept until Python's collector looks: memory is not used again soon, and calls are dear."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"id_token": "t0ken", "expires_in": 3600})
        return httpx.Response(200, json={"id": "7"})

    async with AdminClient(
        ClientCredentials("id", "secret"),
        base_url="http://127.0.0.1:9",
        transport=httpx.MockTransport(answer),
        budget=Budget(),
    ) as admin:
        await admin.users.get("7")
        gc.collect()
        gc.disable()
        gc.set_debug(gc.DEBUG_SAVEALL)
        try:
            for _ in range(10):
                await admin.users.get("7")
            gc.collect()
            # A sandbox of a test before may still be ending in its thread.
            left = [kept for kept in gc.garbage if type(kept).__module__.startswith("plankit")]
            left = [kept for kept in left if not type(kept).__module__.startswith("plankit.sandbox")]
            gc.garbage.clear()
        finally:
            gc.set_debug(0)
            gc.enable()
    assert left == []
