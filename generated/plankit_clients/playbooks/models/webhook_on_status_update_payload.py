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
        "name": "name",
        "owner_user_id": "owner_user_id",
        "team_id": "team_id",
        "channel_id": "channel_id",
        "description": "description",
        "is_active": "is_active",
        "create_at": "create_at",
        "end_at": "end_at",
        "delete_at": "delete_at",
        "active_stage": "active_stage",
        "active_stage_title": "active_stage_title",
        "post_id": "post_id",
        "playbook_id": "playbook_id",
        "checklists": "checklists",
        "summary": "summary",
        "summary_modified_at": "summary_modified_at",
        "update_at": "update_at",
        "current_status": "current_status",
        "type": "type_",
        "reporter_user_id": "reporter_user_id",
        "participant_ids": "participant_ids",
        "invited_user_ids": "invited_user_ids",
        "invited_group_ids": "invited_group_ids",
        "default_owner_id": "default_owner_id",
        "status_posts": "status_posts",
        "last_status_update_at": "last_status_update_at",
        "status_update_enabled": "status_update_enabled",
        "reminder_post_id": "reminder_post_id",
        "previous_reminder": "previous_reminder",
        "reminder_message_template": "reminder_message_template",
        "reminder_timer_default_seconds": "reminder_timer_default_seconds",
        "broadcast_channel_ids": "broadcast_channel_ids",
        "status_update_broadcast_channels_enabled": "status_update_broadcast_channels_enabled",
        "status_update_broadcast_webhooks_enabled": "status_update_broadcast_webhooks_enabled",
        "webhook_on_creation_urls": "webhook_on_creation_urls",
        "webhook_on_status_update_urls": "webhook_on_status_update_urls",
        "timeline_events": "timeline_events",
        "retrospective": "retrospective",
        "retrospective_enabled": "retrospective_enabled",
        "retrospective_published_at": "retrospective_published_at",
        "retrospective_was_canceled": "retrospective_was_canceled",
        "retrospective_reminder_interval_seconds": "retrospective_reminder_interval_seconds",
        "message_on_join": "message_on_join",
        "category_name": "category_name",
        "metrics_data": "metrics_data",
        "create_channel_member_on_new_participant": "create_channel_member_on_new_participant",
        "remove_channel_member_on_removed_participant": "remove_channel_member_on_removed_participant",
        "items_order": "items_order",
        "channel_url": "channel_url",
        "details_url": "details_url",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class WebhookOnStatusUpdatePayload(_Model[Any]):
    """What a webhook receives. Known servers send the bare run, without channel_url and details_url.
    Neither signed nor repeated.

        Attributes:
            id: A unique, 26 characters long, alphanumeric identifier for the playbook run. Example:
                mx3xyzdojfgyfdx8sc8of1gdme.
            name: The name of the playbook run. Example: Server down in EU cluster.
            owner_user_id: The identifier of the user that is commanding the playbook run. Example:
                bqnbdf8uc0a8yz4i39qrpgkvtg.
            team_id: The identifier of the team where the playbook run's channel is in. Example:
                61ji2mpflefup3cnuif80r5rde.
            channel_id: The identifier of the playbook run's channel. Example: hwrmiyzj3kadcilh3ukfcnsbt6.
            description: The description of the playbook run. Known servers send `summary` instead. Example:
                There is one server in the EU cluster that is not responding since April 12.
            is_active: True if the playbook run is ongoing. Known servers send `current_status` instead.
                Example: False.
            create_at: The playbook run creation timestamp, formatted as the number of milliseconds since
                the Unix epoch. Example: 1606807976289.
            end_at: The playbook run finish timestamp, formatted as the number of milliseconds since the
                Unix epoch. It equals 0 if the playbook run is not finished. Example: 0.
            delete_at: The playbook run deletion timestamp, formatted as the number of milliseconds since
                the Unix epoch. It equals 0 if the playbook run is not deleted. Example: 0.
            active_stage: Zero-based index of the currently active stage. Example: 1.
            active_stage_title: The title of the currently active stage. Example: Triage issue.
            post_id: If the playbook run was created from a post, this field contains the identifier of such
                post. If not, this field is empty. Example: b2ntfcrl4ujivl456ab4b3aago.
            playbook_id: The identifier of the playbook with from which this playbook run was created.
                Example: 0y4a0ntte97cxvfont8y84wa7x.
            checklists:
            summary: What the run is about, in Markdown. Example: There is one server in the EU cluster that
                is not responding since April 12.
            summary_modified_at: Milliseconds since the Unix epoch; 0 for never. Example: 1606807976289.
            update_at: Milliseconds since the Unix epoch; 0 for never. Example: 1606807976289.
            current_status: Whether a run is going on. Example: InProgress.
            type_: The type of the run. Example: playbook.
            reporter_user_id: The user who created the run. Example: bqnbdf8uc0a8yz4i39qrpgkvtg.
            participant_ids:  Example: ['bqnbdf8uc0a8yz4i39qrpgkvtg'].
            invited_user_ids:  Example: ['bqnbdf8uc0a8yz4i39qrpgkvtg'].
            invited_group_ids:  Example: ['bqnbdf8uc0a8yz4i39qrpgkvtg'].
            default_owner_id:
            status_posts:  Example: [{'id': 'b2ntfcrl4ujivl456ab4b3aago', 'create_at': 1606807976289,
                'delete_at': 0}].
            last_status_update_at: Milliseconds since the Unix epoch; 0 for never. Example: 1606807976289.
            status_update_enabled:  Example: True.
            reminder_post_id:
            previous_reminder: When the next status update is due, in nanoseconds, unlike all other times.
                Example: 600000000000.
            reminder_message_template:
            reminder_timer_default_seconds: Seconds. Example: 86400.
            broadcast_channel_ids:  Example: ['bqnbdf8uc0a8yz4i39qrpgkvtg'].
            status_update_broadcast_channels_enabled:  Example: True.
            status_update_broadcast_webhooks_enabled:  Example: True.
            webhook_on_creation_urls:  Example: ['https://example.com/hooks/created'].
            webhook_on_status_update_urls:  Example: ['https://example.com/hooks/created'].
            timeline_events:  Example: [{'id': 'craxgf4r4trgzrtues3a1t74ac', 'event_type': 'status_updated',
                'event_at': 1606807976289}].
            retrospective:
            retrospective_enabled:  Example: True.
            retrospective_published_at: Milliseconds since the Unix epoch; 0 for never. Example:
                1606807976289.
            retrospective_was_canceled:  Example: True.
            retrospective_reminder_interval_seconds: Seconds. Example: 86400.
            message_on_join:
            category_name:
            metrics_data:  Example: [{'metric_config_id': '6f6nsgxzoq84fqh1dnlyivgafd', 'value': 42}].
            create_channel_member_on_new_participant:  Example: True.
            remove_channel_member_on_removed_participant:  Example: True.
            items_order:  Example: ['bqnbdf8uc0a8yz4i39qrpgkvtg'].
            channel_url: Absolute URL to the playbook run's channel. Example:
                https://example.com/ad-1/channels/channel-name.
            details_url: Absolute URL to the playbook run's details. Example:
                https://example.com/ad-1/playbooks/runs/playbookRunID.
    """

    id: str
    name: str
    owner_user_id: str
    team_id: str
    channel_id: str
    description: str | None
    is_active: bool | None
    create_at: int | None
    end_at: int | None
    delete_at: int | None
    active_stage: int | None
    active_stage_title: str | None
    post_id: str | None
    playbook_id: str | None
    checklists: list[Checklist] | None
    summary: str | None
    summary_modified_at: int | None
    update_at: int | None
    current_status: PlaybookRunStatus | str | None
    type_: str | None
    reporter_user_id: str | None
    participant_ids: list[str] | None
    invited_user_ids: list[str] | None
    invited_group_ids: list[str] | None
    default_owner_id: str | None
    status_posts: list[StatusPost] | None
    last_status_update_at: int | None
    status_update_enabled: bool | None
    reminder_post_id: str | None
    previous_reminder: int | None
    reminder_message_template: str | None
    reminder_timer_default_seconds: int | None
    broadcast_channel_ids: list[str] | None
    status_update_broadcast_channels_enabled: bool | None
    status_update_broadcast_webhooks_enabled: bool | None
    webhook_on_creation_urls: list[str] | None
    webhook_on_status_update_urls: list[str] | None
    timeline_events: list[TimelineEvent] | None
    retrospective: str | None
    retrospective_enabled: bool | None
    retrospective_published_at: int | None
    retrospective_was_canceled: bool | None
    retrospective_reminder_interval_seconds: int | None
    message_on_join: str | None
    category_name: str | None
    metrics_data: list[RunMetric] | None
    create_channel_member_on_new_participant: bool | None
    remove_channel_member_on_removed_participant: bool | None
    items_order: list[str] | None
    channel_url: str | None
    details_url: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: str,
        name: str,
        owner_user_id: str,
        team_id: str,
        channel_id: str,
        description: str | None | Unset = UNSET,
        is_active: bool | None | Unset = UNSET,
        create_at: int | None | Unset = UNSET,
        end_at: int | None | Unset = UNSET,
        delete_at: int | None | Unset = UNSET,
        active_stage: int | None | Unset = UNSET,
        active_stage_title: str | None | Unset = UNSET,
        post_id: str | None | Unset = UNSET,
        playbook_id: str | None | Unset = UNSET,
        checklists: list[Checklist] | None | Unset = UNSET,
        summary: str | None | Unset = UNSET,
        summary_modified_at: int | None | Unset = UNSET,
        update_at: int | None | Unset = UNSET,
        current_status: PlaybookRunStatus | str | None | Unset = UNSET,
        type_: str | None | Unset = UNSET,
        reporter_user_id: str | None | Unset = UNSET,
        participant_ids: list[str] | None | Unset = UNSET,
        invited_user_ids: list[str] | None | Unset = UNSET,
        invited_group_ids: list[str] | None | Unset = UNSET,
        default_owner_id: str | None | Unset = UNSET,
        status_posts: list[StatusPost] | None | Unset = UNSET,
        last_status_update_at: int | None | Unset = UNSET,
        status_update_enabled: bool | None | Unset = UNSET,
        reminder_post_id: str | None | Unset = UNSET,
        previous_reminder: int | None | Unset = UNSET,
        reminder_message_template: str | None | Unset = UNSET,
        reminder_timer_default_seconds: int | None | Unset = UNSET,
        broadcast_channel_ids: list[str] | None | Unset = UNSET,
        status_update_broadcast_channels_enabled: bool | None | Unset = UNSET,
        status_update_broadcast_webhooks_enabled: bool | None | Unset = UNSET,
        webhook_on_creation_urls: list[str] | None | Unset = UNSET,
        webhook_on_status_update_urls: list[str] | None | Unset = UNSET,
        timeline_events: list[TimelineEvent] | None | Unset = UNSET,
        retrospective: str | None | Unset = UNSET,
        retrospective_enabled: bool | None | Unset = UNSET,
        retrospective_published_at: int | None | Unset = UNSET,
        retrospective_was_canceled: bool | None | Unset = UNSET,
        retrospective_reminder_interval_seconds: int | None | Unset = UNSET,
        message_on_join: str | None | Unset = UNSET,
        category_name: str | None | Unset = UNSET,
        metrics_data: list[RunMetric] | None | Unset = UNSET,
        create_channel_member_on_new_participant: bool | None | Unset = UNSET,
        remove_channel_member_on_removed_participant: bool | None | Unset = UNSET,
        items_order: list[str] | None | Unset = UNSET,
        channel_url: str | None | Unset = UNSET,
        details_url: str | None | Unset = UNSET,
    ) -> None:
        self.id = id
        self.name = name
        self.owner_user_id = owner_user_id
        self.team_id = team_id
        self.channel_id = channel_id
        self.description = None if description is UNSET else description
        self.is_active = None if is_active is UNSET else is_active
        self.create_at = None if create_at is UNSET else create_at
        self.end_at = None if end_at is UNSET else end_at
        self.delete_at = None if delete_at is UNSET else delete_at
        self.active_stage = None if active_stage is UNSET else active_stage
        self.active_stage_title = None if active_stage_title is UNSET else active_stage_title
        self.post_id = None if post_id is UNSET else post_id
        self.playbook_id = None if playbook_id is UNSET else playbook_id
        self.checklists = None if checklists is UNSET else checklists
        self.summary = None if summary is UNSET else summary
        self.summary_modified_at = None if summary_modified_at is UNSET else summary_modified_at
        self.update_at = None if update_at is UNSET else update_at
        self.current_status = None if current_status is UNSET else current_status
        self.type_ = None if type_ is UNSET else type_
        self.reporter_user_id = None if reporter_user_id is UNSET else reporter_user_id
        self.participant_ids = None if participant_ids is UNSET else participant_ids
        self.invited_user_ids = None if invited_user_ids is UNSET else invited_user_ids
        self.invited_group_ids = None if invited_group_ids is UNSET else invited_group_ids
        self.default_owner_id = None if default_owner_id is UNSET else default_owner_id
        self.status_posts = None if status_posts is UNSET else status_posts
        self.last_status_update_at = None if last_status_update_at is UNSET else last_status_update_at
        self.status_update_enabled = None if status_update_enabled is UNSET else status_update_enabled
        self.reminder_post_id = None if reminder_post_id is UNSET else reminder_post_id
        self.previous_reminder = None if previous_reminder is UNSET else previous_reminder
        self.reminder_message_template = (
            None if reminder_message_template is UNSET else reminder_message_template
        )
        self.reminder_timer_default_seconds = (
            None if reminder_timer_default_seconds is UNSET else reminder_timer_default_seconds
        )
        self.broadcast_channel_ids = None if broadcast_channel_ids is UNSET else broadcast_channel_ids
        self.status_update_broadcast_channels_enabled = (
            None
            if status_update_broadcast_channels_enabled is UNSET
            else status_update_broadcast_channels_enabled
        )
        self.status_update_broadcast_webhooks_enabled = (
            None
            if status_update_broadcast_webhooks_enabled is UNSET
            else status_update_broadcast_webhooks_enabled
        )
        self.webhook_on_creation_urls = (
            None if webhook_on_creation_urls is UNSET else webhook_on_creation_urls
        )
        self.webhook_on_status_update_urls = (
            None if webhook_on_status_update_urls is UNSET else webhook_on_status_update_urls
        )
        self.timeline_events = None if timeline_events is UNSET else timeline_events
        self.retrospective = None if retrospective is UNSET else retrospective
        self.retrospective_enabled = None if retrospective_enabled is UNSET else retrospective_enabled
        self.retrospective_published_at = (
            None if retrospective_published_at is UNSET else retrospective_published_at
        )
        self.retrospective_was_canceled = (
            None if retrospective_was_canceled is UNSET else retrospective_was_canceled
        )
        self.retrospective_reminder_interval_seconds = (
            None
            if retrospective_reminder_interval_seconds is UNSET
            else retrospective_reminder_interval_seconds
        )
        self.message_on_join = None if message_on_join is UNSET else message_on_join
        self.category_name = None if category_name is UNSET else category_name
        self.metrics_data = None if metrics_data is UNSET else metrics_data
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
        self.items_order = None if items_order is UNSET else items_order
        self.channel_url = None if channel_url is UNSET else channel_url
        self.details_url = None if details_url is UNSET else details_url
        self._extra = None
        self._absent = _FIELDS.unset(
            description=description,
            is_active=is_active,
            create_at=create_at,
            end_at=end_at,
            delete_at=delete_at,
            active_stage=active_stage,
            active_stage_title=active_stage_title,
            post_id=post_id,
            playbook_id=playbook_id,
            checklists=checklists,
            summary=summary,
            summary_modified_at=summary_modified_at,
            update_at=update_at,
            current_status=current_status,
            type_=type_,
            reporter_user_id=reporter_user_id,
            participant_ids=participant_ids,
            invited_user_ids=invited_user_ids,
            invited_group_ids=invited_group_ids,
            default_owner_id=default_owner_id,
            status_posts=status_posts,
            last_status_update_at=last_status_update_at,
            status_update_enabled=status_update_enabled,
            reminder_post_id=reminder_post_id,
            previous_reminder=previous_reminder,
            reminder_message_template=reminder_message_template,
            reminder_timer_default_seconds=reminder_timer_default_seconds,
            broadcast_channel_ids=broadcast_channel_ids,
            status_update_broadcast_channels_enabled=status_update_broadcast_channels_enabled,
            status_update_broadcast_webhooks_enabled=status_update_broadcast_webhooks_enabled,
            webhook_on_creation_urls=webhook_on_creation_urls,
            webhook_on_status_update_urls=webhook_on_status_update_urls,
            timeline_events=timeline_events,
            retrospective=retrospective,
            retrospective_enabled=retrospective_enabled,
            retrospective_published_at=retrospective_published_at,
            retrospective_was_canceled=retrospective_was_canceled,
            retrospective_reminder_interval_seconds=retrospective_reminder_interval_seconds,
            message_on_join=message_on_join,
            category_name=category_name,
            metrics_data=metrics_data,
            create_channel_member_on_new_participant=create_channel_member_on_new_participant,
            remove_channel_member_on_removed_participant=remove_channel_member_on_removed_participant,
            items_order=items_order,
            channel_url=channel_url,
            details_url=details_url,
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
        value = self.name
        if value is None:
            if "name" not in absent:
                out["name"] = None
        elif value is not UNSET:
            out["name"] = value
        value = self.owner_user_id
        if value is None:
            if "owner_user_id" not in absent:
                out["owner_user_id"] = None
        elif value is not UNSET:
            out["owner_user_id"] = value
        value = self.team_id
        if value is None:
            if "team_id" not in absent:
                out["team_id"] = None
        elif value is not UNSET:
            out["team_id"] = value
        value = self.channel_id
        if value is None:
            if "channel_id" not in absent:
                out["channel_id"] = None
        elif value is not UNSET:
            out["channel_id"] = value
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = value
        value = self.is_active
        if value is None:
            if "is_active" not in absent:
                out["is_active"] = None
        elif value is not UNSET:
            out["is_active"] = value
        value = self.create_at
        if value is None:
            if "create_at" not in absent:
                out["create_at"] = None
        elif value is not UNSET:
            out["create_at"] = value
        value = self.end_at
        if value is None:
            if "end_at" not in absent:
                out["end_at"] = None
        elif value is not UNSET:
            out["end_at"] = value
        value = self.delete_at
        if value is None:
            if "delete_at" not in absent:
                out["delete_at"] = None
        elif value is not UNSET:
            out["delete_at"] = value
        value = self.active_stage
        if value is None:
            if "active_stage" not in absent:
                out["active_stage"] = None
        elif value is not UNSET:
            out["active_stage"] = value
        value = self.active_stage_title
        if value is None:
            if "active_stage_title" not in absent:
                out["active_stage_title"] = None
        elif value is not UNSET:
            out["active_stage_title"] = value
        value = self.post_id
        if value is None:
            if "post_id" not in absent:
                out["post_id"] = None
        elif value is not UNSET:
            out["post_id"] = value
        value = self.playbook_id
        if value is None:
            if "playbook_id" not in absent:
                out["playbook_id"] = None
        elif value is not UNSET:
            out["playbook_id"] = value
        value = self.checklists
        if value is None:
            if "checklists" not in absent:
                out["checklists"] = None
        elif value is not UNSET:
            out["checklists"] = plain(value)
        value = self.summary
        if value is None:
            if "summary" not in absent:
                out["summary"] = None
        elif value is not UNSET:
            out["summary"] = plain(value)
        value = self.summary_modified_at
        if value is None:
            if "summary_modified_at" not in absent:
                out["summary_modified_at"] = None
        elif value is not UNSET:
            out["summary_modified_at"] = value
        value = self.update_at
        if value is None:
            if "update_at" not in absent:
                out["update_at"] = None
        elif value is not UNSET:
            out["update_at"] = value
        value = self.current_status
        if value is None:
            if "current_status" not in absent:
                out["current_status"] = None
        elif value is not UNSET:
            out["current_status"] = value.value if isinstance(value, PlaybookRunStatus) else value
        value = self.type_
        if value is None:
            if "type_" not in absent:
                out["type"] = None
        elif value is not UNSET:
            out["type"] = plain(value)
        value = self.reporter_user_id
        if value is None:
            if "reporter_user_id" not in absent:
                out["reporter_user_id"] = None
        elif value is not UNSET:
            out["reporter_user_id"] = plain(value)
        value = self.participant_ids
        if value is None:
            if "participant_ids" not in absent:
                out["participant_ids"] = None
        elif value is not UNSET:
            out["participant_ids"] = plain(value)
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
        value = self.default_owner_id
        if value is None:
            if "default_owner_id" not in absent:
                out["default_owner_id"] = None
        elif value is not UNSET:
            out["default_owner_id"] = plain(value)
        value = self.status_posts
        if value is None:
            if "status_posts" not in absent:
                out["status_posts"] = None
        elif value is not UNSET:
            out["status_posts"] = plain(value)
        value = self.last_status_update_at
        if value is None:
            if "last_status_update_at" not in absent:
                out["last_status_update_at"] = None
        elif value is not UNSET:
            out["last_status_update_at"] = value
        value = self.status_update_enabled
        if value is None:
            if "status_update_enabled" not in absent:
                out["status_update_enabled"] = None
        elif value is not UNSET:
            out["status_update_enabled"] = plain(value)
        value = self.reminder_post_id
        if value is None:
            if "reminder_post_id" not in absent:
                out["reminder_post_id"] = None
        elif value is not UNSET:
            out["reminder_post_id"] = plain(value)
        value = self.previous_reminder
        if value is None:
            if "previous_reminder" not in absent:
                out["previous_reminder"] = None
        elif value is not UNSET:
            out["previous_reminder"] = value
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
        value = self.broadcast_channel_ids
        if value is None:
            if "broadcast_channel_ids" not in absent:
                out["broadcast_channel_ids"] = None
        elif value is not UNSET:
            out["broadcast_channel_ids"] = plain(value)
        value = self.status_update_broadcast_channels_enabled
        if value is None:
            if "status_update_broadcast_channels_enabled" not in absent:
                out["status_update_broadcast_channels_enabled"] = None
        elif value is not UNSET:
            out["status_update_broadcast_channels_enabled"] = plain(value)
        value = self.status_update_broadcast_webhooks_enabled
        if value is None:
            if "status_update_broadcast_webhooks_enabled" not in absent:
                out["status_update_broadcast_webhooks_enabled"] = None
        elif value is not UNSET:
            out["status_update_broadcast_webhooks_enabled"] = plain(value)
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
        value = self.timeline_events
        if value is None:
            if "timeline_events" not in absent:
                out["timeline_events"] = None
        elif value is not UNSET:
            out["timeline_events"] = plain(value)
        value = self.retrospective
        if value is None:
            if "retrospective" not in absent:
                out["retrospective"] = None
        elif value is not UNSET:
            out["retrospective"] = plain(value)
        value = self.retrospective_enabled
        if value is None:
            if "retrospective_enabled" not in absent:
                out["retrospective_enabled"] = None
        elif value is not UNSET:
            out["retrospective_enabled"] = plain(value)
        value = self.retrospective_published_at
        if value is None:
            if "retrospective_published_at" not in absent:
                out["retrospective_published_at"] = None
        elif value is not UNSET:
            out["retrospective_published_at"] = value
        value = self.retrospective_was_canceled
        if value is None:
            if "retrospective_was_canceled" not in absent:
                out["retrospective_was_canceled"] = None
        elif value is not UNSET:
            out["retrospective_was_canceled"] = plain(value)
        value = self.retrospective_reminder_interval_seconds
        if value is None:
            if "retrospective_reminder_interval_seconds" not in absent:
                out["retrospective_reminder_interval_seconds"] = None
        elif value is not UNSET:
            out["retrospective_reminder_interval_seconds"] = value
        value = self.message_on_join
        if value is None:
            if "message_on_join" not in absent:
                out["message_on_join"] = None
        elif value is not UNSET:
            out["message_on_join"] = plain(value)
        value = self.category_name
        if value is None:
            if "category_name" not in absent:
                out["category_name"] = None
        elif value is not UNSET:
            out["category_name"] = plain(value)
        value = self.metrics_data
        if value is None:
            if "metrics_data" not in absent:
                out["metrics_data"] = None
        elif value is not UNSET:
            out["metrics_data"] = plain(value)
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
        value = self.items_order
        if value is None:
            if "items_order" not in absent:
                out["items_order"] = None
        elif value is not UNSET:
            out["items_order"] = plain(value)
        value = self.channel_url
        if value is None:
            if "channel_url" not in absent:
                out["channel_url"] = None
        elif value is not UNSET:
            out["channel_url"] = value
        value = self.details_url
        if value is None:
            if "details_url" not in absent:
                out["details_url"] = None
        elif value is not UNSET:
            out["details_url"] = value
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
            self.name,
            self.owner_user_id,
            self.team_id,
            self.channel_id,
            self.description,
            self.is_active,
            self.create_at,
            self.end_at,
            self.delete_at,
            self.active_stage,
            self.active_stage_title,
            self.post_id,
            self.playbook_id,
            _checklists,
            self.summary,
            self.summary_modified_at,
            self.update_at,
            _current_status,
            self.type_,
            self.reporter_user_id,
            self.participant_ids,
            self.invited_user_ids,
            self.invited_group_ids,
            self.default_owner_id,
            _status_posts,
            self.last_status_update_at,
            self.status_update_enabled,
            self.reminder_post_id,
            self.previous_reminder,
            self.reminder_message_template,
            self.reminder_timer_default_seconds,
            self.broadcast_channel_ids,
            self.status_update_broadcast_channels_enabled,
            self.status_update_broadcast_webhooks_enabled,
            self.webhook_on_creation_urls,
            self.webhook_on_status_update_urls,
            _timeline_events,
            self.retrospective,
            self.retrospective_enabled,
            self.retrospective_published_at,
            self.retrospective_was_canceled,
            self.retrospective_reminder_interval_seconds,
            self.message_on_join,
            self.category_name,
            _metrics_data,
            self.create_channel_member_on_new_participant,
            self.remove_channel_member_on_removed_participant,
            self.items_order,
            self.channel_url,
            self.details_url,
        ) = get(src_dict)
        self.checklists = (
            (_LATER((_checklists,)) if _checklists else []) if isinstance(_checklists, list) else _checklists
        )
        self.current_status = (
            _PlaybookRunStatus.get(_current_status, _current_status)
            if isinstance(_current_status, str)
            else _current_status
        )
        self.status_posts = (
            (_LATER((_status_posts,)) if _status_posts else [])
            if isinstance(_status_posts, list)
            else _status_posts
        )
        self.timeline_events = (
            (_LATER((_timeline_events,)) if _timeline_events else [])
            if isinstance(_timeline_events, list)
            else _timeline_events
        )
        self.metrics_data = (
            (_LATER((_metrics_data,)) if _metrics_data else [])
            if isinstance(_metrics_data, list)
            else _metrics_data
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .checklist import Checklist  # noqa: E402
from .playbook_run_status import BY_VALUE as _PlaybookRunStatus  # noqa: E402
from .playbook_run_status import PlaybookRunStatus  # noqa: E402
from .run_metric import RunMetric  # noqa: E402
from .status_post import StatusPost  # noqa: E402
from .timeline_event import TimelineEvent  # noqa: E402

_nested(
    WebhookOnStatusUpdatePayload,
    checklists=lambda value: (
        [Checklist.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
    status_posts=lambda value: (
        [StatusPost.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
    timeline_events=lambda value: (
        [TimelineEvent.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
    metrics_data=lambda value: (
        [RunMetric.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
