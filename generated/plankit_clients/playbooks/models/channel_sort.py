from __future__ import annotations

from enum import StrEnum
from typing import Final


class ChannelSort(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    CREATE_AT = "create_at"
    END_AT = "end_at"
    ID = "id"
    NAME = "name"
    OWNER_USER_ID = "owner_user_id"
    TEAM_ID = "team_id"


BY_VALUE: Final[dict[str, ChannelSort]] = {member.value: member for member in ChannelSort}
