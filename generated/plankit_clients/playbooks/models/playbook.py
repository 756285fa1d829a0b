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
        "id": "id",
        "title": "title",
        "team_id": "team_id",
        "description": "description",
        "create_public_playbook_run": "create_public_playbook_run",
        "create_at": "create_at",
        "delete_at": "delete_at",
        "num_stages": "num_stages",
        "num_steps": "num_steps",
        "checklists": "checklists",
        "member_ids": "member_ids",
        "members": "members",
        "public": "public",
        "update_at": "update_at",
        "num_runs": "num_runs",
        "num_actions": "num_actions",
        "active_runs": "active_runs",
        "last_run_at": "last_run_at",
        "reminder_message_template": "reminder_message_template",
        "reminder_timer_default_seconds": "reminder_timer_default_seconds",
        "status_update_enabled": "status_update_enabled",
        "invited_user_ids": "invited_user_ids",
        "invited_group_ids": "invited_group_ids",
        "invite_users_enabled": "invite_users_enabled",
        "default_owner_id": "default_owner_id",
        "default_owner_enabled": "default_owner_enabled",
        "broadcast_channel_ids": "broadcast_channel_ids",
        "broadcast_enabled": "broadcast_enabled",
        "webhook_on_creation_urls": "webhook_on_creation_urls",
        "webhook_on_creation_enabled": "webhook_on_creation_enabled",
        "webhook_on_status_update_urls": "webhook_on_status_update_urls",
        "webhook_on_status_update_enabled": "webhook_on_status_update_enabled",
        "message_on_join": "message_on_join",
        "message_on_join_enabled": "message_on_join_enabled",
        "retrospective_enabled": "retrospective_enabled",
        "retrospective_reminder_interval_seconds": "retrospective_reminder_interval_seconds",
        "retrospective_template": "retrospective_template",
        "signal_any_keywords": "signal_any_keywords",
        "signal_any_keywords_enabled": "signal_any_keywords_enabled",
        "categorize_channel_enabled": "categorize_channel_enabled",
        "category_name": "category_name",
        "run_summary_template": "run_summary_template",
        "run_summary_template_enabled": "run_summary_template_enabled",
        "channel_name_template": "channel_name_template",
        "channel_id": "channel_id",
        "channel_mode": "channel_mode",
        "default_playbook_admin_role": "default_playbook_admin_role",
        "default_playbook_member_role": "default_playbook_member_role",
        "default_run_admin_role": "default_run_admin_role",
        "default_run_member_role": "default_run_member_role",
        "metrics": "metrics",
        "create_channel_member_on_new_participant": "create_channel_member_on_new_participant",
        "remove_channel_member_on_removed_participant": "remove_channel_member_on_removed_participant",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Playbook(_Model[Any]):
    """The object `Playbook` of the document.

    Attributes:
        id: A unique, 26 characters long, alphanumeric identifier for the playbook. Example:
            iz0g457ikesz55dhxcfa0fk9yy.
        title: The title of the playbook. Example: Cloud PlaybookRuns.
        team_id: The identifier of the team where the playbook is in. Example:
            p03rbi6viyztysbqnkvcqyel2i.
        description: The description of the playbook. Example: A playbook to follow when there is a
            playbook run regarding the availability of the cloud service.
        create_public_playbook_run: A boolean indicating whether the playbook runs created from this
            playbook should be public or private. Example: True.
        create_at: The playbook creation timestamp, formatted as the number of milliseconds since the
            Unix epoch. Example: 1602235338837.
        delete_at: The playbook deletion timestamp, formatted as the number of milliseconds since the
            Unix epoch. It equals 0 if the playbook is not deleted. Example: 0.
        num_stages: The number of stages defined in this playbook. Example: 3.
        num_steps: The total number of steps from all the stages defined in this playbook. Example: 18.
        checklists: The stages defined in this playbook.
        member_ids: The identifiers of all the users that are members of this playbook. Known servers
            send `members` instead.
        members:  Example: [{'user_id': 'ilh6s1j4yefbdhxhtlzt179i6m', 'roles': ['playbook_member'],
            'scheme_roles': None}].
        public: Whether everybody in the team sees the playbook. Example: True.
        update_at: Milliseconds since the Unix epoch; 0 for never. Example: 1606807976289.
        num_runs:  Example: 3.
        num_actions:  Example: 3.
        active_runs:  Example: 3.
        last_run_at: Milliseconds since the Unix epoch; 0 for never. Example: 1606807976289.
        reminder_message_template:
        reminder_timer_default_seconds: Seconds. Example: 86400.
        status_update_enabled:  Example: True.
        invited_user_ids:  Example: ['bqnbdf8uc0a8yz4i39qrpgkvtg'].
        invited_group_ids:  Example: ['bqnbdf8uc0a8yz4i39qrpgkvtg'].
        invite_users_enabled:  Example: True.
        default_owner_id:
        default_owner_enabled:  Example: True.
        broadcast_channel_ids:  Example: ['bqnbdf8uc0a8yz4i39qrpgkvtg'].
        broadcast_enabled:  Example: True.
        webhook_on_creation_urls:  Example: ['https://example.com/hooks/created'].
        webhook_on_creation_enabled:  Example: True.
        webhook_on_status_update_urls:  Example: ['https://example.com/hooks/created'].
        webhook_on_status_update_enabled:  Example: True.
        message_on_join:
        message_on_join_enabled:  Example: True.
        retrospective_enabled:  Example: True.
        retrospective_reminder_interval_seconds: Seconds. Example: 86400.
        retrospective_template:
        signal_any_keywords:  Example: ['outage'].
        signal_any_keywords_enabled:  Example: True.
        categorize_channel_enabled:  Example: True.
        category_name:
        run_summary_template:
        run_summary_template_enabled:  Example: True.
        channel_name_template:
        channel_id:
        channel_mode: Whether a run gets a channel of its own or uses one that is there. Example:
            create_new_channel.
        default_playbook_admin_role:
        default_playbook_member_role:
        default_run_admin_role:
        default_run_member_role:
        metrics:  Example: [{'id': '6f6nsgxzoq84fqh1dnlyivgafd', 'title': 'Time to acknowledge', 'type':
            'metric_duration'}].
        create_channel_member_on_new_participant:  Example: True.
        remove_channel_member_on_removed_participant:  Example: True.
    """

    id: str
    title: str
    team_id: str
    description: str | None
    create_public_playbook_run: bool | None
    create_at: int | None
    delete_at: int | None
    num_stages: int | None
    num_steps: int | None
    checklists: list[Checklist] | None
    member_ids: list[str] | None
    members: list[PlaybookMember] | None
    public: bool | None
    update_at: int | None
    num_runs: int | None
    num_actions: int | None
    active_runs: int | None
    last_run_at: int | None
    reminder_message_template: str | None
    reminder_timer_default_seconds: int | None
    status_update_enabled: bool | None
    invited_user_ids: list[str] | None
    invited_group_ids: list[str] | None
    invite_users_enabled: bool | None
    default_owner_id: str | None
    default_owner_enabled: bool | None
    broadcast_channel_ids: list[str] | None
    broadcast_enabled: bool | None
    webhook_on_creation_urls: list[str] | None
    webhook_on_creation_enabled: bool | None
    webhook_on_status_update_urls: list[str] | None
    webhook_on_status_update_enabled: bool | None
    message_on_join: str | None
    message_on_join_enabled: bool | None
    retrospective_enabled: bool | None
    retrospective_reminder_interval_seconds: int | None
    retrospective_template: str | None
    signal_any_keywords: list[str] | None
    signal_any_keywords_enabled: bool | None
    categorize_channel_enabled: bool | None
    category_name: str | None
    run_summary_template: str | None
    run_summary_template_enabled: bool | None
    channel_name_template: str | None
    channel_id: str | None
    channel_mode: PlaybookChannelMode | str | None
    default_playbook_admin_role: str | None
    default_playbook_member_role: str | None
    default_run_admin_role: str | None
    default_run_member_role: str | None
    metrics: list[PlaybookMetric] | None
    create_channel_member_on_new_participant: bool | None
    remove_channel_member_on_removed_participant: bool | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: str,
        title: str,
        team_id: str,
        description: str | None | Unset = UNSET,
        create_public_playbook_run: bool | None | Unset = UNSET,
        create_at: int | None | Unset = UNSET,
        delete_at: int | None | Unset = UNSET,
        num_stages: int | None | Unset = UNSET,
        num_steps: int | None | Unset = UNSET,
        checklists: list[Checklist] | None | Unset = UNSET,
        member_ids: list[str] | None | Unset = UNSET,
        members: list[PlaybookMember] | None | Unset = UNSET,
        public: bool | None | Unset = UNSET,
        update_at: int | None | Unset = UNSET,
        num_runs: int | None | Unset = UNSET,
        num_actions: int | None | Unset = UNSET,
        active_runs: int | None | Unset = UNSET,
        last_run_at: int | None | Unset = UNSET,
        reminder_message_template: str | None | Unset = UNSET,
        reminder_timer_default_seconds: int | None | Unset = UNSET,
        status_update_enabled: bool | None | Unset = UNSET,
        invited_user_ids: list[str] | None | Unset = UNSET,
        invited_group_ids: list[str] | None | Unset = UNSET,
        invite_users_enabled: bool | None | Unset = UNSET,
        default_owner_id: str | None | Unset = UNSET,
        default_owner_enabled: bool | None | Unset = UNSET,
        broadcast_channel_ids: list[str] | None | Unset = UNSET,
        broadcast_enabled: bool | None | Unset = UNSET,
        webhook_on_creation_urls: list[str] | None | Unset = UNSET,
        webhook_on_creation_enabled: bool | None | Unset = UNSET,
        webhook_on_status_update_urls: list[str] | None | Unset = UNSET,
        webhook_on_status_update_enabled: bool | None | Unset = UNSET,
        message_on_join: str | None | Unset = UNSET,
        message_on_join_enabled: bool | None | Unset = UNSET,
        retrospective_enabled: bool | None | Unset = UNSET,
        retrospective_reminder_interval_seconds: int | None | Unset = UNSET,
        retrospective_template: str | None | Unset = UNSET,
        signal_any_keywords: list[str] | None | Unset = UNSET,
        signal_any_keywords_enabled: bool | None | Unset = UNSET,
        categorize_channel_enabled: bool | None | Unset = UNSET,
        category_name: str | None | Unset = UNSET,
        run_summary_template: str | None | Unset = UNSET,
        run_summary_template_enabled: bool | None | Unset = UNSET,
        channel_name_template: str | None | Unset = UNSET,
        channel_id: str | None | Unset = UNSET,
        channel_mode: PlaybookChannelMode | str | None | Unset = UNSET,
        default_playbook_admin_role: str | None | Unset = UNSET,
        default_playbook_member_role: str | None | Unset = UNSET,
        default_run_admin_role: str | None | Unset = UNSET,
        default_run_member_role: str | None | Unset = UNSET,
        metrics: list[PlaybookMetric] | None | Unset = UNSET,
        create_channel_member_on_new_participant: bool | None | Unset = UNSET,
        remove_channel_member_on_removed_participant: bool | None | Unset = UNSET,
    ) -> None:
        self.id = id
        self.title = title
        self.team_id = team_id
        self.description = None if description is UNSET else description
        self.create_public_playbook_run = (
            None if create_public_playbook_run is UNSET else create_public_playbook_run
        )
        self.create_at = None if create_at is UNSET else create_at
        self.delete_at = None if delete_at is UNSET else delete_at
        self.num_stages = None if num_stages is UNSET else num_stages
        self.num_steps = None if num_steps is UNSET else num_steps
        self.checklists = None if checklists is UNSET else checklists
        self.member_ids = None if member_ids is UNSET else member_ids
        self.members = None if members is UNSET else members
        self.public = None if public is UNSET else public
        self.update_at = None if update_at is UNSET else update_at
        self.num_runs = None if num_runs is UNSET else num_runs
        self.num_actions = None if num_actions is UNSET else num_actions
        self.active_runs = None if active_runs is UNSET else active_runs
        self.last_run_at = None if last_run_at is UNSET else last_run_at
        self.reminder_message_template = (
            None if reminder_message_template is UNSET else reminder_message_template
        )
        self.reminder_timer_default_seconds = (
            None if reminder_timer_default_seconds is UNSET else reminder_timer_default_seconds
        )
        self.status_update_enabled = None if status_update_enabled is UNSET else status_update_enabled
        self.invited_user_ids = None if invited_user_ids is UNSET else invited_user_ids
        self.invited_group_ids = None if invited_group_ids is UNSET else invited_group_ids
        self.invite_users_enabled = None if invite_users_enabled is UNSET else invite_users_enabled
        self.default_owner_id = None if default_owner_id is UNSET else default_owner_id
        self.default_owner_enabled = None if default_owner_enabled is UNSET else default_owner_enabled
        self.broadcast_channel_ids = None if broadcast_channel_ids is UNSET else broadcast_channel_ids
        self.broadcast_enabled = None if broadcast_enabled is UNSET else broadcast_enabled
        self.webhook_on_creation_urls = (
            None if webhook_on_creation_urls is UNSET else webhook_on_creation_urls
        )
        self.webhook_on_creation_enabled = (
            None if webhook_on_creation_enabled is UNSET else webhook_on_creation_enabled
        )
        self.webhook_on_status_update_urls = (
            None if webhook_on_status_update_urls is UNSET else webhook_on_status_update_urls
        )
        self.webhook_on_status_update_enabled = (
            None if webhook_on_status_update_enabled is UNSET else webhook_on_status_update_enabled
        )
        self.message_on_join = None if message_on_join is UNSET else message_on_join
        self.message_on_join_enabled = None if message_on_join_enabled is UNSET else message_on_join_enabled
        self.retrospective_enabled = None if retrospective_enabled is UNSET else retrospective_enabled
        self.retrospective_reminder_interval_seconds = (
            None
            if retrospective_reminder_interval_seconds is UNSET
            else retrospective_reminder_interval_seconds
        )
        self.retrospective_template = None if retrospective_template is UNSET else retrospective_template
        self.signal_any_keywords = None if signal_any_keywords is UNSET else signal_any_keywords
        self.signal_any_keywords_enabled = (
            None if signal_any_keywords_enabled is UNSET else signal_any_keywords_enabled
        )
        self.categorize_channel_enabled = (
            None if categorize_channel_enabled is UNSET else categorize_channel_enabled
        )
        self.category_name = None if category_name is UNSET else category_name
        self.run_summary_template = None if run_summary_template is UNSET else run_summary_template
        self.run_summary_template_enabled = (
            None if run_summary_template_enabled is UNSET else run_summary_template_enabled
        )
        self.channel_name_template = None if channel_name_template is UNSET else channel_name_template
        self.channel_id = None if channel_id is UNSET else channel_id
        self.channel_mode = None if channel_mode is UNSET else channel_mode
        self.default_playbook_admin_role = (
            None if default_playbook_admin_role is UNSET else default_playbook_admin_role
        )
        self.default_playbook_member_role = (
            None if default_playbook_member_role is UNSET else default_playbook_member_role
        )
        self.default_run_admin_role = None if default_run_admin_role is UNSET else default_run_admin_role
        self.default_run_member_role = None if default_run_member_role is UNSET else default_run_member_role
        self.metrics = None if metrics is UNSET else metrics
        self.create_channel_member_on_new_participant = (
            None
            if create_channel_member_on_new_participant is UNSET
            else create_channel_member_on_new_participant
        )
        self.remove_channel_member_on_removed_participant = (
            None
            if remove_channel_member_on_removed_participant is UNSET
            else remove_channel_member_on_removed_participant
        )
        self._extra = None
        self._absent = _FIELDS.unset(
            description=description,
            create_public_playbook_run=create_public_playbook_run,
            create_at=create_at,
            delete_at=delete_at,
            num_stages=num_stages,
            num_steps=num_steps,
            checklists=checklists,
            member_ids=member_ids,
            members=members,
            public=public,
            update_at=update_at,
            num_runs=num_runs,
            num_actions=num_actions,
            active_runs=active_runs,
            last_run_at=last_run_at,
            reminder_message_template=reminder_message_template,
            reminder_timer_default_seconds=reminder_timer_default_seconds,
            status_update_enabled=status_update_enabled,
            invited_user_ids=invited_user_ids,
            invited_group_ids=invited_group_ids,
            invite_users_enabled=invite_users_enabled,
            default_owner_id=default_owner_id,
            default_owner_enabled=default_owner_enabled,
            broadcast_channel_ids=broadcast_channel_ids,
            broadcast_enabled=broadcast_enabled,
            webhook_on_creation_urls=webhook_on_creation_urls,
            webhook_on_creation_enabled=webhook_on_creation_enabled,
            webhook_on_status_update_urls=webhook_on_status_update_urls,
            webhook_on_status_update_enabled=webhook_on_status_update_enabled,
            message_on_join=message_on_join,
            message_on_join_enabled=message_on_join_enabled,
            retrospective_enabled=retrospective_enabled,
            retrospective_reminder_interval_seconds=retrospective_reminder_interval_seconds,
            retrospective_template=retrospective_template,
            signal_any_keywords=signal_any_keywords,
            signal_any_keywords_enabled=signal_any_keywords_enabled,
            categorize_channel_enabled=categorize_channel_enabled,
            category_name=category_name,
            run_summary_template=run_summary_template,
            run_summary_template_enabled=run_summary_template_enabled,
            channel_name_template=channel_name_template,
            channel_id=channel_id,
            channel_mode=channel_mode,
            default_playbook_admin_role=default_playbook_admin_role,
            default_playbook_member_role=default_playbook_member_role,
            default_run_admin_role=default_run_admin_role,
            default_run_member_role=default_run_member_role,
            metrics=metrics,
            create_channel_member_on_new_participant=create_channel_member_on_new_participant,
            remove_channel_member_on_removed_participant=remove_channel_member_on_removed_participant,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.id
        if value is None:
            if "id" not in absent:
                out["id"] = None
        elif value is not UNSET:
            out["id"] = value
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
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = value
        value = self.create_public_playbook_run
        if value is None:
            if "create_public_playbook_run" not in absent:
                out["create_public_playbook_run"] = None
        elif value is not UNSET:
            out["create_public_playbook_run"] = value
        value = self.create_at
        if value is None:
            if "create_at" not in absent:
                out["create_at"] = None
        elif value is not UNSET:
            out["create_at"] = value
        value = self.delete_at
        if value is None:
            if "delete_at" not in absent:
                out["delete_at"] = None
        elif value is not UNSET:
            out["delete_at"] = value
        value = self.num_stages
        if value is None:
            if "num_stages" not in absent:
                out["num_stages"] = None
        elif value is not UNSET:
            out["num_stages"] = value
        value = self.num_steps
        if value is None:
            if "num_steps" not in absent:
                out["num_steps"] = None
        elif value is not UNSET:
            out["num_steps"] = value
        value = self.checklists
        if value is None:
            if "checklists" not in absent:
                out["checklists"] = None
        elif value is not UNSET:
            out["checklists"] = plain(value)
        value = self.member_ids
        if value is None:
            if "member_ids" not in absent:
                out["member_ids"] = None
        elif value is not UNSET:
            out["member_ids"] = plain(value)
        value = self.members
        if value is None:
            if "members" not in absent:
                out["members"] = None
        elif value is not UNSET:
            out["members"] = plain(value)
        value = self.public
        if value is None:
            if "public" not in absent:
                out["public"] = None
        elif value is not UNSET:
            out["public"] = plain(value)
        value = self.update_at
        if value is None:
            if "update_at" not in absent:
                out["update_at"] = None
        elif value is not UNSET:
            out["update_at"] = value
        value = self.num_runs
        if value is None:
            if "num_runs" not in absent:
                out["num_runs"] = None
        elif value is not UNSET:
            out["num_runs"] = value
        value = self.num_actions
        if value is None:
            if "num_actions" not in absent:
                out["num_actions"] = None
        elif value is not UNSET:
            out["num_actions"] = value
        value = self.active_runs
        if value is None:
            if "active_runs" not in absent:
                out["active_runs"] = None
        elif value is not UNSET:
            out["active_runs"] = value
        value = self.last_run_at
        if value is None:
            if "last_run_at" not in absent:
                out["last_run_at"] = None
        elif value is not UNSET:
            out["last_run_at"] = value
        value = self.reminder_message_template
        if value is None:
            if "reminder_message_template" not in absent:
                out["reminder_message_template"] = None
        elif value is not UNSET:
            out["reminder_message_template"] = plain(value)
        value = self.reminder_timer_default_seconds
        if value is None:
            if "reminder_timer_default_seconds" not in absent:
                out["reminder_timer_default_seconds"] = None
        elif value is not UNSET:
            out["reminder_timer_default_seconds"] = value
        value = self.status_update_enabled
        if value is None:
            if "status_update_enabled" not in absent:
                out["status_update_enabled"] = None
        elif value is not UNSET:
            out["status_update_enabled"] = plain(value)
        value = self.invited_user_ids
        if value is None:
            if "invited_user_ids" not in absent:
                out["invited_user_ids"] = None
        elif value is not UNSET:
            out["invited_user_ids"] = plain(value)
        value = self.invited_group_ids
        if value is None:
            if "invited_group_ids" not in absent:
                out["invited_group_ids"] = None
        elif value is not UNSET:
            out["invited_group_ids"] = plain(value)
        value = self.invite_users_enabled
        if value is None:
            if "invite_users_enabled" not in absent:
                out["invite_users_enabled"] = None
        elif value is not UNSET:
            out["invite_users_enabled"] = plain(value)
        value = self.default_owner_id
        if value is None:
            if "default_owner_id" not in absent:
                out["default_owner_id"] = None
        elif value is not UNSET:
            out["default_owner_id"] = plain(value)
        value = self.default_owner_enabled
        if value is None:
            if "default_owner_enabled" not in absent:
                out["default_owner_enabled"] = None
        elif value is not UNSET:
            out["default_owner_enabled"] = plain(value)
        value = self.broadcast_channel_ids
        if value is None:
            if "broadcast_channel_ids" not in absent:
                out["broadcast_channel_ids"] = None
        elif value is not UNSET:
            out["broadcast_channel_ids"] = plain(value)
        value = self.broadcast_enabled
        if value is None:
            if "broadcast_enabled" not in absent:
                out["broadcast_enabled"] = None
        elif value is not UNSET:
            out["broadcast_enabled"] = plain(value)
        value = self.webhook_on_creation_urls
        if value is None:
            if "webhook_on_creation_urls" not in absent:
                out["webhook_on_creation_urls"] = None
        elif value is not UNSET:
            out["webhook_on_creation_urls"] = plain(value)
        value = self.webhook_on_creation_enabled
        if value is None:
            if "webhook_on_creation_enabled" not in absent:
                out["webhook_on_creation_enabled"] = None
        elif value is not UNSET:
            out["webhook_on_creation_enabled"] = plain(value)
        value = self.webhook_on_status_update_urls
        if value is None:
            if "webhook_on_status_update_urls" not in absent:
                out["webhook_on_status_update_urls"] = None
        elif value is not UNSET:
            out["webhook_on_status_update_urls"] = plain(value)
        value = self.webhook_on_status_update_enabled
        if value is None:
            if "webhook_on_status_update_enabled" not in absent:
                out["webhook_on_status_update_enabled"] = None
        elif value is not UNSET:
            out["webhook_on_status_update_enabled"] = plain(value)
        value = self.message_on_join
        if value is None:
            if "message_on_join" not in absent:
                out["message_on_join"] = None
        elif value is not UNSET:
            out["message_on_join"] = plain(value)
        value = self.message_on_join_enabled
        if value is None:
            if "message_on_join_enabled" not in absent:
                out["message_on_join_enabled"] = None
        elif value is not UNSET:
            out["message_on_join_enabled"] = plain(value)
        value = self.retrospective_enabled
        if value is None:
            if "retrospective_enabled" not in absent:
                out["retrospective_enabled"] = None
        elif value is not UNSET:
            out["retrospective_enabled"] = plain(value)
        value = self.retrospective_reminder_interval_seconds
        if value is None:
            if "retrospective_reminder_interval_seconds" not in absent:
                out["retrospective_reminder_interval_seconds"] = None
        elif value is not UNSET:
            out["retrospective_reminder_interval_seconds"] = value
        value = self.retrospective_template
        if value is None:
            if "retrospective_template" not in absent:
                out["retrospective_template"] = None
        elif value is not UNSET:
            out["retrospective_template"] = plain(value)
        value = self.signal_any_keywords
        if value is None:
            if "signal_any_keywords" not in absent:
                out["signal_any_keywords"] = None
        elif value is not UNSET:
            out["signal_any_keywords"] = plain(value)
        value = self.signal_any_keywords_enabled
        if value is None:
            if "signal_any_keywords_enabled" not in absent:
                out["signal_any_keywords_enabled"] = None
        elif value is not UNSET:
            out["signal_any_keywords_enabled"] = plain(value)
        value = self.categorize_channel_enabled
        if value is None:
            if "categorize_channel_enabled" not in absent:
                out["categorize_channel_enabled"] = None
        elif value is not UNSET:
            out["categorize_channel_enabled"] = plain(value)
        value = self.category_name
        if value is None:
            if "category_name" not in absent:
                out["category_name"] = None
        elif value is not UNSET:
            out["category_name"] = plain(value)
        value = self.run_summary_template
        if value is None:
            if "run_summary_template" not in absent:
                out["run_summary_template"] = None
        elif value is not UNSET:
            out["run_summary_template"] = plain(value)
        value = self.run_summary_template_enabled
        if value is None:
            if "run_summary_template_enabled" not in absent:
                out["run_summary_template_enabled"] = None
        elif value is not UNSET:
            out["run_summary_template_enabled"] = plain(value)
        value = self.channel_name_template
        if value is None:
            if "channel_name_template" not in absent:
                out["channel_name_template"] = None
        elif value is not UNSET:
            out["channel_name_template"] = plain(value)
        value = self.channel_id
        if value is None:
            if "channel_id" not in absent:
                out["channel_id"] = None
        elif value is not UNSET:
            out["channel_id"] = plain(value)
        value = self.channel_mode
        if value is None:
            if "channel_mode" not in absent:
                out["channel_mode"] = None
        elif value is not UNSET:
            out["channel_mode"] = value.value if isinstance(value, PlaybookChannelMode) else value
        value = self.default_playbook_admin_role
        if value is None:
            if "default_playbook_admin_role" not in absent:
                out["default_playbook_admin_role"] = None
        elif value is not UNSET:
            out["default_playbook_admin_role"] = plain(value)
        value = self.default_playbook_member_role
        if value is None:
            if "default_playbook_member_role" not in absent:
                out["default_playbook_member_role"] = None
        elif value is not UNSET:
            out["default_playbook_member_role"] = plain(value)
        value = self.default_run_admin_role
        if value is None:
            if "default_run_admin_role" not in absent:
                out["default_run_admin_role"] = None
        elif value is not UNSET:
            out["default_run_admin_role"] = plain(value)
        value = self.default_run_member_role
        if value is None:
            if "default_run_member_role" not in absent:
                out["default_run_member_role"] = None
        elif value is not UNSET:
            out["default_run_member_role"] = plain(value)
        value = self.metrics
        if value is None:
            if "metrics" not in absent:
                out["metrics"] = None
        elif value is not UNSET:
            out["metrics"] = plain(value)
        value = self.create_channel_member_on_new_participant
        if value is None:
            if "create_channel_member_on_new_participant" not in absent:
                out["create_channel_member_on_new_participant"] = None
        elif value is not UNSET:
            out["create_channel_member_on_new_participant"] = plain(value)
        value = self.remove_channel_member_on_removed_participant
        if value is None:
            if "remove_channel_member_on_removed_participant" not in absent:
                out["remove_channel_member_on_removed_participant"] = None
        elif value is not UNSET:
            out["remove_channel_member_on_removed_participant"] = plain(value)
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
            self.id,
            self.title,
            self.team_id,
            self.description,
            self.create_public_playbook_run,
            self.create_at,
            self.delete_at,
            self.num_stages,
            self.num_steps,
            _checklists,
            self.member_ids,
            _members,
            self.public,
            self.update_at,
            self.num_runs,
            self.num_actions,
            self.active_runs,
            self.last_run_at,
            self.reminder_message_template,
            self.reminder_timer_default_seconds,
            self.status_update_enabled,
            self.invited_user_ids,
            self.invited_group_ids,
            self.invite_users_enabled,
            self.default_owner_id,
            self.default_owner_enabled,
            self.broadcast_channel_ids,
            self.broadcast_enabled,
            self.webhook_on_creation_urls,
            self.webhook_on_creation_enabled,
            self.webhook_on_status_update_urls,
            self.webhook_on_status_update_enabled,
            self.message_on_join,
            self.message_on_join_enabled,
            self.retrospective_enabled,
            self.retrospective_reminder_interval_seconds,
            self.retrospective_template,
            self.signal_any_keywords,
            self.signal_any_keywords_enabled,
            self.categorize_channel_enabled,
            self.category_name,
            self.run_summary_template,
            self.run_summary_template_enabled,
            self.channel_name_template,
            self.channel_id,
            _channel_mode,
            self.default_playbook_admin_role,
            self.default_playbook_member_role,
            self.default_run_admin_role,
            self.default_run_member_role,
            _metrics,
            self.create_channel_member_on_new_participant,
            self.remove_channel_member_on_removed_participant,
        ) = get(src_dict)
        self.checklists = (
            (_LATER((_checklists,)) if _checklists else []) if isinstance(_checklists, list) else _checklists
        )
        self.members = (_LATER((_members,)) if _members else []) if isinstance(_members, list) else _members
        self.channel_mode = (
            _PlaybookChannelMode.get(_channel_mode, _channel_mode)
            if isinstance(_channel_mode, str)
            else _channel_mode
        )
        self.metrics = (_LATER((_metrics,)) if _metrics else []) if isinstance(_metrics, list) else _metrics
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .checklist import Checklist  # noqa: E402
from .playbook_channel_mode import BY_VALUE as _PlaybookChannelMode  # noqa: E402
from .playbook_channel_mode import PlaybookChannelMode  # noqa: E402
from .playbook_member import PlaybookMember  # noqa: E402
from .playbook_metric import PlaybookMetric  # noqa: E402

_nested(
    Playbook,
    checklists=lambda value: (
        [Checklist.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
    members=lambda value: (
        [PlaybookMember.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
    metrics=lambda value: (
        [PlaybookMetric.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
