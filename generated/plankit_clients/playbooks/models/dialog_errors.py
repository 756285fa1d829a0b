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
        "errors": "errors",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class DialogErrors(_Model[Any]):
    """The object `DialogErrors` of the document.

    Attributes:
        errors: Fields of the dialog and what is wrong with them. Example: {'playbookRunName': 'too
            long'}.
    """

    errors: DialogFieldErrors | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        errors: DialogFieldErrors | None | Unset = UNSET,
    ) -> None:
        self.errors = None if errors is UNSET else errors
        self._extra = None
        self._absent = _FIELDS.unset(
            errors=errors,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.errors
        if value is None:
            if "errors" not in absent:
                out["errors"] = None
        elif value is not UNSET:
            out["errors"] = plain(value)
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        try:
            self._absent, extra, get = _SHAPES[tuple(src_dict)]
        except KeyError:
            self._absent, extra, get = _FIELDS.learn(src_dict)
        (_errors,) = get(src_dict)
        self.errors = _LATER((_errors,)) if isinstance(_errors, dict) else _errors
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .dialog_field_errors import DialogFieldErrors  # noqa: E402

_nested(
    DialogErrors,
    errors=lambda value: DialogFieldErrors.from_dict(value) if isinstance(value, dict) else value,
)
