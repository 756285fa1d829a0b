from __future__ import annotations

from enum import StrEnum
from typing import Final


class ListPlaybookRunsDirection(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    ASC = "asc"
    DESC = "desc"


BY_VALUE: Final[dict[str, ListPlaybookRunsDirection]] = {
    member.value: member for member in ListPlaybookRunsDirection
}
