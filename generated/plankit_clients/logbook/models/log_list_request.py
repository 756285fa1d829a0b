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
        "app_context": "app_context",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class LogListRequest(_Model[Any]):
    """The object `LogListRequest` of the document.

    Attributes:
        app_context: The containers that a log belongs to; at least one.
    """

    app_context: list[AppContext]
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        app_context: list[AppContext],
    ) -> None:
        self.app_context = app_context
        self._extra = None
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
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
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        try:
            self._absent, extra, get = _SHAPES[tuple(src_dict)]
        except KeyError:
            self._absent, extra, get = _FIELDS.learn(src_dict)
        (_app_context,) = get(src_dict)
        self.app_context = (
            (_LATER((_app_context,)) if _app_context else [])
            if isinstance(_app_context, list)
            else _app_context
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .app_context import AppContext  # noqa: E402

_nested(
    LogListRequest,
    app_context=lambda value: (
        [AppContext.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
