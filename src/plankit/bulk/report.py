"""What a bulk job tells: its progress, its report, and the certificate of what was proven."""

from __future__ import annotations

from typing import Any, Literal

from attrs import field, frozen

from plankit.errors import PlankitError

Stage = Literal["reading", "sending", "settling", "checking", "ended"]
Stopped = Literal["cancelled", "aborted", "deadline", "max_failures", "error"]


@frozen
class Progress:
    """Where a job is.

    Attributes:
        stage: What it is doing: `reading` its journal or input, `sending`, `settling` (waiting until it may look for
            rows in doubt), `checking` the server's lists at the end, or `ended`.
        read: Rows read so far, those of earlier runs included.
        total: Rows of the whole input, or None as long as its end is not known.
        applied: Rows that took effect.
        rejected: Rows that were refused.
        unknown: Rows that may have taken effect, which could not be found out.
        doubtful: Rows that the job still has to look for.
        in_flight: Rows that are under way.
        requests: Requests of this run that write.
        rate: Rows per second over the last ten seconds.
        limit: Requests per second that the budget allows now; infinite without a limit.
        paused: Seconds until the budget's pause ends, 0.0 without one.
        seconds: Seconds since this run began.
        left: Seconds that the rest will take at this rate, or None if that cannot be told.
        trouble: Why the latest request failed, while one after another does; None once the service has answered.
        settle: Seconds after an answer was lost until its row may be looked for.
    """

    stage: Stage
    read: int
    total: int | None
    applied: int
    rejected: int
    unknown: int
    doubtful: int
    in_flight: int
    requests: int
    rate: float
    limit: float
    paused: float
    seconds: float
    left: float | None
    trouble: str | None
    settle: float

    @property
    def done(self) -> int:
        """Rows that the job is done with."""
        return self.applied + self.rejected + self.unknown


@frozen
class Certificate:
    """What is proven about a job, and on which assumptions.

    Attributes:
        proven: Whether every applied row was applied exactly once, every rejected one not at all, and none is unknown
            or left over.
        claims: What was proven, sentence by sentence.
        assumptions: What the proof rests on.
        objections: What speaks against it, or is missing: rows unknown, look-alikes that nobody accounts for, ...
    """

    proven: bool
    claims: tuple[str, ...]
    assumptions: tuple[str, ...]
    objections: tuple[str, ...]

    def __str__(self) -> str:
        """Read as a page for people."""
        head = "PROVEN: exactly once, under the assumptions below" if self.proven else "NOT PROVEN"
        parts = [head]
        for title, lines in (
            ("What was proven", self.claims),
            ("Assuming that", self.assumptions),
            ("What speaks against it", self.objections),
        ):
            if lines:
                parts += [f"{title}:", *(f"  - {line}" for line in lines)]
        return "\n".join(parts)


@frozen
class Report:
    """What became of a job so far, all its runs together.

    Attributes:
        rows: Rows read.
        applied: Rows that took effect.
        rejected: Rows that were refused.
        unknown: Rows that may have taken effect, which could not be found out.
        pending: Rows that were read and not sent, or were proven not to have been applied.
        doubtful: Rows that may have been applied and have not been looked for yet.
        complete: Whether the input was read to its end and nothing is pending or doubtful.
        stopped: Why the last run ended early, or None.
        requests: Requests of the last run that write.
        throttled: 429s that the budget met during the last run.
        found: Rows that were found in the server's lists, of all runs.
        seconds: Seconds of the last run.
        certificate: What was proven; None until a run ended.
        journal: The journal's path, or None.
    """

    rows: int
    applied: int
    rejected: int
    unknown: int
    pending: int
    doubtful: int
    complete: bool
    stopped: Stopped | None
    requests: int
    throttled: int
    found: int
    seconds: float
    certificate: Certificate | None = field(default=None, repr=False)
    journal: str | None = None

    @property
    def ok(self) -> bool:
        """Whether every row was applied."""
        return self.complete and not self.rejected and not self.unknown

    def raise_for_failed(self) -> None:
        """Raise unless every row was applied.

        Raises:
            BulkIncompleteError: With what is missing.
        """
        if not self.ok:
            left = self.pending + self.doubtful
            msg = (
                f"Of {self.rows} rows {self.applied} were applied, {self.rejected} rejected, {self.unknown} are unknown"
                f" and {left} are left. {self.advice}"
            )
            raise BulkIncompleteError(msg, self)

    @property
    def advice(self) -> str:
        """What to do next, as a sentence; empty if nothing is to be done."""
        if not self.complete:
            if self.journal is None:
                return "The job had no journal, so it cannot be resumed: give journal= to jobs that matter."
            return f"Run the job again with journal={self.journal!r} to go on where it stopped."
        if self.rejected or self.unknown:
            return "job.rejected() and job.unknown() have the rows with their reasons; retry() sends chosen ones again."
        return ""


class BulkError(PlankitError):
    """A bulk job did not apply every row.

    Attributes:
        report: What became of the rows.
    """

    report: Report

    def __init__(self, message: str, report: Report | None = None, **context: Any) -> None:
        super().__init__(message, **context)
        if report is not None:
            self.report = report


