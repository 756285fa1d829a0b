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
        "message": "message",
        "reminder": "reminder",
        "finish_run": "finish_run",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class PlaybookRunStatusUpdate(_Model[Any]):
    """The object `PlaybookRunStatusUpdate` of the document.

    Attributes:
        message: The status update message. Example: Starting to investigate.
        reminder: The number of seconds until the system will send a reminder to the owner to update the
            status. Example: 600.
        finish_run: Whether to finish the run with this update. Example: False.
    """

    message: str
    reminder: int
    finish_run: bool | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        message: str,
        reminder: int,
        finish_run: bool | None | Unset = UNSET,
    ) -> None:
        self.message = message
        self.reminder = reminder
        self.finish_run = None if finish_run is UNSET else finish_run
        self._extra = None
        self._absent = _FIELDS.unset(
            finish_run=finish_run,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.message
        if value is None:
            if "message" not in absent:
                out["message"] = None
        elif value is not UNSET:
            out["message"] = value
        value = self.reminder
        if value is None:
            if "reminder" not in absent:
                out["reminder"] = None
        elif value is not UNSET:
            out["reminder"] = value
        value = self.finish_run
        if value is None:
            if "finish_run" not in absent:
                out["finish_run"] = None
        elif value is not UNSET:
            out["finish_run"] = value
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
            self.message,
            self.reminder,
            self.finish_run,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
