from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import EMPTY, UNSET, plain
from ..types import LATER as _LATER
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import nested as _nested
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "startIndex": "start_index",
        "itemsPerPage": "items_per_page",
        "Resources": "resources",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class UserPage(_Model[Any]):
    """A page of users.

    Attributes:
        start_index: The 1-based index of the first item of this page. Example: 1.
        items_per_page: The capacity of this page, not the number of its items. A page with fewer items
            is the last; the next begins at startIndex + itemsPerPage. Example: 50.
        resources:  Example: [{'id': '3f0a1b9c-8a0e-4bb5-9a55-0c6b8f1f2d34', 'email': 'ada@example.com',
            'firstName': 'Ada', 'lastName': 'Lovelace', 'status': 'Active', 'active': True}].
    """

    start_index: int
    items_per_page: int
    resources: list[User] | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        start_index: int,
        items_per_page: int,
        resources: list[User] | None,
    ) -> None:
        self.start_index = start_index
        self.items_per_page = items_per_page
        self.resources = resources
        self._extra = None
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.start_index
        if value is None:
            if "start_index" not in absent:
                out["startIndex"] = None
        elif value is not UNSET:
            out["startIndex"] = value
        value = self.items_per_page
        if value is None:
            if "items_per_page" not in absent:
                out["itemsPerPage"] = None
        elif value is not UNSET:
            out["itemsPerPage"] = value
        value = self.resources
        if value is None:
            if "resources" not in absent:
                out["Resources"] = None
        elif value is not UNSET:
            out["Resources"] = plain(value)
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
            self.start_index,
            self.items_per_page,
            _resources,
        ) = get(src_dict)
        self.resources = (
            (_LATER((_resources,)) if _resources else []) if isinstance(_resources, list) else _resources
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .user import User  # noqa: E402

_nested(
    UserPage,
    resources=lambda value: (
        [User.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
