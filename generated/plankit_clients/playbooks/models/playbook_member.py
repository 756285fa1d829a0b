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
        "roles": "roles",
        "scheme_roles": "scheme_roles",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class PlaybookMember(_Model[Any]):
    """A member of a playbook, with the member's roles.

    Attributes:
        user_id:  Example: ilh6s1j4yefbdhxhtlzt179i6m.
        roles:  Example: ['playbook_member'].
        scheme_roles:  Example: ['playbook_member'].
    """

    user_id: str | None
    roles: list[str] | None
    scheme_roles: list[str] | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        user_id: str | None | Unset = UNSET,
        roles: list[str] | None | Unset = UNSET,
        scheme_roles: list[str] | None | Unset = UNSET,
    ) -> None:
        self.user_id = None if user_id is UNSET else user_id
        self.roles = None if roles is UNSET else roles
        self.scheme_roles = None if scheme_roles is UNSET else scheme_roles
        self._extra = None
        self._absent = _FIELDS.unset(
            user_id=user_id,
            roles=roles,
            scheme_roles=scheme_roles,
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
        value = self.roles
        if value is None:
            if "roles" not in absent:
                out["roles"] = None
        elif value is not UNSET:
            out["roles"] = plain(value)
        value = self.scheme_roles
        if value is None:
            if "scheme_roles" not in absent:
                out["scheme_roles"] = None
        elif value is not UNSET:
            out["scheme_roles"] = plain(value)
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
            self.roles,
            self.scheme_roles,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
