"""Rows that change the same thing: their order, whatever fails; and requests that are withdrawn."""

from __future__ import annotations

import anyio
import pytest

from plankit import Budget, ClientCredentials, LogbookClient, PlaybooksClient, RetryPolicy
from plankit.bulk import Applied, BulkStoppedError, Unknown
from plankit.logbook import AppContext, LogCreate
from plankit.sandbox import faults, sandbox

pytestmark = [pytest.mark.anyio, pytest.mark.socket]

ONCE = RetryPolicy(attempts=1, base=0.001)


@pytest.fixture
def server():
    with sandbox(logbook_limit=None) as running:
        yield running


def logbook_on(server, **settings):
    settings.setdefault("budget", Budget(2000))
    settings.setdefault("retry", ONCE)
    credentials = ClientCredentials(server.client_id, server.client_secret)
    return LogbookClient(credentials, base_url=server.logbook_url, token_url=server.token_url, **settings)


async def some_logs(logbook, server, count):
    context = AppContext(**server.container)
    made = await logbook.logs.create_many(
        [LogCreate(log_types_id=18, name=f"log {n}", app_context=[context]) for n in range(count)]
    )
    return [str(created.log.id) for created in made.created]


def update(server, log_id, name):
    return {"log_id": log_id, "app_context": AppContext(**server.container), "name": name}


def last_names(server):
    return {write.id: write.key for write in server.audit().updated}


@pytest.mark.parametrize("fault", [faults.Respond(503), faults.throttled(0)])
async def test_more_rows_of_one_thing_than_may_wait_come_to_an_end(server, fault):
    """The row that the others wait for comes back once, and goes on although so many are waiting."""
    async with logbook_on(server) as logbook:
        [log_id] = await some_logs(logbook, server, 1)
        server.fault(fault, operation="updateLog", first=3, times=1)
        rows = [update(server, log_id, f"version {n}") for n in range(620)]
        with anyio.fail_after(60):
            report = await logbook.bulk(logbook.logs.update, rows, settle=0.01).run()
    assert report.ok
    assert last_names(server) == {log_id: "version 619"}


async def test_the_order_holds_while_the_input_is_slow(server):
    async with logbook_on(server) as logbook:
        ids = await some_logs(logbook, server, 2)

        async def rows():
            for number in range(60):
                yield update(server, ids[number % 2], f"version {number}")
                await anyio.sleep(0.002 * (number % 3))

        server.set(latency=0.003)
        assert (await logbook.bulk(logbook.logs.update, rows()).run()).ok
    seen = {}
    for write in server.audit().updated:
        number = int(write.key.split()[1])
        assert seen.get(write.id, -1) < number
        seen[write.id] = number
    assert sorted(seen.values()) == [58, 59]


async def updated(server, count):
    """Wait for updates, late ones too."""
    with anyio.fail_after(30):
        while len(server.audit().updated) < count:  # noqa: ASYNC110 - the server is another thread
            await anyio.sleep(0.01)
    return [write.key for write in server.audit().updated]


@pytest.mark.parametrize("between", [False, True])
async def test_a_run_that_goes_on_waits_for_what_an_earlier_one_may_still_cause(server, tmp_path, between):
    async with logbook_on(server) as logbook:
        [log_id] = await some_logs(logbook, server, 1)
    async with logbook_on(server, timeout=0.2) as logbook:
        server.fault(faults.Late(1.0), operation="updateLog", first=1, times=1)
        server.fault(faults.Cut("read"), operation="updateLog")
        rows = [update(server, log_id, "first"), update(server, log_id, "second")]
        job = logbook.bulk(logbook.logs.update, rows, journal=tmp_path / "j", settle=2.5)
        async with anyio.create_task_group() as group:
            group.start_soon(job.run)
            with anyio.fail_after(30):
                # Sent again at once, and lost again; the first sending is still to be applied.
                while not server.fault_hits()[1]:  # noqa: ASYNC110 - the server is another thread
                    await anyio.sleep(0.01)
            group.cancel_scope.cancel()
        assert job.report.applied == 0
        server.clear_faults()
        rest = logbook.bulk(logbook.logs.update, rows, journal=tmp_path / "j", settle=2.5)
        if between:
            # One that takes the rows up, and sends nothing.
            rest.cancel()
            await rest.run()
        assert (await rest.run()).ok
    assert await updated(server, 3) == ["first", "first", "second"]


