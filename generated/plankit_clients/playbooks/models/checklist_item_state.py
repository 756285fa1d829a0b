from __future__ import annotations

from enum import StrEnum
from typing import Final


class ChecklistItemState(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    CLOSED = "closed"
    IN_PROGRESS = "in_progress"
    OPEN = ""
    SKIPPED = "skipped"


BY_VALUE: Final[dict[str, ChecklistItemState]] = {member.value: member for member in ChecklistItemState}
