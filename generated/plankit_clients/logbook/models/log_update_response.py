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
        "rest_modify_log": "rest_modify_log",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class LogUpdateResponse(_Model[Any]):
    """The object `LogUpdateResponse` of the document.

    Attributes:
        rest_modify_log: A log.
    """

    rest_modify_log: Log | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        rest_modify_log: Log | None | Unset = UNSET,
    ) -> None:
        self.rest_modify_log = None if rest_modify_log is UNSET else rest_modify_log
        self._extra = None
        self._absent = _FIELDS.unset(
            rest_modify_log=rest_modify_log,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.rest_modify_log
        if value is None:
            if "rest_modify_log" not in absent:
                out["rest_modify_log"] = None
        elif value is not UNSET:
            out["rest_modify_log"] = value.to_dict() if isinstance(value, _Model) else value
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        try:
            self._absent, extra, get = _SHAPES[tuple(src_dict)]
        except KeyError:
            self._absent, extra, get = _FIELDS.learn(src_dict)
        (_rest_modify_log,) = get(src_dict)
        self.rest_modify_log = (
            _LATER((_rest_modify_log,)) if isinstance(_rest_modify_log, dict) else _rest_modify_log
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .log import Log  # noqa: E402

_nested(
    LogUpdateResponse,
    rest_modify_log=lambda value: Log.from_dict(value) if isinstance(value, dict) else value,
)
