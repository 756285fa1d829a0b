"""Group commits: what many tasks write to a journal is synced together, off the event loop."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from anyio import CancelScope, CapacityLimiter, Event, create_task_group, get_cancelled_exc_class, sleep, to_thread

from plankit.bulk.journal import JournalError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from plankit.bulk.journal import Journal

T = TypeVar("T")

LONGEST_PAUSE = 0.004
"""Seconds that a commit waits for more at most, where more is to be expected."""


class _Asked(Generic[T]):
    """An operation, and what came of it."""

    __slots__ = ("_error", "_operation", "_result", "done")

    def __init__(self, operation: Callable[[Journal], T]) -> None:
        self._operation = operation
        self._error: Exception | None = None
        self._result: T
        self.done = Event()

    def run(self, journal: Journal) -> None:
        """Do it as a part of the transaction; its own error is kept, and what it changed is undone.

        Raises:
            JournalError: The journal broke.
        """
        try:
            with journal.transaction():
                self._result = self._operation(journal)
        except Exception as error:
            if journal.broken is not None:
                raise
            self._error = error

    def fail(self, error: Exception) -> None:
        """Say that nothing of it was kept."""
        self._error = error

    def result(self) -> T:
        """Return what the operation returned, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._result


class Commits:
    """Commits to a journal for many tasks, in a worker thread: ``result = await commits(lambda j: j.put("a", "b"))``.

    Operations that come while a commit is under way are executed together in the next transaction, in order. Each
    caller goes on when its operation is on the disk.

    It holds a task group: leave it in the task that entered it, and enter no cancel scope inside that outlives it.
    Leaving finishes what was asked for, also when the surrounding scope or the task is cancelled.

    Args:
        journal: The journal. Nobody else writes to it meanwhile; reading `counts()` is free.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._queue: list[_Asked[Any]] = []
        self._open = False
        self._failure: BaseException | None = None
        self._pause = 0.0

    async def __aenter__(self) -> Self:
        self._wake = Event()
        self._ended = Event()
        # Of its own: threads that others keep busy would hold up the commits.
        self._limiter = CapacityLimiter(1)
        self._group = create_task_group()
        await self._group.__aenter__()
        self._open = True
        self._group.start_soon(self._run)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open = False
        self._wake.set()
        try:
            with CancelScope(shield=True):
                await self._ended.wait()
        except BaseException as late:
            # asyncio's own cancellation knows no shield; the group waits for its task all the same.
            await self._group.__aexit__(type(late), late, late.__traceback__)
            raise
        # Not told of an error of the body, which it would wrap in a group; it goes on from here by itself.
        await self._group.__aexit__(None, None, None)

    async def __call__(self, operation: Callable[[Journal], T]) -> T:
        """Execute *operation* in the next transaction, and return what it returned when that is on the disk.

        A caller who is cancelled, before or while it waits, does not learn the result; **the operation is executed all
        the same**, so that no intent is half known. Who must know the result waits in ``CancelScope(shield=True)``.

        Args:
            operation: Is given the journal, in a worker thread, inside a transaction. If it raises, what it changed
                is undone, and only its caller sees it.

        Raises:
            JournalError: The commit failed: nothing of it was kept, and no later call is executed.
        """
        if self._failure is not None:
            raise JournalError(str(self._failure)) from self._failure
        if not self._open:
            msg = "Commits take operations inside `async with Commits(journal) as commits:` only."
            raise JournalError(msg)
        asked = _Asked(operation)
        self._queue.append(asked)
        self._wake.set()
        await asked.done.wait()
        return asked.result()

    async def _run(self) -> None:
        try:
            with CancelScope(shield=True):
                while self._queue or self._open:
                    if self._queue:
                        await self._gather()
                        await self._commit()
                    else:
                        await self._until_woken()
        finally:
            self._ended.set()

    async def _gather(self) -> None:
        """Wait for others where several came last time, as long as that took: fewer commits, each with more."""
        if not self._pause or not self._open:
            return
        try:
            await sleep(self._pause)
        except get_cancelled_exc_class():
            # As in `_until_woken`; there is something to commit first.
            return

    async def _until_woken(self) -> None:
        self._wake = Event()
        try:
            await self._wake.wait()
        except get_cancelled_exc_class():
            # asyncio's own, at the end of its run, knows no shield. Who holds the commits is cancelled as well, and
            # asks to end.
            return

    async def _commit(self) -> None:
        batch, self._queue = self._queue, []
        began = time.monotonic()
        turn = threading.Lock()
        over = False

        def work() -> None:
            nonlocal over
            with turn:
                if not over:
                    self._execute(batch)
                    over = True

        while not over:
            try:
                await to_thread.run_sync(work, abandon_on_cancel=False, limiter=self._limiter)
            except get_cancelled_exc_class():
                # Again asyncio's own: whether the thread had begun is not known, so that it is asked once more.
                continue
        self._pause = min(time.monotonic() - began, LONGEST_PAUSE) if len(batch) > 1 else 0.0
        for asked in batch:
            asked.done.set()

    def _execute(self, batch: list[_Asked[Any]]) -> None:
        """Execute the operations in one transaction. In the worker thread."""
        if self._failure is None:
            try:
                with self._journal.transaction():
                    for asked in batch:
                        asked.run(self._journal)
            except BaseException as error:  # noqa: BLE001 - whatever it is, nothing was kept, and nobody may wait forever
                self._failure = error
            else:
                return
        for asked in batch:
            failure = JournalError(str(self._failure))
            failure.__cause__ = self._failure
            asked.fail(failure)
