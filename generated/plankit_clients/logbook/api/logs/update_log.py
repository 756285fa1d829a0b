from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...operations import update_log as OPERATION
from ...types import Response, json_or_none, path_segment

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.log_update_request import LogUpdateRequest
    from ...models.log_update_response import LogUpdateResponse


def __getattr__(name: str) -> Any:
    from ... import models

    if name not in models.__all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(models, name)


def get_kwargs(
    log_id: str,
    *,
    body: LogUpdateRequest,
) -> dict[str, Any]:
    """Update single Log

    A partial update: only what is to change needs to be sent. What the service does with attribute
    values that are left out is not documented.

    Args:
        log_id: The ID of Log to update
        body: What is sent.

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.

    Raises:
        ValueError: A path argument is empty, "." or "..", which would address something else.
    """
    _headers: dict[str, str] = {}
    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/api/rest/v1/log/{log_id}".format(
            log_id=path_segment("log_id", log_id),
        ),
        "headers": _headers,
        "extensions": {"plankit.operation": OPERATION},
    }
    _kwargs["json"] = body.to_dict()
    _headers["Content-Type"] = "application/json"

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | LogUpdateResponse | None:
    from ...models.error import Error
    from ...models.log_update_response import LogUpdateResponse

    if response.status_code == 200:
        data = json_or_none(response)
        return LogUpdateResponse.from_dict(data) if isinstance(data, dict) else None
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
    log_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: LogUpdateRequest,
) -> Response[Error | LogUpdateResponse]:
    """Update single Log

    A partial update: only what is to change needs to be sent. What the service does with attribute
    values that are left out is not documented.

    Args:
        log_id: The ID of Log to update
        body: What is sent.

    Returns:
        The status, headers and body; `parsed` is None where the body is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _response = await client.get_async_httpx_client().request(
        **get_kwargs(
            log_id=log_id,
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
    log_id: str,
    *,
    client: AuthenticatedClient | Client,
    body: LogUpdateRequest,
) -> Error | LogUpdateResponse | None:
    """Update single Log

    A partial update: only what is to change needs to be sent. What the service does with attribute
    values that are left out is not documented.

    Args:
        log_id: The ID of Log to update
        body: What is sent.

    Returns:
        What the answer says, None where it is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _detailed = await asyncio_detailed(
        log_id=log_id,
        client=client,
        body=body,
    )
    return _detailed.parsed
