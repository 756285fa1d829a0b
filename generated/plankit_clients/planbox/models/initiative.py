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
        "name": "name",
        "alias": "alias",
        "description": "description",
        "image_url": "image_url",
        "created_at": "created_at",
        "updated_at": "updated_at",
        "_links": "field_links",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Initiative(_Model[Any]):
    """A created initiative. A product of the alpha interface, with words of its own.

    Attributes:
        id:  Example: 1.
        name:  Example: New initiative.
        alias: Cannot be set.
        description:
        image_url:  Example: https://www.planbox.com/img/product/na.png.
        created_at:  Example: 2013-08-21T21:05:52Z.
        updated_at:  Example: 2013-08-21T21:05:52Z.
        field_links:  Example: {'organization': {'href': 'https://www.planbox.com/organizations/1'},
            'self': {'href': 'https://www.planbox.com/initiatives/1'}}.
    """

    id: int
    name: str | None
    alias: str | None
    description: str | None
    image_url: str | None
    created_at: str | None
    updated_at: str | None
    field_links: InitiativeLinks | list[Any] | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int,
        name: str | None | Unset = UNSET,
        alias: str | None | Unset = UNSET,
        description: str | None | Unset = UNSET,
        image_url: str | None | Unset = UNSET,
        created_at: str | None | Unset = UNSET,
        updated_at: str | None | Unset = UNSET,
        field_links: InitiativeLinks | list[Any] | None | Unset = UNSET,
    ) -> None:
        self.id = id
        self.name = None if name is UNSET else name
        self.alias = None if alias is UNSET else alias
        self.description = None if description is UNSET else description
        self.image_url = None if image_url is UNSET else image_url
        self.created_at = None if created_at is UNSET else created_at
        self.updated_at = None if updated_at is UNSET else updated_at
        self.field_links = None if field_links is UNSET else field_links
        self._extra = None
        self._absent = _FIELDS.unset(
            name=name,
            alias=alias,
            description=description,
            image_url=image_url,
            created_at=created_at,
            updated_at=updated_at,
            field_links=field_links,
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
        value = self.alias
        if value is None:
            if "alias" not in absent:
                out["alias"] = None
        elif value is not UNSET:
            out["alias"] = plain(value)
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = plain(value)
        value = self.image_url
        if value is None:
            if "image_url" not in absent:
                out["image_url"] = None
        elif value is not UNSET:
            out["image_url"] = plain(value)
        value = self.created_at
        if value is None:
            if "created_at" not in absent:
                out["created_at"] = None
        elif value is not UNSET:
            out["created_at"] = plain(value)
        value = self.updated_at
        if value is None:
            if "updated_at" not in absent:
                out["updated_at"] = None
        elif value is not UNSET:
            out["updated_at"] = plain(value)
        value = self.field_links
        if value is None:
            if "field_links" not in absent:
                out["_links"] = None
        elif value is not UNSET:
            out["_links"] = plain(value)
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
            self.alias,
            self.description,
            self.image_url,
            self.created_at,
            self.updated_at,
            _field_links,
        ) = get(src_dict)
        self.field_links = _LATER((_field_links,)) if isinstance(_field_links, (dict, list)) else _field_links
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .initiative_links import InitiativeLinks  # noqa: E402

_nested(
    Initiative,
    field_links=lambda value: InitiativeLinks.from_dict(value) if isinstance(value, dict) else value,
)
