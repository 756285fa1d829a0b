"""How fast a job is: rows over the last seconds. Pure."""

from __future__ import annotations

from collections import deque

_WINDOW = 10.0
_STEP = 0.1


class Meter:
    """Counts what was done over the last ten seconds."""

    def __init__(self, now: float) -> None:
        self.began = now
        self._samples: deque[tuple[float, int]] = deque([(now, 0)])

    def add(self, now: float, done: int) -> None:
        """Say how many were done by now, since the beginning."""
        if now - self._samples[-1][0] >= _STEP or len(self._samples) == 1:
            self._samples.append((now, done))
        while len(self._samples) > 2 and now - self._samples[1][0] > _WINDOW:  # noqa: PLR2004 - two make a rate
            self._samples.popleft()

    def rate(self, now: float, done: int) -> float:
        """Return how many a second were done lately."""
        at, before = self._samples[0]
        return (done - before) / (now - at) if now > at else 0.0
