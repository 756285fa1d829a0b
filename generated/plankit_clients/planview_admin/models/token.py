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
        "id_token": "id_token",
        "expires_in": "expires_in",
        "token_type": "token_type",
        "access_token": "access_token",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Token(_Model[Any]):
    """The answer to a token request. Only the id_token is documented on the page itself.

    Attributes:
        id_token: The JWT that is the bearer of all other calls.
        expires_in: Seconds that the token is valid. Named on the Logbook page for the same token.
            Example: 3600.
        token_type: May be there. Example: bearer.
        access_token: May be there, and is not the bearer.
    """

    id_token: str = _field(repr=False)
    expires_in: int | None
    token_type: str | None
    access_token: str | None = _field(repr=False)
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id_token: str,
        expires_in: int | None | Unset = UNSET,
        token_type: str | None | Unset = UNSET,
        access_token: str | None | Unset = UNSET,
    ) -> None:
        self.id_token = id_token
        self.expires_in = None if expires_in is UNSET else expires_in
        self.token_type = None if token_type is UNSET else token_type
        self.access_token = None if access_token is UNSET else access_token
        self._extra = None
        self._absent = _FIELDS.unset(
            expires_in=expires_in,
            token_type=token_type,
            access_token=access_token,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.id_token
        if value is None:
            if "id_token" not in absent:
                out["id_token"] = None
        elif value is not UNSET:
            out["id_token"] = value
        value = self.expires_in
        if value is None:
            if "expires_in" not in absent:
                out["expires_in"] = None
        elif value is not UNSET:
            out["expires_in"] = plain(value)
        value = self.token_type
        if value is None:
            if "token_type" not in absent:
                out["token_type"] = None
        elif value is not UNSET:
            out["token_type"] = plain(value)
        value = self.access_token
        if value is None:
            if "access_token" not in absent:
                out["access_token"] = None
        elif value is not UNSET:
            out["access_token"] = plain(value)
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
            self.id_token,
            self.expires_in,
            self.token_type,
            self.access_token,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
