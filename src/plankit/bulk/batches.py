"""Walking the rows of a journal in batches while it is written, and what is written of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from plankit.bulk.commits import Commits
    from plankit.bulk.journal import Journal
    from plankit.bulk.rows import Entry, State, Verdict

_SIZE = 500


class Batches:
    """Walks rows of some states, in the order of the input, up to 500 at a time."""

    def __init__(self, commits: Commits, *states: State) -> None:
        self._commits = commits
        self._states: Iterable[State] = states
        self._after = -1

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> list[Entry]:
        """Return the next batch."""
        entries = await self._commits(self._read)
        if not entries:
            raise StopAsyncIteration
        self._after = entries[-1].index
        return entries

    def _read(self, journal: Journal) -> list[Entry]:
        return journal.entries(self._states, after=self._after, limit=_SIZE)


def decided(at: float, what: str, verdicts: Sequence[Verdict]) -> Callable[[Journal], None]:
    """Return the operation that writes verdicts that no answer gave."""

    def write(journal: Journal) -> None:
        journal.decided(at, what, verdicts)

    return write


def retried(at: float, indexes: Sequence[int]) -> Callable[[Journal], int]:
    """Return the operation that lets rows be sent again."""

    def write(journal: Journal) -> int:
        return journal.retry(indexes, at)

    return write


def marks(first: int, count: int) -> Callable[[Journal], list[bytes]]:
    """Return the operation that reads what rows are compared by."""

    def read(journal: Journal) -> list[bytes]:
        return journal.marks(first, count)

    return read
