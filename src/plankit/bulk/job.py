"""A bulk job: one write for each row of an input, exactly once as far as can be proven, killed and resumed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import anyio
import anyio.to_thread

from plankit.bounds import seconds, whole
from plankit.bulk.batches import Batches, retried
from plankit.bulk.commits import Commits
from plankit.bulk.journal import Journal
from plankit.bulk.kept import Kept
from plankit.bulk.options import Settings
from plankit.bulk.plan import planned
from plankit.bulk.rows import State, result_of
from plankit.bulk.run import Run
from plankit.bulk.source import Source
from plankit.errors import ConfigurationError, InvalidArgumentError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from types import TracebackType

    from plankit.bulk.options import Order
    from plankit.bulk.plan import Plan
    from plankit.bulk.report import Progress, Report
    from plankit.bulk.rows import Entry, Result
    from plankit.bulk.write import Write

_BATCH = 500
_DEFAULT_CHUNKS = 8
_MOST_DEFAULT = 64


class Job:
    """A write, repeated for each row of an input of any length.

    Made by `client.bulk(method, rows, ...)` and `logbook.logs.bulk_create(rows, ...)`. Use it as
    `async with job: async for result in job: ...`, or `report = await job.run()`.

    Args:
        write: What is done with each row.
        rows: The rows: an iterable or an asynchronous iterable of any length, read as they are needed. None goes on
            with a journal that holds all of them.
        journal: The path of the job's journal: a file that knows each row before it is sent and what became of it. The
            same path goes on where the job stopped, whatever stopped it; another input is refused. None keeps the
            journal in a temporary file: such a job cannot be resumed.
        key: Makes your own name of a row, to find it again: `lambda row: row["external_id"]`.
        concurrency: Requests at the same time; by default 8 where answers can be lost with harm, else as many as the
            budget leaves to bulk jobs, at most 64.
        order: Results as they come (`completion`), or in the order of the rows (`input`), which holds up to 1,000 back.
        settle: Seconds after which the server does not apply a request any more whose answer was lost, and its list
            shows what it has applied. Too short a time makes duplicates possible, a longer one makes such rows wait.
            None is what the journal's last run had, for a new journal 30.
        deadline: Seconds for the whole run, or None. What is under way then is finished.
        max_failures: The job stops at more rejected and unknown rows than this: a number of rows, or below 1 a share
            of those done (of at least 20); None for no bound.
        patience: Seconds without any answer after which the job stops, to be resumed.
        drain: Seconds that a cancelled job may finish what is under way.
        audit: Whether the server's lists are read once more at the end.
        on_progress: Called with a `Progress` twice a second and at the end.

    Raises:
        InvalidArgumentError: A number out of range, or rows that are none.
    """

    def __init__(
        self,
        write: Write,
        rows: object = None,
        *,
        journal: str | os.PathLike[str] | None = None,
        key: Callable[[Any], object] | None = None,
        concurrency: int | None = None,
        order: Order = "completion",
        settle: float | None = None,
        deadline: float | None = None,
        max_failures: float | None = None,
        patience: float = 120.0,
        drain: float = 30.0,
        audit: bool = True,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        wrong = InvalidArgumentError
        share = write.client.budget.bulk_in_flight
        safe = write.repeatable and write.records is None
        default = min(share, _MOST_DEFAULT) if safe else min(share, _DEFAULT_CHUNKS)
        if order not in ("completion", "input"):
            msg = f"order={order!r} is none: results come in 'completion' or in 'input' order."
            raise InvalidArgumentError(msg)
        if max_failures is not None and (isinstance(max_failures, bool) or not max_failures >= 0):
            msg = f"max_failures={max_failures!r}: give a number of rows, a share below 1, or None for no bound."
            raise InvalidArgumentError(msg)
        if rows is None and journal is None:
            msg = "A bulk job needs rows, or the journal= of a job that had read all of its rows. Nothing was sent."
            raise InvalidArgumentError(msg)
        self._settings = Settings(
            concurrency=default if concurrency is None else whole("concurrency", concurrency, error=wrong),
            in_order=order == "input",
            settle=seconds("settle", settle, error=wrong, zero=True),
            deadline=seconds("deadline", deadline, error=wrong),
            max_failures=max_failures,
            patience=seconds("patience", patience, error=wrong, zero=True) or 0.0,
            drain=seconds("drain", drain, error=wrong, zero=True) or 0.0,
            audit=audit,
            on_progress=on_progress,
        )
        self._write = write
        self._rows = rows
        self._key = key
        self._path = None if journal is None else Path(journal)
        self._clock = write.client.budget.clock
        self._journal: Journal | None = None
        self._commits: Commits | None = None
        self._source: Source | None = None
        self._run: Run | None = None
        self._cancelled = False
        self._group: anyio.abc.TaskGroup
        self._starting: anyio.Lock
        self._report: Report | None = None

    def __repr__(self) -> str:
        return f"<Job {self._write.name}{'' if self._path is None else f' {self._path.name}'}>"

    @property
    def progress(self) -> Progress:
        """Where the job is now.

        Raises:
            ConfigurationError: It has not been entered.
        """
        if self._run is None:
            msg = "The job has not begun: its progress is known inside `async with job:` and after it."
            raise ConfigurationError(msg)
        return self._run.progress()

    @property
    def report(self) -> Report:
        """What became of the rows; complete with its certificate after the last result.

        Raises:
            ConfigurationError: No run has ended yet.
        """
        if self._report is None:
            msg = "The report is there when the job has ended: after the last result, or after the `async with` block."
            raise ConfigurationError(msg)
        return self._report

    def cancel(self) -> None:
        """Stop: what is under way is finished and its results still come. The second call gives it up, as `abort`.

        Called before the first run, it ends that run before it sends anything.
        """
        if self._run is None:
            self._cancelled = True
        else:
            self._run.cancel()

    def abort(self) -> None:
        """Stop at once: what is under way is given up, and looked for when the job goes on."""
        if self._run is None:
            self._cancelled = True
        else:
            self._run.abort()

    async def __aenter__(self) -> Self:
        """Open the journal. Nothing is sent before the first result is asked for.

        Raises:
            JournalError: It cannot be used; the message says why.
        """
        if self._journal is not None:
            msg = "The job is running already."
            raise ConfigurationError(msg)
        self._run = None
        journal = await self._open()
        self._journal = journal
        commits = Commits(journal)
        await commits.__aenter__()
        self._commits = commits
        # Here, and not where the run begins: results may be asked for in another task than this.
        self._starting = anyio.Lock()
        self._group = anyio.create_task_group()
        await self._group.__aenter__()
        return self

    async def _open(self) -> Journal:
        """Open the journal, and close it again if nobody waits for it any more."""
        path, write = self._path, self._write
        opened: list[Journal] = []
        left = False

        def work() -> None:
            journal = Journal.open(path, write=write.name, target=write.client.base_url)
            if left:
                journal.close()
            else:
                opened.append(journal)

        try:
            await anyio.to_thread.run_sync(work)
        except BaseException:
            # A cancellation of asyncio's own does not wait for the thread.
            left = True
            for journal in opened:
                journal.close()
            raise
        return opened[0]

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Finish what is under way, for at most `drain` seconds, and close the journal."""
        commits, journal, group = self._commits, self._journal, self._group
        assert commits is not None  # noqa: S101 - entered
        assert journal is not None  # noqa: S101 - entered
        try:
            try:
                if self._run is not None:
                    self._report = await self._run.end()
            finally:
                group.cancel_scope.cancel()
                # Not told of an error of the body, which it would wrap in a group.
                await group.__aexit__(None, None, None)
        finally:
            if self._source is not None:
                self._source.close()
            self._journal = self._commits = self._source = None
            try:
                await commits.__aexit__(None, None, None)
            finally:
                with anyio.CancelScope(shield=True):
                    await anyio.to_thread.run_sync(journal.close)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Result:
        """Return what became of the next row.

        Raises:
            BulkStoppedError: The job stopped before its end: deadline, max_failures, or an error that would meet every
                row; the cause is attached.
            JournalError: The input is another one, or the journal cannot be written.
        """
        if self._commits is None:
            msg = "A job runs inside its block: `async with job: async for result in job: ...`, or `await job.run()`."
            raise ConfigurationError(msg)
        async with self._starting:
            if self._run is None:
                source = await self._opened()
                run = Run(self._write, source, self._commits, self._settings, self._path)
                if self._cancelled:
                    run.cancel()
                self._cancelled = False
                self._run = run
                await run.start(self._group)
        result = await self._run.next()
        if result is not None:
            return result
        self._report = self._run.report or self._report
        self._run.raise_for_stop()
        raise StopAsyncIteration

    async def _opened(self) -> Source:
        if self._source is None:
            assert self._commits is not None  # noqa: S101 - checked by the callers
            self._source = Source(self._write, self._rows, self._key, self._commits, self._clock)
            await self._source.open(self._group)
        return self._source

    async def run(self) -> Report:
        """Run to the end and return the report; results are not kept, the journal has them.

        Raises:
            BulkStoppedError, JournalError: As iterating.
        """
        if self._commits is None:
            async with self:
                return await self.run()
        async for _ in self:
            pass
        return self.report

    async def plan(self, *, reject: bool = False) -> Plan:
        """Read the whole input, check it, and estimate the job; nothing is sent that writes.

        Rows are held against the models and, for logs, against the tenant's own log types: mandatory attributes, select
        options, dates. Outside of `async with job:` without a journal, the rows must be an iterable that can be
        iterated over twice.

        Args:
            reject: Whether rows with a problem are rejected now, so that a run leaves them out.

        Raises:
            JournalError: The input is another one than the journal's.
            PlankitError: What the rows are held against could not be read.
        """
        if self._commits is None:
            if self._path is None and hasattr(
                self._rows, "__next__" if not hasattr(self._rows, "__anext__") else "__anext__"
            ):
                msg = "Rows that can be read only once would be gone after plan(): call it inside `async with job:`."
                raise InvalidArgumentError(msg)
            async with self:
                return await self.plan(reject=reject)
        source = await self._opened()
        concurrency = self._settings.concurrency
        return await planned(self._write, source, self._commits, self._clock, concurrency=concurrency, reject=reject)

    async def retry(self, which: Callable[[Result], bool] | None = None, *, unknown: bool = False) -> int:
        """Let rejected rows be sent again by the next run.

        Args:
            which: Chooses rows by what became of them; all by default.
            unknown: Whether unknown rows are chosen from as well. They may have been applied: look before, or they
                may be there twice.

        Returns:
            How many rows will be sent again. Rows that could not even be made into a request are left out: mend them
            and give them to a job of their own.

        Raises:
            JournalError: The journal cannot be used.
            ConfigurationError: The job has no journal, or is running.
        """
        if self._path is None or (self._run is not None and not self._run.over):
            msg = "retry() works on the journal= of a job that does not run at the moment."
            raise ConfigurationError(msg)
        if self._commits is None:
            async with self:
                return await self.retry(which, unknown=unknown)
        commits = self._commits
        states = (State.REJECTED, State.UNKNOWN) if unknown else (State.REJECTED,)
        chosen = 0
        async for entries in Batches(commits, *states):
            again = [
                entry.index
                for entry in entries
                if (entry.sendings or entry.reason is None or entry.reason.sent or "not sent" not in entry.payload)
                and (which is None or which(result_of(entry)))
            ]
            at = self._clock.wall()
            chosen += await commits(retried(at, again))
        if self._source is not None:
            self._source.close()
            self._source = None
        return chosen

    def rejected(self) -> Kept:
        """Walk the rejected rows, with the reasons and the original input, those of earlier runs too."""
        return Kept(self._entries, State.REJECTED)

    def unknown(self) -> Kept:
        """Walk the unknown rows, with the reasons and the original input, those of earlier runs too."""
        return Kept(self._entries, State.UNKNOWN)

    async def _entries(self, state: State, after: int) -> list[Entry]:
        """Return the next rows of a state; of a job without a journal, inside its block only."""

        def read(journal: Journal) -> list[Entry]:
            return journal.entries((state,), after=after, limit=_BATCH)

        if self._commits is not None:
            return await self._commits(read)
        path = self._path
        if path is None:
            msg = "The job had no journal=: what it kept is gone with its block."
            raise ConfigurationError(msg)

        def look() -> list[Entry]:
            journal = Journal.look(path)
            try:
                return read(journal)
            finally:
                journal.close()

        return await anyio.to_thread.run_sync(look)
