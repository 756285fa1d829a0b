"""How the lists of Playbooks page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from plankit.bounds import whole
from plankit.errors import InvalidArgumentError, ProtocolError
from plankit.shapes import is_object
from plankit.transport.base import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Callable

    from plankit.client import ServiceClient
    from plankit.operation import CallOptions, Operation
    from plankit.page import Page
    from plankit.paging import Pager

T = TypeVar("T")

DEFAULT_RUNS = 100
"""Runs of a page. The document's 1,000 would be 6 MB of JSON, which blocks the event loop while it is read."""
DEFAULT_PLAYBOOKS = 200
"""Playbooks of a page: in lists they come without their checklists."""


class Listing(NamedTuple, Generic[T]):
    """A page as the server sent it.

    Attributes:
        items: Its items; None for null.
        has_more: Whether more follow.
        page_count: The number of pages.
        total_count: The number of items in all pages.
    """

    items: list[T] | None
    has_more: Any
    page_count: Any
    total_count: Any


def paged(read: Callable[[Any], list[T] | None]) -> Callable[[Any], Listing[T]]:
    """Return what decodes a page with *read*: an object without `items` is no empty page, but no page at all."""

    def decode(answer: Any) -> Listing[T]:
        if not is_object(answer) or "items" not in answer:
            msg = "the answer has no items."
            raise ProtocolError(msg)
        return Listing(
            read(answer["items"]), answer.get("has_more"), answer.get("page_count"), answer.get("total_count")
        )

    return decode


def pager(
    client: ServiceClient,
    operation: Operation[Listing[T]],
    options: CallOptions,
    per_page: int,
    resume: str | None,
    *,
    verify: bool,
    **query: Any,
) -> Pager[T]:
    """Make the pager of a list that pages by number."""
    from plankit.page import numbered_page  # noqa: PLC0415 - see `ServiceClient`
    from plankit.paging import Pager  # noqa: PLC0415 - same

    whole("per_page", per_page, error=InvalidArgumentError)
    # What cannot be sent is refused here, not at the first item.
    first = operation.request(NOWHERE, options, page=0, per_page=per_page, **query)

    async def fetch(number: int) -> Page[T]:
        def placed(listing: Listing[T]) -> Page[T]:
            return numbered_page(
                listing.items,
                page=number,
                has_more=listing.has_more,
                page_count=listing.page_count,
                total=listing.total_count,
                size=per_page,
            )

        return await client.call(operation.then(placed), options, page=number, per_page=per_page, **query)

    return Pager(
        fetch,
        name=operation.name,
        first=0,
        arguments={"base_url": client.base_url, "query": first.url.query.decode("ascii")},
        key=_identity,
        resume=resume,
        verify=verify,
    )


def _identity(item: Any) -> str | None:
    """Return the item's id; one of another type than promised tells nothing."""
    return item.id if isinstance(item.id, str) else None
