"""The journal: what it keeps, whom it refuses, and that it counts right."""

from __future__ import annotations

import io
import json
import math
import multiprocessing
import os
import random
import sqlite3
import stat
import string
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from plankit.bulk.dump import explain, export_jsonl
from plankit.bulk.journal import Event, Journal, JournalError, digest_of
from plankit.bulk.rows import Entry, Reason, State, Verdict
from plankit.errors import InvalidArgumentError, PlankitError

WRITE, TARGET = "logbook.logs.create", "https://logbook.example"
HALF = "\ud800"
posix = pytest.mark.skipif(os.name != "posix", reason="modes and forks are POSIX's")


# What it keeps.


def test_a_journal_is_gone_on_with(tmp_path, open_journal, make_entries):
    path = tmp_path / "job.db"
    journal = open_journal(path)
    journal.append(make_entries(3), 1.0)
    journal.sending(1, [0, 2], 2.0)
    journal.put("certificate", "none yet")
    journal.close()
    again = open_journal(path)
    assert (again.write, again.target, again.path) == (WRITE, TARGET, path)
    assert again.total() == 3
    assert again.counts() == {**dict.fromkeys(State, 0), State.PENDING: 1, State.SENT: 2}
    assert again.last_sending() == 1
    assert again.get("certificate") == "none yet"
    assert again.get("nothing") is None
    assert again.header().keys() == {"version", "write", "target", "started"}
    assert [entry.sendings for entry in again.entries()] == [1, 0, 1]


def test_a_closed_journal_says_so_and_can_be_closed_again(journal):
    journal.close()
    journal.close()
    for use in (lambda: journal.put("a", "b"), journal.notes):
        with pytest.raises(JournalError, match=r"is closed\. Open it again"):
            use()


def test_every_field_of_a_row_comes_back(journal):
    entry = Entry(
        0,
        "key",
        {"z": 1, "a": [None, True, 1.5, {"deep": "ü"}], "big": 10**30},
        State.REJECTED,
        b"12345678",
        "container/7",
        "id-1",
        Reason("no such type", 400, "BAD_TYPE", sent=False),
        2,
    )
    journal.append([entry, Entry(1, None, {})], 1.0)
    assert journal.entry(0) == entry
    assert [*journal.entry(0).payload] == ["z", "a", "big"]
    assert journal.entry(1) == Entry(1, None, {})
    assert journal.entry(2) is None
    assert journal.find("key") == [entry]
    assert journal.find("other") == []
    assert journal.in_group(b"12345678", [State.REJECTED, State.UNKNOWN]) == [entry]
    assert journal.in_group(b"12345678", [State.APPLIED]) == []
    assert journal.in_group(b"", list(State)) == []


def test_halves_of_surrogate_pairs_and_zero_characters_are_kept_everywhere(journal, look_journal):
    text = f"a{HALF}\0ü"
    reason = Reason(text, code=text)
    entry = Entry(0, text, {text: [text]}, State.DOUBTFUL, b"g", text, text, reason)
    journal.append([entry], 1.0)
    journal.put(text, text)
    journal.note(1.0, text, text)
    journal.baseline(text, [text + "1"])
    journal.finish_baseline(text)
    reader = look_journal(journal.path)
    assert reader.find(text) == [entry]
    assert reader.get(text) == text
    assert reader.notes() == [Event(1.0, text, text)]
    assert [*reader.scopes()] == [text]
    assert reader.foreign(text, [text, text + "1", text + "2"]) == [text + "2"]


@pytest.mark.parametrize(
    "payload",
    [{"a": math.nan}, {"a": [math.inf]}, {"a": object()}, {"a": b"bytes"}, json.loads('{"a":' * 500 + "1" + "}" * 500)],
    ids=["nan", "infinity", "object", "bytes", "deep"],
)
def test_what_is_no_json_is_refused_and_none_of_its_batch_is_kept(journal, make_entries, payload):
    with pytest.raises(InvalidArgumentError, match="Row 2 is no JSON"):
        journal.append([*make_entries(2), Entry(2, "k2", payload)], 1.0)
    assert (journal.total(), journal.entries(), journal.broken) == (0, [], None)
    journal.append(make_entries(3), 1.0)
    assert journal.total() == 3


