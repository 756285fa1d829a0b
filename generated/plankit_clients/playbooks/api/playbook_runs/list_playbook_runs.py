from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx

from ...client import AuthenticatedClient, Client
from ...errors import UnexpectedStatus
from ...models.error import Error
from ...models.list_playbook_runs_direction import ListPlaybookRunsDirection
from ...models.list_playbook_runs_sort import ListPlaybookRunsSort
from ...models.list_playbook_runs_statuses_item import ListPlaybookRunsStatusesItem
from ...models.playbook_run_list import PlaybookRunList
from ...operations import list_playbook_runs as OPERATION
from ...types import UNSET, Response, Unset, json_or_none, query_list, query_value


def get_kwargs(
    *,
    team_id: str,
    page: int | None | Unset = UNSET,
    per_page: int | None | Unset = UNSET,
    sort: ListPlaybookRunsSort | str | None | Unset = UNSET,
    direction: ListPlaybookRunsDirection | str | None | Unset = UNSET,
    statuses: Sequence[ListPlaybookRunsStatusesItem | str] | None | Unset = UNSET,
    owner_user_id: str | None | Unset = UNSET,
    participant_id: str | None | Unset = UNSET,
    search_term: str | None | Unset = UNSET,
) -> dict[str, Any]:
    """List all playbook runs

    Retrieve a paged list of playbook runs, filtered by team, status, owner, name and/or members, and
    sorted by ID, name, status, creation date, end date, team or owner ID.

    Args:
        team_id:
        page:
        per_page:
        sort:
        direction:
        statuses:
        owner_user_id:
        participant_id:
        search_term:

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
    if statuses is not UNSET and statuses is not None:
        _params["statuses"] = query_list(statuses)
    if owner_user_id is not UNSET and owner_user_id is not None:
        _params["owner_user_id"] = query_value(owner_user_id)
    if participant_id is not UNSET and participant_id is not None:
        _params["participant_id"] = query_value(participant_id)
    if search_term is not UNSET and search_term is not None:
        _params["search_term"] = query_value(search_term)
    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/plugins/playbooks/api/v0/runs",
        "params": _params,
        "extensions": {"plankit.operation": OPERATION},
    }
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | PlaybookRunList | None:
    if response.status_code == 200:
        data = json_or_none(response)
        return PlaybookRunList.from_dict(data) if isinstance(data, dict) else None
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
    sort: ListPlaybookRunsSort | str | None | Unset = UNSET,
    direction: ListPlaybookRunsDirection | str | None | Unset = UNSET,
    statuses: Sequence[ListPlaybookRunsStatusesItem | str] | None | Unset = UNSET,
    owner_user_id: str | None | Unset = UNSET,
    participant_id: str | None | Unset = UNSET,
    search_term: str | None | Unset = UNSET,
) -> Response[Error | PlaybookRunList]:
    """List all playbook runs

    Retrieve a paged list of playbook runs, filtered by team, status, owner, name and/or members, and
    sorted by ID, name, status, creation date, end date, team or owner ID.

    Args:
        team_id:
        page:
        per_page:
        sort:
        direction:
        statuses:
        owner_user_id:
        participant_id:
        search_term:

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
            statuses=statuses,
            owner_user_id=owner_user_id,
            participant_id=participant_id,
            search_term=search_term,
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
    sort: ListPlaybookRunsSort | str | None | Unset = UNSET,
    direction: ListPlaybookRunsDirection | str | None | Unset = UNSET,
    statuses: Sequence[ListPlaybookRunsStatusesItem | str] | None | Unset = UNSET,
    owner_user_id: str | None | Unset = UNSET,
    participant_id: str | None | Unset = UNSET,
    search_term: str | None | Unset = UNSET,
) -> Error | PlaybookRunList | None:
    """List all playbook runs

    Retrieve a paged list of playbook runs, filtered by team, status, owner, name and/or members, and
    sorted by ID, name, status, creation date, end date, team or owner ID.

    Args:
        team_id:
        page:
        per_page:
        sort:
        direction:
        statuses:
        owner_user_id:
        participant_id:
        search_term:

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
        statuses=statuses,
        owner_user_id=owner_user_id,
        participant_id=participant_id,
        search_term=search_term,
    )
    return _detailed.parsed
