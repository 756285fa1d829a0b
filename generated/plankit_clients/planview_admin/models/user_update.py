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
        "email": "email",
        "firstName": "first_name",
        "lastName": "last_name",
        "userName": "user_name",
        "role": "role",
        "active": "active",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class UserUpdate(_Model[Any]):
    """What to change of a user. Further fields are sent as they are.

    Attributes:
        email:  Example: ada@example.com.
        first_name:  Example: Ada.
        last_name:  Example: Lovelace.
        user_name:  Example: ada.
        role:  Example: User.
        active: False deactivates, true reactivates. Example: False.
    """

    email: str | None
    first_name: str | None
    last_name: str | None
    user_name: str | None
    role: str | None
    active: bool | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        email: str | None | Unset = UNSET,
        first_name: str | None | Unset = UNSET,
        last_name: str | None | Unset = UNSET,
        user_name: str | None | Unset = UNSET,
        role: str | None | Unset = UNSET,
        active: bool | None | Unset = UNSET,
    ) -> None:
        self.email = None if email is UNSET else email
        self.first_name = None if first_name is UNSET else first_name
        self.last_name = None if last_name is UNSET else last_name
        self.user_name = None if user_name is UNSET else user_name
        self.role = None if role is UNSET else role
        self.active = None if active is UNSET else active
        self._extra = None
        self._absent = _FIELDS.unset(
            email=email,
            first_name=first_name,
            last_name=last_name,
            user_name=user_name,
            role=role,
            active=active,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.email
        if value is None:
            if "email" not in absent:
                out["email"] = None
        elif value is not UNSET:
            out["email"] = value
        value = self.first_name
        if value is None:
            if "first_name" not in absent:
                out["firstName"] = None
        elif value is not UNSET:
            out["firstName"] = value
        value = self.last_name
        if value is None:
            if "last_name" not in absent:
                out["lastName"] = None
        elif value is not UNSET:
            out["lastName"] = value
        value = self.user_name
        if value is None:
            if "user_name" not in absent:
                out["userName"] = None
        elif value is not UNSET:
            out["userName"] = value
        value = self.role
        if value is None:
            if "role" not in absent:
                out["role"] = None
        elif value is not UNSET:
            out["role"] = value
        value = self.active
        if value is None:
            if "active" not in absent:
                out["active"] = None
        elif value is not UNSET:
            out["active"] = value
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
            self.email,
            self.first_name,
            self.last_name,
            self.user_name,
            self.role,
            self.active,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
