"""The calls that list, make and lead runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plankit.sandbox.playbooks.answers import (
    DONE,
    NOTHING,
    OK,
    TEXT_TYPE,
    Query,
    body_of,
    forbidden,
    internal,
)
from plankit.sandbox.playbooks.fields import flag, mapping, optional, struct, text, whole
from plankit.sandbox.playbooks.filters import run_filters
from plankit.sandbox.playbooks.lists import Page
from plankit.sandbox.playbooks.site import TEAM_ID, TEAM_NAME, USERS
from plankit.sandbox.playbooks.templates import MOST_TITLE
from plankit.sandbox.wire import JSON_TYPE, Answer, Operation, RefusedError, bad_request, dump

if TYPE_CHECKING:
    from plankit.sandbox.playbooks.board import Board
    from plankit.sandbox.playbooks.runs import Run
    from plankit.sandbox.playbooks.templates import Playbook
    from plankit.sandbox.record import Call
    from plankit.sandbox.wire import JsonObject

_MOST_CHANNEL_NAME = 64

_create = struct(
    name=text,
    owner_user_id=text,
    team_id=text,
    channel_id=text,
    description=text,
    summary=text,
    post_id=text,
    playbook_id=text,
    create_public_run=optional(flag),
    type=text,
)
_dialog = struct(user_id=text, state=text, team_id=text, submission=mapping, cancelled=flag)
_update = struct(name=optional(text), summary=optional(text))
_status = struct(message=text, reminder=whole, finish_run=flag)
_owner = struct(owner_id=text)


class RunCalls:
    """Handlers of the calls on runs as a whole.

    Args:
        board: What they work on.
    """

    def __init__(self, board: Board) -> None:
        self._board = board

    def operations(self) -> list[Operation]:
        """The operations; those that no server answers as specified are under their real paths."""
        run = "/runs/{id}"
        return [
            Operation("listRuns", "GET", "/runs", self._list),
            Operation("createRun", "POST", "/runs", self._create),
            Operation("createRunFromDialog", "POST", "/runs/dialog", self._create_from_dialog),
            Operation("listRunOwners", "GET", "/runs/owners", self._owners),
            Operation("listRunChannels", "GET", "/runs/channels", self._channels),
            Operation("getRunByChannel", "GET", "/runs/channel/{channel_id}", self._of_channel),
            Operation("getRun", "GET", run, self._get),
            Operation("updateRun", "PATCH", run, self._change),
            Operation("getRunMetadata", "GET", f"{run}/metadata", self._metadata),
            Operation("updateRunStatus", "POST", f"{run}/status", self._report),
            Operation("finishRun", "PUT", f"{run}/finish", self._finish),
            Operation("finishRunFromDialog", "POST", f"{run}/finish-dialog", self._finish_from_dialog),
            Operation("restoreRun", "PUT", f"{run}/restore", self._restore),
            Operation("changeRunOwner", "POST", f"{run}/owner", self._hand_over),
            Operation("deleteTimelineEvent", "DELETE", f"{run}/timeline/{{event_id}}", self._remove_event),
        ]

    def _page(self, call: Call) -> tuple[list[Run], Page]:
        query, board = Query(call), self._board
        page = Page(query, lenient=True)
        return board.runs.table.page(run_filters(query, board.caller), query, "create_at", page), page

    def _list(self, call: Call) -> Answer:
        runs, page = self._page(call)
        return Answer(200, page.envelope([run.dump() for run in runs]))

    def _channels(self, call: Call) -> Answer:
        return Answer(200, dump([run.fields["channel_id"] for run in self._page(call)[0]]))

    def _owners(self, call: Call) -> Answer:
        team = Query(call).identifier("team_id")
        if not team:
            message = "bad parameter 'team_id'; 'team_id' is required"
            raise bad_request(message)
        owners = {run.fields["owner_user_id"] for run in self._board.runs.table.rows} if team == TEAM_ID else ()
        shown = [
            {
                "user_id": user.id,
                "username": user.username,
                "first_name": user.first_name,
                "last_name": user.last_name,
                "nickname": user.nickname,
            }
            for user in USERS.values()
            if user.id in owners
        ]
        return Answer(200, dump(shown))

    def _of_channel(self, call: Call) -> Answer:
        runs = self._board.runs.in_channel.get(call.arguments[0], [])
        if not runs:
            raise RefusedError(404, "NOT_FOUND", "Not found")
        if len(runs) > 1:
            message = "multiple runs in the channel"
            raise bad_request(message)
        return Answer(200, runs[0].dump())

    def _readable(self, call: Call) -> Run:
        run = self._board.runs.table.by_id.get(call.arguments[0])
        if run is None:
            raise forbidden()
        return run

    def _get(self, call: Call) -> Answer:
        return Answer(200, self._readable(call).dump())

    def _metadata(self, call: Call) -> Answer:
        run = self._readable(call)
        return Answer(
            200,
            dump(
                {
                    "channel_name": run.channel.name,
                    "channel_display_name": run.channel.display_name,
                    "team_name": TEAM_NAME,
                    "num_participants": len(run.fields["participant_ids"]),
                    "total_posts": run.channel.total_posts + len(run.fields["status_posts"]),
                    "followers": run.followers,
                }
            ),
        )

    def _create(self, call: Call) -> Answer:
        given: JsonObject = body_of(call, _create, "playbook run create options")
        # Each generation reads one of the two, and neither says so about the other.
        given["summary"] = given["summary" if self._board.modern else "description"]
        run = self._make(call, given)
        return Answer(201, run.dump(), (JSON_TYPE, _location(run)))

    def _create_from_dialog(self, call: Call) -> Answer:
        """201 without a body, or 200 with what is wrong, which is JSON but does not say so."""
        request: JsonObject = body_of(call, _dialog, "dialog submission")
        if request["user_id"] not in {"", self._board.caller}:
            message = "the user of the dialog must be the caller"
            raise bad_request(message)
        submission: JsonObject = request["submission"]
        name = _word(submission, "playbookRunName")
        if len(name) > _MOST_CHANNEL_NAME:
            errors = {"playbookRunName": f"The name of the channel has more than {_MOST_CHANNEL_NAME} characters."}
            return Answer(200, dump({"errors": errors}), (TEXT_TYPE,))
        given: JsonObject = {
            **_create(None),
            "name": name,
            "summary": _word(submission, "playbookRunDescription"),
            "playbook_id": _word(submission, "playbookID"),
            "owner_user_id": self._board.caller,
            "team_id": request["team_id"],
        }
        if not given["playbook_id"]:
            raise internal()
        return Answer(201, b"", (_location(self._make(call, given)),))

    def _make(self, call: Call, given: JsonObject) -> Run:
        board = self._board
        channel = board.runs.channels.get(given["channel_id"])
        if not (
            given["owner_user_id"]
            and (given["team_id"] or given["channel_id"])
            and (given["name"].strip() or given["channel_id"])
        ):
            message = "unable to create playbook run"
            raise bad_request(message)
        if given["channel_id"] and channel is None:
            raise internal()
        playbook = self._template(given["playbook_id"])
        if given["team_id"] not in {"", TEAM_ID} or given["owner_user_id"] not in USERS:
            raise forbidden()
        if len(given["name"]) > MOST_TITLE:
            raise internal()
        run = board.runs.make(given, playbook, board.caller, board.now())
        board.wrote_run(call, run, "create")
        return run

    def _template(self, identity: str) -> Playbook | None:
        if not identity:
            return None
        playbook = self._board.templates.table.by_id.get(identity)
        if playbook is None or playbook.archived:
            raise internal()
        return playbook

    def _change(self, call: Call) -> Answer:
        """Changes nothing before v2.7, and `active_stage` never."""
        board = self._board
        run = board.open_run(call)
        given: JsonObject = body_of(call, _update, "playbook run update")
        if board.modern and given["name"] is not None:
            if not given["name"].strip():
                message = "name must not be empty"
                raise bad_request(message)
            if len(given["name"]) > MOST_TITLE:
                raise internal()
        if board.modern and (given["name"], given["summary"]) != (None, None):
            now = board.now()
            if given["name"] is not None:
                run.fields["name"] = given["name"]
            if given["summary"] is not None:
                run.fields["summary"], run.fields["summary_modified_at"] = given["summary"], now
            board.runs.changed(run, now)
        board.wrote_run(call, run)
        return Answer(200, run.dump())

    def _report(self, call: Call) -> Answer:
        board = self._board
        run = board.open_run(call)
        given: JsonObject = body_of(call, _status, "status update options")
        if not given["message"].strip():
            message = "message must not be empty"
            raise bad_request(message)
        if given["reminder"] <= 0:
            message = "the reminder must be set and not 0"
            raise bad_request(message)
        now = board.now()
        if given["finish_run"]:
            self._need_owner(run)
        board.runs.report(run, given["message"], given["reminder"], board.caller, now)
        if given["finish_run"]:
            board.runs.finish(run, board.caller, now)
        board.wrote_run(call, run)
        return OK

    def _need_owner(self, run: Run) -> None:
        """Finishing and restoring, as today where a playbook has `owner_group_only_actions` (Operations)."""
        if self._board.modern and run.fields["owner_user_id"] != self._board.caller:
            raise forbidden()

    def _end(self, call: Call) -> None:
        board, run = self._board, self._board.run(call)
        self._need_owner(run)
        board.runs.finish(run, board.caller, board.now())
        board.wrote_run(call, run)

    def _finish(self, call: Call) -> Answer:
        self._end(call)
        return OK

    def _finish_from_dialog(self, call: Call) -> Answer:
        self._end(call)
        return DONE

    def _restore(self, call: Call) -> Answer:
        board, run = self._board, self._board.run(call)
        self._need_owner(run)
        board.runs.restore(run, board.caller, board.now())
        board.wrote_run(call, run)
        return OK

    def _hand_over(self, call: Call) -> Answer:
        board = self._board
        run = board.open_run(call)
        owner: str = body_of(call, _owner, "owner")["owner_id"]
        if owner not in USERS:
            raise internal()
        board.runs.hand_over(run, owner, board.caller, board.now())
        board.wrote_run(call, run)
        return NOTHING

    def _remove_event(self, call: Call) -> Answer:
        board = self._board
        run = board.open_run(call)
        if not board.runs.remove_event(run, call.arguments[1], board.now()):
            raise internal()
        board.wrote_run(call, run)
        return Answer(204, b"", ())


def _word(submission: JsonObject, name: str) -> str:
    value: Any = submission.get(name)
    return value if isinstance(value, str) else ""


def _location(run: Run) -> tuple[bytes, bytes]:
    """Where no server has anything: the path lacks that of the plugin."""
    return b"location", f"/api/v0/runs/{run.fields['id']}".encode()
