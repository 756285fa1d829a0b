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
        "item": "item",
        "hint": "hint",
        "helptext": "helptext",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class ChecklistAutocompleteItem(_Model[Any]):
    """The object `ChecklistAutocompleteItem` of the document.

    Attributes:
        item: A string containing a pair of integers separated by a space. The first integer is the
            index of the checklist; the second is the index of the item within the checklist. Example: 1 2.
        hint: The title of the corresponding item. Example: Gather information from customer.
        helptext: Always the value "Check/uncheck this item". Example: Check/uncheck this item.
    """

    item: str
    hint: str
    helptext: str
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        item: str,
        hint: str,
        helptext: str,
    ) -> None:
        self.item = item
        self.hint = hint
        self.helptext = helptext
        self._extra = None
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.item
        if value is None:
            if "item" not in absent:
                out["item"] = None
        elif value is not UNSET:
            out["item"] = value
        value = self.hint
        if value is None:
            if "hint" not in absent:
                out["hint"] = None
        elif value is not UNSET:
            out["hint"] = value
        value = self.helptext
        if value is None:
            if "helptext" not in absent:
                out["helptext"] = None
        elif value is not UNSET:
            out["helptext"] = value
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
            self.item,
            self.hint,
            self.helptext,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
