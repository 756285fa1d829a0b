"""Initiatives: the alpha interface of Planbox, which calls products so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from plankit_clients import UNSET
from plankit_clients.planbox import models, operations
from plankit_clients.planbox.api.initiatives import create_initiative

from plankit.errors import InvalidArgumentError, ProtocolError
from plankit.operation import CallOptions, Operation
from plankit.planbox.arguments import LONGEST_ALIAS, boolean, identity, listed, text
from plankit.planbox.envelope import ALPHA_HINTS, refused
from plankit.planbox.values import integer, moment, record
from plankit.shapes import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from plankit_clients.planbox.models import Initiative, InitiativeProject

    from plankit.client import ServiceClient


def _links(value: Any) -> Any:
    """Return the links as one object, also where they come as a list of objects (facts B-D3)."""
    if not is_list(value) or not all(map(is_object, value)):
        return value
    return {name: link for part in value for name, link in part.items()}


_fields = record({"id": integer, "created_at": moment, "updated_at": moment, "_links": _links})


def _initiative(answer: Any) -> Initiative:
    if not is_object(answer) or "id" not in answer:
        msg = "the answer is no initiative: it has no id."
        raise ProtocolError(msg)
    return models.Initiative.from_dict(_fields(answer))


CREATE_INITIATIVE = Operation(
    operations.create_initiative, create_initiative.get_kwargs, _initiative, hints=ALPHA_HINTS, refused=refused
)


class Initiatives:
    """Initiatives (`planbox.initiatives`), by an alpha interface that can change."""

    def __init__(self, alpha: Callable[[], ServiceClient]) -> None:
        self._alpha = alpha

    async def create(
        self,
        organization_id: int,
        name: str,
        *,
        projects: Iterable[InitiativeProject] = (),
        template: bool = False,
        fields: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> Initiative:
        """Create an initiative, which is a product. Not repeated when its effect is unknown.

        Args:
            organization_id: The id of the organisation, which the caller must own or administer.
            name: The name.
            projects: Projects to create with it, each with a name and an alias of at most 10 characters.
            template: Whether it is a template.
            fields: Further fields by the service's own names.
            options: See `plankit.operation.CallOptions`.

        Returns:
            The new initiative. Its projects are not in it: `projects.list` with its id has them. Its links lead to
            another host and are not to be followed with a credential.

        Raises:
            ConfigurationError: The client was not built with `unverified=True`, or without `alpha_url=` for a service
                that is not Planbox's own.
            InvalidArgumentError: An id that is no whole number, an empty name, or a project without name or alias.
            PermissionDeniedError: The caller neither owns nor administers the organisation.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`; `outcome` says
                whether the initiative may exist now.

        Source: Planbox API, alpha, `POST /organizations/{organization_id}/initiatives`; that the credential is that
        of the other calls is inferred.
        """
        alpha = self._alpha()
        organization = identity("organization_id", organization_id, CREATE_INITIATIVE)
        chosen = _checked(projects)
        body = models.InitiativeCreate(
            name=text("name", name, CREATE_INITIATIVE),
            template=boolean("template", template, CREATE_INITIATIVE),
            projects=chosen or UNSET,
        )
        body.additional_properties.update(fields or {})
        return await alpha.call(CREATE_INITIATIVE, options, organization, body=body)


def _checked(projects: Iterable[InitiativeProject]) -> list[InitiativeProject]:
    chosen = listed(projects)
    for project in chosen:
        if not isinstance(project, models.InitiativeProject):
            msg = (
                f"{CREATE_INITIATIVE.name}: projects= takes InitiativeProject(name=, alias=), not a "
                f"{type(project).__name__}. Nothing was sent."
            )
            raise InvalidArgumentError(msg, operation=CREATE_INITIATIVE.name)
        text("a project's name", project.name, CREATE_INITIATIVE)
        text("a project's alias", project.alias, CREATE_INITIATIVE, longest=LONGEST_ALIAS)
    return chosen
