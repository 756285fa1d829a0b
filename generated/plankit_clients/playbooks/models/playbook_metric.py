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
        "playbook_id": "playbook_id",
        "title": "title",
        "description": "description",
        "type": "type_",
        "target": "target",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class PlaybookMetric(_Model[Any]):
    """A metric that the runs of a playbook have.

    Attributes:
        id:  Example: 6f6nsgxzoq84fqh1dnlyivgafd.
        playbook_id:  Example: iz0g457ikesz55dhxcfa0fk9yy.
        title:  Example: Time to acknowledge.
        description:
        type_:  Example: metric_duration.
        target:  Example: 600000.
    """

    id: str | None
    playbook_id: str | None
    title: str | None
    description: str | None
    type_: str | None
    target: int | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: str | None | Unset = UNSET,
        playbook_id: str | None | Unset = UNSET,
        title: str | None | Unset = UNSET,
        description: str | None | Unset = UNSET,
        type_: str | None | Unset = UNSET,
        target: int | None | Unset = UNSET,
    ) -> None:
        self.id = None if id is UNSET else id
        self.playbook_id = None if playbook_id is UNSET else playbook_id
        self.title = None if title is UNSET else title
        self.description = None if description is UNSET else description
        self.type_ = None if type_ is UNSET else type_
        self.target = None if target is UNSET else target
        self._extra = None
        self._absent = _FIELDS.unset(
            id=id,
            playbook_id=playbook_id,
            title=title,
            description=description,
            type_=type_,
            target=target,
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
        value = self.playbook_id
        if value is None:
            if "playbook_id" not in absent:
                out["playbook_id"] = None
        elif value is not UNSET:
            out["playbook_id"] = value
        value = self.title
        if value is None:
            if "title" not in absent:
                out["title"] = None
        elif value is not UNSET:
            out["title"] = value
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = plain(value)
        value = self.type_
        if value is None:
            if "type_" not in absent:
                out["type"] = None
        elif value is not UNSET:
            out["type"] = value
        value = self.target
        if value is None:
            if "target" not in absent:
                out["target"] = None
        elif value is not UNSET:
            out["target"] = plain(value)
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
            self.playbook_id,
            self.title,
            self.description,
            self.type_,
            self.target,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
