"""Logbook's answers: one top-level key named after the operation. Pure."""

from __future__ import annotations

from typing import Any, cast

from plankit.errors import ProtocolError


def member(answer: Any, key: str) -> Any:
    """Return what the answer holds under *key*.

    Raises:
        ProtocolError: The answer is not an object with that key.
    """
    if isinstance(answer, dict):
        fields = cast("dict[str, Any]", answer)
        if key in fields:
            return fields[key]
        found = ", ".join(sorted(fields)[:5])
    else:
        found = type(answer).__name__
    msg = f"the answer has no {key} (it has: {found or 'nothing'})."
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
    listed: list[Any] = [] if found is None else found
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):  # pyright: ignore[reportUnnecessaryIsInstance] - what servers send is only promised
        msg = f"the answer's {key} is not a list of objects."
        raise ProtocolError(msg)
    return listed
