from __future__ import annotations

from enum import StrEnum
from typing import Final


class IterationLengthUnit(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    DAYS = "days"
    MONTHS = "months"
    WEEKS = "weeks"


BY_VALUE: Final[dict[str, IterationLengthUnit]] = {member.value: member for member in IterationLengthUnit}
