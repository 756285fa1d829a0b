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
        "timestamp": "timestamp",
        "actor": "actor",
        "action": "action",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class AuditEntry(_Model[Any]):
    """An entry of an audit history.

    Attributes:
        id:  Example: 9b0b7a3e-53a2-4f6d-8a51-7ad6f0a1c9de.
        timestamp: When it happened. Example: 2024-05-01T08:30:00Z.
        actor: Who did it. Example: grace@example.com.
        action: What was done. Example: USER_UPDATED.
    """

    id: str | None
    timestamp: str | None
    actor: str | None
    action: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: str | None | Unset = UNSET,
        timestamp: str | None | Unset = UNSET,
        actor: str | None | Unset = UNSET,
        action: str | None | Unset = UNSET,
    ) -> None:
        self.id = None if id is UNSET else id
        self.timestamp = None if timestamp is UNSET else timestamp
        self.actor = None if actor is UNSET else actor
        self.action = None if action is UNSET else action
        self._extra = None
        self._absent = _FIELDS.unset(
            id=id,
            timestamp=timestamp,
            actor=actor,
            action=action,
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
        value = self.timestamp
        if value is None:
            if "timestamp" not in absent:
                out["timestamp"] = None
        elif value is not UNSET:
            out["timestamp"] = plain(value)
        value = self.actor
        if value is None:
            if "actor" not in absent:
                out["actor"] = None
        elif value is not UNSET:
            out["actor"] = plain(value)
        value = self.action
        if value is None:
            if "action" not in absent:
                out["action"] = None
        elif value is not UNSET:
            out["action"] = plain(value)
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
            self.timestamp,
            self.actor,
            self.action,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
