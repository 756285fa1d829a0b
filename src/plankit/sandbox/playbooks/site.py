"""The Mattermost site around Playbooks: its ids, team, users and channels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

TEAM_ID = "hiahewh51fp9dk6qgk7kpw3xn1"
TEAM_NAME = "sre-staff"
#: Whom the accepted token belongs to.
USER_ID = "bdgsjsfdys588ywjrwuqrwtpf7"

#: The letters of a Mattermost id, in the order of their values.
_LETTERS = "ybndrfg8ejkmcpqxot1uwisza345h769"
_PAIRS = tuple(first + second for first in _LETTERS for second in _LETTERS)
_SHIFTS = tuple(range(0, 130, 10))
_ID = re.compile(r"[A-Za-z0-9]{26}")
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


def identifier(source: random.Random) -> str:
    """A random Mattermost id: 130 bits in 26 characters, so a new one falls anywhere in the order of ids."""
    bits = source.getrandbits(130)
    return "".join([_PAIRS[bits >> shift & 1023] for shift in _SHIFTS])


def is_identifier(text: str) -> bool:
    """Whether a text can be an id (Paging: filters take nothing else)."""
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class User:
    """A user of the site."""

    id: str
    username: str
    first_name: str
    last_name: str
    nickname: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of the team."""

    id: str
    name: str
    display_name: str
    total_posts: int


USERS: dict[str, User] = {
    user.id: user
    for user in (
        User(USER_ID, "ada.abel", "Ada", "Abel", ""),
        User("5s91mduop94dhywkz6oabidqkn", "bjorn.brandt", "Björn", "Brandt", "bb"),
        User("znenijby8oyyiorjrecgg8jthw", "chloe.castro", "Chloé", "Castro", ""),
        User("qygwc57jmjidehm9c4qd1g7so7", "dmitri.ito", "Dmitri", "Ito", ""),
        User("t6sfj5d9bzucu1mjbwhc5ce37n", "esi.fofana", "Esi", "Fofana", "esi"),
        User("5kaj9kgbrn4yd8rayimr8o8cct", "reporting-bot", "", "", ""),
    )
}
#: Channels that exist without any run.
CHANNELS: tuple[Channel, ...] = (
    Channel("sjusjanxmri5xmh9wtwsitazwo", "town-square", "Town Square", 1204),
    Channel("mgojxfhrh17hfe9inedjnbbxso", "off-topic", "Off-Topic", 87),
    Channel("iwrsop6qiaxrgjgcnaawdgh5z5", "incidents", "Incidents", 3310),
)


def channel_of(source: random.Random, run_name: str) -> Channel:
    """A new channel for a run."""
    name = _NOT_IN_A_NAME.sub("-", run_name.lower()).strip("-")[:54]
    return Channel(identifier(source), f"{name}-{identifier(source)[:4]}".strip("-"), run_name[:64], 2)
