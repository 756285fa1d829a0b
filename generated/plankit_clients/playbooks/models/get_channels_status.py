from __future__ import annotations

from enum import StrEnum
from typing import Final


class GetChannelsStatus(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    ALL = "all"
    FINISHED = "Finished"
    INPROGRESS = "InProgress"


BY_VALUE: Final[dict[str, GetChannelsStatus]] = {member.value: member for member in GetChannelsStatus}
