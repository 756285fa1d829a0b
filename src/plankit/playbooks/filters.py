"""By what runs are filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit_clients.playbooks.models import PlaybookRunStatus

from plankit.operation import CallOptions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

IN_PROGRESS = (PlaybookRunStatus.IN_PROGRESS,)
EVERY_STATUS = (PlaybookRunStatus.IN_PROGRESS, PlaybookRunStatus.FINISHED)


class RunFilters(CallOptions, total=False):
    """What `runs.walk` takes besides its own arguments: the filters of `runs.list`, and the options of every call.

    Keys:
        team_id: Only runs of this team.
        owner_user_id: Only runs commanded by this user; `me` for the token's.
        participant_id: Only runs that this user takes part in; `me` for the token's.
        participant_or_follower_id: Only runs that this user takes part in or follows.
        playbook_id: Only runs of this playbook.
        search_term: Only runs whose name contains this.
        active_gte: Only runs that were active at this moment or later: aware, or in milliseconds since 1970.
        active_lt: Only runs that were active before this moment.
        started_gte: Only runs that started at this moment or later.
        started_lt: Only runs that started before this moment.
        types: Only runs of these types.
    """

    team_id: str | None
    owner_user_id: str | None
    participant_id: str | None
    participant_or_follower_id: str | None
    playbook_id: str | None
    search_term: str | None
    active_gte: datetime | int | None
    active_lt: datetime | int | None
    started_gte: datetime | int | None
    started_lt: datetime | int | None
    types: Sequence[str] | None
