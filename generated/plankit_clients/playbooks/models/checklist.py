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
        "id": "id",
        "title": "title",
        "items": "items",
        "update_at": "update_at",
        "items_order": "items_order",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Checklist(_Model[Any]):
    """The object `Checklist` of the document.

    Attributes:
        id: A unique, 26 characters long, alphanumeric identifier for the checklist. Example:
            6f6nsgxzoq84fqh1dnlyivgafd.
        title: The title of the checklist. Example: Triage issue.
        items: The list of tasks to do.
        update_at: Milliseconds since the Unix epoch; 0 for never. Example: 1606807976289.
        items_order:  Example: ['bqnbdf8uc0a8yz4i39qrpgkvtg'].
    """

    id: str | None
    title: str | None
    items: list[ChecklistItem] | None
    update_at: int | None
    items_order: list[str] | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: str | None | Unset = UNSET,
        title: str | None | Unset = UNSET,
        items: list[ChecklistItem] | None | Unset = UNSET,
        update_at: int | None | Unset = UNSET,
        items_order: list[str] | None | Unset = UNSET,
    ) -> None:
        self.id = None if id is UNSET else id
        self.title = None if title is UNSET else title
        self.items = None if items is UNSET else items
        self.update_at = None if update_at is UNSET else update_at
        self.items_order = None if items_order is UNSET else items_order
        self._extra = None
        self._absent = _FIELDS.unset(
            id=id,
            title=title,
            items=items,
            update_at=update_at,
            items_order=items_order,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.id
        if value is None:
            if "id" not in absent:
                out["id"] = None
        elif value is not UNSET:
            out["id"] = value
        value = self.title
        if value is None:
            if "title" not in absent:
                out["title"] = None
        elif value is not UNSET:
            out["title"] = value
        value = self.items
        if value is None:
            if "items" not in absent:
                out["items"] = None
        elif value is not UNSET:
            out["items"] = plain(value)
        value = self.update_at
        if value is None:
            if "update_at" not in absent:
                out["update_at"] = None
        elif value is not UNSET:
            out["update_at"] = value
        value = self.items_order
        if value is None:
            if "items_order" not in absent:
                out["items_order"] = None
        elif value is not UNSET:
            out["items_order"] = plain(value)
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
            self.id,
            self.title,
            _items,
            self.update_at,
            self.items_order,
        ) = get(src_dict)
        self.items = (_LATER((_items,)) if _items else []) if isinstance(_items, list) else _items
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .checklist_item import ChecklistItem  # noqa: E402

_nested(
    Checklist,
    items=lambda value: (
        [ChecklistItem.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
