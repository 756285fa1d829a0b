"""A list that stands still, moves or fails, served page by page without any I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import pytest
from attrs import define, field, frozen

from plankit.page import Page, start_index_page
from plankit.paging import Pager

if TYPE_CHECKING:
    from collections.abc import Callable


@frozen
class Item:
    """What lists are made of here."""

    id: str | int | None
    text: str = ""


@define
class Served:
    """A server of one list, as Planview Admin pages: `count` is cut, `itemsPerPage` is the capacity."""

    items: list[Item]
    count: int
    most: int | Callable[[int], int] = 1000
    seconds: float = 0.0
    fail_at: dict[int, Exception] = field(factory=dict)
    asked: list[int] = field(factory=list)
    under_way: int = 0
    most_under_way: int = 0
    cancelled: int = 0
    before: Callable[[int], None] | None = None

    async def fetch(self, start: int) -> Page[Item]:
        self.asked.append(start)
        if self.before is not None:
            self.before(start)
        self.under_way += 1
        self.most_under_way = max(self.under_way, self.most_under_way)
        try:
            await anyio.sleep(self.seconds)
        except BaseException:
            self.cancelled += 1
            raise
        finally:
            self.under_way -= 1
        if start in self.fail_at:
            raise self.fail_at[start]
        most = self.most if isinstance(self.most, int) else self.most(start)
        capacity = min(self.count, most)
        found = self.items[start - 1 : start - 1 + capacity]
        return start_index_page(found, start=start, told_start=start, per_page=capacity)

    def pager(self, **changes: Any) -> Pager[Item]:
        arguments: dict[str, Any] = {
            "name": "test.listItems",
            "first": 1,
            "arguments": {"count": self.count},
            "key": lambda item: item.id,
        }
        return Pager(self.fetch, **{**arguments, **changes})


@pytest.fixture(scope="session")
def served() -> Callable[..., Served]:
    """Makes a served list of so many items."""

    def make(length: int, count: int, **settings: Any) -> Served:
        return Served([Item(f"i{number}") for number in range(length)], count, **settings)

    return make


@pytest.fixture(scope="session")
def item() -> type[Item]:
    return Item
