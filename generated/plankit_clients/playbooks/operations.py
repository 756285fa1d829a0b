"""The operations of this service, by name and by operationId."""

from __future__ import annotations

from typing import Final

from .. import Operation

list_runs: Final = Operation(
    service="playbooks",
    id="listRuns",
    method="GET",
    path="/plugins/playbooks/api/v0/runs",
    safety="read",
    unverified=False,
    ground=None,
)
create_run: Final = Operation(
    service="playbooks",
    id="createRun",
    method="POST",
    path="/plugins/playbooks/api/v0/runs",
    safety="unsafe",
    unverified=False,
    ground=None,
)
create_run_from_dialog: Final = Operation(
    service="playbooks",
    id="createRunFromDialog",
    method="POST",
    path="/plugins/playbooks/api/v0/runs/dialog",
    safety="unsafe",
    unverified=False,
    ground=None,
)
list_run_owners: Final = Operation(
    service="playbooks",
    id="listRunOwners",
    method="GET",
    path="/plugins/playbooks/api/v0/runs/owners",
    safety="read",
    unverified=False,
    ground=None,
)
list_run_channels: Final = Operation(
    service="playbooks",
    id="listRunChannels",
    method="GET",
    path="/plugins/playbooks/api/v0/runs/channels",
    safety="read",
    unverified=False,
    ground=None,
)
list_checklist_autocomplete: Final = Operation(
    service="playbooks",
    id="listChecklistAutocomplete",
    method="GET",
    path="/plugins/playbooks/api/v0/runs/checklist-autocomplete",
    safety="read",
    unverified=False,
    ground=None,
)
get_run_by_channel: Final = Operation(
    service="playbooks",
    id="getRunByChannel",
    method="GET",
    path="/plugins/playbooks/api/v0/runs/channel/{channel_id}",
    safety="read",
    unverified=False,
    ground=None,
)
get_run: Final = Operation(
    service="playbooks",
    id="getRun",
    method="GET",
    path="/plugins/playbooks/api/v0/runs/{id}",
    safety="read",
    unverified=False,
    ground=None,
)
update_run: Final = Operation(
    service="playbooks",
    id="updateRun",
    method="PATCH",
    path="/plugins/playbooks/api/v0/runs/{id}",
    safety="idempotent",
    unverified=False,
    ground=None,
    final=frozenset({500}),
)
get_run_metadata: Final = Operation(
    service="playbooks",
    id="getRunMetadata",
    method="GET",
    path="/plugins/playbooks/api/v0/runs/{id}/metadata",
    safety="read",
    unverified=False,
    ground=None,
)
update_run_status: Final = Operation(
    service="playbooks",
    id="updateRunStatus",
    method="POST",
    path="/plugins/playbooks/api/v0/runs/{id}/status",
    safety="unsafe",
    unverified=False,
    ground=None,
)
finish_run: Final = Operation(
    service="playbooks",
    id="finishRun",
    method="PUT",
    path="/plugins/playbooks/api/v0/runs/{id}/finish",
    safety="idempotent",
    unverified=False,
    ground=None,
    final=frozenset({500}),
)
change_run_owner: Final = Operation(
    service="playbooks",
    id="changeRunOwner",
    method="POST",
    path="/plugins/playbooks/api/v0/runs/{id}/owner",
    safety="idempotent",
    unverified=False,
    ground=None,
    final=frozenset({500}),
)
add_checklist_item: Final = Operation(
    service="playbooks",
    id="addChecklistItem",
    method="POST",
    path="/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/add",
    safety="unsafe",
    unverified=False,
    ground=None,
)
update_checklist_item: Final = Operation(
    service="playbooks",
    id="updateChecklistItem",
    method="PUT",
    path="/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/item/{item}",
    safety="idempotent",
    unverified=False,
    ground=None,
    final=frozenset({500}),
)
delete_checklist_item: Final = Operation(
    service="playbooks",
    id="deleteChecklistItem",
    method="DELETE",
    path="/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/item/{item}",
    safety="unsafe",
    unverified=False,
    ground=None,
)
set_checklist_item_state: Final = Operation(
    service="playbooks",
    id="setChecklistItemState",
    method="PUT",
    path="/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/item/{item}/state",
    safety="idempotent",
    unverified=False,
    ground=None,
    final=frozenset({500}),
)
set_checklist_item_assignee: Final = Operation(
    service="playbooks",
    id="setChecklistItemAssignee",
    method="PUT",
    path="/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/item/{item}/assignee",
    safety="idempotent",
    unverified=False,
    ground=None,
    final=frozenset({500}),
)
run_checklist_item: Final = Operation(
    service="playbooks",
    id="runChecklistItem",
    method="POST",
    path="/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/item/{item}/run",
    safety="unsafe",
    unverified=False,
    ground=None,
)
list_playbooks: Final = Operation(
    service="playbooks",
    id="listPlaybooks",
    method="GET",
    path="/plugins/playbooks/api/v0/playbooks",
    safety="read",
    unverified=False,
    ground=None,
)
create_playbook: Final = Operation(
    service="playbooks",
    id="createPlaybook",
    method="POST",
    path="/plugins/playbooks/api/v0/playbooks",
    safety="unsafe",
    unverified=False,
    ground=None,
)
get_playbook: Final = Operation(
    service="playbooks",
    id="getPlaybook",
    method="GET",
    path="/plugins/playbooks/api/v0/playbooks/{id}",
    safety="read",
    unverified=False,
    ground=None,
)
update_playbook: Final = Operation(
    service="playbooks",
    id="updatePlaybook",
    method="PUT",
    path="/plugins/playbooks/api/v0/playbooks/{id}",
    safety="idempotent",
    unverified=False,
    ground=None,
    final=frozenset({500}),
)
delete_playbook: Final = Operation(
    service="playbooks",
    id="deletePlaybook",
    method="DELETE",
    path="/plugins/playbooks/api/v0/playbooks/{id}",
    safety="idempotent",
    unverified=False,
    ground=None,
    final=frozenset({500}),
)
list_autofollows: Final = Operation(
    service="playbooks",
    id="listAutofollows",
    method="GET",
    path="/plugins/playbooks/api/v0/playbooks/{id}/autofollows",
    safety="read",
    unverified=False,
    ground=None,
)
finish_run_from_dialog: Final = Operation(
    service="playbooks",
    id="finishRunFromDialog",
    method="POST",
    path="/plugins/playbooks/api/v0/runs/{id}/finish-dialog",
    safety="idempotent",
    unverified=False,
    ground=None,
    final=frozenset({500}),
)
restore_run: Final = Operation(
    service="playbooks",
    id="restoreRun",
    method="PUT",
    path="/plugins/playbooks/api/v0/runs/{id}/restore",
    safety="idempotent",
    unverified=False,
    ground=None,
    final=frozenset({500}),
)
move_checklist_item: Final = Operation(
    service="playbooks",
    id="moveChecklistItem",
    method="POST",
    path="/plugins/playbooks/api/v0/runs/{id}/checklists/move-item",
    safety="unsafe",
    unverified=False,
    ground=None,
)
delete_timeline_event: Final = Operation(
    service="playbooks",
    id="deleteTimelineEvent",
    method="DELETE",
    path="/plugins/playbooks/api/v0/runs/{id}/timeline/{event_id}",
    safety="idempotent",
    unverified=False,
    ground=None,
    final=frozenset({500}),
)

