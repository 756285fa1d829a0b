"""The rows of a bulk job: their states, and what became of each. Plain data."""

from __future__ import annotations

import enum
from typing import Any, TypeAlias

from attrs import field, frozen

Payload: TypeAlias = dict[str, Any]
"""A row as the journal holds it: a JSON object."""


class State(enum.IntEnum):
    """Where a row is."""

    PENDING = 0
    """Not sent, or proven not to have been applied: it will be sent."""
    SENT = 1
    """The journal holds the intent to send it, and no outcome yet."""
    DOUBTFUL = 2
    """It may have been applied; the job will look, or send it again where that does no harm."""
    APPLIED = 3
    """The server said so, or it was found in the server's own list."""
    REJECTED = 4
    """The server refused it, or it cannot be sent; nothing was changed."""
    UNKNOWN = 5
    """It may have been applied, and that could not be found out."""

    @property
    def final(self) -> bool:
        """Whether the job is done with the row."""
        return self >= State.APPLIED


@frozen
class Reason:
    """Why a row was rejected, or is unknown.

    Attributes:
        message: For people: the server's word, or what could not be proven.
        status: The HTTP status, if an answer said it.
        code: The service's own code, if it gave one.
        sent: Whether the row was ever sent.
    """

    message: str
    status: int | None = None
    code: str | None = None
    sent: bool = True


@frozen
class Entry:
    """A row as the journal knows it.

    Attributes:
        index: The 0-based index of the row in the input.
        key: The caller's own name of the row, or None.
        payload: The row as JSON.
        state: Where it is.
        group: What it has in common with rows that look like it, 8 bytes; empty where looks do not matter.
        scope: The list of the server that would show it; empty if none does.
        id: The server's id of what was made, if it told one.
        reason: Why it is rejected or unknown, or why its id may be another row's.
        sendings: How often it was sent.
    """

    index: int
    key: str | None
    payload: Payload = field(repr=False)
    state: State = State.PENDING
    group: bytes = b""
    scope: str = ""
    id: str | None = None
    reason: Reason | None = None
    sendings: int = 0


@frozen
class Verdict:
    """A row's new state, for the journal.

    Attributes:
        index: The row.
        state: Its state from now on.
        id: The server's id of what was made.
        reason: Why it is rejected, unknown or doubtful, or why its id may be another row's.
    """

    index: int
    state: State
    id: str | None = None
    reason: Reason | None = None


@frozen
class Applied:
    """A row that took effect exactly once, as far as the certificate reaches.

    Attributes:
        index: The 0-based index of the row in the input.
        key: The caller's own name of the row, or None.
        row: The row as JSON.
        id: The server's id of what was made or changed, if it told one.
        value: What the method returned; None if the row was found in the server's list instead.
        found: Whether it was found in the server's list, since its answer was lost.
        reason: Why `id` and `value` may be those of another row, that looks like it or was renamed with it; or None.
    """

    index: int
    key: str | None
    row: Payload = field(repr=False)
    id: str | None = None
    value: Any = field(default=None, repr=False)
    found: bool = False
    reason: Reason | None = None


@frozen
class Rejected:
    """A row that was refused: nothing was changed.

    Attributes:
        index: The 0-based index of the row in the input.
        key: The caller's own name of the row, or None.
        row: The row as JSON.
        reason: The server's word, or why it could not be sent.
    """

    index: int
    key: str | None
    row: Payload = field(repr=False)
    reason: Reason


@frozen
class Unknown:
    """A row that may have been applied, which could not be found out. Look before you send it again.

    Attributes:
        index: The 0-based index of the row in the input.
        key: The caller's own name of the row, or None.
        row: The row as JSON.
        reason: What could not be proven, and why.
    """

    index: int
    key: str | None
    row: Payload = field(repr=False)
    reason: Reason


Result: TypeAlias = Applied | Rejected | Unknown


def result_of(entry: Entry, value: Any = None, *, found: bool = False) -> Result:
    """Return what became of a row whose state is final."""
    if entry.state is State.APPLIED:
        return Applied(entry.index, entry.key, entry.payload, entry.id, value, found, entry.reason)
    reason = entry.reason or Reason("no reason was kept")
    kind = Rejected if entry.state is State.REJECTED else Unknown
    return kind(entry.index, entry.key, entry.payload, reason)