class BulkStoppedError(BulkError):
    """A bulk job stopped before its end: deadline, `max_failures`, or an error that would meet every row."""


class BulkIncompleteError(BulkError):
    """A bulk job was asked whether every row was applied, and that is not so."""


@frozen(kw_only=True)
class Evidence:
    """What a certificate is made of.

    Attributes:
        repeatable: Whether the write does no harm when it is sent again.
        readable: Whether the service has a list that shows what the write makes.
        settle: Seconds that were waited before looking.
        looked: Rows in doubt that were looked for.
        absent: Those of them that were not there and were sent again.
        lists: Lists that were read again at the end; None if none was.
        surplus: Records in them that look like rows and that nothing accounts for.
        missing: Records of this job that they do not show any more.
        repeated: Ids that the server gave to more than one row.
        changed: Fields that the server gives back as something else.
    """

    repeatable: bool
    readable: bool
    settle: float
    looked: int = 0
    absent: int = 0
    lists: int | None = None
    surplus: list[str] = field(factory=list[str])
    missing: list[str] = field(factory=list[str])
    repeated: list[str] = field(factory=list[str])
    changed: list[str] = field(factory=list[str])


def certificate(report: Report, evidence: Evidence) -> Certificate:
    """Return what is proven."""
    objections = _objections(report, evidence)
    return Certificate(
        not objections, tuple(_claims(report, evidence)), tuple(_assumptions(evidence)), tuple(objections)
    )


def _claims(report: Report, evidence: Evidence) -> list[str]:
    claims = [f"{_rows(report.applied)} applied; {_rows(report.rejected)} refused by the server, or not sent."]
    if evidence.repeatable:
        claims.append("A row without a trustworthy answer was sent again; the operation is idempotent.")
    elif not evidence.readable:
        claims.append("No row was sent again after it may have been applied.")
    elif not evidence.looked:
        # What is in doubt is told by the objections.
        claims += [] if report.doubtful or report.unknown else ["No answer was lost."]
    else:
        again = f"; {_rows(evidence.absent)} not there and sent again" if evidence.absent else ""
        claims.append(
            f"{_rows(evidence.looked)} looked for, since the answers were lost: {_rows(report.found)} found in the "
            f"server's lists{again}."
        )
    if evidence.lists is not None:
        lists = "1 list was" if evidence.lists == 1 else f"{evidence.lists} lists were"
        claims.append(f"At the end {lists} read again, and held against the journal.")
    if evidence.changed:
        changed = ", ".join(evidence.changed)
        claims.append(f"The server gives back as something else: {changed}. They were not relied on.")
    return claims


def many(count: int) -> str:
    """Return so many rows as the subject of a sentence."""
    return "1 row is" if count == 1 else f"{count} rows are"


def _rows(count: int) -> str:
    return "1 row was" if count == 1 else f"{count} rows were"


def _assumptions(evidence: Evidence) -> list[str]:
    if evidence.repeatable:
        late = (
            f"{evidence.settle:g} s (settle=) after its answer was lost the server does not apply a request any more: "
            "so long rows that change the same thing waited, and they went one after the other"
        )
        idempotent = "the service's operation is idempotent, as its document says"
        return [idempotent, late, "nobody else changed the same things meanwhile"]
    answers = "an answer that says that a row was applied, or refused, is true"
    if not evidence.looked:
        return [answers]
    settled = (
        f"{evidence.settle:g} s (settle=) after its answer was lost the server does not apply a request any more, and "
        "its list shows what it has applied"
    )
    kept = (
        "of a name the server keeps what is left without case, spaces, punctuation and HTML, unless it has shown "
        "otherwise"
    )
    return [answers, settled, "nobody else made records that look like these rows meanwhile", kept]


def _objections(report: Report, evidence: Evidence) -> list[str]:
    objections: list[str] = []
    if report.unknown:
        objections.append(f"{many(report.unknown)} unknown: applied, perhaps.")
    if report.doubtful:
        objections.append(f"{many(report.doubtful)} in doubt, and not looked for yet.")
    if report.pending or not report.complete:
        objections.append(f"The job is not complete: {_rows(report.pending)} read and not sent.")
    if evidence.surplus:
        objections.append(
            f"{len(evidence.surplus)} records look like rows of this job and are none of those it accounts for (id "
            f"{_few(evidence.surplus)}): applied after the settle time, or made by somebody else. They may be "
            "duplicates."
        )
    if evidence.missing:
        objections.append(
            f"{len(evidence.missing)} records that this job made are not in the server's lists any more (id "
            f"{_few(evidence.missing)}): deleted meanwhile, or never really made."
        )
    if evidence.repeated:
        objections.append(
            f"The server gave {len(evidence.repeated)} ids to more than one row each (id {_few(evidence.repeated)}): "
            "not every row has a record of its own."
        )
    if evidence.looked and evidence.lists is None and report.complete:
        objections.append("The server's lists were not read again at the end (audit=).")
    if evidence.looked and "label" in evidence.changed:
        objections.append("The server renames what it is given, so that look-alikes cannot be told at the end.")
    return objections


def _few(ids: list[str]) -> str:
    return ", ".join(ids[:10]) + (", ..." if len(ids) > 10 else "")  # noqa: PLR2004 - as many as are shown
