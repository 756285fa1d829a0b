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
        "title": "title",
        "command": "command",
        "description": "description",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class ChecklistItemUpdate(_Model[Any]):
    """Replaces all three texts of the item; one that is left out is emptied.

    Attributes:
        title: The new title of the item. Example: Gather information from server's logs.
        command: The new slash command of the item. Example: /jira update ticket.
        description: The new description of the item, in Markdown. Example: The logs are in the usual
            place.
    """

    title: str
    command: str
    description: str
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        title: str,
        command: str,
        description: str,
    ) -> None:
        self.title = title
        self.command = command
        self.description = description
        self._extra = None
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.title
        if value is None:
            if "title" not in absent:
                out["title"] = None
        elif value is not UNSET:
            out["title"] = value
        value = self.command
        if value is None:
            if "command" not in absent:
                out["command"] = None
        elif value is not UNSET:
            out["command"] = value
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = value
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
            self.title,
            self.command,
            self.description,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
