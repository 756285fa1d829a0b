"""Playbooks, the templates of runs: their fields and what is read of them in a body."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from plankit.sandbox.playbooks.checklists import StoreError, check, checklist
from plankit.sandbox.playbooks.fields import each, flag, optional, struct, text, texts, whole, word
from plankit.sandbox.playbooks.lists import Rows
from plankit.sandbox.playbooks.site import identifier
from plankit.sandbox.wire import bad_request, dump

if TYPE_CHECKING:
    import random

    from plankit.sandbox.playbooks.checklists import Checklists
    from plankit.sandbox.playbooks.fields import Reader
    from plankit.sandbox.playbooks.lists import Key
    from plankit.sandbox.wire import JsonObject

#: What the store takes (Errors).
MOST_TITLE = 1024
_MOST_WEBHOOKS = 64
_WEBHOOKS = ("webhook_on_creation_urls", "webhook_on_status_update_urls")
_ACTIONS = (
    "invite_users_enabled",
    "default_owner_enabled",
    "broadcast_enabled",
    "webhook_on_creation_enabled",
    "webhook_on_status_update_enabled",
    "message_on_join_enabled",
    "signal_any_keywords_enabled",
    "categorize_channel_enabled",
)
#: Set by the server alone.
_COUNTS = ("num_runs", "active_runs", "last_run_at")

playbook: Reader = struct(
    id=text,
    title=text,
    description=text,
    public=flag,
    team_id=text,
    create_public_playbook_run=flag,
    create_at=whole,
    update_at=whole,
    delete_at=whole,
    num_stages=whole,
    num_steps=whole,
    num_runs=whole,
    num_actions=whole,
    last_run_at=whole,
    active_runs=whole,
    checklists=each(checklist),
    # Null comes back for roles that a scheme does not give (Fields).
    members=each(struct(user_id=text, roles=texts, scheme_roles=each(text, null=True))),
    reminder_message_template=text,
    reminder_timer_default_seconds=whole,
    status_update_enabled=flag,
    invited_user_ids=texts,
    invited_group_ids=texts,
    invite_users_enabled=flag,
    default_owner_id=text,
    default_owner_enabled=flag,
    broadcast_channel_ids=texts,
    broadcast_enabled=flag,
    webhook_on_creation_urls=texts,
    webhook_on_creation_enabled=flag,
    webhook_on_status_update_urls=texts,
    webhook_on_status_update_enabled=flag,
    message_on_join=text,
    message_on_join_enabled=flag,
    retrospective_reminder_interval_seconds=whole,
    retrospective_template=text,
    retrospective_enabled=flag,
    signal_any_keywords=texts,
    signal_any_keywords_enabled=flag,
    categorize_channel_enabled=flag,
    category_name=text,
    run_summary_template=text,
    run_summary_template_enabled=flag,
    channel_name_template=text,
    channel_id=text,
    channel_mode=word("create_new_channel", "link_existing_channel"),
    default_playbook_admin_role=text,
    default_playbook_member_role=text,
    default_run_admin_role=text,
    default_run_member_role=text,
    metrics=each(struct(id=text, playbook_id=text, title=text, description=text, type=text, target=optional(whole))),
    create_channel_member_on_new_participant=flag,
    remove_channel_member_on_removed_participant=flag,
)


class Playbook:
    """One playbook.

    Args:
        fields: What an answer shows; they belong to the playbook from then on.
    """

    __slots__ = ("_json", "_listed", "autofollows", "fields")

    def __init__(self, fields: JsonObject) -> None:
        self.fields: JsonObject = fields
        self.autofollows: list[str] = []
        self._json: bytes | None = None
        self._listed: bytes | None = None

    @property
    def archived(self) -> bool:
        """Whether it was deleted."""
        return bool(self.fields["delete_at"])

    def dump(self) -> bytes:
        """The playbook as JSON, made once per change."""
        if self._json is None:
            self._json = dump(self.fields)
        return self._json

    def listed(self) -> bytes:
        """The playbook as an item of a list, which comes without its checklists."""
        if self._listed is None:
            self._listed = dump({**self.fields, "checklists": []})
        return self._listed

    def touch(self) -> None:
        """Say that the playbook has changed."""
        self._json = self._listed = None

    def started(self, now: int) -> None:
        """Count a new run."""
        self.fields["num_runs"] += 1
        self.fields["active_runs"] += 1
        self.fields["last_run_at"] = max(self.fields["last_run_at"], now)
        self.touch()

    def ended(self) -> None:
        """Count a run that has ended."""
        self.fields["active_runs"] -= 1
        self.touch()

    def resumed(self) -> None:
        """Count a run that goes on again."""
        self.fields["active_runs"] += 1
        self.touch()


def _column(name: str) -> Key[Playbook]:
    return lambda row: row.fields[name]


class Templates:
    """All playbooks; every method takes the time in milliseconds.

    Args:
        source: Where ids come from.
        shuffler: Decides the order of equal playbooks.
        checklists: Makes their checklists.
    """

    def __init__(self, source: random.Random, shuffler: random.Random, checklists: Checklists) -> None:
        self.table: Rows[Playbook] = Rows(
            {
                "title": _column("title"),
                "stages": _column("num_stages"),
                "steps": _column("num_steps"),
                "runs": _column("num_runs"),
                "last_run_at": _column("last_run_at"),
                "active_runs": _column("active_runs"),
            },
            shuffler,
        )
        self._source = source
        self._checklists = checklists

    def make(self, fields: JsonObject, caller: str, now: int) -> Playbook:
        """A new playbook; without members the caller is the only one and its administrator.

        Raises:
            StoreError: It is too long.
        """
        if not fields["members"]:
            roles = ["playbook_member", "playbook_admin"]
            fields["members"] = [{"user_id": caller, "roles": roles, "scheme_roles": None}]
        zero = dict.fromkeys(_COUNTS, 0)
        made = Playbook(
            self._stored({**fields, **zero, "id": identifier(self._source), "create_at": now, "delete_at": 0}, now)
        )
        made.autofollows = [caller]
        self.table.add(made)
        return made

    def replace(self, old: Playbook, fields: JsonObject, now: int) -> None:
        """Put a whole playbook in the place of another: what was not sent is zero.

        Raises:
            StoreError: It is too long.
        """
        kept = {name: old.fields[name] for name in ("id", "create_at", "delete_at", *_COUNTS)}
        old.fields = self._stored({**fields, **kept}, now)
        self.changed(old)

    def archive(self, old: Playbook, now: int) -> None:
        """Delete it: it is still there, but no run can be made of it."""
        old.fields["delete_at"] = old.fields["update_at"] = now
        self.changed(old)

    def changed(self, row: Playbook) -> None:
        """Say that a playbook has changed."""
        row.touch()
        self.table.changed()

    def _stored(self, fields: JsonObject, now: int) -> JsonObject:
        if len(fields["title"]) > MOST_TITLE:
            raise StoreError
        checklists = self._checklists.adopt(fields["checklists"], now)
        check(checklists)
        for metric in fields["metrics"]:
            metric["id"] = metric["id"] or identifier(self._source)
            metric["playbook_id"] = fields["id"]
        return {
            **fields,
            "update_at": now,
            "num_stages": len(checklists),
            "num_steps": sum(len(entry["items"]) for entry in checklists),
            "num_actions": sum(fields[name] for name in _ACTIONS),
        }


def need_webhooks(fields: JsonObject) -> None:
    """Refuse addresses that no server would post to.

    Raises:
        RefusedError: 400, there are too many, or one is not of http or https.
    """
    for name in _WEBHOOKS:
        addresses: list[str] = fields[name]
        if len(addresses) > _MOST_WEBHOOKS:
            message = f"too many {name}, limit to less than {_MOST_WEBHOOKS}"
            raise bad_request(message)
        for address in addresses:
            if not _is_web_address(address):
                message = f"invalid URL in {name}"
                raise bad_request(message)


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
