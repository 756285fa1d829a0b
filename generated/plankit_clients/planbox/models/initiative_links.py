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
        "organization": "organization",
        "self": "self_",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class InitiativeLinks(_Model[Any]):
    """Links to another host; not to be followed with credentials.

    Attributes:
        organization:
        self_:
    """

    organization: Link | None
    self_: Link | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        organization: Link | None | Unset = UNSET,
        self_: Link | None | Unset = UNSET,
    ) -> None:
        self.organization = None if organization is UNSET else organization
        self.self_ = None if self_ is UNSET else self_
        self._extra = None
        self._absent = _FIELDS.unset(
            organization=organization,
            self_=self_,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.organization
        if value is None:
            if "organization" not in absent:
                out["organization"] = None
        elif value is not UNSET:
            out["organization"] = value.to_dict() if isinstance(value, _Model) else value
        value = self.self_
        if value is None:
            if "self_" not in absent:
                out["self"] = None
        elif value is not UNSET:
            out["self"] = value.to_dict() if isinstance(value, _Model) else value
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
            _organization,
            _self_,
        ) = get(src_dict)
        self.organization = _LATER((_organization,)) if isinstance(_organization, dict) else _organization
        self.self_ = _LATER((_self_,)) if isinstance(_self_, dict) else _self_
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .link import Link  # noqa: E402

_nested(
    InitiativeLinks,
    organization=lambda value: Link.from_dict(value) if isinstance(value, dict) else value,
    self_=lambda value: Link.from_dict(value) if isinstance(value, dict) else value,
)
