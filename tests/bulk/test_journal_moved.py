"""A journal that was not closed is two files: the one without the other is refused, and both go on anywhere."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest

from plankit.bulk import schema
from plankit.bulk.journal import Journal, JournalError
from plankit.bulk.rows import Entry, State, Verdict

CHILD = """
import os, signal, sys
from pathlib import Path
from plankit.bulk import schema
from plankit.bulk.journal import Journal
from plankit.bulk.rows import Entry, State, Verdict

schema.LOG_LIMIT = int(sys.argv[3])
journal = Journal.open(Path(sys.argv[1]), write="w", target="t")
first = journal.total()
number = journal.last_sending()
for index in range(first, first + int(sys.argv[2])):
    number += 1
    journal.append([Entry(index, f"k{index}", {"text": "x" * 300})], 1.0)
    journal.sending(number, [index], 2.0)
    journal.answered(number, 3.0, "201", [Verdict(index, State.APPLIED, f"i{index}")])
os.kill(os.getpid(), signal.SIGKILL)
"""
NO_LIMIT = schema.LOG_LIMIT
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


def killed(path, rows, limit=NO_LIMIT):
    """Have a process apply so many rows more, and be killed."""
    child = subprocess.run([sys.executable, "-c", CHILD, path, str(rows), str(limit)], timeout=60, check=False)
    assert child.returncode == -9


def opened(path):
    return closing(Journal.open(path, write="w", target="t"))


def moved(path, tmp_path, *suffixes):
    """Copy the file with these suffixes to another directory, and return its path there."""
    there = tmp_path / "there"
    shutil.rmtree(there, ignore_errors=True)
    there.mkdir()
    for suffix in ("", *suffixes):
        shutil.copy(f"{path}{suffix}", f"{there / path.name}{suffix}")
    return there / path.name


@pytest.mark.parametrize("limit", [NO_LIMIT, 20_000, 1], ids=["one log", "folded at times", "folded at each commit"])
@pytest.mark.parametrize("rows", [0, 1, 40])
def test_after_a_kill_the_file_alone_is_refused_and_both_go_on(tmp_path, rows, limit):
    path = tmp_path / "job.db"
    killed(path, rows, limit)
    alone = moved(path, tmp_path)
    for _ in range(2):
        with pytest.raises(JournalError, match=r"is not whole: .*Bring job\.db-wal from where .*Journal\.accept"):
            Journal.open(alone, write="w", target="t")
        with closing(Journal.look(alone)) as reader:
            assert "Bring job.db-wal" in reader.header()["warning"]
    both = moved(path, tmp_path, "-wal")
    for each in (both, path):
        with opened(each) as journal:
            assert journal.counts()[State.APPLIED] == journal.total() == rows
            assert "warning" not in journal.header()
            journal.append([Entry(rows, None, {})], 1.0)
        with opened(each) as journal:
            assert journal.total() == rows + 1


def test_a_job_that_was_killed_again_and_again_is_refused_alone(tmp_path):
    path = tmp_path / "job.db"
    for life in range(3):
        killed(path, 10)
        with pytest.raises(JournalError, match="is not whole"):
            Journal.open(moved(path, tmp_path), write="w", target="t")
        with closing(Journal.look(moved(path, tmp_path, "-wal"))) as reader:
            assert reader.total() == 10 * (life + 1)


def look(path):
    Journal.look(path).close()


def look_with_sqlite(path):
    with closing(sqlite3.connect(path)) as database:
        database.execute("SELECT count(*) FROM fate").fetchone()


def open_for_another_job(path):
    with pytest.raises(JournalError, match="belongs to another job"):
        Journal.open(path, write="other", target="t")


@pytest.mark.parametrize("use", [look, look_with_sqlite, open_for_another_job])
@pytest.mark.parametrize("limit", [NO_LIMIT, 1])
def test_where_somebody_took_the_log_in_nothing_is_missing(tmp_path, use, limit):
    path = tmp_path / "job.db"
    killed(path, 10, limit)
    use(path)
    assert not (tmp_path / "job.db-wal").exists()
    with opened(moved(path, tmp_path)) as journal:
        assert journal.counts()[State.APPLIED] == 10


def test_after_a_clean_end_the_file_alone_is_the_journal(tmp_path, make_entries):
    path = tmp_path / "job.db"
    for count in range(3):
        with opened(path) as journal:
            journal.append(make_entries(1, count), 1.0)
        with opened(moved(path, tmp_path)) as journal:
            assert journal.total() == count + 1
        with closing(Journal.look(path)) as reader:
            assert reader.header().keys() == {"version", "write", "target", "started"}


def test_a_reader_that_outlives_the_run_hides_nothing(tmp_path, make_entries, look_journal):
    path = tmp_path / "job.db"
    with opened(path) as journal:
        reader = look_journal(path)
        journal.append(make_entries(5), 1.0)
    # Its log is still there: the one without the other is refused or has all.
    with opened(moved(path, tmp_path, "-wal")) as journal:
        assert journal.total() == 5
    try:
        with opened(moved(path, tmp_path)) as journal:
            assert journal.total() == 5
    except JournalError as error:
        assert "is not whole" in str(error)  # noqa: PT017 - either may be
    reader.close()
    with opened(moved(path, tmp_path)) as journal:
        assert journal.total() == 5


def test_whoever_knows_better_accepts_it(tmp_path, make_entries, open_journal):
    path = tmp_path / "job.db"
    killed(path, 10)
    alone = moved(path, tmp_path)
    Journal.accept(alone)
    Journal.accept(alone)
    with closing(Journal.look(alone)) as reader:
        assert "warning" not in reader.header()
    with opened(alone) as journal:
        assert journal.total() == 0
        with pytest.raises(JournalError, match="is being run now"):
            Journal.accept(alone)
    with pytest.raises(JournalError, match="There is no journal"):
        Journal.accept(tmp_path / "none.db")
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE mine (a)")
    before = other.read_bytes()
    with pytest.raises(JournalError, match="is no journal"):
        Journal.accept(other)
    assert other.read_bytes() == before


def test_at_every_moment_of_a_run_the_file_alone_is_refused_and_both_have_all(tmp_path, monkeypatch):
    monkeypatch.setattr(schema, "LOG_LIMIT", 30_000)
    path = tmp_path / "job.db"
    sizes = set[int]()
    with opened(path) as journal:
        for index in range(40):
            journal.append([Entry(index, None, {"text": "x" * 500})], 1.0)
            with pytest.raises(KeyError), journal.transaction():  # noqa: PT012 - what is undone is made inside
                journal.put("undone", "yes")
                raise KeyError
            with pytest.raises(JournalError, match="is not whole"):
                Journal.open(moved(path, tmp_path), write="w", target="t")
            with opened(moved(path, tmp_path, "-wal")) as copy:
                assert (copy.total(), copy.get("undone")) == (index + 1, None)
            sizes.add(path.stat().st_size)
        # The log was taken in more than once, and did not grow without end.
        assert len(sizes) > 2
        assert schema.log_size(path) < 100_000


def test_a_reader_in_the_way_of_the_log_stops_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(schema, "LOG_LIMIT", 30_000)
    monkeypatch.setattr(schema, "_PATIENCE", 1)
    path = tmp_path / "job.db"
    with opened(path) as journal, closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM item").fetchone() == (0,)
        for index in range(40):
            journal.append([Entry(index, None, {"text": "x" * 500})], 1.0)
        assert reader.execute("SELECT count(*) FROM item").fetchone() == (0,)
        grown = schema.log_size(path)
        assert grown > 100_000
        reader.execute("COMMIT")
        for index in range(40, 80):
            journal.append([Entry(index, None, {"text": "x" * 500})], 1.0)
        assert schema.log_size(path) < grown
    with opened(moved(path, tmp_path)) as journal:
        assert journal.total() == 80


def test_it_can_be_closed_by_another_thread_which_lets_go_of_the_lock(tmp_path, make_entries):
    path = tmp_path / "job.db"
    for count in range(5):
        made: list[Journal] = []
        thread = threading.Thread(target=lambda made=made: made.append(Journal.open(path, write="w", target="t")))
        thread.start()
        thread.join(30)
        made[0].close()
        # At once: by this thread, and by others.
        with opened(path) as journal:
            journal.append(make_entries(1, count), 1.0)
            closer = threading.Thread(target=journal.close)
            closer.start()
            closer.join(30)
            with opened(path) as again:
                assert again.total() == count + 1


def test_a_job_without_a_path_has_no_log(open_journal, make_entries, monkeypatch):
    monkeypatch.setattr(schema, "LOG_LIMIT", 0)
    journal = open_journal(None)
    journal.append(make_entries(3), 1.0)
    journal.decided(1.0, "found", [Verdict(0, State.APPLIED, "a")])
    assert journal.header().keys() == {"version", "write", "target", "started"}
    journal.close()


def command(*arguments):
    """Run `plankit job ...` as a program of its own."""
    line = [sys.executable, "-m", "plankit.cli", "job", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_warns_of_old_states_and_hands_out_no_rows_of_them(tmp_path):
    path = tmp_path / "a.job"
    killed(path, 20)
    alone = moved(path, tmp_path)
    status = command("status", alone, "--json")
    assert status.returncode == 0
    assert "-wal, which is not here" in json.loads(status.stdout)["warning"]
    assert status.stderr.startswith("Warning: The journal")
    rows = tmp_path / "rows.jsonl"
    refused = command("export", alone, "--to", rows, "--state", "pending")
    assert refused.returncode != 0
    assert "-wal, which is not here" in refused.stderr
    assert not rows.exists()
    whole = moved(path, tmp_path, "-wal")
    assert json.loads(command("status", whole, "--json").stdout)["warning"] is None
    assert command("export", whole, "--to", rows).returncode == 0
    assert len(rows.read_text(encoding="utf-8").splitlines()) == 20
