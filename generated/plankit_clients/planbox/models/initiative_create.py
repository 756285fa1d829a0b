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
        "name": "name",
        "template": "template",
        "projects": "projects",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class InitiativeCreate(_Model[Any]):
    """The object `InitiativeCreate` of the document.

    Attributes:
        name: The name of the initiative. Required, and with a default of "New" according to the page.
            Example: New initiative.
        template: Whether to create a template. Example: False.
        projects: Projects to create with it. Example: [{'name': 'My first new project', 'alias':
            'MFNP'}].
    """

    name: str
    template: bool | None
    projects: list[InitiativeProject] | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        name: str,
        template: bool | None | Unset = UNSET,
        projects: list[InitiativeProject] | None | Unset = UNSET,
    ) -> None:
        self.name = name
        self.template = None if template is UNSET else template
        self.projects = None if projects is UNSET else projects
        self._extra = None
        self._absent = _FIELDS.unset(
            template=template,
            projects=projects,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.name
        if value is None:
            if "name" not in absent:
                out["name"] = None
        elif value is not UNSET:
            out["name"] = value
        value = self.template
        if value is None:
            if "template" not in absent:
                out["template"] = None
        elif value is not UNSET:
            out["template"] = value
        value = self.projects
        if value is None:
            if "projects" not in absent:
                out["projects"] = None
        elif value is not UNSET:
            out["projects"] = (
                [item.to_dict() if isinstance(item, _Model) else item for item in value]
                if isinstance(value, list)
                else plain(value)
            )
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
            self.name,
            self.template,
            _projects,
        ) = get(src_dict)
        self.projects = (
            (_LATER((_projects,)) if _projects else []) if isinstance(_projects, list) else _projects
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .initiative_project import InitiativeProject  # noqa: E402

_nested(
    InitiativeCreate,
    projects=lambda value: (
        [InitiativeProject.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
