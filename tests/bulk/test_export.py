"""Exports: what is in the file, what is refused, what is kept, what the certificate says."""

from __future__ import annotations

import csv
import json
import sqlite3
import threading
import time
from typing import Any

import anyio
import pytest
from attrs import define, field

from plankit import (
    AdminClient,
    Budget,
    ClientCredentials,
    DeadlineExceededError,
    InvalidArgumentError,
    LogbookClient,
    PlaybooksClient,
    RetryPolicy,
    ServerError,
)
from plankit.bulk import export
from plankit.logbook import AppContext
from plankit.page import Page
from plankit.paging import Pager
from plankit.sandbox import faults, sandbox

pytestmark = pytest.mark.anyio

FAST = RetryPolicy(attempts=12, base=0.001, cap=0.01)


@define
class Listed:
    """A list without a server: what it hands out can be changed, and it can fail or hang at a page."""

    items: list[dict[str, Any]]
    count: int = 10
    totals: bool = False
    asked: list[int] = field(factory=list)
    fail_at: int | None = None
    hang_at: int | None = None
    seconds: float = 0.0

    async def fetch(self, start: int) -> Page[Any]:
        self.asked.append(start)
        await anyio.sleep(self.seconds)
        if start == self.fail_at:
            msg = "the server answered 500."
            raise ServerError(msg, status=500)
        if start == self.hang_at:
            await anyio.sleep_forever()
        found = self.items[start : start + self.count]
        more = start + self.count < len(self.items)
        total = len(self.items) if self.totals else None
        return Page(found, start, start + self.count if more else None, self.count, total=total, size=1)

    def pager(self, **changes: Any) -> Pager[Any]:
        made = {"name": "test.list", "first": 0, "arguments": {"count": self.count}, "key": lambda item: item.get("id")}
        return Pager(self.fetch, **{**made, **changes})


def listed(number, **settings):
    return Listed([{"id": f"i{n}", "n": n} for n in range(number)], **settings)


def lines(path):
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def stored(path):
    database = sqlite3.connect(path)
    try:
        return database.execute("SELECT position, id, json FROM items ORDER BY position").fetchall()
    finally:
        database.close()


def names(directory):
    return sorted(path.name for path in directory.iterdir())


@pytest.fixture(scope="module")
def server():
    with sandbox(users=530, logs=1100, runs=45) as running:
        yield running


@pytest.fixture
def s(server):
    server.clear_faults()
    return server


async def until(seen):
    with anyio.fail_after(60):
        while not seen():  # noqa: ASYNC110 - no event tells
            await anyio.sleep(0.002)


async def cancelled_when(seen, pager, to):
    """Cancel an export when *seen* says so."""
    async with anyio.create_task_group() as group:
        group.start_soon(export, pager, to)
        await until(seen)
        group.cancel_scope.cancel()


def admin_of(s):
    credentials = ClientCredentials(s.client_id, s.client_secret)
    return AdminClient(credentials, base_url=s.admin_url, budget=Budget(), retry=FAST)


@pytest.mark.parametrize("prefetch", [0, 1, 4])
async def test_users_through_faults_in_every_format(s, tmp_path, prefetch):
    s.fault(faults.Cut("body"), operation="listUsers", probability=0.1, seed=1)
    s.fault(faults.Respond(503), operation="listUsers", probability=0.1, seed=2)
    s.fault(faults.throttled(0), operation="listUsers", first=5, times=1)
    wanted = s.users()
    async with admin_of(s) as admin:
        for name in ("users.jsonl", "users.csv", "users.db"):
            report = await export(admin.users.list(count=20), tmp_path / name, prefetch=prefetch)
            assert report.items == len(wanted) == report.certificate.items
            assert report.certificate.complete
            assert report.certificate.resumes == 0
            assert report.certificate.pages in (27, 28)
    assert lines(tmp_path / "users.jsonl") == wanted
    header, *table = rows(tmp_path / "users.csv")
    assert [row[header.index("email")] for row in table] == [user["email"] for user in wanted]
    found = stored(tmp_path / "users.db")
    assert [(position, identity) for position, identity, _ in found] == [
        (position, user["id"]) for position, user in enumerate(wanted, 1)
    ]
    assert [json.loads(text) for _, _, text in found] == wanted
    assert names(tmp_path) == ["users.csv", "users.db", "users.jsonl"]


