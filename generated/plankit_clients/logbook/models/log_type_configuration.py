from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import EMPTY, UNSET, plain
from ..types import LATER as _LATER
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import nested as _nested
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "id": "id",
        "system_attribute_log_types": "system_attribute_log_types",
        "log_types": "log_types",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class LogTypeConfiguration(_Model[Any]):
    """Response containing a log type ID and its associated system attribute log types.

    Attributes:
        id: Unique identifier for the log type. Example: 18.
        system_attribute_log_types: List of system attribute log types associated with this log type.
        log_types: The log type with its sections, in a list or alone. Example: [{'id': 101,
            'type_name': 'Incident', 'description': 'Incident logs', 'is_published': True, 'is_deleted':
            False, 'created_at': '2024-01-12T09:25:37.853187', 'log_type_categories_id': 1,
            'log_types_section': [{'id': 11, 'is_default_section': True, 'section_custom_attribute': []}]}].
    """

    id: int
    system_attribute_log_types: list[SystemAttributeConfiguration] | None
    log_types: list[LogTypeWithSections] | LogTypeWithSections | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int,
        system_attribute_log_types: list[SystemAttributeConfiguration] | None,
        log_types: list[LogTypeWithSections] | LogTypeWithSections | None,
    ) -> None:
        self.id = id
        self.system_attribute_log_types = system_attribute_log_types
        self.log_types = log_types
        self._extra = None
        self._absent = EMPTY

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
        value = self.system_attribute_log_types
        if value is None:
            if "system_attribute_log_types" not in absent:
                out["system_attribute_log_types"] = None
        elif value is not UNSET:
            out["system_attribute_log_types"] = plain(value)
        value = self.log_types
        if value is None:
            if "log_types" not in absent:
                out["log_types"] = None
        elif value is not UNSET:
            out["log_types"] = plain(value)
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
            _system_attribute_log_types,
            _log_types,
        ) = get(src_dict)
        self.system_attribute_log_types = (
            (_LATER((_system_attribute_log_types,)) if _system_attribute_log_types else [])
            if isinstance(_system_attribute_log_types, list)
            else _system_attribute_log_types
        )
        self.log_types = _LATER((_log_types,)) if isinstance(_log_types, (dict, list)) else _log_types
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .log_type_with_sections import LogTypeWithSections  # noqa: E402
from .system_attribute_configuration import SystemAttributeConfiguration  # noqa: E402

_nested(
    LogTypeConfiguration,
    system_attribute_log_types=lambda value: (
        [SystemAttributeConfiguration.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
    log_types=lambda value: (
        LogTypeWithSections.from_dict(value)
        if isinstance(value, dict)
        else [LogTypeWithSections.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
