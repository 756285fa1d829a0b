from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import UNSET, Unset, plain
from ..types import Model as _Model
from ..types import Shapes as _Shapes
from ..types import masked as _masked

_SHAPES = _Shapes(
    {
        "message": "message",
        "reminder": "reminder",
    }
)


@_define(init=False, slots=True, eq=True)
class StatusBody(_Model[Any]):
    """The object `StatusBody` of the document.

    Attributes:
        message: The status update message. Example: Starting to investigate..
        reminder: The number of seconds until the system will send a reminder to the owner to update the
            status. No reminder will be scheduled if reminder is 0 or omitted. Example: 600.
    """

    message: str
    reminder: float | None
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        message: str,
        reminder: float | None | Unset = UNSET,
    ) -> None:
        self.message = message
        self.reminder = None if reminder is UNSET else reminder
        self.additional_properties = {}
        self._absent = _SHAPES.unset(
            reminder=reminder,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
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
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        get: Callable[[str], Any] = src_dict.get
        self.message = get("message")
        self.reminder = get("reminder")
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self