async def test_logs_of_logbook_and_runs_with_their_totals(s, tmp_path):
    credentials = ClientCredentials(s.client_id, s.client_secret)
    async with LogbookClient(credentials, base_url=s.logbook_url, token_url=s.token_url, retry=FAST) as logbook:
        container = AppContext.from_dict(s.container)
        report = await export(logbook.logs.walk(container), tmp_path / "logs.jsonl", prefetch=4)
        whole = [log.to_dict() for log in await logbook.logs.list(container)]
    assert lines(tmp_path / "logs.jsonl") == whole
    assert report.certificate.pages == 3
    assert "the server's one answer" in str(report.certificate)
    async with PlaybooksClient(s.playbooks_url, token=s.playbooks_token, budget=Budget()) as playbooks:
        runs = playbooks.runs.walk(per_page=10)
        report = await export(runs, tmp_path / "runs.jsonl", prefetch=2)
    certificate = report.certificate
    assert certificate.first_total == certificate.last_total == report.items
    assert (certificate.missed, certificate.drifted) == (0, False)
    assert "this is the list" in str(certificate)


@pytest.mark.parametrize("name", ["u.jsonl", "u.csv", "u.db"])
@pytest.mark.parametrize("prefetch", [0, 3])
async def test_what_fails_is_gone_on_with_where_it_was(tmp_path, name, prefetch):
    source, to = listed(95), tmp_path / name
    source.fail_at = 50
    with pytest.raises(ServerError) as raised:
        await export(source.pager(), to, prefetch=prefetch)
    assert f"50 items are kept in {to}.part: the same export goes on from there." in raised.value.__notes__
    assert name not in names(tmp_path)
    source.fail_at = None
    source.asked.clear()
    report = await export(source.pager(), to, prefetch=prefetch)
    assert min(source.asked) == 50
    assert (report.items, report.certificate.resumes, report.certificate.duplicates) == (95, 1, 0)
    ids = {
        "u.jsonl": lambda: [found["id"] for found in lines(to)],
        "u.csv": lambda: [row[0] for row in rows(to)[1:]],
        "u.db": lambda: [identity for _, identity, _ in stored(to)],
    }[name]()
    assert ids == [item["id"] for item in source.items]
    assert names(tmp_path) == [name]


@pytest.mark.parametrize("name", ["u.jsonl", "u.csv", "u.db"])
@pytest.mark.parametrize("prefetch", [0, 3])
async def test_an_error_in_the_middle_of_a_page_counts_nothing_of_it(tmp_path, name, prefetch):
    """Its first items are marked as met already, and have not been written."""
    source, to, broken = listed(95), tmp_path / name, True

    def key(item):
        if broken and item["id"] == source.items[57]["id"]:
            raise KeyError(item["id"])
        return item["id"]

    with pytest.raises(KeyError):
        await export(source.pager(key=key), to, prefetch=prefetch)
    broken = False
    report = await export(source.pager(key=key), to, prefetch=prefetch)
    assert (report.items, report.certificate.duplicates) == (95, 0)


async def test_a_cancelled_export_keeps_what_was_fetched(tmp_path):
    source, to = listed(95, hang_at=60), tmp_path / "u.jsonl"
    await cancelled_when(lambda: 60 in source.asked, source.pager(), to)
    assert len(lines(tmp_path / "u.jsonl.part")) == 60
    assert json.loads((tmp_path / "u.jsonl.part.json").read_text())["items"] == 60
    source.hang_at = None
    assert (await export(source.pager(), to)).items == 95
    assert lines(to) == source.items


