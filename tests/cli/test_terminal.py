"""The command in a real terminal: a display, Ctrl-C once and twice, a kill, and the printed command that goes on."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections import Counter

import pytest

from plankit.sandbox import faults

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals", allow_module_level=True)

from cli_shell import LOGS, SECRET

pytestmark = pytest.mark.socket
ROWS = 260
CTRL_C = "\x03"


def command(shell, *more, rows=ROWS):
    return [
        "import",
        "logs",
        shell.rows(rows),
        "--journal",
        "logs.job",
        *LOGS,
        "--settle",
        "1s",
        "--concurrency",
        "2",
        *more,
    ]


def made(server):
    """How often each row is there."""
    return Counter(log["name"] for log in server.logs() if log["name"].startswith("row "))


def once(server, rows=ROWS):
    return made(server) == Counter(f"row {number}" for number in range(rows))


def until(seen):
    """Wait for what a process does to the server."""
    end = time.monotonic() + 60
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def slow(server):
    server.set(latency=0.25)
    return server


def test_it_shows_a_bar_and_ends_with_the_certificate(shell, server):
    server.set(latency=0.2)
    terminal = shell.terminal(*command(shell))
    done = terminal.end()
    assert done.code == 0
    assert once(server)
    assert "━" in terminal.text
    assert re.search(r"260/260 100%", terminal.text)
    assert re.search(r"sending.*limit", terminal.text)
    assert "PROVEN" in terminal.text


def test_colours_are_left_out_where_they_are_not_wanted(shell):
    coloured = re.compile(r"\x1b\[[0-9;]*(?:3|4|9)[0-9](?:;[0-9]+)*m")
    arguments = ["export", "admin", "users", "--overwrite", "--to", "users.jsonl"]
    plain = shell.terminal(*arguments, NO_COLOR="1")
    assert plain.end().code == 0
    bright = shell.terminal(*arguments)
    assert bright.end().code == 0
    assert coloured.search(bright.raw)
    assert not coloured.search(plain.raw)


def test_one_interrupt_finishes_what_is_under_way_and_the_printed_command_goes_on(shell, slow):
    # So many that it cannot end before the key is pressed.
    terminal = shell.terminal(*command(shell, rows=1000))
    terminal.wait_for(r"sending")
    terminal.wait_for(r"[1-9]\d*/1,000")
    terminal.press(CTRL_C)
    terminal.wait_for("Interrupted: finishing .* rows? under way")
    done = terminal.end()
    assert done.code == 130
    there = made(slow)
    assert 0 < len(there) < 1000
    status = json.loads(shell.run("job", "status", "logs.job", "--json").out)
    assert (status["applied"], status["sent"], status["doubtful"]) == (len(there), 0, 0)
    assert done.last.startswith("plankit import logs logs.csv --journal logs.job --map name=Title")
    slow.set(latency=0.0)
    resumed = shell.again(done.last)
    assert resumed.code == 0, resumed.text
    assert once(slow, 1000)


def test_the_second_interrupt_stops_at_once_and_what_was_under_way_is_looked_for(shell, server):
    server.fault(faults.Stall("applied", 60.0), operation="createLogs", first=2)
    terminal = shell.terminal(*command(shell, "--progress", "lines"))
    until(lambda: len(made(server)) >= 2)
    began = time.monotonic()
    terminal.press(CTRL_C)
    terminal.wait_for("Interrupted: finishing")
    terminal.press(CTRL_C)
    terminal.wait_for("Interrupted again")
    done = terminal.end()
    assert done.code == 130
    assert time.monotonic() - began < 15, "it waited for the answer"
    server.clear_faults()
    resumed = shell.again(done.last)
    assert resumed.code == 0, resumed.text
    assert "were found in the server's lists" in resumed.out
    assert once(server)


def test_an_interrupt_of_the_plan_sends_nothing_and_leaves_no_journal(shell, server):
    server.set(latency=5.0)
    terminal = shell.terminal(*command(shell))
    until(lambda: any(request.operation == "listLogTypes" for request in server.requests("logbook")))
    terminal.press(CTRL_C)
    done = terminal.end()
    assert done.code == 130
    assert "The same command begins anew." in done.last
    assert not made(server)
    assert not (shell.place / "logs.job").exists()


def test_a_killed_import_goes_on(shell, slow):
    # It cannot end before it is killed: these answers do not come.
    slow.fault(faults.Stall("applied", 60.0), operation="createLogs", first=9)
    arguments = command(shell)
    process = shell.start(*arguments)
    until(lambda: len(made(slow)) >= 20)
    process.kill()
    process.wait()
    slow.clear_faults()
    slow.set(latency=0.0)
    assert len(made(slow)) < ROWS
    done = shell.run(*arguments)
    assert done.code == 0, done.text
    assert once(slow)


def test_sigterm_is_one_interrupt(shell, slow):
    # So many that it is still under way when another process has started and looked.
    process = shell.start(*command(shell, rows=5000))
    until(lambda: len(made(slow)) >= 10)
    running = json.loads(shell.run("job", "status", "logs.job", "--json").out)
    assert running["running"]
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.splitlines()[-1].startswith("plankit import logs")
    assert not json.loads(shell.run("job", "status", "logs.job", "--json").out)["running"]


def test_what_it_waits_for_is_said(shell, server):
    server.fault(faults.Cut("applied"), operation="createLogs", first=2, times=1)
    # What is in doubt is the last of it: there is nothing left to do but to wait.
    terminal = shell.terminal(*command(shell, "--settle", "4s", rows=3))
    terminal.wait_for(r"settling: \d+ rows? in doubt, looking in \d s")
    done = terminal.end()
    assert done.code == 0, done.text
    assert once(server, 3)


def test_an_interrupted_export_goes_on(shell, server):
    server.set(latency=0.3, max_count=20)
    terminal = shell.terminal("export", "admin", "users", "--to", "users.jsonl")
    terminal.wait_for(r"[1-9]\d*")
    terminal.wait_for("fetching")
    terminal.press(CTRL_C)
    done = terminal.end()
    assert done.code == 130
    assert done.last == "plankit export admin users --to users.jsonl"
    assert not (shell.place / "users.jsonl").exists()
    server.set(latency=0.0)
    resumed = shell.again(done.last)
    assert resumed.code == 0, resumed.text
    assert "resumed 1 time" in resumed.out
    ids = [json.loads(line)["id"] for line in (shell.place / "users.jsonl").read_text("utf-8").splitlines()]
    assert len(ids) == len(set(ids)) == 320


def test_a_missing_secret_is_asked_for_and_not_shown(shell):
    terminal = shell.terminal("check", "logbook", PLANKIT_CLIENT_SECRET=None)
    terminal.wait_for("PLANKIT_CLIENT_SECRET: ")
    terminal.press(SECRET + "\n")
    done = terminal.end()
    assert done.code == 0, done.text
    assert "credential accepted" in done.text


def test_a_wrong_secret_that_was_typed_is_not_shown_either(shell):
    terminal = shell.terminal("check", "logbook", PLANKIT_CLIENT_SECRET=None)
    terminal.wait_for("PLANKIT_CLIENT_SECRET: ")
    terminal.press("wr0ng-one\n")
    done = terminal.end()
    assert done.code == 3
    assert "wr0ng-one" not in done.text
    assert os.environ.get("PLANKIT_CLIENT_SECRET") is None


def test_each_command_of_a_journal_works_on_a_terminal(shell):
    assert shell.terminal(*command(shell)).end().code == 0
    for arguments, said, code in (
        (["status", "logs.job"], "applied   260", 0),
        (["explain", "logs.job", "7"], "row 7: applied as", 0),
        (["export", "logs.job", "--to", "-", "--state", "rejected"], "", 0),
        (["retry", "logs.job"], "No rejected row was chosen", 2),
        (["resume", "logs.job"], "260 rows: 260 applied", 0),
    ):
        done = shell.terminal("job", *arguments).end()
        assert done.code == code, done.text
        assert said in done.text


def test_the_sandbox_serves_until_it_is_interrupted(shell):
    terminal = shell.terminal("sandbox", "--users", "1")
    terminal.wait_for("Serving until Ctrl-C")
    terminal.press(CTRL_C)
    done = terminal.end()
    assert done.code == 0
    assert "Audit" in done.text


def test_the_demo_runs(shell):
    done = shell.terminal("demo", "--users", "300", "--logs", "60", "--runs", "60").end()
    assert done.code == 0, (done.code, done.text)
    assert "audit: lost" in done.text