def test_rows_are_appended_in_order(journal, make_entries):
    journal.append([], 1.0)
    journal.append(make_entries(2), 1.0)
    for first in (1, 3):
        with pytest.raises(JournalError, match=rf"Row {first} is not the next row of the journal, which is 2"):
            journal.append(make_entries(1, first), 1.0)
    with pytest.raises(JournalError, match="Row 4 is not the next"):
        journal.append([*make_entries(1, 2), *make_entries(1, 4)], 1.0)
    assert journal.total() == 2


def test_marks_tell_rows_apart_and_do_not_mind_the_order_of_keys(journal):
    rows = [(None, {"a": 1, "b": 2}), ("k", {"a": 1, "b": 2}), (None, {"a": 1, "b": 2.0}), (None, {"a": True, "b": 2})]
    journal.append([Entry(index, key, row) for index, (key, row) in enumerate(rows)], 1.0)
    marks = journal.marks(0, 100)
    assert marks == [digest_of(row, key) for key, row in rows]
    assert {len(mark) for mark in marks} == {16}
    assert len(set(marks)) == 4
    assert digest_of({"b": 2, "a": 1}, None) == marks[0]
    assert journal.marks(1, 2) == marks[1:3]
    assert journal.marks(4, 5) == journal.marks(0, 0) == []
    with pytest.raises(InvalidArgumentError, match="no JSON"):
        digest_of({"a": math.nan}, None)


def test_entries_are_paged_by_index_whatever_their_states(journal, make_entries):
    states = [State(index * 7 % 6) for index in range(50)]
    journal.append([evolve(entry, state=states[entry.index]) for entry in make_entries(50)], 1.0)
    wanted = (State.SENT, State.UNKNOWN, State.SENT)
    found, after = [], -1
    while page := journal.entries(wanted, after=after, limit=4):
        assert len(page) <= 4
        found += [entry.index for entry in page]
        after = page[-1].index
    assert found == [index for index, state in enumerate(states) if state in wanted]
    assert [entry.index for entry in journal.entries(after=46)] == [47, 48, 49]
    assert journal.entries(limit=0) == []


# Sendings.


def test_a_row_that_is_final_or_missing_is_not_sent(journal, make_entries):
    journal.append(make_entries(3), 1.0)
    journal.sending(1, [0], 2.0)
    journal.answered(1, 3.0, "201", [Verdict(0, State.APPLIED, "a")])
    for number, indexes in ((2, [0, 1]), (2, [1, 7])):
        with pytest.raises(JournalError, match="must not be sent again"):
            journal.sending(number, indexes, 4.0)
    for number, indexes in ((1, [1]), (2, [1, 1])):
        with pytest.raises(JournalError, match="cannot take that"):
            journal.sending(number, indexes, 4.0)
    assert journal.last_sending() == 1
    assert [entry.sendings for entry in journal.entries()] == [1, 0, 0]
    assert journal.broken is None


def test_verdicts_about_nothing_are_refused(journal, make_entries):
    journal.append(make_entries(1), 1.0)
    journal.sending(1, [0], 1.0)
    with pytest.raises(JournalError, match="no sending 2"):
        journal.answered(2, 2.0, "201", [Verdict(0, State.APPLIED)])
    for write in (lambda v: journal.answered(1, 2.0, "201", v), lambda v: journal.decided(2.0, "found", v)):
        with pytest.raises(JournalError, match="not in the journal"):
            write([Verdict(0, State.APPLIED), Verdict(1, State.APPLIED)])
    assert journal.entry(0).state is State.SENT


