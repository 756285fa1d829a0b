from __future__ import annotations

from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...errors import UnexpectedStatus
from ...models.error import Error
from ...models.get_playbooks_direction import GetPlaybooksDirection
from ...models.get_playbooks_sort import GetPlaybooksSort
from ...models.playbook_list import PlaybookList
from ...operations import get_playbooks as OPERATION
from ...types import UNSET, Response, Unset, json_or_none, query_value


def get_kwargs(
    *,
    team_id: str,
    page: int | None | Unset = UNSET,
    per_page: int | None | Unset = UNSET,
    sort: GetPlaybooksSort | str | None | Unset = UNSET,
    direction: GetPlaybooksDirection | str | None | Unset = UNSET,
    with_archived: bool | None | Unset = UNSET,
) -> dict[str, Any]:
    """List all playbooks

    Retrieve a paged list of playbooks, filtered by team, and sorted by title, number of stages or
    number of steps.

    Args:
        team_id:
        page:
        per_page:
        sort:
        direction:
        with_archived:

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.

    """
    _params: dict[str, Any] = {}
    _params["team_id"] = query_value(team_id)
    if page is not UNSET and page is not None:
        _params["page"] = query_value(page)
    if per_page is not UNSET and per_page is not None:
        _params["per_page"] = query_value(per_page)
    if sort is not UNSET and sort is not None:
        _params["sort"] = query_value(sort)
    if direction is not UNSET and direction is not None:
        _params["direction"] = query_value(direction)
    if with_archived is not UNSET and with_archived is not None:
        _params["with_archived"] = query_value(with_archived)
    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/plugins/playbooks/api/v0/playbooks",
        "params": _params,
        "extensions": {"plankit.operation": OPERATION},
    }
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | PlaybookList | None:
    if response.status_code == 200:
        data = json_or_none(response)
        return PlaybookList.from_dict(data) if isinstance(data, dict) else None
    if response.status_code == 400:
        data = json_or_none(response)
        return Error.from_dict(data) if isinstance(data, dict) else None
    if response.status_code == 403:
        data = json_or_none(response)
        return Error.from_dict(data) if isinstance(data, dict) else None
    if response.status_code == 500:
        data = json_or_none(response)
        return Error.from_dict(data) if isinstance(data, dict) else None
    if client.raise_on_unexpected_status:
        raise UnexpectedStatus(response.status_code, response.content, response.headers)
    return None


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    team_id: str,
    page: int | None | Unset = UNSET,
    per_page: int | None | Unset = UNSET,
    sort: GetPlaybooksSort | str | None | Unset = UNSET,
    direction: GetPlaybooksDirection | str | None | Unset = UNSET,
    with_archived: bool | None | Unset = UNSET,
) -> Response[Error | PlaybookList]:
    """List all playbooks

    Retrieve a paged list of playbooks, filtered by team, and sorted by title, number of stages or
    number of steps.

    Args:
        team_id:
        page:
        per_page:
        sort:
        direction:
        with_archived:

    Returns:
        The status, headers and body; `parsed` is None where the body is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _response = await client.get_async_httpx_client().request(
        **get_kwargs(
            team_id=team_id,
            page=page,
            per_page=per_page,
            sort=sort,
            direction=direction,
            with_archived=with_archived,
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
    client: AuthenticatedClient,
    team_id: str,
    page: int | None | Unset = UNSET,
    per_page: int | None | Unset = UNSET,
    sort: GetPlaybooksSort | str | None | Unset = UNSET,
    direction: GetPlaybooksDirection | str | None | Unset = UNSET,
    with_archived: bool | None | Unset = UNSET,
) -> Error | PlaybookList | None:
    """List all playbooks

    Retrieve a paged list of playbooks, filtered by team, and sorted by title, number of stages or
    number of steps.

    Args:
        team_id:
        page:
        per_page:
        sort:
        direction:
        with_archived:

    Returns:
        What the answer says, None where it is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _detailed = await asyncio_detailed(
        client=client,
        team_id=team_id,
        page=page,
        per_page=per_page,
        sort=sort,
        direction=direction,
        with_archived=with_archived,
    )
    return _detailed.parsed
