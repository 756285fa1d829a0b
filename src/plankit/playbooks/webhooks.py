"""Reading the webhooks that playbooks send out. Pure.

They are plain POSTs of JSON: **not signed**, without a secret or an id, sent once and never repeated. Anybody who knows
the address can send one. So make the address hard to guess (a long random path, over https), take from a payload only
the id of the run, and read the run itself: `await playbooks.runs.get(payload.id)`.

Source: facts/playbooks_server.md, "Webhooks".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from plankit_clients.playbooks import models

from plankit.bounds import whole
from plankit.errors import InvalidArgumentError, ProtocolError
from plankit.playbooks.answers import named
from plankit.playbooks.arguments import is_identifier
from plankit.shapes import TooDeepError, loads

if TYPE_CHECKING:
    from plankit_clients.playbooks.models import WebhookOnCreationPayload, WebhookOnStatusUpdatePayload

MOST_BYTES = 8 * 1024 * 1024
"""The largest payload that is read: a run with a long timeline; what a server takes in is 5 MiB."""


def parse_run_created(
    body: bytes | str | Mapping[str, Any], *, most_bytes: int = MOST_BYTES
) -> WebhookOnCreationPayload:
    """Read what the addresses of `webhook_on_creation_urls` get when a run is started.

    Args:
        body: The request's body, or the JSON object that a web framework has made of it.
        most_bytes: The largest body that is read, in bytes (characters of a text).

    Returns:
        The run, with `channel_url` and `details_url` where the server sends them: known servers send the bare run. It
        always has an `id`; the rest is whatever somebody sent. What the document does not know, such as `event`, is in
        `payload.additional_properties`.

    Raises:
        ProtocolError: It is no such payload: too large, no JSON, no object, or without the id of a run.
    """
    return named(models.WebhookOnCreationPayload.from_dict(_payload(body, most_bytes)))


def parse_status_updated(
    body: bytes | str | Mapping[str, Any], *, most_bytes: int = MOST_BYTES
) -> WebhookOnStatusUpdatePayload:
    """Read what the addresses of `webhook_on_status_update_urls` get.

    They get one when the status of a run is updated, and when it is finished, restored, or its status updates are
    switched on or off; `current_status` tells whether it goes on.

    Args:
        body: The request's body, or the JSON object that a web framework has made of it.
        most_bytes: The largest body that is read, in bytes (characters of a text).

    Returns:
        The run; see `parse_run_created`.

    Raises:
        ProtocolError: It is no such payload: too large, no JSON, no object, or without the id of a run.
    """
    return named(models.WebhookOnStatusUpdatePayload.from_dict(_payload(body, most_bytes)))


def _payload(body: object, most_bytes: int) -> Mapping[str, Any]:
    whole("most_bytes", most_bytes, error=InvalidArgumentError)
    if isinstance(body, bytes | str):
        if len(body) > most_bytes:
            msg = f"the webhook's body is larger than {most_bytes:,} bytes; most_bytes= says how much is read."
            raise ProtocolError(msg)
        body = _loaded(body)
    if not isinstance(body, Mapping):
        msg = f"the webhook's body is a {type(body).__name__}, not an object with a run."
        raise ProtocolError(msg)
    payload = cast("Mapping[str, Any]", body)
    if not is_identifier(payload.get("id")):
        msg = "the webhook's body has no id of a run."
        raise ProtocolError(msg)
    return payload


def _loaded(body: bytes | str) -> object:
    try:
        value: object = loads(body)
    except ValueError as problem:
        msg = f"the webhook's body is {'nested too deeply' if isinstance(problem, TooDeepError) else 'not JSON'}."
        raise ProtocolError(msg) from problem
    return value
