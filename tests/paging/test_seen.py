"""The compact set of marks: the same answers as a set, in a fraction of its memory, the same marks in every process."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plankit import seen
from plankit.seen import Seen, mark_of

MARKS = st.one_of(
    st.integers(0, 2**64 - 1),
    st.integers(0, 2000),
    # Keys that contain each other across their borders.
    st.lists(st.sampled_from([0, 1, 255]), min_size=8, max_size=8).map(lambda b: int.from_bytes(bytes(b), "little")),
)

KNOWN = 17346108312241604443
"""The mark of "user-1"."""


@pytest.fixture
def narrow(monkeypatch):
    """Buckets that split early, so that few marks are enough to go through many splits."""
    monkeypatch.setattr(seen, "_LOAD", 1)


def test_an_empty_one():
    met = Seen()
    assert len(met) == 0
    assert 0 not in met
    assert repr(met) == "<Seen 0>"


def test_mark_0_is_a_mark_like_others():
    met = Seen()
    assert met.add(0)
    assert not met.add(0)
    assert 0 in met
    assert 256 not in met
    assert met.add(2**64 - 1)
    assert len(met) == 2


@pytest.mark.parametrize("mark", [-1, 2**64, -(2**64)])
def test_what_is_no_mark_is_refused(mark):
    met = Seen()
    with pytest.raises(OverflowError):
        met.add(mark)
    assert len(met) == 0


@given(st.lists(MARKS, max_size=300))
@settings(max_examples=100, deadline=None)
def test_it_answers_as_a_set_does(marks):
    met, model = Seen(), set()
    for mark in marks:
        assert (mark in met) == (mark in model)
        assert met.add(mark) == (mark not in model)
        model.add(mark)
        assert mark in met
        assert len(met) == len(model)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.usefixtures("narrow")
def test_splitting_loses_and_invents_nothing(seed):
    chance = random.Random(seed)
    bits = (64, 20, 17)[seed]
    met, model = Seen(), set()
    for number in range(40_000):
        mark = chance.getrandbits(bits)
        assert met.add(mark) == (mark not in model)
        model.add(mark)
        # Right after a split as well as between two.
        assert number % 1009 or all(mark in met for mark in model)
    assert len(met) == len(model)
    assert all(mark in met for mark in model)
    assert len(met._buckets) > 8 * seen._LEAST  # many rounds of splits
    strangers = [chance.getrandbits(bits) for _ in range(10_000)]
    assert all((mark in met) == (mark in model) for mark in strangers)


def test_a_million_marks_take_8_bytes_each():
    chance = random.Random(1)
    met = Seen()
    for _ in range(1_000_000):
        met.add(chance.getrandbits(64))
    assert len(met) == 1_000_000
    held = sys.getsizeof(met) + sys.getsizeof(met._buckets) + sum(map(sys.getsizeof, met._buckets))
    assert held / 1_000_000 <= 8.0


def test_nothing_else_is_kept():
    chance = random.Random(3)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        met = Seen()
        for _ in range(150_000):
            met.add(chance.getrandbits(64))
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(met) == 150_000
    assert (after - before) / 150_000 <= 8.0
    assert (peak - before) / 150_000 <= 9.0


def test_no_mark_takes_long_however_many_there_are():
    def took() -> list[float]:
        chance, met, times = random.Random(2), Seen(), []
        for _ in range(300_000):
            mark = chance.getrandbits(64)
            begin = time.thread_time()
            met.add(mark)
            times.append(time.thread_time() - begin)
        return times

    gc.disable()
    try:
        # What grows takes its time at the same mark again; what the machine does meanwhile comes when it will.
        longest = max(map(min, took(), took()))
    finally:
        gc.enable()
    # A set of so many stops for 10 ms when it grows.
    assert longest < 0.003


@pytest.mark.parametrize("identity", ["", "a", "user-1", "ä\U0001f600", "\udc80", 0, -1, -2, 2**80, ("a", 1), None])
def test_a_mark_has_64_bits_and_is_the_same_again(identity):
    assert 0 <= mark_of(identity) < 2**64
    assert mark_of(identity) == mark_of(identity)


def test_marks_tell_apart_what_looks_alike():
    alike = ["1", 1, ("1",), (1,), "1 ", -1, -2, "a", "A", ("a", "b"), ("ab",), "('a', 'b')"]
    assert len({mark_of(identity) for identity in alike}) == len(alike)


def test_what_cannot_be_encoded_has_a_mark():
    class Odd:
        def __repr__(self):
            return "\udc80"

    assert 0 <= mark_of(Odd()) < 2**64


def test_marks_are_spread_evenly():
    met = Seen()
    for number in range(100_000):
        met.add(mark_of(f"user-{number}"))
    assert len(met) == 100_000
    assert max(map(len, met._buckets)) <= 7 * 3 * seen._LOAD


@pytest.mark.parametrize("salt", ["0", "1", "random"])
def test_marks_are_the_same_in_every_process(salt):
    code = "from plankit.seen import mark_of; print([mark_of(i) for i in ('user-1', 7, ('a', 1))], hash('user-1'))"
    environment = {**os.environ, "PYTHONHASHSEED": salt}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, env=environment)
    marks, _, salted = done.stdout.strip().rpartition(" ")
    assert marks == str([mark_of(identity) for identity in ("user-1", 7, ("a", 1))])
    # What journals hold goes by these numbers: another mark would be a new format.
    assert mark_of("user-1") == KNOWN
    assert salt == "random" or int(salted) != KNOWN
