"""What the handlers of Playbooks work on: the runs, the playbooks, the time and the record."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, cast

from plankit.sandbox.playbooks.answers import internal
from plankit.sandbox.playbooks.checklists import Checklists, StoreError, check
from plankit.sandbox.playbooks.runs import Runs
from plankit.sandbox.playbooks.site import USER_ID
from plankit.sandbox.playbooks.templates import Templates
from plankit.sandbox.wire import bad_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from plankit.sandbox.playbooks.runs import Run
    from plankit.sandbox.playbooks.templates import Playbook
    from plankit.sandbox.record import Call
    from plankit.sandbox.service import Common
    from plankit.sandbox.wire import JsonObject


class Board:
    """The state of one Mattermost site.

    Args:
        common: What the services share.
    """

    def __init__(self, common: Common) -> None:
        settings = common.settings
        self._common = common
        self.modern: bool = settings.playbooks_version == "today"
        self.source: random.Random = random.Random(f"{settings.seed} playbooks")
        shuffler = random.Random(f"{settings.seed} playbooks order")
        self.checklists: Checklists = Checklists(self.source, modern=self.modern)
        self.templates: Templates = Templates(self.source, shuffler, self.checklists)
        self.runs: Runs = Runs(self.source, shuffler, self.checklists, modern=self.modern)

    @property
    def licensed(self) -> bool:
        """Whether playbooks may be private."""
        return self._common.settings.playbooks_licensed

    def now(self) -> int:
        """Milliseconds since the epoch."""
        return int(self._common.wall() * 1000)

    def run(self, call: Call) -> Run:
        """The run of the path, for anything but reading it.

        Raises:
            RefusedError: 500, there is none.
        """
        run = self.runs.table.by_id.get(call.arguments[0])
        if run is None:
            raise internal()
        return run

    def open_run(self, call: Call) -> Run:
        """The run of the path, to write to.

        Raises:
            RefusedError: 500, there is none; 400, it is finished, on today's servers.
        """
        run = self.run(call)
        if self.modern and run.finished:
            message = "cannot modify a finished run"
            raise bad_request(message)
        return run

    def change_checklists(self, run: Run, change: Callable[[list[JsonObject], int], None], now: int) -> None:
        """Change the checklists of a run, all of the change or nothing of it.

        Raises:
            RefusedError: 500, there is no such place, or they became too long.
        """
        changed: list[JsonObject] = [
            {**entry, "items": [{**item} for item in entry["items"]]} for entry in run.fields["checklists"]
        ]
        try:
            change(changed, now)
            check(changed)
        except StoreError as error:
            raise internal() from error
        run.fields["checklists"] = changed
        self.runs.changed(run, now)

    def insert_runs(self, count: int, at: int) -> None:
        """Start runs as somebody else would, before the one at a position in the order of creation."""
        rows = self._in_order()
        now = rows[at].fields["create_at"] - 1 if at < len(rows) else self.now()
        given = {"summary": "", "owner_user_id": USER_ID, "channel_id": "", "post_id": "", "type": ""}
        for _ in range(count):
            name = f"Elsewhere {self.source.getrandbits(32):08x}"
            self._elsewhere("create", self.runs.make({**given, "name": name}, None, USER_ID, now))

    def remove_runs(self, count: int, at: int) -> None:
        """Take runs away, from a position in the order of creation on."""
        for run in self._in_order()[at : at + count]:
            self.runs.remove(run)
            self._elsewhere("delete", run)

    def _in_order(self) -> list[Run]:
        return sorted(self.runs.table.rows, key=lambda run: cast("int", run.fields["create_at"]))

    def _elsewhere(self, kind: str, run: Run) -> None:
        identity: str = run.fields["id"]
        self._common.recorder.elsewhere("playbooks", self._common.clock(), kind, identity, run.fields["name"], identity)

    def wrote_run(self, call: Call, run: Run, kind: str = "update") -> None:
        """Record a change of a run; two creates are the same when team, playbook, name and summary are."""
        fields = run.fields
        mark: object = fields["id"]
        if kind == "create":
            mark = [fields[name] for name in ("team_id", "playbook_id", "name", "summary")]
        self._common.recorder.wrote(call, kind, fields["id"], fields["name"], mark)

    def wrote_playbook(self, call: Call, row: Playbook, kind: str, mark: object) -> None:
        """Record a change of a playbook."""
        self._common.recorder.wrote(call, kind, row.fields["id"], row.fields["title"], mark)

    @property
    def caller(self) -> str:
        """Whom the token belongs to."""
        return USER_ID
