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
        "total_count": "total_count",
        "items": "items",
    }
)


@_define(init=False, slots=True, eq=True)
class PlaybookAutofollows(_Model[Any]):
    """The object `PlaybookAutofollows` of the document.

    Attributes:
        total_count: The total number of users who marked this playbook to auto-follow runs. Example:
            12.
        items: The user IDs of who marked this playbook to auto-follow.
    """

    total_count: int | None
    items: list[str] | None
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        total_count: int | None | Unset = UNSET,
        items: list[str] | None | Unset = UNSET,
    ) -> None:
        self.total_count = None if total_count is UNSET else total_count
        self.items = None if items is UNSET else items
        self.additional_properties = {}
        self._absent = _SHAPES.unset(
            total_count=total_count,
            items=items,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
        absent = self._absent
        value: Any
        value = self.total_count
        if value is None:
            if "total_count" not in absent:
                out["total_count"] = None
        elif value is not UNSET:
            out["total_count"] = value
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
        get: Callable[[str], Any] = src_dict.get
        value: Any
        self.total_count = get("total_count")
        self.items = get("items")
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self