async def test_a_deadline_is_told_and_keeps_what_was_fetched(tmp_path):
    source, to = listed(95, hang_at=60), tmp_path / "u.jsonl"
    with pytest.raises(DeadlineExceededError, match=r"deadline of 1.5 s passed. 60 items are kept in .*goes on"):
        await export(source.pager(), to, deadline=1.5)
    source.hang_at = None
    assert (await export(source.pager(), to, deadline=30)).certificate.resumes == 1
    assert lines(to) == source.items


async def test_what_came_behind_the_place_or_is_torn_does_not_count(tmp_path):
    source, to, part = listed(30, fail_at=20), tmp_path / "u.jsonl", tmp_path / "u.jsonl.part"
    with pytest.raises(ServerError):
        await export(source.pager(), to)
    with part.open("ab") as file:
        file.write(b'{"id": "half a li')
    with (tmp_path / "u.jsonl.part.seen").open("ab") as file:
        file.write(b"12345")
    source.fail_at = None
    await export(source.pager(), to)
    assert lines(to) == source.items


@pytest.mark.parametrize("which", ["u.jsonl.part", "u.jsonl.part.seen"])
async def test_a_file_that_lost_something_is_refused(tmp_path, which):
    source, to = listed(30, fail_at=20), tmp_path / "u.jsonl"
    with pytest.raises(ServerError):
        await export(source.pager(), to)
    data = (tmp_path / which).read_bytes()
    (tmp_path / which).write_bytes(data[:-1])
    source.fail_at = None
    with pytest.raises(InvalidArgumentError, match=r"shorter than what was written to it.*restart=True begins anew"):
        await export(source.pager(), to)
    assert (await export(source.pager(), to, restart=True)).certificate.resumes == 0
    assert lines(to) == source.items


async def test_items_that_moved_are_dropped_across_runs_too(tmp_path):
    source, to = listed(40, fail_at=20), tmp_path / "u.jsonl"
    with pytest.raises(ServerError):
        await export(source.pager(), to)
    # Somebody added items at the beginning: the last ones of the page before come again.
    source.items[:0] = [{"id": "new1"}, {"id": "new2"}]
    source.fail_at = None
    report = await export(source.pager(), to)
    assert [found["id"] for found in lines(to)] == [f"i{n}" for n in range(40)]
    assert report.certificate.duplicates == 2
    assert report.certificate.drifted
    assert "it changed" in str(report.certificate)


async def test_items_that_moved_up_between_two_runs_are_not_lost_where_totals_tell(tmp_path):
    source, to = listed(40, fail_at=20, totals=True), tmp_path / "u.jsonl"
    with pytest.raises(ServerError):
        await export(source.pager(), to)
    del source.items[:3]
    source.fail_at = None
    report = await export(source.pager(), to)
    assert [found["id"] for found in lines(to)] == [f"i{n}" for n in range(40)]
    assert (report.certificate.first_total, report.certificate.last_total) == (40, 37)
    assert (report.certificate.drifted, report.certificate.missed) == (True, None)
    assert "The list changed meanwhile" in str(report.certificate)


async def test_what_the_count_says_and_nobody_met_is_missed(tmp_path):
    source = listed(40, totals=True)
    source.items[25] = source.items[3]
    report = await export(source.pager(), tmp_path / "u.jsonl")
    assert (report.items, report.certificate.missed, report.certificate.duplicates) == (39, 1, 1)
    assert "1 item that it counts did not show up" in str(report.certificate)


