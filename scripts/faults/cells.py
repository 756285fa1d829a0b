"""How calls end, in the few ways that come again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faults.outcome import RESULT, Cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plankit.sandbox.script import When

ALWAYS: When = {}
JSON = (("content-type", "application/json"),)
FINISH = "playbooks.runs.finish"
ONE_OF_EACH = ("admin.users.get", "logbook.logs.update", "planbox.projects.add")
LARGE = "logbook.logs.create, 12 MB"
FOR_GOOD = 60.0
IMPATIENT = {"timeout": 0.15}


def ok(requests: int, applied: int | None = 1, tokens: int | None = None) -> Cell:
    """The call brings its result."""
    return Cell(RESULT, requests, applied, tokens=tokens)


def failed(error: str, outcome: str, requests: int, applied: int | None = 0, tokens: int | None = None) -> Cell:
    """The call ends in an error."""
    return Cell(error, requests, applied, outcome, tokens)


def for_all(cell: Cell) -> dict[str, Cell]:
    """The same for all, but what only reads is not applied."""
    return {
        "read": Cell(cell.seen, cell.requests, None, cell.outcome, cell.tokens),
        "idempotent": cell,
        "unsafe": cell,
    }


def doubt(error: str, *, applied: bool) -> dict[str, Cell]:
    """A fault that leaves a doubt, once: what may be repeated is, the rest ends in *error*."""
    return {
        "read": ok(2, None),
        "idempotent": ok(2, 2 if applied else 1),
        "unsafe": failed(error, "unknown", 1, int(applied)),
    }


def doubt_each_time(error: str, *, applied: bool) -> dict[str, Cell]:
    """A fault that leaves a doubt, each time: four attempts of what may be repeated."""
    return {
        "read": failed(error, "unknown", 4, None),
        "idempotent": failed(error, "unknown", 4, 4 * applied),
        "unsafe": failed(error, "unknown", 1, int(applied)),
    }


def final(cells: Mapping[str, Cell], *, applied: bool) -> dict[str, Cell]:
    """The same, but Playbooks' 500 is not repeated."""
    return {**cells, FINISH: failed("ServerError", "unknown", 1, int(applied))}
