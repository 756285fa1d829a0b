"""Which rows wait for an earlier one of their target, and how long."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from plankit.bulk.late import Late
from plankit.bulk.rows import Entry

SETTLE = 30.0


class Still:
    """Stands still unless it is put forward."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now

    def advance(self, seconds):
        self.now += seconds


def row(index, target=b"target"):
    return Entry(index, f"k{index}", {}, group=target)


def late_at(clock, text=None):
    return Late(clock, SETTLE, text)


def test_others_of_the_target_wait_and_the_row_itself_does_not():
    clock = Still()
    late = late_at(clock)
    assert late.left(row(1)) == 0.0
    late.add([row(1)])
    assert late.left(row(1)) == 0.0
    assert late.left(row(2)) == SETTLE
    assert late.left(row(2, b"other")) == 0.0
    clock.advance(SETTLE - 1.0)
    assert late.left(row(2)) == 1.0
    clock.advance(1.0)
    assert late.left(row(2)) == 0.0


def test_rows_without_a_target_wait_for_nobody():
    late = late_at(Still())
    late.add([row(1, b"")])
    assert late.left(row(2, b"")) == 0.0
    assert late.news() is None


def test_a_later_loss_is_waited_for_from_then_on():
    clock = Still()
    late = late_at(clock)
    late.add([row(1), row(2, b"other")])
    clock.advance(20.0)
    late.add([row(1)])
    clock.advance(20.0)
    assert late.left(row(3)) == 10.0
    assert late.left(row(3, b"other")) == 0.0


def test_news_come_once_and_hold_what_still_counts():
    clock = Still()
    late = late_at(clock)
    assert late.news() is None
    late.add([row(1)])
    assert json.loads(late.news()) == {b"target".hex(): 1}
    assert late.news() is None
    clock.advance(SETTLE)
    late.add([row(2, b"other")])
    assert json.loads(late.news()) == {b"other".hex(): 2}
    clock.advance(SETTLE)
    assert late.text() == "{}"


def test_a_run_that_goes_on_waits_anew():
    clock = Still()
    late = late_at(clock)
    late.add([row(1)])
    text = late.text()
    clock.advance(1000.0)
    again = late_at(clock, text)
    assert again.left(row(2)) == SETTLE
    assert again.left(row(1)) == 0.0
    assert again.news() is None, "the journal has it already"


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.lists(st.tuples(st.integers(0, 9), st.sampled_from([b"a", b"b", b"c"])))),
        max_size=30,
    )
)
def test_it_is_the_last_loss_of_each_target(steps):
    """Held against a plain list of all that was lost."""
    clock = Still()
    late, lost = late_at(clock), {}
    for seconds, entries in steps:
        clock.advance(seconds)
        late.add([row(index, target) for index, target in entries])
        lost |= {target: (index, clock.monotonic()) for index, target in entries}
        for target in (b"a", b"b", b"c"):
            for index in range(10):
                other, at = lost.get(target, (index, 0.0))
                expected = 0.0 if other == index else max(at + SETTLE - clock.monotonic(), 0.0)
                assert late.left(row(index, target)) == expected
    kept = {target.hex(): index for target, (index, at) in lost.items() if at + SETTLE - clock.monotonic() > 1e-6}
    assert json.loads(late.text()) == kept
