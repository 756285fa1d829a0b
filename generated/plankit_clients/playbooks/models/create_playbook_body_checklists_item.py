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
        "title": "title",
        "items": "items",
    }
)


@_define(init=False, slots=True, eq=True)
class CreatePlaybookBodyChecklistsItem(_Model[Any]):
    """The object `CreatePlaybookBodyChecklistsItem` of the document.

    Attributes:
        title: The title of the checklist. Example: Triage issue.
        items: The list of tasks to do.
    """

    title: str
    items: list[CreatePlaybookBodyChecklistsItemItemsItem]
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        title: str,
        items: list[CreatePlaybookBodyChecklistsItemItemsItem],
    ) -> None:
        self.title = title
        self.items = items
        self.additional_properties = {}
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
        absent = self._absent
        value: Any
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
        self.title = get("title")
        value = get("items")
        self.items = (
            [
                CreatePlaybookBodyChecklistsItemItemsItem.from_dict(item) if isinstance(item, dict) else item
                for item in value
            ]
            if isinstance(value, list)
            else value
        )
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self


from .create_playbook_body_checklists_item_items_item import CreatePlaybookBodyChecklistsItemItemsItem  # noqa: E402
