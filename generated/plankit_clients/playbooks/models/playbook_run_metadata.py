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
        "channel_name": "channel_name",
        "channel_display_name": "channel_display_name",
        "team_name": "team_name",
        "num_members": "num_members",
        "total_posts": "total_posts",
        "num_participants": "num_participants",
        "followers": "followers",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class PlaybookRunMetadata(_Model[Any]):
    """The object `PlaybookRunMetadata` of the document.

    Attributes:
        channel_name: Name of the channel associated to the playbook run. Example: server-down-in-eu-
            cluster.
        channel_display_name: Display name of the channel associated to the playbook run. Example:
            Server down in EU cluster.
        team_name: Name of the team the playbook run is in. Example: sre-staff.
        num_members: Number of users that have been members of the playbook run. Known servers send
            `num_participants` instead. Example: 25.
        total_posts: Number of posts in the channel associated to the playbook run. Example: 202.
        num_participants: Number of participants of the run. Example: 25.
        followers:  Example: ['bqnbdf8uc0a8yz4i39qrpgkvtg'].
    """

    channel_name: str | None
    channel_display_name: str | None
    team_name: str | None
    num_members: int | None
    total_posts: int | None
    num_participants: int | None
    followers: list[str] | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        channel_name: str | None | Unset = UNSET,
        channel_display_name: str | None | Unset = UNSET,
        team_name: str | None | Unset = UNSET,
        num_members: int | None | Unset = UNSET,
        total_posts: int | None | Unset = UNSET,
        num_participants: int | None | Unset = UNSET,
        followers: list[str] | None | Unset = UNSET,
    ) -> None:
        self.channel_name = None if channel_name is UNSET else channel_name
        self.channel_display_name = None if channel_display_name is UNSET else channel_display_name
        self.team_name = None if team_name is UNSET else team_name
        self.num_members = None if num_members is UNSET else num_members
        self.total_posts = None if total_posts is UNSET else total_posts
        self.num_participants = None if num_participants is UNSET else num_participants
        self.followers = None if followers is UNSET else followers
        self._extra = None
        self._absent = _FIELDS.unset(
            channel_name=channel_name,
            channel_display_name=channel_display_name,
            team_name=team_name,
            num_members=num_members,
            total_posts=total_posts,
            num_participants=num_participants,
            followers=followers,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.channel_name
        if value is None:
            if "channel_name" not in absent:
                out["channel_name"] = None
        elif value is not UNSET:
            out["channel_name"] = value
        value = self.channel_display_name
        if value is None:
            if "channel_display_name" not in absent:
                out["channel_display_name"] = None
        elif value is not UNSET:
            out["channel_display_name"] = value
        value = self.team_name
        if value is None:
            if "team_name" not in absent:
                out["team_name"] = None
        elif value is not UNSET:
            out["team_name"] = value
        value = self.num_members
        if value is None:
            if "num_members" not in absent:
                out["num_members"] = None
        elif value is not UNSET:
            out["num_members"] = value
        value = self.total_posts
        if value is None:
            if "total_posts" not in absent:
                out["total_posts"] = None
        elif value is not UNSET:
            out["total_posts"] = value
        value = self.num_participants
        if value is None:
            if "num_participants" not in absent:
                out["num_participants"] = None
        elif value is not UNSET:
            out["num_participants"] = value
        value = self.followers
        if value is None:
            if "followers" not in absent:
                out["followers"] = None
        elif value is not UNSET:
            out["followers"] = plain(value)
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
            self.channel_name,
            self.channel_display_name,
            self.team_name,
            self.num_members,
            self.total_posts,
            self.num_participants,
            self.followers,
        ) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
