from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...operations import list_run_channels as OPERATION
from ...types import UNSET, Response, Unset, json_or_none, query_list, query_value

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.channel_sort import ChannelSort
    from ...models.error import Error
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
    team_id: str,
    sort: ChannelSort | str | None | Unset = UNSET,
    direction: SortDirection | str | None | Unset = UNSET,
    owner_user_id: str | None | Unset = UNSET,
    search_term: str | None | Unset = UNSET,
    participant_id: str | None | Unset = UNSET,
    statuses: Sequence[PlaybookRunStatus | str] | None | Unset = UNSET,
) -> dict[str, Any]:
    """Get playbook run channels

    Get all channels associated with a playbook run, filtered by team, status, owner, name and/or
    members, and sorted by ID, name, status, creation date, end date, team, or owner ID.

    Args:
        team_id: ID of the team to filter by.
        sort: Field to sort the returned channels by, according to their playbook run.
        direction: Direction (ascending or descending) followed by the sorting of the playbook runs
            associated to the channels.
        owner_user_id: The returned list will contain only the channels whose playbook run is commanded
            by this user.
        search_term: The returned list will contain only the channels associated to a playbook run whose
            name contains the search term.
        participant_id: The returned list will contain only the channels associated to a playbook run
            for which the given user is a participant.
        statuses: The returned list will contain only the channels whose playbook run has one of these
            statuses. All when absent.

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.
    """
    _params: dict[str, Any] = {}
    _params["team_id"] = query_value(team_id)
    if sort is not UNSET and sort is not None:
        _params["sort"] = query_value(sort)
    if direction is not UNSET and direction is not None:
        _params["direction"] = query_value(direction)
    if owner_user_id is not UNSET and owner_user_id is not None:
        _params["owner_user_id"] = query_value(owner_user_id)
    if search_term is not UNSET and search_term is not None:
        _params["search_term"] = query_value(search_term)
    if participant_id is not UNSET and participant_id is not None:
        _params["participant_id"] = query_value(participant_id)
    if statuses is not UNSET and statuses is not None:
        _params["statuses"] = query_list(statuses)
    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/plugins/playbooks/api/v0/runs/channels",
        "params": _params,
        "extensions": {"plankit.operation": OPERATION},
    }
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | list[str] | None:
    from ...models.error import Error

    if response.status_code == 200:
        data = json_or_none(response)
        value_200: Error | list[str] | None = data
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
    sort: ChannelSort | str | None | Unset = UNSET,
    direction: SortDirection | str | None | Unset = UNSET,
    owner_user_id: str | None | Unset = UNSET,
    search_term: str | None | Unset = UNSET,
    participant_id: str | None | Unset = UNSET,
    statuses: Sequence[PlaybookRunStatus | str] | None | Unset = UNSET,
) -> Response[Error | list[str] | None]:
    """Get playbook run channels

    Get all channels associated with a playbook run, filtered by team, status, owner, name and/or
    members, and sorted by ID, name, status, creation date, end date, team, or owner ID.

    Args:
        team_id: ID of the team to filter by.
        sort: Field to sort the returned channels by, according to their playbook run.
        direction: Direction (ascending or descending) followed by the sorting of the playbook runs
            associated to the channels.
        owner_user_id: The returned list will contain only the channels whose playbook run is commanded
            by this user.
        search_term: The returned list will contain only the channels associated to a playbook run whose
            name contains the search term.
        participant_id: The returned list will contain only the channels associated to a playbook run
            for which the given user is a participant.
        statuses: The returned list will contain only the channels whose playbook run has one of these
            statuses. All when absent.

    Returns:
        The status, headers and body; `parsed` is None where the body is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _response = await client.get_async_httpx_client().request(
        **get_kwargs(
            team_id=team_id,
            sort=sort,
            direction=direction,
            owner_user_id=owner_user_id,
            search_term=search_term,
            participant_id=participant_id,
            statuses=statuses,
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
    sort: ChannelSort | str | None | Unset = UNSET,
    direction: SortDirection | str | None | Unset = UNSET,
    owner_user_id: str | None | Unset = UNSET,
    search_term: str | None | Unset = UNSET,
    participant_id: str | None | Unset = UNSET,
    statuses: Sequence[PlaybookRunStatus | str] | None | Unset = UNSET,
) -> Error | list[str] | None:
    """Get playbook run channels

    Get all channels associated with a playbook run, filtered by team, status, owner, name and/or
    members, and sorted by ID, name, status, creation date, end date, team, or owner ID.

    Args:
        team_id: ID of the team to filter by.
        sort: Field to sort the returned channels by, according to their playbook run.
        direction: Direction (ascending or descending) followed by the sorting of the playbook runs
            associated to the channels.
        owner_user_id: The returned list will contain only the channels whose playbook run is commanded
            by this user.
        search_term: The returned list will contain only the channels associated to a playbook run whose
            name contains the search term.
        participant_id: The returned list will contain only the channels associated to a playbook run
            for which the given user is a participant.
        statuses: The returned list will contain only the channels whose playbook run has one of these
            statuses. All when absent.

    Returns:
        What the answer says, None where it is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _detailed = await asyncio_detailed(
        client=client,
        team_id=team_id,
        sort=sort,
        direction=direction,
        owner_user_id=owner_user_id,
        search_term=search_term,
        participant_id=participant_id,
        statuses=statuses,
    )
    return _detailed.parsed
