"""Targets to which an earlier request may still be applied: a later row of the same target waits until it cannot.

For writes that no list shows, which are idempotent and sent again after a lost answer. What one row writes twice does
no harm; but a first sending that is applied after another row's would undo that one. It is so even where the sending
that was repeated has been answered since, and in a run that goes on after the one in which it happened.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plankit.bulk.rows import Entry
    from plankit.transport.clock import Clock


class Late:
    """The targets, and how long each is waited for.

    Args:
        clock: Settle times go by it.
        settle: Seconds after which the server does not apply a request any more.
        text: What an earlier run kept. Its settle times begin anew: when that run ended is not known.
    """

    def __init__(self, clock: Clock, settle: float, text: str | None = None) -> None:
        self._clock = clock
        self._settle = settle
        self._changed = False
        kept: dict[str, int] = json.loads(text or "{}")
        end = clock.monotonic() + settle
        # By target: the row, and the end of its settle time; the first to end comes first.
        self._until = {bytes.fromhex(group): (index, end) for group, index in kept.items()}

    def add(self, entries: Iterable[Entry]) -> None:
        """Take rows of which a request has been lost, up to now."""
        now = self._clock.monotonic()
        self._forget(now)
        for entry in entries:
            if entry.group:
                self._until.pop(entry.group, None)
                self._until[entry.group] = (entry.index, now + self._settle)
                self._changed = True

    def left(self, entry: Entry) -> float:
        """Return the seconds that a row has to wait for another one of its target; 0.0 if there is none."""
        index, end = self._until.get(entry.group, (entry.index, 0.0))
        return 0.0 if index == entry.index else max(end - self._clock.monotonic(), 0.0)

    def text(self) -> str:
        """Return what the journal keeps."""
        self._forget(self._clock.monotonic())
        self._changed = False
        return json.dumps({group.hex(): index for group, (index, _) in self._until.items()})

    def news(self) -> str | None:
        """Return it if rows have been added since it was last asked for."""
        return self.text() if self._changed else None

    def _forget(self, now: float) -> None:
        while self._until:
            group, (_, end) = next(iter(self._until.items()))
            if end > now:
                return
            del self._until[group]
