"""One page of a list, and what each service's pages say about the next one. Pure."""

from __future__ import annotations

from typing import Generic, TypeVar

from attrs import field, frozen

from plankit.errors import ProtocolError

T = TypeVar("T")

_LONGEST_NUMBER = 18
_MOST = 10**_LONGEST_NUMBER


@frozen
class Page(Generic[T]):
    """One page of a list.

    Attributes:
        items: Its items, in the server's order.
        position: Where it starts: a 1-based index (`startIndex`) or a 0-based page, as the service counts.
        next: Where the next page starts, or None for the last page.
        step: The distance to the next page that may be relied on for fetching ahead, or None.
        total: The number of items of the whole list, where the service tells it.
        last: Where the last page starts, where the service tells it: nothing beyond is fetched ahead.
        size: Items of a full page, where pages are counted.
    """

    items: list[T] = field(repr=lambda items: f"<{len(items)} items>")
    position: int
    next: int | None
    step: int | None = None
    total: int | None = None
    last: int | None = None
    size: int | None = None


def start_index_page(items: list[T] | None, *, start: int, told_start: object, per_page: object) -> Page[T]:
    """Make a page of a list that pages by `startIndex`.

    Args:
        items: The answer's `Resources`; null counts as empty.
        start: The index that was asked for, 1-based.
        told_start: The answer's `startIndex`.
        per_page: The answer's `itemsPerPage`: the page's capacity, not its length.

    The list ends with a page that is empty or shorter than `itemsPerPage`; the next index is
    `startIndex + itemsPerPage` of the answer, since the server may cap `count`. Source: Planview Admin API, "Working
    with Paged Responses".

    Raises:
        ProtocolError: The numbers do not lead on.
    """
    found = items or []
    if not found:
        return Page(found, start, None)
    first = _whole(told_start, "startIndex")
    step = _whole(per_page, "itemsPerPage")
    if first > start:
        msg = f"the page asked for at {start} begins at {first}: items in between would be left out."
        raise ProtocolError(msg)
    if len(found) < step:
        return Page(found, start, None, step)
    if first + step <= start:
        msg = f"the page asked for at {start} says that the next one is at {first + step}: the walk would not end."
        raise ProtocolError(msg)
    return Page(found, start, first + step, step)


def numbered_page(
    items: list[T] | None,
    *,
    page: int,
    has_more: object,
    page_count: object = None,
    total: object = None,
    size: int | None = None,
) -> Page[T]:
    """Make a page of a list that pages by number.

    Args:
        items: The answer's `items`; null counts as empty.
        page: The page that was asked for, 0-based.
        has_more: The answer's `has_more`.
        page_count: The answer's `page_count`, for fetching ahead only.
        total: The answer's `total_count`, by which is told whether the list changed.
        size: Items that were asked for.

    Only `has_more` ends the list: pages may be short or empty though more follow, and the numbers may be old. Source:
    Playbooks API, "List all playbook runs"; facts/playbooks_server.md, "Paging".

    Raises:
        ProtocolError: `has_more` is no boolean.
    """
    if not isinstance(has_more, bool):
        msg = f"the page's has_more is {str(has_more)[:_LONGEST_NUMBER]!r}, not true or false: is there more or not?"
        raise ProtocolError(msg)
    pages = _told(page_count)
    return Page(
        items or [],
        page,
        page + 1 if has_more else None,
        step=1,
        total=_told(total),
        last=None if pages is None else max(pages - 1, 0),
        size=size,
    )


def _told(value: object) -> int | None:
    """Return a number that is good to know and not relied on."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST else None


def _whole(value: object, name: str) -> int:
    if isinstance(value, str) and value.isdecimal() and len(value) <= _LONGEST_NUMBER:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value < _MOST:
        msg = f"the page's {name} is {str(value)[:_LONGEST_NUMBER]!r}, not a number of at least 1."
        raise ProtocolError(msg)
    return value
