"""Results on their way from the tasks of a job to its user: nothing that is in the journal is left untold."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from plankit.bulk.order import InOrder
    from plankit.bulk.rows import Result

MOST_LEFT = 256
"""Results that nobody has taken, at which the tasks wait."""


class Outlet:
    """Takes results at once, so that a cancellation cannot lose one, and makes the tasks wait afterwards.

    Args:
        order: Holds results back until all earlier rows have theirs; None hands them out as they come.
    """

    def __init__(self, order: InOrder | None) -> None:
        self._order = order
        self._results: deque[Result] = deque()
        self._told = anyio.Event()
        self._taken = anyio.Event()
        self._left = False
        self._ended = False

    def put(self, result: Result) -> None:
        """Take a result."""
        if not self._left:
            self._results.extend([result] if self._order is None else self._order.add(result))
            self._notify()

    async def room(self) -> None:
        """Wait until few enough results are left to be taken."""
        while len(self._results) >= MOST_LEFT and not self._left:
            await self._taken.wait()

    async def next(self) -> Result | None:
        """Wait for a result and return it; None at the end."""
        while not self._results:
            if self._ended:
                return None
            await self._told.wait()
        result = self._results.popleft()
        self._free()
        return result

    def flush(self) -> None:
        """Hand out what was held back: no earlier row will have a result any more."""
        if self._order is not None and not self._left:
            self._results.extend(self._order.rest())
            self._notify()

    def end(self) -> None:
        """Say that nothing more will come."""
        self._ended = True
        self._notify()

    def leave(self) -> None:
        """Keep no more results: their user has left, and the journal knows them."""
        self._left = True
        self._free()

    def _notify(self) -> None:
        self._told.set()
        self._told = anyio.Event()

    def _free(self) -> None:
        self._taken.set()
        self._taken = anyio.Event()
