"""Telling JSON values apart: what servers send is only promised."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeGuard

DEEPEST = 100
"""Levels of lists and objects: what was read must be shown and written again without a RecursionError."""

_MOST_NAMES = 5
_LONGEST_NAME = 50


class TooDeepError(ValueError):
    """JSON that is nested too deeply."""


def loads(text: bytes | str) -> Any:
    """Return the JSON value that *text* is.

    Raises:
        TooDeepError: It has more levels than `DEEPEST`.
        ValueError: It is no JSON.
    """
    try:
        value = json.loads(text)
    except RecursionError:
        raise TooDeepError from None
    if len(text) > 2 * DEEPEST and too_deep(value):
        raise TooDeepError
    return value


def too_deep(value: Any) -> bool:
    """Return whether a value that json made has more levels than `DEEPEST`."""
    level = [value]
    for _ in range(DEEPEST + 1):
        # One level down, in C: a loop over the values would take half as long as reading them did.
        level = gc.get_referents(*level)
        if not level:
            return False
    return True


def printable(text: str) -> str:
    """Return *text* without halves of surrogate pairs, which JSON can name and no terminal, log or file can take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def names(found: Iterable[str]) -> str:
    """Return a few of an object's keys for a message: bounded, since a server chose them."""
    return printable(", ".join(name[:_LONGEST_NAME] for name in sorted(found)[:_MOST_NAMES])) or "nothing"


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether *value* is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether *value* is a JSON array."""
    return isinstance(value, list)


def is_several(value: object) -> TypeGuard[Sequence[Any]]:
    """Return whether *value* is a sequence of values rather than one: a text is one."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)
