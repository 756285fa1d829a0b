"""Walks over lists of any structure that a server can send."""

from __future__ import annotations

import random

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plankit import InvalidArgumentError, PageDriftError, PlankitError, ProtocolError, TransportError
from plankit.page import Page, start_index_page
from plankit.paging import MOST_SCANS, Cursor, Walk

lists = st.tuples(st.integers(0, 40), st.integers(1, 12), st.integers(1, 12), st.booleans())


def run(function, *args):
    return anyio.run(function, *args, backend=random.choice(("asyncio", "trio")))


def made(served, length, count, most, *, varying):
    """A list whose server cuts `count`, to a different length for each page if *varying*."""
    return served(length, count, most=(lambda start: 1 + (start * 7) % most) if varying else most)


@settings(max_examples=60, deadline=None)
@given(lists)
def test_nothing_is_lost_or_doubled(served, structure):
    length, count, most, varying = structure
    list_ = made(served, length, count, most, varying=varying)

    async def walk():
        assert [item async for item in list_.pager()] == list_.items
        pages = [page async for page in list_.pager().pages()]
        assert [item for page in pages for item in page.items] == list_.items
        async with list_.pager().prefetch(3) as ahead:
            assert [item async for page in ahead for item in page.items] == list_.items

    run(walk)


@settings(max_examples=40, deadline=None)
@given(lists, st.sampled_from(["items", "pages", "prefetch"]))
def test_every_token_leads_to_the_rest(served, structure, way):
    length, count, most, varying = structure
    list_ = made(served, length, count, most, varying=varying)

    async def walk():
        pager = list_.pager()
        tokens, seen = [(pager.token, 0)], 0
        if way == "items":
            async for _ in pager:
                seen += 1
                tokens.append((pager.token, seen))
        elif way == "pages":
            async for page in pager.pages():
                seen += len(page.items)
                tokens.append((pager.token, seen))
        else:
            async with pager.prefetch(2) as pages:
                async for page in pages:
                    seen += len(page.items)
                    tokens.append((pager.token, seen))
        assert seen == length
        tokens.append((pager.token, seen))
        for token, at in tokens:
            assert [item async for item in list_.pager(resume=token)] == list_.items[at:]

    run(walk)


@pytest.mark.anyio
async def test_what_is_added_at_the_end_after_a_walk_is_found_by_its_token(served, item):
    list_ = served(5, 2)
    pager = list_.pager()
    assert len([item async for item in pager]) == 5
    list_.items.append(item("new"))
    assert [item.id async for item in list_.pager(resume=pager.token)] == ["new"]


@pytest.mark.anyio
async def test_an_item_that_moves_back_is_handed_out_once(served):
    list_ = served(6, 2)

    def insert_at_the_front(start):
        if start == 3:
            list_.items.insert(0, type(list_.items[0])("new"))

    list_.before = insert_at_the_front
    pager = list_.pager()
    assert [item.id async for item in pager] == ["i0", "i1", "i2", "i3", "i4", "i5"]
    assert pager.duplicates == 1


@pytest.mark.anyio
async def test_items_without_an_id_are_all_handed_out(served, item):
    list_ = served(0, 2)
    list_.items = [item(None)] * 5
    assert len([item async for item in list_.pager()]) == 5


@pytest.mark.anyio
async def test_each_iteration_begins_anew(served):
    list_ = served(3, 2)
    pager = list_.pager()
    assert [item async for item in pager] == [item async for item in pager]
    assert list_.asked == [1, 3, 1, 3]


@pytest.mark.anyio
async def test_a_walk_can_be_left_and_costs_nothing_more(served):
    list_ = served(100, 2)
    async for _ in list_.pager():
        break
    assert list_.asked == [1]


@pytest.mark.anyio
async def test_a_server_that_ignores_the_index_does_not_trap_the_walk():
    pages = 0

    async def fetch(start):
        nonlocal pages
        pages += 1
        return start_index_page(["a", "b"], start=start, told_start=1, per_page=2)

    from plankit import Pager

    pager = Pager(fetch, name="n", first=1, arguments={}, key=str)
    with pytest.raises(ProtocolError, match="would not end") as caught:
        _ = [item async for item in pager]
    assert pages == 2
    assert caught.value.resume_token == pager.token


