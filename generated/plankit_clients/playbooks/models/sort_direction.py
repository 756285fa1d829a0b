from __future__ import annotations

from enum import StrEnum
from typing import Final


class SortDirection(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    ASC = "asc"
    DESC = "desc"


BY_VALUE: Final[dict[str, SortDirection]] = {member.value: member for member in SortDirection}
