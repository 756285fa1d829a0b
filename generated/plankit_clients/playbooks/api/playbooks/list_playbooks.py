from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...operations import list_playbooks as OPERATION
from ...types import UNSET, Response, Unset, json_or_none, query_value

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.playbook_list import PlaybookList
    from ...models.playbook_sort import PlaybookSort
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
    page: int | None | Unset = UNSET,
    per_page: int | None | Unset = UNSET,
    sort: PlaybookSort | str | None | Unset = UNSET,
    direction: SortDirection | str | None | Unset = UNSET,
    with_archived: bool | None | Unset = UNSET,
    search_term: str | None | Unset = UNSET,
) -> dict[str, Any]:
    """List all playbooks

    Retrieve a paged list of playbooks, filtered by team, and sorted by title, number of stages or
    number of steps.

    Args:
        team_id: ID of the team to filter by.
        page: Zero-based index of the page to request.
        per_page: Number of playbooks to return per page.
        sort: Field to sort the returned playbooks by title, number of stages or total number of steps.
        direction: Direction (ascending or descending) followed by the sorting of the playbooks.
        with_archived: Includes archived playbooks in the result.
        search_term: The returned list will contain only the playbooks whose title contains the search
            term.

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
    if search_term is not UNSET and search_term is not None:
        _params["search_term"] = query_value(search_term)
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
    from ...models.error import Error
    from ...models.playbook_list import PlaybookList

    if response.status_code == 200:
        data = json_or_none(response)
        return PlaybookList.from_dict(data) if isinstance(data, dict) else None
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
    page: int | None | Unset = UNSET,
    per_page: int | None | Unset = UNSET,
    sort: PlaybookSort | str | None | Unset = UNSET,
    direction: SortDirection | str | None | Unset = UNSET,
    with_archived: bool | None | Unset = UNSET,
    search_term: str | None | Unset = UNSET,
) -> Response[Error | PlaybookList]:
    """List all playbooks

    Retrieve a paged list of playbooks, filtered by team, and sorted by title, number of stages or
    number of steps.

    Args:
        team_id: ID of the team to filter by.
        page: Zero-based index of the page to request.
        per_page: Number of playbooks to return per page.
        sort: Field to sort the returned playbooks by title, number of stages or total number of steps.
        direction: Direction (ascending or descending) followed by the sorting of the playbooks.
        with_archived: Includes archived playbooks in the result.
        search_term: The returned list will contain only the playbooks whose title contains the search
            term.

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
    client: AuthenticatedClient | Client,
    team_id: str,
    page: int | None | Unset = UNSET,
    per_page: int | None | Unset = UNSET,
    sort: PlaybookSort | str | None | Unset = UNSET,
    direction: SortDirection | str | None | Unset = UNSET,
    with_archived: bool | None | Unset = UNSET,
    search_term: str | None | Unset = UNSET,
) -> Error | PlaybookList | None:
    """List all playbooks

    Retrieve a paged list of playbooks, filtered by team, and sorted by title, number of stages or
    number of steps.

    Args:
        team_id: ID of the team to filter by.
        page: Zero-based index of the page to request.
        per_page: Number of playbooks to return per page.
        sort: Field to sort the returned playbooks by title, number of stages or total number of steps.
        direction: Direction (ascending or descending) followed by the sorting of the playbooks.
        with_archived: Includes archived playbooks in the result.
        search_term: The returned list will contain only the playbooks whose title contains the search
            term.

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
        search_term=search_term,
    )
    return _detailed.parsed
