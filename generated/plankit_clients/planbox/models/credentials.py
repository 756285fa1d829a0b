from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import EMPTY, UNSET, plain
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "email": "email",
        "password": "password",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Credentials(_Model[Any]):
    """The form of the login call.

    Attributes:
        email:  Example: ada@example.com.
        password:
    """

    email: str
    password: str = _field(repr=False)
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        email: str,
        password: str,
    ) -> None:
        self.email = email
        self.password = password
        self._extra = None
        self._absent = EMPTY

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
        value = self.password
        if value is None:
            if "password" not in absent:
                out["password"] = None
        elif value is not UNSET:
            out["password"] = value
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
            self.password,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
