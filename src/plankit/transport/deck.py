"""The deck: bulk calls that are written down as sent and wait for their slot, as many as leave within a moment."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from collections.abc import Callable

AHEAD, LEAST, LONGEST = 0.01, 0.02, 0.1
"""Seconds: on it are those that leave within this and twice what writing one down takes; bounds of the sum."""
_MARGIN = 2.0
_SMOOTH = 1.0 / 16.0
_MOST = 1000


class Deck:
    """Places for calls, first come first served: as many as leave while they are written down, and a few more.

    Args:
        rate: Returns the calls per second that leave now.
    """

    def __init__(self, rate: Callable[[], float]) -> None:
        self._rate = rate
        self._takes = 0.0
        self._taken = 0
        self._line: deque[anyio.Event] = deque()

    @property
    def room(self) -> int:
        """How many may be on it: at least one, so that with a slow rate hardly anything is written down early."""
        ahead = min(max(_MARGIN * self._takes + AHEAD, LEAST), LONGEST)
        return 1 + int(min(self._rate() * ahead, _MOST))

    def written(self, seconds: float) -> None:
        """Learn how long it took to write one down."""
        self._takes += _SMOOTH * (seconds - self._takes)

    async def enter(self) -> None:
        """Wait for a place."""
        if not self._line and self._taken < self.room:
            self._taken += 1
            return
        mine = anyio.Event()
        self._line.append(mine)
        try:
            await mine.wait()
        except BaseException:
            if mine.is_set():
                self.leave()
            else:
                self._line.remove(mine)
            raise

    def leave(self) -> None:
        """Free a place."""
        self._taken -= 1
        while self._line and self._taken < self.room:
            self._taken += 1
            self._line.popleft().set()
