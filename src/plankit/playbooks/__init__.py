"""The client of Mattermost Playbooks: playbooks, runs, the items of their checklists, timelines, webhooks.

Source: Playbooks API 0.6.0 (openapi/playbooks.yaml) with the corrections of openapi/overlays/playbooks.yaml: where the
document and the servers disagree, the servers are followed. Servers from plugin v1.37 on are served.
"""

from __future__ import annotations

from plankit_clients.playbooks.models import (
    ChannelSort,
    Checklist,
    ChecklistItem,
    ChecklistItemState,
    OwnerInfo,
    Playbook,
    PlaybookChannelMode,
    PlaybookChecklistCreate,
    PlaybookChecklistItemCreate,
    PlaybookCreated,
    PlaybookMember,
    PlaybookMetric,
    PlaybookRun,
    PlaybookRunMetadata,
    PlaybookRunSort,
    PlaybookRunStatus,
    PlaybookSort,
    RunMetric,
    SortDirection,
    StatusPost,
    TaskAction,
    TimelineEvent,
    WebhookOnCreationPayload,
    WebhookOnStatusUpdatePayload,
)

from plankit.playbooks.client import PlaybooksClient
from plankit.playbooks.filters import RunFilters
from plankit.playbooks.replacement import ListedPlaybook
from plankit.playbooks.times import to_datetime, to_milliseconds, to_timedelta
from plankit.playbooks.webhooks import parse_run_created, parse_status_updated

__all__ = [
    "ChannelSort",
    "Checklist",
    "ChecklistItem",
    "ChecklistItemState",
    "ListedPlaybook",
    "OwnerInfo",
    "Playbook",
    "PlaybookChannelMode",
    "PlaybookChecklistCreate",
    "PlaybookChecklistItemCreate",
    "PlaybookCreated",
    "PlaybookMember",
    "PlaybookMetric",
    "PlaybookRun",
    "PlaybookRunMetadata",
    "PlaybookRunSort",
    "PlaybookRunStatus",
    "PlaybookSort",
    "PlaybooksClient",
    "RunFilters",
    "RunMetric",
    "SortDirection",
    "StatusPost",
    "TaskAction",
    "TimelineEvent",
    "WebhookOnCreationPayload",
    "WebhookOnStatusUpdatePayload",
    "parse_run_created",
    "parse_status_updated",
    "to_datetime",
    "to_milliseconds",
    "to_timedelta",
]
