from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import UNSET, Unset, plain
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "id": "id",
        "name": "name",
        "description": "description",
        "url": "url",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Product(_Model[Any]):
    """A product environment.

    Attributes:
        id: The id of the product environment, an opaque text. Example:
            7d5c1f2e-2a64-4c0e-9f0b-5f6f1c1b2a10.
        name:  Example: Portfolios Production.
        description:  Example: The production environment.
        url:  Example: https://example.com/planview.
    """

    id: str
    name: str | None
    description: str | None
    url: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: str,
        name: str | None | Unset = UNSET,
        description: str | None | Unset = UNSET,
        url: str | None | Unset = UNSET,
    ) -> None:
        self.id = id
        self.name = None if name is UNSET else name
        self.description = None if description is UNSET else description
        self.url = None if url is UNSET else url
        self._extra = None
        self._absent = _FIELDS.unset(
            name=name,
            description=description,
            url=url,
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
        value = self.name
        if value is None:
            if "name" not in absent:
                out["name"] = None
        elif value is not UNSET:
            out["name"] = plain(value)
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = plain(value)
        value = self.url
        if value is None:
            if "url" not in absent:
                out["url"] = None
        elif value is not UNSET:
            out["url"] = plain(value)
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
            self.name,
            self.description,
            self.url,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
