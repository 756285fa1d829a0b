from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import EMPTY, UNSET, plain
from ..types import Model as _Model
from ..types import Shapes as _Shapes
from ..types import masked as _masked

_SHAPES = _Shapes(
    {
        "error": "error",
        "details": "details",
    }
)


@_define(init=False, slots=True, eq=True)
class Error(_Model[Any]):
    """The object `Error` of the document.

    Attributes:
        error: A message with the error description. Example: Error retrieving the resource..
        details: Further details on where and why this error happened. Example: Specific details about
            the error, depending on the case..
    """

    error: str
    details: str
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        error: str,
        details: str,
    ) -> None:
        self.error = error
        self.details = details
        self.additional_properties = {}
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
        absent = self._absent
        value: Any
        value = self.error
        if value is None:
            if "error" not in absent:
                out["error"] = None
        elif value is not UNSET:
            out["error"] = value
        value = self.details
        if value is None:
            if "details" not in absent:
                out["details"] = None
        elif value is not UNSET:
            out["details"] = value
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        get: Callable[[str], Any] = src_dict.get
        self.error = get("error")
        self.details = get("details")
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self
