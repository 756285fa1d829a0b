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
        "planview_user_id": "planview_user_id",
        "tenant_user_id": "tenant_user_id",
        "email": "email",
        "avatar": "avatar",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class TransferredLog(_Model[Any]):
    """The log at the other end of a transfer. It may carry the fields of a user too.

    Attributes:
        id:  Example: 123.
        name:  Example: User A.
        planview_user_id:  Example: uuid.
        tenant_user_id:  Example: tid.
        email:  Example: user@example.com.
        avatar:  Example: https://example.com/avatar.png.
    """

    id: int
    name: str
    planview_user_id: str | None
    tenant_user_id: str | None
    email: str | None
    avatar: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int,
        name: str,
        planview_user_id: str | None | Unset = UNSET,
        tenant_user_id: str | None | Unset = UNSET,
        email: str | None | Unset = UNSET,
        avatar: str | None | Unset = UNSET,
    ) -> None:
        self.id = id
        self.name = name
        self.planview_user_id = None if planview_user_id is UNSET else planview_user_id
        self.tenant_user_id = None if tenant_user_id is UNSET else tenant_user_id
        self.email = None if email is UNSET else email
        self.avatar = None if avatar is UNSET else avatar
        self._extra = None
        self._absent = _FIELDS.unset(
            planview_user_id=planview_user_id,
            tenant_user_id=tenant_user_id,
            email=email,
            avatar=avatar,
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
            out["name"] = value
        value = self.planview_user_id
        if value is None:
            if "planview_user_id" not in absent:
                out["planview_user_id"] = None
        elif value is not UNSET:
            out["planview_user_id"] = plain(value)
        value = self.tenant_user_id
        if value is None:
            if "tenant_user_id" not in absent:
                out["tenant_user_id"] = None
        elif value is not UNSET:
            out["tenant_user_id"] = plain(value)
        value = self.email
        if value is None:
            if "email" not in absent:
                out["email"] = None
        elif value is not UNSET:
            out["email"] = plain(value)
        value = self.avatar
        if value is None:
            if "avatar" not in absent:
                out["avatar"] = None
        elif value is not UNSET:
            out["avatar"] = plain(value)
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
            self.planview_user_id,
            self.tenant_user_id,
            self.email,
            self.avatar,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
