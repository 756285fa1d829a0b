"""Telling JSON values apart: what servers send is only promised."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether *value* is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether *value* is a JSON array."""
    return isinstance(value, list)


def is_several(value: object) -> TypeGuard[Sequence[Any]]:
    """Return whether *value* is a sequence of values rather than one: a text is one."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)
