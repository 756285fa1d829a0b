"""Items of the checklists of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from plankit_clients import UNSET, Unset
from plankit_clients.playbooks import models, operations
from plankit_clients.playbooks.api.playbook_runs import (
    add_checklist_item,
    delete_checklist_item,
    move_checklist_item,
    run_checklist_item,
    set_checklist_item_assignee,
    set_checklist_item_state,
    update_checklist_item,
)

from plankit.operation import CallOptions, Operation
from plankit.playbooks import hints
from plankit.playbooks.arguments import extended, identifier, place, words
from plankit.playbooks.changes import change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plankit_clients.playbooks.models import ChecklistItemState

    from plankit.client import ServiceClient


def _trigger(answer: Any) -> str | None:
    return None if answer is None else models.Trigger.from_dict(answer).trigger_id


ADD_ITEM = change(operations.add_checklist_item, add_checklist_item.get_kwargs)
MOVE_ITEM = change(operations.move_checklist_item, move_checklist_item.get_kwargs)
UPDATE_ITEM = change(operations.update_checklist_item, update_checklist_item.get_kwargs)
DELETE_ITEM = change(operations.delete_checklist_item, delete_checklist_item.get_kwargs)
SET_ITEM_STATE = change(operations.set_checklist_item_state, set_checklist_item_state.get_kwargs, hints.SETS_STATE)
SET_ITEM_ASSIGNEE = change(operations.set_checklist_item_assignee, set_checklist_item_assignee.get_kwargs)
RUN_ITEM = Operation(
    operations.run_checklist_item, run_checklist_item.get_kwargs, _trigger, empty=True, hints=hints.CHANGES
)


class Items:
    """Items of the checklists of runs (`playbooks.items`).

    An item is addressed by its place: the run, the checklist's place in it, the item's place in that, both counted
    from 0. Places move when somebody adds, moves or deletes an item, so read the run just before.
    """

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def add(
        self,
        run_id: str,
        checklist: int,
        title: str,
        *,
        description: str | Unset = UNSET,
        command: str | Unset = UNSET,
        assignee_id: str | Unset = UNSET,
        state: ChecklistItemState | str | Unset = UNSET,
        fields: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Add an item at the end of a checklist. Not repeated when its effect is unknown.

        Args:
            run_id: The run's id.
            checklist: The checklist's place, 0 for the first.
            title: The item's title.
            description: More about it, in Markdown.
            command: A slash command, such as `/jira create`.
            assignee_id: The user who is to do it.
            state: Its state; open by default.
            fields: Further fields by the service's own names, such as `due_date` in milliseconds since 1970.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id or a place.
            ServerError: There is no such run or checklist, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`; `outcome` says
                whether the item may be there now.

        Source: Playbooks API, "Add an item to a playbook run's checklist".
        """
        body = models.ChecklistItemCreate(
            title=title, description=description, command=command, assignee_id=assignee_id, state=state
        )
        extended(body, fields, ADD_ITEM)
        run = identifier("run_id", run_id, ADD_ITEM)
        return await self._client.call(ADD_ITEM, options, run, place("checklist", checklist, ADD_ITEM), body=body)

    async def move(
        self,
        run_id: str,
        checklist: int,
        item: int,
        to_checklist: int,
        to_item: int,
        **options: Unpack[CallOptions],
    ) -> None:
        """Move an item within a checklist or to another one. Not repeated when its effect is unknown.

        Args:
            run_id: The run's id.
            checklist: The place of the checklist that the item is in.
            item: The item's place in it.
            to_checklist: The place of the checklist that it goes to.
            to_item: The place that it has there afterwards.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id or a place.
            ServerError: There is no such run or place, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`; `outcome` says
                whether the item may have been moved.

        Source: facts/playbooks_server.md, "Operations": `POST /checklists/move-item`; the document's "Reorder an item"
            (`PUT /reorder`) answers 404 everywhere.
        """
        body = models.ChecklistItemMove(
            source_checklist_idx=place("checklist", checklist, MOVE_ITEM),
            source_item_idx=place("item", item, MOVE_ITEM),
            dest_checklist_idx=place("to_checklist", to_checklist, MOVE_ITEM),
            dest_item_idx=place("to_item", to_item, MOVE_ITEM),
        )
        return await self._client.call(MOVE_ITEM, options, identifier("run_id", run_id, MOVE_ITEM), body=body)

    async def reorder(
        self, run_id: str, checklist: int, item: int, to_item: int, **options: Unpack[CallOptions]
    ) -> None:
        """Move an item within its checklist, as the document calls it: see `move` for what is raised."""
        return await self.move(run_id, checklist, item, checklist, to_item, **options)

    async def update(
        self,
        run_id: str,
        checklist: int,
        item: int,
        *,
        title: str,
        command: str,
        description: str,
        fields: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Change the texts of an item: servers replace all three and take one that is not sent for empty.

        So all must be given; those that are to stay, from the run as it was just read. `None`, as an item that was read
        may have it, is refused: say `""` for none.

        Args:
            run_id: The run's id.
            checklist: The checklist's place.
            item: The item's place in it.
            title: Its title from now on.
            command: Its slash command from now on, empty for none.
            description: Its description from now on, in Markdown, empty for none. The document leaves it out.
            fields: Further fields by the service's own names.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What is no text, or cannot be an id or a place; *fields* that the method sends itself.
            ServerError: There is no such run or place, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Update an item of a playbook run's checklist"; facts/playbooks_server.md, "Operations".
        """
        body = models.ChecklistItemUpdate(
            title=words("title", title, UPDATE_ITEM),
            command=words("command", command, UPDATE_ITEM),
            description=words("description", description, UPDATE_ITEM),
        )
        extended(body, fields, UPDATE_ITEM)
        return await self._client.call(UPDATE_ITEM, options, *_path(run_id, checklist, item, UPDATE_ITEM), body=body)

    async def delete(self, run_id: str, checklist: int, item: int, **options: Unpack[CallOptions]) -> None:
        """Delete an item. Not repeated when its effect is unknown: it would delete the item that moved up.

        Args:
            run_id: The run's id.
            checklist: The checklist's place.
            item: The item's place in it.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id or a place.
            ServerError: There is no such run or place, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`; `outcome` says
                whether the item may be gone.

        Source: Playbooks API, "Delete an item of a playbook run's checklist".
        """
        return await self._client.call(DELETE_ITEM, options, *_path(run_id, checklist, item, DELETE_ITEM))

    async def set_state(
        self,
        run_id: str,
        checklist: int,
        item: int,
        state: ChecklistItemState | str,
        **options: Unpack[CallOptions],
    ) -> None:
        """Set the state of an item.

        Args:
            run_id: The run's id.
            checklist: The checklist's place.
            item: The item's place in it.
            state: A `ChecklistItemState` or its word: `""` for open, `in_progress`, `closed`, or `skipped`, which the
                document does not know.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: A state that is no text, or what cannot be an id or a place.
            InvalidRequestError: A state that the server does not know.
            ServerError: There is no such run or place, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Update the state of an item".
        """
        words("state", state, SET_ITEM_STATE)
        body = models.ChecklistItemStateChange(new_state=state)
        path = _path(run_id, checklist, item, SET_ITEM_STATE)
        return await self._client.call(SET_ITEM_STATE, options, *path, body=body)

    async def set_assignee(
        self, run_id: str, checklist: int, item: int, assignee_id: str, **options: Unpack[CallOptions]
    ) -> None:
        """Say who is to do an item.

        Args:
            run_id: The run's id.
            checklist: The checklist's place.
            item: The item's place in it.
            assignee_id: The user's id; empty for nobody.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id or a place.
            ServerError: There is no such run or place, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Update the assignee of an item".
        """
        if assignee_id != "":
            identifier("assignee_id", assignee_id, SET_ITEM_ASSIGNEE)
        body = models.ChecklistItemAssigneeChange(assignee_id=assignee_id)
        path = _path(run_id, checklist, item, SET_ITEM_ASSIGNEE)
        return await self._client.call(SET_ITEM_ASSIGNEE, options, *path, body=body)

    async def run(self, run_id: str, checklist: int, item: int, **options: Unpack[CallOptions]) -> str | None:
        """Run the slash command of an item. Not repeated when its effect is unknown.

        Args:
            run_id: The run's id.
            checklist: The checklist's place.
            item: The item's place in it.
            options: See `plankit.operation.CallOptions`.

        Returns:
            The command's trigger id, None if the service answers without one.

        Raises:
            InvalidArgumentError: What cannot be an id or a place.
            ServerError: There is no such run or place, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`; `outcome` says
                whether the command may have run.

        Source: Playbooks API, "Run an item's slash command", which says PUT; servers answer POST with an empty body.
        """
        return await self._client.call(RUN_ITEM, options, *_path(run_id, checklist, item, RUN_ITEM))


def _path(run_id: object, checklist: object, item: object, operation: Operation[Any]) -> tuple[str, int, int]:
    return (
        identifier("run_id", run_id, operation),
        place("checklist", checklist, operation),
        place("item", item, operation),
    )
