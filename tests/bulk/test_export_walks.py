"""A pager that goes on elsewhere: with what was met before, and with what the totals tell."""

from __future__ import annotations

import anyio
import anyio.lowlevel
import pytest

from plankit.errors import InvalidArgumentError
from plankit.page import Page
from plankit.paging import Pager
from plankit.seen import Seen, mark_of

pytestmark = pytest.mark.anyio


class Listed:
    """A list of numbers that tells its total."""

    def __init__(self, items, *, totals=True):
        self.items = list(items)
        self.totals = totals
        self.asked = []

    async def fetch(self, number):
        await anyio.lowlevel.checkpoint()
        self.asked.append(number)
        found = self.items[number * 10 : number * 10 + 10]
        more = number * 10 + 10 < len(self.items)
        total = len(self.items) if self.totals else None
        return Page(found, number, number + 1 if more else None, 1, total=total, size=10)

    def pager(self, **changes):
        return Pager(self.fetch, **{"name": "list", "first": 0, "arguments": {}, "key": lambda item: item, **changes})


async def test_it_begins_at_the_token_and_drops_what_was_seen():
    source = Listed(range(45))
    pages = (pager := source.pager()).pages()
    await pages.__anext__()
    token, seen = pager.token, Seen()
    seen.add(mark_of(12))
    on = pager.resumed(token, seen=seen)
    assert [item async for item in on] == [10, 11, *range(13, 45)]
    assert on.duplicates == 1
    assert len(seen) == 35
    assert (pager.whole, on.whole) == (True, False)
    # The pager that it came from is as it was.
    assert [item async for item in pager] == list(range(45))
    assert [item async for item in pager.resumed(token)] == list(range(10, 45))
    with pytest.raises(InvalidArgumentError, match="other arguments"):
        source.pager(arguments={"a": 1}).resumed(token)


async def test_without_a_token_it_begins_where_the_pager_does():
    source = Listed(range(25))
    pages = (pager := source.pager()).pages()
    await pages.__anext__()
    middle = source.pager(resume=pager.token)
    seen = Seen()
    assert [item async for item in middle.resumed(None, seen=seen)] == list(range(10, 25))
    assert len(seen) == 15


@pytest.mark.parametrize("prefetch", [0, 3])
async def test_a_list_that_is_shorter_now_is_gone_back_in(prefetch):
    source = Listed(range(45))
    seen = Seen()
    pages = (pager := source.pager().resumed(None, seen=seen)).pages()
    first = (await pages.__anext__()).items + (await pages.__anext__()).items
    del source.items[5:8]
    on = pager.resumed(pager.token, seen=seen, total=pager.total)
    if prefetch:
        async with on.prefetch(prefetch) as ahead:
            rest = [item async for page in ahead for item in page.items]
    else:
        rest = [item async for item in on]
    assert sorted(first + rest) == list(range(45))
    assert (on.drift, on.total) == (1, 42)


async def test_totals_and_drift_are_told():
    source = Listed(range(45))
    pages = (pager := source.pager()).pages()
    await pages.__anext__()
    source.items += [45, 46]
    rest = [item async for page in pages for item in page.items]
    assert rest[-1] == 46
    assert (pager.first_total, pager.total, pager.drift) == (45, 47, 1)
    assert (source.pager().first_total, source.pager().total, source.pager().drift) == (None, None, 0)
    untold = Listed(range(15), totals=False).pager()
    assert len([item async for item in untold]) == 15
    assert (untold.first_total, untold.total, untold.drift) == (None, None, 0)


async def test_a_list_that_cannot_be_gone_on_with_says_so_by_its_tokens():
    source = Listed(range(25))
    pager = source.pager(anew=True)
    begin = pager.token
    pages = pager.pages()
    await pages.__anext__()
    assert pager.token == begin
    assert pager.anew
    assert source.pager(verify=True).anew
    assert not source.pager().anew
