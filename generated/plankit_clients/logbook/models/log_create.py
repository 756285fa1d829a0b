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
        "log_types_id": "log_types_id",
        "name": "name",
        "app_context": "app_context",
        "transferred_from_id": "transferred_from_id",
        "custom_attribute_values": "custom_attribute_values",
        "system_attribute_values": "system_attribute_values",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class LogCreate(_Model[Any]):
    """The object `LogCreate` of the document.

    Attributes:
        log_types_id: The id of the log type. Example: 18.
        name:  Example: Delivery is late.
        app_context: The containers that a log belongs to; at least one.
        transferred_from_id: The id of the log that is transferred. One page calls it the id of a user.
            Example: 123.
        custom_attribute_values:
        system_attribute_values:
    """

    log_types_id: int
    name: str
    app_context: list[AppContext]
    transferred_from_id: int | None
    custom_attribute_values: list[CustomAttributeValue] | None
    system_attribute_values: list[SystemAttributeValue] | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        log_types_id: int,
        name: str,
        app_context: list[AppContext],
        transferred_from_id: int | None | Unset = UNSET,
        custom_attribute_values: list[CustomAttributeValue] | None | Unset = UNSET,
        system_attribute_values: list[SystemAttributeValue] | None | Unset = UNSET,
    ) -> None:
        self.log_types_id = log_types_id
        self.name = name
        self.app_context = app_context
        self.transferred_from_id = None if transferred_from_id is UNSET else transferred_from_id
        self.custom_attribute_values = None if custom_attribute_values is UNSET else custom_attribute_values
        self.system_attribute_values = None if system_attribute_values is UNSET else system_attribute_values
        self._extra = None
        self._absent = _FIELDS.unset(
            transferred_from_id=transferred_from_id,
            custom_attribute_values=custom_attribute_values,
            system_attribute_values=system_attribute_values,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.log_types_id
        if value is None:
            if "log_types_id" not in absent:
                out["log_types_id"] = None
        elif value is not UNSET:
            out["log_types_id"] = value
        value = self.name
        if value is None:
            if "name" not in absent:
                out["name"] = None
        elif value is not UNSET:
            out["name"] = value
        value = self.app_context
        if value is None:
            if "app_context" not in absent:
                out["app_context"] = None
        elif value is not UNSET:
            out["app_context"] = (
                [item.to_dict() if isinstance(item, _Model) else item for item in value]
                if isinstance(value, list)
                else plain(value)
            )
        value = self.transferred_from_id
        if value is None:
            if "transferred_from_id" not in absent:
                out["transferred_from_id"] = None
        elif value is not UNSET:
            out["transferred_from_id"] = value
        value = self.custom_attribute_values
        if value is None:
            if "custom_attribute_values" not in absent:
                out["custom_attribute_values"] = None
        elif value is not UNSET:
            out["custom_attribute_values"] = (
                [item.to_dict() if isinstance(item, _Model) else item for item in value]
                if isinstance(value, list)
                else plain(value)
            )
        value = self.system_attribute_values
        if value is None:
            if "system_attribute_values" not in absent:
                out["system_attribute_values"] = None
        elif value is not UNSET:
            out["system_attribute_values"] = (
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
            self.log_types_id,
            self.name,
            _app_context,
            self.transferred_from_id,
            _custom_attribute_values,
            _system_attribute_values,
        ) = get(src_dict)
        self.app_context = (
            (_LATER((_app_context,)) if _app_context else [])
            if isinstance(_app_context, list)
            else _app_context
        )
        self.custom_attribute_values = (
            (_LATER((_custom_attribute_values,)) if _custom_attribute_values else [])
            if isinstance(_custom_attribute_values, list)
            else _custom_attribute_values
        )
        self.system_attribute_values = (
            (_LATER((_system_attribute_values,)) if _system_attribute_values else [])
            if isinstance(_system_attribute_values, list)
            else _system_attribute_values
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .app_context import AppContext  # noqa: E402
from .custom_attribute_value import CustomAttributeValue  # noqa: E402
from .system_attribute_value import SystemAttributeValue  # noqa: E402

_nested(
    LogCreate,
    app_context=lambda value: (
        [AppContext.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
    custom_attribute_values=lambda value: (
        [CustomAttributeValue.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
    system_attribute_values=lambda value: (
        [SystemAttributeValue.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
