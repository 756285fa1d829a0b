from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...operations import create_user as OPERATION
from ...types import Response, json_or_none

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.user import User
    from ...models.user_create import UserCreate


def __getattr__(name: str) -> Any:
    from ... import models

    if name not in models.__all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(models, name)


def get_kwargs(
    *,
    body: UserCreate,
) -> dict[str, Any]:
    """Create a user

    Args:
        body: A user to create. Further fields are sent as they are.

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.
    """
    _headers: dict[str, str] = {}
    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/public/v1/user",
        "headers": _headers,
        "extensions": {"plankit.operation": OPERATION},
    }
    _kwargs["json"] = body.to_dict()
    _headers["Content-Type"] = "application/json"

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Error | User | None:
    from ...models.error import Error
    from ...models.user import User

    if response.status_code == 200:
        data = json_or_none(response)
        return User.from_dict(data) if isinstance(data, dict) else None
    if response.status_code == 201:
        data = json_or_none(response)
        return User.from_dict(data) if isinstance(data, dict) else None
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
    if response.status_code == 409:
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
    body: UserCreate,
) -> Response[Error | User]:
    """Create a user

    Args:
        body: A user to create. Further fields are sent as they are.

    Returns:
        The status, headers and body; `parsed` is None where the body is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _response = await client.get_async_httpx_client().request(
        **get_kwargs(
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
    *,
    client: AuthenticatedClient | Client,
    body: UserCreate,
) -> Error | User | None:
    """Create a user

    Args:
        body: A user to create. Further fields are sent as they are.

    Returns:
        What the answer says, None where it is not what the document declares.

    Raises:
        UnexpectedStatus: The status is not documented and the client was told to raise then.
        httpx.HTTPError: No answer came.
    """
    _detailed = await asyncio_detailed(
        client=client,
        body=body,
    )
    return _detailed.parsed
