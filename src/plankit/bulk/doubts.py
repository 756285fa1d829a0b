"""Rows that may have been applied: kept apart until the server's own list can be trusted.

A row in doubt fences its group: no other row that looks like it is sent, and it is looked for only when none is under
way, so that what the list shows can belong to nobody else's answer.

Source: facts/bulk_and_limits.md 3.4.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from plankit.bulk.rows import Entry
    from plankit.transport.clock import Clock


class Doubts:
    """The rows in doubt, and when they may be looked for.

    Args:
        clock: Settle times go by it.
        settle: Seconds after which the server does not apply a request any more, and shows what it has applied.
        labels: Whether names can be relied on. Else all rows in doubt are looked for together, when nothing is under
            way: a record under any name may be one of them.
    """

    def __init__(self, clock: Clock, settle: float, labels: Callable[[], bool]) -> None:
        self._clock = clock
        self._settle = settle
        self._labels = labels
        self._rows: dict[int, tuple[Entry, float]] = {}
        self._groups: Counter[bytes] = Counter()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, entries: Iterable[Entry]) -> None:
        """Take rows whose answer has been lost just now."""
        now = self._clock.monotonic()
        for entry in entries:
            self._rows[entry.index] = (entry, now)
            self._groups[entry.group] += 1

    def fenced(self, group: bytes) -> bool:
        """Whether no row of *group* may be sent now."""
        return self._groups[group] > 0

    def due(self, busy: Mapping[bytes, int]) -> tuple[list[Entry], float | None]:
        """Return the rows that may be looked for now, and the seconds until the next may be, if time alone decides.

        Args:
            busy: How many rows of each group are under way.
        """
        labels = self._labels()
        since: dict[bytes, float] = {}
        for entry, at in self._rows.values():
            group = entry.group if labels else b""
            since[group] = max(since.get(group, at), at)
        now = self._clock.monotonic()
        waits = {group: at + self._settle - now for group, at in since.items()}
        quiet = {group: left for group, left in waits.items() if not (busy.get(group) if labels else busy)}
        ready = {group for group, left in quiet.items() if left <= 0.0}
        left = min((left for group, left in quiet.items() if group not in ready), default=None)
        return [entry for entry, _ in self._rows.values() if (entry.group if labels else b"") in ready], left

    def drop(self, entries: Iterable[Entry]) -> None:
        """Let rows go that are not in doubt any more."""
        for entry in entries:
            if self._rows.pop(entry.index, None) is not None:
                self._groups[entry.group] -= 1
                if not self._groups[entry.group]:
                    del self._groups[entry.group]
