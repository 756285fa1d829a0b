from __future__ import annotations

from enum import StrEnum
from typing import Final


class PlaybookSort(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    ACTIVE_RUNS = "active_runs"
    LAST_RUN_AT = "last_run_at"
    RUNS = "runs"
    STAGES = "stages"
    STEPS = "steps"
    TITLE = "title"


BY_VALUE: Final[dict[str, PlaybookSort]] = {member.value: member for member in PlaybookSort}
