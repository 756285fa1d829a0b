"""Walking what became of rows, as a journal keeps it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Self

from plankit.bulk.rows import result_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plankit.bulk.rows import Entry, Result, State


class Kept:
    """Walks what became of rows, as a journal keeps it."""

    def __init__(self, entries: Callable[[State, int], Awaitable[list[Entry]]], state: State) -> None:
        self._entries = entries
        self._state = state
        self._left: deque[Entry] = deque()
        self._after = -1

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Result:
        """Return the next row.

        Raises:
            JournalError: The journal cannot be read.
            ConfigurationError: There is none.
        """
        if not self._left:
            self._left.extend(await self._entries(self._state, self._after))
        if not self._left:
            raise StopAsyncIteration
        entry = self._left.popleft()
        self._after = entry.index
        return result_of(entry)