def test_retry_touches_only_what_was_refused_or_is_unknown(journal, make_entries):
    journal.append(
        [evolve(entry, state=State(entry.index), reason=Reason("why")) for entry in make_entries(6)],
        1.0,
    )
    assert journal.retry([0, 1, 2, 3, 4, 4, 5, 99], 2.0) == 2
    assert [entry.state for entry in journal.entries()] == [0, 1, 2, 3, 0, 0]
    # What may have been applied before is not forgotten to have been.
    assert [entry.reason for entry in journal.entries()] == [Reason("why")] * 4 + [None, Reason("why")]
    assert journal.history(4)[-1] == Event(2.0, "retried", "why")
    journal.sending(1, [4, 5], 3.0)


def test_a_history_is_in_order_though_the_clock_is_set_back(journal, make_entries):
    journal.note(9.0, "listed", "before it was sent", scope="c")
    journal.append(make_entries(2, scope="c"), 10.0)
    journal.sending(1, [0, 1], 9.0)
    journal.answered(1, 8.0, "no answer", [Verdict(0, State.DOUBTFUL, reason=Reason("lost"))])
    journal.note(7.0, "listed", "nothing", scope="c")
    journal.note(7.0, "listed", "elsewhere", scope="d")
    journal.decided(6.0, "absent", [Verdict(0, State.PENDING)])
    journal.note(5.0, "listed", "when it was out of doubt", scope="c")
    journal.sending(2, [0], 4.0)
    journal.answered(2, 3.0, "201 after 0.1 s", [Verdict(0, State.APPLIED, "x")])
    journal.note(2.0, "listed", "the audit", scope="c")
    assert journal.history(0) == [
        Event(10.0, "read"),
        Event(9.0, "sent", "with 1 other", 1),
        Event(8.0, "doubt", "no answer; doubtful: lost", 1),
        Event(7.0, "listed", "nothing"),
        Event(6.0, "absent", "pending"),
        Event(4.0, "sent", "alone", 2),
        Event(3.0, "answered", "201 after 0.1 s", 2),
    ]
    assert journal.history(2) == []
    assert [note.what for note in journal.notes()] == ["listed"] * 5


def test_foreign_is_what_neither_the_baseline_nor_a_row_accounts_for(journal, make_entries):
    assert journal.foreign("c", ["a"]) == ["a"]
    journal.baseline("c", ["a", "b"])
    journal.baseline("c", ["b", "d"])
    journal.baseline("other", ["e"])
    assert [*journal.scopes()] == []
    journal.finish_baseline("c")
    assert [*journal.scopes()] == ["c"]
    journal.append(make_entries(2), 1.0)
    journal.decided(2.0, "found", [Verdict(1, State.APPLIED, "m")])
    assert journal.foreign("c", ["m", "e", "d", "x", "b", "a", "x"]) == ["e", "x", "x"]
    assert journal.foreign("other", ["a", "e", "m"]) == ["a"]
    with pytest.raises(JournalError):
        journal.baseline("", ["a"])


# Transactions.


def test_a_transaction_that_raises_leaves_nothing_and_an_inner_one_only_what_was_outside_of_it(journal, make_entries):
    def half():
        journal.put("half", "yes")
        raise KeyError

    with pytest.raises(KeyError), journal.transaction():  # noqa: PT012 - what is undone is made inside
        journal.append(make_entries(2), 1.0)
        assert journal.total() == 2
        half()
    assert (journal.total(), journal.get("half")) == (0, None)
    with journal.transaction():
        journal.append(make_entries(1), 1.0)
        with pytest.raises(KeyError), journal.transaction():  # noqa: PT012 - same
            journal.append(make_entries(1, 1), 1.0)
            half()
        journal.put("whole", "yes")
    assert (journal.total(), journal.get("half"), journal.get("whole")) == (1, None, "yes")


def test_counts_of_another_thread_are_those_of_the_last_commit_and_wait_for_nobody(journal, make_entries):
    with journal.transaction():
        journal.append(make_entries(2), 1.0)
        seen: list[int] = []
        thread = threading.Thread(target=lambda: seen.append(journal.total()))
        thread.start()
        thread.join(10)
        assert (seen, journal.total()) == ([0], 2)


