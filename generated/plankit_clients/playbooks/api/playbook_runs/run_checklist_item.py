from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...operations import run_checklist_item as OPERATION
from ...types import Response, json_or_none, path_segment

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.trigger import Trigger


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
) -> dict[str, Any]:
    """Run an item's slash command

    The body must be empty.

    Args:
        id: ID of the playbook run.
        checklist: Zero-based index of the checklist.
        item: Zero-based index of the item whose slash command will be executed.

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.

    Raises:
        ValueError: A path argument is empty, "." or "..", which would address something else.
    """
    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/item/{item}/run".format(
            id=path_segment("id", id),
            checklist=path_segment("checklist", checklist),
            item=path_segment("item", item),
        ),
        "extensions": {"plankit.operation": OPERATION},
    }
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | Trigger | None:
    from ...models.error import Error
    from ...models.trigger import Trigger

    if response.status_code == 200:
        data = json_or_none(response)
        return Trigger.from_dict(data) if isinstance(data, dict) else None
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
) -> Response[Error | Trigger]:
    """Run an item's slash command

    The body must be empty.

    Args:
        id: ID of the playbook run.
        checklist: Zero-based index of the checklist.
        item: Zero-based index of the item whose slash command will be executed.

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
) -> Error | Trigger | None:
    """Run an item's slash command

    The body must be empty.

    Args:
        id: ID of the playbook run.
        checklist: Zero-based index of the checklist.
        item: Zero-based index of the item whose slash command will be executed.

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
    )
    return _detailed.parsed
