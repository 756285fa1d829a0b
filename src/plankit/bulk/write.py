"""What a bulk job must know of the write that it repeats for each row: the interface between the job and a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from plankit.bulk.rows import Payload, Reason
    from plankit.client import ServiceClient
    from plankit.errors import PlankitError


@frozen
class Done:
    """The answer for one row: it was applied.

    Attributes:
        id: The server's id of what was made or changed, or None.
        value: What the method returned for it.
        seen: The fields of the record as the server shows it (see `Records.fields`); None if the answer shows none.
        why: Why `id` and `value` may be those of another row of the request; None if they are this row's.
    """

    id: str | None = None
    value: Any = field(default=None, repr=False)
    seen: Mapping[str, Any] | None = field(default=None, repr=False)
    why: str | None = None


@frozen
class Refused:
    """The answer for one row: it was refused, and nothing was changed."""

    reason: Reason


@frozen
class Doubt:
    """The answer does not say what became of the row."""

    reason: Reason


Answered: TypeAlias = Done | Refused | Doubt


@frozen
class Record:
    """Something that the server lists, which a row may have made.

    Attributes:
        id: The server's id, as text.
        fields: Its fields under the names that `Records.fields` uses.
    """

    id: str
    fields: Mapping[str, Any] = field(repr=False)


class Records(Protocol):
    """Reads back what rows have made: without it, an unknown outcome of an unsafe write stays unknown."""

    def scope(self, payload: Payload) -> str:
        """Return the list that would show what *payload* makes, as a text that `existing` understands; never empty."""
        ...

    def existing(self, scope: str) -> AsyncIterator[Record]:
        """Read that list: all of it, in any order, each record once.

        Raises:
            PlankitError: It could not be read.
        """
        ...

    def fields(self, payload: Payload) -> dict[str, Any]:
        """Return what *payload* asks for, field by field, under the names that records have.

        Two fields have meaning: `kind` (a log type, a playbook: what no server changes on the way) and `label` (the
        name: text that a server may trim). Fields that the payload does not give are left out.
        """
        ...


class Write(Protocol):
    """A write that a bulk job repeats: how its rows become requests and its answers become outcomes.

    Attributes:
        name: As `service.group.method`: `logbook.logs.create`. Part of what a journal belongs to.
        client: The client that sends.
        most: The most rows of one request.
        repeatable: Whether sending a row again does no harm whatever became of it (its operation is idempotent).
        records: How to look whether a row took effect; None if nothing shows it.
    """

    name: str
    client: ServiceClient
    most: int
    repeatable: bool
    records: Records | None

    def encode(self, row: object) -> Payload:
        """Return *row* as JSON that `send` understands, in this process and in the next.

        Raises:
            InvalidArgumentError: It cannot be sent; the message says why and how to mend it.
        """
        ...

    def target(self, payload: Payload) -> bytes:
        """Return what is the same for rows that change the same thing, so that their order matters; empty for none."""
        ...

    async def send(self, payloads: Sequence[Payload]) -> Sequence[Answered]:
        """Send 1 to `most` rows with one request, and return what became of each, in the same order.

        Raises:
            PlankitError: The request failed as a whole; its `outcome` holds for all rows.
        """
        ...

    async def prepare(self) -> Callable[[Payload], Sequence[str]] | None:
        """Read what rows can be held against before they are sent, and return what finds the problems of one.

        None if the service tells nothing of that kind.

        Raises:
            PlankitError: It could not be read.
        """
        ...

    def settled(self, error: PlankitError) -> bool:
        """Whether *error* of a row that may have been applied before says that it was: it is gone, it is there."""
        ...
