"""The filters of a list of runs (Paging), the undocumented ones too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.sandbox.playbooks.runs import FINISHED, IN_PROGRESS
from plankit.sandbox.wire import bad_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from plankit.sandbox.playbooks.answers import Query
    from plankit.sandbox.playbooks.runs import Run


def run_filters(query: Query, caller: str) -> list[Callable[[Run], bool]]:
    """What a run must be to be listed.

    Raises:
        RefusedError: 400, a parameter is none that the server understands.
    """
    return [*_by_value(query, caller), *_by_person(query, caller), *_by_time(query)]


def _by_value(query: Query, caller: str) -> list[Callable[[Run], bool]]:
    wanted: list[Callable[[Run], bool]] = []
    for name in ("team_id", "playbook_id", "owner_user_id"):
        value = query.identifier(name, caller if name == "owner_user_id" else "")
        if value:
            wanted.append(_is(name, value))
    # As repeated keys only: "a,b" is one unknown status.
    statuses = query.texts("statuses")
    if statuses:
        if not {IN_PROGRESS, FINISHED}.issuperset(statuses):
            message = "bad parameter 'statuses'"
            raise bad_request(message)
        wanted.append(lambda run: run.fields["current_status"] in statuses)
    types = query.texts("types")
    if types:
        wanted.append(lambda run: run.fields["type"] in types)
    term = query.text("search_term").casefold()
    if term:
        wanted.append(lambda run: term in run.fields["name"].casefold())
    return wanted


def _by_person(query: Query, caller: str) -> list[Callable[[Run], bool]]:
    wanted: list[Callable[[Run], bool]] = []
    participant = query.identifier("participant_id", caller)
    if participant:
        wanted.append(lambda run: participant in run.fields["participant_ids"])
    either = query.identifier("participant_or_follower_id")
    if either:
        wanted.append(lambda run: either in run.fields["participant_ids"] or either in run.followers)
    return wanted


def _by_time(query: Query) -> list[Callable[[Run], bool]]:
    """A run is active from its creation to its end; a time of 0 or less is none."""
    wanted: list[Callable[[Run], bool]] = []
    started_gte, started_lt = query.whole("started_gte"), query.whole("started_lt")
    active_gte, active_lt = query.whole("active_gte"), query.whole("active_lt")
    if started_gte > 0:
        wanted.append(lambda run: run.fields["create_at"] >= started_gte)
    if started_lt > 0:
        wanted.append(lambda run: run.fields["create_at"] < started_lt)
    if active_gte > 0:
        wanted.append(lambda run: run.fields["end_at"] == 0 or run.fields["end_at"] >= active_gte)
    if active_lt > 0:
        wanted.append(lambda run: run.fields["create_at"] < active_lt)
    return wanted


def _is(name: str, value: str) -> Callable[[Run], bool]:
    return lambda run: bool(run.fields[name] == value)
