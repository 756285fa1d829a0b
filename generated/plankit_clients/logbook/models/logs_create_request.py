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
        "logs": "logs",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class LogsCreateRequest(_Model[Any]):
    """The object `LogsCreateRequest` of the document.

    Attributes:
        logs: The logs to create, 1 to 50.
    """

    logs: list[LogCreate]
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        logs: list[LogCreate],
    ) -> None:
        self.logs = logs
        self._extra = None
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.logs
        if value is None:
            if "logs" not in absent:
                out["logs"] = None
        elif value is not UNSET:
            out["logs"] = (
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
        (_logs,) = get(src_dict)
        self.logs = (_LATER((_logs,)) if _logs else []) if isinstance(_logs, list) else _logs
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .log_create import LogCreate  # noqa: E402

_nested(
    LogsCreateRequest,
    logs=lambda value: (
        [LogCreate.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
