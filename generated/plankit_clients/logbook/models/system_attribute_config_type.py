from __future__ import annotations

from enum import StrEnum
from typing import Final


class SystemAttributeConfigType(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    DATE = "date"
    LONGTEXT = "longtext"
    MULTISELECT = "multiselect"
    SINGLESELECT = "singleselect"


BY_VALUE: Final[dict[str, SystemAttributeConfigType]] = {
    member.value: member for member in SystemAttributeConfigType
}
