"""Products assigned to the customer, and their users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from plankit_clients.planview_admin import models, operations
from plankit_clients.planview_admin.api.products import list_product_users, list_products

from plankit.admin.pages import DEFAULT_COUNT, paged, pager
from plankit.operation import CallOptions, Operation

if TYPE_CHECKING:
    from plankit_clients.planview_admin.models import Product, ProductPage, ProductUser, ProductUserPage

    from plankit.client import ServiceClient
    from plankit.paging import Pager


def _products(answer: dict[str, Any]) -> ProductPage:
    return models.ProductPage.from_dict(answer)


def _users(answer: dict[str, Any]) -> ProductUserPage:
    return models.ProductUserPage.from_dict(answer)


LIST_PRODUCTS = Operation(operations.list_products, list_products.get_kwargs, paged(_products))
LIST_PRODUCT_USERS = Operation(
    operations.list_product_users,
    list_product_users.get_kwargs,
    paged(_users),
)


class Products:
    """Assigned products (`admin.products`): product environments."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def list(
        self,
        *,
        count: int = DEFAULT_COUNT,
        resume: str | None = None,
        verify: bool = False,
        **options: Unpack[CallOptions],
    ) -> Pager[Product]:
        """List the assigned products, page by page.

        Args:
            count: Items to ask for in a page, at least 1; the service may give fewer.
            resume: A resume token of an earlier walk.
            verify: Scan until two scans agree before handing out the first product.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: A *count* below 1, or a *resume* of another walk.
            APIError, TransportError, DeadlineExceededError, ProtocolError: While walking, with `resume_token`.

        Source: inferred, `GET /public/v1/product`.
        """
        return pager(self._client, LIST_PRODUCTS, options, count, resume, verify=verify)

    def users(
        self,
        product_id: str,
        *,
        count: int = DEFAULT_COUNT,
        resume: str | None = None,
        verify: bool = False,
        **options: Unpack[CallOptions],
    ) -> Pager[ProductUser]:
        """List the users provisioned to a product, page by page.

        Args:
            product_id: The product's id, an opaque text.
            count: Items to ask for in a page, at least 1; the service may give fewer.
            resume: A resume token of an earlier walk.
            verify: Scan until two scans agree before handing out the first user.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: A *count* below 1, a *resume* of another walk, an empty id, `.` or `..`.
            APIError, TransportError, DeadlineExceededError, ProtocolError: While walking, with `resume_token`.

        Source: inferred, `GET /public/v1/product/{productId}/user`.
        """
        return pager(self._client, LIST_PRODUCT_USERS, options, count, resume, product_id, verify=verify)
