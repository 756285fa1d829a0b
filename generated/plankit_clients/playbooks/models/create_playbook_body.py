from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import UNSET, Unset, plain
from ..types import Model as _Model
from ..types import Shapes as _Shapes
from ..types import masked as _masked

_SHAPES = _Shapes(
    {
        "title": "title",
        "team_id": "team_id",
        "create_public_playbook_run": "create_public_playbook_run",
        "checklists": "checklists",
        "member_ids": "member_ids",
        "description": "description",
        "public": "public",
        "broadcast_channel_ids": "broadcast_channel_ids",
        "invited_user_ids": "invited_user_ids",
        "invite_users_enabled": "invite_users_enabled",
        "default_owner_id": "default_owner_id",
        "default_owner_enabled": "default_owner_enabled",
        "announcement_channel_id": "announcement_channel_id",
        "announcement_channel_enabled": "announcement_channel_enabled",
        "webhook_on_creation_url": "webhook_on_creation_url",
        "webhook_on_creation_enabled": "webhook_on_creation_enabled",
        "webhook_on_status_update_url": "webhook_on_status_update_url",
        "webhook_on_status_update_enabled": "webhook_on_status_update_enabled",
    }
)


@_define(init=False, slots=True, eq=True)
class CreatePlaybookBody(_Model[Any]):
    """The object `CreatePlaybookBody` of the document.

    Attributes:
        title: The title of the playbook. Example: Cloud PlaybookRuns.
        team_id: The identifier of the team where the playbook is in. Example:
            p03rbi6viyztysbqnkvcqyel2i.
        create_public_playbook_run: A boolean indicating whether the playbook runs created from this
            playbook should be public or private. Example: True.
        checklists: The stages defined by this playbook.
        member_ids: The identifiers of all the users that are members of this playbook.
        description: The description of the playbook. Example: A playbook to follow when there is a
            playbook run regarding the availability of the cloud service..
        public: A boolean indicating whether the playbook is licensed as public or private. Required
            'true' for free tier. Example: True.
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
        announcement_channel_id: ID of the channel where the playbook run will be automatically
            announced as soon as the playbook run is created. Example: 8iofau5swv32l6qtk3vlxgobta.
        announcement_channel_enabled: Boolean that indicates whether the playbook run creation will be
            announced in the channel declared in announcement_channel_id. Example: True.
        webhook_on_creation_url: An absolute URL where a POST request will be sent as soon as the
            playbook run is created. The allowed protocols are HTTP and HTTPS. Example:
            https://httpbin.org/post.
        webhook_on_creation_enabled: Boolean that indicates whether the webhook declared in
            webhook_on_creation_url will be automatically sent. Example: True.
        webhook_on_status_update_url: An absolute URL where a POST request will be sent as soon as the
            playbook run's status is updated. The allowed protocols are HTTP and HTTPS. Example:
            https://httpbin.org/post.
        webhook_on_status_update_enabled: Boolean that indicates whether the webhook declared in
            webhook_on_status_update_url will be automatically sent. Example: True.
    """

    title: str
    team_id: str
    create_public_playbook_run: bool
    checklists: list[CreatePlaybookBodyChecklistsItem]
    member_ids: list[str]
    description: str | None
    public: bool | None
    broadcast_channel_ids: list[str] | None
    invited_user_ids: list[str] | None
    invite_users_enabled: bool | None
    default_owner_id: str | None
    default_owner_enabled: str | None
    announcement_channel_id: str | None
    announcement_channel_enabled: bool | None
    webhook_on_creation_url: str | None
    webhook_on_creation_enabled: bool | None
    webhook_on_status_update_url: str | None
    webhook_on_status_update_enabled: bool | None
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        title: str,
        team_id: str,
        create_public_playbook_run: bool,
        checklists: list[CreatePlaybookBodyChecklistsItem],
        member_ids: list[str],
        description: str | None | Unset = UNSET,
        public: bool | None | Unset = UNSET,
        broadcast_channel_ids: list[str] | None | Unset = UNSET,
        invited_user_ids: list[str] | None | Unset = UNSET,
        invite_users_enabled: bool | None | Unset = UNSET,
        default_owner_id: str | None | Unset = UNSET,
        default_owner_enabled: str | None | Unset = UNSET,
        announcement_channel_id: str | None | Unset = UNSET,
        announcement_channel_enabled: bool | None | Unset = UNSET,
        webhook_on_creation_url: str | None | Unset = UNSET,
        webhook_on_creation_enabled: bool | None | Unset = UNSET,
        webhook_on_status_update_url: str | None | Unset = UNSET,
        webhook_on_status_update_enabled: bool | None | Unset = UNSET,
    ) -> None:
        self.title = title
        self.team_id = team_id
        self.create_public_playbook_run = create_public_playbook_run
        self.checklists = checklists
        self.member_ids = member_ids
        self.description = None if description is UNSET else description
        self.public = None if public is UNSET else public
        self.broadcast_channel_ids = None if broadcast_channel_ids is UNSET else broadcast_channel_ids
        self.invited_user_ids = None if invited_user_ids is UNSET else invited_user_ids
        self.invite_users_enabled = None if invite_users_enabled is UNSET else invite_users_enabled
        self.default_owner_id = None if default_owner_id is UNSET else default_owner_id
        self.default_owner_enabled = None if default_owner_enabled is UNSET else default_owner_enabled
        self.announcement_channel_id = None if announcement_channel_id is UNSET else announcement_channel_id
        self.announcement_channel_enabled = (
            None if announcement_channel_enabled is UNSET else announcement_channel_enabled
        )
        self.webhook_on_creation_url = None if webhook_on_creation_url is UNSET else webhook_on_creation_url
        self.webhook_on_creation_enabled = (
            None if webhook_on_creation_enabled is UNSET else webhook_on_creation_enabled
        )
        self.webhook_on_status_update_url = (
            None if webhook_on_status_update_url is UNSET else webhook_on_status_update_url
        )
        self.webhook_on_status_update_enabled = (
            None if webhook_on_status_update_enabled is UNSET else webhook_on_status_update_enabled
        )
        self.additional_properties = {}
        self._absent = _SHAPES.unset(
            description=description,
            public=public,
            broadcast_channel_ids=broadcast_channel_ids,
            invited_user_ids=invited_user_ids,
            invite_users_enabled=invite_users_enabled,
            default_owner_id=default_owner_id,
            default_owner_enabled=default_owner_enabled,
            announcement_channel_id=announcement_channel_id,
            announcement_channel_enabled=announcement_channel_enabled,
            webhook_on_creation_url=webhook_on_creation_url,
            webhook_on_creation_enabled=webhook_on_creation_enabled,
            webhook_on_status_update_url=webhook_on_status_update_url,
            webhook_on_status_update_enabled=webhook_on_status_update_enabled,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
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
        value = self.member_ids
        if value is None:
            if "member_ids" not in absent:
                out["member_ids"] = None
        elif value is not UNSET:
            out["member_ids"] = plain(value)
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
        value = self.announcement_channel_id
        if value is None:
            if "announcement_channel_id" not in absent:
                out["announcement_channel_id"] = None
        elif value is not UNSET:
            out["announcement_channel_id"] = value
        value = self.announcement_channel_enabled
        if value is None:
            if "announcement_channel_enabled" not in absent:
                out["announcement_channel_enabled"] = None
        elif value is not UNSET:
            out["announcement_channel_enabled"] = value
        value = self.webhook_on_creation_url
        if value is None:
            if "webhook_on_creation_url" not in absent:
                out["webhook_on_creation_url"] = None
        elif value is not UNSET:
            out["webhook_on_creation_url"] = value
        value = self.webhook_on_creation_enabled
        if value is None:
            if "webhook_on_creation_enabled" not in absent:
                out["webhook_on_creation_enabled"] = None
        elif value is not UNSET:
            out["webhook_on_creation_enabled"] = value
        value = self.webhook_on_status_update_url
        if value is None:
            if "webhook_on_status_update_url" not in absent:
                out["webhook_on_status_update_url"] = None
        elif value is not UNSET:
            out["webhook_on_status_update_url"] = value
        value = self.webhook_on_status_update_enabled
        if value is None:
            if "webhook_on_status_update_enabled" not in absent:
                out["webhook_on_status_update_enabled"] = None
        elif value is not UNSET:
            out["webhook_on_status_update_enabled"] = value
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        get: Callable[[str], Any] = src_dict.get
        value: Any
        self.title = get("title")
        self.team_id = get("team_id")
        self.create_public_playbook_run = get("create_public_playbook_run")
        value = get("checklists")
        self.checklists = (
            [
                CreatePlaybookBodyChecklistsItem.from_dict(item) if isinstance(item, dict) else item
                for item in value
            ]
            if isinstance(value, list)
            else value
        )
        self.member_ids = get("member_ids")
        self.description = get("description")
        self.public = get("public")
        self.broadcast_channel_ids = get("broadcast_channel_ids")
        self.invited_user_ids = get("invited_user_ids")
        self.invite_users_enabled = get("invite_users_enabled")
        self.default_owner_id = get("default_owner_id")
        self.default_owner_enabled = get("default_owner_enabled")
        self.announcement_channel_id = get("announcement_channel_id")
        self.announcement_channel_enabled = get("announcement_channel_enabled")
        self.webhook_on_creation_url = get("webhook_on_creation_url")
        self.webhook_on_creation_enabled = get("webhook_on_creation_enabled")
        self.webhook_on_status_update_url = get("webhook_on_status_update_url")
        self.webhook_on_status_update_enabled = get("webhook_on_status_update_enabled")
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self


from .create_playbook_body_checklists_item import CreatePlaybookBodyChecklistsItem  # noqa: E402