def test_every_commit_is_synced_unless_nothing_outlives_the_process(journal, open_journal):
    def settings_of(journal):
        return [journal._database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]

    assert settings_of(journal) == ["wal", 2]
    journal.close()
    assert settings_of(open_journal(journal.path)) == ["wal", 2]
    assert settings_of(open_journal(None)) == ["memory", 0]


def test_threads_wait_for_each_others_transactions(journal):
    def write(name):
        for number in range(20):
            with journal.transaction():
                journal.put(name, str(number))
                journal.put("last", name)

    threads = [threading.Thread(target=write, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [journal.get(str(number)) for number in range(4)] == ["19"] * 4


def test_a_full_disk_keeps_what_was_committed_and_takes_no_more(journal, make_entries):
    journal.append(make_entries(10), 1.0)
    pages = journal._database.execute("PRAGMA page_count").fetchone()[0]
    journal._database.execute(f"PRAGMA max_page_count = {pages}")
    large = [evolve(entry, payload={"text": "x" * 10_000}) for entry in make_entries(10, 10)]
    with pytest.raises(JournalError, match=r"job\.db cannot be written: .*full.* run the job again") as caught:
        journal.append(large, 2.0)
    assert isinstance(caught.value, PlankitError)
    assert isinstance(caught.value.__cause__, sqlite3.Error)
    assert journal.total() == 10
    assert len(journal.entries()) == 10
    with pytest.raises(JournalError, match="cannot be written"):
        journal.put("small", "text")
    journal.close()
    with closing(Journal.open(journal.path, write=WRITE, target=TARGET)) as again:
        assert again.total() == 10
        again.append(large, 2.0)


LIMITED = """
import resource, signal, sys
from pathlib import Path
from plankit.bulk.journal import Journal, JournalError
from plankit.bulk.rows import Entry
journal = Journal.open(Path(sys.argv[1]), write="w", target="t")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
for first in range(0, 1_000_000, 10):
    try:
        journal.append([Entry(index, None, {"text": "x" * 500}) for index in range(first, first + 10)], 1.0)
    except JournalError as error:
        print(first, journal.total(), error)
        break
"""


@posix
def test_a_file_that_may_not_grow_fails_the_commit_and_nothing_reported_is_lost(tmp_path, look_journal):
    path = tmp_path / "job.db"
    done = subprocess.run([sys.executable, "-c", LIMITED, path], capture_output=True, text=True, timeout=60, check=True)
    told, counted, message = done.stdout.split(" ", 2)
    assert told == counted
    assert int(told) > 100
    assert "cannot be written" in message
    assert look_journal(path).total() == int(told)


# Who may open it.


def test_a_second_open_is_refused_in_this_process_and_reading_is_not(journal, look_journal, make_entries, open_journal):
    journal.append(make_entries(2), 1.0)
    for _ in range(2):
        with pytest.raises(JournalError, match=r"is being run now, .* stop it first; reading .* is possible"):
            Journal.open(journal.path, write=WRITE, target=TARGET)
    reader = look_journal(journal.path)
    assert (reader.total(), reader.write, reader.target) == (2, WRITE, TARGET)
    with journal.transaction():
        journal.append(make_entries(1, 2), 1.0)
        assert reader.total() == 2
    assert reader.total() == 3
    assert reader.counts() == journal.counts()
    with pytest.raises(JournalError, match="opened to read only"):
        reader.put("a", "b")
    journal.close()
    assert reader.total() == 3
    assert open_journal(journal.path).total() == 3


def test_whoever_looks_leaves_no_files_behind(journal, make_entries):
    journal.append(make_entries(2), 1.0)
    journal.close()
    before = journal.path.read_bytes()
    with closing(Journal.look(journal.path)) as reader:
        assert reader.total() == 2
    assert {each.name for each in journal.path.parent.iterdir()} == {"job.db", "job.db-lock"}
    assert journal.path.read_bytes() == before


OPEN = """
import sys
from pathlib import Path
from plankit.bulk.journal import Journal, JournalError
try:
    journal = Journal.open(Path(sys.argv[1]), write=sys.argv[2], target=sys.argv[3])
except JournalError as error:
    print("refused:", error)
else:
    print("opened", flush=True)
    sys.stdin.read()
"""


def run_open(path):
    return subprocess.Popen(
        [sys.executable, "-c", OPEN, path, WRITE, TARGET], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_a_second_open_is_refused_in_another_process_until_the_first_is_killed(tmp_path):
    path = tmp_path / "job.db"
    with run_open(path) as first:
        assert first.stdout.readline() == "opened\n"
        with run_open(path) as second:
            assert second.communicate(timeout=30)[0].startswith("refused: The journal")
        with pytest.raises(JournalError, match="is being run now"):
            Journal.open(path, write=WRITE, target=TARGET)
        with closing(Journal.look(path)) as reader:
            assert reader.total() == 0
        # The refused open and the look must not have let go of anybody's lock.
        with run_open(path) as third:
            assert third.communicate(timeout=30)[0].startswith("refused: The journal")
        first.kill()
        first.wait(30)
        Journal.open(path, write=WRITE, target=TARGET).close()


def test_a_refused_open_here_does_not_let_another_process_in(journal):
    with pytest.raises(JournalError, match="is being run now"):
        Journal.open(journal.path, write=WRITE, target=TARGET)
    Journal.look(journal.path).close()
    with run_open(journal.path) as other:
        assert other.communicate(timeout=30)[0].startswith("refused: The journal")


def forked(journal, answers):
    for use in (
        lambda: Journal.open(journal.path, write=WRITE, target=TARGET),
        lambda: journal.put("a", "b"),
        journal.notes,
    ):
        try:
            use()
        except JournalError as error:
            answers.put(str(error))
        else:
            answers.put("done")
    journal.close()


@posix
def test_a_fork_has_no_part_in_the_journal(journal, make_entries):
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    child = context.Process(target=forked, args=(journal, answers))
    child.start()
    child.join(30)
    assert "is being run now" in answers.get()
    assert "before a fork" in answers.get()
    assert "before a fork" in answers.get()
    journal.append(make_entries(2), 1.0)
    assert journal.total() == 2
    with run_open(journal.path) as other:
        assert other.communicate(timeout=30)[0].startswith("refused")


def test_a_link_to_a_journal_is_the_journal(journal, tmp_path):
    link = tmp_path / "link.db"
    try:
        link.symlink_to(journal.path)
    except OSError:
        pytest.skip("no links here")
    with pytest.raises(JournalError, match="is being run now"):
        Journal.open(link, write=WRITE, target=TARGET)


@pytest.mark.parametrize(("write", "target"), [("logbook.logs.delete", TARGET), (WRITE, "https://other.example")])
def test_another_job_is_refused(journal, write, target):
    journal.close()
    with pytest.raises(JournalError, match=r"belongs to another job: logbook\.logs\.create at .*Give another path"):
        Journal.open(journal.path, write=write, target=target)
    Journal.open(journal.path, write=WRITE, target=TARGET).close()


def test_what_is_no_journal_is_refused_and_left_alone(tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("my notes, which are longer than the head of a database\n" * 5)
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE mine (a)")
    for path in (text, other):
        before = path.read_bytes()
        for use in (
            lambda path=path: Journal.open(path, write=WRITE, target=TARGET),
            lambda path=path: Journal.look(path),
        ):
            with pytest.raises(JournalError, match="is no journal of plankit; it was left as it is"):
                use()
        assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["notes.txt", "other.db"]


def test_a_newer_format_is_refused(journal):
    journal.close()
    with closing(sqlite3.connect(journal.path)) as database:
        database.execute("PRAGMA user_version = 2")
    for use in (lambda: Journal.open(journal.path, write=WRITE, target=TARGET), lambda: Journal.look(journal.path)):
        with pytest.raises(JournalError, match=r"format 2, which is newer .* update plankit"):
            use()


def test_a_directory_that_is_missing_and_a_path_that_is_no_file_are_refused(tmp_path):
    with pytest.raises(JournalError, match="its directory does not exist"):
        Journal.open(tmp_path / "no" / "job.db", write=WRITE, target=TARGET)
    with pytest.raises(JournalError, match="something that is no file"):
        Journal.open(tmp_path, write=WRITE, target=TARGET)
    with pytest.raises(JournalError, match="There is no journal at"):
        Journal.look(tmp_path / "job.db")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_directory_that_may_not_be_written_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(JournalError, match="cannot be"):
        Journal.open(tmp_path / "job.db", write=WRITE, target=TARGET)


def test_an_empty_file_becomes_a_journal_and_shows_nothing_before(tmp_path, open_journal):
    path = tmp_path / "job.db"
    path.touch()
    with pytest.raises(JournalError, match="is empty: its job has not begun"):
        Journal.look(path)
    assert open_journal(path).total() == 0


@posix
def test_its_files_are_the_users_alone(tmp_path, make_entries):
    before = os.umask(0)
    try:
        with closing(Journal.open(tmp_path / "a job?#%41.db", write=WRITE, target=TARGET)) as journal:
            journal.append(make_entries(1), 1.0)
            modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    finally:
        os.umask(before)
    name = "a job?#%41.db"
    assert modes == dict.fromkeys([name, name + "-wal", name + "-shm", name + "-lock"], 0o600)
    assert {each.name for each in tmp_path.iterdir()} == {name, name + "-lock"}


def test_a_journal_without_a_path_leaves_nothing(tmp_path, monkeypatch, open_journal, make_entries):
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    journal, other = open_journal(None), open_journal(None)
    journal.append([evolve(entry, payload={"text": "x" * 5000}) for entry in make_entries(2000)], 1.0)
    with pytest.raises(KeyError), journal.transaction():  # noqa: PT012 - what is undone is made inside
        journal.put("a", "b")
        raise KeyError
    assert (journal.path, journal.total(), other.total(), journal.get("a")) == (None, 2000, 0, None)
    journal.close()
    assert [*tmp_path.iterdir()] == []


def test_a_row_takes_little_of_the_disk(journal):
    filler = random.Random(1)
    entries = [
        Entry(
            index,
            f"key-{index:06d}",
            {"name": "".join(filler.choices(string.ascii_letters, k=89))},
            group=filler.randbytes(8),
        )
        for index in range(4000)
    ]
    for first in range(0, 4000, 500):
        journal.append(entries[first : first + 500], 1.0)
    for number, first in enumerate(range(0, 4000, 50), 1):
        ids = [Verdict(index, State.APPLIED, filler.randbytes(16).hex()) for index in range(first, first + 50)]
        with journal.transaction():
            journal.sending(number, range(first, first + 50), 2.0)
            journal.answered(number, 3.0, "201", ids)
    journal.close()
    assert journal.path.stat().st_size / 4000 <= 400


# For people and other programs.


def test_rows_are_exported_as_lines_of_json(journal, make_entries):
    entries = make_entries(2500)
    entries[1] = evolve(entries[1], payload={"text": f"ü{HALF}\n"}, state=State.REJECTED, reason=Reason("no", 400))
    journal.append(entries, 1.0)
    file = io.StringIO()
    assert export_jsonl(journal, file) == 2500
    lines = [json.loads(line) for line in file.getvalue().split("\n")[:-1]]
    assert [line["index"] for line in lines] == [*range(2500)]
    assert lines[0] == {
        "index": 0,
        "key": "k0",
        "row": {"name": "row 0"},
        "state": "pending",
        "id": None,
        "sendings": 0,
    }
    rejected = io.StringIO()
    assert export_jsonl(journal, rejected, {State.REJECTED}) == 1
    assert json.loads(rejected.getvalue()) == {
        "index": 1,
        "key": "k1",
        "row": {"text": f"ü{HALF}\n"},
        "state": "rejected",
        "id": None,
        "reason": {"message": "no", "status": 400, "sent": True},
        "sendings": 0,
    }
    assert export_jsonl(journal, io.StringIO(), ()) == 0
    assert rejected.getvalue().encode()


def test_an_export_fits_the_encoding_of_its_file(journal, tmp_path):
    journal.append([Entry(0, "ü", {"text": "ü"})], 1.0)
    for encoding in ("utf-8", "ascii", "cp1252"):
        path = tmp_path / encoding
        with path.open("w", encoding=encoding) as file:
            export_jsonl(journal, file)
        assert json.loads(path.read_text("utf-8"))["row"] == {"text": "ü"}


def test_the_story_of_a_row(journal):
    journal.append([Entry(0, "a\x1b[31m", {"name": "x"}, scope="c")], 0.0)
    journal.sending(1, [0], 1.5)
    journal.answered(1, 2.0, "no answer", [Verdict(0, State.DOUBTFUL, reason=Reason("lost"))])
    journal.note(3.0, "listed", "12 records", scope="c")
    journal.decided(4.0, "open", [Verdict(0, State.UNKNOWN, reason=Reason(f"two\nlook{HALF} alike", 503, "E1"))])
    assert explain(journal, 0).split("\n") == [
        "row 0, key a\\x1b[31m: unknown",
        "  why: two\\nlook? alike (status 503, code E1)",
        '  {"name":"x"}',
        "  1970-01-01 00:00:00.000Z  read",
        "  1970-01-01 00:00:01.500Z  sent 1: alone",
        "  1970-01-01 00:00:02.000Z  doubt 1: no answer; doubtful: lost",
        "  1970-01-01 00:00:03.000Z  listed: 12 records",
        "  1970-01-01 00:00:04.000Z  open: unknown: two\\nlook? alike (503, E1)",
    ]
    with pytest.raises(InvalidArgumentError, match="There is no row 1: the journal holds 1 rows"):
        explain(journal, 1)


def test_a_long_row_is_cut_in_its_story(journal):
    journal.append([Entry(0, None, {"name": "x" * 5000})], 1e300)
    story = explain(journal, 0)
    assert len(story) < 1200
    assert "1e+300 s  read" in story


# Against a model.

TEXTS = st.text(st.characters(codec=None, categories=None), max_size=5)
REASONS = st.none() | st.builds(Reason, TEXTS, st.none() | st.integers(100, 599), st.none() | TEXTS, st.booleans())
IDS = st.none() | st.sampled_from(["a", "b", "c", HALF])
GROUPS = st.sampled_from([b"", b"g1", b"g2\0"])
SCOPES = st.sampled_from(["c", "d", "é" + HALF])


class Model(RuleBasedStateMachine):
    """A journal and the dictionaries that it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.journal: Any = None
        self.rows: list[Entry] = []
        self.baselines: dict[str, set[str]] = {}
        self.finished: set[str] = set()
        self.number = 0
        self.sent: dict[int, list[int]] = {}

    @initialize()
    def begin(self):
        self.journal = Journal.open(None, write="w", target="t")

    def teardown(self):
        self.journal.close()

    @rule(data=st.data())
    def append(self, data):
        more = data.draw(
            st.lists(
                st.tuples(
                    st.none() | TEXTS,
                    st.dictionaries(TEXTS, st.integers() | TEXTS | st.floats(allow_nan=False, allow_infinity=False)),
                    st.sampled_from(State),
                    GROUPS,
                    SCOPES | st.just(""),
                    IDS,
                    REASONS,
                    st.integers(0, 3),
                ),
                max_size=4,
            )
        )
        entries = [Entry(index, *fields) for index, fields in enumerate(more, len(self.rows))]
        self.journal.append(entries, 1.0)
        self.rows += entries

    def some(self, data):
        return data.draw(st.lists(st.integers(0, len(self.rows) - 1), unique=True, max_size=4))

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def sending(self, data):
        indexes = self.some(data)
        if any(self.rows[index].state.final for index in indexes):
            with pytest.raises(JournalError):
                self.journal.sending(self.number + 1, indexes, 2.0)
            return
        self.number += 1
        self.journal.sending(self.number, indexes, 2.0)
        self.sent[self.number] = indexes
        for index in indexes:
            old = self.rows[index]
            self.rows[index] = evolve(old, state=State.SENT, sendings=old.sendings + 1, reason=None)

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), answer=st.booleans())
    def verdicts(self, data, answer):
        indexes = self.some(data)
        made = [
            Verdict(index, data.draw(st.sampled_from(State)), data.draw(IDS), data.draw(REASONS)) for index in indexes
        ]
        if answer and self.number:
            self.journal.answered(data.draw(st.integers(1, self.number)), 3.0, "answer", made)
        else:
            self.journal.decided(3.0, "found", made)
        for each in made:
            self.rows[each.index] = evolve(self.rows[each.index], state=each.state, id=each.id, reason=each.reason)

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def retry(self, data):
        indexes = self.some(data)
        mine = [index for index in indexes if self.rows[index].state in (State.REJECTED, State.UNKNOWN)]
        assert self.journal.retry(indexes, 4.0) == len(mine)
        for index in mine:
            row = self.rows[index]
            kept = row.reason if row.state is State.UNKNOWN else None
            self.rows[index] = evolve(row, state=State.PENDING, reason=kept)

    @rule(scope=SCOPES, ids=st.lists(IDS.filter(bool) | TEXTS, max_size=3), finish=st.booleans())
    def baseline(self, scope, ids, finish):
        self.journal.baseline(scope, ids)
        self.baselines.setdefault(scope, set()).update(ids)
        if finish:
            self.journal.finish_baseline(scope)
            self.finished.add(scope)

    @rule(undo=st.booleans())
    def undone(self, undo):
        with pytest.raises(KeyError), self.journal.transaction():  # noqa: PT012 - what is undone is made inside
            self.journal.append([Entry(len(self.rows), "gone", {})], 1.0)
            self.journal.decided(1.0, "gone", [Verdict(len(self.rows), State.APPLIED, "gone")])
            self.journal.baseline("gone", ["gone"])
            raise KeyError

    @invariant()
    def rows_are_the_same(self):
        if self.journal is None:
            return
        assert self.journal.entries() == self.rows
        assert self.journal.total() == len(self.rows)
        counted = Counter(entry.state for entry in self.rows)
        assert self.journal.counts() == {state: counted[state] for state in State} == self.journal._count()
        assert self.journal.marks(0, 1000) == [digest_of(entry.payload, entry.key) for entry in self.rows]
        assert self.journal.last_sending() == self.number

    @rule(scope=SCOPES, ids=st.lists(IDS.filter(bool) | TEXTS, max_size=5))
    def foreign(self, scope, ids):
        known = self.baselines.get(scope, set()) | {entry.id for entry in self.rows}
        assert self.journal.foreign(scope, ids) == [each for each in ids if each not in known]
        assert {*self.journal.scopes()} == self.finished

    @rule(states=st.lists(st.sampled_from(State)), group=GROUPS, after=st.integers(-1, 5), limit=st.integers(0, 5))
    def selected(self, states, group, after, limit):
        wanted = states or [*State]
        expected = [entry for entry in self.rows if entry.state in wanted and entry.index > after][:limit]
        assert self.journal.entries(states, after=after, limit=limit) == expected
        expected = [entry for entry in self.rows if group and entry.group == group and entry.state in states]
        assert self.journal.in_group(group, states) == expected

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def story(self, data):
        index = data.draw(st.integers(0, len(self.rows) - 1))
        entry = self.rows[index]
        assert self.journal.find(entry.key or "") == [each for each in self.rows if each.key == (entry.key or "")]
        events = self.journal.history(index)
        assert events[0] == Event(1.0, "read")
        sent = [event.number for event in events if event.what == "sent"]
        assert sent == [number for number, indexes in self.sent.items() if index in indexes]
        assert explain(self.journal, index).isascii() or explain(self.journal, index).encode()


Model.TestCase.settings = settings(
    max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestModel = Model.TestCase
