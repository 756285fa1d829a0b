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
        "resource_id": "resource_id",
        "name": "name",
        "email": "email",
        "image": "image",
        "timezone": "timezone",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Resource(_Model[Any]):
    """A person. The page does not define it.

    Attributes:
        id:  Example: 42.
        resource_id:  Example: 42.
        name:  Example: Ada Lovelace.
        email:  Example: ada@example.com.
        image:  Example: https://www.planbox.com/img/resource/na.png.
        timezone:  Example: America/Montreal.
    """

    id: int | None
    resource_id: int | None
    name: str | None
    email: str | None
    image: str | None
    timezone: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int | None | Unset = UNSET,
        resource_id: int | None | Unset = UNSET,
        name: str | None | Unset = UNSET,
        email: str | None | Unset = UNSET,
        image: str | None | Unset = UNSET,
        timezone: str | None | Unset = UNSET,
    ) -> None:
        self.id = None if id is UNSET else id
        self.resource_id = None if resource_id is UNSET else resource_id
        self.name = None if name is UNSET else name
        self.email = None if email is UNSET else email
        self.image = None if image is UNSET else image
        self.timezone = None if timezone is UNSET else timezone
        self._extra = None
        self._absent = _FIELDS.unset(
            id=id,
            resource_id=resource_id,
            name=name,
            email=email,
            image=image,
            timezone=timezone,
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
        value = self.resource_id
        if value is None:
            if "resource_id" not in absent:
                out["resource_id"] = None
        elif value is not UNSET:
            out["resource_id"] = value
        value = self.name
        if value is None:
            if "name" not in absent:
                out["name"] = None
        elif value is not UNSET:
            out["name"] = plain(value)
        value = self.email
        if value is None:
            if "email" not in absent:
                out["email"] = None
        elif value is not UNSET:
            out["email"] = plain(value)
        value = self.image
        if value is None:
            if "image" not in absent:
                out["image"] = None
        elif value is not UNSET:
            out["image"] = plain(value)
        value = self.timezone
        if value is None:
            if "timezone" not in absent:
                out["timezone"] = None
        elif value is not UNSET:
            out["timezone"] = plain(value)
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
            self.resource_id,
            self.name,
            self.email,
            self.image,
            self.timezone,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
