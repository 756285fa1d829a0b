"""Prefetching: ordered, bounded, clean when left."""

from __future__ import annotations

import asyncio
import gc

import anyio
import anyio.lowlevel
import pytest
import trio
import trio.testing

from plankit import InvalidArgumentError, Page, Pager, TransportError

pytestmark = pytest.mark.anyio


async def test_pages_come_in_order_however_long_each_takes(served):
    list_ = served(60, 3)

    async def fetch(start):
        await anyio.sleep(0.001 * ((start * 7) % 5))
        return await list_.fetch(start)

    async with list_.pager().prefetch(6) as pages:
        pages._fetch = fetch
        assert [item async for page in pages for item in page.items] == list_.items


@pytest.mark.parametrize("ahead", [1, 2, 7])
async def test_no_more_than_so_many_are_under_way(served, ahead):
    list_ = served(60, 3, seconds=0.001)
    async with list_.pager().prefetch(ahead) as pages:
        async for _ in pages:
            await anyio.sleep(0.003)
            assert len(pages._slots) <= ahead
    assert list_.most_under_way == ahead
    assert list_.under_way == 0


async def test_pages_are_fetched_while_the_consumer_is_busy(served):
    """A window of one overlaps too: the next page comes while this one is worked on."""
    list_ = served(9, 3)
    async with list_.pager().prefetch(1) as pages:
        await anext(pages)
        await anyio.wait_all_tasks_blocked()
        assert list_.asked == [1, 4]


async def test_break_cancels_what_is_under_way(served):
    list_ = served(1000, 2, seconds=0.01)
    async with list_.pager().prefetch(5) as pages:
        async for _ in pages:
            break
    assert list_.under_way == 0
    asked = len(list_.asked)
    await anyio.sleep(0.03)
    assert len(list_.asked) == asked <= 1 + 5


async def test_an_error_of_the_body_surfaces_as_itself(served):
    list_ = served(1000, 2, seconds=0.01)
    with pytest.raises(KeyError, match="mine"):  # noqa: PT012 - a walk is a loop
        async with list_.pager().prefetch(5) as pages:
            async for _ in pages:
                raise KeyError("mine")  # noqa: EM101 - a text is enough
    assert list_.under_way == 0


async def test_an_error_in_page_k_surfaces_at_page_k(served):
    list_ = served(40, 2, seconds=0.001)
    list_.fail_at[11] = TransportError("gone")
    pager = list_.pager()
    got = []
    with pytest.raises(TransportError, match="gone") as caught:  # noqa: PT012 - a walk is a loop
        async with pager.prefetch(8) as pages:
            async for page in pages:
                got.extend(page.items)
    assert got == list_.items[:10]
    del list_.fail_at[11]
    assert [item async for item in list_.pager(resume=caught.value.resume_token)] == list_.items[10:]
    assert list_.under_way == 0


async def test_an_error_beyond_the_end_is_nobodys_business(served):
    list_ = served(5, 2, seconds=0.001)
    list_.fail_at = {start: TransportError("beyond") for start in range(7, 40)}
    async with list_.pager().prefetch(8) as pages:
        assert [item async for page in pages for item in page.items] == list_.items


async def test_a_walk_goes_on_after_an_error(served):
    list_ = served(12, 2)
    list_.fail_at[5] = TransportError("once")
    got = []
    async with list_.pager().prefetch(3) as pages:
        while True:
            try:
                async for page in pages:
                    got.extend(page.items)
                break
            except TransportError:
                del list_.fail_at[5]
    assert got == list_.items


async def test_errors_that_are_not_plankits_pass_unchanged(served):
    list_ = served(12, 2)
    list_.fail_at[5] = ZeroDivisionError("a transport of the user's")
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - a walk is a loop
        async with list_.pager().prefetch(3) as pages:
            async for _ in pages:
                pass


@pytest.mark.parametrize("ahead", [1, 3, 8])
async def test_a_page_size_that_changes_midway_loses_nothing(served, ahead):
    list_ = served(100, 10, most=lambda start: 10 if start < 31 else 4)
    async with list_.pager().prefetch(ahead) as pages:
        assert [item async for page in pages for item in page.items] == list_.items


