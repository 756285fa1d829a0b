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
        "id": "id",
        "name": "name",
        "description": "description",
        "is_active": "is_active",
        "owner_user_id": "owner_user_id",
        "team_id": "team_id",
        "channel_id": "channel_id",
        "create_at": "create_at",
        "end_at": "end_at",
        "delete_at": "delete_at",
        "active_stage": "active_stage",
        "active_stage_title": "active_stage_title",
        "post_id": "post_id",
        "playbook_id": "playbook_id",
        "checklists": "checklists",
        "channel_url": "channel_url",
        "details_url": "details_url",
    }
)


@_define(init=False, slots=True, eq=True)
class WebhookOnStatusUpdatePayload(_Model[Any]):
    """The object `WebhookOnStatusUpdatePayload` of the document.

    Attributes:
        id: A unique, 26 characters long, alphanumeric identifier for the playbook run. Example:
            mx3xyzdojfgyfdx8sc8of1gdme.
        name: The name of the playbook run. Example: Server down in EU cluster.
        description: The description of the playbook run. Example: There is one server in the EU cluster
            that is not responding since April 12..
        is_active: True if the playbook run is ongoing; false if the playbook run is ended. Example:
            False.
        owner_user_id: The identifier of the user that is commanding the playbook run. Example:
            bqnbdf8uc0a8yz4i39qrpgkvtg.
        team_id: The identifier of the team where the playbook run's channel is in. Example:
            61ji2mpflefup3cnuif80r5rde.
        channel_id: The identifier of the playbook run's channel. Example: hwrmiyzj3kadcilh3ukfcnsbt6.
        create_at: The playbook run creation timestamp, formatted as the number of milliseconds since
            the Unix epoch. Example: 1606807976289.
        end_at: The playbook run finish timestamp, formatted as the number of milliseconds since the
            Unix epoch. It equals 0 if the playbook run is not finished. Example: 0.
        delete_at: The playbook run deletion timestamp, formatted as the number of milliseconds since
            the Unix epoch. It equals 0 if the playbook run is not deleted. Example: 0.
        active_stage: Zero-based index of the currently active stage. Example: 1.
        active_stage_title: The title of the currently active stage. Example: Triage issue.
        post_id: If the playbook run was created from a post, this field contains the identifier of such
            post. If not, this field is empty. Example: b2ntfcrl4ujivl456ab4b3aago.
        playbook_id: The identifier of the playbook with from which this playbook run was created.
            Example: 0y4a0ntte97cxvfont8y84wa7x.
        checklists:
        channel_url: Absolute URL to the playbook run's channel. Example:
            https://example.com/ad-1/channels/channel-name.
        details_url: Absolute URL to the playbook run's details. Example:
            https://example.com/ad-1/playbooks/runs/playbookRunID.
    """

    id: str | None
    name: str | None
    description: str | None
    is_active: bool | None
    owner_user_id: str | None
    team_id: str | None
    channel_id: str | None
    create_at: int | None
    end_at: int | None
    delete_at: int | None
    active_stage: int | None
    active_stage_title: str | None
    post_id: str | None
    playbook_id: str | None
    checklists: list[Checklist] | None
    channel_url: str | None
    details_url: str | None
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        id: str | None | Unset = UNSET,
        name: str | None | Unset = UNSET,
        description: str | None | Unset = UNSET,
        is_active: bool | None | Unset = UNSET,
        owner_user_id: str | None | Unset = UNSET,
        team_id: str | None | Unset = UNSET,
        channel_id: str | None | Unset = UNSET,
        create_at: int | None | Unset = UNSET,
        end_at: int | None | Unset = UNSET,
        delete_at: int | None | Unset = UNSET,
        active_stage: int | None | Unset = UNSET,
        active_stage_title: str | None | Unset = UNSET,
        post_id: str | None | Unset = UNSET,
        playbook_id: str | None | Unset = UNSET,
        checklists: list[Checklist] | None | Unset = UNSET,
        channel_url: str | None | Unset = UNSET,
        details_url: str | None | Unset = UNSET,
    ) -> None:
        self.id = None if id is UNSET else id
        self.name = None if name is UNSET else name
        self.description = None if description is UNSET else description
        self.is_active = None if is_active is UNSET else is_active
        self.owner_user_id = None if owner_user_id is UNSET else owner_user_id
        self.team_id = None if team_id is UNSET else team_id
        self.channel_id = None if channel_id is UNSET else channel_id
        self.create_at = None if create_at is UNSET else create_at
        self.end_at = None if end_at is UNSET else end_at
        self.delete_at = None if delete_at is UNSET else delete_at
        self.active_stage = None if active_stage is UNSET else active_stage
        self.active_stage_title = None if active_stage_title is UNSET else active_stage_title
        self.post_id = None if post_id is UNSET else post_id
        self.playbook_id = None if playbook_id is UNSET else playbook_id
        self.checklists = None if checklists is UNSET else checklists
        self.channel_url = None if channel_url is UNSET else channel_url
        self.details_url = None if details_url is UNSET else details_url
        self.additional_properties = {}
        self._absent = _SHAPES.unset(
            id=id,
            name=name,
            description=description,
            is_active=is_active,
            owner_user_id=owner_user_id,
            team_id=team_id,
            channel_id=channel_id,
            create_at=create_at,
            end_at=end_at,
            delete_at=delete_at,
            active_stage=active_stage,
            active_stage_title=active_stage_title,
            post_id=post_id,
            playbook_id=playbook_id,
            checklists=checklists,
            channel_url=channel_url,
            details_url=details_url,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
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
            out["name"] = value
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = value
        value = self.is_active
        if value is None:
            if "is_active" not in absent:
                out["is_active"] = None
        elif value is not UNSET:
            out["is_active"] = value
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
        value = self.channel_id
        if value is None:
            if "channel_id" not in absent:
                out["channel_id"] = None
        elif value is not UNSET:
            out["channel_id"] = value
        value = self.create_at
        if value is None:
            if "create_at" not in absent:
                out["create_at"] = None
        elif value is not UNSET:
            out["create_at"] = value
        value = self.end_at
        if value is None:
            if "end_at" not in absent:
                out["end_at"] = None
        elif value is not UNSET:
            out["end_at"] = value
        value = self.delete_at
        if value is None:
            if "delete_at" not in absent:
                out["delete_at"] = None
        elif value is not UNSET:
            out["delete_at"] = value
        value = self.active_stage
        if value is None:
            if "active_stage" not in absent:
                out["active_stage"] = None
        elif value is not UNSET:
            out["active_stage"] = value
        value = self.active_stage_title
        if value is None:
            if "active_stage_title" not in absent:
                out["active_stage_title"] = None
        elif value is not UNSET:
            out["active_stage_title"] = value
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
        value = self.checklists
        if value is None:
            if "checklists" not in absent:
                out["checklists"] = None
        elif value is not UNSET:
            out["checklists"] = (
                [item.to_dict() if isinstance(item, _Model) else item for item in value]
                if isinstance(value, list)
                else plain(value)
            )
        value = self.channel_url
        if value is None:
            if "channel_url" not in absent:
                out["channel_url"] = None
        elif value is not UNSET:
            out["channel_url"] = value
        value = self.details_url
        if value is None:
            if "details_url" not in absent:
                out["details_url"] = None
        elif value is not UNSET:
            out["details_url"] = value
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        get: Callable[[str], Any] = src_dict.get
        value: Any
        self.id = get("id")
        self.name = get("name")
        self.description = get("description")
        self.is_active = get("is_active")
        self.owner_user_id = get("owner_user_id")
        self.team_id = get("team_id")
        self.channel_id = get("channel_id")
        self.create_at = get("create_at")
        self.end_at = get("end_at")
        self.delete_at = get("delete_at")
        self.active_stage = get("active_stage")
        self.active_stage_title = get("active_stage_title")
        self.post_id = get("post_id")
        self.playbook_id = get("playbook_id")
        value = get("checklists")
        self.checklists = (
            [Checklist.from_dict(item) if isinstance(item, dict) else item for item in value]
            if isinstance(value, list)
            else value
        )
        self.channel_url = get("channel_url")
        self.details_url = get("details_url")
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self


from .checklist import Checklist  # noqa: E402
