"""The client of Mattermost Playbooks: playbooks, runs, the items of their checklists, timelines, webhooks.

Source: Playbooks API 0.6.0 (openapi/playbooks.yaml) with the corrections of openapi/overlays/playbooks.yaml: where the
document and the servers disagree, the servers are followed. Servers from plugin v1.37 on are served.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.exports import export
from plankit.playbooks.client import PlaybooksClient
from plankit.playbooks.filters import RunFilters
from plankit.playbooks.times import to_datetime, to_milliseconds, to_timedelta

if TYPE_CHECKING:
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

    from plankit.playbooks.replacement import ListedPlaybook
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

_EXPORTS = {
    "plankit_clients.playbooks.models": (
        "ChannelSort",
        "Checklist",
        "ChecklistItem",
        "ChecklistItemState",
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
        "RunMetric",
        "SortDirection",
        "StatusPost",
        "TaskAction",
        "TimelineEvent",
        "WebhookOnCreationPayload",
        "WebhookOnStatusUpdatePayload",
    ),
    "plankit.playbooks.replacement": ("ListedPlaybook",),
    "plankit.playbooks.webhooks": ("parse_run_created", "parse_status_updated"),
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    return export(__name__, _EXPORTS, name)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
