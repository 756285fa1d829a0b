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
        "source_checklist_idx": "source_checklist_idx",
        "source_item_idx": "source_item_idx",
        "dest_checklist_idx": "dest_checklist_idx",
        "dest_item_idx": "dest_item_idx",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class ChecklistItemMove(_Model[Any]):
    """The object `ChecklistItemMove` of the document.

    Attributes:
        source_checklist_idx: Zero-based index of the checklist that the item is in. Example: 0.
        source_item_idx: Zero-based index of the item to move. Example: 2.
        dest_checklist_idx: Zero-based index of the checklist that the item goes to. Example: 1.
        dest_item_idx: Zero-based index of the place that the item goes to. Example: 0.
    """

    source_checklist_idx: int
    source_item_idx: int
    dest_checklist_idx: int
    dest_item_idx: int
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        source_checklist_idx: int,
        source_item_idx: int,
        dest_checklist_idx: int,
        dest_item_idx: int,
    ) -> None:
        self.source_checklist_idx = source_checklist_idx
        self.source_item_idx = source_item_idx
        self.dest_checklist_idx = dest_checklist_idx
        self.dest_item_idx = dest_item_idx
        self._extra = None
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.source_checklist_idx
        if value is None:
            if "source_checklist_idx" not in absent:
                out["source_checklist_idx"] = None
        elif value is not UNSET:
            out["source_checklist_idx"] = value
        value = self.source_item_idx
        if value is None:
            if "source_item_idx" not in absent:
                out["source_item_idx"] = None
        elif value is not UNSET:
            out["source_item_idx"] = value
        value = self.dest_checklist_idx
        if value is None:
            if "dest_checklist_idx" not in absent:
                out["dest_checklist_idx"] = None
        elif value is not UNSET:
            out["dest_checklist_idx"] = value
        value = self.dest_item_idx
        if value is None:
            if "dest_item_idx" not in absent:
                out["dest_item_idx"] = None
        elif value is not UNSET:
            out["dest_item_idx"] = value
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
            self.source_checklist_idx,
            self.source_item_idx,
            self.dest_checklist_idx,
            self.dest_item_idx,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
