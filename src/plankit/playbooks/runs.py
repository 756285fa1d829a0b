"""Runs: starting and changing them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Unpack

from plankit_clients import UNSET, Unset
from plankit_clients.playbooks import models, operations
from plankit_clients.playbooks.api.playbook_runs import (
    change_run_owner,
    create_run,
    finish_run,
    restore_run,
    update_run,
    update_run_status,
)

from plankit.operation import CallOptions, Operation
from plankit.playbooks import answers, hints
from plankit.playbooks.arguments import extended, identifier, refused, said, switch
from plankit.playbooks.changes import change
from plankit.playbooks.queries import RunQueries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plankit_clients.playbooks.models import PlaybookRun

CREATE_RUN = Operation(operations.create_run, create_run.get_kwargs, answers.run, hints=hints.CREATES_RUN)
UPDATE_RUN = Operation(operations.update_run, update_run.get_kwargs, answers.maybe_run, empty=True, hints=hints.CHANGES)
UPDATE_RUN_STATUS = change(operations.update_run_status, update_run_status.get_kwargs)
FINISH_RUN = change(operations.finish_run, finish_run.get_kwargs, hints.LEADS)
RESTORE_RUN = change(operations.restore_run, restore_run.get_kwargs, hints.LEADS)
CHANGE_RUN_OWNER = change(operations.change_run_owner, change_run_owner.get_kwargs, hints.LEADS)


class Runs(RunQueries):
    """Runs of playbooks (`playbooks.runs`)."""

    async def create(
        self,
        owner_user_id: str,
        *,
        name: str | Unset = UNSET,
        team_id: str | Unset = UNSET,
        channel_id: str | Unset = UNSET,
        playbook_id: str | Unset = UNSET,
        post_id: str | Unset = UNSET,
        summary: str | Unset = UNSET,
        description: str | Unset = UNSET,
        create_public_run: bool | Unset = UNSET,
        type_: str | Unset = UNSET,
        fields: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> PlaybookRun:
        """Start a run. Not repeated when its effect is unknown.

        Args:
            owner_user_id: The user who commands the run.
            name: Its name; needed unless *channel_id* is given.
            team_id: The team of its channel; needed unless *channel_id* is given.
            channel_id: An existing channel to run in, in place of a new one. Not documented.
            playbook_id: The playbook to run; without one the run begins empty.
            post_id: The post it is started from.
            summary: What it is about, in Markdown. Sent under this name for servers from v2.7 and as `description` for
                those before.
            description: The document's name for *summary*.
            create_public_run: Whether its new channel is public. Not documented.
            type_: The type of the run. Not documented.
            fields: Further fields by the service's own names.
            options: See `plankit.operation.CallOptions`.

        Returns:
            The new run.

        Raises:
            InvalidArgumentError: No owner, neither team nor channel, neither name nor channel, both *summary* and
                *description*, *fields* that the method sends itself.
            PermissionDeniedError: The token's user may not start runs of this playbook.
            ServerError: There is no such playbook, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`; `outcome` says
                whether the run may exist now.

        Source: Playbooks API, "Create a new playbook run"; facts/playbooks_server.md, "Operations".
        """
        if summary is not UNSET and description is not UNSET:
            raise refused(CREATE_RUN, "summary and description are two names of one text: give one of them.")
        if not owner_user_id:
            raise refused(CREATE_RUN, "a run needs an owner_user_id.")
        if not team_id and not channel_id:
            raise refused(CREATE_RUN, "a run needs a team_id, or a channel_id of an existing channel.")
        if not name and not channel_id:
            raise refused(CREATE_RUN, "a run needs a name, or a channel_id of an existing channel.")
        about = description if summary is UNSET else summary
        body = models.PlaybookRunCreate(
            owner_user_id=owner_user_id,
            name=name,
            description=about,
            team_id=team_id,
            post_id=post_id,
            playbook_id=playbook_id,
            summary=about,
            channel_id=channel_id,
            create_public_run=switch(CREATE_RUN, "create_public_run", create_public_run, UNSET),
            type_=type_,
        )
        extended(body, fields, CREATE_RUN)
        return await self._client.call(CREATE_RUN, options, body=body)

    async def update(
        self,
        run_id: str,
        *,
        name: str | Unset = UNSET,
        summary: str | Unset = UNSET,
        fields: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> PlaybookRun | None:
        """Change the name or the summary of a run, for servers from v2.7.

        Older servers answer 200 and change nothing, and nothing in the answer says so but the run itself: compare
        `run.name` or `run.summary` with what was asked for. For the same reason the documented `active_stage` is not
        offered: no known server changes it.

        Args:
            run_id: The run's id.
            name: The new name.
            summary: The new summary, in Markdown.
            fields: Further fields by the service's own names.
            options: See `plankit.operation.CallOptions`.

        Returns:
            The run as it is now, changed or not; None if the service answers without a body.

        Raises:
            InvalidArgumentError: Nothing to change, what cannot be an id, or *fields* that the method sends itself.
            ServerError: There is no such run, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Update a playbook run"; facts/playbooks_server.md, "Operations".
        """
        body = models.PlaybookRunUpdate(name=name, summary=summary)
        extended(body, fields, UPDATE_RUN)
        if not body.to_dict():
            raise refused(UPDATE_RUN, "there is nothing to change: give a name or a summary.")
        return await self._client.call(UPDATE_RUN, options, identifier("run_id", run_id, UPDATE_RUN), body=body)

    async def update_status(
        self,
        run_id: str,
        message: str,
        reminder: int | timedelta,
        *,
        finish_run: bool = False,
        fields: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> None:
        """Post a status update. Not repeated when its effect is unknown.

        Args:
            run_id: The run's id.
            message: The update, in Markdown.
            reminder: When to remind the owner of the next update: whole seconds, at least 1, or a `timedelta`. Servers
                refuse an update without one, although the document calls it optional.
            finish_run: Whether to finish the run with this update. Not documented.
            fields: Further fields by the service's own names.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: A *reminder* below one second or with a fraction of one, what cannot be an id, or
                *fields* that the method sends itself.
            ServerError: There is no such run, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`; `outcome` says
                whether the update may have been posted.

        Source: Playbooks API, "Update a playbook run's status"; facts/playbooks_server.md, "Operations".
        """
        body = models.PlaybookRunStatusUpdate(
            message=message,
            reminder=_seconds(reminder),
            finish_run=True if said("finish_run", finish_run, UPDATE_RUN_STATUS) else UNSET,
        )
        extended(body, fields, UPDATE_RUN_STATUS)
        run = identifier("run_id", run_id, UPDATE_RUN_STATUS)
        return await self._client.call(UPDATE_RUN_STATUS, options, run, body=body)

    async def finish(self, run_id: str, **options: Unpack[CallOptions]) -> None:
        """Finish a run. A finished run stays finished; today's servers refuse changes of one with 400.

        Args:
            run_id: The run's id.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id.
            PermissionDeniedError: Today's servers let only the owner finish a run.
            ServerError: There is no such run, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Finish a playbook"; "End a playbook run" answers 404 everywhere.
        """
        return await self._client.call(FINISH_RUN, options, identifier("run_id", run_id, FINISH_RUN))

    async def end(self, run_id: str, **options: Unpack[CallOptions]) -> None:
        """Finish a run: the document's other name for `finish`; see there for what is raised."""
        return await self.finish(run_id, **options)

    async def restore(self, run_id: str, **options: Unpack[CallOptions]) -> None:
        """Take up a finished run again.

        Args:
            run_id: The run's id.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id.
            ServerError: There is no such run, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: facts/playbooks_server.md, "Operations": `PUT /restore`; the document's "Restart a playbook run"
            (`PUT /restart`) answers 404 everywhere.
        """
        return await self._client.call(RESTORE_RUN, options, identifier("run_id", run_id, RESTORE_RUN))

    async def restart(self, run_id: str, **options: Unpack[CallOptions]) -> None:
        """Take up a finished run again: the document's name for `restore`; see there for what is raised."""
        return await self.restore(run_id, **options)

    async def change_owner(self, run_id: str, owner_user_id: str, **options: Unpack[CallOptions]) -> None:
        """Give a run to another owner.

        Args:
            run_id: The run's id.
            owner_user_id: The user who commands it from now on.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id.
            ServerError: There is no such run, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Update playbook run owner".
        """
        run = identifier("run_id", run_id, CHANGE_RUN_OWNER)
        body = models.PlaybookRunOwnerChange(owner_id=identifier("owner_user_id", owner_user_id, CHANGE_RUN_OWNER))
        return await self._client.call(CHANGE_RUN_OWNER, options, run, body=body)


def _seconds(reminder: object) -> int:
    """Return *reminder* in whole seconds."""
    given = reminder
    if isinstance(reminder, timedelta):
        reminder, rest = divmod(reminder, timedelta(seconds=1))
        if rest:
            raise refused(UPDATE_RUN_STATUS, f"reminder={given} has a fraction of a second: give whole ones.")
    if not isinstance(reminder, int) or isinstance(reminder, bool):
        what = (
            f"reminder={str(given)[:40]!r} is neither whole seconds nor a timedelta: give one, such as 1800 or "
            "timedelta(minutes=30)."
        )
        raise refused(UPDATE_RUN_STATUS, what)
    if reminder < 1:
        raise refused(UPDATE_RUN_STATUS, f"reminder={given} is too short: servers want one second at least.")
    return reminder
