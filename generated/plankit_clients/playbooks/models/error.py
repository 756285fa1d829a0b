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
        "error": "error",
        "details": "details",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Error(_Model[Any]):
    """What an error says.

    Attributes:
        error: A message with the error description. Example: Error retrieving the resource.
        details: Further details. Known servers never send it. Example: Specific details about the
            error, depending on the case.
    """

    error: str | None
    details: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        error: str | None | Unset = UNSET,
        details: str | None | Unset = UNSET,
    ) -> None:
        self.error = None if error is UNSET else error
        self.details = None if details is UNSET else details
        self._extra = None
        self._absent = _FIELDS.unset(
            error=error,
            details=details,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.error
        if value is None:
            if "error" not in absent:
                out["error"] = None
        elif value is not UNSET:
            out["error"] = plain(value)
        value = self.details
        if value is None:
            if "details" not in absent:
                out["details"] = None
        elif value is not UNSET:
            out["details"] = plain(value)
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
            self.error,
            self.details,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
