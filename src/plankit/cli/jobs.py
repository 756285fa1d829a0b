"""`plankit job`: look into a journal, go on with it, send rows again."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plankit.bulk.dump import explain, export_jsonl
from plankit.bulk.journal import Journal, JournalError
from plankit.bulk.rows import State
from plankit.bulk.stored import reason_fields
from plankit.cli import options
from plankit.cli.codes import Exit
from plankit.cli.paths import check_writable
from plankit.cli.retrying import Retrying, run_again
from plankit.cli.wording import failures_of, many, seconds_of
from plankit.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from plankit.bulk.rows import Entry
    from plankit.cli.interrupts import Interrupts
    from plankit.cli.output import Output, Shown

_JOURNAL = click.Path(dir_okay=False, path_type=Path)
_SUFFIXES = (".jsonl", ".ndjson")
_STATES = [state.name.lower() for state in State]


@click.group("job")
def job_command() -> None:
    """Look into the journal of a bulk job, also while it runs."""


def _reading(said: Output, path: Path, read: Callable[[Journal], Exit], *, whole: bool = False) -> int:
    """Read a journal and return the exit code; one that lacks its last commits with a warning, or not if *whole*."""
    try:
        with closing(Journal.look(path)) as journal:
            lost = journal.header().get("warning")
            if lost is not None and whole:
                return said.failed(Exit.USAGE, JournalError(lost))
            if lost is not None:
                said.note(f"Warning: {lost}")
            return read(journal)
    except (JournalError, InvalidArgumentError, OSError) as error:
        return said.failed(Exit.USAGE, error)


def is_running(path: Path) -> bool:
    """Return whether a process runs the job of the journal at *path*: somebody holds its lock."""
    beside = path.resolve().with_name(f"{path.resolve().name}-lock")
    if not beside.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{beside.as_uri()}?mode=ro", timeout=0, uri=True)) as database:
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        return True
    return False


@job_command.command("status")
@click.argument("journal", type=_JOURNAL)
@options.as_json
def status_command(journal: Path, *, as_json: bool) -> int:
    """Say where the job of JOURNAL is; works while it runs."""
    said = options.output("job status", as_json=as_json)

    def read(opened: Journal) -> Exit:
        counts, header = opened.counts(), opened.header()
        running = is_running(journal)
        facts: dict[str, Any] = {
            "journal": str(journal),
            "write": opened.write,
            "target": opened.target,
            "started": header.get("started"),
            "version": header.get("version"),
            "warning": header.get("warning"),
            "running": running,
            "rows": sum(counts.values()),
            **{name: counts.get(State[name.upper()], 0) for name in _STATES},
        }
        certificate = opened.get("certificate")
        notes = opened.notes()
        facts |= {"certificate": certificate, "last": notes[-1].detail if notes else None}
        lines = [
            f"{journal.name}: {opened.write} at {opened.target}, begun {facts['started']}",
            f"  rows      {facts['rows']:,}",
            f"  applied   {facts['applied']:,}",
            f"  rejected  {facts['rejected']:,}",
            f"  unknown   {facts['unknown']:,}",
            f"  in doubt  {facts['doubtful'] + (0 if running else facts['sent']):,}",
            *([f"  under way {facts['sent']:,}"] if running else []),
            f"  to send   {facts['pending']:,}",
            f"  running   {'yes' if running else 'no'}",
        ]
        if certificate is not None and not running:
            lines.append(f"At the end of the last run:\n{certificate}")
        return said.result(Exit.DONE, facts, "\n".join(lines))

    return _reading(said, journal, read)


@job_command.command("explain")
@click.argument("journal", type=_JOURNAL)
@click.argument("row", type=click.IntRange(min=0), required=False)
@click.option("--key", help="Your own name of the row instead of its index.")
@options.as_json
def explain_command(journal: Path, row: int | None, *, key: str | None, as_json: bool) -> int:
    """Tell what happened to ROW, its 0-based index, or to the rows of a key."""
    if (row is None) == (key is None):
        msg = "Give either the index of a row or --key."
        raise click.UsageError(msg)
    said = options.output("job explain", as_json=as_json)

    def read(opened: Journal) -> Exit:
        found = [row] if row is not None else [entry.index for entry in opened.find(key or "")]
        if not found:
            msg = f"No row of this journal has the key {key!r}."
            raise InvalidArgumentError(msg)
        texts = [explain(opened, index) for index in found]
        facts = [
            {
                "row": index,
                **_facts(opened.entry(index)),
                "text": text,
                "history": [
                    {"at": event.at, "what": event.what, "detail": event.detail, "number": event.number}
                    for event in opened.history(index)
                ],
            }
            for index, text in zip(found, texts, strict=True)
        ]
        return said.result(Exit.DONE, {"rows": facts, "warning": opened.header().get("warning")}, "\n".join(texts))

    return _reading(said, journal, read)


def _facts(entry: Entry | None) -> dict[str, Any]:
    """Return what the journal holds of a row, for programs."""
    if entry is None:
        return {}
    return {
        "key": entry.key,
        "state": entry.state.name.lower(),
        "id": entry.id,
        "reason": None if entry.reason is None else reason_fields(entry.reason),
        "sendings": entry.sendings,
        "payload": entry.payload,
    }


@job_command.command("export")
@click.argument("journal", type=_JOURNAL)
@click.option("--to", required=True, type=click.Path(dir_okay=False, allow_dash=True), help="The file; - for stdout.")
@click.option("--state", "states", multiple=True, type=click.Choice(_STATES), help="Only rows in this state.")
@click.option("--overwrite", is_flag=True, help="Replace the file.")
@options.as_json
def export_command(journal: Path, *, to: str, states: tuple[str, ...], overwrite: bool, as_json: bool) -> int:
    """Write the rows of JOURNAL with what became of them as JSON lines (.jsonl)."""
    if to == "-" and as_json:
        msg = "--json has stdout for itself: give --to a file."
        raise click.UsageError(msg)
    said = options.output("job export", as_json=as_json)
    wanted = [State[name.upper()] for name in states] or None

    def read(opened: Journal) -> Exit:
        if to == "-":
            export_jsonl(opened, sys.stdout, wanted)
            return Exit.DONE
        _check_target(Path(to), journal, overwrite=overwrite)
        with Path(to).open("w", encoding="utf-8", newline="\n") as file:
            count = export_jsonl(opened, file, wanted)
        return said.result(Exit.DONE, {"rows": count, "file": to}, f"{many(count, 'row')} to {to}")

    # Rows of an old state, imported again, would be done twice.
    return _reading(said, journal, read, whole=True)


def _check_target(path: Path, journal: Path, *, overwrite: bool) -> None:
    """Refuse a file that cannot or should not be written.

    Raises:
        InvalidArgumentError: It is no `.jsonl`, is there already, or could not be written.
    """
    if path.suffix.lower() not in _SUFFIXES:
        msg = f"--to {path}: what is written is JSON lines. Give a file that ends in .jsonl, or - for stdout."
        raise InvalidArgumentError(msg)
    check_writable("--to", path, [journal])
    if path.exists() and not overwrite:
        msg = f"--to {path}: that file exists. Give another one, or --overwrite."
        raise InvalidArgumentError(msg)


def _running(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what a run takes."""
    for option in (
        options.limited,
        options.wired,
        click.option("--concurrency", type=click.IntRange(min=1), metavar="N", help="Requests at the same time."),
        click.option(
            "--settle",
            callback=seconds_of,
            metavar="TIME",
            help="How long a lost request may take effect; what the last run had, if not given.",
        ),
        click.option(
            "--max-failures",
            callback=failures_of,
            metavar="ROWS",
            help="Stop at more rejected and unknown rows: 10, or 5%.",
        ),
        click.option("--deadline", callback=seconds_of, metavar="TIME", help="Stop after this time."),
        click.option("--unverified", is_flag=True, help="Let operations write that no public page confirms."),
        options.environment,
        options.shown,
    ):
        function = option(function)
    return function


