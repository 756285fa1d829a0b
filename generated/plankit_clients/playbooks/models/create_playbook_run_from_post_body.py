from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import UNSET, Unset, plain
from ..types import Model as _Model
from ..types import Shapes as _Shapes
from ..types import masked as _masked

_SHAPES = _Shapes(
    {
        "name": "name",
        "owner_user_id": "owner_user_id",
        "team_id": "team_id",
        "playbook_id": "playbook_id",
        "description": "description",
        "post_id": "post_id",
    }
)


@_define(init=False, slots=True, eq=True)
class CreatePlaybookRunFromPostBody(_Model[Any]):
    """The object `CreatePlaybookRunFromPostBody` of the document.

    Attributes:
        name: The name of the playbook run. Example: Server down in EU cluster.
        owner_user_id: The identifier of the user who is commanding the playbook run. Example:
            bqnbdf8uc0a8yz4i39qrpgkvtg.
        team_id: The identifier of the team where the playbook run's channel is in. Example:
            61ji2mpflefup3cnuif80r5rde.
        playbook_id: The identifier of the playbook with from which this playbook run was created.
            Example: 0y4a0ntte97cxvfont8y84wa7x.
        description: The description of the playbook run. Example: There is one server in the EU cluster
            that is not responding since April 12..
        post_id: If the playbook run was created from a post, this field contains the identifier of such
            post. If not, this field is empty. Example: b2ntfcrl4ujivl456ab4b3aago.
    """

    name: str
    owner_user_id: str
    team_id: str
    playbook_id: str
    description: str | None
    post_id: str | None
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        name: str,
        owner_user_id: str,
        team_id: str,
        playbook_id: str,
        description: str | None | Unset = UNSET,
        post_id: str | None | Unset = UNSET,
    ) -> None:
        self.name = name
        self.owner_user_id = owner_user_id
        self.team_id = team_id
        self.playbook_id = playbook_id
        self.description = None if description is UNSET else description
        self.post_id = None if post_id is UNSET else post_id
        self.additional_properties = {}
        self._absent = _SHAPES.unset(
            description=description,
            post_id=post_id,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
        absent = self._absent
        value: Any
        value = self.name
        if value is None:
            if "name" not in absent:
                out["name"] = None
        elif value is not UNSET:
            out["name"] = value
        value = self.owner_user_id
        if value is None:
            if "owner_user_id" not in absent:
                out["owner_user_id"] = None
        elif value is not UNSET:
            out["owner_user_id"] = value
        value = self.team_id
        if value is None:
            if "team_id" not in absent:
                out["team_id"] = None
        elif value is not UNSET:
            out["team_id"] = value
        value = self.playbook_id
        if value is None:
            if "playbook_id" not in absent:
                out["playbook_id"] = None
        elif value is not UNSET:
            out["playbook_id"] = value
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = value
        value = self.post_id
        if value is None:
            if "post_id" not in absent:
                out["post_id"] = None
        elif value is not UNSET:
            out["post_id"] = value
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        get: Callable[[str], Any] = src_dict.get
        self.name = get("name")
        self.owner_user_id = get("owner_user_id")
        self.team_id = get("team_id")
        self.playbook_id = get("playbook_id")
        self.description = get("description")
        self.post_id = get("post_id")
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self
