"""The rows of a job on their way from the input to the journal, and from the journal to the senders."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, Any

from anyio.lowlevel import cancel_shielded_checkpoint

from plankit.bulk.batches import marks
from plankit.bulk.feed import Feed
from plankit.bulk.journal import JournalError
from plankit.bulk.looks import group_of
from plankit.bulk.rows import Entry, Reason, State
from plankit.bulk.stored import digest_of
from plankit.errors import PlankitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from anyio.abc import TaskGroup

    from plankit.bulk.commits import Commits
    from plankit.bulk.journal import Journal
    from plankit.bulk.write import Write
    from plankit.transport.clock import Clock

BATCH = 64
_AT_ONCE = 8
"""Rows that are read and journalled together, from an iterable that need not be waited for."""

_ENDED = "input ended"


class Source:
    """Gives rows to be sent, in the order of the input: those that the journal holds, then the rest of the input.

    Args:
        write: Makes JSON of rows.
        rows: The input; None for a journal that holds all of it.
        key: Makes the caller's own name of a row, or None.
        commits: The journal.
        clock: For the times in the journal.
    """

    def __init__(
        self, write: Write, rows: object, key: Callable[[Any], object] | None, commits: Commits, clock: Clock
    ) -> None:
        self._write = write
        self._feed = None if rows is None else Feed(rows)
        self._key = key
        self._commits = commits
        self._clock = clock
        self._loaded: deque[Entry] = deque()
        self._after = -1
        self._left_out: set[int] = set()
        self.read: int = 0
        self.ended: bool = False

    @property
    def total(self) -> int | None:
        """Rows of the whole input, or None as long as its end is not known."""
        return self.read if self.ended or self._feed is None else self._feed.total

    @property
    def exhausted(self) -> bool:
        """Whether all rows were taken."""
        return self.ended and not self._loaded and self._after + 1 >= self.read

    def on_row(self, call: Callable[[], None]) -> None:
        """Have *call* called when rows of an asynchronous input have come that there were none of."""
        if self._feed is not None:
            self._feed.on_row = call

    async def open(self, group: TaskGroup) -> None:
        """Look at what the journal holds, and compare the input with it before anything is sent.

        Args:
            group: Lives as long as the source is used.

        Raises:
            JournalError: It is another input, or there is none and the journal does not hold all of it.
        """
        self.read = await self._commits(lambda journal: journal.total())
        self.ended = await self._commits(lambda journal: journal.get(_ENDED)) is not None
        if self._feed is not None:
            if self._feed.slow:
                group.start_soon(self._feed.read)
            await self._compare(self._feed)
        elif not self.ended:
            msg = (
                f"The journal holds {self.read} rows, and the input had not been read to its end when the job stopped: "
                "give the same rows again. Nothing was sent."
            )
            raise JournalError(msg)

    async def _compare(self, feed: Feed) -> None:
        for first in range(0, self.read, BATCH):
            count = min(BATCH, self.read - first)
            known = await self._commits(marks(first, count))
            entries = [self._entry(first + at, row) for at, row in enumerate(await feed.exactly(count))]
            for at, mark in enumerate(known):
                if at >= len(entries):
                    msg = (
                        f"The input has only {first + at} rows, and the journal holds {self.read}: it belongs to "
                        "another input. Give the same rows again, or another journal. Nothing was sent."
                    )
                    raise JournalError(msg)
                if digest_of(entries[at].payload, entries[at].key) != mark:
                    msg = (
                        f"Row {first + at} of the input is not the one that the journal holds: it belongs to another "
                        "input. Give the same rows in the same order, or another journal. Nothing was sent."
                    )
                    raise JournalError(msg)
        if self.ended and await feed.exactly(1):
            msg = (
                f"The input has more rows than the {self.read} that the journal holds, and it had ended there: give "
                "the same rows again, and the new ones to a job with a journal of its own. Nothing was sent."
            )
            raise JournalError(msg)

    def leave_out(self, indexes: Iterable[int]) -> None:
        """Never give these rows: somebody else has them, and they may become pending again in the journal."""
        self._left_out.update(indexes)

    def close(self) -> None:
        """Let go of the input."""
        if self._feed is not None:
            self._feed.close()

    async def stage(self) -> None:
        """Read the whole input into the journal, without sending anything."""
        while not self.ended:
            await self._read(BATCH, wait=True)

    async def take(self, count: int) -> list[Entry]:
        """Return up to *count* rows that are to be sent, or cannot be; none at the end, or where none is there yet."""
        while not self._loaded:
            if self._after + 1 < self.read:
                found = await self._commits(
                    lambda journal: journal.entries((State.PENDING,), after=self._after, limit=BATCH)
                )
                self._after = found[-1].index if len(found) == BATCH else self.read - 1
                self._loaded.extend(entry for entry in found if entry.index not in self._left_out)
            elif self.ended:
                return []
            else:
                fresh = await self._read(count, wait=False)
                self._after = self.read - 1
                self._loaded.extend(fresh)
                if not fresh:
                    return []
        return [self._loaded.popleft() for _ in range(min(count, len(self._loaded)))]

    async def _read(self, count: int, *, wait: bool) -> list[Entry]:
        """Read the next rows of the input into the journal."""
        feed = self._feed
        assert feed is not None  # noqa: S101 - without one, `open` has refused a journal that is not whole
        rows = await feed.take(count if feed.slow else max(count, BATCH), wait=wait)
        entries: list[Entry] = []
        for offset, row in enumerate(rows):
            entries.append(self._entry(self.read + offset, row))
            if offset % _AT_ONCE == _AT_ONCE - 1:
                # What is under way must not wait for a whole batch, and no row that was taken may be forgotten.
                await cancel_shielded_checkpoint()
        at, ended = self._clock.wall(), feed.ended

        def append(journal: Journal) -> None:
            if entries:
                journal.append(entries, at)
            if ended:
                journal.put(_ENDED, "yes")

        if entries or ended:
            await self._commits(append)
        self.read += len(entries)
        self.ended = ended
        return entries

    def _entry(self, index: int, row: Any) -> Entry:
        named = None if self._key is None else self._key(row)
        key = None if named is None else str(named)
        try:
            payload = self._write.encode(row)
        except PlankitError as refused:
            reason = Reason(str(refused), sent=False)
            return Entry(index, key, {"not sent": _plain(row)}, State.REJECTED, reason=reason)
        records = self._write.records
        if records is None:
            return Entry(index, key, payload, group=self._write.target(payload))
        return Entry(index, key, payload, group=group_of(records.fields(payload)), scope=records.scope(payload))


def _plain(row: Any) -> Any:
    """Return what can be kept of a row that cannot be sent: its JSON, or its kind."""
    try:
        shown = row.to_dict() if hasattr(row, "to_dict") else row
        return json.loads(json.dumps(shown, allow_nan=False))
    except Exception:  # noqa: BLE001 - a row may be anything
        return type(row).__name__
