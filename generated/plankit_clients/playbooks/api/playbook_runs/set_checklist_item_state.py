from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...operations import set_checklist_item_state as OPERATION
from ...types import Response, json_or_none, path_segment

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.checklist_item_state_change import ChecklistItemStateChange
    from ...models.error import Error


def __getattr__(name: str) -> Any:
    from ... import models

    if name not in models.__all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(models, name)


def get_kwargs(
    id: str,
    checklist: int,
    item: int,
    *,
    body: ChecklistItemStateChange,
) -> dict[str, Any]:
    """Update the state of an item

    Args:
        id: ID of the playbook run whose checklist will be modified.
        checklist: Zero-based index of the checklist to modify.
        item: Zero-based index of the item to modify.
        body: What is sent.

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.

    Raises:
        ValueError: A path argument is empty, "." or "..", which would address something else.
    """
    _headers: dict[str, str] = {}
    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/item/{item}/state".format(
            id=path_segment("id", id),
            checklist=path_segment("checklist", checklist),
            item=path_segment("item", item),
        ),
        "headers": _headers,
        "extensions": {"plankit.operation": OPERATION},
    }
    _kwargs["json"] = body.to_dict()
    _headers["Content-Type"] = "application/json"

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | None:
    from ...models.error import Error

    if response.status_code == 200:
        return None
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
    id: str,
    checklist: int,
    item: int,
    *,
    client: AuthenticatedClient | Client,
    body: ChecklistItemStateChange,
) -> Response[Error]:
    """Update the state of an item

    Args:
        id: ID of the playbook run whose checklist will be modified.
        checklist: Zero-based index of the checklist to modify.
        item: Zero-based index of the item to modify.
        body: What is sent.

    Returns:
        The status, headers and body; `parsed` is None where the body is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _response = await client.get_async_httpx_client().request(
        **get_kwargs(
            id=id,
            checklist=checklist,
            item=item,
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
    id: str,
    checklist: int,
    item: int,
    *,
    client: AuthenticatedClient | Client,
    body: ChecklistItemStateChange,
) -> Error | None:
    """Update the state of an item

    Args:
        id: ID of the playbook run whose checklist will be modified.
        checklist: Zero-based index of the checklist to modify.
        item: Zero-based index of the item to modify.
        body: What is sent.

    Returns:
        What the answer says, None where it is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _detailed = await asyncio_detailed(
        id=id,
        checklist=checklist,
        item=item,
        client=client,
        body=body,
    )
    return _detailed.parsed
