"""A list by page number that changes while it is walked: what stood still is neither lost nor doubled."""

from __future__ import annotations

import bisect
import random

import pytest
import trio
import trio.testing
from hypothesis import given, settings
from hypothesis import strategies as st

from plankit import PageDriftError, Pager, ProtocolError
from plankit.page import numbered_page
from plankit.walk import MOST_BARREN

PER_PAGE = 5


class Growing:
    """Items in order; a request looks at them at one moment, counts them then or later, and is answered later still."""

    def __init__(self, length, draw, late=False):
        self.late = late
        self.items = [number * 1000 for number in range(length)]
        self.draw = draw
        self.asked = []

    def pager(self):
        return Pager(self.fetch, name="n", first=0, arguments={}, key=lambda item: item)

    async def fetch(self, page):
        self.asked.append(page)
        await trio.sleep(self.draw("before"))
        found = self.items[page * PER_PAGE : (page + 1) * PER_PAGE]
        if self.late:
            await trio.sleep(self.draw("after"))
        total = len(self.items)
        await trio.sleep(self.draw("after"))
        pages = -(-total // PER_PAGE)
        more = page + 1 < pages
        return numbered_page(found, page=page, has_more=more, page_count=pages, total=total, size=PER_PAGE)

    async def grow(self, task_status=trio.TASK_STATUS_IGNORED):
        task_status.started()
        while True:
            await trio.sleep(self.draw("between"))
            bisect.insort(self.items, self.draw("place"))

    async def shrink(self, task_status=trio.TASK_STATUS_IGNORED):
        """Lose items that do not stand still: those that are no multiple of 3,000, one or several at a time."""
        task_status.started()
        while True:
            await trio.sleep(self.draw("between"))
            for _ in range(self.draw("many")):
                loose = [item for item in self.items if item % 3000]
                if loose:
                    self.items.remove(loose[self.draw("place") % len(loose)])

    async def stir(self, task_status=trio.TASK_STATUS_IGNORED):
        """Grow and shrink at the same time."""
        async with trio.open_nursery() as nursery:
            await nursery.start(self.grow)
            await nursery.start(self.shrink)
            task_status.started()


def walked(list_, change, ahead):
    """Walk the list while it changes; by a clock that jumps."""

    async def walk():
        found = []
        async with trio.open_nursery() as nursery:
            await nursery.start(change)
            pager = list_.pager()
            with trio.fail_after(1000):
                if ahead:
                    async with pager.prefetch(ahead) as pages:
                        async for page in pages:
                            found += page.items
                else:
                    found = [item async for item in pager]
            nursery.cancel_scope.cancel()
        return found

    return trio.run(walk, clock=trio.testing.MockClock(autojump_threshold=0))


def made(data, length, busy):
    random = data.draw(st.randoms(use_true_random=False))
    spans = {"before": 0.2, "after": 0.2, "between": busy}

    def draw(what):
        if what == "many":
            return random.choice((1, 1, 1, 2, 7, 12))
        # Places are odd, so that nothing new is taken for something old.
        return random.randrange(-1, 61_000) * 2 + 1 if what == "place" else random.random() * spans[what]

    return Growing(length, draw)


CASES = {"data": st.data(), "length": st.integers(0, 60), "busy": st.sampled_from([0.02, 0.2, 1.0])}


@pytest.mark.parametrize("ahead", [0, 1, 4, 16])
@settings(max_examples=40, deadline=None)
@given(late=st.booleans(), **CASES)
def test_nothing_that_stood_still_is_lost_or_doubled_while_others_come(ahead, late, data, length, busy):
    list_ = made(data, length, busy)
    list_.late = late
    there = list(list_.items)
    found = walked(list_, list_.grow, ahead)
    assert len(found) == len(set(found))
    assert [item for item in found if item % 2 == 0] == there
    # Growing all the time costs no more than each page three times.
    assert len(list_.asked) <= 3 * (len(list_.items) // PER_PAGE + 1) + ahead


@pytest.mark.parametrize("ahead", [0, 1, 4, 16])
@settings(max_examples=40, deadline=None)
@given(**CASES)
def test_nothing_that_stood_still_is_lost_or_doubled_while_others_go(ahead, data, length, busy):
    list_ = made(data, length, busy)
    stand_still = {item for item in list_.items if item % 3000 == 0}
    found = walked(list_, list_.shrink, ahead)
    assert len(found) == len(set(found))
    assert stand_still <= set(found)


@pytest.mark.parametrize("ahead", [0, 4])
@settings(max_examples=40, deadline=None)
@given(**CASES)
def test_a_walk_ends_and_doubles_nothing_while_others_come_and_go(ahead, data, length, busy):
    list_ = made(data, length, busy)
    found = walked(list_, list_.stir, ahead)
    assert len(found) == len(set(found))


def test_a_list_that_shrinks_is_not_asked_for_without_end():
    items = list(range(100))
    asked = []

    async def fetch(page):
        asked.append(page)
        items.pop()
        found = items[page * PER_PAGE : (page + 1) * PER_PAGE]
        await trio.sleep(0.01 * (page % 3))
        pages = -(-len(items) // PER_PAGE)
        more = page + 1 < pages
        return numbered_page(found, page=page, has_more=more, page_count=pages, total=len(items), size=PER_PAGE)

    async def walk():
        pager = Pager(fetch, name="n", first=0, arguments={}, key=lambda item: item)
        async with pager.prefetch(4) as pages:
            return [item async for page in pages for item in page.items]

    found = trio.run(walk, clock=trio.testing.MockClock(autojump_threshold=0))
    assert len(found) == len(set(found))
    assert len(asked) <= 100, "each step back is a step of the list"


@pytest.mark.anyio
@pytest.mark.parametrize("items", [[], None, ["the same"]])
@pytest.mark.parametrize("way", ["items", "pages", "prefetch"])
async def test_a_list_that_never_ends_ends_in_an_error(items, way):
    """Empty and repeated pages are fine while they last."""
    asked = 0

    async def fetch(page):
        nonlocal asked
        asked += 1
        return numbered_page(items, page=page, has_more=True)

    pager = Pager(fetch, name="service.op", first=0, arguments={}, key=lambda item: item)

    async def walk():
        if way == "prefetch":
            async with pager.prefetch(4) as pages:
                return [page async for page in pages]
        return [thing async for thing in (pager if way == "items" else pager.pages())]

    with pytest.raises(ProtocolError, match="would not end") as caught:
        await walk()
    assert MOST_BARREN <= asked <= MOST_BARREN + 5
    assert caught.value.operation == "service.op"
    assert caught.value.resume_token == pager.token


@pytest.mark.anyio
async def test_short_and_empty_pages_do_not_end_a_numbered_list():
    lists = [["a"], [], ["b", "c"], None, [], ["d"]]

    async def fetch(page):
        return numbered_page(lists[page], page=page, has_more=page < len(lists) - 1, page_count=1, total=0)

    pager = Pager(fetch, name="n", first=0, arguments={}, key=lambda item: item)
    assert [item async for item in pager] == ["a", "b", "c", "d"]
    async with pager.prefetch(3) as pages:
        assert [item async for page in pages for item in page.items] == ["a", "b", "c", "d"]


class Shuffled:
    """A list sorted by something that is the same for many: each request meets them in another order."""

    def __init__(self, length, seed, hidden=0):
        self.items = list(range(length))
        self.random = random.Random(seed)
        self.hidden = hidden
        self.scans = 0

    async def fetch(self, page):
        self.scans += page == 0
        order = self.random.sample(self.items, len(self.items)) if self.random.random() < 0.7 else self.items
        found = order[page * PER_PAGE : (page + 1) * PER_PAGE]
        more = (page + 1) * PER_PAGE < len(order)
        return numbered_page(found, page=page, has_more=more, total=len(order) + self.hidden, size=PER_PAGE)

    def pager(self, **settings):
        return Pager(self.fetch, name="n", first=0, arguments={}, key=lambda item: item, **settings)


@pytest.mark.anyio
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("ahead", [0, 4])
async def test_what_an_order_that_does_not_hold_hides_is_said(seed, ahead, caplog):
    list_ = Shuffled(40, seed)
    pager = list_.pager()
    if ahead:
        async with pager.prefetch(ahead) as pages:
            found = [item async for page in pages for item in page.items]
    else:
        found = [item async for item in pager]
    assert len(found) == len(set(found))
    assert pager.missed == 40 - len(found)
    assert bool(pager.missed) == ("were met: its order does not hold" in caplog.text)


@pytest.mark.anyio
@pytest.mark.parametrize("seed", range(20))
async def test_a_verified_walk_is_whole_or_an_error(seed):
    list_ = Shuffled(12, seed)
    try:
        assert sorted([item async for item in list_.pager(verify=True)]) == list_.items
    except PageDriftError as error:
        assert "its order does not hold" in str(error)  # noqa: PT017 - either is right


@pytest.mark.anyio
async def test_scans_agree_on_what_they_meet_in_whatever_order():
    list_ = Shuffled(PER_PAGE, 1)
    assert sorted([item async for item in list_.pager(verify=True)]) == list_.items
    assert list_.scans == 2


@pytest.mark.anyio
async def test_a_count_of_what_is_hidden_does_not_make_verifying_impossible():
    list_ = Shuffled(PER_PAGE, 1, hidden=3)
    pager = list_.pager(verify=True)
    assert sorted([item async for item in pager]) == list_.items
    assert (list_.scans, pager.missed) == (4, 3)


@pytest.mark.anyio
async def test_a_list_is_not_awaited():
    with pytest.raises(TypeError, match="async for"):
        await Shuffled(1, 1).pager()
