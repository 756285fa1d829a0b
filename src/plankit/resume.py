"""Resume tokens: a place in a walk as a text that another process can go on from. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from plankit.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN_VERSION = 1
_LONGEST_TOKEN = 4096


class Cursor(NamedTuple):
    """A place in a walk.

    Attributes:
        position: The page to fetch next.
        skip: Items of that page that have been handed out already.
    """

    position: int
    skip: int = 0


def digest(arguments: Mapping[str, Any]) -> str:
    """Return what ties a resume token to the arguments of its walk."""
    text = json.dumps(arguments, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def to_token(name: str, arguments: str, cursor: Cursor) -> str:
    """Return *cursor* as an opaque text that another process can go on from."""
    fields: list[Any] = [_TOKEN_VERSION, name, arguments, cursor.position, cursor.skip]
    # A token that lost a character on its way must not lead to another place.
    fields.append(digest({"token": fields}))
    return base64.urlsafe_b64encode(json.dumps(fields, separators=(",", ":")).encode("utf-8")).decode().rstrip("=")


def from_token(token: str, name: str, arguments: str, *, first: int) -> Cursor:
    """Return the place that *token* stands for, in a list whose first page is at *first*.

    Raises:
        InvalidArgumentError: It is no resume token, or belongs to another walk.
    """
    try:
        if not isinstance(token, str) or len(token) > _LONGEST_TOKEN:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError(token)  # noqa: TRY301 - one message for all malformed tokens
        fields = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True))
        version, its_name, its_arguments, position, skip, check = fields
        whole = version == _TOKEN_VERSION and check == digest({"token": fields[:-1]})
        if not whole or type(position) is not int or type(skip) is not int or position < first or skip < 0:
            raise ValueError(version)  # noqa: TRY301 - one message for all malformed tokens
    except (ValueError, TypeError, binascii.Error, RecursionError) as problem:
        msg = f"resume={str(token)[:20]!r}... is not a resume token of this version of plankit. Nothing was sent."
        raise InvalidArgumentError(msg) from problem
    if its_name != name:
        msg = f"The resume token belongs to {its_name}, and this is {name}. Nothing was sent."
        raise InvalidArgumentError(msg)
    if its_arguments != arguments:
        msg = (
            f"The resume token comes from a walk of {name} with other arguments: resume with the same page size, "
            "filters and ids. Nothing was sent."
        )
        raise InvalidArgumentError(msg)
    return Cursor(position, skip)
