"""The law of pacing, by tables, by properties over any schedule, and by simulated servers; all on a made-up clock."""

from __future__ import annotations

import heapq
import math
import random
from bisect import bisect_left
from collections import deque
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plankit.transport.points import MIN_RATE, Remaining, Window
from plankit.transport.rate import MAX_PAUSE, SLACK, Limit, RateLaw

if TYPE_CHECKING:
    from collections.abc import Callable

LIMITS = (0.2, 0.5, 1.0, 1.5, 2.0, 3.7, 10.0, 10.9, 50.0, 500.0, 5000.0)


def densest(times: list[float], span: float) -> int:
    """The most of *times* in any half-open span."""
    ordered = sorted(times)
    return max((bisect_left(ordered, start + span) - at for at, start in enumerate(ordered)), default=0)


def flood(law: RateLaw, seconds: float, *, late: Callable[[], float] = lambda: 0.0, start: float = 0.0) -> list[float]:
    """Departures of a client that always has something to send and whose timers fire *late*."""
    now, gone = start, []
    while now < start + seconds:
        wait = law.take_now(now)
        if wait <= 0.0:
            law.left(now)
            gone.append(now)
        else:
            now += wait + late()
    return gone


@pytest.mark.parametrize("per_second", LIMITS)
def test_a_limit_means_requests_in_any_sliding_second(per_second):
    gone = flood(RateLaw(Limit.of(per_second)), max(5.0, 5.0 / per_second))
    if per_second >= 1.0:
        assert densest(gone, SLACK) <= int(per_second)
    else:
        assert densest(gone, SLACK / per_second) == 1


@pytest.mark.parametrize("per_second", [50.0, 500.0, 2000.0])
@pytest.mark.parametrize("lateness", [0.0, 0.001, 0.002])
def test_98_percent_of_a_limit_can_be_used_although_timers_fire_late(per_second, lateness):
    gone = flood(RateLaw(Limit.of(per_second)), 11.0, late=lambda: lateness)
    steady = [at for at in gone if at >= 1.0]
    assert len(steady) / 10.0 >= 0.98 * per_second
    assert densest(gone, SLACK) <= per_second


def test_a_stalled_loop_catches_up_and_stays_within_the_limit():
    chance = random.Random(3)
    law = RateLaw(Limit.of(500))
    gone = flood(law, 20.0, late=lambda: 0.2 if chance.random() < 0.002 else 0.001)
    assert densest(gone, SLACK) <= 500
    assert len(gone) >= 0.8 * 490 * 20


def test_requests_are_spread_evenly_within_the_limit():
    gone = flood(RateLaw(Limit.of(500)), 3.0)
    assert densest(gone, 0.1) <= 65


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.floats(0.0, 3.0)),
        st.tuples(st.just("take"), st.integers(1, 8)),
        st.tuples(st.just("leave"), st.integers(0, 7)),
        st.tuples(st.just("back"), st.just(0)),
    ),
    max_size=120,
)


@given(per_second=st.sampled_from(LIMITS), steps=STEPS)
@settings(max_examples=150, deadline=None)
def test_whatever_the_schedule_no_span_holds_more_departures_than_the_limit(per_second, steps):
    law = RateLaw(Limit.of(per_second))
    most, span = law.limit.most, law.limit.span
    assert most is not None
    now, held, gone = 0.0, 0, []
    for step, value in steps:
        if step == "wait":
            now += value
        elif step == "take":
            for _ in range(int(value)):
                wait = law.take_now(now)
                assert wait >= 0.0
                assert math.isfinite(wait)
                if wait <= 0.0:
                    held += 1
        elif step == "back":
            if law.take_now(now) <= 0.0:
                law.give_back()
        elif held:
            held -= 1
            law.left(now)
            gone.append(now)
        # Times near each other differ by less than any clock tells: a hair's breadth is no violation.
        assert densest(gone, span - 1e-9) <= most
        assert densest(gone, SLACK - 1e-9) <= max(per_second, 1.0)


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.floats(0.0, 5000.0)),
        st.tuples(st.just("take"), st.none()),
        st.tuples(st.just("limit"), st.sampled_from([None, *LIMITS])),
        st.tuples(st.just("429"), st.one_of(st.none(), st.floats(0.0, 1e9))),
        st.tuples(
            st.just("answer"),
            st.one_of(
                st.none(),
                st.builds(
                    Remaining,
                    st.floats(0.0, 1e9),
                    st.one_of(st.none(), st.floats(0.0, 1e9)),
                    st.one_of(st.none(), st.floats(0.0, 1e9)),
                ),
            ),
        ),
    ),
    max_size=60,
)


