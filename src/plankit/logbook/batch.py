"""Many logs in requests of 50: what is left, what was done, what failed. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.errors import Outcome, PartialFailureError, PlankitError

if TYPE_CHECKING:
    from plankit.logbook.matching import CreateResult

MOST_LOGS = 50
"""Logs of one create. Source: "API: Create single or multiple logs" (facts C2)."""


class Batch:
    """The requests of one `create_many`.

    Args:
        total: How many logs.
        name: The operation, for errors.

    Attributes:
        starts: The first index of each request.
    """

    def __init__(self, total: int, name: str) -> None:
        self.starts: range = range(0, total, MOST_LOGS)
        self._name = name
        self._left = iter(self.starts)
        self._begun: list[int] = []
        self._done: dict[int, CreateResult] = {}
        self._errors: dict[int, Exception] = {}

    def next(self) -> int | None:
        """Return the first index of the next request; None when all are begun or one has failed."""
        start = None if self._errors else next(self._left, None)
        if start is not None:
            self._begun.append(start)
        return start

    def done(self, start: int, result: CreateResult) -> None:
        """Take the answer of a request."""
        self._done[start] = result

    def failed(self, start: int, error: Exception) -> None:
        """Take the failure of a request: no further one is begun."""
        self._errors[start] = error

    def told_when_cancelled(self, total: int) -> str:
        """Return what is known when the call is cancelled between its requests."""
        created = sum(len(result.created) for result in self._done.values())
        open_ = [at for at in self._begun if at not in self._done and at not in self._errors]
        doubt = ", ".join(f"{at} to {_span(at, total)[-1]}" for at in open_) or "none"
        unsent = _span(self._begun[-1], total)[-1] + 1 if self._begun else 0
        return (
            f"logs.create_many() was cancelled: {created} of {total} logs were created. In doubt, since their answers "
            f"were not waited for: inputs {doubt}. Not sent: inputs from {unsent} on."
        )

    def result(self, total: int) -> CreateResult:
        """Return the results together.

        Raises:
            PartialFailureError, PlankitError: As `create_many`.
        """
        from plankit.logbook.matching import Created, CreateResult, Failed  # noqa: PLC0415 - see `ServiceClient`

        merged = CreateResult([], [], [])
        for start, result in sorted(self._done.items()):
            merged.created.extend(Created(e.log, _shift(e.index, start), e.match) for e in result.created)
            merged.failed.extend(Failed(e.message, e.echo, _shift(e.index, start), e.match) for e in result.failed)
            merged.unreported.extend(index + start for index in result.unreported)
        if not self._errors:
            return merged
        start, first = min(self._errors.items())
        in_doubt = [at for at, error in self._errors.items() if _doubtful(error)]
        if not self._done and not in_doubt:
            raise first
        answered = {index for at in self._done for index in _span(at, total)}
        unknown = sorted({*merged.unreported, *(index for at in in_doubt for index in _span(at, total))})
        not_applied = sorted(set(range(total)) - answered - set(unknown))
        msg = (
            f"logs.create_many() stopped: {len(merged.created)} of {total} logs were created, {len(merged.failed)} "
            f"refused, {len(unknown)} may or may not exist (look before you repeat them), {len(not_applied)} were not "
            f"created (safe to repeat). The first error, at input {start}: {first}"
        )
        error = PartialFailureError(
            msg,
            operation=self._name,
            method=getattr(first, "method", None),
            url=getattr(first, "url", None),
            attempts=getattr(first, "attempts", ()),
            outcome=Outcome.UNKNOWN if unknown else Outcome.APPLIED,
        )
        error.result, error.unknown, error.not_applied = merged, unknown, not_applied
        raise error from first


def _doubtful(error: Exception) -> bool:
    """Return whether a request that ended so may have been applied; of errors not ours nothing is known."""
    return not isinstance(error, PlankitError) or error.outcome in (Outcome.UNKNOWN, Outcome.APPLIED)


def _span(start: int, total: int) -> range:
    return range(start, min(start + MOST_LOGS, total))


def _shift(index: int | None, start: int) -> int | None:
    return None if index is None else index + start