async def test_another_list_format_or_columns_is_refused(tmp_path):
    source, to = listed(30, fail_at=20), tmp_path / "u.data"
    with pytest.raises(ServerError):
        await export(source.pager(), to, format="csv")
    for pager, settings, told in (
        (source.pager(name="other.list"), {}, r"another list \('test.list' there, 'other.list' here\)"),
        (source.pager(arguments={"count": 11}), {}, "another page size, filters"),
        (source.pager(resume=source.pager().token), {"columns": ["id"]}, "another columns"),
        (source.pager(), {"formulas": True}, "another formulas"),
        (source.pager(), {"format": "jsonl"}, "another format"),
    ):
        with pytest.raises(InvalidArgumentError, match=told) as refused:
            await export(pager, to, **{"format": "csv", **settings})
        assert "restart=True begins anew" in str(refused.value)
    source.fail_at = None
    await export(source.pager(), to, format="jsonl", restart=True)
    assert lines(to) == source.items


async def test_a_finished_file_is_replaced_only_when_asked_and_when_whole(tmp_path):
    source, to = listed(30), tmp_path / "u.jsonl"
    await export(source.pager(), to)
    with pytest.raises(InvalidArgumentError, match=r"u.jsonl exists.*overwrite=True"):
        await export(source.pager(), to)
    assert names(tmp_path) == ["u.jsonl"]
    source.items.append({"id": "last"})
    source.fail_at = 20
    with pytest.raises(ServerError):
        await export(source.pager(), to, overwrite=True)
    assert len(lines(to)) == 30
    source.fail_at = None
    report = await export(source.pager(), to, overwrite=True)
    assert (report.items, report.certificate.resumes) == (31, 1)
    assert lines(to) == source.items
    assert names(tmp_path) == ["u.jsonl"]


async def test_a_file_of_somebody_else_is_not_taken_for_a_part(tmp_path):
    for name in ("u.jsonl", "u.db"):
        (tmp_path / f"{name}.part").write_bytes(b"mine")
        with pytest.raises(InvalidArgumentError, match="nothing tells what it is"):
            await export(listed(3).pager(), tmp_path / name)
        assert (tmp_path / f"{name}.part").read_bytes() == b"mine"
    (tmp_path / "v.jsonl.part.json").write_text('{"version": 2}')
    with pytest.raises(InvalidArgumentError, match="not the place of an export of this version"):
        await export(listed(3).pager(), tmp_path / "v.jsonl")


@pytest.mark.parametrize("name", ["u.jsonl", "u.db"])
@pytest.mark.parametrize("after", ["commit", "replace"])
async def test_what_was_whole_and_not_cleaned_up_is_finished(tmp_path, monkeypatch, name, after):
    source, to = listed(30), tmp_path / name
    what = "plankit.bulk.part.Part.publish" if after == "commit" else "plankit.bulk.part.Part._clean"
    what = (
        what if after == "commit" else f"plankit.bulk.sheets.{'TextPart' if name == 'u.jsonl' else 'SQLitePart'}._clean"
    )

    def stop(_):
        msg = "the power failed"
        raise OSError(msg)

    with monkeypatch.context() as broken:
        broken.setattr(what, stop)
        with pytest.raises(OSError, match="power"):
            await export(source.pager(), to)
    source.asked.clear()
    report = await export(source.pager(), to)
    assert source.asked == []
    assert (report.items, report.certificate.resumes) == (30, 0)
    assert names(tmp_path) == [name]


async def test_two_at_once_are_refused(tmp_path):
    source, to = listed(30, hang_at=20), tmp_path / "u.jsonl"
    async with anyio.create_task_group() as group:
        group.start_soon(export, source.pager(), to)
        await until(lambda: 20 in source.asked)
        with pytest.raises(InvalidArgumentError, match="Another export is writing"):
            await export(source.pager(), to)
        group.cancel_scope.cancel()
    source.hang_at = None
    assert (await export(source.pager(), to)).items == 30


async def test_a_verified_list_begins_anew_and_says_that_scans_agreed(tmp_path):
    source, to = listed(1200, count=100), tmp_path / "u.jsonl"
    report = await export(source.pager(verify=True), to)
    assert lines(to) == source.items
    assert "Two scans in a row agreed" in str(report.certificate)
    assert report.certificate.pages == 0