@given(start=st.sampled_from([None, 0.5, 10.0, 1e6]), limit=st.sampled_from([None, *LIMITS]), events=EVENTS)
@settings(max_examples=150, deadline=None)
def test_no_story_makes_a_delay_negative_endless_or_nan(start, limit, events):
    law = RateLaw(Limit.of(limit), math.inf if start is None else start, learned=start is not None)
    now = 1000.0
    for event, value in events:
        match event:
            case "wait":
                now += value
            case "take":
                wait = law.take_now(now)
                assert 0.0 <= wait <= max(MAX_PAUSE, 1.0 / MIN_RATE, SLACK / min(limit or 1.0, 0.2)) + 1.0
                if not wait:
                    law.left(now)
            case "limit":
                law.set_limit(Limit.of(value))
            case "429":
                law.throttled(now, value)
                assert law.paused(now) <= MAX_PAUSE + 1e-6
            case _:
                law.answered(now, value, 7)
        assert law.effective(now) > 0.0
        assert 0.0 <= law.paused(now) <= MAX_PAUSE + 1e-6


@pytest.mark.parametrize(("asked", "pause"), [(0.25, 0.25), (1.0, 1.0), (7.0, 7.0), (1e6, MAX_PAUSE)])
def test_a_pause_is_honoured_to_its_end_and_capped(asked, pause):
    law = RateLaw(Limit.of(500))
    flood(law, 1.0)
    law.throttled(1.0, asked)
    assert law.paused(1.0) == pytest.approx(pause)
    gone = flood(law, pause + 1.0, start=1.0)
    assert gone[0] == pytest.approx(1.0 + pause)
    assert densest(gone, 0.1) <= 65, "no herd after the pause"


def test_of_two_pauses_the_longer_one_holds():
    law = RateLaw()
    law.throttled(0.0, 10.0)
    law.throttled(0.1, 2.0)
    assert law.paused(0.1) == pytest.approx(9.9)


def test_without_retry_after_the_pause_grows_with_each_strike_and_is_bounded():
    law, now, pauses = RateLaw(jitter=lambda: 1.0), 0.0, []
    for _ in range(3000):
        law.throttled(now, None)
        pauses.append(law.paused(now))
        now += pauses[-1] + 1.5
    assert pauses[:4] == sorted(pauses[:4])
    assert pauses[3] > pauses[0]
    assert max(pauses) == pytest.approx(30.0)


def test_a_storm_of_429s_is_one_signal():
    law = RateLaw(rate=100.0, learned=True)
    for step in range(90):
        law.answered(-0.01 * step, None, 1)
    for step in range(50):
        law.throttled(0.001 * step, None)
    assert law.strikes == 1
    assert 80.0 < law.rate < 90.0


@pytest.mark.parametrize("told", [0.0, None])
def test_retry_after_zero_is_no_invitation_to_hammer(told):
    law, now, met = RateLaw(), 0.0, 0
    while now < 60.0:
        wait = law.take_now(now)
        if wait <= 0.0:
            law.left(now)
            law.throttled(now, told)
            met += 1
            now += 0.001
        else:
            now += wait
    assert met <= 20


def test_idle_time_is_no_evidence_for_a_higher_rate():
    law = RateLaw(rate=10.0, learned=True)
    flood(law, 2.0)
    before = law.effective(2.0)
    law.take_now(100_000.0)
    assert law.effective(100_000.0) <= 4.0 * before


def test_a_learned_rate_stays_near_what_is_used():
    law = RateLaw(rate=10.0, learned=True)
    for step in range(20_000):  # 5 requests per second for more than an hour
        now = step / 5.0
        if law.take_now(now) <= 0.0:
            law.left(now)
    assert law.effective(4000.0) <= 100.0


def test_looking_does_not_change_a_learned_rate():
    law = RateLaw(rate=10.0, learned=True)
    law.take_now(0.0)
    assert [law.effective(at) for at in (1.0, 5.0, 50.0)] == [10.0] * 3


def test_a_learned_rate_never_exceeds_its_ceiling():
    law = RateLaw(Limit.of(100), 10.0, learned=True)
    gone = flood(law, 30.0)
    assert densest(gone, SLACK) <= 100
    assert len([at for at in gone if at > 20.0]) >= 0.97 * 98 * 10


def test_the_limit_may_change_while_running():
    law = RateLaw(Limit.of(500))
    first = flood(law, 3.0)
    law.set_limit(Limit.of(50))
    second = flood(law, 3.0, start=3.0)
    law.set_limit(Limit.of(200))
    third = flood(law, 3.0, start=6.0)
    assert densest(first, SLACK) <= 500
    assert densest(second, SLACK) <= 50
    assert densest(third, SLACK) <= 200
    assert len(third) > 2.8 * 196


class Points:
    """A server of points in fixed windows whose answers overtake each other."""

    def __init__(self, top: int, length: float) -> None:
        self.top, self.length = top, length
        self.began, self.used = -math.inf, 0

    def serve(self, now: float) -> int | None:
        if now >= self.began + self.length:
            self.began, self.used = now, 0
        if self.used >= self.top:
            return None
        self.used += 1
        return self.top - self.used


