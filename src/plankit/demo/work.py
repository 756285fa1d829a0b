"""What the parts of the job have in common: stages that are counted, and many hands."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import anyio
from attrs import define

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

T = TypeVar("T")

WORKERS = 64


@define
class Stage:
    """One part of the job, as it goes.

    Attributes:
        name: What it does.
        total: Items.
        done: Items done so far.
        began: Monotonic seconds, or None before it begins.
        ended: Monotonic seconds, or None before it ends.
    """

    name: str
    total: int
    done: int = 0
    began: float | None = None
    ended: float | None = None

    @property
    def seconds(self) -> float:
        """Seconds that it has taken."""
        return 0.0 if self.began is None else (self.ended or time.monotonic()) - self.began

    def begin(self) -> None:
        """Begin, if it has not begun."""
        self.began = self.began or time.monotonic()

    def step(self, items: int = 1) -> None:
        """Count items; the first begins the stage, the last ends it."""
        self.begin()
        self.done += items
        if self.done >= self.total:
            self.ended = time.monotonic()


async def each(work: Callable[[T], Awaitable[None]], items: Iterator[T], hands: int = WORKERS) -> None:
    """Do *work* on each item with a fixed number of tasks: memory stays flat however many items there are."""

    async def worker() -> None:
        for item in items:
            await work(item)

    async with anyio.create_task_group() as group:
        for _ in range(hands):
            group.start_soon(worker)


async def until(reached: Callable[[], bool]) -> None:
    """Wait until *reached*."""
    while not reached():  # noqa: ASYNC110 - the stages are counted where the work is done, without knowing of this
        await anyio.sleep(0.02)
