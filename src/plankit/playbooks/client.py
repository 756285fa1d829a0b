"""The Playbooks client itself: address, token, groups of methods."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self, Unpack

from plankit import environment
from plankit.address import checked
from plankit.client import ClientSettings, ServiceClient
from plankit.errors import ConfigurationError
from plankit.transport.budget import Budget
from plankit.transport.credentials import AccessToken
from plankit.transport.tokens import TokenSource

if TYPE_CHECKING:
    from typing import Any

    from plankit.playbooks.items import Items
    from plankit.playbooks.playbooks import Playbooks
    from plankit.playbooks.runs import Runs
    from plankit.playbooks.timeline import Timeline

DEFAULT_START_RATE = 10.0
"""Requests per second to begin with: Mattermost's own `RateLimitSettings.PerSec`. The limit is off unless the site's
administrator switches it on, so the rate grows from there as long as no answer speaks against it (`X-RateLimit-*`,
429). Source: facts/playbooks_server.md, "Limits, rate limiting"."""

METHODS = {
    "listRuns": "runs.list",
    "createRun": "runs.create",
    "listRunOwners": "runs.owners",
    "listRunChannels": "runs.channels",
    "getRunByChannel": "runs.get_by_channel",
    "getRun": "runs.get",
    "updateRun": "runs.update",
    "getRunMetadata": "runs.metadata",
    "updateRunStatus": "runs.update_status",
    "finishRun": "runs.finish",
    "restoreRun": "runs.restore",
    "changeRunOwner": "runs.change_owner",
    "addChecklistItem": "items.add",
    "moveChecklistItem": "items.move",
    "updateChecklistItem": "items.update",
    "deleteChecklistItem": "items.delete",
    "setChecklistItemState": "items.set_state",
    "setChecklistItemAssignee": "items.set_assignee",
    "runChecklistItem": "items.run",
    "listPlaybooks": "playbooks.list",
    "createPlaybook": "playbooks.create",
    "getPlaybook": "playbooks.get",
    "updatePlaybook": "playbooks.update",
    "deletePlaybook": "playbooks.delete",
    "listAutofollows": "playbooks.autofollows",
    "deleteTimelineEvent": "timeline.delete",
}
"""The one method for each operation of the document, but for those of `LOW_LEVEL`. `runs.walk` is a way to use
`runs.list`; `runs.end`, `runs.restart` and `items.reorder` are the document's names for what servers know as
`runs.finish`, `runs.restore` and `items.move`."""

LOW_LEVEL = {
    "createRunFromDialog": (
        "The web application's own: it takes what a dialog of Mattermost submits. Use runs.create, which returns the "
        "run."
    ),
    "finishRunFromDialog": "The web application's own: it is what a dialog of Mattermost submits. Use runs.finish.",
    "listChecklistAutocomplete": (
        "The web application's own: suggestions while somebody types /playbook check. Use runs.get_by_channel, whose "
        "answer has the checklists."
    ),
}
"""The operations without a method, each with the reason; `plankit_clients.playbooks` has their functions."""

_EXAMPLE = "https://chat.example.com"
_PLUGIN = re.compile(r"/(?:plugins|api/v[0-9]+)(?:/.*)?\Z", re.DOTALL)


class PlaybooksClient(ServiceClient):
    """The client of Mattermost Playbooks.

    Args:
        base_url: The address of the Mattermost site, with its sub-path if it has one: `https://chat.example.com`. Not
            the document's own server address, which ends in `/plugins/playbooks/api/v0`.
        token: A session token, a personal access token or a bot token of that site; or a `TokenSource` to share with
            another client.
        settings: See `plankit.client.ClientSettings`.

    Attributes:
        runs: Runs: list, walk, get, create, change.
        items: Items of the checklists of runs.
        playbooks: Playbooks: list, get, create, update, archive.
        timeline: Events of the timelines of runs.

    Example:
        `async with PlaybooksClient("https://chat.example.com", token="...") as playbooks:` and then
        `async for run in playbooks.runs.list(): ...`

    No cookie is ever kept or sent, so that the site's protection of cookies (CSRF) has nothing to object to.

    Raises:
        ConfigurationError: An address or a token that cannot work. Nothing is sent.
    """

    _catalog: ClassVar[str] = "plankit.playbooks.records"
    _models: ClassVar[str] = "plankit_clients.playbooks.models"
    _later: ClassVar[tuple[str, ...]] = ("plankit.page", "plankit.paging", "plankit.playbooks.replacement")

    def __init__(
        self,
        base_url: str,
        token: str | AccessToken | TokenSource | None = None,
        **settings: Unpack[ClientSettings],
    ) -> None:
        _check_site(base_url)
        source = _source_of(token)
        del token  # It may be a text: some tools print the local variables of a traceback.
        checked(base_url, name="base_url", allow_insecure=settings.get("allow_insecure", False), example=_EXAMPLE)
        super().__init__(
            base_url, source, budget=Budget.learned(DEFAULT_START_RATE, clock=settings.get("clock")), settings=settings
        )

    @cached_property
    def runs(self) -> Runs:
        """Runs: list, walk, get, create, change."""
        from plankit.playbooks.runs import Runs  # noqa: PLC0415 - see `ServiceClient`

        return Runs(self)

    @cached_property
    def items(self) -> Items:
        """Items of the checklists of runs."""
        from plankit.playbooks.items import Items  # noqa: PLC0415 - see `ServiceClient`

        return Items(self)

    @cached_property
    def playbooks(self) -> Playbooks:
        """Playbooks: list, get, create, update, archive."""
        from plankit.playbooks.playbooks import Playbooks  # noqa: PLC0415 - see `ServiceClient`

        return Playbooks(self)

    @cached_property
    def timeline(self) -> Timeline:
        """Events of the timelines of runs."""
        from plankit.playbooks.timeline import Timeline  # noqa: PLC0415 - see `ServiceClient`

        return Timeline(self)

    @classmethod
    def from_env(cls, **settings: Unpack[ClientSettings]) -> Self:
        """Build a client from the environment.

        Reads PLANKIT_PLAYBOOKS_URL, the address of the site, and PLANKIT_PLAYBOOKS_TOKEN.

        Raises:
            ConfigurationError: Variables are missing (the message names all of them) or malformed.
        """
        names = ("PLANKIT_PLAYBOOKS_URL", "PLANKIT_PLAYBOOKS_TOKEN")
        url, token = environment.all_required("PlaybooksClient.from_env()", *names)
        source = _source_of(token)
        del token  # It is a text: some tools print the local variables of a traceback.
        return cls(url, source, **settings)


def _check_site(base_url: Any) -> None:
    """Refuse an address with the path that every call adds, as the document's own server address has."""
    path = re.sub(r"^[a-z]+://[^/]*", "", base_url, flags=re.IGNORECASE) if isinstance(base_url, str) else ""
    if _PLUGIN.search(path):
        msg = (
            "base_url= ends in a path that the calls add themselves (/plugins/playbooks/api/v0): give the address of "
            f"the Mattermost site only, such as {_EXAMPLE!r}, with its sub-path if it has one."
        )
        raise ConfigurationError(msg)


def _source_of(token: object) -> TokenSource:
    """Return the token source that *token* is or makes.

    Raises:
        ConfigurationError: There is none.
    """
    if isinstance(token, TokenSource):
        return token
    if isinstance(token, AccessToken):
        return TokenSource(token)
    if isinstance(token, str):
        return TokenSource(AccessToken(token))
    what = "none was given" if token is None else f"got a {type(token).__name__}"
    msg = (
        f"PlaybooksClient needs token=, a session token, a personal access token or a bot token of the site: {what}. "
        "PlaybooksClient.from_env() takes it from PLANKIT_PLAYBOOKS_TOKEN."
    )
    raise ConfigurationError(msg)
