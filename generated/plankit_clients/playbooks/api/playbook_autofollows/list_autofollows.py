from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...operations import list_autofollows as OPERATION
from ...types import Response, json_or_none, path_segment

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error


def __getattr__(name: str) -> Any:
    from ... import models

    if name not in models.__all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(models, name)


def get_kwargs(
    id: str,
) -> dict[str, Any]:
    """Get the list of followers' user IDs of a playbook

    Args:
        id: ID of the playbook to retrieve followers from.

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.

    Raises:
        ValueError: A path argument is empty, "." or "..", which would address something else.
    """
    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/plugins/playbooks/api/v0/playbooks/{id}/autofollows".format(
            id=path_segment("id", id),
        ),
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
    id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Error | list[str] | None]:
    """Get the list of followers' user IDs of a playbook

    Args:
        id: ID of the playbook to retrieve followers from.

    Returns:
        The status, headers and body; `parsed` is None where the body is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _response = await client.get_async_httpx_client().request(
        **get_kwargs(
            id=id,
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
    *,
    client: AuthenticatedClient | Client,
) -> Error | list[str] | None:
    """Get the list of followers' user IDs of a playbook

    Args:
        id: ID of the playbook to retrieve followers from.

    Returns:
        What the answer says, None where it is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _detailed = await asyncio_detailed(
        id=id,
        client=client,
    )
    return _detailed.parsed
