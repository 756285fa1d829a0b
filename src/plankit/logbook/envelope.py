"""Logbook's answers: one top-level key named after the operation. Pure."""

from __future__ import annotations

from typing import Any

from plankit.errors import ProtocolError
from plankit.shapes import is_list, is_object, names


def member(answer: Any, key: str) -> Any:
    """Return what the answer holds under *key*.

    Raises:
        ProtocolError: The answer is not an object with that key.
    """
    if is_object(answer):
        if key in answer:
            return answer[key]
        found = names(answer)
    else:
        found = type(answer).__name__
    msg = f"the answer has no {key} (it has: {found})."
    raise ProtocolError(msg)


def entries(answer: Any, key: str) -> list[dict[str, Any]]:
    """Return the list under *key*; null counts as empty.

    Raises:
        ProtocolError: There is no such list of objects.
    """
    return objects(member(answer, key), key)


def objects(found: Any, key: str) -> list[dict[str, Any]]:
    """Return *found* as a list of objects; null counts as empty.

    Raises:
        ProtocolError: It is something else.
    """
    if found is None:
        return []
    if not is_list(found) or not all(map(is_object, found)):
        msg = f"the answer's {key} is not a list of objects."
        raise ProtocolError(msg)
    return found
