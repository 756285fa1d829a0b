"""Runs: finding and reading them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from plankit_clients.playbooks import operations
from plankit_clients.playbooks.api.playbook_runs import (
    get_run,
    get_run_by_channel,
    get_run_metadata,
    list_run_channels,
    list_run_owners,
    list_runs,
)
from plankit_clients.playbooks.models import ChannelSort, PlaybookRunSort, SortDirection

from plankit.operation import CallOptions, Operation
from plankit.playbooks import answers, hints
from plankit.playbooks.arguments import filter_by, identifier, refused
from plankit.playbooks.filters import EVERY_STATUS, IN_PROGRESS, RunFilters
from plankit.playbooks.pages import DEFAULT_RUNS, paged, pager
from plankit.playbooks.times import milliseconds

if TYPE_CHECKING:
    import builtins
    from collections.abc import Sequence
    from datetime import datetime

    from plankit_clients.playbooks.models import OwnerInfo, PlaybookRun, PlaybookRunMetadata, PlaybookRunStatus

    from plankit.client import ServiceClient
    from plankit.paging import Pager

LIST_RUNS = Operation(operations.list_runs, list_runs.get_kwargs, paged(answers.runs), hints=hints.LISTS_RUNS)
GET_RUN = Operation(operations.get_run, get_run.get_kwargs, answers.run, hints=hints.READS)
GET_RUN_BY_CHANNEL = Operation(
    operations.get_run_by_channel, get_run_by_channel.get_kwargs, answers.run, hints=hints.BY_CHANNEL
)
GET_RUN_METADATA = Operation(
    operations.get_run_metadata, get_run_metadata.get_kwargs, answers.metadata, hints=hints.READS
)
LIST_RUN_OWNERS = Operation(operations.list_run_owners, list_run_owners.get_kwargs, answers.owners, hints=hints.READS)
LIST_RUN_CHANNELS = Operation(
    operations.list_run_channels, list_run_channels.get_kwargs, answers.ids, hints=hints.LISTS_CHANNELS
)


class RunQueries:
    """What reads runs: the half of `playbooks.runs` that changes nothing."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def list(
        self,
        *,
        team_id: str | None = None,
        sort: PlaybookRunSort | str = PlaybookRunSort.CREATE_AT,
        direction: SortDirection | str = SortDirection.DESC,
        statuses: Sequence[PlaybookRunStatus | str] | None = IN_PROGRESS,
        owner_user_id: str | None = None,
        participant_id: str | None = None,
        participant_or_follower_id: str | None = None,
        playbook_id: str | None = None,
        search_term: str | None = None,
        active_gte: datetime | int | None = None,
        active_lt: datetime | int | None = None,
        started_gte: datetime | int | None = None,
        started_lt: datetime | int | None = None,
        types: Sequence[str] | None = None,
        per_page: int = DEFAULT_RUNS,
        resume: str | None = None,
        verify: bool = False,
        **options: Unpack[CallOptions],
    ) -> Pager[PlaybookRun]:
        """List runs, page by page: as documented the ones in progress, the newest first.

        The documented defaults are sent, since servers have others (all runs, the oldest first).

        Servers select anew for each page. While a list is walked, new runs push others to later pages, where those that
        come twice are dropped; a run that is finished, or is no longer what a filter asks for, leaves the list and
        pulls the others forward. Where `total_count` falls, the walk goes back for what may have slipped past; a run
        that leaves and one that comes between the same two pages hide one another. Runs that are equal by *sort* come
        in another order each time, so that some may be met twice and others never: a whole walk that met fewer than a
        `total_count` that did not change logs a warning, and `pager.missed` says how many. For exports use `walk`, or
        *verify*.

        Args:
            team_id: Only runs of this team; None for all that the token's user may see.
            sort: What to sort by. Only `id` keeps its order across pages: runs that are equal by anything else come in
                any order, another one each time. `is_active`, as documented, is refused.
            direction: `asc` or `desc`.
            statuses: Only runs with these statuses; None for all.
            owner_user_id: Only runs commanded by this user; `me` for the token's.
            participant_id: Only runs that this user takes part in; `me` for the token's.
            participant_or_follower_id: Only runs that this user takes part in or follows. Not documented.
            playbook_id: Only runs of this playbook. Not documented.
            search_term: Only runs whose name contains this.
            active_gte: Only runs that were active at this moment or later: aware, or in milliseconds since 1970. Not
                documented.
            active_lt: Only runs that were active before this moment. Not documented.
            started_gte: Only runs that started at this moment or later. Not documented.
            started_lt: Only runs that started before this moment. Not documented.
            types: Only runs of these types. Not documented.
            per_page: Runs of a page, at least 1; the document's default of 1,000 would be 6 MB of JSON.
            resume: A resume token of an earlier walk.
            verify: Scan until two scans agree on which runs there are before handing out the first; for lists that
                change meanwhile.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: A *per_page* below 1, a *resume* of another walk, a moment without a time zone, what
                cannot be an id, no status at all.
            APIError, TransportError, DeadlineExceededError, ProtocolError: While walking, with `resume_token`.

        Source: Playbooks API, "List all playbook runs"; facts/playbooks_server.md, "Paging".
        """
        if statuses is not None and not statuses:
            what = "statuses is empty, which servers take for all: give None for all, or one at least."
            raise refused(LIST_RUNS, what)
        return pager(
            self._client,
            LIST_RUNS,
            options,
            per_page,
            resume,
            verify=verify,
            team_id=filter_by("team_id", team_id, LIST_RUNS),
            sort=sort,
            direction=direction,
            statuses=statuses,
            owner_user_id=filter_by("owner_user_id", owner_user_id, LIST_RUNS),
            participant_id=filter_by("participant_id", participant_id, LIST_RUNS),
            participant_or_follower_id=filter_by("participant_or_follower_id", participant_or_follower_id, LIST_RUNS),
            playbook_id=filter_by("playbook_id", playbook_id, LIST_RUNS),
            search_term=search_term,
            active_gte=milliseconds("active_gte", active_gte),
            active_lt=milliseconds("active_lt", active_lt),
            started_gte=milliseconds("started_gte", started_gte),
            started_lt=milliseconds("started_lt", started_lt),
            types=types,
        )

    def walk(
        self,
        *,
        per_page: int = DEFAULT_RUNS,
        resume: str | None = None,
        verify: bool = False,
        **filters: Unpack[RunFilters],
    ) -> Pager[PlaybookRun]:
        """List all runs, finished or not, in the one order that holds while runs come and change: `sort=id`.

        Without filters, or filtered by what a run never changes (team, playbook, type, start), a run that was there all
        the time is handed out once while others are started, finished, restored or changed: none leaves the list or
        changes its place, and new ones push others to later pages only, where those that come twice are dropped. Pages
        fetched ahead keep this.

        By other filters (owner, participant, search term, activity) a run may leave the list and pull the others
        forward, as one may that the token's user no longer sees: only a falling `total_count` tells, and a run that
        comes at the same time hides it. `verify=True` scans until two scans agree.

        A walk that goes on at a *resume* token knows only what it handed out itself: runs started since may have pushed
        some over that place, which come again, so drop by id across resumes. For exports; see `list` for the rest.

        Raises:
            TypeError: *sort*, *direction* or *statuses*: those are what makes it a walk. Use `list`.
            InvalidArgumentError, APIError, TransportError, DeadlineExceededError, ProtocolError: See `list`.
        """
        for name in ("sort", "direction", "statuses"):
            if name in filters:
                msg = (
                    f"runs.walk() takes no {name!r}: it walks runs of all statuses sorted by id, the one order that "
                    f"holds. Use runs.list({name}=...), or leave out what does not suit while you walk."
                )
                raise TypeError(msg)
        return self.list(
            sort=PlaybookRunSort.ID,
            direction=SortDirection.ASC,
            statuses=EVERY_STATUS,
            per_page=per_page,
            resume=resume,
            verify=verify,
            **filters,
        )

    async def get(self, run_id: str, **options: Unpack[CallOptions]) -> PlaybookRun:
        """Get one run.

        Args:
            run_id: The run's id.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id.
            PermissionDeniedError: The token's user may not see it, or there is no such run.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Get a playbook run".
        """
        return await self._client.call(GET_RUN, options, identifier("run_id", run_id, GET_RUN))

    async def get_by_channel(self, channel_id: str, **options: Unpack[CallOptions]) -> PlaybookRun:
        """Get the run of a channel.

        Args:
            channel_id: The channel's id.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id.
            NotFoundError: There is no run in this channel; or the site has no Playbooks there, as the message says.
            InvalidRequestError: There are several.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Find playbook run by channel ID".
        """
        channel = identifier("channel_id", channel_id, GET_RUN_BY_CHANNEL)
        return await self._client.call(GET_RUN_BY_CHANNEL, options, channel)

    async def metadata(self, run_id: str, **options: Unpack[CallOptions]) -> PlaybookRunMetadata:
        """Get the names of a run's channel and team, and its counts of participants and posts.

        Args:
            run_id: The run's id.
            options: See `plankit.operation.CallOptions`.

        Returns:
            The metadata; servers send `num_participants`, never the documented `num_members`.

        Raises:
            InvalidArgumentError: What cannot be an id.
            PermissionDeniedError: The token's user may not see it, or there is no such run.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Get playbook run metadata".
        """
        return await self._client.call(GET_RUN_METADATA, options, identifier("run_id", run_id, GET_RUN_METADATA))

    async def owners(self, team_id: str, **options: Unpack[CallOptions]) -> builtins.list[OwnerInfo]:
        """List who owns the runs of a team, as far as the token's user sees them. The service does not page this list.

        Args:
            team_id: The team's id.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Get all owners".
        """
        team = identifier("team_id", team_id, LIST_RUN_OWNERS)
        return await self._client.call(LIST_RUN_OWNERS, options, team_id=team)

    async def channels(
        self,
        team_id: str,
        *,
        sort: ChannelSort | str = ChannelSort.CREATE_AT,
        direction: SortDirection | str = SortDirection.DESC,
        statuses: Sequence[PlaybookRunStatus | str] | None = None,
        owner_user_id: str | None = None,
        participant_id: str | None = None,
        search_term: str | None = None,
        **options: Unpack[CallOptions],
    ) -> builtins.list[str]:
        """List the ids of the channels of a team's runs.

        The service does not tell that there is more, and stops at 1,000: `extra_query={"page": 1}` gives the next.

        Args:
            team_id: The team's id.
            sort: What of the runs to sort by.
            direction: `asc` or `desc`.
            statuses: Only channels whose run has one of these statuses; None for all. Servers read this instead of the
                documented `status`.
            owner_user_id: Only channels whose run is commanded by this user.
            participant_id: Only channels whose run this user takes part in.
            search_term: Only channels whose run has a name that contains this.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Get playbook run channels"; facts/playbooks_server.md, "Operations".
        """
        return await self._client.call(
            LIST_RUN_CHANNELS,
            options,
            team_id=identifier("team_id", team_id, LIST_RUN_CHANNELS),
            sort=sort,
            direction=direction,
            statuses=statuses,
            owner_user_id=filter_by("owner_user_id", owner_user_id, LIST_RUN_CHANNELS),
            participant_id=filter_by("participant_id", participant_id, LIST_RUN_CHANNELS),
            search_term=search_term,
        )
