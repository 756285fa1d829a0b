"""The models of this service; each is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .add_checklist_item_body import AddChecklistItemBody
    from .add_checklist_item_body_state import AddChecklistItemBodyState
    from .change_owner_body import ChangeOwnerBody
    from .checklist import Checklist
    from .checklist_item import ChecklistItem
    from .checklist_item_state import ChecklistItemState
    from .create_playbook_body import CreatePlaybookBody
    from .create_playbook_body_checklists_item import CreatePlaybookBodyChecklistsItem
    from .create_playbook_body_checklists_item_items_item import CreatePlaybookBodyChecklistsItemItemsItem
    from .create_playbook_response_201 import CreatePlaybookResponse201
    from .create_playbook_run_from_dialog_body import CreatePlaybookRunFromDialogBody
    from .create_playbook_run_from_dialog_body_submission import CreatePlaybookRunFromDialogBodySubmission
    from .create_playbook_run_from_post_body import CreatePlaybookRunFromPostBody
    from .error import Error
    from .get_channels_direction import GetChannelsDirection
    from .get_channels_sort import GetChannelsSort
    from .get_channels_status import GetChannelsStatus
    from .get_checklist_autocomplete_response_200_item import GetChecklistAutocompleteResponse200Item
    from .get_playbooks_direction import GetPlaybooksDirection
    from .get_playbooks_sort import GetPlaybooksSort
    from .item_rename_body import ItemRenameBody
    from .item_set_assignee_body import ItemSetAssigneeBody
    from .item_set_state_body import ItemSetStateBody
    from .item_set_state_body_new_state import ItemSetStateBodyNewState
    from .list_playbook_runs_direction import ListPlaybookRunsDirection
    from .list_playbook_runs_sort import ListPlaybookRunsSort
    from .list_playbook_runs_statuses_item import ListPlaybookRunsStatusesItem
    from .next_stage_dialog_body import NextStageDialogBody
    from .owner_info import OwnerInfo
    from .playbook import Playbook
    from .playbook_autofollows import PlaybookAutofollows
    from .playbook_list import PlaybookList
    from .playbook_run import PlaybookRun
    from .playbook_run_list import PlaybookRunList
    from .playbook_run_metadata import PlaybookRunMetadata
    from .reoder_checklist_item_body import ReoderChecklistItemBody
    from .status_body import StatusBody
    from .trigger_id_return import TriggerIdReturn
    from .update_playbook_run_body import UpdatePlaybookRunBody
    from .webhook_on_creation_payload import WebhookOnCreationPayload
    from .webhook_on_status_update_payload import WebhookOnStatusUpdatePayload

_MODULES = {
    "AddChecklistItemBody": ".add_checklist_item_body",
    "AddChecklistItemBodyState": ".add_checklist_item_body_state",
    "ChangeOwnerBody": ".change_owner_body",
    "Checklist": ".checklist",
    "ChecklistItem": ".checklist_item",
    "ChecklistItemState": ".checklist_item_state",
    "CreatePlaybookBody": ".create_playbook_body",
    "CreatePlaybookBodyChecklistsItem": ".create_playbook_body_checklists_item",
    "CreatePlaybookBodyChecklistsItemItemsItem": ".create_playbook_body_checklists_item_items_item",
    "CreatePlaybookResponse201": ".create_playbook_response_201",
    "CreatePlaybookRunFromDialogBody": ".create_playbook_run_from_dialog_body",
    "CreatePlaybookRunFromDialogBodySubmission": ".create_playbook_run_from_dialog_body_submission",
    "CreatePlaybookRunFromPostBody": ".create_playbook_run_from_post_body",
    "Error": ".error",
    "GetChannelsDirection": ".get_channels_direction",
    "GetChannelsSort": ".get_channels_sort",
    "GetChannelsStatus": ".get_channels_status",
    "GetChecklistAutocompleteResponse200Item": ".get_checklist_autocomplete_response_200_item",
    "GetPlaybooksDirection": ".get_playbooks_direction",
    "GetPlaybooksSort": ".get_playbooks_sort",
    "ItemRenameBody": ".item_rename_body",
    "ItemSetAssigneeBody": ".item_set_assignee_body",
    "ItemSetStateBody": ".item_set_state_body",
    "ItemSetStateBodyNewState": ".item_set_state_body_new_state",
    "ListPlaybookRunsDirection": ".list_playbook_runs_direction",
    "ListPlaybookRunsSort": ".list_playbook_runs_sort",
    "ListPlaybookRunsStatusesItem": ".list_playbook_runs_statuses_item",
    "NextStageDialogBody": ".next_stage_dialog_body",
    "OwnerInfo": ".owner_info",
    "Playbook": ".playbook",
    "PlaybookAutofollows": ".playbook_autofollows",
    "PlaybookList": ".playbook_list",
    "PlaybookRun": ".playbook_run",
    "PlaybookRunList": ".playbook_run_list",
    "PlaybookRunMetadata": ".playbook_run_metadata",
    "ReoderChecklistItemBody": ".reoder_checklist_item_body",
    "StatusBody": ".status_body",
    "TriggerIdReturn": ".trigger_id_return",
    "UpdatePlaybookRunBody": ".update_playbook_run_body",
    "WebhookOnCreationPayload": ".webhook_on_creation_payload",
    "WebhookOnStatusUpdatePayload": ".webhook_on_status_update_payload",
}

__all__ = (
    "AddChecklistItemBody",
    "AddChecklistItemBodyState",
    "ChangeOwnerBody",
    "Checklist",
    "ChecklistItem",
    "ChecklistItemState",
    "CreatePlaybookBody",
    "CreatePlaybookBodyChecklistsItem",
    "CreatePlaybookBodyChecklistsItemItemsItem",
    "CreatePlaybookResponse201",
    "CreatePlaybookRunFromDialogBody",
    "CreatePlaybookRunFromDialogBodySubmission",
    "CreatePlaybookRunFromPostBody",
    "Error",
    "GetChannelsDirection",
    "GetChannelsSort",
    "GetChannelsStatus",
    "GetChecklistAutocompleteResponse200Item",
    "GetPlaybooksDirection",
    "GetPlaybooksSort",
    "ItemRenameBody",
    "ItemSetAssigneeBody",
    "ItemSetStateBody",
    "ItemSetStateBodyNewState",
    "ListPlaybookRunsDirection",
    "ListPlaybookRunsSort",
    "ListPlaybookRunsStatusesItem",
    "NextStageDialogBody",
    "OwnerInfo",
    "Playbook",
    "PlaybookAutofollows",
    "PlaybookList",
    "PlaybookRun",
    "PlaybookRunList",
    "PlaybookRunMetadata",
    "ReoderChecklistItemBody",
    "StatusBody",
    "TriggerIdReturn",
    "UpdatePlaybookRunBody",
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