async def test_a_short_page_ends_the_walk(served):
    list_ = served(25, 10)
    async with list_.pager().prefetch(8) as pages:
        assert [len(page.items) async for page in pages] == [10, 10, 5]
        with pytest.raises(StopAsyncIteration):
            await anext(pages)


async def test_a_cancelled_wait_loses_no_page(served):
    list_ = served(6, 2, seconds=0.02)
    got = []
    async with list_.pager().prefetch(2) as pages:
        with anyio.move_on_after(0.005):
            await anext(pages)
        async for page in pages:
            got.extend(page.items)
    assert got == list_.items


async def test_outer_deadlines_work_through_it(served):
    list_ = served(1000, 2, seconds=0.01)
    with anyio.move_on_after(0.05) as scope:
        async with list_.pager().prefetch(4) as pages:
            async for _ in pages:
                pass
    assert scope.cancelled_caught
    assert list_.under_way == 0
    await anyio.lowlevel.checkpoint()
    with pytest.raises(TimeoutError):  # noqa: PT012 - a walk is a loop
        with anyio.fail_after(0.03):
            async with list_.pager().prefetch(4) as pages:
                async for _ in pages:
                    await anyio.sleep(1)
    assert list_.under_way == 0


@pytest.mark.parametrize("anyio_backend", ["asyncio"], indirect=True)
async def test_cancelling_the_asyncio_task_ends_it(served):
    list_ = served(1000, 2, seconds=0.01)

    async def walk():
        async with list_.pager().prefetch(4) as pages:
            async for _ in pages:
                pass

    task = asyncio.create_task(walk())
    await asyncio.sleep(0.03)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list_.under_way == 0
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.03):
            await walk()
    assert asyncio.current_task().cancelling() == 0


async def test_it_must_be_entered(served):
    pages = served(3, 2).pager().prefetch(2)
    with pytest.raises(RuntimeError, match=r"async with pager.prefetch"):
        await anext(pages)


async def test_entered_again_it_goes_on(served):
    list_ = served(12, 2, seconds=0.001)
    pages = list_.pager().prefetch(3)
    got = []
    for _ in range(2):
        with anyio.fail_after(5):
            async with pages:
                async for page in pages:
                    got.extend(page.items)
                    break
    assert got == list_.items[:4]


@pytest.mark.parametrize("ahead", [0, -1])
async def test_a_window_of_nothing_is_refused(served, ahead):
    with pytest.raises(InvalidArgumentError, match="no whole number from 1 to 256"):
        served(3, 2).pager().prefetch(ahead)


async def test_nothing_is_left_behind(served):
    list_ = served(1000, 2, seconds=0.01)
    pages = list_.pager().prefetch(5)
    async with pages:
        await anext(pages)
    del pages
    gc.collect()
    assert list_.under_way == 0


def test_a_hundred_pages_are_at_least_ten_times_faster(served):
    """By trio's own clock: 100 known pages of 50 ms each."""

    def timed(walk):
        async def run() -> float:
            began = trio.current_time()
            await walk()
            return trio.current_time() - began

        return trio.run(run, clock=trio.testing.MockClock(autojump_threshold=0))

    list_ = served(100 * 20 - 1, 20, seconds=0.05)

    async def one_by_one():
        assert len([page async for page in list_.pager().pages()]) == 100

    async def ahead():
        async with list_.pager().prefetch(16) as pages:
            assert len([page async for page in pages]) == 100

    slow, fast = timed(one_by_one), timed(ahead)
    assert slow == pytest.approx(5.0)
    assert slow / fast >= 10
    assert list_.most_under_way == 16


@pytest.mark.parametrize("ahead", [1, 3, 50])
async def test_nothing_is_fetched_beyond_a_last_page_that_is_told(ahead):
    """Lists by page number tell it, and count their items apart from their pages."""
    asked = []

    async def fetch(number):
        asked.append(number)
        return Page([number], number, number + 1 if number < 9 else None, step=1, total=1000, last=9)

    pager = Pager(fetch, name="n", first=0, arguments={}, key=lambda item: item)
    async with pager.prefetch(ahead) as pages:
        assert [page.position async for page in pages] == list(range(10))
    assert sorted(asked) == list(range(10))