async def test_a_part_of_a_list_is_called_one(tmp_path):
    source = listed(30)
    pages = (pager := source.pager()).pages()
    await pages.__anext__()
    report = await export(source.pager(resume=pager.token), tmp_path / "u.jsonl")
    assert [found["id"] for found in lines(tmp_path / "u.jsonl")] == [f"i{n}" for n in range(10, 30)]
    assert not report.certificate.complete
    assert "part of the list" in str(report.certificate)


@pytest.mark.parametrize("name", ["u.jsonl", "u.csv", "u.db"])
async def test_what_fails_before_the_first_item_leaves_nothing(tmp_path, name):
    source = listed(40, fail_at=0)
    with pytest.raises(ServerError) as failed:
        await export(source.pager(), tmp_path / name)
    assert not hasattr(failed.value, "__notes__")
    assert not list(tmp_path.iterdir())
    source.fail_at, source.hang_at = None, 0
    with pytest.raises(DeadlineExceededError, match="No item had come"):
        await export(source.pager(), tmp_path / name, deadline=0.05)
    assert not list(tmp_path.iterdir())


async def test_columns_that_no_item_has_are_told_across_runs(tmp_path):
    source = Listed([{"id": n, "late": n} if n > 20 else {"id": n, "early": None} for n in range(30)], fail_at=10)
    columns = ["id", "mail", "late", "early"]
    with pytest.raises(ServerError) as failed:
        await export(source.pager(), tmp_path / "u.csv", columns=columns)
    assert "10 items are kept" in failed.value.__notes__[0]
    source.fail_at = None
    report = await export(source.pager(), tmp_path / "u.csv", columns=columns)
    assert report.unfilled == ("mail",)
    assert "Columns that no item has, which are empty: mail." in str(report)
    nothing = await export(listed(0).pager(), tmp_path / "none.csv", columns=columns)
    assert nothing.unfilled == ()
    assert (tmp_path / "none.csv").read_text("utf-8") == "id,mail,late,early\n"


@pytest.mark.parametrize("name", ["u.jsonl", "u.csv", "u.db"])
async def test_an_empty_list_is_an_empty_file(tmp_path, name):
    report = await export(listed(0).pager(), tmp_path / name)
    assert report.items == 0
    if name != "u.db":
        assert (tmp_path / name).read_bytes() == b""


async def test_items_without_ids_are_all_kept(tmp_path):
    source, to = Listed([{"n": n % 3} for n in range(30)], fail_at=20), tmp_path / "u.jsonl"
    with pytest.raises(ServerError):
        await export(source.pager(), to)
    source.fail_at = None
    await export(source.pager(), to)
    assert lines(to) == source.items


@pytest.mark.parametrize("with_ids", [True, False])
async def test_a_list_of_one_answer_is_asked_for_again_and_each_item_written_once(tmp_path, with_ids):
    source, to = Listed([{"id" if with_ids else "n": n} for n in range(40)], fail_at=20), tmp_path / "u.jsonl"
    with pytest.raises(ServerError):
        await export(source.pager(anew=True), to)
    source.fail_at = None
    source.asked.clear()
    report = await export(source.pager(anew=True), to)
    assert source.asked == [0, 10, 20, 30]
    assert lines(to) == source.items
    assert (report.items, report.certificate.duplicates, report.certificate.resumes) == (40, 0, 1)
    assert "several answers" in str(report.certificate)


