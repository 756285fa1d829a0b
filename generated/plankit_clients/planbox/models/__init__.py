"""The models of this service; each is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .access_token import AccessToken
    from .access_token_envelope import AccessTokenEnvelope
    from .credentials import Credentials
    from .envelope_code import EnvelopeCode
    from .error import Error
    from .initiative import Initiative
    from .initiative_create import InitiativeCreate
    from .initiative_links import InitiativeLinks
    from .initiative_project import InitiativeProject
    from .iteration import Iteration
    from .iteration_length_unit import IterationLengthUnit
    from .iteration_timeframe import IterationTimeframe
    from .link import Link
    from .product import Product
    from .product_envelope import ProductEnvelope
    from .product_permission import ProductPermission
    from .product_query import ProductQuery
    from .products_envelope import ProductsEnvelope
    from .project import Project
    from .project_addition import ProjectAddition
    from .project_addition_envelope import ProjectAdditionEnvelope
    from .project_association import ProjectAssociation
    from .project_create import ProjectCreate
    from .project_envelope import ProjectEnvelope
    from .project_query import ProjectQuery
    from .projects_envelope import ProjectsEnvelope
    from .projects_query import ProjectsQuery
    from .resource import Resource
    from .resource_associations import ResourceAssociations
    from .resource_roles import ResourceRoles

_MODULES = {
    "AccessToken": ".access_token",
    "AccessTokenEnvelope": ".access_token_envelope",
    "Credentials": ".credentials",
    "EnvelopeCode": ".envelope_code",
    "Error": ".error",
    "Initiative": ".initiative",
    "InitiativeCreate": ".initiative_create",
    "InitiativeLinks": ".initiative_links",
    "InitiativeProject": ".initiative_project",
    "Iteration": ".iteration",
    "IterationLengthUnit": ".iteration_length_unit",
    "IterationTimeframe": ".iteration_timeframe",
    "Link": ".link",
    "Product": ".product",
    "ProductEnvelope": ".product_envelope",
    "ProductPermission": ".product_permission",
    "ProductQuery": ".product_query",
    "ProductsEnvelope": ".products_envelope",
    "Project": ".project",
    "ProjectAddition": ".project_addition",
    "ProjectAdditionEnvelope": ".project_addition_envelope",
    "ProjectAssociation": ".project_association",
    "ProjectCreate": ".project_create",
    "ProjectEnvelope": ".project_envelope",
    "ProjectQuery": ".project_query",
    "ProjectsEnvelope": ".projects_envelope",
    "ProjectsQuery": ".projects_query",
    "Resource": ".resource",
    "ResourceAssociations": ".resource_associations",
    "ResourceRoles": ".resource_roles",
}

__all__ = (
    "AccessToken",
    "AccessTokenEnvelope",
    "Credentials",
    "EnvelopeCode",
    "Error",
    "Initiative",
    "InitiativeCreate",
    "InitiativeLinks",
    "InitiativeProject",
    "Iteration",
    "IterationLengthUnit",
    "IterationTimeframe",
    "Link",
    "Product",
    "ProductEnvelope",
    "ProductPermission",
    "ProductQuery",
    "ProductsEnvelope",
    "Project",
    "ProjectAddition",
    "ProjectAdditionEnvelope",
    "ProjectAssociation",
    "ProjectCreate",
    "ProjectEnvelope",
    "ProjectQuery",
    "ProjectsEnvelope",
    "ProjectsQuery",
    "Resource",
    "ResourceAssociations",
    "ResourceRoles",
)


def __getattr__(name: str) -> Any:
    module = _MODULES.get(name)
    if module is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = globals()[name] = getattr(import_module(module, __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
