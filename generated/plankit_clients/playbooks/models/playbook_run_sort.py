from __future__ import annotations

from enum import StrEnum
from typing import Final


class PlaybookRunSort(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    CREATE_AT = "create_at"
    END_AT = "end_at"
    ID = "id"
    LAST_STATUS_UPDATE_AT = "last_status_update_at"
    METRIC0 = "metric0"
    METRIC1 = "metric1"
    METRIC2 = "metric2"
    METRIC3 = "metric3"
    NAME = "name"
    OWNER_USER_ID = "owner_user_id"
    STATUS = "status"
    TEAM_ID = "team_id"


BY_VALUE: Final[dict[str, PlaybookRunSort]] = {member.value: member for member in PlaybookRunSort}
