from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...operations import add_project as OPERATION
from ...types import Response, json_or_none

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client
    from ...models.error import Error
    from ...models.project_addition_envelope import ProjectAdditionEnvelope
    from ...models.project_create import ProjectCreate


def __getattr__(name: str) -> Any:
    from ... import models

    if name not in models.__all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(models, name)


def get_kwargs(
    *,
    body: ProjectCreate,
) -> dict[str, Any]:
    """Add a project to a product

    With from_project_id the resources and their roles are copied from that project, without it the
    logged resource is the first member.

    Args:
        body: What is sent.

    Returns:
        The keyword arguments of `httpx.AsyncClient.request` and of `httpx.Request`, made anew for each call.
    """
    _headers: dict[str, str] = {}
    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/add_project",
        "headers": _headers,
        "extensions": {"plankit.operation": OPERATION},
    }
    _kwargs["data"] = {key: value for key, value in body.to_dict().items() if value is not None}
    _headers["Content-Type"] = "application/x-www-form-urlencoded"

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Error | ProjectAdditionEnvelope | None:
    from ...models.error import Error
    from ...models.project_addition_envelope import ProjectAdditionEnvelope

    if response.status_code == 200:
        data = json_or_none(response)
        return ProjectAdditionEnvelope.from_dict(data) if isinstance(data, dict) else None
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
    body: ProjectCreate,
) -> Response[Error | ProjectAdditionEnvelope]:
    """Add a project to a product

    With from_project_id the resources and their roles are copied from that project, without it the
    logged resource is the first member.

    Args:
        body: What is sent.

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
    body: ProjectCreate,
) -> Error | ProjectAdditionEnvelope | None:
    """Add a project to a product

    With from_project_id the resources and their roles are copied from that project, without it the
    logged resource is the first member.

    Args:
        body: What is sent.

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
