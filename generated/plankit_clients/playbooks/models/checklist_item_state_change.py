from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import EMPTY, UNSET, plain
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "new_state": "new_state",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class ChecklistItemStateChange(_Model[Any]):
    """The object `ChecklistItemStateChange` of the document.

    Attributes:
        new_state: The state of a checklist item. An empty string means that the item is not done.
            Example: closed.
    """

    new_state: ChecklistItemState | str
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        new_state: ChecklistItemState | str,
    ) -> None:
        self.new_state = new_state
        self._extra = None
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.new_state
        if value is None:
            if "new_state" not in absent:
                out["new_state"] = None
        elif value is not UNSET:
            out["new_state"] = value.value if isinstance(value, ChecklistItemState) else value
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        try:
            self._absent, extra, get = _SHAPES[tuple(src_dict)]
        except KeyError:
            self._absent, extra, get = _FIELDS.learn(src_dict)
        (_new_state,) = get(src_dict)
        self.new_state = (
            _ChecklistItemState.get(_new_state, _new_state) if isinstance(_new_state, str) else _new_state
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .checklist_item_state import BY_VALUE as _ChecklistItemState  # noqa: E402
from .checklist_item_state import ChecklistItemState  # noqa: E402