@pytest.mark.parametrize("overtaking", [False, True])
def test_points_that_run_low_slow_down_before_the_429(overtaking):
    chance = random.Random(5)
    server, law = Points(1000, 10.0), RateLaw()
    now, order = 0.0, count()
    answers: list[tuple[float, int, int | None]] = []
    met, served, seconds = 0, 0, 200.0
    while now < seconds:
        while answers and answers[0][0] <= now:
            at, _, points = heapq.heappop(answers)
            if points is None:
                met += 1
                law.throttled(at, 1.0)
            else:
                served += 1
                law.answered(at, Remaining(float(points)), len(answers) + 1)
        if len(answers) < 16 and (wait := law.take_now(now)) <= 0.0:
            law.left(now)
            delay = 0.05 + (0.05 * chance.random() if overtaking else 0.0)
            heapq.heappush(answers, (now + delay, next(order), server.serve(now)))
        else:
            now = (
                min(now + wait, answers[0][0])
                if len(answers) < 16 and answers
                else answers[0][0]
                if answers
                else now + wait
            )
    windows = seconds / 10.0
    assert met <= 2 * 16 + windows, (
        "the first window's end is learned by meeting it, the others are not met at full speed"
    )
    assert served >= 0.8 * 1000 * windows


def test_answers_that_overtake_each_other_are_no_new_window():
    window = Window()
    for points in (100, 98, 99, 96, 97, 40, 42, 41):
        window.observe(0.1 * points, Remaining(points), 8)
    assert window.began is None
    assert window.last == 40
    assert window.top == 100


def used(*windows: float) -> list[tuple[float, int]]:
    """Reports of windows that begin at these times (and one at 0), each used down to 20 points of 100."""
    return [(began + 0.1 * step, 99 - step) for began in (0.0, *windows) for step in range(80)]


def test_a_rise_beyond_what_is_in_flight_is_a_new_window():
    window = Window()
    for now, points in used(60.0, 120.0):
        window.observe(now, Remaining(points), 4)
    assert window.length == pytest.approx(60.0)
    assert window.ends == pytest.approx(180.0)
    assert window.cost == 1.0


def test_an_idle_gap_does_not_lengthen_the_window():
    window = Window()
    for now, points in used(60.0, 120.0, 9000.0):
        window.observe(now, Remaining(points), 4)
    assert window.length == pytest.approx(90.0), "longer by a half at most; the next window corrects it"
    for now, points in used(60.0):
        window.observe(9000.0 + now, Remaining(points), 4)
    assert window.length == pytest.approx(60.0)


@pytest.mark.parametrize(
    ("told", "in_flight", "rate"),
    [
        (Remaining(100, 100, 10.0), 0, None),
        (Remaining(50, 100, 10.0), 0, None),
        (Remaining(40, 100, 10.0), 0, 4.0),
        (Remaining(40, 100, 10.0), 20, 2.0),
        (Remaining(40, 100, 10.0), 100, MIN_RATE),
        (Remaining(0, 100, 10.0), 0, MIN_RATE),
        (Remaining(0, 100, 0.0), 0, None),
    ],
)
def test_what_mattermost_tells(told, in_flight, rate):
    window = Window()
    window.observe(0.0, told, in_flight)
    assert window.rate(0.0, in_flight) == (None if rate is None else pytest.approx(rate))


def test_a_slow_rate_ends_with_the_window_it_was_for():
    law = RateLaw(Limit.of(100))
    law.answered(0.0, Remaining(1, 100, 10.0), 0)
    assert law.effective(5.0) == MIN_RATE
    law.take_now(9.0)
    assert law.effective(10.1) > 90.0
    assert law.take_now(10.1) <= 0.5


class Hidden:
    """A server that admits a limit that changes in any sliding second, and counts what it admitted."""

    def __init__(self, limit: Callable[[float], int]) -> None:
        self.limit = limit
        self.admitted: deque[float] = deque()

    def serve(self, now: float) -> bool:
        while self.admitted and self.admitted[0] <= now - 1.0:
            self.admitted.popleft()
        if len(self.admitted) >= self.limit(now):
            return False
        self.admitted.append(now)
        return True


