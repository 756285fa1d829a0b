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
        "create_at": "create_at",
        "delete_at": "delete_at",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class StatusPost(_Model[Any]):
    """A post with a status update.

    Attributes:
        id:  Example: b2ntfcrl4ujivl456ab4b3aago.
        create_at: Milliseconds since the Unix epoch; 0 for never. Example: 1606807976289.
        delete_at: Milliseconds since the Unix epoch; 0 for never. Example: 1606807976289.
    """

    id: str | None
    create_at: int | None
    delete_at: int | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: str | None | Unset = UNSET,
        create_at: int | None | Unset = UNSET,
        delete_at: int | None | Unset = UNSET,
    ) -> None:
        self.id = None if id is UNSET else id
        self.create_at = None if create_at is UNSET else create_at
        self.delete_at = None if delete_at is UNSET else delete_at
        self._extra = None
        self._absent = _FIELDS.unset(
            id=id,
            create_at=create_at,
            delete_at=delete_at,
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
        value = self.create_at
        if value is None:
            if "create_at" not in absent:
                out["create_at"] = None
        elif value is not UNSET:
            out["create_at"] = value
        value = self.delete_at
        if value is None:
            if "delete_at" not in absent:
                out["delete_at"] = None
        elif value is not UNSET:
            out["delete_at"] = value
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
            self.create_at,
            self.delete_at,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
