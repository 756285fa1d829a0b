from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import LATER as _LATER
from ..types import UNSET, Unset, plain
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import nested as _nested
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "type": "type_",
        "url": "url",
        "callback_id": "callback_id",
        "state": "state",
        "user_id": "user_id",
        "channel_id": "channel_id",
        "team_id": "team_id",
        "submission": "submission",
        "cancelled": "cancelled",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class PlaybookRunDialog(_Model[Any]):
    """The object `PlaybookRunDialog` of the document.

    Attributes:
        type_:  Example: dialog_submission.
        url:
        callback_id: Callback ID provided by the integration.
        state: Stringified JSON with the post_id and the client_id. Example: {"post_id": "",
            "client_id": ""}.
        user_id: ID of the user who submitted the dialog. Example: bqnbdf8uc0a8yz4i39qrpgkvtg.
        channel_id: ID of the channel the user was in when submitting the dialog. Example:
            hwrmiyzj3kadcilh3ukfcnsbt6.
        team_id: ID of the team the user was on when submitting the dialog. Example:
            61ji2mpflefup3cnuif80r5rde.
        submission: Map of the dialog fields to their values
        cancelled: If the dialog was cancelled. Example: False.
    """

    type_: str | None
    url: str | None
    callback_id: str | None
    state: str | None
    user_id: str | None
    channel_id: str | None
    team_id: str | None
    submission: PlaybookRunDialogSubmission | None
    cancelled: bool | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        type_: str | None | Unset = UNSET,
        url: str | None | Unset = UNSET,
        callback_id: str | None | Unset = UNSET,
        state: str | None | Unset = UNSET,
        user_id: str | None | Unset = UNSET,
        channel_id: str | None | Unset = UNSET,
        team_id: str | None | Unset = UNSET,
        submission: PlaybookRunDialogSubmission | None | Unset = UNSET,
        cancelled: bool | None | Unset = UNSET,
    ) -> None:
        self.type_ = None if type_ is UNSET else type_
        self.url = None if url is UNSET else url
        self.callback_id = None if callback_id is UNSET else callback_id
        self.state = None if state is UNSET else state
        self.user_id = None if user_id is UNSET else user_id
        self.channel_id = None if channel_id is UNSET else channel_id
        self.team_id = None if team_id is UNSET else team_id
        self.submission = None if submission is UNSET else submission
        self.cancelled = None if cancelled is UNSET else cancelled
        self._extra = None
        self._absent = _FIELDS.unset(
            type_=type_,
            url=url,
            callback_id=callback_id,
            state=state,
            user_id=user_id,
            channel_id=channel_id,
            team_id=team_id,
            submission=submission,
            cancelled=cancelled,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.type_
        if value is None:
            if "type_" not in absent:
                out["type"] = None
        elif value is not UNSET:
            out["type"] = value
        value = self.url
        if value is None:
            if "url" not in absent:
                out["url"] = None
        elif value is not UNSET:
            out["url"] = value
        value = self.callback_id
        if value is None:
            if "callback_id" not in absent:
                out["callback_id"] = None
        elif value is not UNSET:
            out["callback_id"] = value
        value = self.state
        if value is None:
            if "state" not in absent:
                out["state"] = None
        elif value is not UNSET:
            out["state"] = value
        value = self.user_id
        if value is None:
            if "user_id" not in absent:
                out["user_id"] = None
        elif value is not UNSET:
            out["user_id"] = value
        value = self.channel_id
        if value is None:
            if "channel_id" not in absent:
                out["channel_id"] = None
        elif value is not UNSET:
            out["channel_id"] = value
        value = self.team_id
        if value is None:
            if "team_id" not in absent:
                out["team_id"] = None
        elif value is not UNSET:
            out["team_id"] = value
        value = self.submission
        if value is None:
            if "submission" not in absent:
                out["submission"] = None
        elif value is not UNSET:
            out["submission"] = value.to_dict() if isinstance(value, _Model) else value
        value = self.cancelled
        if value is None:
            if "cancelled" not in absent:
                out["cancelled"] = None
        elif value is not UNSET:
            out["cancelled"] = value
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
            self.type_,
            self.url,
            self.callback_id,
            self.state,
            self.user_id,
            self.channel_id,
            self.team_id,
            _submission,
            self.cancelled,
        ) = get(src_dict)
        self.submission = _LATER((_submission,)) if isinstance(_submission, dict) else _submission
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .playbook_run_dialog_submission import PlaybookRunDialogSubmission  # noqa: E402

_nested(
    PlaybookRunDialog,
    submission=lambda value: (
        PlaybookRunDialogSubmission.from_dict(value) if isinstance(value, dict) else value
    ),
)
