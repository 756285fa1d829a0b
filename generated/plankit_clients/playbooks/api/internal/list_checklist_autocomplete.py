from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...operations import list_checklist_autocomplete as OPERATION
from ...types import Response, json_or_none, query_value

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.checklist_autocomplete_item import ChecklistAutocompleteItem
    from ...models.error import Error


def __getattr__(name: str) -> Any:
    from ... import models

    if name not in models.__all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(models, name)


def get_kwargs(
    *,
    channel_id: str,
) -> dict[str, Any]:
    """Get autocomplete data for /playbook check

    This is an internal endpoint used by the autocomplete system to retrieve the data needed to show the
    list of items that the user can check.

    Args:
        channel_id: ID of the channel the user is in.

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.
    """
    _params: dict[str, Any] = {}
    _params["channel_id"] = query_value(channel_id)
    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/plugins/playbooks/api/v0/runs/checklist-autocomplete",
        "params": _params,
        "extensions": {"plankit.operation": OPERATION},
    }
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | list[ChecklistAutocompleteItem] | None:
    from ...models.checklist_autocomplete_item import ChecklistAutocompleteItem
    from ...models.error import Error

    if response.status_code == 200:
        data = json_or_none(response)
        value_200: Error | list[ChecklistAutocompleteItem] | None = (
            [ChecklistAutocompleteItem.from_dict(item) if isinstance(item, dict) else item for item in data]
            if isinstance(data, list)
            else data
        )
        return value_200
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
    channel_id: str,
) -> Response[Error | list[ChecklistAutocompleteItem] | None]:
    """Get autocomplete data for /playbook check

    This is an internal endpoint used by the autocomplete system to retrieve the data needed to show the
    list of items that the user can check.

    Args:
        channel_id: ID of the channel the user is in.

    Returns:
        The status, headers and body; `parsed` is None where the body is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _response = await client.get_async_httpx_client().request(
        **get_kwargs(
            channel_id=channel_id,
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
    channel_id: str,
) -> Error | list[ChecklistAutocompleteItem] | None:
    """Get autocomplete data for /playbook check

    This is an internal endpoint used by the autocomplete system to retrieve the data needed to show the
    list of items that the user can check.

    Args:
        channel_id: ID of the channel the user is in.

    Returns:
        What the answer says, None where it is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _detailed = await asyncio_detailed(
        client=client,
        channel_id=channel_id,
    )
    return _detailed.parsed
