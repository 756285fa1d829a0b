"""One run of a job: its tasks from the first row to the certificate, drained when it is cancelled."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import anyio
from attrs import evolve

from plankit.bulk.batches import Batches, decided
from plankit.bulk.checking import PROOF, Proof, certify, check_lists
from plankit.bulk.doubts import Doubts
from plankit.bulk.engine import ECHO, LATE, Engine
from plankit.bulk.journal import JournalError
from plankit.bulk.late import Late
from plankit.bulk.lists import Lists
from plankit.bulk.looks import Echo
from plankit.bulk.meter import Meter
from plankit.bulk.order import InOrder
from plankit.bulk.outlet import Outlet
from plankit.bulk.report import BulkStoppedError, Progress, Report, many
from plankit.bulk.resolver import Resolver
from plankit.bulk.rows import Reason, State, Verdict, result_of
from plankit.errors import PlankitError

if TYPE_CHECKING:
    from pathlib import Path

    from plankit.bulk.checking import Findings
    from plankit.bulk.commits import Commits
    from plankit.bulk.journal import Journal
    from plankit.bulk.options import Settings
    from plankit.bulk.report import Stage
    from plankit.bulk.rows import Entry, Result
    from plankit.bulk.source import Source
    from plankit.bulk.write import Write

_TICK = 0.5
_FEWEST = 20
_BATCH = 500
_SETTLE, _SETTLE_TIME = "settle", 30.0
_KILLED = "The process ended before its answer came."


class Run:
    """From the first row that is sent to the report.

    Args:
        write: What is done with each row.
        source: The rows; compared with the journal already.
        commits: The journal.
        settings: How.
        path: The journal's path, for messages; None for a temporary one.
    """

    def __init__(self, write: Write, source: Source, commits: Commits, settings: Settings, path: Path | None) -> None:
        self._write = write
        self._source = source
        self._commits = commits
        self._settings = settings
        self._path = path
        self._budget = write.client.budget
        self._clock = self._budget.clock
        self._throttled = self._budget.throttled
        self._meter = Meter(self._clock.monotonic())
        self._order = InOrder() if settings.in_order else None
        self._outlet = Outlet(self._order)
        self._settle = settings.settle if settings.settle is not None else _SETTLE_TIME
        self._before: Counter[State] = Counter()
        self._stage: Stage = "reading"
        self._engine: Engine | None = None
        self._doubts: Doubts | None = None
        self._lists: Lists | None = None
        self._echo = Echo()
        self._proof = Proof()
        self._resolver: Resolver | None = None
        self._shelter = anyio.CancelScope(shield=True)
        self._started = False
        self._cancelled = False
        self._ended = anyio.Event()
        self._report: Report | None = None
        self._findings: Findings | None = None

    @property
    def over(self) -> bool:
        """Whether nothing of it is under way any more."""
        return self._ended.is_set()

    @property
    def report(self) -> Report | None:
        """What became of the rows, after the end; None if the journal itself has failed."""
        return self._report

    async def start(self, group: anyio.abc.TaskGroup) -> None:
        """Recover what an earlier run left, and start the tasks in *group*."""
        kept = await self._commits(lambda journal: journal.get(_SETTLE))
        if self._settings.settle is None and kept is not None:
            self._settle = float(kept)
        await self._commits(lambda journal: journal.put(_SETTLE, str(self._settle)))
        learned, late, proof = await self._commits(lambda j: (j.get(ECHO), j.get(LATE), j.get(PROOF)))
        last, counts = await self._commits(lambda j: (j.last_sending(), j.counts()))
        self._echo = Echo(learned)
        self._proof = Proof.of(proof)
        if self._write.records is not None:
            settle = self._settle
            self._lists = lists = Lists(
                self._write.records, self._commits, self._clock, min(1.0, settle / 10), self._echo
            )
            self._doubts = Doubts(self._clock, settle, lambda: lists.labels)
        self._before = Counter({state: count for state, count in counts.items() if state.final})
        self._engine = Engine(
            self._write,
            self._source,
            self._commits,
            self._doubts,
            self._lists,
            self._echo,
            Late(self._clock, self._settle, late),
            self._clock,
            patience=self._settings.patience,
            emit=self._outlet.put,
            room=self._outlet.room,
            too_many=self._too_many,
            crowded=lambda: self._order is not None and self._order.crowded,
            begun=self._begun,
            last_sending=last,
        )
        if self._doubts is not None and self._lists is not None:
            self._resolver = Resolver(self._engine, self._doubts, self._lists, self._clock, self._proof)
        if self._cancelled:
            self._engine.stop("cancelled")
        await self._recover(self._engine)
        self._started = True
        group.start_soon(self._main, self._engine)

    async def _recover(self, engine: Engine) -> None:
        """Take up the rows that were sent by a run that ended without their answers."""
        async for entries in Batches(self._commits, State.SENT, State.DOUBTFUL):
            verdicts = [self._left_open(entry) for entry in entries]
            if self._doubts is None:
                engine.late.add(entries)
            await self._commits(engine.kept(decided(self._clock.wall(), "resumed", verdicts)))
            doubtful = [_with(entry, verdict) for entry, verdict in zip(entries, verdicts, strict=True)]
            doubtful = [entry for entry in doubtful if entry.state is State.DOUBTFUL]
            if self._doubts is not None:
                # The settle time begins now: when the earlier process ended is not known.
                self._doubts.add(doubtful)
                self._source.leave_out(entry.index for entry in doubtful)
            if self._order is not None:
                self._order.expect([entry.index for entry in doubtful], begun=False)

    def _left_open(self, entry: Entry) -> Verdict:
        reason = entry.reason or Reason(_KILLED)
        if self._doubts is not None:
            return Verdict(entry.index, State.DOUBTFUL, reason=reason)
        if self._write.repeatable:
            return Verdict(entry.index, State.PENDING, reason=reason)
        why = "It could not be found out: the service has no list that shows what this write makes."
        return Verdict(entry.index, State.UNKNOWN, reason=Reason(f"{reason.message} {why}"))

    async def _main(self, engine: Engine) -> None:
        with self._shelter:
            try:
                await self._tasks(engine)
                await self._finish(engine)
            except PlankitError as error:
                engine.stop("error", error)
        if self._shelter.cancelled_caught:
            engine.stop("aborted")
        with anyio.CancelScope(shield=True):
            try:
                self._report = await self._reported(engine)
                self._tell(self.progress())
            except PlankitError as error:
                # The journal itself has failed, and that is what its user must be told.
                engine.error, engine.stopped = engine.error or error, engine.stopped or "error"
        self._ended.set()
        self._outlet.end()

    async def _tasks(self, engine: Engine) -> None:
        self._stage = "sending"
        async with anyio.create_task_group() as helpers:
            helpers.start_soon(self._tick)
            helpers.start_soon(self._drain, engine)
            if self._settings.deadline is not None:
                helpers.start_soon(self._expire, engine, self._settings.deadline)
            async with anyio.create_task_group() as workers:
                if self._resolver is not None:
                    workers.start_soon(self._resolver.run)
                for _ in range(self._settings.concurrency):
                    workers.start_soon(engine.work)
            helpers.cancel_scope.cancel()

    async def _expire(self, engine: Engine, deadline: float) -> None:
        await self._clock.sleep(deadline)
        engine.stop("deadline")

    async def _drain(self, engine: Engine) -> None:
        """Give up what is under way when it takes longer than the drain time after a stop."""
        await engine.halted.wait()
        await self._clock.sleep(self._settings.drain)
        self._shelter.cancel()

    async def _tick(self) -> None:
        while True:
            await anyio.sleep(_TICK)
            self._tell(self.progress())

    def _tell(self, progress: Progress) -> None:
        self._meter.add(self._clock.monotonic(), progress.done - self._before.total())
        if self._settings.on_progress is not None and self._engine is not None:
            try:
                self._settings.on_progress(progress)
            except Exception as error:  # noqa: BLE001 - it is its user's, and is raised to them
                self._engine.stop("error", error)

    async def _finish(self, engine: Engine) -> None:
        """Hand out what was held back, and read the server's lists once more."""
        if engine.stopped is not None and self._path is None:
            await self._give_up()
        self._outlet.flush()
        lists, resolver = self._lists, self._resolver
        if engine.stopped is None and self._settings.audit and lists is not None and resolver is not None:
            self._stage = "checking"
            self._findings = await resolver.check(lambda: check_lists(lists, self._commits))

    async def _give_up(self) -> None:
        """Call what is still in doubt unknown: without a journal nobody will look for it later."""
        why = "The job stopped before it could look for it, and has no journal to go on from."
        while entries := await self._commits(
            lambda journal: journal.entries((State.SENT, State.DOUBTFUL), limit=_BATCH)
        ):
            verdicts = [
                Verdict(entry.index, State.UNKNOWN, reason=Reason(f"{(entry.reason or Reason(_KILLED)).message} {why}"))
                for entry in entries
            ]
            at = self._clock.wall()
            await self._commits(decided(at, "given up", verdicts))
            for entry, verdict in zip(entries, verdicts, strict=True):
                self._outlet.put(result_of(_with(entry, verdict)))

    def _begun(self, indexes: list[int]) -> None:
        if self._order is not None:
            self._order.expect(indexes)

    def _too_many(self, final: Counter[State]) -> bool:
        most = self._settings.max_failures
        if most is None:
            return False
        failed = final[State.REJECTED] + final[State.UNKNOWN]
        failed += self._before[State.REJECTED] + self._before[State.UNKNOWN]
        if most >= 1 or most == 0:
            return failed > most
        done = final.total() + self._before.total()
        return done >= _FEWEST and failed > most * done

    async def next(self) -> Result | None:
        """Return the next result; None at the end."""
        return await self._outlet.next()

    def cancel(self) -> None:
        """Stop, and finish what is under way; the second time give that up, too."""
        engine = self._engine
        if engine is None:
            self._cancelled = True
        elif not self.over and engine.stopped is None:
            engine.stop("cancelled")
        else:
            self.abort()

    def abort(self) -> None:
        """Stop, and give up what is under way."""
        engine = self._engine
        if engine is not None and not self.over:
            engine.stop("aborted")
            engine.stopped = "aborted"
            self._shelter.cancel()

    async def end(self) -> Report | None:
        """Finish what is under way, for at most the drain time, and end the tasks."""
        try:
            if self._started and not self.over:
                assert self._engine is not None  # noqa: S101 - started
                self._engine.stop("cancelled")
                self._outlet.leave()
                with anyio.CancelScope(shield=True), anyio.move_on_after(self._settings.drain):
                    await self._ended.wait()
        finally:
            self._outlet.leave()
            self._shelter.cancel()
        return self._report

    def raise_for_stop(self) -> None:
        """Raise if the run ended early and not because it was asked to.

        Raises:
            BulkStoppedError: The deadline, too many failures, or an error that would meet every row.
            JournalError: The journal could not be written, or the input is another one.
        """
        engine = self._engine
        if engine is None or engine.stopped in (None, "cancelled", "aborted"):
            return
        error = engine.error
        if self._report is None or (error is not None and not _of_the_service(error)):
            assert error is not None  # noqa: S101 - without a report there is an error
            raise error
        left = f"{many(self._report.pending + self._report.doubtful)} left. {self._report.advice}"
        if engine.stopped == "deadline":
            msg = f"The job's deadline of {self._settings.deadline:g} s passed. {left}"
        elif engine.stopped == "max_failures":
            msg = (
                f"{many(self._report.rejected + self._report.unknown)} rejected or unknown, more than "
                f"max_failures={self._settings.max_failures:g} allows. {left}"
            )
        else:
            msg = f"The job stopped, since other rows would fare no better: {error} {left}"
        raise BulkStoppedError(msg, self._report) from error

    async def _reported(self, engine: Engine) -> Report:
        counts = await self._commits(lambda journal: journal.counts())
        doubtful = counts.get(State.SENT, 0) + counts.get(State.DOUBTFUL, 0)
        pending = counts.get(State.PENDING, 0)
        self._stage = "ended"
        report = Report(
            rows=self._source.read,
            applied=counts.get(State.APPLIED, 0),
            rejected=counts.get(State.REJECTED, 0),
            unknown=counts.get(State.UNKNOWN, 0),
            pending=pending,
            doubtful=doubtful,
            complete=self._source.ended and not pending and not doubtful,
            stopped=engine.stopped,
            requests=engine.requests,
            throttled=self._budget.throttled - self._throttled,
            found=self._proof.found,
            seconds=self._clock.monotonic() - self._meter.began,
            journal=None if self._path is None else str(self._path),
        )
        changed = {*self._echo.changed, *(() if self._lists is None else self._lists.shown.changed)}
        report = certify(report, self._write, self._proof, self._findings, sorted(changed), self._settle)
        text, at = str(report.certificate), self._clock.wall()

        def put(journal: Journal) -> None:
            journal.put("certificate", text)
            journal.put(LATE, engine.late.text())
            journal.note(at, "stopped", engine.stopped or "ended")

        await self._commits(put)
        return report

    def progress(self) -> Progress:
        """Where the run is now."""
        engine, now = self._engine, self._clock.monotonic()
        final = self._before + (Counter[State]() if engine is None else engine.final)
        done = final.total()
        rate = self._meter.rate(now, done - self._before.total())
        total = self._source.total
        state = self._budget.state()
        settling = self._resolver is not None and self._resolver.settling and self._stage == "sending"
        return Progress(
            stage="settling" if settling else self._stage,
            read=self._source.read,
            total=total,
            applied=final[State.APPLIED],
            rejected=final[State.REJECTED],
            unknown=final[State.UNKNOWN],
            doubtful=0 if self._doubts is None else len(self._doubts),
            in_flight=0 if engine is None else engine.in_flight,
            requests=0 if engine is None else engine.requests,
            rate=rate,
            limit=state.rate,
            paused=state.paused,
            seconds=now - self._meter.began,
            left=None if total is None or not rate else max(0.0, (total - done) / rate),
            trouble=None if engine is None or self._stage == "ended" else engine.trouble,
            settle=self._settle,
        )


def _with(entry: Entry, verdict: Verdict) -> Entry:
    return evolve(entry, state=verdict.state, reason=verdict.reason)


def _of_the_service(error: Exception) -> bool:
    return isinstance(error, PlankitError) and not isinstance(error, JournalError)
