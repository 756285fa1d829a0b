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
        "state_modified": "state_modified",
        "assignee_id": "assignee_id",
        "assignee_modified": "assignee_modified",
        "command": "command",
        "command_last_run": "command_last_run",
        "description": "description",
        "state": "state",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class ChecklistItemCreate(_Model[Any]):
    """The object `ChecklistItemCreate` of the document.

    Attributes:
        title: The title of the checklist item. Example: Gather information from customer.
        state_modified: The timestamp for the latest modification of the item's state, formatted as the
            number of milliseconds since the Unix epoch. It equals 0 if the item was never modified.
            Example: 1607774621321.
        assignee_id: The identifier of the user that has been assigned to complete this item. If the
            item has no assignee, this is an empty string. Example: pisdatkjtdlkdhht2v4inxuzx1.
        assignee_modified: The timestamp for the latest modification of the item's assignee, formatted
            as the number of milliseconds since the Unix epoch. It equals 0 if the item never got an
            assignee. Example: 1608897821125.
        command: The slash command associated with this item. If the item has no slash command
            associated, this is an empty string Example: /opsgenie on-call.
        command_last_run: The timestamp for the latest execution of the item's command, formatted as the
            number of milliseconds since the Unix epoch. It equals 0 if the command was never executed.
            Example: 1608552221019.
        description: A detailed description of the checklist item, formatted with Markdown. Example: Ask
            the customer for more information in [Zendesk](https://www.zendesk.com/).
        state: The state of a checklist item. An empty string means that the item is not done. Example:
            closed.
    """

    title: str
    state_modified: int | None
    assignee_id: str | None
    assignee_modified: int | None
    command: str | None
    command_last_run: int | None
    description: str | None
    state: ChecklistItemState | str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        title: str,
        state_modified: int | None | Unset = UNSET,
        assignee_id: str | None | Unset = UNSET,
        assignee_modified: int | None | Unset = UNSET,
        command: str | None | Unset = UNSET,
        command_last_run: int | None | Unset = UNSET,
        description: str | None | Unset = UNSET,
        state: ChecklistItemState | str | None | Unset = UNSET,
    ) -> None:
        self.title = title
        self.state_modified = None if state_modified is UNSET else state_modified
        self.assignee_id = None if assignee_id is UNSET else assignee_id
        self.assignee_modified = None if assignee_modified is UNSET else assignee_modified
        self.command = None if command is UNSET else command
        self.command_last_run = None if command_last_run is UNSET else command_last_run
        self.description = None if description is UNSET else description
        self.state = None if state is UNSET else state
        self._extra = None
        self._absent = _FIELDS.unset(
            state_modified=state_modified,
            assignee_id=assignee_id,
            assignee_modified=assignee_modified,
            command=command,
            command_last_run=command_last_run,
            description=description,
            state=state,
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
        value = self.state_modified
        if value is None:
            if "state_modified" not in absent:
                out["state_modified"] = None
        elif value is not UNSET:
            out["state_modified"] = value
        value = self.assignee_id
        if value is None:
            if "assignee_id" not in absent:
                out["assignee_id"] = None
        elif value is not UNSET:
            out["assignee_id"] = value
        value = self.assignee_modified
        if value is None:
            if "assignee_modified" not in absent:
                out["assignee_modified"] = None
        elif value is not UNSET:
            out["assignee_modified"] = value
        value = self.command
        if value is None:
            if "command" not in absent:
                out["command"] = None
        elif value is not UNSET:
            out["command"] = value
        value = self.command_last_run
        if value is None:
            if "command_last_run" not in absent:
                out["command_last_run"] = None
        elif value is not UNSET:
            out["command_last_run"] = value
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = value
        value = self.state
        if value is None:
            if "state" not in absent:
                out["state"] = None
        elif value is not UNSET:
            out["state"] = value.value if isinstance(value, ChecklistItemState) else value
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
            self.state_modified,
            self.assignee_id,
            self.assignee_modified,
            self.command,
            self.command_last_run,
            self.description,
            _state,
        ) = get(src_dict)
        self.state = _ChecklistItemState.get(_state, _state) if isinstance(_state, str) else _state
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .checklist_item_state import BY_VALUE as _ChecklistItemState  # noqa: E402
from .checklist_item_state import ChecklistItemState  # noqa: E402
