"""How many rows go into one request. Pure."""

from __future__ import annotations

GROWING = 2
"""Chunks at the same time while they grow: what is learned from one is worth more than what another brings."""


class ChunkLaw:
    """The size of the next chunk: one row first, twice as many after each good answer, half as many after a bad one.

    A chunk is what is in doubt when its answer is lost, so it begins small and shrinks where answers are lost.

    Args:
        most: The most rows of one request, at least 1.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.size: int = 1

    def answered(self, rows: int) -> None:
        """Say that a chunk of so many rows was answered row by row."""
        if rows >= self.size:
            self.size = min(self.size * 2, self._most)

    def failed(self, rows: int) -> None:
        """Say that a chunk of so many rows was refused whole, or that its answer was lost."""
        self.size = max(1, min(self.size, rows // 2))

    @property
    def growing(self) -> bool:
        """Whether the next chunks are smaller than they may become: then only a few go at the same time."""
        return self.size < self._most

    def requests(self, rows: int) -> int:
        """Return the requests that so many rows need from the beginning if every answer is good.

        While chunks grow, `GROWING` of them go at the same time, so that each size comes as often; the first goes
        alone.
        """
        law, needed = ChunkLaw(self._most), 0
        while rows > 0 and law.growing:
            for _ in range(GROWING if needed else 1):
                needed += rows > 0
                rows -= law.size
            law.answered(law.size)
        return needed + -(-max(rows, 0) // self._most)


def halves(rows: int) -> tuple[int, int]:
    """Return into what a chunk of so many rows (at least 2) is cut when it was refused whole."""
    return (rows + 1) // 2, rows // 2
