from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...operations import get_product as OPERATION
from ...types import Response, json_or_none

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.product_envelope import ProductEnvelope
    from ...models.product_query import ProductQuery


def __getattr__(name: str) -> Any:
    from ... import models

    if name not in models.__all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(models, name)


def get_kwargs(
    *,
    body: ProductQuery,
) -> dict[str, Any]:
    """Get a product

    The logged resource must be on that product.

    Args:
        body: What is sent.

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.
    """
    _headers: dict[str, str] = {}
    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/get_product",
        "headers": _headers,
        "extensions": {"plankit.operation": OPERATION},
    }
    _kwargs["data"] = {key: value for key, value in body.to_dict().items() if value is not None}
    _headers["Content-Type"] = "application/x-www-form-urlencoded"

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | ProductEnvelope | None:
    from ...models.error import Error
    from ...models.product_envelope import ProductEnvelope

    if response.status_code == 200:
        data = json_or_none(response)
        return ProductEnvelope.from_dict(data) if isinstance(data, dict) else None
    if response.status_code == 400:
        data = json_or_none(response)
        return Error.from_dict(data) if isinstance(data, dict) else None
    if response.status_code == 401:
        data = json_or_none(response)
        return Error.from_dict(data) if isinstance(data, dict) else None
    if response.status_code == 403:
        data = json_or_none(response)
        return Error.from_dict(data) if isinstance(data, dict) else None
    if response.status_code == 404:
        data = json_or_none(response)
        return Error.from_dict(data) if isinstance(data, dict) else None
    if response.status_code == 429:
        data = json_or_none(response)
        return Error.from_dict(data) if isinstance(data, dict) else None
    if response.status_code == 500:
        data = json_or_none(response)
        return Error.from_dict(data) if isinstance(data, dict) else None
    data = json_or_none(response)
    return Error.from_dict(data) if isinstance(data, dict) else None


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ProductQuery,
) -> Response[Error | ProductEnvelope]:
    """Get a product

    The logged resource must be on that product.

    Args:
        body: What is sent.

    Returns:
        The status, headers and body; `parsed` is None where the body is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _response = await client.get_async_httpx_client().request(
        **get_kwargs(
            body=body,
        )
    )
    return Response(
        status_code=_response.status_code,
        content=_response.content,
        headers=_response.headers,
        parsed=_parse_response(client=client, response=_response),
    )


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: ProductQuery,
) -> Error | ProductEnvelope | None:
    """Get a product

    The logged resource must be on that product.

    Args:
        body: What is sent.

    Returns:
        What the answer says, None where it is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _detailed = await asyncio_detailed(
        client=client,
        body=body,
    )
    return _detailed.parsed
