"""Events of the timelines of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from plankit_clients.playbooks import operations
from plankit_clients.playbooks.api.timeline import delete_timeline_event

from plankit.playbooks.arguments import identifier
from plankit.playbooks.changes import change

if TYPE_CHECKING:
    from plankit.client import ServiceClient
    from plankit.operation import CallOptions

DELETE_EVENT = change(operations.delete_timeline_event, delete_timeline_event.get_kwargs)


class Timeline:
    """Events of the timelines of runs (`playbooks.timeline`)."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def delete(self, run_id: str, event_id: str, **options: Unpack[CallOptions]) -> None:
        """Take an event out of the timeline of a run.

        Args:
            run_id: The run's id.
            event_id: The event's id, from `run.timeline_events`.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: What cannot be an id.
            ServerError: There is no such run or event, or the server failed.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Playbooks API, "Remove a timeline event from the playbook run", without its trailing slash, with which
            servers answer 404.
        """
        run = identifier("run_id", run_id, DELETE_EVENT)
        return await self._client.call(DELETE_EVENT, options, run, identifier("event_id", event_id, DELETE_EVENT))
