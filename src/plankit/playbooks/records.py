"""What a bulk job knows of the methods of Playbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plankit_clients import UNSET
from plankit_clients.playbooks import models, operations

from plankit.bulk.catalog import Catalog, Listed, labelled, record_of
from plankit.bulk.encoding import scalars
from plankit.playbooks.client import METHODS
from plankit.playbooks.items import Items
from plankit.playbooks.playbooks import Playbooks
from plankit.playbooks.runs import Runs
from plankit.playbooks.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plankit.bulk.rows import Payload
    from plankit.bulk.write import Record
    from plankit.playbooks.client import PlaybooksClient

_EVERY_TEAM = "all"
_TEAM = "team "
_RUN = ("owner_user_id", "team_id", "channel_id", "post_id", "summary")
_PLAYBOOK = ("description", "public", "create_public_playbook_run")
_ONE_PAGE = 1000


class RunRecords:
    """Runs as `playbooks.runs.walk` shows them: of both statuses, in the order that holds while runs are made.

    Args:
        client: The client. Its user must see the runs that it makes.
    """

    def __init__(self, client: PlaybooksClient) -> None:
        self._client = client

    def scope(self, payload: Payload) -> str:
        """Return the list of the run's team; of all runs where the team is that of an existing channel.

        Raises:
            InvalidArgumentError: The row has no name.
        """
        labelled(payload, "name")
        team: object = payload.get("team_id")
        return f"{_TEAM}{team}" if isinstance(team, str) and team else _EVERY_TEAM

    def existing(self, scope: str) -> AsyncIterator[Record]:
        """Read the runs of a team, or all."""
        team = None if scope == _EVERY_TEAM else scope.removeprefix(_TEAM)
        return Listed(self._client.runs.walk(team_id=team), self.shown, "runs")

    def fields(self, payload: Payload) -> dict[str, Any]:
        """Return the name as the label, the playbook as the kind, and what else the server shows of a run."""
        about = "summary" if isinstance(payload.get("summary"), str) else "description"
        arguments = {"label": "name", "kind": "playbook_id", **{name: name for name in _RUN}, "summary": about}
        return {name: value for name, value in scalars(payload, arguments).items() if value != ""}

    def shown(self, value: Any) -> Record | None:
        """Return a run as a record; one without a playbook is of no kind."""
        further = {name: getattr(value, name) for name in _RUN}
        return record_of(value.id, {"label": value.name, "kind": value.playbook_id or None, **further})


class PlaybookRecords:
    """Playbooks as `playbooks.playbooks.list` shows them, archived ones too.

    No order of this list holds while playbooks are made, so that it is read until two scans agree.

    Args:
        client: The client.
    """

    def __init__(self, client: PlaybooksClient) -> None:
        self._client = client

    def scope(self, payload: Payload) -> str:
        """Return the list of the playbook's team.

        Raises:
            InvalidArgumentError: The row has no title or no team.
        """
        labelled(payload, "title")
        labelled(payload, "team_id")
        return f"{_TEAM}{payload['team_id']}"

    def existing(self, scope: str) -> AsyncIterator[Record]:
        """Read the playbooks of a team."""
        playbooks = self._client.playbooks
        team = scope.removeprefix(_TEAM)
        return Listed(
            playbooks.list(team, with_archived=True, per_page=_ONE_PAGE, verify=True), self.shown, "playbooks"
        )

    def fields(self, payload: Payload) -> dict[str, Any]:
        """Return the title as the label, and what else the list shows of a playbook."""
        return scalars(payload, {"label": "title", **{name: name for name in _PLAYBOOK}})

    def shown(self, value: Any) -> Record | None:
        """Return a playbook as a record; None for the answer to `create`, which is nothing but an id."""
        if isinstance(value, models.PlaybookCreated):
            return None
        return record_of(value.id, {"label": value.title, **{name: getattr(value, name) for name in _PLAYBOOK}})


CATALOG = Catalog(
    operations=operations.OPERATIONS,
    methods=METHODS,
    models=models,
    unset=UNSET,
    groups={"runs": Runs, "items": Items, "playbooks": Playbooks, "timeline": Timeline},
    short={
        "runs.walk": "runs.list",
        "runs.end": "runs.finish",
        "runs.restart": "runs.restore",
        "items.reorder": "items.move",
    },
    records={"runs.create": RunRecords, "playbooks.create": PlaybookRecords},
    identities=("event_id", "run_id", "playbook_id", "playbook"),
)
"""Which methods a bulk job can repeat, and what shows their effect.

No error says that a playbook or an event was deleted before: a 404 may be that of a site without Playbooks
(facts/playbooks_server.md, "Errors").
"""
