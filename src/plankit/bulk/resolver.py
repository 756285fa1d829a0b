"""The task that looks for rows in doubt in the server's own lists, and the last look at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.bulk.checking import PROOF
from plankit.bulk.judging import seen
from plankit.bulk.rows import State
from plankit.errors import PlankitError
from plankit.transport.call import in_bulk

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plankit.bulk.checking import Findings, Proof
    from plankit.bulk.doubts import Doubts
    from plankit.bulk.engine import Engine
    from plankit.bulk.journal import Journal
    from plankit.bulk.lists import Lists
    from plankit.bulk.rows import Entry
    from plankit.transport.clock import Clock

_LONGEST_DETAIL = 1000


class Resolver:
    """Looks for rows in doubt whenever their settle time is over.

    Args:
        engine: Sends, settles and stops.
        doubts: The rows in doubt.
        lists: The server's lists.
        clock: Settle times go by it.
        proof: Counts what was looked for.

    Attributes:
        settling: Whether nothing is under way, and rows in doubt are waited for.
    """

    def __init__(self, engine: Engine, doubts: Doubts, lists: Lists, clock: Clock, proof: Proof) -> None:
        self._engine = engine
        self._doubts = doubts
        self._lists = lists
        self._clock = clock
        self._proof = proof
        self.settling: bool = False

    async def run(self) -> None:
        """Look until nothing is left."""
        engine, line = self._engine, self._engine.line
        while engine.stopped is None and not line.finished:
            changed = line.changed
            due, left = self._doubts.due(line.busy)
            self.settling = bool(self._doubts) and not line.in_flight
            if due:
                await self._try(due)
            elif left is None:
                await changed.wait()
            else:
                await self._clock.sleep(left, changed.wait)
        self.settling = False

    async def _try(self, due: list[Entry]) -> None:
        try:
            with in_bulk():
                await self._look(due)
        except PlankitError as error:
            await self._unread(error)
        except Exception as error:  # noqa: BLE001 - whatever it was ends the job, and is raised to its user
            self._engine.stop("error", error)

    async def _unread(self, error: PlankitError) -> None:
        await self._engine.note("not listed", self._engine.told(str(error))[:_LONGEST_DETAIL])
        await self._engine.pause(error)

    async def check(self, read: Callable[[], Awaitable[Findings]]) -> Findings | None:
        """Read the server's lists once more, again as long as they cannot be read and the patience lasts."""
        self._engine.answering()
        while self._engine.stopped is None:
            try:
                with in_bulk():
                    return await read()
            except PlankitError as error:
                await self._unread(error)
        return None

    async def _look(self, due: list[Entry]) -> None:
        sights = {sight.index: sight for sight in await self._lists.look(due)}
        # The patience is not renewed: what has to be answered is the sendings.
        self._engine.trouble = None
        due = [entry for entry in due if entry.index in sights]
        for scope in {entry.scope for entry in due}:
            await self._engine.note("listed", "the server's list was read until two readings agreed", scope)
        verdicts = [seen(entry, sights[entry.index]) for entry in due]
        proof = self._proof
        proof.looked += len(due)
        proof.found += sum(verdict.state is State.APPLIED for verdict in verdicts)
        proof.absent += sum(verdict.state is State.PENDING for verdict in verdicts)
        reasons = {verdict.index: verdict.reason for verdict in verdicts if verdict.state is State.PENDING}

        def decided(journal: Journal, at: float) -> None:
            journal.decided(at, "looked", verdicts)
            journal.put(PROOF, proof.text())

        await self._engine.settle(due, verdicts, decided, {}, found=True)
        self._doubts.drop(due)
        # Proven absent: they go first, one by one, since together they have failed.
        line = self._engine.line
        line.again(*([entry] for entry in due if entry.index in reasons), first=True)
        line.release()
