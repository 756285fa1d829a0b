"""What an answer, or an error, means for the rows of its request. Pure."""

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
    from plankit.bulk.write import Refused
    from plankit.errors import PlankitError

Judgement = Literal["refused", "again", "doubt", "stop"]


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


def doubtful_reason(reason: Reason, why: str) -> Reason:
    """Return *reason* with why it could not be found out what became of the row."""
    return evolve(reason, message=f"{reason.message} It could not be found out: {why}.")
