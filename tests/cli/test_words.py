"""What is shown and said: pure."""

from __future__ import annotations

import math

import click
import pytest

from plankit import Budget
from plankit.bulk.extract import ExportProgress
from plankit.bulk.plan import Plan
from plankit.bulk.report import Evidence, Progress, Report, certificate
from plankit.cli import plans, wording
from plankit.cli.codes import Exit, of_error, of_report
from plankit.cli.retrying import _resuming
from plankit.cli.view import JobView, of_export
from plankit.errors import (
    AuthenticationError,
    ConfigurationError,
    DeadlineExceededError,
    InvalidArgumentError,
    ServerError,
    TransportError,
)


def progress(**changes):
    found = {
        "stage": "sending",
        "read": 10,
        "total": 10,
        "applied": 4,
        "rejected": 0,
        "unknown": 0,
        "doubtful": 0,
        "in_flight": 2,
        "requests": 3,
        "rate": 2.0,
        "limit": math.inf,
        "paused": 0.0,
        "seconds": 10.0,
        "left": 3.0,
        "trouble": None,
        "settle": 30.0,
    }
    return Progress(**{**found, **changes})


def test_a_view_says_rate_limit_wait_and_time_left():
    view = JobView()(progress(limit=500.0, paused=4.2, rejected=1, unknown=2, doubtful=3))
    assert view.line() == (
        "sending: 7/10, 2 rows/s, limit 500 requests/s, the server asked for a pause of 4.2 s, 1 rejected, 2 unknown, 3 in doubt, "
        "3.0 s left"
    )
    assert JobView()(progress(total=None, left=None, rate=0.0)).line() == "sending: 4"
    assert JobView()(progress()).data["limit"] is None, "JSON has no infinity"


def test_requests_that_fail_are_told_on_one_line_and_nothing_in_them_is_obeyed():
    view = JobView()(progress(trouble="503\x1b[2J:\n" + "busy " * 100))
    assert view.line().startswith("sending: 4/10, requests fail: 503\\x1b[2J: busy busy ")
    assert view.line().endswith("busy..., 2 rows/s, 3.0 s left")
    assert len(view.facts[0]) < 200
    assert view.data["trouble"].endswith("busy busy ")


@pytest.mark.parametrize("changes", [{"stage": "ended"}, {"rate": 0.0}, {"rate": -1.0}])
def test_no_time_is_left_where_none_can_be_told(changes):
    view = JobView()(progress(**changes))
    assert not any("left" in fact or "-" in fact for fact in view.facts)
    assert view.data["left"] is None


def test_an_export_is_told_in_items():
    budget = Budget(5.0).state()
    view = of_export(ExportProgress(items=40, pages=2, rate=8.25, total=100, seconds=5.0), budget)
    assert view.line() == "fetching: 40/100, 2 pages, 8 items/s, limit 5 requests/s, 7.3 s left"
    assert "left" not in of_export(ExportProgress(items=40, pages=2, rate=-1.0, total=100, seconds=5.0), budget).line()


@pytest.mark.parametrize(("rate", "text"), [(490.0, "490"), (6.86, "7"), (0.49, "0.49"), (12345.0, "12,345")])
def test_rates(rate, text):
    assert wording.per_second(rate) == f"{text} requests/s"


def test_long_lines_are_cut_and_the_others_stay():
    text = wording.cut("a" * 5000 + "\nb")
    assert text.startswith("a" * 1000 + "... (5,000 characters)\n")
    assert text.endswith("\nb")
    assert wording.cut("a\n" * 2000) == "a\n" * 2000


def test_settling_counts_down_from_the_last_doubt():
    view = JobView()
    view(progress(doubtful=1, seconds=10.0))
    view(progress(doubtful=3, seconds=12.0))
    assert (
        view(progress(doubtful=3, seconds=30.0, stage="settling")).doing == "settling: 3 rows in doubt, looking in 12 s"
    )
    assert view(progress(doubtful=1, seconds=42.0, stage="settling")).doing == "settling: 1 row in doubt, looking"


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90.0), ("1.5s", 1.5), ("10m", 600.0), ("2h", 7200.0), (" 1 d ", 86400.0)]
)
def test_times(text, seconds):
    assert wording.seconds_of(None, None, text) == seconds


@pytest.mark.parametrize("text", ["", "-1", "1w", "inf", "1e3", "\u0661s", "1:00"])
def test_no_times(text):
    with pytest.raises(click.BadParameter):
        wording.seconds_of(None, None, text)