async def test_lines_hold_whatever_servers_send(tmp_path):
    strange = [
        {"id": 1, "text": "ü \U0001f600 \u2028 \x85 \0"},
        {"id": 2, "text": "\ud800 half", "deep": [{"a": None}]},
        {"id": "\udfff", "text": 'a "quote",\r\nand a line'},
    ]
    source = Listed(strange)
    await export(source.pager(), tmp_path / "u.jsonl")
    assert lines(tmp_path / "u.jsonl") == strange
    await export(source.pager(), tmp_path / "u.db")
    assert [json.loads(text) for _, _, text in stored(tmp_path / "u.db")] == strange
    await export(source.pager(), tmp_path / "u.csv")
    assert rows(tmp_path / "u.csv") == [
        ["id", "text", "deep"],
        ["1", "ü \U0001f600 \u2028 \x85 \0", ""],
        ["2", "\\ud800 half", '[{"a":null}]'],
        ["\\udfff", 'a "quote",\r\nand a line', ""],
    ]


async def test_fields_without_a_column_are_counted_and_told_across_runs(tmp_path):
    items = [{"id": n, "a": True, **({"late": n} if n > 15 else {})} for n in range(30)]
    source, to = Listed(items, fail_at=20), tmp_path / "u.csv"
    with pytest.raises(ServerError):
        await export(source.pager(), to)
    source.fail_at = None
    report = await export(source.pager(), to)
    assert report.columns == ("id", "a")
    assert report.unknown == {"late": 14}
    assert "not in the file: late (14)" in str(report)
    assert rows(to)[:2] == [["id", "a"], ["0", "true"]]
    assert len(rows(to)) == 31
    given = await export(source.pager(), to, columns=["late", "id"], overwrite=True)
    assert rows(to)[-1] == ["29", "29"]
    assert given.unknown == {"a": 30}


async def test_formulas_are_made_harmless_unless_they_are_wanted(tmp_path):
    texts = ["=1+1", "+1", "-1", "@x", "\tx", "a=1", ""]
    source = Listed([{"id": n, "t": text, "n": -5} for n, text in enumerate(texts)])
    await export(source.pager(), tmp_path / "u.csv")
    assert [row[1] for row in rows(tmp_path / "u.csv")[1:]] == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "a=1", ""]
    assert {row[2] for row in rows(tmp_path / "u.csv")[1:]} == {"-5"}
    await export(source.pager(), tmp_path / "v.csv", formulas=True)
    assert [row[1] for row in rows(tmp_path / "v.csv")[1:]] == texts


async def test_progress_is_told_now_and_then_and_at_the_end(tmp_path):
    told = []
    source = listed(60, seconds=0.15, totals=True)
    await export(source.pager(), tmp_path / "u.jsonl", on_progress=told.append)
    last = told[-1]
    assert 2 <= len(told) <= last.seconds / 0.5 + 1
    assert (last.items, last.pages, last.total) == (60, 6, 60)
    assert last.seconds > 0.8
    assert last.rate == pytest.approx(60 / last.seconds)

    def fail(_):
        msg = "the display broke"
        raise RuntimeError(msg)

    with pytest.raises(RuntimeError, match="display"):
        await export(source.pager(), tmp_path / "v.jsonl", on_progress=fail)
    assert (await export(source.pager(), tmp_path / "v.jsonl")).items == 60


