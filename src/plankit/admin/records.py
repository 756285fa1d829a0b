"""What a bulk job knows of the methods of Planview Admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plankit_clients import UNSET
from plankit_clients.planview_admin import models, operations

from plankit.admin.client import METHODS
from plankit.admin.users import Users
from plankit.bulk.catalog import Catalog, Listed, labelled, record_of
from plankit.bulk.encoding import scalars

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plankit.admin.client import AdminClient
    from plankit.bulk.rows import Payload
    from plankit.bulk.write import Record

_ARGUMENTS = {
    "label": "email",
    "first_name": "first_name",
    "last_name": "last_name",
    "user_name": "user_name",
    "role": "role",
}


class UserRecords:
    """Users as `admin.users.list` shows them.

    Args:
        client: The client.
    """

    def __init__(self, client: AdminClient) -> None:
        self._client = client

    def scope(self, payload: Payload) -> str:
        """Return the one list that there is.

        Raises:
            InvalidArgumentError: The row has no e-mail address.
        """
        labelled(payload, "email")
        return "users"

    def existing(self, scope: str) -> AsyncIterator[Record]:
        """Read all users."""
        del scope
        return Listed(self._client.users.list(), self.shown, "users")

    def fields(self, payload: Payload) -> dict[str, Any]:
        """Return the e-mail address as the label, and what else of the new user is given."""
        return scalars(payload, _ARGUMENTS)

    def shown(self, value: Any) -> Record | None:
        """Return a user as a record."""
        return record_of(value.id, {name: getattr(value, field) for name, field in _ARGUMENTS.items()})


CATALOG = Catalog(
    operations=operations.OPERATIONS,
    methods=METHODS,
    models=models,
    unset=UNSET,
    groups={"users": Users},
    short={"users.activate": "users.update", "users.deactivate": "users.update"},
    records={"users.create": UserRecords},
    identities=("user_id",),
)
"""Which methods a bulk job can repeat, and what shows their effect."""
