"""What an answer, an error, or a look at the server's list means for rows. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import evolve

from plankit.bulk.rows import Reason, State, Verdict
from plankit.bulk.write import Doubt
from plankit.errors import (
    APIError,
    AuthenticationError,
    ConfigurationError,
    InvalidArgumentError,
    Outcome,
)

if TYPE_CHECKING:
    from plankit.bulk.looks import Sight
    from plankit.bulk.rows import Entry
    from plankit.bulk.write import Refused
    from plankit.errors import PlankitError

Judgement = Literal["refused", "again", "doubt", "stop"]

MOST_SENDINGS = 5
"""How often a row is sent without a usable answer, each time proven not to have been applied, or harmless."""


def judge(error: PlankitError, *, repeatable: bool) -> Judgement:
    """Return what a request that failed as a whole means for its rows.

    `refused`: the server will not take it, and nothing was changed. `again`: it was certainly not applied. `doubt`: it
    may have been. `stop`: no other row would fare better.

    Args:
        error: The failure.
        repeatable: Whether the write may be sent again whatever became of it.

    Source: facts/bulk_and_limits.md 3.3.
    """
    if isinstance(error, InvalidArgumentError):
        return "refused"
    if isinstance(error, ConfigurationError):
        return "stop"
    if error.outcome is Outcome.NOT_APPLIED or (error.outcome is None and not isinstance(error, APIError)):
        return "stop" if isinstance(error, AuthenticationError) else "again"
    if error.outcome is Outcome.REJECTED:
        return "refused"
    if isinstance(error, AuthenticationError) and repeatable:
        return "stop"
    return "doubt"


def verdict_of(index: int, answer: Refused | Doubt, *, readable: bool) -> Verdict:
    """Return the verdict on a row that its answer does not call applied; without a list that shows it, doubts stay."""
    if not isinstance(answer, Doubt):
        return Verdict(index, State.REJECTED, reason=answer.reason)
    return Verdict(index, State.DOUBTFUL if readable else State.UNKNOWN, reason=answer.reason)


def seen(entry: Entry, sight: Sight) -> Verdict:
    """Return what becomes of a row in doubt by what the server's list says."""
    if sight.verdict == "found":
        return Verdict(entry.index, State.APPLIED, sight.id, None if sight.why is None else Reason(sight.why))
    last = entry.reason or Reason("Its answer was lost.")
    if sight.verdict == "unclear":
        return Verdict(entry.index, State.UNKNOWN, reason=unsure(last, sight.why or "the server's list does not tell"))
    if entry.sendings < MOST_SENDINGS:
        return Verdict(entry.index, State.PENDING, reason=last)
    told = Reason(
        f"Sent {entry.sendings} times without a usable answer, and each time the server's own list showed that nothing "
        f"had been made. The last time: {last.message}",
        last.status,
        last.code,
    )
    return Verdict(entry.index, State.REJECTED, reason=told)


def unsure(reason: Reason, why: str) -> Reason:
    """Return *reason* with why it could not be found out what became of the row."""
    return evolve(reason, message=f"{reason.message} It could not be found out: {why}.")
