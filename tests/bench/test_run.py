"""The program: what it prints, writes, and exits with."""

from __future__ import annotations

import json
import subprocess
import sys
import types
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from bench import about, meter, page, plot, report, run
from bench.meter import Spread
from bench.report import Cost, Row, WrongAnswerError, at_least, at_most
from bench.variants import AIOHTTP, PLANKIT

ROOT = Path(__file__).resolve().parents[2]
FACTS = about.run(quick=True, seconds=1.2)
ROWS = [
    at_most("a", Spread.of([1.0, 2.0, 4.0]), 3, " us"),
    at_least("b", 1.0, 3, "x"),
    Row("c", "not installed"),
]
COSTS = [
    Cost(name, 64, Spread.of(cpu), Spread.of(cpu), Spread.of([value / 100 for value in cpu]), 3)
    for name, cpu in ((PLANKIT, [90.0, 100.0, 110.0]), (AIOHTTP, [20.0, 25.0, 30.0]), ("<a client>", [300.0] * 3))
]


@pytest.fixture
def measurement(monkeypatch):
    def define(found):
        module = types.ModuleType("bench.fake")
        module.run = found
        monkeypatch.setitem(sys.modules, "bench.fake", module)
        monkeypatch.setattr(run, "MEASUREMENTS", ("fake",))

    return define


@pytest.mark.socket
def test_the_quick_form_of_one_module_writes_what_it_promises(tmp_path):
    to = tmp_path / "found.json"
    command = [sys.executable, str(ROOT / "scripts/bench/run.py"), "--quick", "overhead", "--json", str(to)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == 0, done.stderr
    found = json.loads(to.read_text())
    assert set(found) == {"about", "wrong", "rows", "costs"}
    assert found["wrong"] == found["costs"] == []
    assert found["about"]["quick"] is True
    (row,) = found["rows"]
    assert set(row) == {"what", "measured", "budget", "met", "numbers", "spread"}
    assert set(row["spread"]) == {"median", "low", "high", "least"}
    assert row["numbers"]["value"] == row["spread"]["median"]
    assert row["what"] in done.stdout
    assert ("MISSED: " in done.stdout) is not row["met"]


def test_a_missed_budget_is_said_and_is_no_error(measurement, capsys):
    measurement(lambda _: ROWS)
    assert run.main(["--quick"]) == 0
    told = capsys.readouterr().out
    assert "1 of 2 budgets met" in told
    assert "MISSED: b: 1x, budget >= 3x" in told


@pytest.mark.parametrize("error", [WrongAnswerError("3 calls, 2 answers"), OSError("connection refused")])
def test_a_wrong_answer_is_an_error(measurement, capsys, tmp_path, error):
    def fail(_):
        raise error

    measurement(fail)
    assert run.main(["--json", str(tmp_path / "found.json")]) == 1
    assert f"WRONG: fake: {error!r}" in capsys.readouterr().out
    assert json.loads((tmp_path / "found.json").read_text())["wrong"] == [f"fake: {error!r}"]


def test_a_wrong_run_does_not_reach_the_page(measurement, monkeypatch):
    def fail(_):
        raise WrongAnswerError

    written = []
    monkeypatch.setattr(page, "write", lambda *found: written.append(found))
    measurement(fail)
    assert run.main(["--write-docs"]) == 1
    assert not written
    measurement(lambda _: [*ROWS, *COSTS])
    assert run.main(["--write-docs"]) == 0
    ((_, rows, costs),) = written
    assert (rows, costs) == (ROWS, COSTS)


@pytest.mark.parametrize("arguments", [["--write-docs", "--quick"], ["--write-docs", "calls"], ["no-such-thing"]])
def test_what_cannot_be_asked_for(arguments, capsys):
    with pytest.raises(SystemExit):
        run.main(arguments)
    assert "error: " in capsys.readouterr().err


def test_tables():
    assert report.table(ROWS).splitlines()[2:] == [
        "| a    | 2 us          | 1.5 to 3  | <= 3 us | yes    |",
        "| b    | 1x            |           | >= 3x   | MISSED |",
        "| c    | not installed |           |         |        |",
    ]
    cheapest = report.calls(COSTS).splitlines()[2]
    assert cheapest.startswith(f"| 64        | {AIOHTTP}")
    assert "0.25x (0.23 to 0.28)" in cheapest


def test_the_page_keeps_what_is_around_the_measured_part():
    old = f"before\n{page.BEGIN}\nold\n{page.END}\nafter\n"
    new = page.written(old, FACTS, ROWS, COSTS)
    assert new.startswith(f"before\n{page.BEGIN}\n")
    assert new.endswith(f"{page.END}\nafter\n")
    assert report.table(ROWS) in new
    assert report.calls(COSTS) in new
    assert "old" not in new
    assert page.written(new, FACTS, ROWS, COSTS) == new
    with pytest.raises(ValueError, match="has no place"):
        page.written("before", FACTS, ROWS, COSTS)


def test_the_page_has_a_place_for_it():
    assert page.written(page.PAGE.read_text(encoding="utf-8"), FACTS, ROWS, COSTS)


def test_the_plot_is_well_formed_and_has_each_client():
    drawn = ET.fromstring(plot.svg(COSTS))  # noqa: S314 - made here
    told = {text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")}
    assert {PLANKIT, AIOHTTP, "<a client>", "100", "25 (0.25x)"} <= told
    widths = [float(bar.get("width")) for bar in drawn.iter("{http://www.w3.org/2000/svg}rect")][1:]
    assert widths == sorted(widths)
    assert widths[0] == pytest.approx(widths[1] / 4, rel=0.01)


def test_the_facts_tell_nothing_of_where_it_ran():
    assert str(ROOT) not in json.dumps(FACTS)
    assert "plankit" in str(FACTS["versions"])
    assert FACTS["cores"] >= 1


def test_spreads():
    assert Spread.of([3.0]) == Spread(3.0, 3.0, 3.0, 3.0)
    assert Spread.of([4.0, 1.0, 3.0, 2.0, 5.0]) == Spread(3.0, 2.0, 4.0, 1.0)
    assert meter.ratios([2.0, 9.0], [1.0, 3.0]).median == 2.5
    assert meter.differences([2.0, 9.0], [1.0, 3.0]).median == 3.5


@pytest.mark.parametrize(
    ("program", "longest", "error"),
    [("raise SystemExit(3)", 60, "CalledProcessError"), ("pause()", 0.5, "TimeoutExpired")],
)
def test_a_program_that_fails_or_does_not_end(monkeypatch, program, longest, error):
    command = f"from signal import pause; {program}"
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _, **options: real([sys.executable, "-c", command], **options))
    with pytest.raises(subprocess.SubprocessError) as caught:
        meter.child("fake", longest=longest)
    assert type(caught.value).__name__ == error
