"""The tasks of a running job: some send, one looks for what is in doubt. Which rows go next is decided here."""

from __future__ import annotations

import logging
from collections import Counter, deque
from typing import TYPE_CHECKING, Any

import anyio
from attrs import evolve

from plankit.bulk.checking import PROOF
from plankit.bulk.chunks import ChunkLaw, halves
from plankit.bulk.judging import doubtful_reason, judge, verdict_of
from plankit.bulk.rows import Entry, Reason, State, Verdict, result_of
from plankit.bulk.write import Done
from plankit.errors import PlankitError
from plankit.transport.call import in_bulk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from plankit.bulk.checking import Proof
    from plankit.bulk.commits import Commits
    from plankit.bulk.doubts import Doubts
    from plankit.bulk.journal import Journal
    from plankit.bulk.looks import Echo, Sight
    from plankit.bulk.report import Stopped
    from plankit.bulk.rows import Result
    from plankit.bulk.source import Source
    from plankit.bulk.write import Answered, Write
    from plankit.transport.clock import Clock

logger: logging.Logger = logging.getLogger("plankit")

MOST_SENDINGS = 5
"""How often a row is sent without a usable answer, each time proven not to have been applied or harmless."""
MOST_DOUBTS = 500
"""Rows in doubt, or waiting behind them, at which nothing more is sent until they have been looked for."""
MOST_PROBES = 10
"""Rows that are sent one by one at most while none has been applied."""
ECHO = "echo"
_LONGEST_PAUSE = 30.0


