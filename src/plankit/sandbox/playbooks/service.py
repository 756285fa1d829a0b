"""Mattermost Playbooks (facts/playbooks_server.md; the names of its sections are cited in brackets).

Webhooks are not sent: the sandbox makes no outgoing connections.
"""

from __future__ import annotations

import hmac
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from plankit.sandbox.limits import Burst
from plankit.sandbox.playbooks.answers import LIMITED, UNAUTHORIZED, Routes, refusal
from plankit.sandbox.playbooks.board import Board
from plankit.sandbox.playbooks.item_calls import ItemCalls
from plankit.sandbox.playbooks.run_calls import RunCalls
from plankit.sandbox.playbooks.seed import seed
from plankit.sandbox.playbooks.template_calls import TemplateCalls
from plankit.sandbox.service import Service

if TYPE_CHECKING:
    from plankit.sandbox.record import Call
    from plankit.sandbox.service import Common
    from plankit.sandbox.wire import Answer, Headers, JsonObject, RefusedError

_ROOT = "/plugins/playbooks/api/v0"
_SCHEMES = (b"bearer ", b"token ")


class Playbooks(Service):
    """A Mattermost site with the Playbooks plugin.

    Args:
        common: What the services share.
        token: The accepted token.
    """

    def __init__(self, common: Common, token: str) -> None:
        self.board: Board = Board(common)
        operations = [
            *RunCalls(self.board).operations(),
            *ItemCalls(self.board).operations(),
            *TemplateCalls(self.board).operations(),
        ]
        super().__init__("playbooks", common, ())
        settings = common.settings
        self._router = Routes(settings.playbooks_path + _ROOT, operations)
        self.limit: Burst = Burst()
        self._token = token.encode()
        seed(self.board, settings.playbooks, settings.runs, settings.seed)

    def admit(self, call: Call) -> Answer | None:
        """Mattermost's limiter is around the whole site, so it counts what has no route and no token too."""
        settings = self.common.settings
        if settings.playbooks_per_second is None:
            return None
        verdict = self.limit.admit(call.at, settings.playbooks_per_second, settings.playbooks_burst)
        told = [
            (b"x-ratelimit-limit", verdict.limit),
            (b"x-ratelimit-remaining", verdict.remaining),
            (b"x-ratelimit-reset", verdict.reset),
        ]
        if not verdict.admitted:
            told.append((b"retry-after", verdict.retry_after))
        call.stamps = tuple((name, str(number).encode()) for name, number in told)
        return None if verdict.admitted else LIMITED

    def stamp(self, call: Call) -> Headers:
        """What the limiter said on arrival."""
        return call.stamps

    def authorize(self, call: Call) -> Answer | None:
        """Refuse a request whose token is missing or wrong, or which shows it by a cookie and could be forged."""
        return None if hmac.compare_digest(_shown(call), self._token) else UNAUTHORIZED

    def refused(self, error: RefusedError) -> Answer:
        """The answer to a refused request [Errors]."""
        return refusal(error)

    def all_playbooks(self) -> list[JsonObject]:
        """All playbooks, archived ones too."""
        return [row.fields for row in self.board.templates.table.rows]

    def all_runs(self) -> list[JsonObject]:
        """All runs."""
        return [run.fields for run in self.board.runs.table.rows]


def _shown(call: Call) -> bytes:
    """The token of a request, from where a server looks for it; empty without one."""
    header = call.header(b"authorization") or b""
    for scheme in _SCHEMES:
        if header[: len(scheme)].lower() == scheme:
            return header[len(scheme) :]
    try:
        cookie = SimpleCookie((call.header(b"cookie") or b"").decode("latin-1")).get("MMAUTHTOKEN")
    except CookieError:
        cookie = None
    if cookie is not None:
        # Nothing here hands out a CSRF token, so any one will do.
        return cookie.value.encode() if call.method == "GET" or call.header(b"x-csrf-token") else b""
    return (call.parameter("access_token") or "").encode()
