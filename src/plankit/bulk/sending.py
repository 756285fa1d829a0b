"""One request of a job, as the journal knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio

from plankit.errors import PlankitError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from plankit.bulk.commits import Commits
    from plankit.bulk.engine import Engine
    from plankit.bulk.journal import Journal
    from plankit.bulk.rows import Verdict
    from plankit.transport.clock import Clock


class Sending:
    """Rows that go with one request. They are in the journal as sent before the request may leave.

    Args:
        commits: The journal.
        clock: For the times in it.
        indexes: The rows.
        number: Gives the next number of a sending.

    Attributes:
        number: Its number; None as long as it is not in the journal.
        left: Whether it may have left.
        doubt: Whether it was sent again after an attempt that may have been applied, or may still be.
    """

    def __init__(self, commits: Commits, clock: Clock, indexes: Sequence[int], number: Callable[[], int]) -> None:
        self._commits = commits
        self._clock = clock
        self._indexes = indexes
        self._next = number
        self.number: int | None = None
        self.left: bool = False
        self.doubt: bool = False

    async def begin(self) -> None:
        """Put it on the disk that the rows may be on their way."""
        number, at = self._next(), self._clock.wall()
        # Before the commit: whoever is cancelled meanwhile must take them for sent.
        self.number = number
        await self._commits(lambda journal: journal.sending(number, self._indexes, at))

    async def withdraw(self, before: Sequence[Verdict]) -> None:
        """Journal, if it is there, that nothing of it has left; the rows are as *before*."""
        number, at = self.number, self._clock.wall()
        if number is not None:
            with anyio.CancelScope(shield=True):
                await self._commits(lambda journal: journal.withdrawn(number, at, before))
            self.number = None

    def answered(self, journal: Journal, at: float, detail: str, verdicts: Sequence[Verdict]) -> None:
        """Write what became of the rows."""
        if self.number is None:
            journal.decided(at, f"not sent: {detail}", verdicts)
        else:
            journal.answered(self.number, at, detail, verdicts)


class Withdrawal:
    """Lets a job that stops take back what has not left yet, and tells the journal when it leaves.

    Args:
        engine: The job.
        scope: Holds the request; cancelled to take it back.
        sending: The request.
    """

    def __init__(self, engine: Engine, scope: anyio.CancelScope, sending: Sending) -> None:
        self._engine = engine
        self._scope = scope
        self._sending = sending

    def waits(self) -> None:
        """Let it be taken back, again after an attempt that the server turned away.

        Raises:
            PlankitError: The job has stopped.
        """
        self._check()
        self._engine.waiting.add(self._scope)

    async def prepares(self) -> None:
        """Put it on the disk before it leaves.

        Raises:
            PlankitError: The job has stopped.
        """
        self._check()
        if self._sending.number is None:
            await self._sending.begin()

    def leaves(self, *, doubt: bool) -> None:
        """Let it go.

        Raises:
            PlankitError: The job has stopped.
        """
        self._check()
        self._engine.waiting.discard(self._scope)
        if not self._sending.left:
            self._sending.left = True
            self._engine.requests += 1
        self._sending.doubt = doubt

    def _check(self) -> None:
        if self._engine.stopped is not None:
            msg = "the job was stopped before it was sent."
            raise PlankitError(msg)
