from __future__ import annotations

from enum import StrEnum
from typing import Final


class PlaybookChannelMode(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    CREATE_NEW_CHANNEL = "create_new_channel"
    LINK_EXISTING_CHANNEL = "link_existing_channel"


BY_VALUE: Final[dict[str, PlaybookChannelMode]] = {member.value: member for member in PlaybookChannelMode}
