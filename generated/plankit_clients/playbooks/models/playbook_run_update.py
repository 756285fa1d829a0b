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
        "active_stage": "active_stage",
        "name": "name",
        "summary": "summary",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class PlaybookRunUpdate(_Model[Any]):
    """The object `PlaybookRunUpdate` of the document.

    Attributes:
        active_stage: Zero-based index of the stage that will be made active. Changes nothing on known
            servers. Example: 2.
        name: The new name of the playbook run, for servers from v2.7. Example: Server down in EU
            cluster.
        summary: The new summary of the playbook run, for servers from v2.7. Example: The server answers
            again.
    """

    active_stage: int | None
    name: str | None
    summary: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        active_stage: int | None | Unset = UNSET,
        name: str | None | Unset = UNSET,
        summary: str | None | Unset = UNSET,
    ) -> None:
        self.active_stage = None if active_stage is UNSET else active_stage
        self.name = None if name is UNSET else name
        self.summary = None if summary is UNSET else summary
        self._extra = None
        self._absent = _FIELDS.unset(
            active_stage=active_stage,
            name=name,
            summary=summary,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.active_stage
        if value is None:
            if "active_stage" not in absent:
                out["active_stage"] = None
        elif value is not UNSET:
            out["active_stage"] = value
        value = self.name
        if value is None:
            if "name" not in absent:
                out["name"] = None
        elif value is not UNSET:
            out["name"] = value
        value = self.summary
        if value is None:
            if "summary" not in absent:
                out["summary"] = None
        elif value is not UNSET:
            out["summary"] = value
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
            self.active_stage,
            self.name,
            self.summary,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
