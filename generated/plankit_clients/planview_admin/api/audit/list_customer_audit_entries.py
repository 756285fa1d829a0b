from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...operations import list_customer_audit_entries as OPERATION
from ...types import UNSET, Response, Unset, json_or_none, query_value

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.audit_entry_page import AuditEntryPage
    from ...models.error import Error


def __getattr__(name: str) -> Any:
    from ... import models

    if name not in models.__all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(models, name)


def get_kwargs(
    *,
    start_index: int | None | Unset = UNSET,
    count: int | None | Unset = UNSET,
) -> dict[str, Any]:
    """The audit history of the customer

    Args:
        start_index: The 1-based index of the first item of the page. The service takes 1 when it is
            absent.
        count: The number of items of a page. Default and maximum are the endpoint's own and not public.

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.
    """
    _params: dict[str, Any] = {}
    if start_index is not UNSET and start_index is not None:
        _params["startIndex"] = query_value(start_index)
    if count is not UNSET and count is not None:
        _params["count"] = query_value(count)
    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/public/v1/customer/audit",
        "params": _params,
        "extensions": {"plankit.operation": OPERATION},
    }
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AuditEntryPage | Error | None:
    from ...models.audit_entry_page import AuditEntryPage
    from ...models.error import Error

    if response.status_code == 200:
        data = json_or_none(response)
        return AuditEntryPage.from_dict(data) if isinstance(data, dict) else None
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
    start_index: int | None | Unset = UNSET,
    count: int | None | Unset = UNSET,
) -> Response[AuditEntryPage | Error]:
    """The audit history of the customer

    Args:
        start_index: The 1-based index of the first item of the page. The service takes 1 when it is
            absent.
        count: The number of items of a page. Default and maximum are the endpoint's own and not public.

    Returns:
        The status, headers and body; `parsed` is None where the body is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _response = await client.get_async_httpx_client().request(
        **get_kwargs(
            start_index=start_index,
            count=count,
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
    start_index: int | None | Unset = UNSET,
    count: int | None | Unset = UNSET,
) -> AuditEntryPage | Error | None:
    """The audit history of the customer

    Args:
        start_index: The 1-based index of the first item of the page. The service takes 1 when it is
            absent.
        count: The number of items of a page. Default and maximum are the endpoint's own and not public.

    Returns:
        What the answer says, None where it is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _detailed = await asyncio_detailed(
        client=client,
        start_index=start_index,
        count=count,
    )
    return _detailed.parsed
