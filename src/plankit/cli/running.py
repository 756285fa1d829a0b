"""Running a job: progress, interrupts, its report in words, its exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio

from plankit.bulk.journal import Journal, JournalError
from plankit.bulk.report import BulkStoppedError
from plankit.bulk.rows import State
from plankit.cli.codes import Exit, of_report
from plankit.cli.wording import as_options, duration, many
from plankit.errors import ConfigurationError, PlankitError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from plankit.bulk.job import Job
    from plankit.bulk.report import Report
    from plankit.cli.interrupts import Interrupts
    from plankit.cli.output import Output

_COUNTS = ("rows", "applied", "rejected", "unknown", "pending", "doubtful", "complete", "stopped", "requests")


async def run_job(job: Job, said: Output, interrupts: Interrupts) -> tuple[Report | None, Exception | None]:
    """Run an entered job to its end, or until it stops; return its report and what stopped it.

    Neither: it was interrupted before it had begun to send.
    """
    scope = anyio.CancelScope()

    def interrupted(count: int) -> None:
        stage = _stage(job)
        if stage in (None, "reading"):
            scope.cancel()
        elif count == 1:
            said.note(
                f"Interrupted: finishing up to {many(job.progress.in_flight, 'row')} under way, nothing more is sent. "
                "Press again to stop at once."
            )
        elif count == 2:  # noqa: PLR2004 - the second one
            said.note("Interrupted again: stopping at once. What is under way is looked for by the next run.")
        if stage is not None:
            # One that has not begun would keep it for a run to come.
            job.cancel()

    try:
        with scope, interrupts.during(interrupted):
            return await job.run(), None
    except BulkStoppedError as error:
        return error.report, error
    except (PlankitError, OSError) as error:
        return None, error
    return None, None


def _stage(job: Job) -> str | None:
    """Return the stage of a job; after `reading` it can finish what is under way. None before it has begun."""
    try:
        return job.progress.stage
    except ConfigurationError:
        return None


def conclude(
    said: Output,
    report: Report | None,
    error: Exception | None,
    *,
    journal: Path | None = None,
    instead: Sequence[str] | None = None,
    rest: str = "",
    facts: dict[str, Any] | None = None,
) -> Exit:
    """Say how a job ended, how to go on if it did not end well, and return the exit code.

    Args:
        said: What the command says.
        report: What became of the rows; None if not even that can be told.
        error: What stopped it; neither means that it was interrupted before it had begun.
        journal: What the command that goes on needs: without it there is nothing to go on with.
        instead: The command that goes on, if it is not this one.
        rest: Where the rows are that were not applied.
        facts: Further facts for programs.
    """
    kept = journal is not None and journal.exists()
    again = {"resume": said.again(instead)} if kept else {}
    if report is None:
        code = _unreported(said, error, again)
        if kept and code is not Exit.USAGE:
            said.resume(instead=instead)
        return code
    code = of_report(report)
    goes_on = not report.complete or report.stopped is not None
    data = _facts(report)
    data |= facts or {}
    if error is not None:
        data["error"] = {"kind": type(error.__cause__ or error).__name__, "message": str(error)}
    if error is not None and code is Exit.DONE:
        code = Exit.INCOMPLETE
    if goes_on:
        data |= again
    lines = [_summary(report)]
    if not goes_on and report.certificate is not None:
        lines.append(str(report.certificate))
    lines += [rest] if rest else []
    said.result(code, data, "\n".join(lines))
    if error is not None:
        # What to do next is said in the words of the command.
        said.note(f"Stopped: {as_options(str(error).removesuffix(report.advice).rstrip())}")
    if goes_on and kept:
        said.resume(instead=instead)
    return code


def _unreported(said: Output, error: Exception | None, again: dict[str, str]) -> Exit:
    """Say how a job ended of whose rows nothing can be told, and return the exit code."""
    if error is not None:
        return said.failed(Exit.USAGE if nothing_sent(error) else Exit.STOPPED, error)
    text = "Interrupted before the job had begun to send."
    return said.result(Exit.INTERRUPTED, again, text if again else f"{text} The same command begins anew.")


def _facts(report: Report) -> dict[str, Any]:
    """Return a report for programs."""
    data = {name: getattr(report, name) for name in _COUNTS} | {"seconds": round(report.seconds, 3)}
    data |= {"throttled": report.throttled, "found": report.found, "journal": report.journal}
    certificate = report.certificate
    data["certificate"] = (
        None
        if certificate is None
        else {
            "proven": certificate.proven,
            "claims": certificate.claims,
            "assumptions": certificate.assumptions,
            "objections": certificate.objections,
        }
    )
    return data


def _summary(report: Report) -> str:
    """Return a report in a line."""
    left = report.pending + report.doubtful
    return (
        f"{many(report.rows, 'row')}: {report.applied:,} applied, {report.rejected:,} rejected, "
        f"{report.unknown:,} unknown, {left:,} left; {many(report.requests, 'request')} in "
        f"{duration(report.seconds)}, {report.throttled:,} turned away by the limit"
    )


def nothing_sent(error: Exception) -> bool:
    """Whether a job that has no report was refused before it began."""
    return isinstance(error, JournalError) and "Nothing was sent" in str(error)


def touched(path: Path) -> bool:
    """Return whether the journal at *path* knows of anything that was sent, or that an earlier run decided."""
    journal = Journal.look(path)
    try:
        counts = journal.counts()
        return journal.last_sending() > 0 or any(counts.get(state, 0) for state in (State.APPLIED, State.UNKNOWN))
    finally:
        journal.close()


def discard(path: Path) -> None:
    """Remove a journal from which nothing was sent, so that a mended input may have its path."""
    if not touched(path):
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-lock"):
            path.with_name(name).unlink(missing_ok=True)
