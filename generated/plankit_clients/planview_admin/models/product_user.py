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
        "email": "email",
        "firstName": "first_name",
        "lastName": "last_name",
        "userName": "user_name",
        "status": "status",
        "active": "active",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class ProductUser(_Model[Any]):
    """A user of a product. It is mapped to a user of Planview Admin by e-mail, or not mapped at all.

    Attributes:
        id: The id of the user; a user that is not mapped may have none. Example:
            3f0a1b9c-8a0e-4bb5-9a55-0c6b8f1f2d34.
        email:  Example: ada@example.com.
        first_name:  Example: Ada.
        last_name:  Example: Lovelace.
        user_name:  Example: ada.
        status:  Example: Active.
        active:  Example: True.
    """

    id: str | None
    email: str | None
    first_name: str | None
    last_name: str | None
    user_name: str | None
    status: str | None
    active: bool | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: str | None | Unset = UNSET,
        email: str | None | Unset = UNSET,
        first_name: str | None | Unset = UNSET,
        last_name: str | None | Unset = UNSET,
        user_name: str | None | Unset = UNSET,
        status: str | None | Unset = UNSET,
        active: bool | None | Unset = UNSET,
    ) -> None:
        self.id = None if id is UNSET else id
        self.email = None if email is UNSET else email
        self.first_name = None if first_name is UNSET else first_name
        self.last_name = None if last_name is UNSET else last_name
        self.user_name = None if user_name is UNSET else user_name
        self.status = None if status is UNSET else status
        self.active = None if active is UNSET else active
        self._extra = None
        self._absent = _FIELDS.unset(
            id=id,
            email=email,
            first_name=first_name,
            last_name=last_name,
            user_name=user_name,
            status=status,
            active=active,
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
            out["id"] = plain(value)
        value = self.email
        if value is None:
            if "email" not in absent:
                out["email"] = None
        elif value is not UNSET:
            out["email"] = plain(value)
        value = self.first_name
        if value is None:
            if "first_name" not in absent:
                out["firstName"] = None
        elif value is not UNSET:
            out["firstName"] = plain(value)
        value = self.last_name
        if value is None:
            if "last_name" not in absent:
                out["lastName"] = None
        elif value is not UNSET:
            out["lastName"] = plain(value)
        value = self.user_name
        if value is None:
            if "user_name" not in absent:
                out["userName"] = None
        elif value is not UNSET:
            out["userName"] = plain(value)
        value = self.status
        if value is None:
            if "status" not in absent:
                out["status"] = None
        elif value is not UNSET:
            out["status"] = plain(value)
        value = self.active
        if value is None:
            if "active" not in absent:
                out["active"] = None
        elif value is not UNSET:
            out["active"] = plain(value)
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
            self.email,
            self.first_name,
            self.last_name,
            self.user_name,
            self.status,
            self.active,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