@job_command.command("resume")
@click.argument("journal", type=_JOURNAL)
@_running
def resume_command(journal: Path, *, as_json: bool, progress: Shown, **asked: Any) -> int:
    """Go on with the job of JOURNAL, which holds all of its rows."""
    said = options.output("job resume", as_json=as_json, progress=progress)
    return _again(said, Retrying(journal=journal, retry=False, **asked))


@job_command.command("retry")
@click.argument("journal", type=_JOURNAL)
@click.option(
    "--row", "rows", multiple=True, type=click.IntRange(min=0), help="Only these rows, by their 0-based index."
)
@click.option("--code", help="Only rows whose code, or status, is this.")
@click.option("--message", help="Only rows whose reason contains this.")
@click.option("--unknown", is_flag=True, help="Unknown rows, too. Look before: they may have been applied.")
@_running
def retry_command(journal: Path, *, as_json: bool, progress: Shown, **asked: Any) -> int:
    """Send rejected rows of JOURNAL again: all, or those that are chosen."""
    said = options.output("job retry", as_json=as_json, progress=progress)
    return _again(said, Retrying(journal=journal, retry=True, **asked))


def _again(said: Output, asked: Retrying) -> int:
    try:
        service = asked.service()
    except (JournalError, InvalidArgumentError) as error:
        return said.failed(Exit.USAGE, error)

    async def work(interrupts: Interrupts) -> Exit:
        return await run_again(asked, said, interrupts)

    return options.execute(said, work, service)
