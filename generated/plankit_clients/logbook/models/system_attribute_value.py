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
        "sa_id": "sa_id",
        "value": "value",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class SystemAttributeValue(_Model[Any]):
    """One system attribute of a log.

    Attributes:
        id: The id of the value to change, as the log shows it. For a new value: the id of the
            attribute's configuration (inferred). Example: 3165.
        sa_id:  Example: 1.
        value: By the attribute's config_type: text (HTML), a date as text, one option {id, is_visible,
            label, value}, a list of options, a user {avatar, email, id, name, planview_user_id,
            tenant_user_id}, or a list of artifacts {artifact_id, artifact_title, artifact_type, id, type}.
            Null clears it. Example: <p>test desc</p>.
    """

    id: int
    sa_id: int
    value: Any
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int,
        sa_id: int,
        value: Any | Unset = UNSET,
    ) -> None:
        self.id = id
        self.sa_id = sa_id
        self.value = None if value is UNSET else value
        self._extra = None
        self._absent = _FIELDS.unset(
            value=value,
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
        value = self.sa_id
        if value is None:
            if "sa_id" not in absent:
                out["sa_id"] = None
        elif value is not UNSET:
            out["sa_id"] = value
        value = self.value
        if value is None:
            if "value" not in absent:
                out["value"] = None
        elif value is not UNSET:
            out["value"] = plain(value)
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
            self.sa_id,
            self.value,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
