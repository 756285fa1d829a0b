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
        "metric_config_id": "metric_config_id",
        "value": "value",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class RunMetric(_Model[Any]):
    """The value of a metric in a run.

    Attributes:
        metric_config_id:  Example: 6f6nsgxzoq84fqh1dnlyivgafd.
        value:  Example: 42.
    """

    metric_config_id: str | None
    value: int | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        metric_config_id: str | None | Unset = UNSET,
        value: int | None | Unset = UNSET,
    ) -> None:
        self.metric_config_id = None if metric_config_id is UNSET else metric_config_id
        self.value = None if value is UNSET else value
        self._extra = None
        self._absent = _FIELDS.unset(
            metric_config_id=metric_config_id,
            value=value,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.metric_config_id
        if value is None:
            if "metric_config_id" not in absent:
                out["metric_config_id"] = None
        elif value is not UNSET:
            out["metric_config_id"] = value
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
            self.metric_config_id,
            self.value,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
