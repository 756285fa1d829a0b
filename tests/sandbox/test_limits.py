from __future__ import annotations

import random

import pytest

from plankit.sandbox.limits import PointsWindow, SlidingSecond


def test_no_second_admits_more_than_the_limit():
    source, window = random.Random(1), SlidingSecond()
    now, admitted = 0.0, []
    for _ in range(5000):
        now += source.expovariate(50)
        if window.admit(now, 20):
            admitted.append(now)
    for number, at in enumerate(admitted):
        assert sum(1 for other in admitted[number : number + 30] if other - at < 1.0) <= 20
    assert len(admitted) > 0.9 * 20 * now


def test_a_place_is_free_again_after_exactly_a_second():
    window = SlidingSecond()
    assert [window.admit(at, 2) for at in (5.0, 5.5, 5.9)] == [True, True, False]
    assert window.wait(5.9) == pytest.approx(0.1)
    assert [window.admit(at, 2) for at in (6.0, 6.4, 6.5)] == [True, False, True]
    window.use(6.6, 100)
    assert not window.admit(7.55, 2)
    assert window.admit(7.6, 2)
    assert window.admit(7.6, None)
    assert SlidingSecond().wait(1.0) == 0.0


def test_a_window_begins_with_the_first_call_after_the_last_one():
    points = PointsWindow()
    assert points.spend(100.0, 5, 60.0, 3)
    assert points.remaining(5) == 2
    assert not points.spend(159.9, 5, 60.0, 3)
    assert points.spend(159.9, 5, 60.0, 2)
    assert points.spend(170.0, 5, 60.0, 5)
    assert points.retry_after(170.0, 60.0) == 60
    assert points.retry_after(170.1, 60.0) == 60
    assert points.retry_after(229.999, 60.0) == 1
    points.use(171.0, 60.0, 100)
    assert points.remaining(5) == 0
