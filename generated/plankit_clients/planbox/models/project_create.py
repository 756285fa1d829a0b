from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import UNSET, Unset, plain
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "product_id": "product_id",
        "name": "name",
        "alias": "alias",
        "from_project_id": "from_project_id",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class ProjectCreate(_Model[Any]):
    """The object `ProjectCreate` of the document.

    Attributes:
        product_id: The id of the product. Example: 1234.
        name: The name of the project. Example: My new project.
        alias: The alias of the project. Example: MNP.
        from_project_id: The project to copy resources and roles from. Example: 5677.
    """

    product_id: int
    name: str | None
    alias: str | None
    from_project_id: int | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        product_id: int,
        name: str | None | Unset = UNSET,
        alias: str | None | Unset = UNSET,
        from_project_id: int | None | Unset = UNSET,
    ) -> None:
        self.product_id = product_id
        self.name = None if name is UNSET else name
        self.alias = None if alias is UNSET else alias
        self.from_project_id = None if from_project_id is UNSET else from_project_id
        self._extra = None
        self._absent = _FIELDS.unset(
            name=name,
            alias=alias,
            from_project_id=from_project_id,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.product_id
        if value is None:
            if "product_id" not in absent:
                out["product_id"] = None
        elif value is not UNSET:
            out["product_id"] = value
        value = self.name
        if value is None:
            if "name" not in absent:
                out["name"] = None
        elif value is not UNSET:
            out["name"] = value
        value = self.alias
        if value is None:
            if "alias" not in absent:
                out["alias"] = None
        elif value is not UNSET:
            out["alias"] = value
        value = self.from_project_id
        if value is None:
            if "from_project_id" not in absent:
                out["from_project_id"] = None
        elif value is not UNSET:
            out["from_project_id"] = value
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
            self.product_id,
            self.name,
            self.alias,
            self.from_project_id,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
