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
        "total_count": "total_count",
        "page_count": "page_count",
        "has_more": "has_more",
        "items": "items",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class PlaybookList(_Model[Any]):
    """The object `PlaybookList` of the document.

    Attributes:
        total_count: The total number of playbooks in the list, regardless of the paging. Example: 305.
        page_count: The total number of pages. This depends on the total number of playbooks in the
            database and the per_page parameter sent with the request. Example: 2.
        has_more: A boolean describing whether there are more pages after the currently returned.
            Example: True.
        items: The playbooks in this page.
    """

    total_count: int | None
    page_count: int | None
    has_more: bool | None
    items: list[Playbook] | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        total_count: int | None | Unset = UNSET,
        page_count: int | None | Unset = UNSET,
        has_more: bool | None | Unset = UNSET,
        items: list[Playbook] | None | Unset = UNSET,
    ) -> None:
        self.total_count = None if total_count is UNSET else total_count
        self.page_count = None if page_count is UNSET else page_count
        self.has_more = None if has_more is UNSET else has_more
        self.items = None if items is UNSET else items
        self._extra = None
        self._absent = _FIELDS.unset(
            total_count=total_count,
            page_count=page_count,
            has_more=has_more,
            items=items,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.total_count
        if value is None:
            if "total_count" not in absent:
                out["total_count"] = None
        elif value is not UNSET:
            out["total_count"] = value
        value = self.page_count
        if value is None:
            if "page_count" not in absent:
                out["page_count"] = None
        elif value is not UNSET:
            out["page_count"] = value
        value = self.has_more
        if value is None:
            if "has_more" not in absent:
                out["has_more"] = None
        elif value is not UNSET:
            out["has_more"] = value
        value = self.items
        if value is None:
            if "items" not in absent:
                out["items"] = None
        elif value is not UNSET:
            out["items"] = plain(value)
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
            self.total_count,
            self.page_count,
            self.has_more,
            _items,
        ) = get(src_dict)
        self.items = (_LATER((_items,)) if _items else []) if isinstance(_items, list) else _items
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .playbook import Playbook  # noqa: E402

_nested(
    PlaybookList,
    items=lambda value: (
        [Playbook.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