@pytest.mark.anyio
@pytest.mark.parametrize("way", ["items", "pages", "prefetch"])
async def test_an_error_says_where_to_go_on(served, way):
    """What was handed out and what the token leads to are the whole list, each item once."""
    list_ = served(20, 3)
    list_.fail_at[10] = TransportError("gone")
    pager = list_.pager()
    got = []

    async def walk():
        if way == "items":
            async for item in pager:
                got.append(item)  # noqa: PERF401 - it may end by an error
        elif way == "pages":
            async for page in pager.pages():
                got.extend(page.items)
        else:
            async with pager.prefetch(4) as pages:
                async for page in pages:
                    got.extend(page.items)

    with pytest.raises(TransportError, match="gone") as caught:
        await walk()
    assert got == list_.items[:9]
    token = caught.value.resume_token
    assert token == pager.token
    del list_.fail_at[10]
    assert got + [item async for item in list_.pager(resume=token)] == list_.items


@pytest.mark.anyio
async def test_the_same_iterator_goes_on_after_an_error(served):
    list_ = served(5, 2)
    list_.fail_at[3] = TransportError("gone")
    items = aiter(list_.pager())
    assert [(await anext(items)).id, (await anext(items)).id] == ["i0", "i1"]
    with pytest.raises(TransportError):
        await anext(items)
    del list_.fail_at[3]
    assert [item.id async for item in items] == ["i2", "i3", "i4"]


@pytest.mark.anyio
async def test_verify_scans_until_two_scans_agree(served, item):
    list_ = served(5, 2)
    changes = iter([True, True, False, False, False])

    def change(start):
        if start == 5 and next(changes):
            list_.items.insert(0, item(f"n{len(list_.items)}"))

    list_.before = change
    found = [item async for item in list_.pager(verify=True)]
    assert found == list_.items
    assert list_.asked.count(1) == 4


@pytest.mark.anyio
async def test_verify_gives_up_on_a_list_that_never_rests(served, item):
    list_ = served(5, 2)
    list_.before = lambda start: list_.items.append(item(f"n{len(list_.items)}")) if start == 1 else None
    with pytest.raises(PageDriftError, match="no two agreed") as caught:
        _ = [item async for item in list_.pager(verify=True)]
    assert list_.asked.count(1) == MOST_SCANS
    assert caught.value.operation == "test.listItems"


@pytest.mark.anyio
async def test_verify_tells_items_without_ids_apart_by_what_they_hold(served, item):
    list_ = served(0, 5)
    list_.items = [item(None, "a"), item(None, "b")]

    def change(_):
        if len(list_.asked) == 2:
            list_.items[0] = item(None, "c")

    list_.before = change
    assert [item.text async for item in list_.pager(verify=True)] == ["c", "b"]
    assert len(list_.asked) == 3


@pytest.mark.anyio
async def test_a_verified_walk_has_tokens_of_what_was_handed_out(served):
    list_ = served(7, 3)
    pager = list_.pager(verify=True)
    at = 0
    async for _ in pager:
        at += 1
        assert [item async for item in list_.pager(resume=pager.token)] == list_.items[at:]
    assert at == 7


@pytest.mark.anyio
async def test_an_error_of_a_scan_resumes_at_the_beginning(served):
    """Nothing has been handed out yet, however far the scan got."""
    list_ = served(7, 3)
    list_.fail_at[4] = TransportError("gone")
    pager = list_.pager(verify=True)
    with pytest.raises(TransportError) as caught:
        _ = [item async for item in pager]
    del list_.fail_at[4]
    assert caught.value.resume_token == pager.token
    assert [item async for item in list_.pager(resume=pager.token)] == list_.items


@pytest.mark.parametrize("way", ["pages", "prefetch"])
def test_verify_is_not_silently_ignored(served, way):
    pager = served(7, 3).pager(verify=True)
    with pytest.raises(InvalidArgumentError, match="verify=True"):
        pager.pages() if way == "pages" else pager.prefetch(2)


@pytest.mark.anyio
async def test_a_page_that_is_the_last_by_next_ends_the_walk():
    async def fetch(page):
        return Page([page], page, page + 1 if page < 3 else None, 1)

    from plankit import Pager

    pager = Pager(fetch, name="n", first=0, arguments={}, key=lambda item: item)
    assert [item async for item in pager] == [0, 1, 2, 3]
    async with pager.prefetch(8) as pages:
        assert [page.position async for page in pages] == [0, 1, 2, 3]


def test_errors_of_a_walk_are_plankit_errors():
    assert issubclass(PageDriftError, PlankitError)


def test_numbers_that_have_the_same_hash_are_different_items():
    walk = Walk("n", "a", Cursor(1), lambda item: item)
    assert [number for number in (-1, -2, 0, 2**61 - 1, -1) if walk.fresh(number)] == [-1, -2, 0, 2**61 - 1]
    assert walk.duplicates == 1
