"""The operations of this service, by name and by operationId."""

from __future__ import annotations

from typing import Final

from .. import Operation

list_logs: Final = Operation(
    service="logbook",
    id="listLogs",
    method="POST",
    path="/api/rest/v1/logs/list",
    safety="read",
    unverified=False,
    ground=None,
)
create_logs: Final = Operation(
    service="logbook",
    id="createLogs",
    method="POST",
    path="/api/rest/v1/logs",
    safety="unsafe",
    unverified=False,
    ground=None,
)
delete_log: Final = Operation(
    service="logbook",
    id="deleteLog",
    method="POST",
    path="/api/rest/v1/log/delete/{log_id}",
    safety="idempotent",
    unverified=False,
    ground=None,
)
update_log: Final = Operation(
    service="logbook",
    id="updateLog",
    method="PUT",
    path="/api/rest/v1/log/{log_id}",
    safety="idempotent",
    unverified=False,
    ground=None,
)
list_log_types: Final = Operation(
    service="logbook",
    id="listLogTypes",
    method="GET",
    path="/api/rest/v1/log-types-with-configs",
    safety="read",
    unverified=False,
    ground=None,
)

OPERATIONS: Final[dict[str, Operation]] = {
    "listLogs": list_logs,
    "createLogs": create_logs,
    "deleteLog": delete_log,
    "updateLog": update_log,
    "listLogTypes": list_log_types,
}
