"""How the lists of Planview Admin page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from plankit_clients.planview_admin.types import Model

from plankit.bounds import whole
from plankit.errors import InvalidArgumentError, ProtocolError
from plankit.shapes import is_list, is_object
from plankit.transport.base import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from plankit.client import ServiceClient
    from plankit.operation import CallOptions, Operation
    from plankit.page import Page
    from plankit.paging import Pager

P = TypeVar("P")

DEFAULT_COUNT = 200
"""Items of a page: the documented example asks for 50; larger pages cost fewer points of the customer's limit."""


class ItemPage(Protocol):
    """What the page models have in common."""

    @property
    def start_index(self) -> Any:
        """Where the page says that it begins, 1-based."""
        ...

    @property
    def items_per_page(self) -> Any:
        """How many items the page could hold."""
        ...

    @property
    def resources(self) -> Any:
        """The items, as they came."""
        ...


def paged(read: Callable[[dict[str, Any]], P]) -> Callable[[Any], P]:
    """Return what decodes a page with *read*: an object without `Resources` is no empty page, but no page at all."""

    def decode(answer: Any) -> P:
        if not is_object(answer) or "Resources" not in answer:
            msg = "the answer has no Resources."
            raise ProtocolError(msg)
        return read(answer)

    return decode


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
    from plankit.page import start_index_page  # noqa: PLC0415 - see `ServiceClient`
    from plankit.paging import Pager  # noqa: PLC0415 - same

    whole("count", count, error=InvalidArgumentError)
    # What cannot be sent is refused here, not at the first item.
    operation.request(NOWHERE, options, *path, start_index=1, count=count)

    async def fetch(start: int) -> Page[Any]:
        def placed(page: ItemPage) -> Page[Any]:
            items = objects(page.resources)
            return start_index_page(items, start=start, told_start=page.start_index, per_page=page.items_per_page)

        return await client.call(operation.then(placed), options, *path, start_index=start, count=count)

    return Pager(
        fetch,
        name=operation.name,
        first=1,
        arguments={
            "base_url": client.base_url,
            "path": path,
            "count": count,
            "extra_query": options.get("extra_query") or {},
        },
        key=_identity,
        resume=resume,
        verify=verify,
    )


def objects(resources: Any) -> list[Any]:
    """Return the items of a page; null counts as none.

    Raises:
        ProtocolError: They are not a list of objects.
    """
    if resources is None:
        return []
    if not is_list(resources) or not all(isinstance(item, Model) for item in resources):
        msg = "the page's Resources is not a list of objects."
        raise ProtocolError(msg)
    return resources


def _identity(item: Any) -> str | int | None:
    """Return the item's id; one of another type than promised tells nothing."""
    return item.id if isinstance(item.id, str | int) else None
