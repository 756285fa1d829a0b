"""`plankit import logs`: a log for each row of a file, exactly once as far as can be proven."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click
from attrs import frozen

from plankit.bulk.job import Job
from plankit.cli import options, wires
from plankit.cli.codes import Exit
from plankit.cli.letters import Letters, letters_of
from plankit.cli.logs import RowLogs
from plankit.cli.paths import check_writable
from plankit.cli.plans import advice, facts_of, told
from plankit.cli.running import conclude, discard, run_job
from plankit.cli.services import SERVICES
from plankit.cli.table import Kind, Table, TableError
from plankit.cli.view import JobView, View
from plankit.cli.wording import failures_of, seconds_of
from plankit.errors import PlankitError
from plankit.logbook.batch import MOST_LOGS
from plankit.logbook.cells import Words
from plankit.logbook.client import LogbookClient
from plankit.logbook.rows import RowReader, column_of

if TYPE_CHECKING:
    import httpx

    from plankit.bulk.plan import Plan
    from plankit.bulk.report import Report
    from plankit.cli.interrupts import Interrupts
    from plankit.cli.output import Output, Shown
    from plankit.cli.table import Row
    from plankit.cli.wires import WireName


OPTIONS = Words(
    columns="--map",
    constants="--set",
    constant="--set {target}",
    pair="--map {target}={column}",
    advice="Call a column {target!r}, or give --map {target}=COLUMN or --set {target}=VALUE.",
)
"""How messages call what was given."""


@click.group("import")
def import_command() -> None:
    """Create things from a file, exactly once as far as can be proven."""


def _pairs(_context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Return TARGET=... as a mapping.

    Raises:
        click.BadParameter: One has no `=`, or comes twice.
    """
    found: dict[str, str] = {}
    for value in values:
        target, equals, rest = value.partition("=")
        if not equals or not target.strip() or not rest.strip():
            msg = f"{value!r}: write {option.metavar}."
            raise click.BadParameter(msg)
        if target.strip() in found:
            msg = f"{target.strip()!r} is given twice."
            raise click.BadParameter(msg)
        found[target.strip()] = rest.strip()
    return found


@frozen(kw_only=True)
class Wanted:
    """What was asked for; see the options of the command."""

    journal: Path | None
    key: str | None
    mapping: dict[str, str]
    constants: dict[str, str]
    dry_run: bool
    skip_invalid: bool
    rejected: Path | None
    limit: float | None
    wire: WireName
    concurrency: int | None
    settle: float | None
    max_failures: float | None
    deadline: float | None


@import_command.command("logs")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--journal", type=click.Path(dir_okay=False, path_type=Path), help="The job's memory: what resumes it.")
@click.option(
    "--map", "mapping", multiple=True, callback=_pairs, metavar="TARGET=COLUMN", help="The column of a target."
)
@click.option(
    "--set", "constants", multiple=True, callback=_pairs, metavar="TARGET=VALUE", help="The same in all rows."
)
@click.option("--key", metavar="COLUMN", help="The column with your own name of each row.")
@click.option(
    "--format", "kind", type=click.Choice(get_args(Kind)), help="How FILE is written, if its suffix does not say."
)
@click.option("--encoding", default="utf-8-sig", show_default=True, help="The encoding of FILE.")
@click.option("--delimiter", metavar="CHARACTER", help="What is between two cells; found in the header otherwise.")
@click.option("--dry-run", is_flag=True, help="Make the plan only: nothing is sent that writes.")
@click.option("--skip-invalid", is_flag=True, help="Leave rows with problems out instead of sending nothing.")
@click.option(
    "--rejected", type=click.Path(dir_okay=False, path_type=Path), help="Write rows that were not applied here."
)
@options.limited
@options.wired
@click.option("--concurrency", type=click.IntRange(min=1), metavar="N", help="Requests at the same time.")
@click.option(
    "--settle",
    callback=seconds_of,
    metavar="TIME",
    help="How long a lost request may take effect; 30s, or what the journal's last run had.",
)
@click.option(
    "--max-failures", callback=failures_of, metavar="ROWS", help="Stop at more rejected and unknown rows: 10, or 5%."
)
@click.option("--deadline", callback=seconds_of, metavar="TIME", help="Stop after this time.")
@options.environment
@options.shown
def logs_command(
    file: Path,
    *,
    kind: Kind | None,
    encoding: str,
    delimiter: str | None,
    as_json: bool,
    progress: Shown,
    **wanted: Any,
) -> int:
    """Create a log for each row of FILE (CSV or JSONL).

    Targets are name, log_type, container (id:source:type) and the attributes of the log types by name. A column that
    is called like a target needs no --map.

    \b
    plankit import logs decisions.csv --journal decisions.job --map name=Title
        --set log_type=Decision --set container=4711:portfolios:work
    """  # noqa: D301 - click's own mark
    asked = Wanted(**wanted)
    if asked.journal is None and not asked.dry_run:
        msg = "Missing option '--journal': without it nobody could go on with the import. (Or give --dry-run.)"
        raise click.UsageError(msg)
    if delimiter is not None:
        delimiter = "\t" if delimiter in ("\\t", "tab") else delimiter
        if len(delimiter) != 1:
            msg = f"{delimiter!r} is not one character."
            raise click.BadParameter(msg, param_hint="--delimiter")
    said = options.output("import", as_json=as_json, progress=progress)

    async def work(interrupts: Interrupts) -> Exit:
        table = Table(
            file,
            kind=kind,
            encoding=encoding,
            delimiter=delimiter,
            columns=list(asked.mapping.values()),
            on_row=lambda rows: said.show(View("reading and checking", rows, None, data={"stage": "reading"})),
        )
        return await Import(table, asked, said, interrupts).run()

    return options.execute(said, work, SERVICES["logbook"])


