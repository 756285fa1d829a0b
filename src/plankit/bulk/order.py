"""Results in the order of the input. Pure."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plankit.bulk.rows import Result

MOST_WAITING = 1000
"""Results that wait for an earlier one, at which no further row is begun."""


class InOrder:
    """Holds results back until all earlier rows of this run have theirs."""

    def __init__(self) -> None:
        self._expected: list[int] = []
        self._results: dict[int, Result] = {}
        self._frontier = -1

    @property
    def crowded(self) -> bool:
        """Whether so many results wait that no further row should be begun."""
        return len(self._results) >= MOST_WAITING

    def expect(self, indexes: Iterable[int], *, begun: bool = True) -> None:
        """Say that rows will have results.

        Args:
            indexes: The rows.
            begun: Whether they came in the order of the input, so that no row before them is still to come; not so for
                rows of an earlier run that are looked for out of turn.
        """
        for index in indexes:
            heapq.heappush(self._expected, index)
            if begun:
                self._frontier = max(self._frontier, index)

    def add(self, result: Result) -> list[Result]:
        """Take a result, and return those that may be handed out now."""
        self._results[result.index] = result
        return self._ready(self._frontier)

    def rest(self) -> list[Result]:
        """Return what was held back, when nothing more will come."""
        return [self._results.pop(index) for index in sorted(self._results)]

    def _ready(self, last: int) -> list[Result]:
        found: list[Result] = []
        while self._expected and self._expected[0] <= last and self._expected[0] in self._results:
            found.append(self._results.pop(heapq.heappop(self._expected)))
        return found
