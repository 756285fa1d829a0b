"""Created and failed entries are given to inputs: each at most once, `exact` only where it is certain.

Certain means: of all ways to give the entries of an answer to inputs that fit them, every one gives the entry an
input that is equal in everything. An input fits an entry of the same log type and name; a refused entry that repeats
an input word for word fits only such. Entries that fit no input were renamed by the server and may be any.
"""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plankit_clients.logbook.models import FailedLog

from plankit.logbook import AppContext, CustomAttributeValue, Log, LogCreate
from plankit.logbook.matching import match

CONTEXT = AppContext(container_id=1, container_source="a", container_type="b")


def log_input(name="a", log_type=1, value=None):
    log = LogCreate(log_types_id=log_type, name=name, app_context=[CONTEXT])
    if value is not None:
        log.custom_attribute_values = [CustomAttributeValue(ca_config_id=1, section_ca_id=1, value=value)]
    return log


def created(entry, name=None):
    return Log.from_dict({"id": 1, "name": name or entry.name, "log_type": {"id": entry.log_types_id}})


def refused(entry, *, echo=True):
    body = entry.to_dict() if echo else {"name": entry.name, "log_types_id": entry.log_types_id}
    return FailedLog.from_dict({"failed_message": "no", **body})


inputs_of = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from([1, 2]), st.sampled_from([None, "x", 1, True])),
    min_size=1,
    max_size=5,
)
fates = st.lists(
    st.sampled_from(["created", "refused", "refused without its input", "silence", "renamed"]), min_size=5, max_size=5
)


def answered(inputs, fate, source):
    data = [
        created(entry, "renamed" if what == "renamed" else None)
        for entry, what in zip(inputs, fate, strict=False)
        if what in ("created", "renamed")
    ]
    failed = [
        refused(entry, echo=what == "refused")
        for entry, what in zip(inputs, fate, strict=False)
        if what.startswith("refused")
    ]
    source.shuffle(data)
    source.shuffle(failed)
    return data, failed


def key(entry):
    log_type = entry.log_type.id if isinstance(entry, Log) else entry.log_types_id
    return (log_type, entry.name)


def body(entry):
    told = entry.to_dict()
    told.pop("failed_message", None)
    return repr(sorted(told.items(), key=str))


def ways(inputs, data, failed):
    """Every way to give all entries to inputs that fit them, as tuples of indexes."""
    answers = [*data, *failed]
    bodies, keys = [body(entry) for entry in inputs], [key(entry) for entry in inputs]
    fitting = []
    for answer in answers:
        same = [at for at, text in enumerate(bodies) if isinstance(answer, FailedLog) and text == body(answer)]
        named = [at for at, its in enumerate(keys) if its == key(answer)]
        fitting.append(same or named or range(len(inputs)))
    return [way for way in itertools.product(*fitting) if len(set(way)) == len(way)]


@settings(max_examples=400, deadline=None)
@given(inputs_of, fates, st.integers(0, 99))
def test_each_input_at_most_once_and_exact_only_when_certain(inputs, fate, seed):
    inputs = [log_input(*parts) for parts in inputs]
    data, failed = answered(inputs, fate, random.Random(seed))
    result = match(inputs, data, failed)
    entries = [*result.created, *result.failed]
    used = [entry.index for entry in entries if entry.index is not None]
    assert len(set(used)) == len(used)
    assert sorted([*used, *result.unreported]) == list(range(len(inputs)))
    assert sorted(map(id, data)) == sorted(id(entry.log) for entry in result.created)
    assert sorted(map(id, failed)) == sorted(id(entry.echo) for entry in result.failed)
    by_answer = {id(entry.log): entry for entry in result.created} | {id(entry.echo): entry for entry in result.failed}
    possible = ways(inputs, data, failed)
    assert possible, "the truth is one of them"
    for place, answer in enumerate([*data, *failed]):
        entry = by_answer[id(answer)]
        if entry.match == "exact":
            assert {body(inputs[way[place]]) for way in possible} == {body(inputs[entry.index])}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(1, 3)), unique=True, min_size=1), st.data())
