"""Ctrl-C and SIGTERM: the first asks to finish, the second to stop at once."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import anyio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from anyio.abc import TaskStatus

T = TypeVar("T")


class Interrupts:
    """What an interrupt does at the moment.

    Attributes:
        count: How many came so far.
    """

    def __init__(self) -> None:
        self.count: int = 0
        self._act: Callable[[int], None] | None = None

    @contextmanager
    def during(self, act: Callable[[int], None]) -> Generator[None]:
        """Call *act* with the number of the interrupt for each that comes inside; for those that came before, too."""
        before, self._act = self._act, act
        if self.count:
            act(self.count)
        try:
            yield
        finally:
            self._act = before

    async def unless(self, work: Callable[[], Awaitable[T]]) -> T | None:
        """Return what *work* returns; None if an interrupt came, which cancels it."""
        with anyio.CancelScope() as scope, self.during(lambda _: scope.cancel()):
            return await work()
        return None

    def _came(self) -> None:
        self.count += 1
        if self._act is not None:
            self._act(self.count)

    async def watch(self, *, task_status: TaskStatus[None]) -> None:
        """Wait for interrupts until cancelled."""
        if os.name == "nt":
            # Event loops there know no signals: Ctrl-C raises KeyboardInterrupt, and the journal has what it needs.
            task_status.started()
            return
        with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
            task_status.started()
            async for _ in signals:
                self._came()


async def watched(work: Callable[[Interrupts], Awaitable[T]]) -> T:
    """Run *work* while interrupts are watched for.

    Raises:
        Exception: What it raises, not wrapped.
    """
    interrupts = Interrupts()
    failure: Exception | None = None
    found: list[T] = []
    async with anyio.create_task_group() as group:
        await group.start(interrupts.watch)
        try:
            found.append(await work(interrupts))
        except Exception as error:  # noqa: BLE001 - raised below, without the group's wrapping
            failure = error
        group.cancel_scope.cancel()
    if failure is not None:
        raise failure
    return found[0]
