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
        "is_mandatory": "is_mandatory",
        "name": "name",
        "sa_ids": "sa_ids",
        "id": "id",
        "config_type": "config_type",
        "config_value": "config_value",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class SystemAttributeConfiguration(_Model[Any]):
    """System attribute configurations tied to a log type.

    Attributes:
        is_mandatory:  Example: False.
        name:  Example: Description.
        sa_ids:  Example: [1].
        id: The id of the attribute's configuration; compare it as text. Example: 839.
        config_type: The kind of attribute. Other words than these exist. Example: longtext.
        config_value: Configuration value for attributes like options for selects
    """

    is_mandatory: bool
    name: str
    sa_ids: list[int] | None
    id: int | str
    config_type: SystemAttributeConfigType | str | None
    config_value: SystemAttributeConfigValue | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        is_mandatory: bool,
        name: str,
        sa_ids: list[int] | None,
        id: int | str,
        config_type: SystemAttributeConfigType | str | None | Unset = UNSET,
        config_value: SystemAttributeConfigValue | None | Unset = UNSET,
    ) -> None:
        self.is_mandatory = is_mandatory
        self.name = name
        self.sa_ids = sa_ids
        self.id = id
        self.config_type = None if config_type is UNSET else config_type
        self.config_value = None if config_value is UNSET else config_value
        self._extra = None
        self._absent = _FIELDS.unset(
            config_type=config_type,
            config_value=config_value,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.is_mandatory
        if value is None:
            if "is_mandatory" not in absent:
                out["is_mandatory"] = None
        elif value is not UNSET:
            out["is_mandatory"] = value
        value = self.name
        if value is None:
            if "name" not in absent:
                out["name"] = None
        elif value is not UNSET:
            out["name"] = value
        value = self.sa_ids
        if value is None:
            if "sa_ids" not in absent:
                out["sa_ids"] = None
        elif value is not UNSET:
            out["sa_ids"] = plain(value)
        value = self.id
        if value is None:
            if "id" not in absent:
                out["id"] = None
        elif value is not UNSET:
            out["id"] = plain(value)
        value = self.config_type
        if value is None:
            if "config_type" not in absent:
                out["config_type"] = None
        elif value is not UNSET:
            out["config_type"] = value.value if isinstance(value, SystemAttributeConfigType) else value
        value = self.config_value
        if value is None:
            if "config_value" not in absent:
                out["config_value"] = None
        elif value is not UNSET:
            out["config_value"] = plain(value)
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
            self.is_mandatory,
            self.name,
            self.sa_ids,
            self.id,
            _config_type,
            _config_value,
        ) = get(src_dict)
        self.config_type = (
            _SystemAttributeConfigType.get(_config_type, _config_type)
            if isinstance(_config_type, str)
            else _config_type
        )
        self.config_value = _LATER((_config_value,)) if isinstance(_config_value, dict) else _config_value
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .system_attribute_config_type import BY_VALUE as _SystemAttributeConfigType  # noqa: E402
from .system_attribute_config_type import SystemAttributeConfigType  # noqa: E402
from .system_attribute_config_value import SystemAttributeConfigValue  # noqa: E402

_nested(
    SystemAttributeConfiguration,
    config_value=lambda value: (
        SystemAttributeConfigValue.from_dict(value) if isinstance(value, dict) else value
    ),
)
