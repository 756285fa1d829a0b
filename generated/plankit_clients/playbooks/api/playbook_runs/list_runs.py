from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...operations import list_runs as OPERATION
from ...types import UNSET, Response, Unset, json_or_none, query_list, query_value

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.playbook_run_list import PlaybookRunList
    from ...models.playbook_run_sort import PlaybookRunSort
    from ...models.playbook_run_status import PlaybookRunStatus
    from ...models.sort_direction import SortDirection


def __getattr__(name: str) -> Any:
    from ... import models

    if name not in models.__all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(models, name)


def get_kwargs(
    *,
    team_id: str | None | Unset = UNSET,
    page: int | None | Unset = UNSET,
    per_page: int | None | Unset = UNSET,
    sort: PlaybookRunSort | str | None | Unset = UNSET,
    direction: SortDirection | str | None | Unset = UNSET,
    statuses: Sequence[PlaybookRunStatus | str] | None | Unset = UNSET,
    owner_user_id: str | None | Unset = UNSET,
    participant_id: str | None | Unset = UNSET,
    search_term: str | None | Unset = UNSET,
    playbook_id: str | None | Unset = UNSET,
    participant_or_follower_id: str | None | Unset = UNSET,
    active_gte: int | None | Unset = UNSET,
    active_lt: int | None | Unset = UNSET,
    started_gte: int | None | Unset = UNSET,
    started_lt: int | None | Unset = UNSET,
    types: Sequence[str] | None | Unset = UNSET,
) -> dict[str, Any]:
    """List all playbook runs

    Retrieve a paged list of playbook runs, filtered by team, status, owner, name and/or members, and
    sorted by ID, name, status, creation date, end date, team or owner ID.

    Args:
        team_id: ID of the team to filter by.
        page: Zero-based index of the page to request.
        per_page: Number of playbook runs to return per page.
        sort: Field to sort the returned playbook runs by. Only `id` keeps its order across pages.
        direction: Direction (ascending or descending) followed by the sorting of the playbook runs.
            Always sent, since servers take asc when it is absent.
        statuses: The returned list will contain only the playbook runs with the specified statuses. All
            when absent. Sent as repeated keys.
        owner_user_id: The returned list will contain only the playbook runs commanded by this user.
            Specify "me" for current user.
        participant_id: The returned list will contain only the playbook runs for which the given user
            is a participant. Specify "me" for current user.
        search_term: The returned list will contain only the playbook runs whose name contains the
            search term.
        playbook_id: The returned list will contain only the runs of this playbook.
        participant_or_follower_id: The returned list will contain only the runs in which this user
            participates, or which the user follows.
        active_gte: Only runs that were active at this time or later, in milliseconds since the Unix
            epoch.
        active_lt: Only runs that were active before this time, in milliseconds since the Unix epoch.
        started_gte: Only runs that started at this time or later, in milliseconds since the Unix epoch.
        started_lt: Only runs that started before this time, in milliseconds since the Unix epoch.
        types: Only runs of these types. Sent as repeated keys.

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.
    """
    _params: dict[str, Any] = {}
    if team_id is not UNSET and team_id is not None:
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
    if playbook_id is not UNSET and playbook_id is not None:
        _params["playbook_id"] = query_value(playbook_id)
    if participant_or_follower_id is not UNSET and participant_or_follower_id is not None:
        _params["participant_or_follower_id"] = query_value(participant_or_follower_id)
    if active_gte is not UNSET and active_gte is not None:
        _params["active_gte"] = query_value(active_gte)
    if active_lt is not UNSET and active_lt is not None:
        _params["active_lt"] = query_value(active_lt)
    if started_gte is not UNSET and started_gte is not None:
        _params["started_gte"] = query_value(started_gte)
    if started_lt is not UNSET and started_lt is not None:
        _params["started_lt"] = query_value(started_lt)
    if types is not UNSET and types is not None:
        _params["types"] = query_list(types)
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
    from ...models.error import Error
    from ...models.playbook_run_list import PlaybookRunList

    if response.status_code == 200:
        data = json_or_none(response)
        return PlaybookRunList.from_dict(data) if isinstance(data, dict) else None
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
    team_id: str | None | Unset = UNSET,
    page: int | None | Unset = UNSET,
    per_page: int | None | Unset = UNSET,
    sort: PlaybookRunSort | str | None | Unset = UNSET,
    direction: SortDirection | str | None | Unset = UNSET,
    statuses: Sequence[PlaybookRunStatus | str] | None | Unset = UNSET,
    owner_user_id: str | None | Unset = UNSET,
    participant_id: str | None | Unset = UNSET,
    search_term: str | None | Unset = UNSET,
    playbook_id: str | None | Unset = UNSET,
    participant_or_follower_id: str | None | Unset = UNSET,
    active_gte: int | None | Unset = UNSET,
    active_lt: int | None | Unset = UNSET,
    started_gte: int | None | Unset = UNSET,
    started_lt: int | None | Unset = UNSET,
    types: Sequence[str] | None | Unset = UNSET,
) -> Response[Error | PlaybookRunList]:
    """List all playbook runs

    Retrieve a paged list of playbook runs, filtered by team, status, owner, name and/or members, and
    sorted by ID, name, status, creation date, end date, team or owner ID.

    Args:
        team_id: ID of the team to filter by.
        page: Zero-based index of the page to request.
        per_page: Number of playbook runs to return per page.
        sort: Field to sort the returned playbook runs by. Only `id` keeps its order across pages.
        direction: Direction (ascending or descending) followed by the sorting of the playbook runs.
            Always sent, since servers take asc when it is absent.
        statuses: The returned list will contain only the playbook runs with the specified statuses. All
            when absent. Sent as repeated keys.
        owner_user_id: The returned list will contain only the playbook runs commanded by this user.
            Specify "me" for current user.
        participant_id: The returned list will contain only the playbook runs for which the given user
            is a participant. Specify "me" for current user.
        search_term: The returned list will contain only the playbook runs whose name contains the
            search term.
        playbook_id: The returned list will contain only the runs of this playbook.
        participant_or_follower_id: The returned list will contain only the runs in which this user
            participates, or which the user follows.
        active_gte: Only runs that were active at this time or later, in milliseconds since the Unix
            epoch.
        active_lt: Only runs that were active before this time, in milliseconds since the Unix epoch.
        started_gte: Only runs that started at this time or later, in milliseconds since the Unix epoch.
        started_lt: Only runs that started before this time, in milliseconds since the Unix epoch.
        types: Only runs of these types. Sent as repeated keys.

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
            playbook_id=playbook_id,
            participant_or_follower_id=participant_or_follower_id,
            active_gte=active_gte,
            active_lt=active_lt,
            started_gte=started_gte,
            started_lt=started_lt,
            types=types,
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
    team_id: str | None | Unset = UNSET,
    page: int | None | Unset = UNSET,
    per_page: int | None | Unset = UNSET,
    sort: PlaybookRunSort | str | None | Unset = UNSET,
    direction: SortDirection | str | None | Unset = UNSET,
    statuses: Sequence[PlaybookRunStatus | str] | None | Unset = UNSET,
    owner_user_id: str | None | Unset = UNSET,
    participant_id: str | None | Unset = UNSET,
    search_term: str | None | Unset = UNSET,
    playbook_id: str | None | Unset = UNSET,
    participant_or_follower_id: str | None | Unset = UNSET,
    active_gte: int | None | Unset = UNSET,
    active_lt: int | None | Unset = UNSET,
    started_gte: int | None | Unset = UNSET,
    started_lt: int | None | Unset = UNSET,
    types: Sequence[str] | None | Unset = UNSET,
) -> Error | PlaybookRunList | None:
    """List all playbook runs

    Retrieve a paged list of playbook runs, filtered by team, status, owner, name and/or members, and
    sorted by ID, name, status, creation date, end date, team or owner ID.

    Args:
        team_id: ID of the team to filter by.
        page: Zero-based index of the page to request.
        per_page: Number of playbook runs to return per page.
        sort: Field to sort the returned playbook runs by. Only `id` keeps its order across pages.
        direction: Direction (ascending or descending) followed by the sorting of the playbook runs.
            Always sent, since servers take asc when it is absent.
        statuses: The returned list will contain only the playbook runs with the specified statuses. All
            when absent. Sent as repeated keys.
        owner_user_id: The returned list will contain only the playbook runs commanded by this user.
            Specify "me" for current user.
        participant_id: The returned list will contain only the playbook runs for which the given user
            is a participant. Specify "me" for current user.
        search_term: The returned list will contain only the playbook runs whose name contains the
            search term.
        playbook_id: The returned list will contain only the runs of this playbook.
        participant_or_follower_id: The returned list will contain only the runs in which this user
            participates, or which the user follows.
        active_gte: Only runs that were active at this time or later, in milliseconds since the Unix
            epoch.
        active_lt: Only runs that were active before this time, in milliseconds since the Unix epoch.
        started_gte: Only runs that started at this time or later, in milliseconds since the Unix epoch.
        started_lt: Only runs that started before this time, in milliseconds since the Unix epoch.
        types: Only runs of these types. Sent as repeated keys.

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
        playbook_id=playbook_id,
        participant_or_follower_id=participant_or_follower_id,
        active_gte=active_gte,
        active_lt=active_lt,
        started_gte=started_gte,
        started_lt=started_lt,
        types=types,
    )
    return _detailed.parsed
