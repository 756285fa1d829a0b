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
        "title": "title",
        "description": "description",
        "team_id": "team_id",
        "create_public_playbook_run": "create_public_playbook_run",
        "create_at": "create_at",
        "delete_at": "delete_at",
        "num_stages": "num_stages",
        "num_steps": "num_steps",
        "checklists": "checklists",
        "member_ids": "member_ids",
    }
)


@_define(init=False, slots=True, eq=True)
class Playbook(_Model[Any]):
    """The object `Playbook` of the document.

    Attributes:
        id: A unique, 26 characters long, alphanumeric identifier for the playbook. Example:
            iz0g457ikesz55dhxcfa0fk9yy.
        title: The title of the playbook. Example: Cloud PlaybookRuns.
        description: The description of the playbook. Example: A playbook to follow when there is a
            playbook run regarding the availability of the cloud service..
        team_id: The identifier of the team where the playbook is in. Example:
            p03rbi6viyztysbqnkvcqyel2i.
        create_public_playbook_run: A boolean indicating whether the playbook runs created from this
            playbook should be public or private. Example: True.
        create_at: The playbook creation timestamp, formatted as the number of milliseconds since the
            Unix epoch. Example: 1602235338837.
        delete_at: The playbook deletion timestamp, formatted as the number of milliseconds since the
            Unix epoch. It equals 0 if the playbook is not deleted. Example: 0.
        num_stages: The number of stages defined in this playbook. Example: 3.
        num_steps: The total number of steps from all the stages defined in this playbook. Example: 18.
        checklists: The stages defined in this playbook.
        member_ids: The identifiers of all the users that are members of this playbook.
    """

    id: str | None
    title: str | None
    description: str | None
    team_id: str | None
    create_public_playbook_run: bool | None
    create_at: int | None
    delete_at: int | None
    num_stages: int | None
    num_steps: int | None
    checklists: list[Checklist] | None
    member_ids: list[str] | None
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        id: str | None | Unset = UNSET,
        title: str | None | Unset = UNSET,
        description: str | None | Unset = UNSET,
        team_id: str | None | Unset = UNSET,
        create_public_playbook_run: bool | None | Unset = UNSET,
        create_at: int | None | Unset = UNSET,
        delete_at: int | None | Unset = UNSET,
        num_stages: int | None | Unset = UNSET,
        num_steps: int | None | Unset = UNSET,
        checklists: list[Checklist] | None | Unset = UNSET,
        member_ids: list[str] | None | Unset = UNSET,
    ) -> None:
        self.id = None if id is UNSET else id
        self.title = None if title is UNSET else title
        self.description = None if description is UNSET else description
        self.team_id = None if team_id is UNSET else team_id
        self.create_public_playbook_run = (
            None if create_public_playbook_run is UNSET else create_public_playbook_run
        )
        self.create_at = None if create_at is UNSET else create_at
        self.delete_at = None if delete_at is UNSET else delete_at
        self.num_stages = None if num_stages is UNSET else num_stages
        self.num_steps = None if num_steps is UNSET else num_steps
        self.checklists = None if checklists is UNSET else checklists
        self.member_ids = None if member_ids is UNSET else member_ids
        self.additional_properties = {}
        self._absent = _SHAPES.unset(
            id=id,
            title=title,
            description=description,
            team_id=team_id,
            create_public_playbook_run=create_public_playbook_run,
            create_at=create_at,
            delete_at=delete_at,
            num_stages=num_stages,
            num_steps=num_steps,
            checklists=checklists,
            member_ids=member_ids,
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
            out["description"] = value
        value = self.team_id
        if value is None:
            if "team_id" not in absent:
                out["team_id"] = None
        elif value is not UNSET:
            out["team_id"] = value
        value = self.create_public_playbook_run
        if value is None:
            if "create_public_playbook_run" not in absent:
                out["create_public_playbook_run"] = None
        elif value is not UNSET:
            out["create_public_playbook_run"] = value
        value = self.create_at
        if value is None:
            if "create_at" not in absent:
                out["create_at"] = None
        elif value is not UNSET:
            out["create_at"] = value
        value = self.delete_at
        if value is None:
            if "delete_at" not in absent:
                out["delete_at"] = None
        elif value is not UNSET:
            out["delete_at"] = value
        value = self.num_stages
        if value is None:
            if "num_stages" not in absent:
                out["num_stages"] = None
        elif value is not UNSET:
            out["num_stages"] = value
        value = self.num_steps
        if value is None:
            if "num_steps" not in absent:
                out["num_steps"] = None
        elif value is not UNSET:
            out["num_steps"] = value
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
        value = self.member_ids
        if value is None:
            if "member_ids" not in absent:
                out["member_ids"] = None
        elif value is not UNSET:
            out["member_ids"] = plain(value)
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        get: Callable[[str], Any] = src_dict.get
        value: Any
        self.id = get("id")
        self.title = get("title")
        self.description = get("description")
        self.team_id = get("team_id")
        self.create_public_playbook_run = get("create_public_playbook_run")
        self.create_at = get("create_at")
        self.delete_at = get("delete_at")
        self.num_stages = get("num_stages")
        self.num_steps = get("num_steps")
        value = get("checklists")
        self.checklists = (
            [Checklist.from_dict(item) if isinstance(item, dict) else item for item in value]
            if isinstance(value, list)
            else value
        )
        self.member_ids = get("member_ids")
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self


from .checklist import Checklist  # noqa: E402
