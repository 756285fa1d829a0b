from __future__ import annotations

from enum import StrEnum
from typing import Final


class IterationTimeframe(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    AFTER_NEXT = "after_next"
    BACKLOG = "backlog"
    BEFORE_LAST = "before_last"
    CURRENT = "current"
    LAST = "last"
    NEXT = "next"


BY_VALUE: Final[dict[str, IterationTimeframe]] = {member.value: member for member in IterationTimeframe}
