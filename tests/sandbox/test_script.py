"""Rules: what they refuse, and which calls they strike. Nothing here opens a socket but the last tests."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plankit.sandbox import faults, sandbox
from plankit.sandbox.damage import spoiled
from plankit.sandbox.faults import Act, CloseIdle, Cut, Drip, EndlessHead, Late, Respond, Spoil, Stall
from plankit.sandbox.script import Rule, Script

FAULT = Cut("read")


def struck(calls: int, *rules: Rule, operation: str | None = "createLogs", service: str = "logbook") -> list[int]:
    """The numbers, from 1, of the calls that meet a fault."""
    script = Script()
    for rule in rules:
        script.add(rule, 0.0)
    return [n for n in range(1, calls + 1) if script.decide(operation, service, 1.0)[0] is not None]


@given(first=st.integers(1, 20), every=st.integers(1, 20), times=st.none() | st.integers(1, 20))
def test_from_the_nth_call_on_each_nth_so_many_times(first, every, times):
    found = struck(60, Rule(fault=FAULT, first=first, every=every, times=times))
    assert found == list(range(first, 61, every))[:times]


@given(seed=st.integers(), probability=st.floats(0.01, 1.0), times=st.none() | st.integers(1, 9))
def test_equal_seeds_strike_alike(seed, probability, times):
    rule = Rule(fault=FAULT, seed=seed, probability=probability, times=times)
    found = struck(50, rule)
    assert found == struck(50, rule)
    assert times is None or len(found) <= times


def test_a_probability_is_a_share():
    found = struck(5_000, Rule(fault=FAULT, probability=0.2, seed=3))
    assert 900 < len(found) < 1_100
    assert found != struck(5_000, Rule(fault=FAULT, probability=0.2, seed=4))


def test_other_calls_do_not_count():
    script = Script()
    script.add(Rule(fault=FAULT, operation="createLogs", service="logbook", first=2), 0.0)
    seen = [("createLogs", "logbook"), ("listLogs", "logbook"), ("createLogs", "admin"), (None, "logbook")]
    found = [script.decide(*one, 1.0)[0] for one in [*seen, ("createLogs", "logbook")]]
    assert found == [None, None, None, None, FAULT]


@pytest.mark.parametrize(("now", "strikes"), [(9.9, False), (12.4, False), (12.5, True), (13.4, True), (13.5, False)])
def test_a_rule_has_its_time(now, strikes):
    script = Script()
    script.add(Rule(fault=FAULT, after=2.5, seconds=1.0), 10.0)
    assert (script.decide("createLogs", "logbook", now)[0] is FAULT) == strikes


def test_the_first_rule_that_strikes_decides_and_acts_decide_nothing():
    script = Script()
    act, other = Act("revoke_tokens"), Stall("read", 1.0)
    for fault, times in ((act, 2), (FAULT, 1), (other, 2)):
        script.add(Rule(fault=fault, times=times), 0.0)
    found = [script.decide("createLogs", "logbook", 1.0) for _ in range(4)]
    assert found == [(FAULT, [act]), (other, [act]), (other, []), (None, [])]
    assert [line.hits for line in script.lines] == [2, 1, 2]
    script.clear()
    assert script.lines == []


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.floats(0.1, 1.0), st.integers(0, 5)), max_size=5))
def test_hits_are_what_was_decided(given_rules):
    script = Script()
    for name, probability, seed in given_rules:
        fault = Respond(500, name.encode() + str(seed).encode())
        script.add(Rule(fault=fault, operation=name, probability=probability, seed=seed), 0.0)
    source = random.Random(1)
    decided = Counter(script.decide(source.choice("ab"), "logbook", 1.0)[0] for _ in range(40))
    del decided[None]
    assert sum(line.hits for line in script.lines) == sum(decided.values())


@pytest.mark.parametrize(
    "make",
    [
        lambda: Cut("middle"),
        lambda: Stall("head", -1.0),
        lambda: Stall("nowhere", 1.0),
        lambda: Stall("head", float("nan")),
        lambda: Late(-1.0),
        lambda: Late(1.0, most=float("inf")),
        lambda: Drip(0),
        lambda: Drip(1, -0.1),
        lambda: Drip(1.5),
        lambda: EndlessHead(0),
        lambda: CloseIdle(-1.0),
        Spoil,
        lambda: Spoil("slightly"),
        lambda: Respond(99),
        lambda: Respond(101),
        lambda: Respond(200, b"", (("a b", "c"),)),
        lambda: Respond(200, b"", (("a", "b\r\nc: d"),)),
        lambda: Act("stop"),
        lambda: Act("audit"),
        *(
            lambda wrong=wrong: Rule(fault=FAULT, **wrong)
            for wrong in [
                {"first": 0},
                {"first": 1.5},
                {"every": 0},
                {"every": True},
                {"times": 0},
                {"probability": 0.0},
                {"probability": 1.1},
                {"probability": float("nan")},
                {"after": -1.0},
                {"after": float("nan")},
                {"seconds": 0.0},
                {"seconds": -1.0},
            ]
        ),
    ],
)
def test_what_never_or_nonsensically_happens_is_refused(make):
    with pytest.raises(ValueError, match=r"must be|needs|holds"):
        make()


def test_what_is_no_fault_is_refused():
    with pytest.raises(TypeError, match="is no fault"):
        Rule(fault=503)


@pytest.mark.socket
def test_a_rule_that_could_never_strike_is_refused():
    with sandbox() as s:
        for wrong in ({"operation": "createLog"}, {"service": "log"}, {"operation": "createLogs", "service": "admin"}):
            with pytest.raises(ValueError, match=r"no operation|must be one of"):
                s.fault(FAULT, **wrong)
        with pytest.raises(TypeError):
            s.fault(FAULT, operaton="createLogs")
        for act in [
            Act("set", ({"users": 3},)),
            Act("set", ({"latency": -1},)),
            Act("consume", ("planbox", 3)),
            Act("insert_users", (0,)),
            Act("remove_runs", (1, -1)),
        ]:
            with pytest.raises(ValueError, match=r"must be|cannot change"):
                s.fault(act)
        for act in [Act("set"), Act("insert_users"), Act("revoke_tokens", (1,)), Act("set", ({"unknown": 1},))]:
            with pytest.raises(TypeError):
                s.fault(act)
        assert s.fault_hits() == []


@pytest.mark.socket
def test_every_operation_of_every_service_can_be_named():
    with sandbox() as s:
        for operation in ["createToken", "listUsers", "createLogs", "finishRun", "addProject", "createInitiative"]:
            s.fault(FAULT, operation=operation)
        for service in ["admin", "logbook", "playbooks", "planbox", "planbox_alpha"]:
            s.fault(FAULT, service=service)
        assert s.fault_hits() == [0] * 11


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "items", "state", "x"]), inner),
        max_leaves=20,
    ),
    st.sampled_from(["truncated", "wrong_type", "empty", "html", "nulls", "surprises", "short_page", "empty_page"]),
    st.integers(0, 9),
)
def test_equal_seeds_damage_alike(value, how, seed):
    import json

    body = json.dumps(value).encode()
    spoil = Spoil(how, without=("id",), seed=seed)
    assert spoiled(body, spoil) == spoiled(body, spoil)
    if how in ("nulls", "surprises", "short_page", "empty_page"):
        assert b'"id"' not in spoiled(body, spoil) or b'"id"' in json.dumps(_texts(value)).encode()


def _texts(value):
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in parts for text in _texts(part)]


def test_what_is_no_json_stays_as_it_is():
    assert spoiled(b"plain", Spoil("nulls")) == b"plain"
    assert spoiled(b"x", Spoil("truncated")) == b"x"


def test_the_public_names_are_there_and_sorted():
    assert faults.__all__ == sorted(faults.__all__, key=lambda name: (name[0].islower(), name))
    assert all(hasattr(faults, name) for name in faults.__all__)
