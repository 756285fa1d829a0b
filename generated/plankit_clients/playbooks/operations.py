"""The operations of this service, by name and by operationId."""

from __future__ import annotations

from typing import Final

from .. import Operation

list_playbook_runs: Final = Operation(
    service="playbooks",
    id="listPlaybookRuns",
    method="GET",
    path="/plugins/playbooks/api/v0/runs",
    safety="read",
    unverified=False,
    ground=None,
)
create_playbook_run_from_post: Final = Operation(
    service="playbooks",
    id="createPlaybookRunFromPost",
    method="POST",
    path="/plugins/playbooks/api/v0/runs",
    safety="unsafe",
    unverified=False,
    ground=None,
)
create_playbook_run_from_dialog: Final = Operation(
    service="playbooks",
    id="createPlaybookRunFromDialog",
    method="POST",
    path="/plugins/playbooks/api/v0/runs/dialog",
    safety="unsafe",
    unverified=False,
    ground=None,
)
get_owners: Final = Operation(
    service="playbooks",
    id="getOwners",
    method="GET",
    path="/plugins/playbooks/api/v0/runs/owners",
    safety="read",
    unverified=False,
    ground=None,
)
get_channels: Final = Operation(
    service="playbooks",
    id="getChannels",
    method="GET",
    path="/plugins/playbooks/api/v0/runs/channels",
    safety="read",
    unverified=False,
    ground=None,
)
get_checklist_autocomplete: Final = Operation(
    service="playbooks",
    id="getChecklistAutocomplete",
    method="GET",
    path="/plugins/playbooks/api/v0/runs/checklist-autocomplete",
    safety="read",
    unverified=False,
    ground=None,
)
get_playbook_run_by_channel_id: Final = Operation(
    service="playbooks",
    id="getPlaybookRunByChannelId",
    method="GET",
    path="/plugins/playbooks/api/v0/runs/channel/{channel_id}",
    safety="read",
    unverified=False,
    ground=None,
)
get_playbook_run: Final = Operation(
    service="playbooks",
    id="getPlaybookRun",
    method="GET",
    path="/plugins/playbooks/api/v0/runs/{id}",
    safety="read",
    unverified=False,
    ground=None,
)
update_playbook_run: Final = Operation(
    service="playbooks",
    id="updatePlaybookRun",
    method="PATCH",
    path="/plugins/playbooks/api/v0/runs/{id}",
    safety="unsafe",
    unverified=False,
    ground=None,
)
get_playbook_run_metadata: Final = Operation(
    service="playbooks",
    id="getPlaybookRunMetadata",
    method="GET",
    path="/plugins/playbooks/api/v0/runs/{id}/metadata",
    safety="read",
    unverified=False,
    ground=None,
)
end_playbook_run: Final = Operation(
    service="playbooks",
    id="endPlaybookRun",
    method="PUT",
    path="/plugins/playbooks/api/v0/runs/{id}/end",
    safety="idempotent",
    unverified=False,
    ground=None,
)
end_playbook_run_dialog: Final = Operation(
    service="playbooks",
    id="endPlaybookRunDialog",
    method="POST",
    path="/plugins/playbooks/api/v0/runs/{id}/end",
    safety="unsafe",
    unverified=False,
    ground=None,
)
restart_playbook_run: Final = Operation(
    service="playbooks",
    id="restartPlaybookRun",
    method="PUT",
    path="/plugins/playbooks/api/v0/runs/{id}/restart",
    safety="idempotent",
    unverified=False,
    ground=None,
)
status: Final = Operation(
    service="playbooks",
    id="status",
    method="POST",
    path="/plugins/playbooks/api/v0/runs/{id}/status",
    safety="unsafe",
    unverified=False,
    ground=None,
)
finish: Final = Operation(
    service="playbooks",
    id="finish",
    method="PUT",
    path="/plugins/playbooks/api/v0/runs/{id}/finish",
    safety="idempotent",
    unverified=False,
    ground=None,
)
change_owner: Final = Operation(
    service="playbooks",
    id="changeOwner",
    method="POST",
    path="/plugins/playbooks/api/v0/runs/{id}/owner",
    safety="unsafe",
    unverified=False,
    ground=None,
)
next_stage_dialog: Final = Operation(
    service="playbooks",
    id="nextStageDialog",
    method="POST",
    path="/plugins/playbooks/api/v0/runs/{id}/next-stage-dialog",
    safety="unsafe",
    unverified=False,
    ground=None,
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
reoder_checklist_item: Final = Operation(
    service="playbooks",
    id="reoderChecklistItem",
    method="PUT",
    path="/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/reorder",
    safety="idempotent",
    unverified=False,
    ground=None,
)
item_rename: Final = Operation(
    service="playbooks",
    id="itemRename",
    method="PUT",
    path="/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/item/{item}",
    safety="idempotent",
    unverified=False,
    ground=None,
)
item_delete: Final = Operation(
    service="playbooks",
    id="itemDelete",
    method="DELETE",
    path="/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/item/{item}",
    safety="idempotent",
    unverified=False,
    ground=None,
)
item_set_state: Final = Operation(
    service="playbooks",
    id="itemSetState",
    method="PUT",
    path="/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/item/{item}/state",
    safety="idempotent",
    unverified=False,
    ground=None,
)
item_set_assignee: Final = Operation(
    service="playbooks",
    id="itemSetAssignee",
    method="PUT",
    path="/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/item/{item}/assignee",
    safety="idempotent",
    unverified=False,
    ground=None,
)
item_run: Final = Operation(
    service="playbooks",
    id="itemRun",
    method="PUT",
    path="/plugins/playbooks/api/v0/runs/{id}/checklists/{checklist}/item/{item}/run",
    safety="idempotent",
    unverified=False,
    ground=None,
)
remove_timeline_event: Final = Operation(
    service="playbooks",
    id="removeTimelineEvent",
    method="DELETE",
    path="/plugins/playbooks/api/v0/runs/{id}/timeline/{event_id}/",
    safety="idempotent",
    unverified=False,
    ground=None,
)
get_playbooks: Final = Operation(
    service="playbooks",
    id="getPlaybooks",
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
)
delete_playbook: Final = Operation(
    service="playbooks",
    id="deletePlaybook",
    method="DELETE",
    path="/plugins/playbooks/api/v0/playbooks/{id}",
    safety="idempotent",
    unverified=False,
    ground=None,
)
get_auto_follows: Final = Operation(
    service="playbooks",
    id="getAutoFollows",
    method="GET",
    path="/plugins/playbooks/api/v0/playbooks/{id}/autofollows",
    safety="read",
    unverified=False,
    ground=None,
)

OPERATIONS: Final[dict[str, Operation]] = {
    "listPlaybookRuns": list_playbook_runs,
    "createPlaybookRunFromPost": create_playbook_run_from_post,
    "createPlaybookRunFromDialog": create_playbook_run_from_dialog,
    "getOwners": get_owners,
    "getChannels": get_channels,
    "getChecklistAutocomplete": get_checklist_autocomplete,
    "getPlaybookRunByChannelId": get_playbook_run_by_channel_id,
    "getPlaybookRun": get_playbook_run,
    "updatePlaybookRun": update_playbook_run,
    "getPlaybookRunMetadata": get_playbook_run_metadata,
    "endPlaybookRun": end_playbook_run,
    "endPlaybookRunDialog": end_playbook_run_dialog,
    "restartPlaybookRun": restart_playbook_run,
    "status": status,
    "finish": finish,
    "changeOwner": change_owner,
    "nextStageDialog": next_stage_dialog,
    "addChecklistItem": add_checklist_item,
    "reoderChecklistItem": reoder_checklist_item,
    "itemRename": item_rename,
    "itemDelete": item_delete,
    "itemSetState": item_set_state,
    "itemSetAssignee": item_set_assignee,
    "itemRun": item_run,
    "removeTimelineEvent": remove_timeline_event,
    "getPlaybooks": get_playbooks,
    "createPlaybook": create_playbook,
    "getPlaybook": get_playbook,
    "updatePlaybook": update_playbook,
    "deletePlaybook": delete_playbook,
    "getAutoFollows": get_auto_follows,
}
