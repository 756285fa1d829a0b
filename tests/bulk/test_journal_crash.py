"""A process that writes a journal is killed at random moments: what it said was committed is there."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing

import pytest

from plankit.bulk.journal import Journal
from plankit.bulk.rows import State

KILLS = 5

CHILD = """
import random, sys
from pathlib import Path
from plankit.bulk.journal import Journal
from plankit.bulk.rows import Entry, State, Verdict

# The seed differs from life to life, what is said does not: a line after each commit, naming what it held.
draw = random.Random(sys.argv[2])
journal = Journal.open(Path(sys.argv[1]), write="w", target="t")

def say(*words):
    print(*words, flush=True)

say("open", journal.total(), journal.last_sending())
while True:
    what = draw.random()
    total, number = journal.total(), journal.last_sending() + 1
    if what < 0.3 or total == 0:
        count = draw.randrange(1, 60)
        text = "x" * draw.randrange(200)
        journal.append([Entry(index, f"k{index}", {"text": text}) for index in range(total, total + count)], 1.0)
        say("read", total, count)
        continue
    pending = [entry.index for entry in journal.entries([State.PENDING], limit=draw.randrange(1, 50))]
    if pending:
        journal.sending(number, pending, 2.0)
        say("sent", number, *pending)
        if what < 0.9:
            with journal.transaction():
                journal.answered(number, 3.0, "201", [Verdict(index, State.APPLIED, f"i{index}") for index in pending])
                journal.put("answered", str(number))
            say("answered", number, *pending)
"""


def live(path, seed, seconds, rows=0, applied=0):
    """Let a process write for so many seconds, and until there are so many rows, kill it, and return its whole lines."""
    with subprocess.Popen([sys.executable, "-c", CHILD, path, seed], stdout=subprocess.PIPE, bufsize=0) as child:
        said = child.stdout.readline()
        assert said.startswith(b"open"), said
        reader = Journal.look(path)
        with closing(reader):
            end = time.monotonic() + seconds
            while True:
                # Whoever looks while it runs sees whole commits, and hinders nobody.
                counts = reader.counts()
                assert sum(counts.values()) >= 0
                if time.monotonic() >= end and sum(counts.values()) > rows and counts[State.APPLIED] > applied:
                    break
                assert child.poll() is None
                assert time.monotonic() < end + 60
                time.sleep(0.001)
        child.kill()
        said += child.stdout.read()
        child.wait(30)
    return [line.split() for line in said.decode().split("\n")[:-1]]


@pytest.mark.parametrize("seed", range(6))
def test_what_was_said_to_be_committed_outlives_a_kill(tmp_path, seed):
    draw = random.Random(seed)
    path = tmp_path / "job.db"
    read, applied, numbers = 0, dict[int, int](), set[int]()
    sent = Counter[int]()
    for life in range(KILLS):
        # Killed at any moment; the last one when there is something to judge by.
        enough = {"rows": 100, "applied": 50} if life == KILLS - 1 else {"rows": -1, "applied": -1}
        lines = live(path, f"{seed}.{life}", draw.uniform(0.0, 0.08), **enough)
        # What was committed, and not said any more, shows in what the next one found: at most one step.
        for what, *words in lines[1:]:
            first, *rest = map(int, words)
            if what == "read":
                read = first + rest[0]
            elif what == "sent":
                numbers.add(first)
                sent.update(rest)
            else:
                applied.update(dict.fromkeys(rest, first))
        # The lock has gone with the process.
        with closing(Journal.open(path, write="w", target="t")) as journal:
            entries = journal.entries(limit=10**9)
            assert [entry.index for entry in entries] == [*range(len(entries))]
            assert read <= len(entries) <= read + 60
            counted = Counter(entry.state for entry in entries)
            assert journal.counts() == {state: counted[state] for state in State} == journal._count()
            assert journal.last_sending() - max(numbers, default=0) in (0, 1)
            for index, number in applied.items():
                assert (entries[index].state, entries[index].id) == (State.APPLIED, f"i{index}"), number
            last = int(journal.get("answered") or 0)
            assert last >= max(applied.values(), default=0)
            sendings = Counter({entry.index: entry.sendings for entry in entries})
            assert not sent - sendings
            assert (sendings - sent).total() < 50
            # An answer and the text beside it were one transaction.
            for entry in entries:
                if entry.state is State.APPLIED:
                    number = journal.history(entry.index)[-1].number
                    assert number is not None
                    assert number <= last
            assert journal._database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            # From here on, all that is there was committed.
            read = len(entries)
            numbers = set(range(1, journal.last_sending() + 1))
            sent = sendings
            applied = {entry.index: last for entry in entries if entry.state is State.APPLIED}
    assert read > 100
    assert len(applied) > 50
