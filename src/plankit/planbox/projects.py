"""Projects of Planbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from plankit_clients import UNSET
from plankit_clients.planbox import models, operations
from plankit_clients.planbox.api.projects import add_project, get_project, get_projects

from plankit.errors import InvalidArgumentError, ProtocolError
from plankit.operation import CallOptions, Operation
from plankit.planbox.arguments import LONGEST_ALIAS, identity, listed, text
from plankit.planbox.envelope import HINTS, content, entries, entry, not_ok
from plankit.planbox.values import integer, mapping, numbered, one_or_many, record
from plankit.shapes import is_object

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plankit_clients.planbox.models import Project, ProjectsQuery

    from plankit.client import ServiceClient

_fields = record(
    {
        "id": integer,
        "product_id": integer,
        "initiative_id": integer,
        "resource_ids": one_or_many(integer),
        "role_ids": one_or_many(integer),
        "resource_associations": mapping(lambda value: value),
        "resource_roles": mapping(one_or_many(integer)),
    }
)


def _read(found: dict[str, Any]) -> Project:
    return models.Project.from_dict(_fields(found))


def _project(answer: Any) -> Project:
    return _read(entry(content(answer), "content"))


def _projects(answer: Any) -> list[Project]:
    return [_read(found) for found in entries(content(answer), "content")]


def _added(answer: Any) -> Project:
    """Return the new project, which comes in a list under a singular name (facts B-D15)."""
    added = numbered(entry(content(answer), "content").get("project"))
    found = [added] if is_object(added) else entries(added, "content.project")
    if not found:
        msg = "the answer's content holds no project."
        raise ProtocolError(msg)
    return _read(found[0])


def _projects_query(*, body: ProjectsQuery) -> dict[str, Any]:
    """Return the parts of the request: one id goes under the plain name, several under the other (facts B-D13)."""
    parts = get_projects.get_kwargs(body=body)
    if len(body.product_id) == 1:
        parts["data"] = {"product_id": body.product_id[0]}
    return parts


GET_PROJECT = Operation(operations.get_project, get_project.get_kwargs, _project, hints=HINTS, refused=not_ok)
GET_PROJECTS = Operation(operations.get_projects, _projects_query, _projects, hints=HINTS, refused=not_ok)
ADD_PROJECT = Operation(operations.add_project, add_project.get_kwargs, _added, hints=HINTS, refused=not_ok)


class Projects:
    """Projects (`planbox.projects`)."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def get(self, product_id: int, project_id: int, **options: Unpack[CallOptions]) -> Project:
        """Get one project.

        Args:
            product_id: The id of the product that it belongs to.
            project_id: The project's id.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: An id that is no whole number.
            InvalidRequestError: Planbox refuses; `detail` says why: there is none with that id, say.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Planbox API, `POST /api/get_project`.
        """
        body = models.ProjectQuery(
            product_id=identity("product_id", product_id, GET_PROJECT),
            project_id=identity("project_id", project_id, GET_PROJECT),
        )
        return await self._client.call(GET_PROJECT, options, body=body)

    async def list(self, product_ids: int | Iterable[int], **options: Unpack[CallOptions]) -> list[Project]:
        """List the projects of one product or several. The service does not page this list.

        Args:
            product_ids: The id of the product, or several.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: No id, or one that is no whole number.
            InvalidRequestError: Planbox refuses; `detail` says why.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Planbox API, `POST /api/get_projects`.
        """
        ids = [identity("product_ids", one, GET_PROJECTS) for one in listed(product_ids)]
        if not ids:
            msg = "projects.list() was given no product: give one id or several. Nothing was sent."
            raise InvalidArgumentError(msg, operation=GET_PROJECTS.name)
        return await self._client.call(GET_PROJECTS, options, body=models.ProjectsQuery(product_id=ids))

    async def add(
        self,
        product_id: int,
        *,
        name: str | None = None,
        alias: str | None = None,
        from_project_id: int | None = None,
        **options: Unpack[CallOptions],
    ) -> Project:
        """Add a project to a product. Not repeated when its effect is unknown.

        Args:
            product_id: The id of the product, which the caller must administer.
            name: The name; Planbox chooses one if it is not given.
            alias: A short name of at most 10 characters.
            from_project_id: The project whose members and roles are copied; without it the caller is the only member.
            options: See `plankit.operation.CallOptions`.

        Returns:
            The new project.

        Raises:
            InvalidArgumentError: An id that is no whole number, an empty *name*, an *alias* that is empty or longer.
            InvalidRequestError: Planbox refuses; `detail` says why: the caller may not add projects, say.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`; `outcome` says
                whether the project may exist now.

        Source: Planbox API, `POST /api/add_project`.
        """
        origin = from_project_id
        body = models.ProjectCreate(
            product_id=identity("product_id", product_id, ADD_PROJECT),
            name=UNSET if name is None else text("name", name, ADD_PROJECT),
            alias=UNSET if alias is None else text("alias", alias, ADD_PROJECT, longest=LONGEST_ALIAS),
            from_project_id=UNSET if origin is None else identity("from_project_id", origin, ADD_PROJECT),
        )
        return await self._client.call(ADD_PROJECT, options, body=body)
