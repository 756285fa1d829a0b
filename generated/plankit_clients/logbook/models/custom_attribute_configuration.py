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
        "config_type": "config_type",
        "created_at": "created_at",
        "is_archived": "is_archived",
        "is_deleted": "is_deleted",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class CustomAttributeConfiguration(_Model[Any]):
    """The object `CustomAttributeConfiguration` of the document.

    Attributes:
        id: The ca_config_id of inputs (inferred). Example: 574.
        name:  Example: Link.
        config_type: The kind of attribute. The words are not listed; `url` has been seen. Example: url.
        created_at:  Example: 2024-01-12T09:25:37.853187.
        is_archived:  Example: False.
        is_deleted:  Example: False.
    """

    id: int | None
    name: str | None
    config_type: str | None
    created_at: str | None
    is_archived: bool | None
    is_deleted: bool | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int | None | Unset = UNSET,
        name: str | None | Unset = UNSET,
        config_type: str | None | Unset = UNSET,
        created_at: str | None | Unset = UNSET,
        is_archived: bool | None | Unset = UNSET,
        is_deleted: bool | None | Unset = UNSET,
    ) -> None:
        self.id = None if id is UNSET else id
        self.name = None if name is UNSET else name
        self.config_type = None if config_type is UNSET else config_type
        self.created_at = None if created_at is UNSET else created_at
        self.is_archived = None if is_archived is UNSET else is_archived
        self.is_deleted = None if is_deleted is UNSET else is_deleted
        self._extra = None
        self._absent = _FIELDS.unset(
            id=id,
            name=name,
            config_type=config_type,
            created_at=created_at,
            is_archived=is_archived,
            is_deleted=is_deleted,
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
            out["name"] = plain(value)
        value = self.config_type
        if value is None:
            if "config_type" not in absent:
                out["config_type"] = None
        elif value is not UNSET:
            out["config_type"] = plain(value)
        value = self.created_at
        if value is None:
            if "created_at" not in absent:
                out["created_at"] = None
        elif value is not UNSET:
            out["created_at"] = plain(value)
        value = self.is_archived
        if value is None:
            if "is_archived" not in absent:
                out["is_archived"] = None
        elif value is not UNSET:
            out["is_archived"] = plain(value)
        value = self.is_deleted
        if value is None:
            if "is_deleted" not in absent:
                out["is_deleted"] = None
        elif value is not UNSET:
            out["is_deleted"] = plain(value)
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
            self.config_type,
            self.created_at,
            self.is_archived,
            self.is_deleted,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