async def test_what_was_repeated_and_answered_is_waited_for_by_a_run_that_goes_on(server, tmp_path):
    """The journal has it as applied, and an earlier attempt of it may still come."""
    async with logbook_on(server) as logbook:
        [log_id] = await some_logs(logbook, server, 1)
    async with logbook_on(server, timeout=0.2, retry=RetryPolicy(attempts=3, base=0.001)) as logbook:
        server.fault(faults.Late(1.0), operation="updateLog", first=1, times=1)
        rows = [update(server, log_id, "first"), update(server, log_id, "second")]
        job = logbook.bulk(logbook.logs.update, rows, journal=tmp_path / "j", settle=2.5)
        async with job:
            assert isinstance(await anext(job), Applied)
            job.abort()
        assert (job.report.applied, job.report.pending) == (1, 1)
        rest = logbook.bulk(logbook.logs.update, rows, journal=tmp_path / "j", settle=2.5)
        assert (await rest.run()).ok
    assert await updated(server, 3) == ["first", "first", "second"]


async def test_who_was_turned_away_is_not_waited_for(server):
    """A 429 did nothing."""
    async with logbook_on(server, retry=RetryPolicy(attempts=3, base=0.001)) as logbook:
        [log_id] = await some_logs(logbook, server, 1)
        server.fault(faults.throttled(0.01), operation="updateLog", first=1, times=1)
        rows = [update(server, log_id, "first"), update(server, log_id, "second")]
        with anyio.fail_after(20):
            assert (await logbook.bulk(logbook.logs.update, rows, settle=60.0).run()).ok
    assert await updated(server, 2) == ["first", "second"]


async def test_a_row_that_is_given_up_is_waited_for_as_well(server):
    async with logbook_on(server) as logbook:
        [log_id] = await some_logs(logbook, server, 1)
    async with logbook_on(server, timeout=0.15) as logbook:
        server.fault(faults.Cut("read"), operation="updateLog", first=1, times=4)
        server.fault(faults.Late(0.5), operation="updateLog", times=1)  # sees what the first rule leaves
        rows = [update(server, log_id, "first"), update(server, log_id, "second")]
        job = logbook.bulk(logbook.logs.update, rows, settle=1.0, order="input")
        async with job:
            results = [result async for result in job]
        await anyio.sleep(0.3)
    assert [type(result) for result in results] == [Unknown, Applied]
    assert last_names(server) == {log_id: "second"}
    assert not job.report.certificate.proven


@pytest.mark.parametrize("stop", ["cancel", "deadline"])
async def test_a_request_that_was_turned_away_is_withdrawn(server, tmp_path, stop):
    """It waits out a pause of the server's: nothing of it is under way, so nobody waits for it."""
    async with logbook_on(server) as logbook:
        ids = await some_logs(logbook, server, 3)
        server.fault(faults.throttled(20), operation="updateLog")
        rows = [update(server, log_id, "new") for log_id in ids]
        options = {"deadline": 0.5} if stop == "deadline" else {}
        job = logbook.bulk(logbook.logs.update, rows, journal=tmp_path / "j", **options)
        began = anyio.current_time()

        async def cancel():
            await anyio.sleep(0.5)
            job.cancel()

        if stop == "cancel":
            async with anyio.create_task_group() as group:
                group.start_soon(cancel)
                await job.run()
        else:
            with pytest.raises(BulkStoppedError, match="deadline"):
                await job.run()
        assert anyio.current_time() - began < 5.0
        assert job.report.stopped == {"cancel": "cancelled", "deadline": "deadline"}[stop]
    assert job.report.applied == 0
    assert not server.audit().updated


async def test_results_are_told_whenever_a_job_is_aborted(server, tmp_path):
    """What the journal calls applied has been told, or is told by the next run; nothing twice."""
    async with logbook_on(server) as logbook:
        ids = await some_logs(logbook, server, 60)
        rows = [update(server, log_id, "new") for log_id in ids]
        told = []
        for moment in range(5):
            job = logbook.bulk(logbook.logs.update, rows, journal=tmp_path / "j", concurrency=4, settle=0.01)
            async with job:
                async for result in job:
                    told.append(result.index)
                    if len(told) >= 10 * (moment + 1):
                        job.abort()
            if job.report.complete:
                break
        rest = logbook.bulk(logbook.logs.update, rows, journal=tmp_path / "j", settle=0.01)
        async with rest:
            told += [result.index async for result in rest]
    assert sorted(told) == list(range(60))


