"""The calls on playbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.sandbox.playbooks.answers import DONE, GONE, Query, body_of, forbidden, internal
from plankit.sandbox.playbooks.checklists import StoreError
from plankit.sandbox.playbooks.lists import Page
from plankit.sandbox.playbooks.site import TEAM_ID
from plankit.sandbox.playbooks.templates import need_webhooks, playbook
from plankit.sandbox.wire import JSON_TYPE, Answer, Operation, bad_request, dump

if TYPE_CHECKING:
    from collections.abc import Callable

    from plankit.sandbox.playbooks.board import Board
    from plankit.sandbox.playbooks.templates import Playbook
    from plankit.sandbox.record import Call
    from plankit.sandbox.wire import JsonObject


class TemplateCalls:
    """Handlers of the calls on playbooks.

    Args:
        board: What they work on.
    """

    def __init__(self, board: Board) -> None:
        self._board = board

    def operations(self) -> list[Operation]:
        """The operations."""
        one = "/playbooks/{id}"
        return [
            Operation("listPlaybooks", "GET", "/playbooks", self._list),
            Operation("createPlaybook", "POST", "/playbooks", self._create),
            Operation("getPlaybook", "GET", one, self._get),
            Operation("updatePlaybook", "PUT", one, self._replace),
            Operation("deletePlaybook", "DELETE", one, self._archive),
            Operation("listAutofollows", "GET", f"{one}/autofollows", self._autofollows),
        ]

    def _list(self, call: Call) -> Answer:
        query, table = Query(call), self._board.templates.table
        page = Page(query, lenient=False)
        wanted: list[Callable[[Playbook], bool]] = []
        team, term = query.identifier("team_id"), query.text("search_term").casefold()
        if team and team != TEAM_ID:
            raise forbidden()
        if team:
            # One that was replaced without its team is in none.
            wanted.append(lambda row: row.fields["team_id"] == team)
        if not query.truth("with_archived"):
            wanted.append(lambda row: not row.archived)
        if term:
            wanted.append(lambda row: term in row.fields["title"].casefold())
        # Runs change the counts that playbooks are sorted by.
        table.changed()
        return Answer(200, page.envelope([row.listed() for row in table.page(wanted, query, "title", page)]))

    def _create(self, call: Call) -> Answer:
        board = self._board
        given: JsonObject = body_of(call, playbook, "playbook")
        if given["reminder_timer_default_seconds"] <= 0:
            message = "playbook ReminderTimerDefaultSeconds must be > 0"
            raise bad_request(message)
        self._need_permission(given)
        need_webhooks(given)
        mark = dump(given).decode()
        try:
            made = board.templates.make(given, board.caller, board.now())
        except StoreError as error:
            raise internal() from error
        identity: str = made.fields["id"]
        board.wrote_playbook(call, made, "create", [mark])
        location = f"/plugins/playbooks/api/v0/playbooks/{identity}"
        return Answer(201, dump({"id": identity}), (JSON_TYPE, (b"location", location.encode())))

    def _need_permission(self, given: JsonObject) -> None:
        """A private playbook needs a licence, and any one a team of the caller."""
        if given["team_id"] != TEAM_ID or not (given["public"] or self._board.licensed):
            raise forbidden()

    def _readable(self, call: Call) -> Playbook:
        row = self._board.templates.table.by_id.get(call.arguments[0])
        if row is None:
            raise forbidden()
        return row

    def _get(self, call: Call) -> Answer:
        return Answer(200, self._readable(call).dump())

    def _autofollows(self, call: Call) -> Answer:
        return Answer(200, dump(self._readable(call).autofollows))

    def _writable(self, call: Call) -> Playbook:
        row = self._board.templates.table.by_id.get(call.arguments[0])
        if row is None:
            raise internal()
        return row

    def _replace(self, call: Call) -> Answer:
        """Puts the whole playbook in the place of the old one: what is not sent is zero, or refused."""
        board = self._board
        given: JsonObject = body_of(call, playbook, "playbook")
        row = self._writable(call)
        if row.archived:
            message = "Playbook cannot be modified"
            raise bad_request(message)
        self._need_permission({**given, "team_id": given["team_id"] or TEAM_ID})
        need_webhooks(given)
        mark = dump(given).decode()
        try:
            board.templates.replace(row, given, board.now())
        except StoreError as error:
            raise internal() from error
        board.wrote_playbook(call, row, "update", [mark])
        return DONE

    def _archive(self, call: Call) -> Answer:
        board = self._board
        row = self._writable(call)
        board.templates.archive(row, board.now())
        board.wrote_playbook(call, row, "delete", row.fields["id"])
        return GONE
