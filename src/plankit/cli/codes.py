"""The exit codes of `plankit`, and which one an error ends with."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plankit.bulk.report import Report


class Exit(enum.IntEnum):
    """How a command ended."""

    DONE = 0
    INCOMPLETE = 1
    USAGE = 2
    CONFIGURATION = 3
    SERVICE = 4
    STOPPED = 5
    INTERRUPTED = 130


MEANINGS = {
    Exit.DONE: "all done",
    Exit.INCOMPLETE: "done, but rows were rejected or are unknown, or something could not be proven",
    Exit.USAGE: "a mistake in the command, or the input has problems: nothing was sent",
    Exit.CONFIGURATION: "credentials or configuration",
    Exit.SERVICE: "the service cannot be reached, or answers with errors",
    Exit.STOPPED: "stopped early (deadline, --max-failures, an error): resume",
    Exit.INTERRUPTED: "interrupted: resume",
}


def of_report(report: Report) -> Exit:
    """Return how a job ended."""
    if report.stopped in ("cancelled", "aborted"):
        return Exit.INTERRUPTED
    if report.stopped is not None or not report.complete:
        return Exit.STOPPED
    proven = report.certificate is not None and report.certificate.proven
    return Exit.DONE if report.ok and proven else Exit.INCOMPLETE


def of_error(error: Exception) -> Exit:
    """Return how a command ends that *error* stopped before it had sent anything that writes."""
    from plankit import errors  # noqa: PLC0415 - help and usage need nothing of the client
    from plankit.bulk.schema import JournalError  # noqa: PLC0415 - same

    match error:
        case errors.DeadlineExceededError():
            return Exit.SERVICE  # It is an OSError, too.
        case JournalError() | errors.InvalidArgumentError() | OSError():
            return Exit.USAGE
        case errors.ConfigurationError() | errors.AuthenticationError() | errors.PermissionDeniedError():
            return Exit.CONFIGURATION
        case _:
            return Exit.SERVICE
