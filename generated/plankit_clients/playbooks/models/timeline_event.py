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
        "playbook_run_id": "playbook_run_id",
        "create_at": "create_at",
        "delete_at": "delete_at",
        "event_at": "event_at",
        "event_type": "event_type",
        "summary": "summary",
        "details": "details",
        "post_id": "post_id",
        "subject_user_id": "subject_user_id",
        "creator_user_id": "creator_user_id",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class TimelineEvent(_Model[Any]):
    """What happened in a run.

    Attributes:
        id:  Example: craxgf4r4trgzrtues3a1t74ac.
        playbook_run_id:  Example: mx3xyzdojfgyfdx8sc8of1gdme.
        create_at: Milliseconds since the Unix epoch; 0 for never. Example: 1606807976289.
        delete_at: Milliseconds since the Unix epoch; 0 for never. Example: 1606807976289.
        event_at: Milliseconds since the Unix epoch; 0 for never. Example: 1606807976289.
        event_type: What kind of event; the words differ from server to server. Example: status_updated.
        summary:
        details:
        post_id:
        subject_user_id:
        creator_user_id:
    """

    id: str
    playbook_run_id: str | None
    create_at: int | None
    delete_at: int | None
    event_at: int | None
    event_type: str | None
    summary: str | None
    details: str | None
    post_id: str | None
    subject_user_id: str | None
    creator_user_id: str | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: str,
        playbook_run_id: str | None | Unset = UNSET,
        create_at: int | None | Unset = UNSET,
        delete_at: int | None | Unset = UNSET,
        event_at: int | None | Unset = UNSET,
        event_type: str | None | Unset = UNSET,
        summary: str | None | Unset = UNSET,
        details: str | None | Unset = UNSET,
        post_id: str | None | Unset = UNSET,
        subject_user_id: str | None | Unset = UNSET,
        creator_user_id: str | None | Unset = UNSET,
    ) -> None:
        self.id = id
        self.playbook_run_id = None if playbook_run_id is UNSET else playbook_run_id
        self.create_at = None if create_at is UNSET else create_at
        self.delete_at = None if delete_at is UNSET else delete_at
        self.event_at = None if event_at is UNSET else event_at
        self.event_type = None if event_type is UNSET else event_type
        self.summary = None if summary is UNSET else summary
        self.details = None if details is UNSET else details
        self.post_id = None if post_id is UNSET else post_id
        self.subject_user_id = None if subject_user_id is UNSET else subject_user_id
        self.creator_user_id = None if creator_user_id is UNSET else creator_user_id
        self._extra = None
        self._absent = _FIELDS.unset(
            playbook_run_id=playbook_run_id,
            create_at=create_at,
            delete_at=delete_at,
            event_at=event_at,
            event_type=event_type,
            summary=summary,
            details=details,
            post_id=post_id,
            subject_user_id=subject_user_id,
            creator_user_id=creator_user_id,
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
        value = self.playbook_run_id
        if value is None:
            if "playbook_run_id" not in absent:
                out["playbook_run_id"] = None
        elif value is not UNSET:
            out["playbook_run_id"] = value
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
        value = self.event_at
        if value is None:
            if "event_at" not in absent:
                out["event_at"] = None
        elif value is not UNSET:
            out["event_at"] = value
        value = self.event_type
        if value is None:
            if "event_type" not in absent:
                out["event_type"] = None
        elif value is not UNSET:
            out["event_type"] = value
        value = self.summary
        if value is None:
            if "summary" not in absent:
                out["summary"] = None
        elif value is not UNSET:
            out["summary"] = plain(value)
        value = self.details
        if value is None:
            if "details" not in absent:
                out["details"] = None
        elif value is not UNSET:
            out["details"] = plain(value)
        value = self.post_id
        if value is None:
            if "post_id" not in absent:
                out["post_id"] = None
        elif value is not UNSET:
            out["post_id"] = plain(value)
        value = self.subject_user_id
        if value is None:
            if "subject_user_id" not in absent:
                out["subject_user_id"] = None
        elif value is not UNSET:
            out["subject_user_id"] = plain(value)
        value = self.creator_user_id
        if value is None:
            if "creator_user_id" not in absent:
                out["creator_user_id"] = None
        elif value is not UNSET:
            out["creator_user_id"] = plain(value)
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
            self.playbook_run_id,
            self.create_at,
            self.delete_at,
            self.event_at,
            self.event_type,
            self.summary,
            self.details,
            self.post_id,
            self.subject_user_id,
            self.creator_user_id,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
