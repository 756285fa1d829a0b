"""Playbooks: the templates that runs are made of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

from plankit_clients import UNSET, Unset
from plankit_clients.playbooks import models, operations
from plankit_clients.playbooks.api.playbook_autofollows import list_autofollows
from plankit_clients.playbooks.api.playbooks import (
    create_playbook,
    delete_playbook,
    get_playbook,
    list_playbooks,
    update_playbook,
)
from plankit_clients.playbooks.models import PlaybookSort, SortDirection

from plankit.operation import CallOptions, Operation
from plankit.playbooks import answers, hints
from plankit.playbooks.arguments import check_playbook, extended, identifier, listed, number, said, switch
from plankit.playbooks.changes import change
from plankit.playbooks.pages import DEFAULT_PLAYBOOKS, paged, pager

if TYPE_CHECKING:
    import builtins
    from collections.abc import Mapping, Sequence

    from plankit_clients.playbooks.models import Playbook, PlaybookChecklistCreate, PlaybookCreated, PlaybookMember

    from plankit.client import ServiceClient
    from plankit.paging import Pager
    from plankit.playbooks.replacement import ListedPlaybook

DEFAULT_REMINDER = 86_400
"""Seconds between status updates: a playbook without is always refused, and the service's own Go client takes a day."""


def _listed(answer: Any) -> list[ListedPlaybook] | None:
    from plankit.playbooks.replacement import ListedPlaybook  # noqa: PLC0415 - see `ServiceClient`

    return None if answer is None else [ListedPlaybook.from_dict(entry) for entry in answers.objects(answer)]


def _playbook(answer: Any) -> Playbook:
    return models.Playbook.from_dict(answers.identified(answer, "playbook"))


LIST_PLAYBOOKS = Operation(
    operations.list_playbooks, list_playbooks.get_kwargs, paged(_listed), hints=hints.LISTS_PLAYBOOKS
)
GET_PLAYBOOK = Operation(operations.get_playbook, get_playbook.get_kwargs, _playbook, hints=hints.READS)
CREATE_PLAYBOOK = Operation(
    operations.create_playbook, create_playbook.get_kwargs, answers.created, hints=hints.CREATES_PLAYBOOK
)
UPDATE_PLAYBOOK = change(operations.update_playbook, update_playbook.get_kwargs, hints.REPLACES_PLAYBOOK)
DELETE_PLAYBOOK = change(operations.delete_playbook, delete_playbook.get_kwargs)
LIST_AUTOFOLLOWS = Operation(operations.list_autofollows, list_autofollows.get_kwargs, answers.ids, hints=hints.READS)


