"""What Playbooks servers mean by their statuses, which often say something else.

Source: facts/playbooks_server.md, "Errors".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

READS: Mapping[int, str] = {
    401: (
        "Check the token: is it a session token, a personal access token or a bot token of this very site, and neither "
        "expired nor revoked?"
    ),
    403: "The token's user may not do this, or there is no such thing: servers answer 403 to an unknown id as well.",
    404: (
        "The site knows no such path, rather than no such thing: is base_url= the address of the site (with its "
        "sub-path, if it has one), and is the Playbooks plugin on?"
    ),
    405: "The site knows the path and not the method: its Playbooks plugin is of another version than those known.",
}
"""For operations that read."""

CHANGES: Mapping[int, str] = {
    **READS,
    500: (
        "Servers answer 500 to an unknown id, to a place that is not there and to what is too long as well, and do not "
        "say which it was."
    ),
}
"""For operations that change something."""

CREATES_PLAYBOOK: Mapping[int, str] = {
    **CHANGES,
    403: (
        "A private playbook needs a licence (public=True needs none), or the token's user may not make playbooks in "
        "this team."
    ),
}
"""For creating a playbook."""

BY_CHANNEL: Mapping[int, str] = {
    **READS,
    400: "Several runs share this channel: find them with runs.list() and look at their channel_id.",
    404: "There is no run in this channel, or none that the token's user may see.",
}
"""For finding the run of a channel."""
