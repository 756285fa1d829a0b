"""The measurement of exports: each in turn with its pager, and all users in each file."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from bench import export, meter
from bench.report import WrongAnswerError


@pytest.mark.socket
def test_each_round_walks_and_exports_in_turn():
    found = meter.child("export", "--turns", "400", "0", "2", *export.FORMATS)
    assert list(found) == ["pager", *export.FORMATS]
    assert all(len(rounds) == 2 and all(cpu > 0 for _, cpu in rounds) for rounds in found.values())


def test_a_ratio_is_taken_in_each_round(monkeypatch):
    turns = {"pager": [(1.0, 1.0), (2.0, 1.0)], "jsonl": [(1.0, 2.0), (3.0, 2.0)]}
    monkeypatch.setattr(meter, "child", lambda _, what, *__: {"grown": 1.0} if what == "--memory" else turns)
    ratio, memory = export.run(SimpleNamespace(quick=True))
    assert (ratio.numbers["value"], ratio.numbers["cpu"], ratio.met) == (1.25, 2.0, False)
    assert (ratio.spread.low, ratio.spread.high) == (1.125, 1.375)
    assert memory.met


def test_an_export_that_lost_a_user_is_a_wrong_answer(monkeypatch, tmp_path):
    (tmp_path / "a").write_bytes(b"{}\n{}\n")
    assert export._written(tmp_path / "a", "jsonl") == 2
    assert export._written(tmp_path / "a", "csv") == 1
    with closing(sqlite3.connect(tmp_path / "b")) as database, database:
        database.execute("CREATE TABLE items (id)")
        database.executemany("INSERT INTO items VALUES (?)", [("x",), ("x",)])
    assert export._written(tmp_path / "b", "sqlite") == 1
    with pytest.raises(RuntimeError, match="1 of 2 users came"):
        export._check(1, 2)
    monkeypatch.setattr(export, "_child", lambda *_: export._check(1, 2))
    monkeypatch.setattr("sys.argv", ["export", "--turns", "2", "0", "1", "jsonl"])
    with pytest.raises(RuntimeError):
        export.main()

    def fail(*_):
        raise meter.subprocess.CalledProcessError(1, "export")

    monkeypatch.setattr(meter, "child", fail)
    with pytest.raises(WrongAnswerError):
        export.run(SimpleNamespace(quick=True))


def test_pages_and_users_of_the_server_are_json():
    page = export._Connection()
    page.count = 3
    users = json.loads(page._page(1))["Resources"]
    assert [user["id"] for user in users] == ["user-1", "user-2", "user-3"]
