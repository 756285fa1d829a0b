"""What Playbooks servers mean by their statuses, which often say something else.

Source: facts/playbooks_server.md, "Errors", "Operations" and "Paging".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit_clients.playbooks.models import (
    ChannelSort,
    PlaybookRunSort,
    PlaybookRunStatus,
    PlaybookSort,
    SortDirection,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from plankit.operation import Hint
    from plankit.refusal import Refusal


def _words(**known: Iterable[str]) -> str:
    """Return what servers know for arguments whose other values they refuse without saying which."""
    told = "; ".join(f"{name}= {', '.join(map(str, words))}" for name, words in known.items())
    return f"Servers know {told}. An id has 26 characters."


_NO_PATH = (
    "The site knows no such path, rather than no such thing: is base_url= the address of the site (with its sub-path, "
    "if it has one), and is the Playbooks plugin on?"
)


def _of_channel(told: Refusal) -> str:
    """Tell a channel without a run from a site without the plugin: only the plugin's own 404 is JSON."""
    said = told.detail or ""
    if not said or "page" in said.casefold():  # "404 page not found", "an HTML page"
        return _NO_PATH
    return "There is no run in this channel, or none that the token's user may see."


def _several(told: Refusal) -> str:
    if "multiple" in (told.detail or ""):
        return "Several runs share this channel: find them with runs.list() and look at their channel_id."
    return "An id has 26 characters."


def _finished(told: Refusal) -> str:
    if "finished" in (told.detail or ""):
        return "Today's servers change no run that is finished: runs.restore() takes it up again."
    return ""


def _state(told: Refusal) -> str:
    return _finished(told) or "The known states are '' (open), 'in_progress', 'closed' and 'skipped'."


READS: Mapping[int, Hint] = {
    401: (
        "Check the token: is it a session token, a personal access token or a bot token of this very site, and neither "
        "expired nor revoked?"
    ),
    403: "The token's user may not do this, or there is no such thing: servers answer 403 to an unknown id as well.",
    404: _NO_PATH,
    405: "The site knows the path and not the method: its Playbooks plugin is of another version than those known.",
}
"""For operations that read."""

LISTS_RUNS: Mapping[int, Hint] = {
    **READS,
    400: _words(sort=PlaybookRunSort, direction=SortDirection, statuses=PlaybookRunStatus),
}
"""For listing runs."""

LISTS_CHANNELS: Mapping[int, Hint] = {
    **READS,
    400: _words(sort=ChannelSort, direction=SortDirection, statuses=PlaybookRunStatus),
}
"""For listing the channels of runs."""

LISTS_PLAYBOOKS: Mapping[int, Hint] = {**READS, 400: _words(sort=PlaybookSort, direction=SortDirection)}
"""For listing playbooks."""

BY_CHANNEL: Mapping[int, Hint] = {**READS, 400: _several, 404: _of_channel}
"""For finding the run of a channel."""

CHANGES: Mapping[int, Hint] = {
    **READS,
    400: _finished,
    403: "The token's user may not change this: is it a participant of the run, or a member of the playbook?",
    500: (
        "Servers answer 500 to an unknown id, to a place that is not there and to what is too long as well, and do not "
        "say which it was."
    ),
}
"""For operations that change something."""

LEADS: Mapping[int, Hint] = {
    **CHANGES,
    403: (
        "Today's servers may leave this to the run's owner and to system administrators, and the newest answer 403 to "
        "an unknown run here as well."
    ),
}
"""For finishing a run, taking it up again, giving it to another owner."""

SETS_STATE: Mapping[int, Hint] = {**CHANGES, 400: _state}
"""For setting the state of an item."""

CREATES_RUN: Mapping[int, Hint] = {
    **CHANGES,
    403: "The token's user may not start runs of this playbook or in this team, or its owner may not be in the team.",
}
"""For starting a run."""

CREATES_PLAYBOOK: Mapping[int, Hint] = {
    **CHANGES,
    403: (
        "A private playbook needs a licence (public=True needs none), or the token's user may not make playbooks in "
        "this team."
    ),
}
"""For creating a playbook."""

REPLACES_PLAYBOOK: Mapping[int, Hint] = {
    **CHANGES,
    403: "The token's user may not change this playbook, or it would become private, which needs a licence.",
}
"""For replacing a playbook."""
