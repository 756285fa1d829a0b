from __future__ import annotations

from enum import StrEnum
from typing import Final


class PlaybookRunStatus(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    FINISHED = "Finished"
    IN_PROGRESS = "InProgress"


BY_VALUE: Final[dict[str, PlaybookRunStatus]] = {member.value: member for member in PlaybookRunStatus}
