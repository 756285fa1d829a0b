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
        "id": "id",
        "label": "label",
        "value": "value",
        "is_visible": "is_visible",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Option(_Model[Any]):
    """The object `Option` of the document.

    Attributes:
        id:  Example: 1.
        label:  Example: New.
        value:  Example: New.
        is_visible:  Example: True.
    """

    id: int | str
    label: str
    value: str | int
    is_visible: bool | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int | str,
        label: str,
        value: str | int,
        is_visible: bool | None | Unset = UNSET,
    ) -> None:
        self.id = id
        self.label = label
        self.value = value
        self.is_visible = None if is_visible is UNSET else is_visible
        self._extra = None
        self._absent = _FIELDS.unset(
            is_visible=is_visible,
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
            out["id"] = plain(value)
        value = self.label
        if value is None:
            if "label" not in absent:
                out["label"] = None
        elif value is not UNSET:
            out["label"] = value
        value = self.value
        if value is None:
            if "value" not in absent:
                out["value"] = None
        elif value is not UNSET:
            out["value"] = plain(value)
        value = self.is_visible
        if value is None:
            if "is_visible" not in absent:
                out["is_visible"] = None
        elif value is not UNSET:
            out["is_visible"] = plain(value)
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
            self.label,
            self.value,
            self.is_visible,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
