"""Going on with a job from its journal alone, and sending chosen rows again."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from plankit.bulk.journal import Journal
from plankit.bulk.rows import Applied, State
from plankit.cli import wires
from plankit.cli.letters import exporting
from plankit.cli.running import conclude, run_job
from plankit.cli.services import SERVICES, WRITERS
from plankit.cli.view import JobView
from plankit.cli.wording import many
from plankit.errors import ConfigurationError, InvalidArgumentError
from plankit.logbook.client import LogbookClient

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from plankit.bulk.job import Job
    from plankit.bulk.options import JobOptions
    from plankit.bulk.reading import Reading
    from plankit.bulk.rows import Entry, Result
    from plankit.cli.codes import Exit
    from plankit.cli.interrupts import Interrupts
    from plankit.cli.output import Output
    from plankit.cli.services import Service
    from plankit.cli.wires import WireName
    from plankit.client import ServiceClient


_AT_ONCE = 1000
_CHOSEN = (State.REJECTED, State.UNKNOWN)
_CHOOSING = ("--row", "--code", "--message")


@frozen(kw_only=True)
class Retrying:
    """What was asked for; see the options of `plankit job retry`."""

    journal: Path
    retry: bool
    rows: Sequence[int] = ()
    code: str | None = None
    message: str | None = None
    unknown: bool = False
    limit: float | None = None
    wire: WireName = "default"
    concurrency: int | None = None
    settle: float | None = None
    max_failures: float | None = None
    deadline: float | None = None
    unverified: bool = False
    _header: list[tuple[str, str]] = field(factory=list[tuple[str, str]], init=False)

    def header(self) -> tuple[str, str]:
        """Return the write and the address of the journal.

        Raises:
            JournalError: It cannot be read.
        """
        if not self._header:
            with closing(Journal.look(self.journal)) as opened:
                self._header.append((opened.write, opened.target))
        return self._header[0]

    def service(self) -> Service:
        """Return the service that the journal's job writes to.

        Raises:
            JournalError: It cannot be read.
            InvalidArgumentError: It is none that the command knows.
        """
        write, _ = self.header()
        name = WRITERS.get(write.partition(".")[0])
        if name is None:
            msg = f"The journal is of {write}, a write of your own program: go on with it there."
            raise InvalidArgumentError(msg)
        return SERVICES[name]

    def chosen(self, result: Result) -> bool:
        """Return whether a rejected or unknown row is to be sent again."""
        if isinstance(result, Applied) or (self.rows and result.index not in self.rows):
            return False
        reason = result.reason
        codes = {str(code) for code in (reason.code, reason.status) if code is not None}
        if self.code is not None and self.code not in codes:
            return False
        return self.message is None or self.message.casefold() in reason.message.casefold()


async def run_again(asked: Retrying, said: Output, interrupts: Interrupts) -> Exit:
    """Go on with a job, after rows were marked to be sent again if that was asked for.

    Raises:
        ConfigurationError: The environment is for another address than the journal.
        PlankitError: The journal cannot be used.
    """
    write, target = asked.header()
    async with (
        wires.opened(asked.wire) as transport,
        asked.service().open(asked.limit, unverified=asked.unverified, transport=transport) as client,
    ):
        if client.base_url != target:
            msg = (
                f"The journal belongs to {target}, and the environment is for {client.base_url}: set the variables of "
                "that address. Nothing was sent."
            )
            raise ConfigurationError(msg)
        job = _job(client, write, asked, said)
        async with job:
            if asked.retry:
                count = await job.retry(asked.chosen, unknown=asked.unknown)
                if not count:
                    raise InvalidArgumentError(why_none(asked))
                said.note(f"Sending again: {many(count, 'row')}.")
            report, error = await run_job(job, said, interrupts)
        left = report is not None and (report.rejected or report.unknown)
        rest = exporting(asked.journal) if left else ""
        instead = _resuming(said.arguments) if asked.retry else None
        return conclude(said, report, error, journal=asked.journal, instead=instead, rest=rest)


def why_none(asked: Retrying) -> str:
    """Return why no row could be chosen, and what to do."""
    with closing(Journal.look(asked.journal)) as journal:
        total, counts = journal.total(), journal.counts()
        absent = [row for row in asked.rows if row >= total]
        unsent = others = 0
        for entry in _refused(journal):
            if "not sent" in entry.payload and not entry.sendings:
                unsent += not asked.rows or entry.index in asked.rows
            else:
                others += entry.state is State.REJECTED or asked.unknown
        states = {row: found.state for row in asked.rows if (found := journal.entry(row)) is not None}
    unknown = counts.get(State.UNKNOWN, 0)
    reasons: list[str] = []
    if absent:
        reasons.append(f"There is no row {absent[0]}: the journal holds {many(total, 'row')}, counted from 0.")
    reasons += [f"Row {row} is {state.name.lower()}." for row, state in states.items() if state not in _CHOSEN]
    if unsent:
        were = (
            "1 row was never a request: mend it" if unsent == 1 else f"{unsent:,} rows were never requests: mend them"
        )
        reasons.append(f"{were} in the file, for an import of its own.")
    if unknown and not asked.unknown:
        are = "1 row is" if unknown == 1 else f"{unknown:,} rows are"
        reasons.append(f"{are} unknown: look whether they were applied, and give --unknown to choose from them, too.")
    if others and (asked.code or asked.message):
        reasons.append("No other one is like --code or --message: plankit job export shows their reasons.")
    kind = "rejected or unknown" if asked.unknown else "rejected"
    return " ".join([f"No {kind} row was chosen: nothing was sent.", *(reasons or [f"No row is {kind}."])])


def _refused(journal: Reading) -> Iterator[Entry]:
    after = -1
    while found := journal.entries(_CHOSEN, after=after, limit=_AT_ONCE):
        yield from found
        after = found[-1].index


def _job(client: ServiceClient, write: str, asked: Retrying, said: Output) -> Job:
    view = JobView()
    settings: JobOptions = {
        "journal": asked.journal,
        "concurrency": asked.concurrency,
        "settle": asked.settle,
        "max_failures": asked.max_failures,
        "deadline": asked.deadline,
        "on_progress": lambda progress: said.show(view(progress)),
    }
    if write == "logbook.logs.create" and isinstance(client, LogbookClient):
        return client.logs.bulk_create(None, **settings)
    method: Any = write.partition(".")[2]
    return client.bulk(method, None, **settings)


def _resuming(arguments: Sequence[str]) -> list[str]:
    """Return the command line that goes on with a retry: what chose rows is done, and would choose others again."""
    kept: list[str] = []
    values = iter(arguments)
    for argument in values:
        if argument in _CHOOSING:
            next(values, None)
        elif argument != "--unknown" and not argument.startswith(tuple(f"{name}=" for name in _CHOOSING)):
            kept.append("resume" if argument == "retry" and kept == ["job"] else argument)
    return kept
