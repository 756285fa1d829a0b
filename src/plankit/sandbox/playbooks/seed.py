"""The playbooks and runs a sandbox starts with."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from plankit.sandbox.playbooks.site import CHANNELS, TEAM_ID, USER_ID, USERS
from plankit.sandbox.playbooks.templates import playbook as read_playbook

if TYPE_CHECKING:
    from plankit.sandbox.playbooks.board import Board
    from plankit.sandbox.playbooks.runs import Run
    from plankit.sandbox.playbooks.templates import Playbook
    from plankit.sandbox.wire import JsonObject

#: 12 January 2024, 09:25:37 UTC.
_EPOCH = 1_705_051_537_000
_MINUTE = 60_000
#: Runs that began in the same millisecond, as those of an import do.
_TIED = 3
_FINISHED_EVERY = 4
_FOREIGN_EVERY = 7
_SHARED_EVERY = 50
_PERIOD = 86_400
_TITLES = ("Cloud outage", "Release", "Customer onboarding", "Security review", "Hiring", "Office move")
_STAGES = (
    ("Triage", ("Acknowledge the alert", "Find the owner", "Announce in the channel", "Estimate the impact")),
    ("Work", ("Write down what is known", "Fix it", "Check the fix", "Tell the customers")),
)


def seed(board: Board, playbooks: int, runs: int, number: int) -> None:
    """Fill a site; equal numbers give equal data, and no ids but those of the site outlive another number."""
    source = random.Random(f"{number} playbooks seed")
    made = [_playbook(board, source, position) for position in range(playbooks)]
    others = [user for user in USERS if user != USER_ID]
    for position in range(1, runs + 1):
        owner = others[position % len(others)] if position % _FOREIGN_EVERY == 0 else USER_ID
        template = made[position % len(made)] if made else None
        _run(board, template, owner, position)


def _playbook(board: Board, source: random.Random, position: int) -> Playbook:
    title = _TITLES[position % len(_TITLES)]
    fields: JsonObject = read_playbook(
        {
            # Titles come again, and so do numbers of stages, as lists have no tie-break.
            "title": title if position < len(_TITLES) else f"{title} {position // len(_TITLES) + 1}",
            "description": f"What we do for: {title.lower()}",
            "public": True,
            "team_id": TEAM_ID,
            "create_public_playbook_run": True,
            "checklists": [
                {
                    "title": stage,
                    "items": [
                        {"title": task, "command": f"/echo {task.lower()}" if number == 0 else ""}
                        for number, task in enumerate(tasks)
                    ],
                }
                for stage, tasks in _STAGES
            ],
            "reminder_timer_default_seconds": _PERIOD,
            "reminder_message_template": "What is new?",
            "status_update_enabled": True,
            "retrospective_enabled": True,
            "retrospective_template": "What went well?",
            "channel_mode": "create_new_channel",
            "create_channel_member_on_new_participant": True,
            "remove_channel_member_on_removed_participant": True,
            "metrics": [{"title": "Time to fix", "type": "metric_duration", "target": source.randrange(1, 9) * _MINUTE}]
            if position == 0
            else [],
        }
    )
    return board.templates.make(fields, USER_ID, _EPOCH + position * _MINUTE)


def _run(board: Board, template: Playbook | None, owner: str, position: int) -> Run:
    now = _EPOCH + _PERIOD * 1000 + position // _TIED * _MINUTE
    run = board.runs.make(
        {
            "name": f"Run {position:06d}",
            "summary": f"What happened the {position}th time",
            "owner_user_id": owner,
            "channel_id": CHANNELS[-1].id if position % _SHARED_EVERY == 0 else "",
            "post_id": "",
            "type": "",
        },
        template,
        USER_ID,
        now,
    )
    if position % _TIED == 0:
        board.runs.report(run, "It goes on.", _PERIOD, owner, now + _MINUTE)
    if position % _FINISHED_EVERY == 0:
        for metric in run.fields["metrics_data"]:
            metric["value"] = position * _MINUTE
        board.runs.finish(run, owner, now + 2 * _MINUTE)
    return run
