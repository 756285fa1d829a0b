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
        "resource": "resource",
        "project": "project",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class ProjectAddition(_Model[Any]):
    """What a new project brought about. Both keys are singular and hold arrays.

    Attributes:
        resource: The logged resource, updated. Example: [{'id': 42, 'name': 'Ada Lovelace'}].
        project: The new project. Example: [{'id': 5678, 'name': 'My new project', 'product_id': 1234}].
    """

    resource: list[Resource] | None
    project: list[Project] | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        resource: list[Resource] | None | Unset = UNSET,
        project: list[Project] | None | Unset = UNSET,
    ) -> None:
        self.resource = None if resource is UNSET else resource
        self.project = None if project is UNSET else project
        self._extra = None
        self._absent = _FIELDS.unset(
            resource=resource,
            project=project,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.resource
        if value is None:
            if "resource" not in absent:
                out["resource"] = None
        elif value is not UNSET:
            out["resource"] = plain(value)
        value = self.project
        if value is None:
            if "project" not in absent:
                out["project"] = None
        elif value is not UNSET:
            out["project"] = plain(value)
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
            _resource,
            _project,
        ) = get(src_dict)
        self.resource = (
            (_LATER((_resource,)) if _resource else []) if isinstance(_resource, list) else _resource
        )
        self.project = (_LATER((_project,)) if _project else []) if isinstance(_project, list) else _project
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .project import Project  # noqa: E402
from .resource import Resource  # noqa: E402

_nested(
    ProjectAddition,
    resource=lambda value: (
        [Resource.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
    project=lambda value: (
        [Project.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
