"""The deck: bulk calls that are written down as sent and wait for their slot, as many as leave within a moment."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from collections.abc import Callable

AHEAD = 0.02
"""Seconds: what is written down so long before it leaves keeps no slot waiting for a disk."""
_MOST = 1000


class Deck:
    """Places for calls, first come first served.

    Args:
        rate: Returns the calls per second that leave now.
    """

    def __init__(self, rate: Callable[[], float]) -> None:
        self._rate = rate
        self._taken = 0
        self._line: deque[anyio.Event] = deque()

    @property
    def room(self) -> int:
        """How many may be on it: at least one, so that with a slow rate hardly anything is written down early."""
        return 1 + int(min(self._rate() * AHEAD, _MOST))

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
