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
        "Data": "data",
        "Failed": "failed",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class LogsCreateResult(_Model[Any]):
    """What was created and what was not. Status 200 does not mean that all were created.

    Attributes:
        data: The logs that were created.
        failed: The logs that were not created. There is no index into the request.
    """

    data: list[Log] | None
    failed: list[FailedLog] | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        data: list[Log] | None | Unset = UNSET,
        failed: list[FailedLog] | None | Unset = UNSET,
    ) -> None:
        self.data = None if data is UNSET else data
        self.failed = None if failed is UNSET else failed
        self._extra = None
        self._absent = _FIELDS.unset(
            data=data,
            failed=failed,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.data
        if value is None:
            if "data" not in absent:
                out["Data"] = None
        elif value is not UNSET:
            out["Data"] = plain(value)
        value = self.failed
        if value is None:
            if "failed" not in absent:
                out["Failed"] = None
        elif value is not UNSET:
            out["Failed"] = plain(value)
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
            _data,
            _failed,
        ) = get(src_dict)
        self.data = (_LATER((_data,)) if _data else []) if isinstance(_data, list) else _data
        self.failed = (_LATER((_failed,)) if _failed else []) if isinstance(_failed, list) else _failed
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .failed_log import FailedLog  # noqa: E402
from .log import Log  # noqa: E402

_nested(
    LogsCreateResult,
    data=lambda value: (
        [Log.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
    failed=lambda value: (
        [FailedLog.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
