"""An export that is killed again and again ends with every item once, through faults of the server."""

from __future__ import annotations

import csv
import json
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plankit.sandbox import faults, sandbox

CHILD = Path(__file__).with_name("export_child.py")
USERS = 1200


@pytest.fixture(scope="module")
def s():
    with sandbox(users=USERS, process=True) as running:
        running.set(latency=0.005)
        yield running


def disturb(s):
    s.clear_faults()
    s.fault(faults.Cut("body"), operation="listUsers", probability=0.03, seed=1)
    s.fault(faults.Respond(503), operation="listUsers", probability=0.03, seed=2)
    s.fault(faults.throttled(0), operation="listUsers", probability=0.03, seed=3)


def asked(s):
    return s.audit().requests.get("listUsers", 0)


def ids_of(path):
    if path.suffix == ".csv":
        with path.open(newline="", encoding="utf-8") as file:
            return [row["id"] for row in csv.DictReader(file)]
    if path.suffix == ".db":
        database = sqlite3.connect(path)
        try:
            rows = database.execute("SELECT position, id, json FROM items ORDER BY position").fetchall()
        finally:
            database.close()
        assert [position for position, _, _ in rows] == list(range(1, len(rows) + 1))
        assert [json.loads(text)["id"] for _, _, text in rows] == [identity for _, identity, _ in rows]
        return [identity for _, identity, _ in rows]
    text = path.read_bytes()
    assert text.endswith(b"\n")
    return [json.loads(line)["id"] for line in text.splitlines()]


@pytest.mark.socket
@pytest.mark.parametrize(
    ("seed", "name", "prefetch"), [(1, "u.jsonl", 0), (2, "u.csv", 4), (3, "u.db", 4), (4, "u.jsonl", 8)]
)
def test_killed_at_random_moments_it_goes_on(s, tmp_path, seed, name, prefetch):
    moments = random.Random(seed)
    to = tmp_path / name
    wanted = [user["id"] for user in s.users()]
    kills, last = 0, ""
    disturb(s)
    # Those that are to be killed cannot end before: not all of the sixty pages come.
    s.fault(faults.Stall("request", 60), operation="listUsers", first=51)
    while not to.exists():
        child = subprocess.Popen(
            [sys.executable, CHILD, s.admin_url, s.client_id, s.client_secret, to, str(prefetch)],
            stdout=subprocess.PIPE,
            text=True,
        )
        before = asked(s)
        with child:
            assert child.stdout.readline() == "ready\n"
            # At the very beginning, in the middle of a page, of a commit, at the end.
            until = time.monotonic() + (moments.uniform(0.0, 0.4) if kills < 3 else 60)
            while child.poll() is None and time.monotonic() < until:
                time.sleep(0.002)
            # One at least has begun to write.
            while kills == 2 and asked(s) == before and child.poll() is None:
                time.sleep(0.002)
            child.kill()
            last = child.stdout.read()
        kills += not last
        if kills == 3:
            disturb(s)
    assert ids_of(to) == wanted
    assert kills >= 3
    if last:
        items, resumes = map(int, last.split())
        assert items == USERS
        assert 1 <= resumes <= kills
        assert [path.name for path in tmp_path.iterdir()] == [name]
