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
        "owner_user_id": "owner_user_id",
        "name": "name",
        "description": "description",
        "team_id": "team_id",
        "post_id": "post_id",
        "playbook_id": "playbook_id",
        "summary": "summary",
        "channel_id": "channel_id",
        "create_public_run": "create_public_run",
        "type": "type_",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class PlaybookRunCreate(_Model[Any]):
    """Needs, besides the owner, a team or a channel, and a name or a channel.

    Attributes:
        owner_user_id: The identifier of the user who is commanding the playbook run. Example:
            bqnbdf8uc0a8yz4i39qrpgkvtg.
        name: The name of the playbook run. Example: Server down in EU cluster.
        description: The description of the playbook run, for servers before v2.7. Example: There is one
            server in the EU cluster that is not responding since April 12.
        team_id: The identifier of the team where the playbook run's channel is in. Example:
            61ji2mpflefup3cnuif80r5rde.
        post_id: If the playbook run was created from a post, this field contains the identifier of such
            post. If not, this field is empty. Example: b2ntfcrl4ujivl456ab4b3aago.
        playbook_id: The identifier of the playbook with from which this playbook run was created.
            Example: 0y4a0ntte97cxvfont8y84wa7x.
        summary: The description of the playbook run, for servers from v2.7. Example: There is one
            server in the EU cluster that is not responding since April 12.
        channel_id: An existing channel to run in, in place of a new one. Example:
            hwrmiyzj3kadcilh3ukfcnsbt6.
        create_public_run: Whether the channel of the run is public. Example: True.
        type_: The type of the run. Example: playbook.
    """

    owner_user_id: str
    name: str | None
    description: str | None
    team_id: str | None
    post_id: str | None
    playbook_id: str | None
    summary: str | None
    channel_id: str | None
    create_public_run: bool | None
    type_: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        owner_user_id: str,
        name: str | None | Unset = UNSET,
        description: str | None | Unset = UNSET,
        team_id: str | None | Unset = UNSET,
        post_id: str | None | Unset = UNSET,
        playbook_id: str | None | Unset = UNSET,
        summary: str | None | Unset = UNSET,
        channel_id: str | None | Unset = UNSET,
        create_public_run: bool | None | Unset = UNSET,
        type_: str | None | Unset = UNSET,
    ) -> None:
        self.owner_user_id = owner_user_id
        self.name = None if name is UNSET else name
        self.description = None if description is UNSET else description
        self.team_id = None if team_id is UNSET else team_id
        self.post_id = None if post_id is UNSET else post_id
        self.playbook_id = None if playbook_id is UNSET else playbook_id
        self.summary = None if summary is UNSET else summary
        self.channel_id = None if channel_id is UNSET else channel_id
        self.create_public_run = None if create_public_run is UNSET else create_public_run
        self.type_ = None if type_ is UNSET else type_
        self._extra = None
        self._absent = _FIELDS.unset(
            name=name,
            description=description,
            team_id=team_id,
            post_id=post_id,
            playbook_id=playbook_id,
            summary=summary,
            channel_id=channel_id,
            create_public_run=create_public_run,
            type_=type_,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.owner_user_id
        if value is None:
            if "owner_user_id" not in absent:
                out["owner_user_id"] = None
        elif value is not UNSET:
            out["owner_user_id"] = value
        value = self.name
        if value is None:
            if "name" not in absent:
                out["name"] = None
        elif value is not UNSET:
            out["name"] = value
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = value
        value = self.team_id
        if value is None:
            if "team_id" not in absent:
                out["team_id"] = None
        elif value is not UNSET:
            out["team_id"] = value
        value = self.post_id
        if value is None:
            if "post_id" not in absent:
                out["post_id"] = None
        elif value is not UNSET:
            out["post_id"] = value
        value = self.playbook_id
        if value is None:
            if "playbook_id" not in absent:
                out["playbook_id"] = None
        elif value is not UNSET:
            out["playbook_id"] = value
        value = self.summary
        if value is None:
            if "summary" not in absent:
                out["summary"] = None
        elif value is not UNSET:
            out["summary"] = value
        value = self.channel_id
        if value is None:
            if "channel_id" not in absent:
                out["channel_id"] = None
        elif value is not UNSET:
            out["channel_id"] = value
        value = self.create_public_run
        if value is None:
            if "create_public_run" not in absent:
                out["create_public_run"] = None
        elif value is not UNSET:
            out["create_public_run"] = value
        value = self.type_
        if value is None:
            if "type_" not in absent:
                out["type"] = None
        elif value is not UNSET:
            out["type"] = value
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
            self.owner_user_id,
            self.name,
            self.description,
            self.team_id,
            self.post_id,
            self.playbook_id,
            self.summary,
            self.channel_id,
            self.create_public_run,
            self.type_,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