class Playbooks:
    """Playbooks (`playbooks.playbooks`)."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def list(
        self,
        team_id: str,
        *,
        sort: PlaybookSort | str = PlaybookSort.TITLE,
        direction: SortDirection | str = SortDirection.ASC,
        with_archived: bool = False,
        search_term: str | None = None,
        per_page: int = DEFAULT_PLAYBOOKS,
        resume: str | None = None,
        verify: bool = False,
        **options: Unpack[CallOptions],
    ) -> Pager[ListedPlaybook]:
        """List the playbooks of a team, page by page, without their checklists.

        Args:
            team_id: The team's id.
            sort: What to sort by; the document knows `title`, `stages` and `steps`, servers `runs`, `last_run_at` and
                `active_runs` besides.
            direction: `asc` or `desc`.
            with_archived: Whether archived playbooks are listed, too.
            search_term: Only playbooks whose title contains this. Not documented.
            per_page: Playbooks of a page, at least 1.
            resume: A resume token of an earlier walk.
            verify: Scan until two scans agree before handing out the first playbook; for lists that change meanwhile,
                since no order of this list holds while playbooks are made, renamed or archived.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: A *per_page* below 1, a *resume* of another walk, or what cannot be an id.
            APIError, TransportError, DeadlineExceededError, ProtocolError: While walking, with `resume_token`.

        Source: Playbooks API, "List all playbooks"; facts/playbooks_server.md, "Paging".
        """
        said("with_archived", with_archived, LIST_PLAYBOOKS)
        return pager(
            self._client,
            LIST_PLAYBOOKS,
            options,
            per_page,
            resume,
            verify=verify,
            team_id=identifier("team_id", team_id, LIST_PLAYBOOKS),
            sort=sort,
            direction=direction,
            with_archived=with_archived,
            search_term=search_term,
        )

    async def get(self, playbook_id: str, **options: Unpack[CallOptions]) -> Playbook:
        """Get one playbook, whole: what `update` takes.

        Args:
            playbook_id: The playbook's id.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id.
            PermissionDeniedError: The token's user may not see it, or there is no such playbook.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Get a playbook".
        """
        return await self._client.call(GET_PLAYBOOK, options, identifier("playbook_id", playbook_id, GET_PLAYBOOK))

    async def create(
        self,
        title: str,
        team_id: str,
        *,
        public: bool,
        description: str | Unset = UNSET,
        checklists: Sequence[PlaybookChecklistCreate] = (),
        members: Sequence[PlaybookMember] | Unset = UNSET,
        create_public_playbook_run: bool = False,
        reminder_timer_default_seconds: int = DEFAULT_REMINDER,
        status_update_enabled: bool | Unset = UNSET,
        default_owner_id: str | Unset = UNSET,
        default_owner_enabled: bool | Unset = UNSET,
        invited_user_ids: Sequence[str] | Unset = UNSET,
        invite_users_enabled: bool | Unset = UNSET,
        broadcast_channel_ids: Sequence[str] | Unset = UNSET,
        broadcast_enabled: bool | Unset = UNSET,
        webhook_on_creation_urls: Sequence[str] | Unset = UNSET,
        webhook_on_creation_enabled: bool | Unset = UNSET,
        webhook_on_status_update_urls: Sequence[str] | Unset = UNSET,
        webhook_on_status_update_enabled: bool | Unset = UNSET,
        fields: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> PlaybookCreated:
        """Create a playbook. Not repeated when its effect is unknown.

        Args:
            title: The title, 1 to 1,024 characters.
            team_id: The team it belongs to.
            public: Whether the whole team sees it. It must be said: a private playbook needs a licence, and a public
                one is seen by everybody.
            description: What it is about, in Markdown.
            checklists: Its checklists, together at most 256 KiB of JSON.
            members: Its members with their roles; without any the token's user becomes its administrator.
            create_public_playbook_run: Whether the channels of its runs are public.
            reminder_timer_default_seconds: Seconds between status updates, at least 1; servers refuse a playbook
                without, although the document does not know the field.
            status_update_enabled: Whether its runs have status updates at all. Servers take false when it is not said,
                while the web application sends true. Not documented.
            default_owner_id: The user who commands its runs.
            default_owner_enabled: Whether that holds; on when *default_owner_id* is given, unless said otherwise.
            invited_user_ids: Users who are invited to its runs.
            invite_users_enabled: Whether they are; on when *invited_user_ids* are given, unless said otherwise.
            broadcast_channel_ids: Channels that status updates are sent to.
            broadcast_enabled: Whether they are; on when there are some, unless said otherwise. Not documented.
            webhook_on_creation_urls: At most 64 addresses that get a POST when a run is started.
            webhook_on_creation_enabled: Whether they do; on when there are some, unless said otherwise.
            webhook_on_status_update_urls: At most 64 addresses that get a POST when the status of a run is updated, and
                when one is finished or restored.
            webhook_on_status_update_enabled: Whether they do; on when there are some, unless said otherwise.
            fields: Further fields by the service's own names.
            options: See `plankit.operation.CallOptions`.

        Returns:
            The id of the new playbook.

        Raises:
            InvalidArgumentError: A title, reminder, checklists or webhooks that servers refuse with a bare 400 or 500;
                what is neither true nor false where one of them is meant; *fields* that the method sends itself.
            PermissionDeniedError: A private playbook without a licence, or the token's user may not make playbooks.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`; `outcome` says
                whether the playbook may exist now.

        Source: Playbooks API, "Create a playbook"; facts/playbooks_server.md, "Operations".
        """
        enabled = partial(switch, CREATE_PLAYBOOK)
        reminder = reminder_timer_default_seconds
        body = models.PlaybookCreate(
            title=title,
            team_id=team_id,
            create_public_playbook_run=said("create_public_playbook_run", create_public_playbook_run, CREATE_PLAYBOOK),
            checklists=listed(checklists, "checklists", CREATE_PLAYBOOK) or [],
            reminder_timer_default_seconds=number("reminder_timer_default_seconds", reminder, CREATE_PLAYBOOK, least=1),
            description=description,
            public=said("public", public, CREATE_PLAYBOOK),
            broadcast_channel_ids=listed(broadcast_channel_ids, "broadcast_channel_ids", CREATE_PLAYBOOK),
            invited_user_ids=listed(invited_user_ids, "invited_user_ids", CREATE_PLAYBOOK),
            invite_users_enabled=enabled("invite_users_enabled", invite_users_enabled, invited_user_ids),
            default_owner_id=default_owner_id,
            default_owner_enabled=enabled("default_owner_enabled", default_owner_enabled, default_owner_id),
            webhook_on_creation_enabled=enabled(
                "webhook_on_creation_enabled", webhook_on_creation_enabled, webhook_on_creation_urls
            ),
            webhook_on_status_update_enabled=enabled(
                "webhook_on_status_update_enabled", webhook_on_status_update_enabled, webhook_on_status_update_urls
            ),
            status_update_enabled=enabled("status_update_enabled", status_update_enabled, UNSET),
            members=listed(members, "members", CREATE_PLAYBOOK),
            webhook_on_creation_urls=listed(webhook_on_creation_urls, "webhook_on_creation_urls", CREATE_PLAYBOOK),
            webhook_on_status_update_urls=listed(
                webhook_on_status_update_urls, "webhook_on_status_update_urls", CREATE_PLAYBOOK
            ),
        )
        if (broadcast := enabled("broadcast_enabled", broadcast_enabled, broadcast_channel_ids)) is not UNSET:
            body["broadcast_enabled"] = broadcast
        extended(body, fields, CREATE_PLAYBOOK)
        check_playbook(body.to_dict(), CREATE_PLAYBOOK)
        return await self._client.call(CREATE_PLAYBOOK, options, body=body)

    async def update(
        self, playbook: Playbook, *, without_checklists: bool = False, **options: Unpack[CallOptions]
    ) -> None:
        """Replace a playbook by *playbook*: `get` it, change what is to change, and give it back.

        The whole is sent, with the fields that neither the document nor plankit knows. Servers take what is left out
        for empty, so only a playbook that was read whole is accepted. There is no check whether somebody changed it
        meanwhile: the last write wins, with all its fields.

        Args:
            playbook: The playbook as `get` returned it, changed. A copy or a pickled one will do; `attrs.evolve` would
                lose the fields that plankit does not know.
            without_checklists: Must be true to remove all checklists of a playbook that had some: one without, whose
                `num_stages` or `num_steps` say that it has some, is refused otherwise, since items of lists look so.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: A playbook from a list, one that was not read from the service, one without a field
                that servers take for empty or with null for a list, one that has lost its checklists, or one with a
                title, checklists or webhooks that servers refuse.
            ServerError: There is no such playbook, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Update a playbook"; facts/playbooks_server.md, "Operations".
        """
        from plankit.playbooks.replacement import replaceable  # noqa: PLC0415 - see `ServiceClient`

        identity = replaceable(playbook, UPDATE_PLAYBOOK, without_checklists=without_checklists)
        return await self._client.call(UPDATE_PLAYBOOK, options, identity, body=playbook)

    async def delete(self, playbook_id: str, **options: Unpack[CallOptions]) -> None:
        """Archive a playbook. Its runs stay; `list(team_id, with_archived=True)` shows it still.

        Args:
            playbook_id: The playbook's id.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id.
            ServerError: There is no such playbook, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Delete a playbook".
        """
        playbook = identifier("playbook_id", playbook_id, DELETE_PLAYBOOK)
        return await self._client.call(DELETE_PLAYBOOK, options, playbook)

    async def autofollows(self, playbook_id: str, **options: Unpack[CallOptions]) -> builtins.list[str]:
        """List the ids of the users who follow all runs of a playbook. The service does not page this list.

        Args:
            playbook_id: The playbook's id.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id.
            PermissionDeniedError: The token's user may not see it, or there is no such playbook.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Get the list of followers' user IDs of a playbook", which says an object; servers
            answer a bare list.
        """
        playbook = identifier("playbook_id", playbook_id, LIST_AUTOFOLLOWS)
        return await self._client.call(LIST_AUTOFOLLOWS, options, playbook)