def test_different_names_or_types_are_always_exact(pairs, data):
    inputs = [log_input(name, log_type) for name, log_type in pairs]
    order = data.draw(st.permutations(range(len(inputs))))
    cut = data.draw(st.integers(0, len(inputs)))
    made, bad = [created(inputs[at]) for at in order[:cut]], [refused(inputs[at], echo=False) for at in order[cut:]]
    result = match(inputs, made, bad)
    assert {entry.match for entry in [*result.created, *result.failed]} == {"exact"}
    assert [entry.index for entry in result.created] == sorted(order[:cut])
    assert [entry.index for entry in result.failed] == sorted(order[cut:])
    assert result.unreported == []


@settings(max_examples=200, deadline=None)
@given(inputs_of, st.lists(st.builds(log_input, st.sampled_from("abz")), max_size=8), st.booleans())
def test_answers_about_anything_never_raise(inputs, about, refuse):
    inputs = [log_input(*parts) for parts in inputs]
    result = match(inputs, [] if refuse else [created(e) for e in about], [refused(e) for e in about] if refuse else [])
    used = [entry.index for entry in [*result.created, *result.failed] if entry.index is not None]
    assert len(set(used)) == len(used)


def test_equal_inputs_are_interchangeable():
    inputs = [log_input("a", value="x")] * 3
    result = match(inputs, [created(inputs[0])] * 2, [refused(inputs[0])])
    assert {entry.match for entry in [*result.created, *result.failed]} == {"exact"}
    result = match(inputs, [created(inputs[0])] * 2, [])
    assert [(entry.index, entry.match) for entry in result.created] == [(0, "ambiguous"), (1, "ambiguous")]
    assert result.unreported == [2]


def test_equal_names_with_other_values_go_by_order_and_say_so():
    inputs = [log_input("a", value="x"), log_input("a", value="y")]
    result = match(inputs, [created(entry) for entry in inputs], [])
    assert [(entry.index, entry.match) for entry in result.created] == [(0, "ambiguous"), (1, "ambiguous")]
    result = match(inputs, [created(inputs[0])], [refused(inputs[0])])
    assert [(entry.index, entry.match) for entry in result.failed] == [(0, "exact")]
    assert [(entry.index, entry.match) for entry in result.created] == [(1, "exact")]


def test_true_and_one_are_not_equal():
    inputs = [log_input("a", value=1), log_input("a", value=True)]
    result = match(inputs, [], [refused(inputs[1]), refused(inputs[0])])
    assert [(entry.index, entry.echo.to_dict()["custom_attribute_values"][0]["value"]) for entry in result.failed] == [
        (0, 1),
        (1, True),
    ]


def test_one_renamed_entry_is_certain_two_are_not():
    inputs = [log_input("a"), log_input("b"), log_input("c")]
    result = match(inputs, [created(inputs[0]), created(inputs[1]), created(inputs[2], "C")], [])
    assert [(entry.index, entry.match) for entry in result.created] == [(0, "exact"), (1, "exact"), (2, "exact")]
    result = match(inputs, [created(inputs[0]), created(inputs[1], "B"), created(inputs[2], "C")], [])
    assert [entry.match for entry in result.created] == ["exact", "ambiguous", "ambiguous"]


def test_a_surplus_entry_is_not_given_to_a_stranger():
    """Two entries named a, one input a: which is the surplus, and of what, nobody knows."""
    inputs = [log_input("a"), log_input("b")]
    result = match(inputs, [created(inputs[0]), created(inputs[0])], [])
    assert [(entry.index, entry.match) for entry in result.created] == [(0, "ambiguous"), (None, "ambiguous")]
    assert result.unreported == [1]


@pytest.mark.parametrize("identity", [1, "1"])
def test_ids_are_compared_as_text(identity):
    inputs = [log_input("a", 1), log_input("a", 2)]
    log = Log.from_dict({"id": 9, "name": "a", "log_type": {"id": identity}})
    result = match(inputs, [log], [])
    assert [(entry.index, entry.match) for entry in result.created] == [(0, "exact")]
