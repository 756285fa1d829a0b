"""Mattermost Playbooks (facts/playbooks_server.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.sandbox.limits import SlidingSecond
from plankit.sandbox.service import Service

if TYPE_CHECKING:
    from plankit.sandbox.service import Common
    from plankit.sandbox.wire import JsonObject


class Playbooks(Service):
    """A Mattermost site with the Playbooks plugin."""

    def __init__(self, common: Common, token: str) -> None:
        super().__init__("playbooks", common, ())
        self.limit = SlidingSecond()
        self._token = token

    def all_playbooks(self) -> list[JsonObject]:
        """All playbooks."""
        return []

    def all_runs(self) -> list[JsonObject]:
        """All runs."""
        return []
