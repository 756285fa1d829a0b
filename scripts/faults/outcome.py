"""What a caller sees of one call, and what the server counted: the cells of the table."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Literal

from plankit.sandbox.script import When

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from plankit.sandbox import Sandbox
    from plankit.sandbox.faults import Fault

Safety = Literal["read", "idempotent", "unsafe"]
SAFETIES: tuple[Safety, ...] = ("read", "idempotent", "unsafe")
RESULT = "result"
MANY = -1


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """How one call ends.

    Attributes:
        seen: `result`, or the class of the error.
        requests: How many requests of the operation the server counted; `MANY` for as many as the deadline allows,
            at least 2.
        applied: How often it was applied; None for what only reads.
        outcome: What the error says of the effect: `not applied`, `rejected` or `unknown`.
        tokens: Requests at the token endpoint, where the row is about it.
    """

    seen: str
    requests: int
    applied: int | None = None
    outcome: str | None = None
    tokens: int | None = None

    def __str__(self) -> str:
        """Read like `TransportError, unknown; 1 request, applied once`."""
        said = self.seen if self.outcome is None else f"{self.seen}, {self.outcome}"
        counted = [_times(self.requests, "request")]
        if self.tokens is not None:
            counted.append(_times(self.tokens, "token request"))
        if self.applied is not None and self.requests:
            counted.append(f"applied {_OFTEN.get(self.applied, f'{self.applied} times')}")
        return f"{said}; {', '.join(counted)}"

    def agrees(self, other: Cell) -> bool:
        """Whether what happened (*other*) is what this says."""
        if self.requests == MANY and other.requests > 1:
            other = dataclasses.replace(other, requests=MANY)
        return self == other


def _times(number: int, what: str) -> str:
    if number == MANY:
        return f"{what}s until the deadline"
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


_OFTEN = {0: "never", 1: "once", 2: "twice"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A fault, and how calls end that meet it.

    Attributes:
        group: The heading it stands under.
        name: The fault in words.
        faults: The fault, or several that must all end the same; those that need an address are made from the sandbox.
        when: The conditions besides the operation.
        cells: By safety, or by the name of an operation that differs.
        only: The operations it is about; empty for all that write and read.
        token: Whether it happens at the token endpoint; else to the operation.
        calls: How many calls are made, one after the other; the cell tells of all together.
        settings: Of the client.
    """

    group: str
    name: str
    faults: tuple[Fault | Callable[[Sandbox], Fault], ...]
    cells: Mapping[str, Cell]
    when: When = dataclasses.field(default_factory=lambda: When(times=1))
    only: tuple[str, ...] = ()
    token: bool = False
    calls: int = 1
    settings: Mapping[str, float] = dataclasses.field(default_factory=dict[str, float])

    def patient(self) -> Row:
        """The same row with longer time-outs."""
        return dataclasses.replace(self, settings={name: 4.0 * value for name, value in self.settings.items()})

    def cell(self, operation: str, safety: Safety) -> Cell | None:
        """What is expected of a call."""
        return self.cells.get(operation) or self.cells.get(safety)
