"""How the lists of Planview Admin page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from plankit.errors import InvalidArgumentError
from plankit.paging import Page, Pager, start_index_page

if TYPE_CHECKING:
    from plankit.client import ServiceClient
    from plankit.operation import CallOptions, Operation

DEFAULT_COUNT = 200
"""Items of a page: the documented example asks for 50; larger pages cost fewer points of the customer's limit."""


class ItemPage(Protocol):
    """What the page models have in common."""

    start_index: int
    items_per_page: int
    resources: Any


def pager(
    client: ServiceClient,
    operation: Operation[ItemPage],
    options: CallOptions,
    count: int,
    resume: str | None,
    *path: str,
    verify: bool,
) -> Pager[Any]:
    """Make the pager of a list that pages by `startIndex`."""
    if count < 1:
        msg = f"count={count}: a page holds at least 1 item. Nothing was sent."
        raise InvalidArgumentError(msg, operation=operation.name)
    operation.check(*path)

    async def fetch(start: int) -> Page[Any]:
        page = await client.call(operation, options, *path, start_index=start, count=count)
        return start_index_page(page.resources, start=start, told_start=page.start_index, per_page=page.items_per_page)

    return Pager(
        fetch,
        name=operation.name,
        first=1,
        arguments={"path": path, "count": count, "extra_query": options.get("extra_query")},
        key=lambda item: item.id,
        resume=resume,
        verify=verify,
    )