class Engine:
    """The state that the tasks share, and what they do.

    Args:
        write: What is done with each row.
        source: The rows.
        commits: The journal.
        doubts: The rows in doubt; None where nothing shows what a row makes.
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
        self._source = source
        self._commits = commits
        self._doubts = doubts
        self._echo = echo
        self._clock = clock
        self._patience = patience
        self._emit = emit
        self._too_many = too_many
        self._crowded = crowded
        self._begun = begun
        self._number = last_sending
        self._law = ChunkLaw(write.most)
        self._again: deque[list[Entry]] = deque()
        self._parked: dict[bytes, list[Entry]] = {}
        self._busy: Counter[bytes] = Counter()
        self._turn = anyio.Lock()
        self._baseline = anyio.Lock()
        self._changed = anyio.Event()
        self._probing = doubts is not None
        self._failing: float | None = None
        self._failures = 0
        self._exhausted = False
        self.in_flight: int = 0
        self.requests: int = 0
        self.proof: Proof = proof
        self.final: Counter[State] = Counter()
        self.stopped: Stopped | None = None
        self.error: Exception | None = None
        self.settling: bool = False

    def stop(self, why: Stopped, error: Exception | None = None) -> None:
        """Send nothing more; what is under way is finished. The first reason counts."""
        if self.stopped is None:
            self.stopped, self.error = why, error
        self._notify()

    def _notify(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()

    # what is next

    async def work(self) -> None:
        """Send chunk after chunk until nothing is left."""
        with in_bulk():
            while (chunk := await self._take()) is not None:
                try:
                    await self._handle(chunk)
                except Exception as error:  # noqa: BLE001 - whatever it was ends the job, and is raised to its user
                    self.stop("error", error)
                finally:
                    self.in_flight -= len(chunk)
                    self._busy.subtract(entry.group for entry in chunk)
                    self._busy += Counter()  # without those that are at 0
                    self._notify()

    async def _take(self) -> list[Entry] | None:
        """Wait for the next chunk; None when there will be none."""
        while True:
            changed = self._changed
            async with self._turn:
                if self.stopped is not None:
                    return None
                if not self._held():
                    try:
                        chunk = await self._next()
                    except Exception as error:  # noqa: BLE001 - the input's own, or the journal's
                        self.stop("error", error)
                        return None
                    if chunk:
                        self.in_flight += len(chunk)
                        self._busy.update(entry.group for entry in chunk)
                        return chunk
                if self._finished():
                    self._notify()
                    return None
            await changed.wait()

    def _held(self) -> bool:
        """Whether nothing may be sent now: the first row has not been answered, or too many are in doubt."""
        doubtful = 0 if self._doubts is None else len(self._doubts)
        if self._probing:
            return self.in_flight > 0 or doubtful > 0
        return doubtful + sum(map(len, self._parked.values())) >= MOST_DOUBTS

    def _finished(self) -> bool:
        waiting = self._again or self._parked or self.in_flight or self._doubts
        return self._exhausted and not waiting

    async def _next(self) -> list[Entry]:
        """Return the next chunk, or nothing if only rows that must wait are left."""
        while self._again:
            chunk = self._unfenced(self._again.popleft())
            if chunk:
                return chunk
        size = 1 if self._probing else self._law.size
        chunk: list[Entry] = []
        while len(chunk) < size and not self._exhausted and not self._crowded():
            entries = await self._source.take(size - len(chunk))
            self._exhausted = not entries
            self._begun([entry.index for entry in entries])
            for entry in entries:
                if entry.state.final:
                    await self._tell(entry)
            chunk += self._unfenced([entry for entry in entries if not entry.state.final])
            if self._held():
                break
        return chunk

    def _unfenced(self, entries: list[Entry]) -> list[Entry]:
        """Return those that may be sent; the others wait until the rows that they look like have been looked for."""
        if self._doubts is None:
            return entries
        free: list[Entry] = []
        for entry in entries:
            if self._doubts.fenced(entry.group):
                self._parked.setdefault(entry.group, []).append(entry)
            else:
                free.append(entry)
        return free

    # one chunk

    async def _handle(self, chunk: list[Entry]) -> None:
        if self._doubts is not None and not await self._prepared(chunk, self._doubts):
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

    async def _prepared(self, chunk: list[Entry], doubts: Doubts) -> bool:
        """Make sure that it is known what the server had before; else give the rows back, to be tried again."""
        try:
            async with self._baseline:
                for scope in {entry.scope for entry in chunk}:
                    found = await doubts.baseline(scope)
                    if found is not None:
                        await self._note("listed", f"{found} records before the first row, {scope}")
        except PlankitError as error:
            self._again.append(chunk)
            await self._pause(error)
            return False
        return True

    async def _answered(self, chunk: list[Entry], number: int, answers: Sequence[Answered]) -> None:
        verdicts: list[Verdict] = []
        values: dict[int, Any] = {}
        for entry, answer in zip(chunk, answers, strict=True):
            if isinstance(answer, Done):
                verdicts.append(Verdict(entry.index, State.APPLIED, answer.id))
                values[entry.index] = answer.value
                self._probing = False
                if self._write.records is not None and answer.seen is not None:
                    self._echo.learn(self._write.records.fields(entry.payload), answer.seen)
            else:
                verdicts.append(verdict_of(entry.index, answer, readable=self._doubts is not None))
        self._law.answered(len(chunk))
        self._failing, self._failures = None, 0
        self._probing = self._probing and self.final[State.REJECTED] < MOST_PROBES
        told = Counter(verdict.state.name.lower() for verdict in verdicts)
        detail = ", ".join(f"{count} {state}" for state, count in told.items())
        learned = self._echo.news()

        def answered(journal: Journal, at: float) -> None:
            journal.answered(number, at, detail, verdicts)
            if learned is not None:
                journal.put(ECHO, learned)

        await self._settle(chunk, verdicts, answered, values)

    async def _failed(self, chunk: list[Entry], number: int, error: PlankitError) -> None:
        """Deal with a request that failed as a whole."""
        if len(chunk) == 1 and chunk[0].reason is not None and self._write.settled(error):
            # An earlier sending, whose answer was lost, had done it.
            judged, verdicts = "refused", [Verdict(chunk[0].index, State.APPLIED)]
            self._failing, self._failures = None, 0
        else:
            judged = judge(error, repeatable=self._write.repeatable)
            if judged == "stop":
                self.stop("error", error)
            if judged == "refused":
                self._failing, self._failures = None, 0
            verdicts = self._verdicts(chunk, judged, error)
        detail = str(error)[:1000]
        await self._settle(chunk, verdicts, lambda journal, at: journal.answered(number, at, detail, verdicts), {})
        if judged in ("again", "doubt") and self.stopped is None:
            await self._pause(error)

    def _verdicts(self, chunk: list[Entry], judged: str, error: PlankitError) -> list[Verdict]:
        reason = Reason(str(error), getattr(error, "status", None) or None, getattr(error, "code", None))
        if judged == "refused" and len(chunk) > 1:
            # One poisoned row makes the server refuse them all: halves, until it stands alone.
            self._law.failed(len(chunk))
            first, _ = halves(len(chunk))
            self._again.extendleft([chunk[first:], chunk[:first]])
            return [Verdict(entry.index, State.PENDING) for entry in chunk]
        if judged == "refused":
            return [Verdict(chunk[0].index, State.REJECTED, reason=reason)]
        if judged in ("again", "stop"):
            self._again.append(chunk)
            return [Verdict(entry.index, State.PENDING) for entry in chunk]
        self._law.failed(len(chunk))
        if self._doubts is not None:
            return [Verdict(entry.index, State.DOUBTFUL, reason=reason) for entry in chunk]
        if not self._write.repeatable:
            told = doubtful_reason(reason, "the service has no list that shows what this write makes")
            return [Verdict(entry.index, State.UNKNOWN, reason=told) for entry in chunk]
        verdicts: list[Verdict] = []
        for entry in chunk:
            if entry.sendings >= MOST_SENDINGS:
                told = doubtful_reason(reason, f"sent {entry.sendings} times without a trustworthy answer")
                verdicts.append(Verdict(entry.index, State.UNKNOWN, reason=told))
            else:
                self._again.append([evolve(entry, reason=reason)])
                verdicts.append(Verdict(entry.index, State.PENDING, reason=reason))
        return verdicts

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
        pause = min(0.25 * 2.0 ** min(self._failures, 10), _LONGEST_PAUSE) if self._failures else 0.0
        self._failures += 1
        await self._clock.sleep(pause, self._until_stopped)

    async def _until_stopped(self) -> None:
        while self.stopped is None:
            await self._changed.wait()

    async def _note(self, what: str, detail: str) -> None:
        at = self._clock.wall()
        await self._commits(lambda journal: journal.note(at, what, detail))

    # what is in doubt

    async def resolve(self) -> None:
        """Look for rows in doubt whenever their settle time is over, until nothing is left."""
        doubts = self._doubts
        if doubts is None:
            return
        while self.stopped is None and not self._finished():
            changed = self._changed
            due, left = doubts.due(self._busy)
            self.settling = bool(doubts) and not self.in_flight
            if not due:
                if left is None:
                    await changed.wait()
                else:
                    await self._clock.sleep(left, changed.wait)
                continue
            try:
                with in_bulk():
                    await self._resolve(doubts, due)
            except PlankitError as error:
                await self._note("not listed", str(error)[:1000])
                await self._pause(error)
            except Exception as error:  # noqa: BLE001 - whatever it was ends the job, and is raised to its user
                self.stop("error", error)
        self.settling = False

    async def _resolve(self, doubts: Doubts, due: list[Entry]) -> None:
        sights = {sight.index: sight for sight in await doubts.look(due)}
        verdicts = [self._seen(entry, sights[entry.index]) for entry in due]
        proof = self.proof
        proof.looked += len(due)
        proof.found += sum(verdict.state is State.APPLIED for verdict in verdicts)
        proof.absent += sum(verdict.state is State.PENDING for verdict in verdicts)
        doubts.drop(due)
        again = {verdict.index for verdict in verdicts if verdict.state is State.PENDING}

        def decided(journal: Journal, at: float) -> None:
            journal.decided(at, "looked", verdicts)
            journal.put(PROOF, proof.text())

        await self._settle(due, verdicts, decided, {}, found=True)
        # Proven absent: they go first, by ones where they have been tried together.
        self._again.extendleft([entry] for entry in reversed(due) if entry.index in again)
        for group in [group for group in self._parked if not doubts.fenced(group)]:
            waiting = self._parked.pop(group)
            size = max(self._law.size, 1)
            self._again.extend(waiting[at : at + size] for at in range(0, len(waiting), size))
        self._notify()

    def _seen(self, entry: Entry, sight: Sight) -> Verdict:
        """Return what becomes of a row in doubt by what the server's list says."""
        if sight.verdict == "found":
            return Verdict(entry.index, State.APPLIED, sight.id, None if sight.why is None else Reason(sight.why))
        last = entry.reason or Reason("its answer was lost")
        if sight.verdict == "unclear":
            return Verdict(entry.index, State.UNKNOWN, reason=doubtful_reason(last, sight.why or ""))
        if entry.sendings >= MOST_SENDINGS:
            told = Reason(
                f"Sent {entry.sendings} times without a usable answer, and each time the server's own list showed that "
                f"nothing had been made. The last time: {last.message}",
                last.status,
                last.code,
            )
            return Verdict(entry.index, State.REJECTED, reason=told)
        return Verdict(entry.index, State.PENDING)