def learn(
    law: RateLaw,
    server: Hidden,
    seconds: float,
    *,
    latency: float = 0.05,
    seed: int = 1,
    retry_after: float | None = None,
    places: int = 100,
) -> tuple[list[float], list[float]]:
    """Run a client that always has something to send; return when answers and 429s were given."""
    chance = random.Random(seed)
    now, order = 0.0, count()
    answers: list[tuple[float, int, bool]] = []
    good: list[float] = []
    bad: list[float] = []
    while now < seconds:
        while answers and answers[0][0] <= now:
            at, _, admitted = heapq.heappop(answers)
            if admitted:
                law.answered(at, None, len(answers))
            else:
                law.throttled(at, retry_after)
        if len(answers) >= places:
            now = answers[0][0]
            continue
        wait = law.take_now(now)
        if wait > 0.0:
            due = now + wait + chance.uniform(0.0002, 0.0015)  # timers fire late
            now = min(due, answers[0][0]) if answers else due
            continue
        law.left(now)
        admitted = server.serve(now + latency / 2)
        (good if admitted else bad).append(now)
        heapq.heappush(answers, (now + latency * chance.uniform(0.8, 1.4), next(order), admitted))
    return good, bad


def halved(now: float) -> int:
    return 250 if 30.0 <= now < 60.0 else 500


@pytest.mark.parametrize("latency", [0.005, 0.05, 0.15])
@pytest.mark.parametrize("seed", [1])
def test_a_learned_rate_finds_a_hidden_limit_that_halves_and_comes_back(latency, seed):
    law = RateLaw(rate=10.0, learned=True, jitter=random.Random(seed).random)
    good, bad = learn(law, Hidden(halved), 90.0, latency=latency, seed=seed)
    capacity = 30 * (500 + 250 + 500)
    assert len(good) / capacity >= (0.90 if latency < 0.1 else 0.87)
    assert 1000 * len(bad) / (len(good) + len(bad)) <= (10 if latency < 0.1 else 13)


@pytest.mark.parametrize(("latency", "goodput", "refused"), [(0.005, 0.90, 10), (0.05, 0.90, 10), (0.15, 0.89, 10.5)])
def test_over_several_seeds_a_halved_limit_is_learned_at_nine_tenths(latency, goodput, refused):
    found = []
    for seed in range(2, 10):
        law = RateLaw(rate=10.0, learned=True, jitter=random.Random(seed).random)
        good, bad = learn(law, Hidden(halved), 90.0, latency=latency, seed=seed)
        found.append((len(good) / (30 * (500 + 250 + 500)), 1000 * len(bad) / (len(good) + len(bad))))
    shares, refusals = zip(*found, strict=True)
    print(f"{latency}: {sum(shares) / 8:.1%}, {sum(refusals) / 8:.1f}")  # noqa: T201 - the figures
    assert sum(shares) / len(shares) >= goodput
    assert min(shares) >= 0.87
    assert sum(refusals) / len(refusals) <= refused
    assert max(refusals) <= 13


@pytest.mark.parametrize("limit", [5, 20, 100, 500, 2000])
@pytest.mark.parametrize("retry_after", [None, 1.0])
def test_a_learned_rate_holds_limits_of_any_size(limit, retry_after):
    law = RateLaw(rate=10.0, learned=True, jitter=random.Random(1).random)
    good, bad = learn(law, Hidden(lambda _: limit), 60.0, retry_after=retry_after)
    steady = [at for at in good if at > 15.0]
    share = len(steady) / (45.0 * limit)
    assert share >= (0.70 if retry_after or limit < 50 else 0.90)
    assert 1000 * len(bad) / (len(good) + len(bad)) <= (10 if limit >= 50 else 110)


def test_a_learned_rate_comes_back_from_an_outage():
    law = RateLaw(rate=10.0, learned=True, jitter=random.Random(1).random)
    good, bad = learn(law, Hidden(lambda now: 0 if 20.0 <= now < 40.0 else 500), 90.0)
    assert len([at for at in bad if 20.0 <= at < 40.0]) <= 150
    assert len([at for at in good if at > 65.0]) >= 0.85 * 25 * 500


def test_what_waited_through_short_stalls_is_made_up_for():
    """60 ms of garbage collection every four seconds cost no slot, and no span holds more than the limit."""
    law, now, gone, stalls = RateLaw(Limit.of(500)), 0.0, [], [4.0 * count for count in range(1, 6)]
    while now < 24.0:
        wait = law.take_now(now)
        if wait <= 0.0:
            law.left(now)
            gone.append(now)
            continue
        now += wait + 0.0005
        if stalls and now > stalls[0]:
            now += 0.06
            stalls.pop(0)
    assert densest(gone, SLACK) <= 500
    steady = [at for at in gone if at >= 2.0]
    assert len(steady) / 22.0 >= 0.98 * 500


@pytest.mark.parametrize("pause", [0.03, 0.06, 1.0])
def test_who_did_not_wait_has_nothing_to_make_up_for(pause):
    law, now = RateLaw(Limit.of(500)), 0.0
    for _ in range(20):
        now += pause
        assert law.take_now(now) <= 0.0
        law.left(now)
    at_once = 0
    while law.take_now(now) <= 0.0:
        law.left(now)
        at_once += 1
    assert at_once <= 5
