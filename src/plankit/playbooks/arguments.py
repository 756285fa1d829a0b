"""Checking what is passed to the methods, where the server's own answer would mislead. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeGuard, cast
from urllib.parse import urlsplit

from plankit_clients import UNSET, Unset

from plankit.bounds import whole
from plankit.errors import InvalidArgumentError
from plankit.shapes import is_list, is_several

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plankit_clients.playbooks.types import Model

    from plankit.operation import Operation

LONGEST_TITLE = 1024
"""Characters of a playbook's title; servers answer 500 to more. Source: facts/playbooks_server.md, "Errors"."""
MOST_CHECKLIST_BYTES = 256 * 1024
"""Of a playbook's checklists as JSON; servers answer 500 to more. Source: as above."""
MOST_WEBHOOKS = 64
"""Addresses of one kind. Source: facts/playbooks_server.md, "Operations"."""

_ID = re.compile(r"[A-Za-z0-9]+", re.ASCII)
_WEBHOOKS = ("webhook_on_creation_urls", "webhook_on_status_update_urls")


def is_identifier(value: object) -> TypeGuard[str]:
    """Return whether *value* can be an id: letters and digits."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def identifier(name: str, value: object, operation: Operation[Any]) -> str:
    """Return *value* if it can be an id in a path: for anything else servers answer that there is no such path.

    Raises:
        InvalidArgumentError: It cannot.
    """
    if not is_identifier(value):
        msg = (
            f"{operation.name}: {name}={str(value)[:40]!r} is no id of Playbooks, which is made of letters and digits: "
            "pass the one that the service gave you. Nothing was sent."
        )
        raise InvalidArgumentError(msg, operation=operation.name)
    return value


def filter_by(name: str, value: object, operation: Operation[Any]) -> str | None:
    """Return *value* if it can be an id to filter by, `me` too; None for no filter.

    Raises:
        InvalidArgumentError: It cannot. Servers take an empty one for no filter: the `playbook_id` of a run without a
            playbook would list the runs of all.
    """
    return None if value is None else identifier(name, value, operation)


def place(name: str, value: object, operation: Operation[Any]) -> int:
    """Return *value* if it can be the place of a checklist or an item, 0 for the first.

    Raises:
        InvalidArgumentError: It cannot.
    """
    return number(name, value, operation, least=0)


def number(name: str, value: object, operation: Operation[Any], *, least: int) -> int:
    """Return *value* if it is a whole number of at least *least*.

    Raises:
        InvalidArgumentError: It is not.
    """
    try:
        return whole(f"{operation.name}: {name}", value, error=InvalidArgumentError, least=least)
    except InvalidArgumentError as refused:
        refused.operation = operation.name
        raise


def refused(operation: Operation[Any], what: str) -> InvalidArgumentError:
    """Return the error for an argument that the server would not take."""
    return InvalidArgumentError(f"{operation.name}: {what} Nothing was sent.", operation=operation.name)


def said(name: str, value: object, operation: Operation[Any]) -> bool:
    """Return *value* if it is true or false.

    Raises:
        InvalidArgumentError: It is something else.
    """
    if not isinstance(value, bool):
        raise refused(operation, f"{name}={value!r}: say True or False.")
    return value


def words(name: str, value: object, operation: Operation[Any]) -> str:
    """Return *value* if it is a text.

    Raises:
        InvalidArgumentError: It is something else.
    """
    if not isinstance(value, str):
        raise refused(operation, f"{name} is a {type(value).__name__}: give a text.")
    return value


def switch(operation: Operation[Any], name: str, value: object, otherwise: object) -> bool | Unset:
    """Return whether a thing is on: as was said, or on because there is something to be on.

    Raises:
        InvalidArgumentError: Something else than true or false was said.
    """
    if value is UNSET:
        return True if otherwise and otherwise is not UNSET else UNSET
    return said(name, value, operation)


def extended(body: Model[Any], fields: object, operation: Operation[Any]) -> None:
    """Put further fields, by the service's own names, into *body*.

    Raises:
        InvalidArgumentError: They are no mapping, or one of them is in the body already, from the method's arguments.
    """
    if fields is None:
        return
    if not isinstance(fields, Mapping):
        raise refused(operation, f"fields is a {type(fields).__name__}: give a dict.")
    further = cast("Mapping[str, Any]", fields)
    both = [name for name in body.to_dict() if name in further]
    if both:
        what = f"fields holds {', '.join(sorted(both))}, which the method sends itself: use its own arguments."
        raise refused(operation, what)
    body.additional_properties.update(further)


def check_playbook(body: Mapping[str, Any], operation: Operation[Any]) -> None:
    """Refuse a playbook that servers answer with a bare 400 or 500.

    Raises:
        InvalidArgumentError: An empty or too long title, too many or other addresses than http(s), checklists that are
            too large.
    """
    title: object = body.get("title")
    if not isinstance(title, str) or not title.strip() or len(title) > LONGEST_TITLE:
        shown = f"{str(title)[:40]!r}" if not isinstance(title, str) or len(title) <= LONGEST_TITLE else "too long"
        raise refused(operation, f"the title is {shown}: give a text of 1 to {LONGEST_TITLE} characters.")
    for name in _WEBHOOKS:
        urls: object = body.get(name)
        if urls is not None:
            _check_webhooks(name, urls, operation)
    size = len(_dumped(body.get("checklists"), operation))
    if size > MOST_CHECKLIST_BYTES:
        what = f"the checklists are {size:,} bytes of JSON, and servers take {MOST_CHECKLIST_BYTES:,}: shorten them."
        raise refused(operation, what)


def _check_webhooks(name: str, urls: object, operation: Operation[Any]) -> None:
    if not is_list(urls):
        raise refused(operation, f"{name} is a {type(urls).__name__}: give a list of addresses.")
    if len(urls) > MOST_WEBHOOKS:
        raise refused(operation, f"{name} holds {len(urls)} addresses, and servers take {MOST_WEBHOOKS}.")
    for number_, url in enumerate(urls):
        if not _is_web_address(url):
            # Not shown: the path of a webhook is often its only secret.
            raise refused(operation, f"{name}[{number_}] is no absolute http:// or https:// address.")


def _is_web_address(url: object) -> bool:
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _dumped(checklists: object, operation: Operation[Any]) -> bytes:
    try:
        text = json.dumps(checklists, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8")
    except (TypeError, ValueError, RecursionError) as problem:
        raise refused(operation, f"the checklists cannot be sent: {str(problem).rstrip('.')}.") from problem


def listed(values: Sequence[Any] | Unset, name: str, operation: Operation[Any]) -> list[Any] | Unset:
    """Return *values* as a list, `UNSET` as it is.

    Raises:
        InvalidArgumentError: It is one value instead of several.
    """
    if isinstance(values, Unset):
        return values
    if not is_several(values):
        raise refused(operation, f"{name} is a {type(values).__name__}: give a list.")
    return list(values)
