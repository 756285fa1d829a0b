"""Some of the seeded trials (`make trials` runs 1,000): jobs that are killed while answers get lost, judged by the server."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest
from attrs import evolve
from trials.plan import SERIES, plan
from trials.rows import group_in, signature_of_row
from trials.run import one
from trials.trial import Happened
from trials.verdict import judge

from plankit.bulk.checking import Proof
from plankit.bulk.rows import Entry, Reason, State

KILLED, SPARED = (3, 13, 14, 20), (1, 2, 8, 10)


@pytest.mark.socket
@pytest.mark.parametrize("seed", KILLED + SPARED)
def test_each_row_is_applied_once_or_said_to_be_unknown(seed):
    verdict, happened = one("main", seed)
    assert verdict.wrong == []
    assert verdict.duplicates == verdict.lost == 0
    assert happened.lives > happened.kills


@pytest.mark.socket
@pytest.mark.parametrize("seed", [1, 8])
def test_a_broken_assumption_is_told_where_it_shows(seed):
    verdict, _ = one("broken-settle", seed)
    assert verdict.wrong == []


@pytest.mark.socket
def test_a_naive_loop_makes_duplicates():
    verdict, _ = one("naive", 8)
    assert verdict.wrong == []
    assert verdict.duplicates


def test_half_of_the_trials_are_killed_on_both_loops():
    trials = [plan("main", seed) for seed in range(1, 101)]
    assert {trial.backend for trial in trials if trial.kills} == {"asyncio", "trio"}
    assert 35 < sum(bool(trial.kills) for trial in trials) < 65
    moments = Counter(kill.at for trial in trials for kill in trial.kills)
    assert set(moments) == {"time", "read", "applied", "answered", "listed"}
    assert all(bool(plan("main", seed).kills) == (seed in KILLED) for seed in KILLED + SPARED)


def test_a_seed_is_a_trial():
    for series in SERIES:
        assert plan(series, 5) == plan(series, 5)
    assert plan("main", 5).rows == plan("naive", 5).rows
    assert plan("main", 5).script == plan("naive", 5).script


# The judge must be able to condemn.


def happened_as(trial, *, made=None, states=None, proven=True, **changes):
    """What happens when all goes well, or as it is said."""
    from trials.ledger import Made

    wanted = [signature_of_row(row) for row in trial.rows]
    if states is None:
        states = [State.REJECTED if at in trial.refused else State.APPLIED for at in range(len(wanted))]
    if made is None:
        made = [at for at, state in enumerate(states) if state is State.APPLIED]
    ids = {at: str(number) for number, at in reversed([*enumerate(made)])}
    entries = [
        Entry(
            at,
            None,
            {},
            state,
            id=ids.get(at) if state is State.APPLIED else None,
            reason=None if state is State.APPLIED else Reason("the list does not tell which"),
        )
        for at, state in enumerate(states)
    ]
    count = Counter(states)
    scopes = {"4711", "4712", "4711,4712"}
    happened = Happened(
        said={
            "proven": proven,
            "told": [],
            "counts": [len(states), count[State.APPLIED], count[State.REJECTED], count[State.UNKNOWN]],
        },
        entries=entries,
        proof=Proof(),
        signatures={str(number): wanted[at] for number, at in enumerate(made)},
        made=[Made(number + 1, str(number), own=True) for number in range(len(made))],
        lists=dict.fromkeys(scopes, 10_000),
        began=dict.fromkeys(scopes, 0),
        kills=0,
        lives=1,
        stall=0.0,
        seconds=1.0,
        trouble=[],
    )
    return dataclasses.replace(happened, **changes)


@pytest.fixture(scope="module")
def trial():
    return plan("main", 1)


def test_a_good_trial_is_good(trial):
    verdict = judge(trial, happened_as(trial))
    assert verdict.wrong == []
    assert verdict.applied == len(trial.rows) - len(trial.refused)


def test_a_duplicate_is_seen_and_must_not_be_certified(trial):
    valid = [at for at in range(len(trial.rows)) if at not in trial.refused]
    verdict = judge(trial, happened_as(trial, made=[*valid, valid[0]]))
    assert verdict.duplicates == 1
    assert "1 duplicates" in verdict.wrong[0]
    assert "look-alikes too many" in verdict.wrong[-1]
    told = judge(plan("broken-settle", 1), happened_as(trial, made=[*valid, valid[0]], proven=False))
    assert (told.wrong, told.told, told.late) == ([], 1, 0)
    early = dict.fromkeys(("4711", "4712", "4711,4712"), 1)
    late = judge(plan("broken-settle", 1), happened_as(trial, made=[*valid, valid[0]], lists=early))
    assert (late.wrong, late.told, late.late) == ([], 0, 1)


def test_a_loss_is_seen(trial):
    valid = [at for at in range(len(trial.rows)) if at not in trial.refused]
    verdict = judge(trial, happened_as(trial, made=valid[1:]))
    assert verdict.lost == 1
    assert "are not there" in verdict.wrong[0]


def test_rows_that_are_rejected_and_there_are_seen(trial):
    states = [State.REJECTED if at in trial.refused else State.APPLIED for at in range(len(trial.rows))]
    valid = [at for at, state in enumerate(states) if state is State.APPLIED]
    states[valid[0]] = State.REJECTED
    wrong = " ".join(judge(trial, happened_as(trial, made=valid, states=states)).wrong)
    assert "valid, and rejected" in wrong
    assert "called rejected and are there" in wrong


def test_a_certificate_over_unknown_rows_and_an_unknown_without_a_good_reason_are_seen(trial):
    states = [State.REJECTED if at in trial.refused else State.APPLIED for at in range(len(trial.rows))]
    states[states.index(State.APPLIED)] = State.UNKNOWN
    good = judge(trial, happened_as(trial, states=states, proven=False))
    assert good.wrong == []
    assert "rows are unknown" in judge(trial, happened_as(trial, states=states)).wrong[0]
    happened = happened_as(trial, states=states, proven=False)
    entries = [
        evolve(entry, reason=Reason("for no reason")) if entry.state is State.UNKNOWN else entry
        for entry in happened.entries
    ]
    assert "need not be" in judge(trial, dataclasses.replace(happened, entries=entries)).wrong[0]


def test_a_certificate_that_is_withheld_for_nothing_is_seen(trial):
    assert "nothing speaks against" in judge(trial, happened_as(trial, proven=False)).wrong[0]


def test_an_id_of_another_row_is_seen(trial):
    happened = happened_as(trial)
    first, mark = next(iter(happened.signatures.items()))
    second = next(number for number, other in happened.signatures.items() if group_in(other) != group_in(mark))
    marks = {**happened.signatures, first: happened.signatures[second], second: happened.signatures[first]}
    verdict = judge(trial, dataclasses.replace(happened, signatures=marks))
    assert verdict.swapped["untold"] == 2
    assert any("does not look like it" in text for text in verdict.wrong)