class Import:
    """One import.

    Args:
        table: The rows.
        asked: What was asked for.
        said: What the command says.
        interrupts: Where Ctrl-C comes from.
    """

    def __init__(self, table: Table, asked: Wanted, said: Output, interrupts: Interrupts) -> None:
        self._table = table
        self._asked = asked
        self._said = said
        self._interrupts = interrupts
        self._fresh = asked.journal is not None and not asked.journal.exists()
        self._unused: list[str] = []
        self._planned: dict[str, Any] = {}

    async def run(self) -> Exit:
        """Make the plan, show it, and send if nothing speaks against it.

        Raises:
            PlankitError: What stopped it before anything was sent.
        """
        self._look_at_paths()
        async with wires.opened(self._asked.wire) as transport:
            return await self._run(transport)

    async def _run(self, transport: httpx.AsyncBaseTransport | None) -> Exit:
        client = SERVICES["logbook"].open(self._asked.limit, transport=transport)
        assert isinstance(client, LogbookClient)  # noqa: S101 - that service's own
        async with client:
            job = await self._interrupts.unless(lambda: self._job(client))
            if job is None:
                return conclude(self._said, None, None, journal=self._asked.journal)
            code, report, error, letters = None, None, None, Letters()
            ours = ended = False
            try:
                async with job:
                    ours = self._fresh
                    plan = await self._interrupts.unless(lambda: job.plan(reject=self._asked.skip_invalid))
                    code = None if plan is None else self._decided(plan)
                    if plan is not None and code is None:
                        report, error = await run_job(job, self._said, self._interrupts)
                        ended = True
                        # One with something left to do is what the job goes on from.
                        ours = ours and (report is None or report.complete)
                        letters = letters_of(report, self._asked.rejected, self._asked.journal, self._table)
            except (PlankitError, OSError) as late:
                if not ended:
                    raise
                error = error or late
            finally:
                if ours and self._asked.journal is not None and self._asked.journal.exists():
                    # One that cannot be looked at stays.
                    with contextlib.suppress(PlankitError, OSError):
                        discard(self._asked.journal)
            return self._concluded(report, error, letters) if code is None else code

    def _look_at_paths(self) -> None:
        """Refuse paths that could not be written, while nothing was sent.

        Raises:
            InvalidArgumentError: There is one.
        """
        asked, file = self._asked, self._table.path
        if asked.journal is not None and not asked.dry_run:
            check_writable("--journal", asked.journal, [file])
        if asked.rejected is not None and not asked.dry_run:
            check_writable("--rejected", asked.rejected, [file, asked.journal])

    async def _job(self, client: LogbookClient) -> Job:
        asked, table = self._asked, self._table
        types = await client.log_types.list()
        reader = RowReader(types, columns=asked.mapping, constants=asked.constants, words=OPTIONS)
        if table.header:
            column = None if asked.key is None else column_of(asked.key, table.header)
            self._unused = [name for name in reader.unused(table.header) if name != column]
        view = JobView()
        journal = asked.journal
        if asked.dry_run and self._fresh:
            journal = None

        def key(row: Row) -> object:
            return row.cell(asked.key or "")

        return Job(
            RowLogs(client, reader, MOST_LOGS),
            table,
            journal=journal,
            key=None if asked.key is None else key,
            concurrency=asked.concurrency,
            settle=asked.settle,
            deadline=asked.deadline,
            max_failures=asked.max_failures,
            on_progress=lambda progress: self._said.show(view(progress)),
        )

    def _decided(self, plan: Plan) -> Exit | None:
        """Show the plan; return the exit code if that was all."""
        lines, said = self._table.lines, self._said
        if not plan.rows:
            msg = f"There are no rows in {self._table.path}{' below its header' * bool(self._table.header)}."
            return said.failed(Exit.USAGE, TableError(f"{msg} Nothing was sent."))
        text = told(self._table.path.name, plan, lines, self._unused, learned=self._asked.limit is None)
        refused = not plan.ok and not self._asked.skip_invalid
        if self._asked.dry_run or refused:
            said.result(Exit.USAGE if refused else Exit.DONE, {"plan": facts_of(plan, lines, self._unused)}, text)
            if refused:
                said.note(advice(plan))
            return Exit.USAGE if refused else Exit.DONE
        self._planned = facts_of(plan, lines, self._unused)
        if not said.as_json:
            said.note(text)
        return None

    def _concluded(self, report: Report | None, error: Exception | None, letters: Letters) -> Exit:
        asked, rest = self._asked, ""
        facts: dict[str, Any] = {"plan": self._planned}
        kept = asked.journal is not None and asked.journal.exists()
        if letters.count is not None:
            facts["rejected_file"] = str(asked.rejected)
        if letters.problem is not None:
            facts["rejected_problem"] = letters.problem
        if report is not None and (report.rejected or report.unknown):
            rest = letters.told(asked.rejected, asked.journal if kept else None)
        return conclude(self._said, report, error, journal=asked.journal, rest=rest, facts=facts)
