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
        "ca_config_id": "ca_config_id",
        "section_ca_id": "section_ca_id",
        "value": "value",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class CustomAttributeValue(_Model[Any]):
    """One custom attribute of a log.

    Attributes:
        ca_config_id: The id of the attribute's configuration. Example: 574.
        section_ca_id: The id of the attribute within its section. Example: 1969.
        value: By the attribute's config_type: text, a date as text, one option {id, label, value}, or a
            list of options {id, label, selected, value}. Null clears it. Example: 2025-05-22.
    """

    ca_config_id: int
    section_ca_id: int
    value: Any
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        ca_config_id: int,
        section_ca_id: int,
        value: Any | Unset = UNSET,
    ) -> None:
        self.ca_config_id = ca_config_id
        self.section_ca_id = section_ca_id
        self.value = None if value is UNSET else value
        self._extra = None
        self._absent = _FIELDS.unset(
            value=value,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.ca_config_id
        if value is None:
            if "ca_config_id" not in absent:
                out["ca_config_id"] = None
        elif value is not UNSET:
            out["ca_config_id"] = value
        value = self.section_ca_id
        if value is None:
            if "section_ca_id" not in absent:
                out["section_ca_id"] = None
        elif value is not UNSET:
            out["section_ca_id"] = value
        value = self.value
        if value is None:
            if "value" not in absent:
                out["value"] = None
        elif value is not UNSET:
            out["value"] = plain(value)
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
            self.ca_config_id,
            self.section_ca_id,
            self.value,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
