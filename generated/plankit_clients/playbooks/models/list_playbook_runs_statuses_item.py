from __future__ import annotations

from enum import StrEnum
from typing import Final


class ListPlaybookRunsStatusesItem(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    FINISHED = "Finished"
    INPROGRESS = "InProgress"


BY_VALUE: Final[dict[str, ListPlaybookRunsStatusesItem]] = {
    member.value: member for member in ListPlaybookRunsStatusesItem
}
