from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...operations import get_run_by_channel as OPERATION
from ...types import Response, json_or_none, path_segment

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.playbook_run import PlaybookRun


def __getattr__(name: str) -> Any:
    from ... import models

    if name not in models.__all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(models, name)


def get_kwargs(
    channel_id: str,
) -> dict[str, Any]:
    """Find playbook run by channel ID

    Args:
        channel_id: ID of the channel associated to the playbook run to retrieve.

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.

    Raises:
        ValueError: A path argument is empty, "." or "..", which would address something else.
    """
    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/plugins/playbooks/api/v0/runs/channel/{channel_id}".format(
            channel_id=path_segment("channel_id", channel_id),
        ),
        "extensions": {"plankit.operation": OPERATION},
    }
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | PlaybookRun | None:
    from ...models.error import Error
    from ...models.playbook_run import PlaybookRun

    if response.status_code == 200:
        data = json_or_none(response)
        return PlaybookRun.from_dict(data) if isinstance(data, dict) else None
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
    channel_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Error | PlaybookRun]:
    """Find playbook run by channel ID

    Args:
        channel_id: ID of the channel associated to the playbook run to retrieve.

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
    channel_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Error | PlaybookRun | None:
    """Find playbook run by channel ID

    Args:
        channel_id: ID of the channel associated to the playbook run to retrieve.

    Returns:
        What the answer says, None where it is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _detailed = await asyncio_detailed(
        channel_id=channel_id,
        client=client,
    )
    return _detailed.parsed
