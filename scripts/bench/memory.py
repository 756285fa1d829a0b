"""What is kept while a long list is streamed."""

from __future__ import annotations

import asyncio
import json
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from plankit_clients.planview_admin.models import User

from bench import meter
from bench.report import Row, Setting, WrongAnswerError, at_most
from plankit.page import Page
from plankit.paging import Pager

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

PER_PAGE = 1_000
WARM = 20_000
PER_ID = 8
"""Bytes that an id may cost where duplicates are dropped."""
FLAT = 0.1
"""Bytes an item below which memory counts as flat: 100 kB in a million."""

KEYS: dict[str, Callable[[User], Hashable]] = {"by id": lambda user: user.id, "as they come": lambda _: None}


def run(setting: Setting) -> list[Row]:
    """Measure, each way in a process of its own; both at once, since bytes do not depend on who else is busy."""
    count = 50_000 if setting.quick else 1_000_000
    rows: list[Row] = []
    budgets = {"as they come": FLAT, "by id": PER_ID}
    with ThreadPoolExecutor() as threads:
        founds = list(threads.map(partial(meter.child, "memory"), budgets, [str(count)] * len(budgets)))
    for (name, budget), found in zip(budgets.items(), founds, strict=True):
        if found["items"] != count:
            message = f"{found['items']} of {count} items were streamed"
            raise WrongAnswerError(message)
        dropped = "duplicates dropped" if name == "by id" else "no ids to tell duplicates by"
        what = f"bytes an item kept while {count:,} are streamed, {dropped}"
        rows.append(at_most(what, found["kept"], budget, " B", peak=found["peak"]))
    return rows


async def _stream(name: str, count: int) -> dict[str, float]:
    async def fetch(start: int) -> Page[User]:
        items = [User(id=f"user-{number}") for number in range(start, min(start + PER_PAGE, count + 1))]
        following = start + PER_PAGE
        return Page(items, start, following if following <= count else None, PER_PAGE)

    pager = Pager(fetch, name="bench", first=1, arguments={}, key=KEYS[name])
    items = warm = warm_peak = 0
    tracemalloc.start()
    async for _ in pager:
        items += 1
        if items == WARM:
            warm, warm_peak = tracemalloc.get_traced_memory()
    # Before the last page's objects are gone, so that both moments are alike.
    kept, peak = tracemalloc.get_traced_memory()
    grown = max(items - WARM, 1)
    return {"items": items, "kept": (kept - warm) / grown, "peak": (peak - warm_peak) / grown}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_stream(sys.argv[1], int(sys.argv[2])))))
