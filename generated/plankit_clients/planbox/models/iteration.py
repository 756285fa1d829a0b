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
        "num": "num",
        "start": "start",
        "end": "end",
        "timeframe": "timeframe",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Iteration(_Model[Any]):
    """The object `Iteration` of the document.

    Attributes:
        id: The id of the iteration. Example: 77.
        num: Its place in time among the iterations. Example: 3.
        start: Date of the first day. Example: 2013-08-12.
        end: Date of the last day. The backlog has 0000-00-00. Example: 2013-08-25.
        timeframe:  Example: current.
    """

    id: int
    num: int | None
    start: str | None
    end: str | None
    timeframe: IterationTimeframe | str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int,
        num: int | None | Unset = UNSET,
        start: str | None | Unset = UNSET,
        end: str | None | Unset = UNSET,
        timeframe: IterationTimeframe | str | None | Unset = UNSET,
    ) -> None:
        self.id = id
        self.num = None if num is UNSET else num
        self.start = None if start is UNSET else start
        self.end = None if end is UNSET else end
        self.timeframe = None if timeframe is UNSET else timeframe
        self._extra = None
        self._absent = _FIELDS.unset(
            num=num,
            start=start,
            end=end,
            timeframe=timeframe,
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
            out["id"] = value
        value = self.num
        if value is None:
            if "num" not in absent:
                out["num"] = None
        elif value is not UNSET:
            out["num"] = value
        value = self.start
        if value is None:
            if "start" not in absent:
                out["start"] = None
        elif value is not UNSET:
            out["start"] = plain(value)
        value = self.end
        if value is None:
            if "end" not in absent:
                out["end"] = None
        elif value is not UNSET:
            out["end"] = plain(value)
        value = self.timeframe
        if value is None:
            if "timeframe" not in absent:
                out["timeframe"] = None
        elif value is not UNSET:
            out["timeframe"] = value.value if isinstance(value, IterationTimeframe) else value
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
            self.num,
            self.start,
            self.end,
            _timeframe,
        ) = get(src_dict)
        self.timeframe = (
            _IterationTimeframe.get(_timeframe, _timeframe) if isinstance(_timeframe, str) else _timeframe
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .iteration_timeframe import BY_VALUE as _IterationTimeframe  # noqa: E402
from .iteration_timeframe import IterationTimeframe  # noqa: E402
