"""Rows that were written down as sent and were withdrawn before anything of them had left: they are as before."""

from __future__ import annotations

import sqlite3

import anyio
import pytest

from plankit import Budget, ClientCredentials, LogbookClient, RetryPolicy
from plankit.bulk import Applied, BulkStoppedError, Journal
from plankit.logbook import AppContext, LogCreate
from plankit.sandbox import faults, sandbox

pytestmark = [pytest.mark.anyio, pytest.mark.socket]

PENDING, SENT, DOUBTFUL = 0, 1, 2


@pytest.fixture
def server():
    with sandbox(logbook_limit=None) as running:
        yield running


def logbook_on(server, **settings):
    settings.setdefault("budget", Budget(2000))
    settings.setdefault("retry", RetryPolicy(attempts=1, base=0.001))
    credentials = ClientCredentials(server.client_id, server.client_secret)
    return LogbookClient(credentials, base_url=server.logbook_url, token_url=server.token_url, **settings)


def fates(path):
    """State and number of sendings of each row."""
    if not path.exists():
        return []
    database = sqlite3.connect(path)
    try:
        return database.execute("SELECT state, sendings FROM fate ORDER BY place").fetchall()
    except sqlite3.OperationalError:  # it is not there yet
        return []
    finally:
        database.close()


async def a_log(server):
    context = AppContext(**server.container)
    async with logbook_on(server) as logbook:
        made = await logbook.logs.create_many([LogCreate(log_types_id=18, name="a log", app_context=[context])])
    return str(made.created[0].log.id)


def update(server, log_id, name):
    return {"log_id": log_id, "app_context": AppContext(**server.container), "name": name}


@pytest.mark.parametrize("stop", ["cancel", "abort", "deadline"])
async def test_a_row_in_doubt_stays_in_doubt(server, tmp_path, stop):
    """Its first sending may still be applied: a later run waits before the next row of the same target."""
    log_id = await a_log(server)
    server.fault(faults.Late(1.0), operation="updateLog", first=1, times=1)
    rows = [update(server, log_id, "first"), update(server, log_id, "second")]
    options = {"journal": tmp_path / "j", "settle": 2.0}
    # By the deadline: sent after two seconds, given up half a second later, and sent again at the fourth.
    budget, timeout, ends = (0.5, 0.5, {"deadline": 3.3}) if stop == "deadline" else (1, 0.3, {})
    async with logbook_on(server, budget=Budget(budget), timeout=timeout) as logbook:
        job = logbook.bulk(logbook.logs.update, rows, **options, **ends)

        async def stopper() -> None:
            if stop == "deadline":
                return
            with anyio.fail_after(30):
                # Until it waits to be sent again.
                while (SENT, 2) not in fates(tmp_path / "j"):  # noqa: ASYNC110 - no event tells
                    await anyio.sleep(0.02)
            getattr(job, stop)()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(stopper)
            try:
                await job.run()
            except BulkStoppedError:
                assert stop == "deadline"
    assert fates(tmp_path / "j") == [(DOUBTFUL, 1), (PENDING, 0)]
    async with logbook_on(server) as logbook:
        assert (await logbook.bulk(logbook.logs.update, rows, **options).run()).ok
    await anyio.sleep(0.1)
    assert [write.key for write in server.audit().updated] == ["first", "first", "second"]


async def test_withdrawals_are_no_sendings(server, tmp_path):
    log_id = await a_log(server)
    path = tmp_path / "j"
    for _ in range(5):
        async with logbook_on(server, budget=Budget(0.2)) as logbook:
            await logbook.token()  # takes the slot
            job = logbook.bulk(logbook.logs.update, [update(server, log_id, "new")], journal=path, settle=0.1)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(job.run)
                with anyio.fail_after(5):
                    while [state for state, _ in fates(path)] != [1]:  # noqa: ASYNC110 - no event tells
                        await anyio.sleep(0.01)
                await anyio.sleep(0.1)
                job.cancel()
        assert fates(path) == [(PENDING, 0)]
    assert not [request for request in server.requests("logbook") if request.operation == "updateLog"]
    journal = Journal.look(path)
    assert [event.what for event in journal.history(0)] == ["read"]
    journal.close()
    server.fault(faults.Respond(503), operation="updateLog", first=1, times=1)
    async with logbook_on(server) as logbook:
        job = logbook.bulk(logbook.logs.update, [update(server, log_id, "new")], journal=path, settle=0.1)
        async with job:
            assert [type(result) for result in [each async for each in job]] == [Applied]


async def test_an_error_of_a_store_before_the_request_leaves_no_doubt(server, tmp_path):
    log_id = await a_log(server)
    async with logbook_on(server) as logbook:
        take = logbook.budget.turns.take
        left = 6

        async def failing(**lane):
            nonlocal left
            left -= 1
            if left <= 0:
                message = "the store is away"
                raise RuntimeError(message)
            await take(**lane)

        logbook.budget.turns.take = failing
        rows = [update(server, log_id, f"version {number}") for number in range(20)]
        job = logbook.bulk(logbook.logs.update, rows, journal=tmp_path / "j", concurrency=4, settle=0.1)
        with pytest.raises(RuntimeError, match="the store is away"):
            await job.run()
    assert {state for state, _ in fates(tmp_path / "j")} <= {PENDING, 3}
    async with logbook_on(server) as logbook:
        assert (await logbook.bulk(logbook.logs.update, rows, journal=tmp_path / "j", settle=0.1).run()).ok


@pytest.mark.parametrize("max_wait", [0.0, 0.01])
async def test_what_the_disk_takes_is_no_queueing(server, tmp_path, max_wait):
    context = AppContext(**server.container)
    rows = [LogCreate(log_types_id=18, name=f"log {number}", app_context=[context]) for number in range(30)]
    async with logbook_on(server, budget=Budget(), max_wait=max_wait) as logbook:
        await logbook.token()
        with anyio.fail_after(15):
            report = await logbook.logs.bulk_create(rows, journal=tmp_path / "j", settle=0.1).run()
    assert report.ok
    assert report.requests < 20
