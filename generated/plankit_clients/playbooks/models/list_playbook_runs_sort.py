from __future__ import annotations

from enum import StrEnum
from typing import Final


class ListPlaybookRunsSort(StrEnum):
    """The announced values; a server may send others, which stay plain strings."""

    CREATE_AT = "create_at"
    END_AT = "end_at"
    ID = "id"
    IS_ACTIVE = "is_active"
    NAME = "name"
    OWNER_USER_ID = "owner_user_id"
    TEAM_ID = "team_id"


BY_VALUE: Final[dict[str, ListPlaybookRunsSort]] = {member.value: member for member in ListPlaybookRunsSort}
