"""Checking what users pass in, before anything is sent. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plankit.bounds import whole
from plankit.errors import InvalidArgumentError

if TYPE_CHECKING:
    from plankit.operation import Operation

LONGEST_ALIAS = 10
"""Characters of a project's alias. Source: Planbox API, `add_project`."""


def identity(name: str, value: object, operation: Operation[object]) -> int:
    """Return *value* if it is an id: a whole number.

    Raises:
        InvalidArgumentError: It is something else.
    """
    try:
        return whole(name, value, error=InvalidArgumentError)
    except InvalidArgumentError as refused:
        refused.operation = operation.name
        raise


def text(name: str, value: object, operation: Operation[object], *, longest: int | None = None) -> str:
    """Return *value* if it is a text with something in it, of at most *longest* characters.

    Raises:
        InvalidArgumentError: It is something else.
    """
    if not isinstance(value, str) or not value.strip():
        problem = "is empty" if isinstance(value, str) else f"is a {type(value).__name__}, no text"
        msg = f"{operation.name}: {name} {problem}. Nothing was sent."
        raise InvalidArgumentError(msg, operation=operation.name)
    if longest is not None and len(value) > longest:
        msg = (
            f"{operation.name}: {name}={value!r} has {len(value)} characters; Planbox takes at most {longest}. "
            "Nothing was sent."
        )
        raise InvalidArgumentError(msg, operation=operation.name)
    return value


def boolean(name: str, value: object, operation: Operation[object]) -> bool:
    """Return *value* if it is true or false.

    Raises:
        InvalidArgumentError: It is something else.
    """
    if not isinstance(value, bool):
        msg = f"{operation.name}: {name}={value!r} is neither true nor false. Nothing was sent."
        raise InvalidArgumentError(msg, operation=operation.name)
    return value


def listed(given: Any) -> list[Any]:
    """Return one thing or several as a list; what is written without a type checker may be anything."""
    return list(given) if hasattr(given, "__iter__") and not isinstance(given, str | bytes) else [given]