OPERATIONS: Final[dict[str, Operation]] = {
    "listRuns": list_runs,
    "createRun": create_run,
    "createRunFromDialog": create_run_from_dialog,
    "listRunOwners": list_run_owners,
    "listRunChannels": list_run_channels,
    "listChecklistAutocomplete": list_checklist_autocomplete,
    "getRunByChannel": get_run_by_channel,
    "getRun": get_run,
    "updateRun": update_run,
    "getRunMetadata": get_run_metadata,
    "updateRunStatus": update_run_status,
    "finishRun": finish_run,
    "changeRunOwner": change_run_owner,
    "addChecklistItem": add_checklist_item,
    "updateChecklistItem": update_checklist_item,
    "deleteChecklistItem": delete_checklist_item,
    "setChecklistItemState": set_checklist_item_state,
    "setChecklistItemAssignee": set_checklist_item_assignee,
    "runChecklistItem": run_checklist_item,
    "listPlaybooks": list_playbooks,
    "createPlaybook": create_playbook,
    "getPlaybook": get_playbook,
    "updatePlaybook": update_playbook,
    "deletePlaybook": delete_playbook,
    "listAutofollows": list_autofollows,
    "finishRunFromDialog": finish_run_from_dialog,
    "restoreRun": restore_run,
    "moveChecklistItem": move_checklist_item,
    "deleteTimelineEvent": delete_timeline_event,
}