@pytest.mark.alone
async def test_files_are_written_beside_the_event_loop(tmp_path, monkeypatch):
    import os

    threads = set()
    real = os.fsync

    def slow(fd):
        threads.add(threading.current_thread())
        time.sleep(0.05)
        real(fd)

    monkeypatch.setattr(os, "fsync", slow)
    gaps, last = [], time.monotonic()

    async def beat():
        nonlocal last
        while True:
            await anyio.sleep(0.005)
            gaps.append(time.monotonic() - last)
            last = time.monotonic()

    async with anyio.create_task_group() as group:
        group.start_soon(beat)
        await export(listed(200, seconds=0.005).pager(), tmp_path / "u.jsonl")
        group.cancel_scope.cancel()
    assert threads
    assert threading.main_thread() not in threads
    assert sorted(gaps)[len(gaps) // 2] < 0.03


async def test_a_full_disk_is_an_error_and_the_export_goes_on_afterwards(tmp_path, monkeypatch):
    source, to = listed(95, seconds=0.01), tmp_path / "u.jsonl"
    from plankit.bulk.part import Part

    real, calls = Part.add, []

    def full(self, *arguments):
        calls.append(1)
        if len(calls) > 3:
            raise OSError(28, "No space left on device")
        real(self, *arguments)

    with monkeypatch.context() as broken:
        broken.setattr(Part, "add", full)
        with pytest.raises(OSError, match="No space"):
            await export(source.pager(), to)
    assert (await export(source.pager(), to)).items == 95
    assert lines(to) == source.items


async def test_what_cannot_be_exported_is_refused_at_once(tmp_path, s):
    pager = listed(3).pager()
    credentials = ClientCredentials(s.client_id, s.client_secret)
    async with LogbookClient(credentials, base_url=s.logbook_url, token_url=s.token_url) as logbook:
        with pytest.raises(InvalidArgumentError, match=r"logs.walk\(...\) instead of"):
            await export(logbook.logs.list(AppContext.from_dict(s.container)), tmp_path / "u.jsonl")
    for source, name, settings, told in (
        ([], "u.jsonl", {}, "a list: give a list that is walked"),
        (pager, "u.txt", {}, "the suffix of 'u.txt' names no format"),
        (pager, "u.jsonl", {"format": "xml"}, "format='xml' is not known"),
        (pager, "u.jsonl", {"columns": ["a"]}, "are for CSV"),
        (pager, "u.jsonl", {"prefetch": -1}, "prefetch=-1"),
        (pager, "u.jsonl", {"deadline": 0}, "deadline=0"),
    ):
        with pytest.raises(InvalidArgumentError, match=told):
            await export(source, tmp_path / name, **settings)
    with pytest.raises(FileNotFoundError, match="there is no directory"):
        await export(pager, tmp_path / "no" / "u.jsonl")
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(IsADirectoryError, match="it is a directory"):
        await export(pager, tmp_path / "a.csv")
    with pytest.raises(InvalidArgumentError, match="a str cannot be exported"):
        await export(Listed(["a"]).pager(key=lambda _: None), tmp_path / "u.jsonl")


async def test_pages_that_come_fast_are_written_several_at_a_time(tmp_path, monkeypatch):
    from plankit.bulk.part import Part

    source, real, calls = listed(1000), Part.add, []

    def count(self, items, *arguments):
        calls.append(len(items))
        real(self, items, *arguments)

    monkeypatch.setattr(Part, "add", count)
    report = await export(source.pager(), tmp_path / "u.jsonl")
    assert (report.certificate.pages, sum(calls)) == (100, 1000)
    assert len(calls) < 50
    assert lines(tmp_path / "u.jsonl") == source.items


@pytest.mark.parametrize("name", ["u.jsonl", "u.db"])
async def test_what_was_gathered_when_it_was_cancelled_is_kept_however_slow_the_disk(tmp_path, monkeypatch, name):
    from plankit.bulk.part import Part

    done: list[int] = []

    class Counted(Listed):
        async def fetch(self, start: int) -> Page[Any]:
            page = await super().fetch(start)
            done.append(start)
            return page

    source = Counted(listed(9000).items, count=500, hang_at=8000)
    to, real = tmp_path / name, Part.add

    def slow(self, *arguments):
        time.sleep(0.05)
        real(self, *arguments)

    with monkeypatch.context() as slowed:
        slowed.setattr(Part, "add", slow)
        await cancelled_when(lambda: 8000 in source.asked, source.pager(), to)
    fetched = done[-1] + source.count
    source.hang_at = None
    source.asked.clear()
    report = await export(source.pager(), to)
    assert source.asked[0] == fetched
    assert (report.items, report.certificate.duplicates, report.certificate.resumes) == (9000, 0, 1)
