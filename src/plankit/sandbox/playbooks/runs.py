"""Runs: their fields, and what can happen to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from plankit.sandbox.playbooks.lists import Rows
from plankit.sandbox.playbooks.site import CHANNELS, TEAM_ID, channel_of, identifier
from plankit.sandbox.wire import dump

if TYPE_CHECKING:
    import random

    from plankit.sandbox.playbooks.checklists import Checklists
    from plankit.sandbox.playbooks.lists import Key
    from plankit.sandbox.playbooks.site import Channel
    from plankit.sandbox.playbooks.templates import Playbook
    from plankit.sandbox.wire import JsonObject

IN_PROGRESS: Final = "InProgress"
FINISHED: Final = "Finished"
_COLUMNS = (
    "create_at",
    "id",
    "name",
    "owner_user_id",
    "team_id",
    "end_at",
    "last_status_update_at",
)
_METRICS = 4
#: Of a playbook, and the run's from its start.
_TAKEN_OVER = (
    "reminder_message_template",
    "reminder_timer_default_seconds",
    "status_update_enabled",
    "broadcast_channel_ids",
    "webhook_on_creation_urls",
    "webhook_on_status_update_urls",
    "retrospective_enabled",
    "retrospective_reminder_interval_seconds",
    "message_on_join",
    "category_name",
    "invited_user_ids",
    "invited_group_ids",
    "default_owner_id",
    "create_channel_member_on_new_participant",
    "remove_channel_member_on_removed_participant",
)
_WITHOUT_PLAYBOOK: dict[str, Any] = {
    "reminder_message_template": "",
    "reminder_timer_default_seconds": 0,
    "status_update_enabled": True,
    "retrospective_enabled": False,
    "retrospective_reminder_interval_seconds": 0,
    "message_on_join": "",
    "category_name": "",
    "default_owner_id": "",
    "create_channel_member_on_new_participant": True,
    "remove_channel_member_on_removed_participant": True,
}
_LISTS = (
    "broadcast_channel_ids",
    "webhook_on_creation_urls",
    "webhook_on_status_update_urls",
    "invited_user_ids",
    "invited_group_ids",
)


class Run:
    """One run.

    Args:
        fields: What an answer shows; they belong to the run from then on.
        playbook: The playbook it was made of.
    """

    __slots__ = ("_json", "channel", "fields", "followers", "playbook", "removed")

    def __init__(self, fields: JsonObject, playbook: Playbook | None, channel: Channel) -> None:
        self.fields: JsonObject = fields
        self.playbook: Playbook | None = playbook
        self.channel: Channel = channel
        self.followers: list[str] = []
        #: Ids of timeline events that are no longer shown.
        self.removed: set[str] = set()
        self._json: bytes | None = None

    @property
    def finished(self) -> bool:
        """Whether it is over."""
        return bool(self.fields["current_status"] == FINISHED)

    def dump(self) -> bytes:
        """The run as JSON, made once per change."""
        if self._json is None:
            self._json = dump(self.fields)
        return self._json

    def touch(self) -> None:
        """Say that the run has changed."""
        self._json = None


def _column(name: str) -> Key[Run]:
    return lambda run: run.fields[name]


def _metric(number: int) -> Key[Run]:
    def key(run: Run) -> tuple[bool, int]:
        data = run.fields["metrics_data"]
        value = data[number]["value"] if number < len(data) else None
        return (value is None, value or 0)

    return key


class Runs:
    """All runs and the channels they are in; every method takes the time in milliseconds.

    Args:
        source: Where ids come from.
        shuffler: Decides the order of equal runs.
        checklists: Makes their checklists.
        modern: Whether the server is today's.
    """

    def __init__(self, source: random.Random, shuffler: random.Random, checklists: Checklists, *, modern: bool) -> None:
        columns: dict[str, Key[Run]] = {name: _column(name) for name in _COLUMNS}
        columns["status"] = _column("current_status")
        columns.update({f"metric{number}": _metric(number) for number in range(_METRICS)})
        self.table: Rows[Run] = Rows(columns, shuffler)
        self.channels: dict[str, Channel] = {channel.id: channel for channel in CHANNELS}
        self.in_channel: dict[str, list[Run]] = {}
        self._source = source
        self._checklists = checklists
        self._modern = modern

    def make(self, given: JsonObject, playbook: Playbook | None, caller: str, now: int) -> Run:
        """A new run in progress.

        Args:
            given: `name`, `summary`, `owner_user_id`, `channel_id`, `post_id` and `type`, "" where there is none.
            playbook: What it is made of.
            caller: Who makes it.
            now: Milliseconds.
        """
        owner: str = given["owner_user_id"]
        channel = self.channels.get(given["channel_id"]) or channel_of(self._source, given["name"])
        self.channels[channel.id] = channel
        template = playbook.fields if playbook is not None else None
        fields: JsonObject = {
            "id": identifier(self._source),
            "name": given["name"] or channel.display_name,
            "summary": given["summary"],
            "summary_modified_at": 0,
            "owner_user_id": owner,
            "reporter_user_id": caller,
            "team_id": TEAM_ID,
            "channel_id": channel.id,
            "create_at": now,
            "end_at": 0,
            "delete_at": 0,
            "active_stage": 0,
            "active_stage_title": "",
            "post_id": given["post_id"],
            "playbook_id": "" if template is None else template["id"],
            "checklists": [] if template is None else self._checklists.copy(template["checklists"], now),
            "status_posts": [],
            "current_status": IN_PROGRESS,
            "last_status_update_at": now,
            "reminder_post_id": "",
            "previous_reminder": 0,
            "status_update_broadcast_channels_enabled": False if template is None else template["broadcast_enabled"],
            "status_update_broadcast_webhooks_enabled": False
            if template is None
            else template["webhook_on_status_update_enabled"],
            "retrospective": "",
            "retrospective_published_at": 0,
            "retrospective_was_canceled": False,
            "timeline_events": [],
            "type": given["type"] or "playbook",
            "metrics_data": [],
        }
        if template is None:
            fields.update(_WITHOUT_PLAYBOOK)
            fields.update({name: [] for name in _LISTS})
        else:
            fields.update({name: template[name] for name in _TAKEN_OVER})
            fields.update({name: list(template[name]) for name in _LISTS})
            fields["summary"] = fields["summary"] or (
                template["run_summary_template"] if template["run_summary_template_enabled"] else ""
            )
            fields["retrospective"] = template["retrospective_template"] if template["retrospective_enabled"] else ""
            fields["metrics_data"] = [
                {"metric_config_id": metric["id"], "value": None} for metric in template["metrics"]
            ]
        fields["participant_ids"] = list(
            dict.fromkeys(
                (owner, caller, *(fields["invited_user_ids"] if template and template["invite_users_enabled"] else ()))
            )
        )
        if self._modern:
            fields["update_at"] = now
            fields["items_order"] = [entry["id"] for entry in fields["checklists"]]
        run = Run(fields, playbook, channel)
        run.followers = list(dict.fromkeys((*fields["participant_ids"], *(playbook.autofollows if playbook else ()))))
        self.event(run, "incident_created", caller, now, subject=caller)
        self.table.add(run)
        self.in_channel.setdefault(channel.id, []).append(run)
        if playbook is not None:
            playbook.started(now)
        return run

    def remove(self, run: Run) -> None:
        """Take it away, as if it had become one that the caller may not see."""
        self.table.remove(run)
        self.in_channel[run.channel.id].remove(run)
        if run.playbook is not None and not run.finished:
            run.playbook.ended()

    def event(
        self, run: Run, kind: str, caller: str, now: int, *, summary: str = "", subject: str = "", post_id: str = ""
    ) -> None:
        """Note in the timeline what happened."""
        run.fields["timeline_events"].append(
            {
                "id": identifier(self._source),
                "playbook_run_id": run.fields["id"],
                "create_at": now,
                "delete_at": 0,
                "event_at": now,
                "event_type": kind,
                "summary": summary,
                "details": "",
                "post_id": post_id,
                "subject_user_id": subject,
                "creator_user_id": caller,
            }
        )

    def changed(self, run: Run, now: int) -> None:
        """Say that a run has changed."""
        if self._modern:
            run.fields["update_at"] = now
        run.touch()
        self.table.changed()

    def remove_event(self, run: Run, event_id: str, now: int) -> bool:
        """Take an event from the timeline; False when there never was one of this id."""
        events: list[JsonObject] = run.fields["timeline_events"]
        left = [event for event in events if event["id"] != event_id]
        if len(left) == len(events):
            return event_id in run.removed
        run.fields["timeline_events"] = left
        run.removed.add(event_id)
        self.changed(run, now)
        return True

    def finish(self, run: Run, caller: str, now: int) -> None:
        """End it; nothing happens to one that has ended."""
        if run.finished:
            return
        run.fields["current_status"] = FINISHED
        run.fields["end_at"] = now
        run.fields["reminder_post_id"] = ""
        self.event(run, "run_finished", caller, now, subject=caller)
        if run.playbook is not None:
            run.playbook.ended()
        self.changed(run, now)

    def restore(self, run: Run, caller: str, now: int) -> None:
        """Take it up again; nothing happens to one that goes on."""
        if not run.finished:
            return
        run.fields["current_status"] = IN_PROGRESS
        run.fields["end_at"] = 0
        self.event(run, "run_restored", caller, now, subject=caller)
        if run.playbook is not None:
            run.playbook.resumed()
        self.changed(run, now)

    def report(self, run: Run, message: str, reminder: int, caller: str, now: int) -> None:
        """Post a status update; the next one is due in `reminder` seconds."""
        post = identifier(self._source)
        run.fields["status_posts"].append({"id": post, "create_at": now, "delete_at": 0})
        run.fields["last_status_update_at"] = now
        # Nanoseconds, the only ones there are (Fields).
        run.fields["previous_reminder"] = reminder * 1_000_000_000
        self.event(run, "status_updated", caller, now, summary=message[:64], subject=caller, post_id=post)
        self.changed(run, now)

    def hand_over(self, run: Run, owner: str, caller: str, now: int) -> None:
        """Give it another owner, who takes part from then on."""
        before: str = run.fields["owner_user_id"]
        if before == owner:
            return
        run.fields["owner_user_id"] = owner
        if owner not in run.fields["participant_ids"]:
            run.fields["participant_ids"].append(owner)
        self.event(run, "owner_changed", caller, now, summary=f"{before} to {owner}", subject=owner)
        self.changed(run, now)
