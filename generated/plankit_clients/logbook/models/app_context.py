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
        "container_id": "container_id",
        "container_source": "container_source",
        "container_type": "container_type",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class AppContext(_Model[Any]):
    """The object `AppContext` of the document.

    Attributes:
        container_id: The id of the container. Example: 1234.
        container_source: The product that the container is in. The allowed words are not documented.
            Example: Portfolios.
        container_type: The kind of container. The allowed words are not documented. Example: Work.
    """

    container_id: int
    container_source: str
    container_type: str
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        container_id: int,
        container_source: str,
        container_type: str,
    ) -> None:
        self.container_id = container_id
        self.container_source = container_source
        self.container_type = container_type
        self._extra = None
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.container_id
        if value is None:
            if "container_id" not in absent:
                out["container_id"] = None
        elif value is not UNSET:
            out["container_id"] = value
        value = self.container_source
        if value is None:
            if "container_source" not in absent:
                out["container_source"] = None
        elif value is not UNSET:
            out["container_source"] = value
        value = self.container_type
        if value is None:
            if "container_type" not in absent:
                out["container_type"] = None
        elif value is not UNSET:
            out["container_type"] = value
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
            self.container_id,
            self.container_source,
            self.container_type,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
