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
        "title": "title",
        "command": "command",
        "description": "description",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class PlaybookChecklistItemCreate(_Model[Any]):
    """The object `PlaybookChecklistItemCreate` of the document.

    Attributes:
        title: The title of the checklist item. Example: Gather information from customer.
        command: The slash command associated with this item. If the item has no slash command
            associated, this is an empty string Example: /opsgenie on-call.
        description: A detailed description of the checklist item, formatted with Markdown. Example: Ask
            the customer for more information in [Zendesk](https://www.zendesk.com/).
    """

    title: str
    command: str | None
    description: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        title: str,
        command: str | None | Unset = UNSET,
        description: str | None | Unset = UNSET,
    ) -> None:
        self.title = title
        self.command = None if command is UNSET else command
        self.description = None if description is UNSET else description
        self._extra = None
        self._absent = _FIELDS.unset(
            command=command,
            description=description,
        )

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
