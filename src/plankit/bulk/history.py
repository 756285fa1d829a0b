"""What happened to one row of a journal, put in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import frozen

from plankit.bulk.rows import State
from plankit.bulk.stored import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@frozen
class Event:
    """Something that happened to a job or to a row of it.

    Attributes:
        at: Seconds since the epoch.
        what: `read`, `sent`, `answered`, `doubt`, `listed`, `found`, `absent`, `retried`, `started`, `stopped`, ...
        detail: For people.
        number: The number of the sending, for `sent`, `answered` and `doubt`.
    """

    at: float
    what: str
    detail: str = ""
    number: int | None = None


_OPEN = (State.SENT, State.DOUBTFUL)
_Placed: TypeAlias = tuple[tuple[int, int, int], Event, "bool | None"]
# Its place, the event, and whether the row was without outcome from then on; None for what is not the row's own.


def read_history(read: Callable[[str, Sequence[Any]], list[tuple[Any, ...]]], index: int) -> list[Event]:
    """Return what happened to the row of that index, oldest first; nothing if there is none.

    Clocks are set back, so that events are ordered by what the journal counted: the sendings that had begun before.
    """
    item = read(
        "SELECT item.scope, (SELECT at FROM batch WHERE first <= item.place ORDER BY first DESC LIMIT 1) FROM item"
        " WHERE place = ?",
        (index,),
    )
    if not item:
        return []
    ((scope, at),) = item
    placed: list[_Placed] = [((-1, 0, 0), Event(at, "read"), False)]
    told = set[int]()
    for key, at, what, detail, number, state, after in read(
        "SELECT id, at, what, detail, number, state, after FROM event WHERE place = ? ORDER BY id", (index,)
    ):
        placed.append(((after, 2, key), Event(at, text_of(what), text_of(detail), number), state in _OPEN))
        told.add(number)
    for number, began, ended, detail, size in read(
        "SELECT number, began, ended, detail, size FROM sent JOIN sending USING (number) WHERE place = ?", (index,)
    ):
        company = f"with {size - 1} other{'s' * (size > 2)}" if size > 1 else "alone"  # noqa: PLR2004 - a plural
        placed.append(((number, 0, 0), Event(began, "sent", company, number), True))
        if ended is not None and number not in told:
            placed.append(((number, 1, 0), Event(ended, "answered", text_of(detail), number), False))
    if scope is not None:
        for key, at, what, detail, after in read(
            "SELECT id, at, what, detail, after FROM event WHERE place IS NULL AND scope = ? ORDER BY id", (scope,)
        ):
            placed.append(((after, 2, key), Event(at, text_of(what), text_of(detail)), None))
    return _while_open(placed)


def _while_open(placed: list[_Placed]) -> list[Event]:
    """Return the events in order; those that are not the row's own (its list was read) only while it is in doubt."""
    kept: list[Event] = []
    in_doubt = False
    for _, event, opens in sorted(placed, key=_place):
        in_doubt = in_doubt if opens is None else opens
        if opens is not None or in_doubt:
            kept.append(event)
    return kept


def _place(placed: _Placed) -> tuple[int, int, int]:
    return placed[0]
