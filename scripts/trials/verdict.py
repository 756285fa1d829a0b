"""What a trial shows, by what the server did and not by what the job says. Pure."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

from plankit.bulk.rows import State
from trials.rows import group_in, scope_in, signature_of_row

if TYPE_CHECKING:
    from trials.plan import Plan
    from trials.rows import Signature
    from trials.trial import Happened

#: Why a row may be unknown, by what its reason holds.
REASONS = {
    "does not tell which": "some of several look-alikes were applied, and the list does not tell which",
    "in several lists": "look-alikes in doubt that go to different containers",
    "somebody else makes look-alikes": "more new records than rows that look like them",
    "perhaps the row under another name": "new records that look like nothing the job accounts for",
}
#: Where nobody else writes and the settle time holds, a list shows no record that does not come from a row.
_STRANGERS = ("somebody else makes look-alikes", "perhaps the row under another name")
_GIVEN_UP = "without a usable answer"


@dataclasses.dataclass(slots=True, kw_only=True)
class Verdict:
    """What became of the rows of a trial.

    Attributes:
        rows: Rows.
        applied: Rows that the job says are applied; of a naive trial, those that are there.
        looked: Rows whose answers were lost.
        found: Those that were found.
        again: Those that were not there and were sent again.
        unknown: Rows that the job calls unknown, by the reason.
        given_up: Valid rows that the job rejects since they were sent five times, and were absent each time.
        swapped: Applied rows with the id of another row, which differs in an attribute, by whether the job says so.
        duplicates: Logs too many.
        lost: Rows that are said to be applied and are not there; of a naive trial, valid rows that are not there.
        proven: Whether the certificate says so.
        told: Duplicates and losses of a trial whose certificate objects.
        late: Those of a proven trial that came after the list was read for the last time, or that no list shows.
        void: How often it was run again, since the machine was too slow for a settle time of half a second.
        wrong: Why the trial fails.
    """

    rows: int
    applied: int = 0
    looked: int = 0
    found: int = 0
    again: int = 0
    unknown: Counter[str] = dataclasses.field(default_factory=Counter[str])
    given_up: int = 0
    swapped: Counter[str] = dataclasses.field(default_factory=Counter[str])
    duplicates: int = 0
    lost: int = 0
    proven: bool = False
    told: int = 0
    late: int = 0
    void: int = 0
    wrong: list[str] = dataclasses.field(default_factory=list[str])


def judge(plan: Plan, happened: Happened) -> Verdict:
    """Return what a trial shows."""
    verdict = Verdict(rows=len(plan.rows), wrong=list(happened.trouble))
    own = Counter(happened.signatures[made.id] for made in happened.made if made.own)
    wanted = [signature_of_row(row) for row in plan.rows]
    valid = Counter(mark for index, mark in enumerate(wanted) if index not in plan.refused)
    verdict.duplicates = (own - valid).total()
    if happened.said is None:
        verdict.wrong.append("the job never ended by itself")
        return verdict
    if plan.series == "naive":
        verdict.lost = (valid - own).total()
        verdict.applied = verdict.rows - len(plan.refused) - verdict.lost
        return verdict
    verdict.proven = bool(happened.said["proven"])
    verdict.looked, verdict.found = happened.proof.looked, happened.proof.found
    verdict.again = happened.proof.absent
    _count(plan, happened, wanted, verdict)
    _states(plan, happened, wanted, own, verdict)
    _ids(happened, wanted, verdict)
    _said(happened, verdict)
    _certificate(plan, happened, wanted, verdict)
    return verdict


def _count(plan: Plan, happened: Happened, wanted: list[Signature], verdict: Verdict) -> None:
    """Hold the journal against the input."""
    if [entry.index for entry in happened.entries] != list(range(len(wanted))):
        verdict.wrong.append("the journal does not hold each row once")
    for entry in happened.entries:
        reason = "" if entry.reason is None else entry.reason.message
        if not entry.state.final:
            verdict.wrong.append(f"row {entry.index} is {entry.state.name} at the end")
        elif entry.state is State.APPLIED:
            verdict.applied += 1
            if entry.index in plan.refused:
                verdict.wrong.append(f"row {entry.index} is refused by the server, and called applied")
        elif entry.state is State.UNKNOWN:
            known = next((text for part, text in REASONS.items() if part in reason), None)
            verdict.unknown[known or reason] += 1
            if known is None or (plan.series == "main" and any(part in reason for part in _STRANGERS)):
                verdict.wrong.append(f"row {entry.index} is unknown, which it need not be: {reason}")
        elif entry.index not in plan.refused:
            verdict.given_up += 1
            if _GIVEN_UP not in reason:
                verdict.wrong.append(f"row {entry.index} is valid, and rejected: {reason}")


def _states(plan: Plan, happened: Happened, wanted: list[Signature], own: Counter[Signature], verdict: Verdict) -> None:
    """Hold what was made against what the journal says."""
    applied = Counter(wanted[entry.index] for entry in happened.entries if entry.state is State.APPLIED)
    unknown = Counter(wanted[entry.index] for entry in happened.entries if entry.state is State.UNKNOWN)
    missing, extra = applied - own, own - applied - unknown
    verdict.lost = missing.total()
    if plan.series == "main":
        if verdict.duplicates:
            verdict.wrong.append(f"{verdict.duplicates} duplicates: {sorted(own - Counter(wanted))[:3]}")
        if missing:
            verdict.wrong.append(f"{missing.total()} rows are called applied and are not there: {sorted(missing)[:3]}")
        if extra.total() > verdict.duplicates:
            verdict.wrong.append(f"{extra.total()} rows are called rejected and are there: {sorted(extra)[:3]}")


def _ids(happened: Happened, wanted: list[Signature], verdict: Verdict) -> None:
    """Hold the ids that the journal keeps against the logs that have them."""
    seen: set[str] = set()
    made = {each.id for each in happened.made}
    for entry in happened.entries:
        if entry.id is None:
            continue
        if entry.id in seen or entry.id not in made:
            verdict.wrong.append(f"row {entry.index} has the id {entry.id}, which is another's")
        elif happened.signatures[entry.id] != wanted[entry.index]:
            verdict.swapped["told" if entry.reason is not None else "untold"] += 1
            if group_in(happened.signatures[entry.id]) != group_in(wanted[entry.index]):
                verdict.wrong.append(f"row {entry.index} has the id of a log that does not look like it")
        seen.add(entry.id)


def _said(happened: Happened, verdict: Verdict) -> None:
    """Hold what the last life said against the journal."""
    assert happened.said is not None  # noqa: S101 - asked for by the caller
    states = Counter(entry.state for entry in happened.entries)
    counts = [verdict.rows, states[State.APPLIED], states[State.REJECTED], states[State.UNKNOWN]]
    if happened.said["counts"] != counts:
        verdict.wrong.append(f"the report counts {happened.said['counts']}, the journal {counts}")
    names = {entry.index: entry.state.name.lower() for entry in happened.entries}
    told = [index for index, _ in happened.said["told"]]
    if len(set(told)) != len(told):
        verdict.wrong.append("a row's result was told twice in one run")
    if any(names[index] != state for index, state in happened.said["told"]):
        verdict.wrong.append("a result is another in the journal")


def _certificate(plan: Plan, happened: Happened, wanted: list[Signature], verdict: Verdict) -> None:
    """Hold the certificate against what happened."""
    harm = verdict.duplicates + verdict.lost
    excess = _excess(happened, wanted)
    if not verdict.proven:
        verdict.told = harm
        if plan.series == "main" and not verdict.unknown and not harm:
            verdict.wrong.append("nothing speaks against the certificate, and it is not proven")
        return
    verdict.late = harm
    if verdict.unknown:
        verdict.wrong.append("the certificate is proven, and rows are unknown")
    if excess:
        verdict.wrong.append(f"the certificate is proven, and the last lists showed {excess} look-alikes too many")


def _excess(happened: Happened, wanted: list[Signature]) -> int:
    """Return how many new logs, equal to a row in everything, the lists showed at the end beyond the applied rows."""
    marks = set(wanted)
    shown = Counter[tuple[str, tuple[str, str]]]()
    for made in happened.made:
        mark = happened.signatures[made.id]
        scope = scope_in(mark)
        if mark in marks and happened.began.get(scope, made.order + 1) <= made.order < happened.lists.get(scope, 0):
            shown[scope, group_in(mark)] += 1
    applied = Counter(
        (scope_in(wanted[entry.index]), group_in(wanted[entry.index]))
        for entry in happened.entries
        if entry.state is State.APPLIED
    )
    return (shown - applied).total()
