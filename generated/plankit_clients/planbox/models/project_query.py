from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import EMPTY, UNSET, plain
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "product_id": "product_id",
        "project_id": "project_id",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class ProjectQuery(_Model[Any]):
    """The object `ProjectQuery` of the document.

    Attributes:
        product_id: The id of the product. Example: 1234.
        project_id: The id of the project. Example: 5678.
    """

    product_id: int
    project_id: int
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        product_id: int,
        project_id: int,
    ) -> None:
        self.product_id = product_id
        self.project_id = project_id
        self._extra = None
        self._absent = EMPTY

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
        value = self.project_id
        if value is None:
            if "project_id" not in absent:
                out["project_id"] = None
        elif value is not UNSET:
            out["project_id"] = value
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
            self.project_id,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