@pytest.mark.parametrize("fault", [faults.Respond(503), faults.Late(0.5)])
async def test_rows_that_hold_the_whole_thing_keep_their_order_too(fault):
    """playbooks.update takes the playbook itself: its id is in there."""
    with sandbox(users=1, playbooks=1, runs=0) as server:
        async with PlaybooksClient(
            server.playbooks_url, server.playbooks_token, budget=Budget(2000), retry=ONCE, timeout=0.5
        ) as playbooks:
            [identity] = [playbook.id async for playbook in playbooks.playbooks.list(server.team_id)]
            rows = []
            for number in range(6):
                playbook = await playbooks.playbooks.get(identity)
                playbook.title = f"version {number}"
                rows.append({"playbook": playbook})
            server.fault(fault, operation="updatePlaybook", times=1)
            report = await playbooks.bulk("playbooks.update", rows, concurrency=8, settle=2.0).run()
            assert report.ok
            applied_late = isinstance(fault, faults.Late)
            names = await updated(server, 6 + applied_late)
            assert names == [f"version {max(0, n - applied_late)}" for n in range(6 + applied_late)]
            assert (await playbooks.playbooks.get(identity)).title == "version 5"


REFUSAL = faults.Respond(403, b'{"code":"FORBIDDEN","message":"no longer"}')


async def test_what_is_refused_after_a_lost_sending_is_not_called_unchanged(server, tmp_path):
    """The first sending was applied, its answer lost, and a permission withdrawn in between."""
    async with logbook_on(server) as logbook:
        [log_id] = await some_logs(logbook, server, 1)
        server.fault(faults.Cut("applied"), operation="updateLog", times=1)
        server.fault(REFUSAL, operation="updateLog")
        job = logbook.bulk(logbook.logs.update, [update(server, log_id, "new")], journal=tmp_path / "j", settle=0.01)
        async with job:
            [result] = [result async for result in job]
    assert isinstance(result, Unknown)
    assert "403" in result.reason.message
    assert "an earlier sending, whose answer was lost, may have been applied" in result.reason.message
    assert not job.report.certificate.proven
    assert last_names(server) == {log_id: "new"}


async def test_what_is_refused_by_a_run_that_goes_on_is_not_called_unchanged_either(server, tmp_path):
    async with logbook_on(server) as logbook:
        [log_id] = await some_logs(logbook, server, 1)
        server.fault(faults.Stall("applied", 60.0), operation="updateLog", times=1)
        rows = [update(server, log_id, "new")]
        job = logbook.bulk(logbook.logs.update, rows, journal=tmp_path / "j", settle=0.01, drain=0.0)
        async with anyio.create_task_group() as group:
            group.start_soon(job.run)
            await updated(server, 1)
            job.abort()
        server.clear_faults()
        server.fault(REFUSAL, operation="updateLog")
        job = logbook.bulk(logbook.logs.update, rows, journal=tmp_path / "j", settle=0.01)
        report = await job.run()
    assert (report.applied, report.rejected, report.unknown) == (0, 0, 1)


async def test_a_plain_refusal_stays_one(server):
    async with logbook_on(server) as logbook:
        [log_id] = await some_logs(logbook, server, 1)
        server.fault(REFUSAL, operation="updateLog")
        report = await logbook.bulk(logbook.logs.update, [update(server, log_id, "new")]).run()
    assert (report.rejected, report.unknown) == (1, 0)
    assert report.certificate.proven


async def test_a_delete_that_was_unknown_and_is_retried_is_not_called_undone(server, tmp_path):
    """Each answer was lost; when it is sent again, the log has been deleted long since, by itself."""
    async with logbook_on(server) as logbook:
        [log_id] = await some_logs(logbook, server, 1)
        server.fault(faults.Cut("applied"), operation="deleteLog")
        rows = [{"log_id": log_id, "app_context": AppContext(**server.container)}]
        job = logbook.bulk("logs.delete", rows, journal=tmp_path / "j", settle=0.01)
        report = await job.run()
        assert report.unknown == 1
        server.clear_faults()
        assert await job.retry(unknown=True) == 1
        report = await job.run()
    assert report.rejected == 0
    assert report.applied + report.unknown == 1
    assert len(server.audit().deleted) == 1
