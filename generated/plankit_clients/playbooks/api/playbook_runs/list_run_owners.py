from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...operations import list_run_owners as OPERATION
from ...types import Response, json_or_none, query_value

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.owner_info import OwnerInfo


def __getattr__(name: str) -> Any:
    from ... import models

    if name not in models.__all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(models, name)


def get_kwargs(
    *,
    team_id: str,
) -> dict[str, Any]:
    """Get all owners

    Get the owners of all playbook runs, filtered by team.

    Args:
        team_id: ID of the team to filter by.

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.
    """
    _params: dict[str, Any] = {}
    _params["team_id"] = query_value(team_id)
    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/plugins/playbooks/api/v0/runs/owners",
        "params": _params,
        "extensions": {"plankit.operation": OPERATION},
    }
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | list[OwnerInfo] | None:
    from ...models.error import Error
    from ...models.owner_info import OwnerInfo

    if response.status_code == 200:
        data = json_or_none(response)
        value_200: Error | list[OwnerInfo] | None = (
            [OwnerInfo.from_dict(item) if isinstance(item, dict) else item for item in data]
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
    team_id: str,
) -> Response[Error | list[OwnerInfo] | None]:
    """Get all owners

    Get the owners of all playbook runs, filtered by team.

    Args:
        team_id: ID of the team to filter by.

    Returns:
        The status, headers and body; `parsed` is None where the body is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _response = await client.get_async_httpx_client().request(
        **get_kwargs(
            team_id=team_id,
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
    team_id: str,
) -> Error | list[OwnerInfo] | None:
    """Get all owners

    Get the owners of all playbook runs, filtered by team.

    Args:
        team_id: ID of the team to filter by.

    Returns:
        What the answer says, None where it is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _detailed = await asyncio_detailed(
        client=client,
        team_id=team_id,
    )
    return _detailed.parsed
