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
        "id": "id",
        "title": "title",
        "items": "items",
    }
)


@_define(init=False, slots=True, eq=True)
class Checklist(_Model[Any]):
    """The object `Checklist` of the document.

    Attributes:
        id: A unique, 26 characters long, alphanumeric identifier for the checklist. Example:
            6f6nsgxzoq84fqh1dnlyivgafd.
        title: The title of the checklist. Example: Triage issue.
        items: The list of tasks to do.
    """

    id: str | None
    title: str | None
    items: list[ChecklistItem] | None
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        id: str | None | Unset = UNSET,
        title: str | None | Unset = UNSET,
        items: list[ChecklistItem] | None | Unset = UNSET,
    ) -> None:
        self.id = None if id is UNSET else id
        self.title = None if title is UNSET else title
        self.items = None if items is UNSET else items
        self.additional_properties = {}
        self._absent = _SHAPES.unset(
            id=id,
            title=title,
            items=items,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
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
            out["items"] = (
                [item.to_dict() if isinstance(item, _Model) else item for item in value]
                if isinstance(value, list)
                else plain(value)
            )
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        get: Callable[[str], Any] = src_dict.get
        value: Any
        self.id = get("id")
        self.title = get("title")
        value = get("items")
        self.items = (
            [ChecklistItem.from_dict(item) if isinstance(item, dict) else item for item in value]
            if isinstance(value, list)
            else value
        )
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self


from .checklist_item import ChecklistItem  # noqa: E402
