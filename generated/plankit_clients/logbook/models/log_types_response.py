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
        "rest_log_types_with_configs": "rest_log_types_with_configs",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class LogTypesResponse(_Model[Any]):
    """The object `LogTypesResponse` of the document.

    Attributes:
        rest_log_types_with_configs:
    """

    rest_log_types_with_configs: list[LogTypeConfiguration] | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        rest_log_types_with_configs: list[LogTypeConfiguration] | None | Unset = UNSET,
    ) -> None:
        self.rest_log_types_with_configs = (
            None if rest_log_types_with_configs is UNSET else rest_log_types_with_configs
        )
        self._extra = None
        self._absent = _FIELDS.unset(
            rest_log_types_with_configs=rest_log_types_with_configs,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.rest_log_types_with_configs
        if value is None:
            if "rest_log_types_with_configs" not in absent:
                out["rest_log_types_with_configs"] = None
        elif value is not UNSET:
            out["rest_log_types_with_configs"] = plain(value)
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        try:
            self._absent, extra, get = _SHAPES[tuple(src_dict)]
        except KeyError:
            self._absent, extra, get = _FIELDS.learn(src_dict)
        (_rest_log_types_with_configs,) = get(src_dict)
        self.rest_log_types_with_configs = (
            (_LATER((_rest_log_types_with_configs,)) if _rest_log_types_with_configs else [])
            if isinstance(_rest_log_types_with_configs, list)
            else _rest_log_types_with_configs
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .log_type_configuration import LogTypeConfiguration  # noqa: E402

_nested(
    LogTypesResponse,
    rest_log_types_with_configs=lambda value: (
        [LogTypeConfiguration.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
