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
        "item_num": "item_num",
        "new_location": "new_location",
    }
)


@_define(init=False, slots=True, eq=True)
class ReoderChecklistItemBody(_Model[Any]):
    """The object `ReoderChecklistItemBody` of the document.

    Attributes:
        item_num: Zero-based index of the item to reorder. Example: 2.
        new_location: Zero-based index of the new place to move the item to. Example: 2.
    """

    item_num: int
    new_location: int
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        item_num: int,
        new_location: int,
    ) -> None:
        self.item_num = item_num
        self.new_location = new_location
        self.additional_properties = {}
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
        absent = self._absent
        value: Any
        value = self.item_num
        if value is None:
            if "item_num" not in absent:
                out["item_num"] = None
        elif value is not UNSET:
            out["item_num"] = value
        value = self.new_location
        if value is None:
            if "new_location" not in absent:
                out["new_location"] = None
        elif value is not UNSET:
            out["new_location"] = value
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        get: Callable[[str], Any] = src_dict.get
        self.item_num = get("item_num")
        self.new_location = get("new_location")
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self
