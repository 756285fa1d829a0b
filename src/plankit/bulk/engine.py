"""The tasks of a running job: some send and settle what became of rows, one looks for what is in doubt."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import anyio
from attrs import evolve

from plankit.bulk.checking import PROOF
from plankit.bulk.chunks import ChunkLaw, halves
from plankit.bulk.judging import MOST_SENDINGS, judge, seen, unsure, verdict_of
from plankit.bulk.line import Line
from plankit.bulk.rows import Entry, Reason, State, Verdict, result_of
from plankit.bulk.write import Done
from plankit.errors import ConflictError, PlankitError
from plankit.transport.call import in_bulk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from plankit.bulk.checking import Findings, Proof
    from plankit.bulk.commits import Commits
    from plankit.bulk.doubts import Doubts
    from plankit.bulk.journal import Journal
    from plankit.bulk.judging import Judgement
    from plankit.bulk.lists import Lists
    from plankit.bulk.looks import Echo
    from plankit.bulk.report import Stopped
    from plankit.bulk.rows import Result
    from plankit.bulk.source import Source
    from plankit.bulk.write import Answered, Write
    from plankit.transport.clock import Clock

MOST_PROBES = 10
"""Rows that are sent one by one at most while none has been applied."""
ECHO = "echo"
_LONGEST_PAUSE = 30.0
_LONGEST_DETAIL = 1000


class Engine:
    """The state that the tasks share, and what they do.

    Args:
        write: What is done with each row.
        source: The rows.
        commits: The journal.
        doubts: The rows in doubt; None where nothing shows what a row makes.
        lists: The server's lists; None where nothing shows what a row makes.
        echo: Learns which fields the server gives back.
        clock: Pauses and times go by it.
        patience: Seconds without any answer after which the job stops.
        emit: Hands out a result.
        too_many: Whether so many rows have failed that the job is to stop.
        crowded: Whether so many results wait for an earlier one that no further row is to be begun.
        begun: Told the rows that are taken from the input, in its order.
        last_sending: The highest number of a sending in the journal.
        proof: Counts what was looked for.
    """

    def __init__(
        self,
        write: Write,
        source: Source,
        commits: Commits,
        doubts: Doubts | None,
        lists: Lists | None,
        echo: Echo,
        clock: Clock,
        *,
        patience: float,
        emit: Callable[[Result], Awaitable[None]],
        too_many: Callable[[Counter[State]], bool],
        crowded: Callable[[], bool],
        begun: Callable[[list[int]], None],
        last_sending: int,
        proof: Proof,
    ) -> None:
        self._write = write
        self._commits = commits
        self._doubts = doubts
        self._lists = lists
        self._echo = echo
        self._clock = clock
        self._patience = patience
        self._emit = emit
        self._too_many = too_many
        self._number = last_sending
        self._law = ChunkLaw(write.most)
        self._line = Line(
            source,
            doubts,
            self._law,
            crowded=crowded,
            begun=begun,
            refuse=self._tell,
            failed=lambda error: self.stop("error", error),
        )
        self._baseline = anyio.Lock()
        self._refused: dict[str, Reason] = {}
        self._failing: float | None = None
        self._failures = 0
        self.proof: Proof = proof
        self.requests: int = 0
        self.final: Counter[State] = Counter()
        self.stopped: Stopped | None = None
        self.error: Exception | None = None
        self.settling: bool = False

    @property
    def in_flight(self) -> int:
        """Rows that are under way."""
        return self._line.in_flight

    def stop(self, why: Stopped, error: Exception | None = None) -> None:
        """Send nothing more; what is under way is finished. The first reason counts."""
        if self.stopped is None:
            self.stopped, self.error = why, error
        self._line.close()

    async def work(self) -> None:
        """Send chunk after chunk until nothing is left."""
        with in_bulk():
            while (chunk := await self._line.take()) is not None:
                try:
                    await self._handle(chunk)
                except Exception as error:  # noqa: BLE001 - whatever it was ends the job, and is raised to its user
                    self.stop("error", error)
                finally:
                    self._line.done(chunk)

    async def _handle(self, chunk: list[Entry]) -> None:
        if self._lists is not None:
            chunk = await self._prepared(chunk, self._lists)
        if not chunk:
            return
        self._number += 1
        number, at = self._number, self._clock.wall()
        indexes = [entry.index for entry in chunk]
        # From here on the journal says that they may be on their way.
        await self._commits(lambda journal: journal.sending(number, indexes, at))
        chunk = [evolve(entry, sendings=entry.sendings + 1) for entry in chunk]
        self.requests += 1
        try:
            answers: Sequence[Answered] = await self._write.send([entry.payload for entry in chunk])
        except PlankitError as error:
            await self._failed(chunk, number, error)
        else:
            await self._answered(chunk, number, answers)

    async def _prepared(self, chunk: list[Entry], lists: Lists) -> list[Entry]:
        """Make sure that it is known what the server had before; return the rows that may be sent now."""
        ready: list[Entry] = []
        scopes = Counter(entry.scope for entry in chunk)
        for scope in scopes:
            mine = [entry for entry in chunk if entry.scope == scope]
            refused = self._refused.get(scope)
            try:
                async with self._baseline:
                    found = None if refused is not None else await lists.baseline(scope)
                if found is not None:
                    await self._note("listed", f"{found} records were there before the first row", scope)
            except PlankitError as error:
                judged = judge(error, repeatable=True)
                if judged == "stop":
                    self.stop("error", error)
                if judged != "refused":
                    self._line.again(mine)
                    await self._pause(error)
                    continue
                self._refused[scope] = refused = self._reason(error)
            if refused is None:
                ready += mine
            else:
                await self._unlisted(mine, refused)
        return ready

    async def _unlisted(self, chunk: list[Entry], refused: Reason) -> None:
        """Reject rows that could not be looked for if their answer were lost, since their list cannot be read."""
        why = "Not sent: the list that would show it cannot be read, and a lost answer could not be looked for there."
        message = f"{why} {refused.message}"
        reason = evolve(refused, message=message, sent=False)
        verdicts = [Verdict(entry.index, State.REJECTED, reason=reason) for entry in chunk]
        await self._settle(chunk, verdicts, lambda journal, at: journal.decided(at, "not sent", verdicts), {})

    async def _answered(self, chunk: list[Entry], number: int, answers: Sequence[Answered]) -> None:
        """Settle rows by an answer that tells what became of each."""
        verdicts: list[Verdict] = []
        values: dict[int, Any] = {}
        for entry, answer in zip(chunk, answers, strict=True):
            if isinstance(answer, Done):
                verdicts.append(Verdict(entry.index, State.APPLIED, answer.id))
                values[entry.index] = answer.value
                self._line.probing = False
                if self._write.records is not None and answer.seen is not None:
                    self._echo.learn(self._write.records.fields(entry.payload), answer.seen)
            else:
                verdicts.append(verdict_of(entry.index, answer, readable=self._doubts is not None))
        self._law.answered(len(chunk))
        self._failing, self._failures = None, 0
        self._line.probing = self._line.probing and self.final[State.REJECTED] < MOST_PROBES
        told = Counter(verdict.state.name.lower() for verdict in verdicts)
        detail = ", ".join(f"{count} {state}" for state, count in told.items())
        learned = self._echo.news()

        def answered(journal: Journal, at: float) -> None:
            journal.answered(number, at, detail, verdicts)
            if learned is not None:
                journal.put(ECHO, learned)

        await self._settle(chunk, verdicts, answered, values)

    async def _failed(self, chunk: list[Entry], number: int, error: PlankitError) -> None:
        """Settle rows by the failure of their request as a whole."""
        judged = judge(error, repeatable=self._write.repeatable)
        if isinstance(error, ConflictError) and judged == "refused" and any(entry.reason for entry in chunk):
            # What it contradicts may be its own earlier sending.
            judged = "doubt"
        if len(chunk) == 1 and chunk[0].reason is not None and self._write.settled(error):
            # An earlier sending, whose answer was lost, had done it.
            judged, verdicts = "refused", [Verdict(chunk[0].index, State.APPLIED)]
        else:
            verdicts = self._verdicts(chunk, judged, error)
        if judged == "stop":
            self.stop("error", error)
        if judged == "refused":
            self._failing, self._failures = None, 0
        detail = str(error)[:_LONGEST_DETAIL]
        await self._settle(chunk, verdicts, lambda journal, at: journal.answered(number, at, detail, verdicts), {})
        if judged in ("again", "doubt") and self.stopped is None:
            await self._pause(error)

    def _reason(self, error: PlankitError) -> Reason:
        return Reason(str(error), getattr(error, "status", None) or None, getattr(error, "code", None))

    def _verdicts(self, chunk: list[Entry], judged: Judgement, error: PlankitError) -> list[Verdict]:
        reason = self._reason(error)
        if judged == "refused" and len(chunk) > 1:
            # One poisoned row makes the server refuse them all: halves, until it stands alone.
            self._law.failed(len(chunk))
            first, _ = halves(len(chunk))
            self._line.again(chunk[:first], chunk[first:], first=True)
            return [Verdict(entry.index, State.PENDING) for entry in chunk]
        if judged == "refused":
            return [Verdict(chunk[0].index, State.REJECTED, reason=reason)]
        if judged != "doubt":
            self._line.again(chunk)
            return [Verdict(entry.index, State.PENDING, reason=entry.reason) for entry in chunk]
        self._law.failed(len(chunk))
        if self._doubts is not None:
            return [Verdict(entry.index, State.DOUBTFUL, reason=reason) for entry in chunk]
        return [self._without_list(entry, reason) for entry in chunk]

    def _without_list(self, entry: Entry, reason: Reason) -> Verdict:
        """Return what becomes of a row in doubt where no list would show it."""
        if not self._write.repeatable:
            why = "the service has no list that shows what this write makes"
            return Verdict(entry.index, State.UNKNOWN, reason=unsure(reason, why))
        if entry.sendings >= MOST_SENDINGS:
            why = f"it was sent {entry.sendings} times without a trustworthy answer"
            return Verdict(entry.index, State.UNKNOWN, reason=unsure(reason, why))
        self._line.again([evolve(entry, reason=reason)])
        return Verdict(entry.index, State.PENDING, reason=reason)

    async def _settle(
        self,
        chunk: Sequence[Entry],
        verdicts: Sequence[Verdict],
        write: Callable[[Journal, float], None],
        values: dict[int, Any],
        *,
        found: bool = False,
    ) -> None:
        """Journal what became of rows, then tell it."""
        at = self._clock.wall()
        await self._commits(lambda journal: write(journal, at))
        now = [evolve(entry, state=v.state, id=v.id, reason=v.reason) for entry, v in zip(chunk, verdicts, strict=True)]
        if self._doubts is not None:
            self._doubts.add(entry for entry in now if entry.state is State.DOUBTFUL)
        for entry in now:
            if entry.state.final:
                await self._tell(entry, values.get(entry.index), found=found and entry.state is State.APPLIED)

    async def _tell(self, entry: Entry, value: Any = None, *, found: bool = False) -> None:
        self.final[entry.state] += 1
        if self._too_many(self.final):
            self.stop("max_failures")
        await self._emit(result_of(entry, value, found=found))

    async def _pause(self, error: PlankitError) -> None:
        """Wait before the next try; give up when nothing has been answered for too long."""
        now = self._clock.monotonic()
        self._failing = now if self._failing is None else self._failing
        if now - self._failing >= self._patience:
            self.stop("error", error)
            return
        # One lost answer is none too many; where nothing is answered, everybody waits longer and longer.
        pause = min(0.05 * 2.0 ** min(self._failures, 10), _LONGEST_PAUSE) if self._failures else 0.0
        self._failures += 1
        await self._clock.sleep(pause, self._until_stopped)

    async def _until_stopped(self) -> None:
        while self.stopped is None:
            await self._line.changed.wait()

    async def _note(self, what: str, detail: str, scope: str = "") -> None:
        at = self._clock.wall()
        await self._commits(lambda journal: journal.note(at, what, detail, scope=scope))

    async def resolve(self) -> None:
        """Look for rows in doubt whenever their settle time is over, until nothing is left."""
        doubts, line, lists = self._doubts, self._line, self._lists
        if doubts is None or lists is None:
            return
        while self.stopped is None and not line.finished:
            changed = line.changed
            due, left = doubts.due(line.busy)
            self.settling = bool(doubts) and not line.in_flight
            if due:
                await self._looked(doubts, lists, due)
            elif left is None:
                await changed.wait()
            else:
                await self._clock.sleep(left, changed.wait)
        self.settling = False

    async def _looked(self, doubts: Doubts, lists: Lists, due: list[Entry]) -> None:
        try:
            with in_bulk():
                await self._resolve(doubts, lists, due)
        except PlankitError as error:
            await self._unread(error)
        except Exception as error:  # noqa: BLE001 - whatever it was ends the job, and is raised to its user
            self.stop("error", error)

    async def _unread(self, error: PlankitError) -> None:
        await self._note("not listed", str(error)[:_LONGEST_DETAIL])
        await self._pause(error)

    async def check(self, read: Callable[[], Awaitable[Findings]]) -> Findings | None:
        """Read the server's lists once more, again as long as they cannot be read and the patience lasts."""
        self._failing, self._failures = None, 0
        while self.stopped is None:
            try:
                with in_bulk():
                    return await read()
            except PlankitError as error:
                await self._unread(error)
        return None

    async def _resolve(self, doubts: Doubts, lists: Lists, due: list[Entry]) -> None:
        sights = {sight.index: sight for sight in await lists.look(due)}
        due = [entry for entry in due if entry.index in sights]
        for scope in {entry.scope for entry in due}:
            await self._note("listed", "the server's list was read until two readings agreed", scope)
        verdicts = [seen(entry, sights[entry.index]) for entry in due]
        proof = self.proof
        proof.looked += len(due)
        proof.found += sum(verdict.state is State.APPLIED for verdict in verdicts)
        proof.absent += sum(verdict.state is State.PENDING for verdict in verdicts)
        again = {verdict.index for verdict in verdicts if verdict.state is State.PENDING}

        def decided(journal: Journal, at: float) -> None:
            journal.decided(at, "looked", verdicts)
            journal.put(PROOF, proof.text())

        await self._settle(due, verdicts, decided, {}, found=True)
        doubts.drop(due)
        # Proven absent: they go first, one by one, since together they have failed.
        self._line.again(*([entry] for entry in due if entry.index in again), first=True)
        self._line.release()
