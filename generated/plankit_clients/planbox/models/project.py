from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import LATER as _LATER
from ..types import UNSET, Unset, plain
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import nested as _nested
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "id": "id",
        "name": "name",
        "alias": "alias",
        "description": "description",
        "association": "association",
        "product_id": "product_id",
        "resource_ids": "resource_ids",
        "role_ids": "role_ids",
        "resource_associations": "resource_associations",
        "resource_roles": "resource_roles",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Project(_Model[Any]):
    """The object `Project` of the document.

    Attributes:
        id: The id of the project. Example: 5678.
        name:  Example: My new project.
        alias: Short name. Example: MNP.
        description:  Example: What it is for.
        association: The logged resource's part in this project. Example: worker.
        product_id: The id of the parent product. Example: 1234.
        resource_ids:  Example: [42, 43].
        role_ids:  Example: [7, 8].
        resource_associations:  Example: {'42': 'worker', '43': 'observer'}.
        resource_roles:  Example: {'42': [7, 8], '43': 7}.
    """

    id: int
    name: str | None
    alias: str | None
    description: str | None
    association: ProjectAssociation | str | None
    product_id: int | None
    resource_ids: list[int] | None
    role_ids: list[int] | None
    resource_associations: ResourceAssociations | list[Any] | None
    resource_roles: ResourceRoles | list[Any] | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int,
        name: str | None | Unset = UNSET,
        alias: str | None | Unset = UNSET,
        description: str | None | Unset = UNSET,
        association: ProjectAssociation | str | None | Unset = UNSET,
        product_id: int | None | Unset = UNSET,
        resource_ids: list[int] | None | Unset = UNSET,
        role_ids: list[int] | None | Unset = UNSET,
        resource_associations: ResourceAssociations | list[Any] | None | Unset = UNSET,
        resource_roles: ResourceRoles | list[Any] | None | Unset = UNSET,
    ) -> None:
        self.id = id
        self.name = None if name is UNSET else name
        self.alias = None if alias is UNSET else alias
        self.description = None if description is UNSET else description
        self.association = None if association is UNSET else association
        self.product_id = None if product_id is UNSET else product_id
        self.resource_ids = None if resource_ids is UNSET else resource_ids
        self.role_ids = None if role_ids is UNSET else role_ids
        self.resource_associations = None if resource_associations is UNSET else resource_associations
        self.resource_roles = None if resource_roles is UNSET else resource_roles
        self._extra = None
        self._absent = _FIELDS.unset(
            name=name,
            alias=alias,
            description=description,
            association=association,
            product_id=product_id,
            resource_ids=resource_ids,
            role_ids=role_ids,
            resource_associations=resource_associations,
            resource_roles=resource_roles,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.id
        if value is None:
            if "id" not in absent:
                out["id"] = None
        elif value is not UNSET:
            out["id"] = value
        value = self.name
        if value is None:
            if "name" not in absent:
                out["name"] = None
        elif value is not UNSET:
            out["name"] = plain(value)
        value = self.alias
        if value is None:
            if "alias" not in absent:
                out["alias"] = None
        elif value is not UNSET:
            out["alias"] = plain(value)
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = plain(value)
        value = self.association
        if value is None:
            if "association" not in absent:
                out["association"] = None
        elif value is not UNSET:
            out["association"] = value.value if isinstance(value, ProjectAssociation) else value
        value = self.product_id
        if value is None:
            if "product_id" not in absent:
                out["product_id"] = None
        elif value is not UNSET:
            out["product_id"] = value
        value = self.resource_ids
        if value is None:
            if "resource_ids" not in absent:
                out["resource_ids"] = None
        elif value is not UNSET:
            out["resource_ids"] = plain(value)
        value = self.role_ids
        if value is None:
            if "role_ids" not in absent:
                out["role_ids"] = None
        elif value is not UNSET:
            out["role_ids"] = plain(value)
        value = self.resource_associations
        if value is None:
            if "resource_associations" not in absent:
                out["resource_associations"] = None
        elif value is not UNSET:
            out["resource_associations"] = plain(value)
        value = self.resource_roles
        if value is None:
            if "resource_roles" not in absent:
                out["resource_roles"] = None
        elif value is not UNSET:
            out["resource_roles"] = plain(value)
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        try:
            self._absent, extra, get = _SHAPES[tuple(src_dict)]
        except KeyError:
            self._absent, extra, get = _FIELDS.learn(src_dict)
        (
            self.id,
            self.name,
            self.alias,
            self.description,
            _association,
            self.product_id,
            self.resource_ids,
            self.role_ids,
            _resource_associations,
            _resource_roles,
        ) = get(src_dict)
        self.association = (
            _ProjectAssociation.get(_association, _association)
            if isinstance(_association, str)
            else _association
        )
        self.resource_associations = (
            _LATER((_resource_associations,))
            if isinstance(_resource_associations, (dict, list))
            else _resource_associations
        )
        self.resource_roles = (
            _LATER((_resource_roles,)) if isinstance(_resource_roles, (dict, list)) else _resource_roles
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .project_association import BY_VALUE as _ProjectAssociation  # noqa: E402
from .project_association import ProjectAssociation  # noqa: E402
from .resource_associations import ResourceAssociations  # noqa: E402
from .resource_roles import ResourceRoles  # noqa: E402

_nested(
    Project,
    resource_associations=lambda value: (
        ResourceAssociations.from_dict(value) if isinstance(value, dict) else value
    ),
    resource_roles=lambda value: ResourceRoles.from_dict(value) if isinstance(value, dict) else value,
)
