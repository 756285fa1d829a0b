"""Low-level clients made from the documents in openapi/; regenerate them, never edit them."""

from __future__ import annotations

import enum
from typing import Final, Literal, NamedTuple

__all__ = ("UNSET", "Operation", "Safety", "Unset")


class Unset(enum.Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""Not given, as opposed to None, which is sent as null."""

Safety = Literal["read", "idempotent", "unsafe"]
"""Whether a call may be made again when it is unknown if the first one was applied."""


class Operation(NamedTuple):
    """What is known of one operation before it is called.

    Attributes:
        service: The package it belongs to.
        id: Its operationId in the document.
        method: The HTTP method, in capitals.
        path: The path template of the document.
        safety: Whether a repetition can do harm.
        unverified: Whether no public page confirms it.
        ground: What it was inferred from, if it is unverified.
        final: Statuses that the server gives to mistakes too, so that a repetition would answer the same.
    """

    service: str
    id: str
    method: str
    path: str
    safety: Safety
    unverified: bool
    ground: str | None
    final: frozenset[int] = frozenset()
