"""Readers of the headers that steer a client: they never trust and never raise."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plankit.transport import headers as read
from plankit.transport.points import Remaining

NOW = datetime(2026, 11, 21, 22, 0, 0, tzinfo=UTC)
WALL = NOW.timestamp()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("1.5", 1.5),
        ("1e2", 100.0),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("-inf", None),
        ("1e999", None),
        ("", None),
        ("soon", None),
        ("1, 2", None),
        ("9" * 40, None),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), 0.0),
        ("Sat, 21 Nov 2026 22:01:00 -0000", 60.0),
        ("Saturday, 21-Nov-26 22:01:00 GMT", 60.0),
        ("Sat Nov 21 22:01:00 2026", 60.0),
        ("Sat, 21 Nov 2026 23:01:00 +0100", 60.0),
        ("Sat, 32 Nov 2026 22:01:00 GMT", None),
        ("Sat, 21 Nov 20266 22:01:00 GMT", None),
        ("2026-11-21T22:01:00Z", None),
    ],
)
def test_retry_after(text, seconds):
    assert read.retry_after(httpx.Headers({"Retry-After": text}), WALL) == seconds


def test_no_retry_after():
    assert read.retry_after(httpx.Headers(), WALL) is None


@given(st.text(max_size=80))
@example("Mon, 1 Jan 1 0:0:0 +9999")
@example("1 Jan 99999999999999999999 00:00 GMT")
@example("0 0 0 0:0:0 " + "9" * 60)
@example("Fri, 31 Dec 9999 23:59:59 -2359")
@example("Sat, 1 Jan 0001 00:00:00 +2359")
def test_retry_after_never_raises(text):
    seconds = read.retry_after({"retry-after": text}, WALL)
    assert seconds is None or (seconds >= 0.0 and math.isfinite(seconds))


@given(st.text(alphabet="0123456789 JanFebMarSatGMT:,+-.", max_size=60))
def test_retry_after_never_raises_on_what_looks_like_a_date(text):
    seconds = read.retry_after({"retry-after": text}, WALL)
    assert seconds is None or (seconds >= 0.0 and math.isfinite(seconds))


@given(st.one_of(st.none(), st.text(max_size=50), st.floats().map(str), st.integers().map(str)))
def test_a_number_is_finite_and_not_negative_or_none(text):
    value = read.number(text)
    assert value is None or (value >= 0.0 and math.isfinite(value))


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, None),
        ({"X-Rate-Limit-Remaining": "12"}, Remaining(12.0)),
        ({"X-Rate-Limit-Remaining": "0"}, Remaining(0.0)),
        ({"X-Rate-Limit-Remaining": "-3"}, None),
        ({"X-Rate-Limit-Remaining": "many"}, None),
        (
            {"X-RateLimit-Limit": "101", "X-RateLimit-Remaining": "4", "X-RateLimit-Reset": "1"},
            Remaining(4.0, 101.0, 1.0),
        ),
        ({"X-RateLimit-Remaining": "4"}, Remaining(4.0)),
        ({"X-RateLimit-Remaining": "4", "X-RateLimit-Reset": str(int(WALL) + 30)}, Remaining(4.0, None, 30.0)),
        ({"X-RateLimit-Remaining": "4", "X-RateLimit-Reset": str(int(WALL) - 30)}, Remaining(4.0, None, 0.0)),
        ({"X-RateLimit-Limit": "101", "X-RateLimit-Reset": "1"}, None),
    ],
)
def test_points_left(headers, told):
    assert read.remaining(httpx.Headers(headers), WALL) == told


def test_what_an_error_keeps_is_an_allow_list_and_bounded():
    headers = httpx.Headers(
        {
            "Set-Cookie": "MMAUTHTOKEN=secret",
            "WWW-Authenticate": "Bearer secret",
            "Authorization": "Bearer secret",
            "X-Request-Id": "r1",
            "Server": "s" * 5000,
        }
    )
    assert read.kept(headers) == {"x-request-id": "r1", "server": "s" * 500}


@pytest.mark.parametrize("text", ["1_0", "\u0663", "\uff11", "1e400", "nan", "-1", "+ 1"])
def test_what_only_python_takes_for_a_number_is_none(text):
    assert read.number(text) is None
