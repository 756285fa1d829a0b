"""The line of rows in front of the senders: which rows go next, and which must wait."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

import anyio

from plankit.bulk.chunks import GROWING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from plankit.bulk.chunks import ChunkLaw
    from plankit.bulk.doubts import Doubts
    from plankit.bulk.rows import Entry
    from plankit.bulk.source import Source

MOST_DOUBTS = 500
"""Rows in doubt, or waiting behind them, at which nothing more is sent until they have been looked for."""


class Line:
    """Gives chunks of rows to whoever sends.

    Args:
        source: The rows that have not been sent yet.
        doubts: The rows in doubt; None where nothing shows what a row makes.
        law: The size of chunks.
        crowded: Whether so many results wait for an earlier one that no further row is to be begun.
        begun: Told the rows that are taken from the input, in its order.
        refuse: Told each row that cannot be sent.
        failed: Told what the input raised; nothing more is sent then.
    """

    def __init__(
        self,
        source: Source,
        doubts: Doubts | None,
        law: ChunkLaw,
        *,
        crowded: Callable[[], bool],
        begun: Callable[[list[int]], None],
        refuse: Callable[[Entry], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._source = source
        self._doubts = doubts
        self._law = law
        self._crowded = crowded
        self._begun = begun
        self._refuse = refuse
        self._failed = failed
        self._again: deque[list[Entry]] = deque()
        self._parked: dict[bytes, list[Entry]] = {}
        self._owners: dict[bytes, int] = {}
        self._chunks = 0
        self._turn = anyio.Lock(fast_acquire=True)
        self._exhausted = False
        self._closed = False
        self.changed: anyio.Event = anyio.Event()
        self.busy: Counter[bytes] = Counter()
        self.in_flight: int = 0
        self.probing: bool = doubts is not None
        source.on_row(self.notify)

    def notify(self) -> None:
        """Let all who wait look again."""
        self.changed.set()
        self.changed = anyio.Event()

    def close(self) -> None:
        """Give out nothing more."""
        self._closed = True
        self.notify()

    @property
    def finished(self) -> bool:
        """Whether nothing is left, under way or in doubt."""
        return self._exhausted and not (self._again or self._parked or self.in_flight or self._doubts)

    async def take(self) -> list[Entry] | None:
        """Wait for the next chunk; None when there will be none. Give it back by `done`."""
        while True:
            changed = self.changed
            async with self._turn:
                if self._closed:
                    return None
                if not self._held():
                    try:
                        chunk = await self._next()
                    except Exception as error:  # noqa: BLE001 - the input's own, or the journal's
                        self._failed(error)
                        return None
                    if chunk:
                        self._chunks += 1
                        self.in_flight += len(chunk)
                        self.busy.update(entry.group for entry in chunk)
                        return chunk
                if self.finished:
                    self.notify()
                    return None
            await changed.wait()

    def done(self, chunk: Iterable[Entry]) -> None:
        """Say that what became of a chunk is in the journal."""
        self._chunks -= 1
        for entry in chunk:
            self.in_flight -= 1
            self.busy[entry.group] -= 1
            if not self.busy[entry.group]:
                del self.busy[entry.group]
        self.notify()

    def again(self, *chunks: list[Entry], first: bool = False) -> None:
        """Take rows back that were certainly not applied, or may be sent again whatever became of them."""
        if first:
            self._again.extendleft(reversed(chunks))
        else:
            self._again.extend(chunks)

    def settled(self, entry: Entry) -> None:
        """Say that a row is final: the next row that changes the same thing may go."""
        if self._owners.get(entry.group) == entry.index:
            waiting = self._parked.get(entry.group)
            if not waiting:
                del self._owners[entry.group]
                return
            following = waiting.pop(0)
            if not waiting:
                del self._parked[entry.group]
            # It owns the group from now on: nobody who came later may overtake it.
            self._owners[entry.group] = following.index
            self._again.appendleft([following])

    def release(self) -> None:
        """Let those rows go on whose look-alikes are not in doubt any more."""
        doubts = self._doubts
        for group in [group for group in self._parked if doubts is None or not doubts.fenced(group)]:
            waiting, size = self._parked.pop(group), self._law.size
            self._again.extend(waiting[at : at + size] for at in range(0, len(waiting), size))
        self.notify()

    def _held(self) -> bool:
        """Whether nothing may be sent now: the first row has not been answered, or chunks are still small."""
        if self.probing:
            return self.in_flight > 0 or bool(self._doubts)
        return self._law.growing and self._chunks >= GROWING

    def _full(self) -> bool:
        """Whether so many rows wait that no further one is begun; those that they wait for go on."""
        doubtful = 0 if self._doubts is None else len(self._doubts)
        return doubtful + sum(map(len, self._parked.values())) >= MOST_DOUBTS

    async def _next(self) -> list[Entry]:
        """Return the next chunk, or nothing if only rows that must wait are left."""
        while self._again:
            again = self._unfenced(self._again.popleft())
            if again:
                return again
        size = 1 if self.probing else self._law.size
        chunk: list[Entry] = []
        while len(chunk) < size and not self._exhausted and not self._crowded() and not self._full():
            entries = await self._source.take(size - len(chunk))
            self._exhausted = self._source.exhausted
            if not entries:
                break  # What is still to come may wait for what becomes of these.
            self._begun([entry.index for entry in entries])
            for entry in entries:
                if entry.state.final:
                    self._refuse(entry)
            chunk += self._unfenced([entry for entry in entries if not entry.state.final])
        return chunk

    def _unfenced(self, entries: list[Entry]) -> list[Entry]:
        """Return those that may be sent; the others wait.

        Rows that look like one in doubt wait until it has been looked for; rows that change the same thing go one after
        the other, in the order of the input.
        """
        free: list[Entry] = []
        for entry in entries:
            if self._doubts is not None:
                waits = self._doubts.fenced(entry.group)
            else:
                waits = bool(entry.group) and self._owners.setdefault(entry.group, entry.index) != entry.index
            if waits:
                self._parked.setdefault(entry.group, []).append(entry)
            else:
                free.append(entry)
        return free
