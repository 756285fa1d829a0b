"""The models of this service; each is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .acknowledgement import Acknowledgement
    from .channel_sort import ChannelSort
    from .checklist import Checklist
    from .checklist_autocomplete_item import ChecklistAutocompleteItem
    from .checklist_item import ChecklistItem
    from .checklist_item_assignee_change import ChecklistItemAssigneeChange
    from .checklist_item_create import ChecklistItemCreate
    from .checklist_item_move import ChecklistItemMove
    from .checklist_item_state import ChecklistItemState
    from .checklist_item_state_change import ChecklistItemStateChange
    from .checklist_item_update import ChecklistItemUpdate
    from .dialog_errors import DialogErrors
    from .dialog_field_errors import DialogFieldErrors
    from .error import Error
    from .owner_info import OwnerInfo
    from .playbook import Playbook
    from .playbook_channel_mode import PlaybookChannelMode
    from .playbook_checklist_create import PlaybookChecklistCreate
    from .playbook_checklist_item_create import PlaybookChecklistItemCreate
    from .playbook_create import PlaybookCreate
    from .playbook_created import PlaybookCreated
    from .playbook_list import PlaybookList
    from .playbook_member import PlaybookMember
    from .playbook_metric import PlaybookMetric
    from .playbook_run import PlaybookRun
    from .playbook_run_create import PlaybookRunCreate
    from .playbook_run_dialog import PlaybookRunDialog
    from .playbook_run_dialog_submission import PlaybookRunDialogSubmission
    from .playbook_run_list import PlaybookRunList
    from .playbook_run_metadata import PlaybookRunMetadata
    from .playbook_run_owner_change import PlaybookRunOwnerChange
    from .playbook_run_sort import PlaybookRunSort
    from .playbook_run_status import PlaybookRunStatus
    from .playbook_run_status_update import PlaybookRunStatusUpdate
    from .playbook_run_update import PlaybookRunUpdate
    from .playbook_sort import PlaybookSort
    from .run_metric import RunMetric
    from .sort_direction import SortDirection
    from .status_post import StatusPost
    from .task_action import TaskAction
    from .timeline_event import TimelineEvent
    from .trigger import Trigger
    from .webhook_on_creation_payload import WebhookOnCreationPayload
    from .webhook_on_status_update_payload import WebhookOnStatusUpdatePayload

_MODULES = {
    "Acknowledgement": ".acknowledgement",
    "ChannelSort": ".channel_sort",
    "Checklist": ".checklist",
    "ChecklistAutocompleteItem": ".checklist_autocomplete_item",
    "ChecklistItem": ".checklist_item",
    "ChecklistItemAssigneeChange": ".checklist_item_assignee_change",
    "ChecklistItemCreate": ".checklist_item_create",
    "ChecklistItemMove": ".checklist_item_move",
    "ChecklistItemState": ".checklist_item_state",
    "ChecklistItemStateChange": ".checklist_item_state_change",
    "ChecklistItemUpdate": ".checklist_item_update",
    "DialogErrors": ".dialog_errors",
    "DialogFieldErrors": ".dialog_field_errors",
    "Error": ".error",
    "OwnerInfo": ".owner_info",
    "Playbook": ".playbook",
    "PlaybookChannelMode": ".playbook_channel_mode",
    "PlaybookChecklistCreate": ".playbook_checklist_create",
    "PlaybookChecklistItemCreate": ".playbook_checklist_item_create",
    "PlaybookCreate": ".playbook_create",
    "PlaybookCreated": ".playbook_created",
    "PlaybookList": ".playbook_list",
    "PlaybookMember": ".playbook_member",
    "PlaybookMetric": ".playbook_metric",
    "PlaybookRun": ".playbook_run",
    "PlaybookRunCreate": ".playbook_run_create",
    "PlaybookRunDialog": ".playbook_run_dialog",
    "PlaybookRunDialogSubmission": ".playbook_run_dialog_submission",
    "PlaybookRunList": ".playbook_run_list",
    "PlaybookRunMetadata": ".playbook_run_metadata",
    "PlaybookRunOwnerChange": ".playbook_run_owner_change",
    "PlaybookRunSort": ".playbook_run_sort",
    "PlaybookRunStatus": ".playbook_run_status",
    "PlaybookRunStatusUpdate": ".playbook_run_status_update",
    "PlaybookRunUpdate": ".playbook_run_update",
    "PlaybookSort": ".playbook_sort",
    "RunMetric": ".run_metric",
    "SortDirection": ".sort_direction",
    "StatusPost": ".status_post",
    "TaskAction": ".task_action",
    "TimelineEvent": ".timeline_event",
    "Trigger": ".trigger",
    "WebhookOnCreationPayload": ".webhook_on_creation_payload",
    "WebhookOnStatusUpdatePayload": ".webhook_on_status_update_payload",
}

__all__ = (
    "Acknowledgement",
    "ChannelSort",
    "Checklist",
    "ChecklistAutocompleteItem",
    "ChecklistItem",
    "ChecklistItemAssigneeChange",
    "ChecklistItemCreate",
    "ChecklistItemMove",
    "ChecklistItemState",
    "ChecklistItemStateChange",
    "ChecklistItemUpdate",
    "DialogErrors",
    "DialogFieldErrors",
    "Error",
    "OwnerInfo",
    "Playbook",
    "PlaybookChannelMode",
    "PlaybookChecklistCreate",
    "PlaybookChecklistItemCreate",
    "PlaybookCreate",
    "PlaybookCreated",
    "PlaybookList",
    "PlaybookMember",
    "PlaybookMetric",
    "PlaybookRun",
    "PlaybookRunCreate",
    "PlaybookRunDialog",
    "PlaybookRunDialogSubmission",
    "PlaybookRunList",
    "PlaybookRunMetadata",
    "PlaybookRunOwnerChange",
    "PlaybookRunSort",
    "PlaybookRunStatus",
    "PlaybookRunStatusUpdate",
    "PlaybookRunUpdate",
    "PlaybookSort",
    "RunMetric",
    "SortDirection",
    "StatusPost",
    "TaskAction",
    "TimelineEvent",
    "Trigger",
    "WebhookOnCreationPayload",
    "WebhookOnStatusUpdatePayload",
)


def __getattr__(name: str) -> Any:
    module = _MODULES.get(name)
    if module is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = globals()[name] = getattr(import_module(module, __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