@pytest.mark.parametrize(("text", "rows"), [("0", 0.0), ("10", 10.0), ("5%", 0.05), ("0.5%", 0.005)])
def test_failures(text, rows):
    assert wording.failures_of(None, None, text) == rows


@pytest.mark.parametrize("text", ["", "-1", "0.5", "0%", "100%", "all"])
def test_no_failures(text):
    with pytest.raises(click.BadParameter):
        wording.failures_of(None, None, text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "0.0 s"), (9.94, "9.9 s"), (59, "59 s"), (61, "1 min 01 s"), (3600 * 2 + 60, "2 h 01 min")],
)
def test_durations(seconds, text):
    assert wording.duration(seconds) == text


def test_nothing_that_a_terminal_would_obey_is_said():
    assert wording.clean("a\x1b[2Jb\nc\u202ed\x07") == "a\\x1b[2Jb\nc\\u202ed\\x07"


def test_a_command_is_quoted_for_the_shell():
    assert wording.command(["import", "my logs.csv", "--set", "log_type=What's new"]) == (
        "plankit import 'my logs.csv' --set 'log_type=What'\"'\"'s new'"
    )


def test_what_goes_on_with_a_retry_chooses_nothing_again():
    arguments = [
        "job",
        "retry",
        "retry",
        "--env-file",
        "a.env",
        "--row",
        "3",
        "--code=422",
        "--unknown",
        "--limit",
        "5",
    ]
    assert _resuming(arguments) == ["job", "resume", "retry", "--env-file", "a.env", "--limit", "5"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidArgumentError("x"), Exit.USAGE),
        (FileNotFoundError("x"), Exit.USAGE),
        (ConfigurationError("x"), Exit.CONFIGURATION),
        (AuthenticationError("x", status=401), Exit.CONFIGURATION),
        (ServerError("x", status=500), Exit.SERVICE),
        (TransportError("x"), Exit.SERVICE),
        (DeadlineExceededError("x"), Exit.SERVICE),
    ],
)
def test_how_errors_end(error, code):
    assert of_error(error) is code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, Exit.INCOMPLETE),
        ({"stopped": "cancelled"}, Exit.INTERRUPTED),
        ({"stopped": "aborted", "complete": False}, Exit.INTERRUPTED),
        ({"stopped": "deadline", "complete": False}, Exit.STOPPED),
        ({"complete": False}, Exit.STOPPED),
    ],
)
def test_how_reports_end(changes, code):
    counts = dict.fromkeys(
        ("rows", "applied", "rejected", "unknown", "pending", "doubtful", "requests", "throttled"), 0
    )
    report = Report(**{**counts, "complete": True, "stopped": None, "found": 0, "seconds": 1.0, **changes})
    assert of_report(report) is code, "without a certificate nothing is proven"


@pytest.mark.parametrize("changes", [{"doubtful": 1}, {"unknown": 2}, {}])
def test_no_answer_is_said_to_be_unlost_while_a_row_is_in_doubt(changes):
    counts = dict.fromkeys(
        ("rows", "applied", "rejected", "unknown", "pending", "doubtful", "requests", "throttled"), 0
    )
    report = Report(**{**counts, "complete": True, "stopped": None, "found": 0, "seconds": 1.0, **changes})
    told = certificate(report, Evidence(repeatable=False, readable=True, settle=60.0))
    assert ("No answer was lost." in told.claims) is not bool(changes)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("give overwrite=True to replace it", "give --overwrite to replace it"),
        ("give format='jsonl', 'csv' or 'sqlite'", "give --format jsonl, 'csv' or 'sqlite'"),
        ("give another file", "give another file"),
    ],
)
def test_arguments_are_told_as_options(text, told):
    assert wording.as_options(text) == told


@pytest.mark.parametrize(("learned", "end"), [(True, " to begin with"), (False, "")])
def test_a_limit_that_was_given_is_not_only_begun_with(learned, end):
    plan = Plan(
        rows=1,
        ready=1,
        done=0,
        problems=(),
        problem_rows=0,
        requests=3,
        rate=4.0,
        latency=None,
        seconds=1.0,
        checked=True,
    )
    lines = plans.told("logs.csv", plan, [2], [], learned=learned).splitlines()
    assert f"  requests       3, at 4 requests/s{end}" in lines
