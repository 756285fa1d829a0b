"""What may replace a playbook: only one that was read whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plankit_clients.playbooks.models import Playbook

from plankit.playbooks.arguments import check_playbook, identifier, refused, said

if TYPE_CHECKING:
    from collections.abc import Mapping

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


_LISTS = (
    "members",
    "checklists",
    "invited_user_ids",
    "broadcast_channel_ids",
    "webhook_on_creation_urls",
    "webhook_on_status_update_urls",
)
"""Lists that a server empties when it is sent null for them. None sends null itself."""


def replaceable(playbook: object, operation: Operation[Any], *, without_checklists: bool = False) -> str:
    """Return the id of *playbook* if it may be sent as the replacement of what the server has.

    Raises:
        InvalidArgumentError: It comes from a list, was not read, or lacks what the server would take for empty.
    """
    said("without_checklists", without_checklists, operation)
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
    nulls = [name for name in _LISTS if body[name] is None]
    if nulls:
        raise refused(operation, f"{', '.join(nulls)}: null, which the server would take for empty. Give [] for none.")
    _check_checklists(body, operation, without=without_checklists)
    check_playbook(body, operation)
    return identifier("playbook.id", playbook.id, operation)


def _check_checklists(body: Mapping[str, Any], operation: Operation[Any], *, without: bool) -> None:
    """Refuse what looks like an item of a list: counts of checklists, and none there."""
    if body["checklists"]:
        if without:
            what = (
                "without_checklists=True, and this playbook has some: set playbook.checklists = [] to remove them all."
            )
            raise refused(operation, what)
    elif not without and (body.get("num_stages") or body.get("num_steps")):
        what = (
            "this playbook has no checklists, while num_stages and num_steps say that the service knows some: it looks "
            "like one from a list, and the checklists would be deleted. get() it by its id, change that, and update() "
            "it; without_checklists=True removes them all."
        )
        raise refused(operation, what)
