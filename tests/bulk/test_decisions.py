"""The small decisions of a job: sizes of chunks, order of results, what errors mean."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plankit import (
    AuthenticationError,
    ConfigurationError,
    DeadlineExceededError,
    InvalidArgumentError,
    InvalidRequestError,
    Outcome,
    ProtocolError,
    RateLimitedError,
    ServerError,
    TransportError,
)
from plankit.bulk.chunks import ChunkLaw, halves
from plankit.bulk.judging import MOST_SENDINGS, judge, seen, verdict_of
from plankit.bulk.looks import Sight
from plankit.bulk.meter import Meter
from plankit.bulk.order import InOrder
from plankit.bulk.rows import Applied, Entry, Reason, State
from plankit.bulk.write import Doubt, Refused


def test_chunks_begin_with_one_row_and_grow():
    law, sizes = ChunkLaw(50), []
    for _ in range(8):
        sizes.append(law.size)
        law.answered(law.size)
    assert sizes == [1, 2, 4, 8, 16, 32, 50, 50]


def test_chunks_shrink_where_answers_are_lost():
    law = ChunkLaw(50)
    for _ in range(7):
        law.answered(law.size)
    law.failed(50)
    assert law.size == 25
    law.answered(10)  # of before: says nothing about larger ones
    assert law.size == 25
    for _ in range(9):
        law.failed(law.size)
    assert law.size == 1


@given(rows=st.integers(0, 5000), most=st.integers(1, 60))
def test_the_estimate_is_what_good_answers_take(rows, most):
    """The first goes alone; while chunks grow, two of each size go together; then all are whole."""
    sizes, size = [1], 1
    while sum(sizes) < rows:
        size = min(size * 2, most)
        sizes += [size, size] if size < most else [size]
    sent = list(itertools.accumulate(sizes))
    expected = next(number for number, so_many in enumerate(sent, 1) if so_many >= rows) if rows else 0
    assert ChunkLaw(most).requests(rows) == expected


@given(st.integers(2, 100))
def test_halves_are_smaller_and_whole(rows):
    first, second = halves(rows)
    assert first + second == rows
    assert 0 < second <= first < rows


def result(index):
    return Applied(index, None, {})


@given(st.permutations(range(12)), st.sets(st.integers(0, 11)))
def test_results_in_the_order_of_the_input(arrivals, gone):
    """Rows of earlier runs are left out, and rows in doubt may have their results before others are begun."""
    order, told = InOrder(), []
    left = [index for index in range(12) if index not in gone]
    order.expect(left[::2], begun=False)
    order.expect(left[1::2])
    for index in arrivals:
        if index not in gone:
            told += [one.index for one in order.add(result(index))]
    assert told == sorted(told)
    assert told + [one.index for one in order.rest()] == left


def test_a_row_in_doubt_does_not_overtake_rows_that_are_still_to_come():
    order = InOrder()
    order.expect([5], begun=False)
    assert order.add(result(5)) == []
    order.expect([3, 6])
    assert [one.index for one in order.add(result(3))] == [3, 5]


def error(kind, outcome, **fields):
    made = kind("no", **fields)
    made.outcome = outcome
    return made


@pytest.mark.parametrize(
    ("made", "meant"),
    [
        (error(InvalidArgumentError, None), "refused"),
        (error(ConfigurationError, None), "stop"),
        (error(InvalidRequestError, Outcome.REJECTED, status=400), "refused"),
        (error(InvalidRequestError, Outcome.REJECTED, status=413), "refused"),
        (error(AuthenticationError, Outcome.NOT_APPLIED, status=401), "stop"),
        (error(RateLimitedError, Outcome.NOT_APPLIED, status=429), "again"),
        (error(TransportError, Outcome.NOT_APPLIED), "again"),
        (error(TransportError, Outcome.UNKNOWN), "doubt"),
        (error(ServerError, Outcome.UNKNOWN, status=503), "doubt"),
        (error(ProtocolError, Outcome.UNKNOWN), "doubt"),
        (error(DeadlineExceededError, Outcome.NOT_APPLIED), "again"),
        (error(DeadlineExceededError, Outcome.UNKNOWN), "doubt"),
        (error(ProtocolError, Outcome.APPLIED), "doubt"),
    ],
)
def test_what_a_failed_request_means(made, meant):
    assert judge(made, repeatable=False) == meant


def test_a_revoked_credential_stops_a_job_that_may_send_again():
    revoked = error(AuthenticationError, Outcome.UNKNOWN, status=401)
    assert judge(revoked, repeatable=True) == "stop"
    assert judge(revoked, repeatable=False) == "doubt"


def test_verdicts_of_answers():
    assert verdict_of(0, Refused(Reason("no")), readable=True).state is State.REJECTED
    assert verdict_of(0, Doubt(Reason("?")), readable=True).state is State.DOUBTFUL
    assert verdict_of(0, Doubt(Reason("?")), readable=False).state is State.UNKNOWN


def test_verdicts_of_sights():
    entry = Entry(0, None, {}, reason=Reason("503", 503), sendings=1)
    assert seen(entry, Sight(0, "found", "7")).state is State.APPLIED
    assert seen(entry, Sight(0, "absent")).state is State.PENDING
    unclear = seen(entry, Sight(0, "unclear", why="two of them"))
    assert unclear.state is State.UNKNOWN
    assert "two of them" in unclear.reason.message
    worn = Entry(0, None, {}, reason=Reason("503", 503), sendings=MOST_SENDINGS)
    rejected = seen(worn, Sight(0, "absent"))
    assert rejected.state is State.REJECTED
    assert rejected.reason.status == 503


def test_a_meter_tells_the_last_ten_seconds():
    meter = Meter(100.0)
    assert meter.rate(100.0, 0) == 0.0
    for second in range(1, 31):
        meter.add(100.0 + second, second * (10 if second <= 15 else 2) + (0 if second <= 15 else 120))
    assert meter.rate(130.0, 180) == pytest.approx(2.0, rel=0.2)
