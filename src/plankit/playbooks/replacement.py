"""What may replace a playbook: only one that was read whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plankit_clients.playbooks.models import Playbook

from plankit.playbooks.arguments import check_playbook, identifier, refused

if TYPE_CHECKING:
    from plankit.operation import Operation

_NEEDED = (
    "id",
    "title",
    "team_id",
    "public",
    "members",
    "checklists",
    "reminder_timer_default_seconds",
    "status_update_enabled",
    "invited_user_ids",
    "invite_users_enabled",
    "default_owner_id",
    "default_owner_enabled",
    "broadcast_channel_ids",
    "broadcast_enabled",
    "webhook_on_creation_urls",
    "webhook_on_creation_enabled",
    "webhook_on_status_update_urls",
    "webhook_on_status_update_enabled",
    "message_on_join",
    "retrospective_enabled",
    "channel_mode",
)
"""What every playbook that was read has, and what a server takes for empty or false where a PUT leaves it out."""


class ListedPlaybook(Playbook):
    """A playbook as it comes in lists: its checklists are left out, whatever it has.

    It is a `Playbook` in all else. `playbooks.update` refuses it, since that would delete the checklists: `get` it
    first.
    """

    __slots__ = ()


def replaceable(playbook: object, operation: Operation[Any]) -> str:
    """Return the id of *playbook* if it may be sent as the replacement of what the server has.

    Raises:
        InvalidArgumentError: It comes from a list, was not read, or lacks what the server would take for empty.
    """
    if isinstance(playbook, ListedPlaybook):
        what = (
            "this playbook comes from a list, without its checklists, which would be deleted: get() it by its id, "
            "change that, and update() it."
        )
        raise refused(operation, what)
    if not isinstance(playbook, Playbook):
        what = f"it takes a Playbook as get() returns it, not a {type(playbook).__name__}."
        raise refused(operation, what)
    body = playbook.to_dict()
    missing = [name for name in _NEEDED if name not in body]
    if missing:
        what = (
            f"this playbook lacks {', '.join(missing[:3])}{' and more' if missing[3:] else ''}, which the server would "
            "take for empty: get() the playbook first, change that, and update() it."
        )
        raise refused(operation, what)
    check_playbook(body, operation)
    return identifier("playbook.id", playbook.id, operation)
