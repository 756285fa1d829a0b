"""What a bulk job knows of the methods of Logbook that take one row at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit_clients import UNSET
from plankit_clients.logbook import models, operations

from plankit.bulk.catalog import Catalog
from plankit.logbook.client import METHODS
from plankit.logbook.logs import Logs

if TYPE_CHECKING:
    from plankit.client import ServiceClient

_MANY = "use logbook.logs.bulk_create(rows), which sends up to 50 logs with a request and tells them apart."


def _logs(client: ServiceClient) -> Logs:
    return Logs(client, "flat")


CATALOG = Catalog(
    operations=operations.OPERATIONS,
    methods=METHODS,
    models=models,
    unset=UNSET,
    groups={"logs": _logs},
    short={"logs.walk": "logs.list"},
    instead={"logs.create": _MANY, "logs.create_many": _MANY},
    identities=("log_id",),
    gone={"logs.delete": frozenset({"LOG_DELETED"})},
)
"""Which methods a bulk job can repeat row by row."""
