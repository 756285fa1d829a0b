"""What a bulk job knows of the methods of Planbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from plankit_clients import UNSET
from plankit_clients.planbox import models, operations

from plankit.bulk.catalog import Catalog, known, labelled, record_of
from plankit.bulk.encoding import scalars
from plankit.planbox.client import METHODS
from plankit.planbox.initiatives import Initiatives
from plankit.planbox.projects import Projects

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from plankit.bulk.rows import Payload
    from plankit.bulk.write import Record
    from plankit.client import ServiceClient
    from plankit.planbox.client import PlanboxClient

_ARGUMENTS = {"label": "name", "alias": "alias"}


class ProjectRecords:
    """Projects as `planbox.projects.list` shows them.

    Args:
        client: The client. Who may add projects to a product sees all of them.
    """

    def __init__(self, client: PlanboxClient) -> None:
        self._client = client

    def scope(self, payload: Payload) -> str:
        """Return the list of the product.

        Raises:
            InvalidArgumentError: The row has no name.
        """
        labelled(payload, "name")
        return str(payload["product_id"])

    def existing(self, scope: str) -> AsyncIterator[Record]:
        """Read the projects of a product."""
        return _Read(self, self._client, int(scope))

    def fields(self, payload: Payload) -> dict[str, Any]:
        """Return the name as the label, and the alias if one is given."""
        return scalars(payload, _ARGUMENTS)

    def shown(self, value: Any) -> Record | None:
        """Return a project as a record."""
        return record_of(value.id, {name: getattr(value, field) for name, field in _ARGUMENTS.items()})


class _Read:
    """The projects of one product, which come with one answer."""

    def __init__(self, records: ProjectRecords, client: PlanboxClient, product_id: int) -> None:
        self._records = records
        self._client = client
        self._product_id = product_id
        self._left: Iterator[models.Project] | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Record:
        if self._left is None:
            self._left = iter(await self._client.projects.list(self._product_id))
        for project in self._left:
            return known(self._records.shown(project), "projects")
        raise StopAsyncIteration


def _initiatives(client: ServiceClient) -> Initiatives:
    return Initiatives(lambda: client)


CATALOG = Catalog(
    operations=operations.OPERATIONS,
    methods=METHODS,
    models=models,
    unset=UNSET,
    groups={"projects": Projects, "initiatives": _initiatives},
    records={"projects.add": ProjectRecords},
)
"""Which methods a bulk job can repeat, and what shows their effect."""
