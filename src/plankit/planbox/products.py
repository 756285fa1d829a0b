"""Products of Planbox, which its web interface calls initiatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from plankit_clients.planbox import models, operations
from plankit_clients.planbox.api.products import get_product, get_products

from plankit.operation import CallOptions, Operation
from plankit.planbox.arguments import identity
from plankit.planbox.envelope import HINTS, content, entries, entry, not_ok
from plankit.planbox.values import decimal, flag, integer, mapping, moment, one_or_many, record

if TYPE_CHECKING:
    from plankit_clients.planbox.models import Product

    from plankit.client import ServiceClient

_iteration = record({"id": integer, "num": integer, "start": moment, "end": moment})
_fields = record(
    {
        "id": integer,
        "organization_id": integer,
        "created_on": moment,
        "creator_id": integer,
        "owner_id": integer,
        "iteration_start": moment,
        "iteration_length": integer,
        "iterations": one_or_many(_iteration),
        "resource_ids": one_or_many(integer),
        "project_ids": one_or_many(integer),
        "capacity": decimal,
        "template": flag,
        "email_notifications": mapping(flag),
    }
)


def _product(answer: Any) -> Product:
    return models.Product.from_dict(_fields(entry(content(answer), "content")))


def _products(answer: Any) -> list[Product]:
    return [models.Product.from_dict(_fields(found)) for found in entries(content(answer), "content")]


GET_PRODUCT = Operation(operations.get_product, get_product.get_kwargs, _product, hints=HINTS, refused=not_ok)
GET_PRODUCTS = Operation(operations.get_products, get_products.get_kwargs, _products, hints=HINTS, refused=not_ok)


class Products:
    """Products (`planbox.products`)."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def get(self, product_id: int, **options: Unpack[CallOptions]) -> Product:
        """Get one product that the caller is on.

        Args:
            product_id: The product's id.
            options: See `plankit.operation.CallOptions`.

        Returns:
            The product. Its `token` and `pr_token`, which only administrators see, are secrets and not shown.

        Raises:
            InvalidArgumentError: An id that is no whole number.
            InvalidRequestError: Planbox refuses; `detail` says why: the caller is not on it, say.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Planbox API, `POST /api/get_product`.
        """
        body = models.ProductQuery(product_id=identity("product_id", product_id, GET_PRODUCT))
        return await self._client.call(GET_PRODUCT, options, body=body)

    async def list(self, **options: Unpack[CallOptions]) -> list[Product]:
        """List the products that the caller is on. The service does not page this list.

        Args:
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidRequestError: Planbox refuses; `detail` says why.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Planbox API, `POST /api/get_products`.
        """
        return await self._client.call(GET_PRODUCTS, options)
