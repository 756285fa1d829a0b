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
        "user_id": "user_id",
        "username": "username",
        "first_name": "first_name",
        "last_name": "last_name",
        "nickname": "nickname",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class OwnerInfo(_Model[Any]):
    """The object `OwnerInfo` of the document.

    Attributes:
        user_id: A unique, 26 characters long, alphanumeric identifier for the owner. Example:
            ahz0s61gh275i7z2ag4g1ntvjm.
        username: Owner's username. Example: aaron.medina.
        first_name:  Example: Aaron.
        last_name:  Example: Medina.
        nickname:
    """

    user_id: str
    username: str
    first_name: str | None
    last_name: str | None
    nickname: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        user_id: str,
        username: str,
        first_name: str | None | Unset = UNSET,
        last_name: str | None | Unset = UNSET,
        nickname: str | None | Unset = UNSET,
    ) -> None:
        self.user_id = user_id
        self.username = username
        self.first_name = None if first_name is UNSET else first_name
        self.last_name = None if last_name is UNSET else last_name
        self.nickname = None if nickname is UNSET else nickname
        self._extra = None
        self._absent = _FIELDS.unset(
            first_name=first_name,
            last_name=last_name,
            nickname=nickname,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.user_id
        if value is None:
            if "user_id" not in absent:
                out["user_id"] = None
        elif value is not UNSET:
            out["user_id"] = value
        value = self.username
        if value is None:
            if "username" not in absent:
                out["username"] = None
        elif value is not UNSET:
            out["username"] = value
        value = self.first_name
        if value is None:
            if "first_name" not in absent:
                out["first_name"] = None
        elif value is not UNSET:
            out["first_name"] = plain(value)
        value = self.last_name
        if value is None:
            if "last_name" not in absent:
                out["last_name"] = None
        elif value is not UNSET:
            out["last_name"] = plain(value)
        value = self.nickname
        if value is None:
            if "nickname" not in absent:
                out["nickname"] = None
        elif value is not UNSET:
            out["nickname"] = plain(value)
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
            self.user_id,
            self.username,
            self.first_name,
            self.last_name,
            self.nickname,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
