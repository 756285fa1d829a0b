"""The tasks that send rows, and settle what became of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import anyio
from attrs import evolve

from plankit.bulk.chunks import ChunkLaw, halves
from plankit.bulk.judging import MOST_SENDINGS, judge, unsure, verdict_of
from plankit.bulk.line import Line
from plankit.bulk.rows import Entry, Reason, State, Verdict, result_of
from plankit.bulk.sending import Sending, Withdrawal
from plankit.bulk.write import Done
from plankit.errors import ConflictError, Outcome, PlankitError
from plankit.masking import mask
from plankit.transport.call import gated, in_bulk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from plankit.bulk.commits import Commits
    from plankit.bulk.doubts import Doubts
    from plankit.bulk.journal import Journal
    from plankit.bulk.judging import Judgement
    from plankit.bulk.late import Late
    from plankit.bulk.lists import Lists
    from plankit.bulk.looks import Echo
    from plankit.bulk.report import Stopped
    from plankit.bulk.rows import Result
    from plankit.bulk.source import Source
    from plankit.bulk.write import Answered, Write
    from plankit.transport.clock import Clock

MOST_PROBES = 10
"""Rows that are sent one by one at most while none has been applied."""
ECHO, LATE = "echo", "late"
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
        late: The targets to which an earlier request may still be applied.
        clock: Pauses and times go by it.
        patience: Seconds without any answer after which the job stops.
        emit: Hands out a result.
        room: Waits until its user has taken results.
        too_many: Whether so many rows have failed that the job is to stop.
        crowded: Whether so many results wait for an earlier one that no further row is to be begun.
        begun: Told the rows that are taken from the input, in its order.
        last_sending: The highest number of a sending in the journal.
    """

    def __init__(
        self,
        write: Write,
        source: Source,
        commits: Commits,
        doubts: Doubts | None,
        lists: Lists | None,
        echo: Echo,
        late: Late,
        clock: Clock,
        *,
        patience: float,
        emit: Callable[[Result], None],
        room: Callable[[], Awaitable[None]],
        too_many: Callable[[Counter[State]], bool],
        crowded: Callable[[], bool],
        begun: Callable[[list[int]], None],
        last_sending: int,
    ) -> None:
        self._write = write
        self._commits = commits
        self.doubts: Doubts | None = doubts
        self.lists: Lists | None = lists
        self._echo = echo
        self._clock = clock
        self._patience = patience
        self._emit = emit
        self._room = room
        self._too_many = too_many
        self._number = last_sending
        self._law = ChunkLaw(write.most)
        self.line: Line = Line(
            source,
            doubts,
            self._law,
            crowded=crowded,
            begun=begun,
            refuse=self._tell,
            failed=lambda error: self.stop("error", error),
        )
        self._baseline = anyio.Lock(fast_acquire=True)
        self._refused: dict[str, Reason] = {}
        self.waiting: set[anyio.CancelScope] = set()
        self.halted: anyio.Event = anyio.Event()
        self.late: Late = late
        self._failing: float | None = None
        self._failures: int = 0
        self.trouble: str | None = None
        self.requests: int = 0
        self.final: Counter[State] = Counter()
        self.stopped: Stopped | None = None
        self.error: Exception | None = None

    @property
    def in_flight(self) -> int:
        """Rows that are under way."""
        return self.line.in_flight

    def stop(self, why: Stopped, error: Exception | None = None) -> None:
        """Send nothing more; what is under way is finished. The first reason counts."""
        if self.stopped is None:
            self.stopped, self.error = why, error
        self.halted.set()
        self.line.close()
        for scope in [*self.waiting]:
            scope.cancel()

    async def work(self) -> None:
        """Send chunk after chunk until nothing is left."""
        with in_bulk():
            while (chunk := await self.line.take()) is not None:
                try:
                    await self._handle(chunk)
                except Exception as error:  # noqa: BLE001 - whatever it was ends the job, and is raised to its user
                    self.stop("error", error)
                finally:
                    self.line.done(chunk)

    async def _handle(self, chunk: list[Entry]) -> None:
        if self.lists is not None:
            chunk = await self._prepared(chunk, self.lists)
        elif not await self._quiet(chunk[0]):
            self.line.again(chunk, first=True)
            return
        if chunk:
            await self._send(chunk)

    async def _quiet(self, entry: Entry) -> bool:
        """Wait until an earlier row that changes the same thing, and whose answer was lost, is not applied any more."""
        left = self.late.left(entry)
        if not left:
            return True
        await self._clock.sleep(left, self._until_stopped)
        return self.stopped is None

    async def _send(self, chunk: list[Entry]) -> None:
        """Send a chunk; the journal says that it may be on its way before its request may leave."""
        sending = Sending(self._commits, self._clock, [entry.index for entry in chunk], self._next_number)
        failure: PlankitError | None = None
        answers: Sequence[Answered] = ()
        with anyio.CancelScope() as scope:
            self.waiting.add(scope)
            try:
                with gated(Withdrawal(self, scope, sending)):
                    answers = await self._write.send([entry.payload for entry in chunk])
            except PlankitError as error:
                failure = error
            finally:
                self.waiting.discard(scope)
                if not sending.left:
                    await sending.withdraw([self._as_before(entry) for entry in chunk])
        if sending.number is None and (scope.cancelled_caught or (failure is not None and self.stopped is not None)):
            # It was withdrawn before anything of it had left.
            self.line.again(chunk)
            return
        if scope.cancelled_caught:
            msg = "withdrawn while it waited to be sent again."
            failure = PlankitError(msg, outcome=Outcome.UNKNOWN if self._write.repeatable else Outcome.NOT_APPLIED)
        if failure is None and sending.number is None:
            await sending.begin()
        if sending.number is not None:
            chunk = [evolve(entry, sendings=entry.sendings + 1) for entry in chunk]
        if sending.doubt and self.doubts is None:
            self.late.add(chunk)
        if failure is not None:
            await self._failed(chunk, sending, failure)
        else:
            await self._answered(chunk, sending, answers)

    def _as_before(self, entry: Entry) -> Verdict:
        """Return what a row was before a sending that did nothing: an earlier one may still be applied late."""
        late = self.doubts is None and entry.reason is not None
        return Verdict(entry.index, State.DOUBTFUL if late else State.PENDING, reason=entry.reason)

    def _next_number(self) -> int:
        self._number += 1
        return self._number

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
                    self.trouble = None
                    await self.note("listed", f"{found} records were there before the first row", scope)
            except PlankitError as error:
                judged = judge(error, repeatable=True)
                if judged == "stop":
                    self.stop("error", error)
                if judged != "refused":
                    self.line.again(mine)
                    await self.pause(error)
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
        await self.settle(chunk, verdicts, lambda journal, at: journal.decided(at, "not sent", verdicts), {})

    async def _answered(self, chunk: list[Entry], sending: Sending, answers: Sequence[Answered]) -> None:
        """Settle rows by an answer that tells what became of each."""
        verdicts: list[Verdict] = []
        values: dict[int, Any] = {}
        for entry, answer in zip(chunk, answers, strict=True):
            if isinstance(answer, Done):
                why = None if answer.why is None else Reason(answer.why)
                verdicts.append(Verdict(entry.index, State.APPLIED, answer.id, why))
                values[entry.index] = answer.value
                self.line.probing = False
                if self._write.records is not None and answer.seen is not None:
                    self._echo.learn(self._write.records.fields(entry.payload), answer.seen)
            else:
                masked = evolve(answer, reason=evolve(answer.reason, message=self.told(answer.reason.message)))
                verdicts.append(verdict_of(entry.index, masked, readable=self.doubts is not None))
        self._law.answered(len(chunk))
        self.answering()
        self.line.probing = self.line.probing and self.final[State.REJECTED] < MOST_PROBES
        told = Counter(verdict.state.name.lower() for verdict in verdicts)
        detail = ", ".join(f"{count} {state}" for state, count in told.items())
        learned = self._echo.news()

        def answered(journal: Journal, at: float) -> None:
            sending.answered(journal, at, detail, verdicts)
            if learned is not None:
                journal.put(ECHO, learned)

        await self.settle(chunk, verdicts, answered, values)

    async def _failed(self, chunk: list[Entry], sending: Sending, error: PlankitError) -> None:
        """Settle rows by the failure of their request as a whole."""
        judged = judge(error, repeatable=self._write.repeatable)
        before = any(entry.reason for entry in chunk)
        if isinstance(error, ConflictError) and judged == "refused" and before:
            # What it contradicts may be its own earlier sending.
            judged = "doubt"
        if len(chunk) == 1 and chunk[0].reason is not None and self._write.settled(error):
            # An earlier sending, whose answer was lost, had done it.
            judged, verdicts = "refused", [Verdict(chunk[0].index, State.APPLIED)]
        elif judged == "refused" and before and self.doubts is None:
            # It is this sending that changed nothing.
            why = "an earlier sending, whose answer was lost, may have been applied"
            verdicts = [Verdict(each.index, State.UNKNOWN, reason=unsure(self._reason(error), why)) for each in chunk]
        else:
            verdicts = self._verdicts(chunk, judged, error)
        if judged == "stop":
            self.stop("error", error)
        if judged == "refused":
            self.answering()
        detail = self.told(str(error))[:_LONGEST_DETAIL]
        await self.settle(chunk, verdicts, lambda journal, at: sending.answered(journal, at, detail, verdicts), {})
        if judged in ("again", "doubt") and self.stopped is None:
            await self.pause(error)

    def _reason(self, error: PlankitError, *, sent: bool = True) -> Reason:
        text = self.told(str(error))
        return Reason(text, getattr(error, "status", None) or None, getattr(error, "code", None), sent)

    def told(self, text: str) -> str:
        """Return what may be kept of what a server says: it may repeat the credential."""
        return mask(text, self._write.client.secrets())

    def _verdicts(self, chunk: list[Entry], judged: Judgement, error: PlankitError) -> list[Verdict]:
        reason = self._reason(error)
        if judged == "refused" and len(chunk) > 1:
            # One poisoned row makes the server refuse them all: halves, until it stands alone.
            self._law.failed(len(chunk))
            first, _ = halves(len(chunk))
            self.line.again(chunk[:first], chunk[first:], first=True)
            return [Verdict(entry.index, State.PENDING) for entry in chunk]
        if judged == "refused":
            return [Verdict(chunk[0].index, State.REJECTED, reason=reason)]
        if judged != "doubt":
            self.line.again(chunk)
            return [self._as_before(entry) for entry in chunk]
        self._law.failed(len(chunk))
        if self.doubts is not None:
            return [Verdict(entry.index, State.DOUBTFUL, reason=reason) for entry in chunk]
        return [self._without_list(entry, reason) for entry in chunk]

    def _without_list(self, entry: Entry, reason: Reason) -> Verdict:
        """Return what becomes of a row in doubt where no list would show it."""
        if not self._write.repeatable:
            why = "the service has no list that shows what this write makes"
            return Verdict(entry.index, State.UNKNOWN, reason=unsure(reason, why))
        self.late.add([entry])
        if entry.sendings >= MOST_SENDINGS:
            why = f"it was sent {entry.sendings} times without a trustworthy answer"
            return Verdict(entry.index, State.UNKNOWN, reason=unsure(reason, why))
        self.line.again([evolve(entry, reason=reason)])
        # In doubt until it has been sent again: a run that goes on later waits, too, before others of its target.
        return Verdict(entry.index, State.DOUBTFUL, reason=reason)

    async def settle(
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
        with anyio.CancelScope(shield=True):
            await self._commits(self.kept(lambda journal: write(journal, at)))
        now = [evolve(entry, state=v.state, id=v.id, reason=v.reason) for entry, v in zip(chunk, verdicts, strict=True)]
        if self.doubts is not None:
            self.doubts.add(entry for entry in now if entry.state is State.DOUBTFUL)
        for entry in now:
            if entry.state.final:
                self._tell(entry, values.get(entry.index), found=found and entry.state is State.APPLIED)
        # Nothing is waited for between the journal and the results: who is cancelled here has told them all.
        await self._room()

    def kept(self, write: Callable[[Journal], object]) -> Callable[[Journal], None]:
        """Return *write* with what is to be kept of late targets: a run that goes on must know them."""
        late = self.late.news()

        def both(journal: Journal) -> None:
            write(journal)
            if late is not None:
                journal.put(LATE, late)

        return both

    def _tell(self, entry: Entry, value: Any = None, *, found: bool = False) -> None:
        self.final[entry.state] += 1
        self.line.settled(entry)
        if self._too_many(self.final):
            self.stop("max_failures")
        self._emit(result_of(entry, value, found=found))

    def answering(self) -> None:
        """Say that the service answers: the patience begins anew."""
        self._failing, self._failures, self.trouble = None, 0, None

    async def pause(self, error: PlankitError) -> None:
        """Wait before the next try; give up when nothing has been answered for too long."""
        now = self._clock.monotonic()
        self._failing = now if self._failing is None else self._failing
        if now - self._failing >= self._patience:
            self.stop("error", error)
            return
        # One lost answer is none too many; where nothing is answered, everybody waits longer and longer.
        self.trouble = self.told(str(error)) if self._failures else None
        pause = min(0.05 * 2.0 ** min(self._failures, 10), _LONGEST_PAUSE) if self._failures else 0.0
        self._failures += 1
        await self._clock.sleep(pause, self._until_stopped)

    async def _until_stopped(self) -> None:
        await self.halted.wait()

    async def note(self, what: str, detail: str, scope: str = "") -> None:
        """Write an event of the job into the journal; with a list, for the rows that it would show."""
        at = self._clock.wall()
        await self._commits(lambda journal: journal.note(at, what, detail, scope=scope))
