from __future__ import annotations

from enum import StrEnum
from typing import Final


class GetPlaybooksSort(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    STAGES = "stages"
    STEPS = "steps"
    TITLE = "title"


BY_VALUE: Final[dict[str, GetPlaybooksSort]] = {member.value: member for member in GetPlaybooksSort}
