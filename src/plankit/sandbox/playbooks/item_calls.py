"""The calls on the checklists of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.sandbox.playbooks.answers import ADDED, DONE, GONE, NOTHING, Query, body_of, index, internal
from plankit.sandbox.playbooks.checklists import SKIPPED, STATES, StoreError, item
from plankit.sandbox.playbooks.fields import struct, text, whole
from plankit.sandbox.playbooks.site import USERS, identifier
from plankit.sandbox.wire import Answer, Operation, RefusedError, bad_request, dump

if TYPE_CHECKING:
    from collections.abc import Callable

    from plankit.sandbox.playbooks.board import Board
    from plankit.sandbox.playbooks.runs import Run
    from plankit.sandbox.record import Call
    from plankit.sandbox.wire import JsonObject

_MOST_RUNS = 1000

_edit = struct(title=text, command=text, description=text)
_state = struct(new_state=text)
_assignee = struct(assignee_id=text)
_move = struct(source_checklist_idx=whole, source_item_idx=whole, dest_checklist_idx=whole, dest_item_idx=whole)


class ItemCalls:
    """Handlers of the calls on checklists.

    Args:
        board: What they work on.
    """

    def __init__(self, board: Board) -> None:
        self._board = board

    def operations(self) -> list[Operation]:
        """The operations; those that no server answers as specified are under their real paths and methods."""
        lists = "/runs/{id}/checklists"
        place = f"{lists}/{{checklist}}/item/{{item}}"
        return [
            Operation("listChecklistAutocomplete", "GET", "/runs/checklist-autocomplete", self._autocomplete),
            Operation("addChecklistItem", "POST", f"{lists}/{{checklist}}/add", self._add),
            Operation("moveChecklistItem", "POST", f"{lists}/move-item", self._move),
            Operation("updateChecklistItem", "PUT", place, self._edit),
            Operation("deleteChecklistItem", "DELETE", place, self._delete),
            Operation("setChecklistItemState", "PUT", f"{place}/state", self._set_state),
            Operation("setChecklistItemAssignee", "PUT", f"{place}/assignee", self._assign),
            Operation("runChecklistItem", "POST", f"{place}/run", self._run_command),
        ]

    def _autocomplete(self, call: Call) -> Answer:
        """Without `channel_id` (the document misspells it) old servers offer the items of all runs."""
        board, query = self._board, Query(call)
        channel = query.identifier("channel_id")
        if not channel and board.modern:
            message = "bad parameter 'channel_id'"
            raise bad_request(message)
        runs = board.runs.in_channel.get(channel, []) if channel else board.runs.table.rows[:_MOST_RUNS]
        if not runs:
            raise RefusedError(404, "NOT_FOUND", "Not found")
        offered = [
            {
                "item": f"{number} {position}" if len(runs) == 1 else f"{place} {number} {position}",
                "hint": entry["title"],
                "helptext": "Check/uncheck this item",
            }
            for place, run in enumerate(runs)
            for number, checklist in enumerate(run.fields["checklists"])
            for position, entry in enumerate(checklist["items"])
        ]
        return Answer(200, dump(offered))

    def _change(self, call: Call, run: Run, change: Callable[[list[JsonObject], int], None]) -> None:
        board = self._board
        board.change_checklists(run, change, board.now())
        board.wrote_run(call, run)

    def _edit_item(self, call: Call, run: Run, edit: Callable[[JsonObject, int], None]) -> JsonObject:
        """Change the item at the place in the path, and give it."""
        checklists = self._board.checklists
        place = index(call.arguments[1]), index(call.arguments[2])

        def change(changed: list[JsonObject], now: int) -> None:
            edit(checklists.find(changed, *place), now)
            checklists.changed(changed, *place, now)

        self._change(call, run, change)
        return checklists.find(run.fields["checklists"], *place)

    def _note(self, run: Run, kind: str, summary: str, subject: str) -> None:
        board = self._board
        board.runs.event(run, kind, board.caller, board.now(), summary=summary[:64], subject=subject)

    def _add(self, call: Call) -> Answer:
        board = self._board
        run = board.open_run(call)
        number = index(call.arguments[1])
        given: JsonObject = body_of(call, item, "checklist item")
        if not given["title"].strip():
            message = "bad parameter: checklist item title must not be blank"
            raise bad_request(message)
        self._change(call, run, lambda changed, now: board.checklists.add(changed, number, given, now))
        return ADDED

    def _move(self, call: Call) -> Answer:
        board = self._board
        run = board.open_run(call)
        given: JsonObject = body_of(call, _move, "move of an item")
        source = given["source_checklist_idx"], given["source_item_idx"]
        target = given["dest_checklist_idx"], given["dest_item_idx"]
        self._change(call, run, lambda changed, now: board.checklists.move(changed, source, target, now))
        return DONE

    def _edit(self, call: Call) -> Answer:
        """Replaces all three texts: what is not sent is empty (Operations)."""
        run = self._board.open_run(call)
        given: JsonObject = body_of(call, _edit, "edit of an item")

        def edit(entry: JsonObject, _now: int) -> None:
            entry.update(given)

        self._edit_item(call, run, edit)
        return DONE

    def _delete(self, call: Call) -> Answer:
        board = self._board
        run = board.open_run(call)
        place = index(call.arguments[1]), index(call.arguments[2])
        self._change(call, run, lambda changed, now: board.checklists.remove(changed, *place, now))
        return GONE

    def _set_state(self, call: Call) -> Answer:
        board = self._board
        run = board.open_run(call)
        state: str = body_of(call, _state, "state of an item")["new_state"]
        if state not in STATES:
            message = "bad parameter new state"
            raise bad_request(message)

        def edit(entry: JsonObject, now: int) -> None:
            entry["state"], entry["state_modified"] = state, now
            if state == SKIPPED:
                # The field tells when an item was last skipped, not that it is gone (Fields).
                entry["delete_at"] = now

        self._note(run, "task_state_modified", self._edit_item(call, run, edit)["title"], board.caller)
        return NOTHING

    def _assign(self, call: Call) -> Answer:
        board = self._board
        run = board.open_run(call)
        assignee: str = body_of(call, _assignee, "assignee of an item")["assignee_id"]
        if assignee and assignee not in USERS:
            raise internal()

        def edit(entry: JsonObject, now: int) -> None:
            entry["assignee_id"], entry["assignee_modified"] = assignee, now

        self._note(run, "assignee_changed", self._edit_item(call, run, edit)["title"], assignee)
        return NOTHING

    def _run_command(self, call: Call) -> Answer:
        board = self._board
        run = board.open_run(call)
        if call.body:
            message = "request body must be empty"
            raise bad_request(message)

        def edit(entry: JsonObject, now: int) -> None:
            if not entry["command"].strip():
                raise StoreError
            entry["command_last_run"] = now

        self._note(run, "ran_slash_command", self._edit_item(call, run, edit)["command"], board.caller)
        return Answer(200, dump({"trigger_id": identifier(board.source)}))
