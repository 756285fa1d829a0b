from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import LATER as _LATER
from ..types import UNSET, Unset, plain
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import nested as _nested
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "title": "title",
        "team_id": "team_id",
        "create_public_playbook_run": "create_public_playbook_run",
        "checklists": "checklists",
        "reminder_timer_default_seconds": "reminder_timer_default_seconds",
        "description": "description",
        "public": "public",
        "broadcast_channel_ids": "broadcast_channel_ids",
        "invited_user_ids": "invited_user_ids",
        "invite_users_enabled": "invite_users_enabled",
        "default_owner_id": "default_owner_id",
        "default_owner_enabled": "default_owner_enabled",
        "webhook_on_creation_enabled": "webhook_on_creation_enabled",
        "webhook_on_status_update_enabled": "webhook_on_status_update_enabled",
        "members": "members",
        "webhook_on_creation_urls": "webhook_on_creation_urls",
        "webhook_on_status_update_urls": "webhook_on_status_update_urls",
        "status_update_enabled": "status_update_enabled",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class PlaybookCreate(_Model[Any]):
    """The object `PlaybookCreate` of the document.

    Attributes:
        title: The title of the playbook. Example: Cloud PlaybookRuns.
        team_id: The identifier of the team where the playbook is in. Example:
            p03rbi6viyztysbqnkvcqyel2i.
        create_public_playbook_run: A boolean indicating whether the playbook runs created from this
            playbook should be public or private. Example: True.
        checklists: The stages defined by this playbook.
        reminder_timer_default_seconds: Seconds between status updates. Servers refuse 0. Example:
            86400.
        description: The description of the playbook. Example: A playbook to follow when there is a
            playbook run regarding the availability of the cloud service.
        public: Whether everybody in the team sees the playbook. False when absent, and a private
            playbook needs a licence. Example: True.
        broadcast_channel_ids: The IDs of the channels where all the status updates will be broadcasted.
            The team of the broadcast channel must be the same as the playbook's team.
        invited_user_ids: A list with the IDs of the members to be automatically invited to the playbook
            run's channel as soon as the playbook run is created.
        invite_users_enabled: Boolean that indicates whether the members declared in invited_user_ids
            will be automatically invited. Example: True.
        default_owner_id: User ID of the member that will be automatically assigned as owner as soon as
            the playbook run is created. If the member is not part of the playbook run's channel or is not
            included in the invited_user_ids list, they will be automatically invited to the channel.
            Example: 9dtruav6d9ce3oqnc5pwhtqtfq.
        default_owner_enabled: Boolean that indicates whether the member declared in default_owner_id
            will be automatically assigned as owner. Example: True.
        webhook_on_creation_enabled: Whether the webhooks of webhook_on_creation_urls are sent. Example:
            True.
        webhook_on_status_update_enabled: Whether the webhooks of webhook_on_status_update_urls are
            sent. Example: True.
        members: The members of this playbook; without any the caller becomes its administrator.
            Example: [{'user_id': 'ilh6s1j4yefbdhxhtlzt179i6m', 'roles': ['playbook_member',
            'playbook_admin']}].
        webhook_on_creation_urls: Absolute http or https addresses that get a POST as soon as a run is
            created. Example: ['https://example.com/hooks/created'].
        webhook_on_status_update_urls: Absolute http or https addresses that get a POST as soon as the
            status of a run is updated, and when it is finished or restored. Example:
            ['https://example.com/hooks/updated'].
        status_update_enabled: Whether runs of this playbook have status updates. False when absent.
            Example: True.
    """

    title: str
    team_id: str
    create_public_playbook_run: bool
    checklists: list[PlaybookChecklistCreate]
    reminder_timer_default_seconds: int
    description: str | None
    public: bool | None
    broadcast_channel_ids: list[str] | None
    invited_user_ids: list[str] | None
    invite_users_enabled: bool | None
    default_owner_id: str | None
    default_owner_enabled: bool | None
    webhook_on_creation_enabled: bool | None
    webhook_on_status_update_enabled: bool | None
    members: list[PlaybookMember] | None
    webhook_on_creation_urls: list[str] | None
    webhook_on_status_update_urls: list[str] | None
    status_update_enabled: bool | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        title: str,
        team_id: str,
        create_public_playbook_run: bool,
        checklists: list[PlaybookChecklistCreate],
        reminder_timer_default_seconds: int,
        description: str | None | Unset = UNSET,
        public: bool | None | Unset = UNSET,
        broadcast_channel_ids: list[str] | None | Unset = UNSET,
        invited_user_ids: list[str] | None | Unset = UNSET,
        invite_users_enabled: bool | None | Unset = UNSET,
        default_owner_id: str | None | Unset = UNSET,
        default_owner_enabled: bool | None | Unset = UNSET,
        webhook_on_creation_enabled: bool | None | Unset = UNSET,
        webhook_on_status_update_enabled: bool | None | Unset = UNSET,
        members: list[PlaybookMember] | None | Unset = UNSET,
        webhook_on_creation_urls: list[str] | None | Unset = UNSET,
        webhook_on_status_update_urls: list[str] | None | Unset = UNSET,
        status_update_enabled: bool | None | Unset = UNSET,
    ) -> None:
        self.title = title
        self.team_id = team_id
        self.create_public_playbook_run = create_public_playbook_run
        self.checklists = checklists
        self.reminder_timer_default_seconds = reminder_timer_default_seconds
        self.description = None if description is UNSET else description
        self.public = None if public is UNSET else public
        self.broadcast_channel_ids = None if broadcast_channel_ids is UNSET else broadcast_channel_ids
        self.invited_user_ids = None if invited_user_ids is UNSET else invited_user_ids
        self.invite_users_enabled = None if invite_users_enabled is UNSET else invite_users_enabled
        self.default_owner_id = None if default_owner_id is UNSET else default_owner_id
        self.default_owner_enabled = None if default_owner_enabled is UNSET else default_owner_enabled
        self.webhook_on_creation_enabled = (
            None if webhook_on_creation_enabled is UNSET else webhook_on_creation_enabled
        )
        self.webhook_on_status_update_enabled = (
            None if webhook_on_status_update_enabled is UNSET else webhook_on_status_update_enabled
        )
        self.members = None if members is UNSET else members
        self.webhook_on_creation_urls = (
            None if webhook_on_creation_urls is UNSET else webhook_on_creation_urls
        )
        self.webhook_on_status_update_urls = (
            None if webhook_on_status_update_urls is UNSET else webhook_on_status_update_urls
        )
        self.status_update_enabled = None if status_update_enabled is UNSET else status_update_enabled
        self._extra = None
        self._absent = _FIELDS.unset(
            description=description,
            public=public,
            broadcast_channel_ids=broadcast_channel_ids,
            invited_user_ids=invited_user_ids,
            invite_users_enabled=invite_users_enabled,
            default_owner_id=default_owner_id,
            default_owner_enabled=default_owner_enabled,
            webhook_on_creation_enabled=webhook_on_creation_enabled,
            webhook_on_status_update_enabled=webhook_on_status_update_enabled,
            members=members,
            webhook_on_creation_urls=webhook_on_creation_urls,
            webhook_on_status_update_urls=webhook_on_status_update_urls,
            status_update_enabled=status_update_enabled,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.title
        if value is None:
            if "title" not in absent:
                out["title"] = None
        elif value is not UNSET:
            out["title"] = value
        value = self.team_id
        if value is None:
            if "team_id" not in absent:
                out["team_id"] = None
        elif value is not UNSET:
            out["team_id"] = value
        value = self.create_public_playbook_run
        if value is None:
            if "create_public_playbook_run" not in absent:
                out["create_public_playbook_run"] = None
        elif value is not UNSET:
            out["create_public_playbook_run"] = value
        value = self.checklists
        if value is None:
            if "checklists" not in absent:
                out["checklists"] = None
        elif value is not UNSET:
            out["checklists"] = (
                [item.to_dict() if isinstance(item, _Model) else item for item in value]
                if isinstance(value, list)
                else plain(value)
            )
        value = self.reminder_timer_default_seconds
        if value is None:
            if "reminder_timer_default_seconds" not in absent:
                out["reminder_timer_default_seconds"] = None
        elif value is not UNSET:
            out["reminder_timer_default_seconds"] = value
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = value
        value = self.public
        if value is None:
            if "public" not in absent:
                out["public"] = None
        elif value is not UNSET:
            out["public"] = value
        value = self.broadcast_channel_ids
        if value is None:
            if "broadcast_channel_ids" not in absent:
                out["broadcast_channel_ids"] = None
        elif value is not UNSET:
            out["broadcast_channel_ids"] = plain(value)
        value = self.invited_user_ids
        if value is None:
            if "invited_user_ids" not in absent:
                out["invited_user_ids"] = None
        elif value is not UNSET:
            out["invited_user_ids"] = plain(value)
        value = self.invite_users_enabled
        if value is None:
            if "invite_users_enabled" not in absent:
                out["invite_users_enabled"] = None
        elif value is not UNSET:
            out["invite_users_enabled"] = value
        value = self.default_owner_id
        if value is None:
            if "default_owner_id" not in absent:
                out["default_owner_id"] = None
        elif value is not UNSET:
            out["default_owner_id"] = value
        value = self.default_owner_enabled
        if value is None:
            if "default_owner_enabled" not in absent:
                out["default_owner_enabled"] = None
        elif value is not UNSET:
            out["default_owner_enabled"] = value
        value = self.webhook_on_creation_enabled
        if value is None:
            if "webhook_on_creation_enabled" not in absent:
                out["webhook_on_creation_enabled"] = None
        elif value is not UNSET:
            out["webhook_on_creation_enabled"] = value
        value = self.webhook_on_status_update_enabled
        if value is None:
            if "webhook_on_status_update_enabled" not in absent:
                out["webhook_on_status_update_enabled"] = None
        elif value is not UNSET:
            out["webhook_on_status_update_enabled"] = value
        value = self.members
        if value is None:
            if "members" not in absent:
                out["members"] = None
        elif value is not UNSET:
            out["members"] = (
                [item.to_dict() if isinstance(item, _Model) else item for item in value]
                if isinstance(value, list)
                else plain(value)
            )
        value = self.webhook_on_creation_urls
        if value is None:
            if "webhook_on_creation_urls" not in absent:
                out["webhook_on_creation_urls"] = None
        elif value is not UNSET:
            out["webhook_on_creation_urls"] = plain(value)
        value = self.webhook_on_status_update_urls
        if value is None:
            if "webhook_on_status_update_urls" not in absent:
                out["webhook_on_status_update_urls"] = None
        elif value is not UNSET:
            out["webhook_on_status_update_urls"] = plain(value)
        value = self.status_update_enabled
        if value is None:
            if "status_update_enabled" not in absent:
                out["status_update_enabled"] = None
        elif value is not UNSET:
            out["status_update_enabled"] = value
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        try:
            self._absent, extra, get = _SHAPES[tuple(src_dict)]
        except KeyError:
            self._absent, extra, get = _FIELDS.learn(src_dict)
        (
            self.title,
            self.team_id,
            self.create_public_playbook_run,
            _checklists,
            self.reminder_timer_default_seconds,
            self.description,
            self.public,
            self.broadcast_channel_ids,
            self.invited_user_ids,
            self.invite_users_enabled,
            self.default_owner_id,
            self.default_owner_enabled,
            self.webhook_on_creation_enabled,
            self.webhook_on_status_update_enabled,
            _members,
            self.webhook_on_creation_urls,
            self.webhook_on_status_update_urls,
            self.status_update_enabled,
        ) = get(src_dict)
        self.checklists = (
            (_LATER((_checklists,)) if _checklists else []) if isinstance(_checklists, list) else _checklists
        )
        self.members = (_LATER((_members,)) if _members else []) if isinstance(_members, list) else _members
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .playbook_checklist_create import PlaybookChecklistCreate  # noqa: E402
from .playbook_member import PlaybookMember  # noqa: E402

_nested(
    PlaybookCreate,
    checklists=lambda value: (
        [PlaybookChecklistCreate.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
    members=lambda value: (
        [PlaybookMember.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
