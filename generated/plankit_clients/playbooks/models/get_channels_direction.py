from __future__ import annotations

from enum import StrEnum
from typing import Final


class GetChannelsDirection(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    ASC = "asc"
    DESC = "desc"


BY_VALUE: Final[dict[str, GetChannelsDirection]] = {member.value: member for member in GetChannelsDirection}
