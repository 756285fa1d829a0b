from __future__ import annotations

from enum import StrEnum
from typing import Final


class ProductIterationLengthUnit(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    DAYS = "days"
    MONTHS = "months"
    WEEKS = "weeks"


BY_VALUE: Final[dict[str, ProductIterationLengthUnit]] = {
    member.value: member for member in ProductIterationLengthUnit
}
