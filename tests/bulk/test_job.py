"""Jobs on real sockets: results, resuming, stopping, cancelling, and what is proven at the end."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest

from plankit import (
    AdminClient,
    Budget,
    ClientCredentials,
    ConfigurationError,
    InvalidArgumentError,
    LogbookClient,
    RetryPolicy,
)
from plankit.bulk import Applied, BulkIncompleteError, BulkStoppedError, Job, Journal, JournalError, Rejected, Unknown
from plankit.logbook import AppContext, LogCreate
from plankit.sandbox import Answer, faults, sandbox

pytestmark = [pytest.mark.anyio, pytest.mark.socket]

FAST = RetryPolicy(base=0.001, cap=0.01)
UNKNOWN_TYPE = 999


@asynccontextmanager
async def logbook_on(server, **settings):
    settings.setdefault("budget", Budget(2000))
    credentials = ClientCredentials(server.client_id, server.client_secret)
    async with LogbookClient(
        credentials, base_url=server.logbook_url, token_url=server.token_url, retry=FAST, **settings
    ) as client:
        yield client


def admin_on(server, **settings):
    credentials = ClientCredentials(server.client_id, server.client_secret)
    return AdminClient(credentials, base_url=server.admin_url, retry=FAST, **settings)


def logs(server, *names, log_type=18):
    context = AppContext(**server.container)
    return [LogCreate(log_types_id=log_type, name=name, app_context=[context]) for name in names]


def names(count):
    return [f"Row {number:04d}" for number in range(count)]


@pytest.fixture
def server():
    with sandbox(shuffle=True, logbook_limit=None) as running:
        yield running


def files(folder):
    return list(Path(folder).iterdir())


async def until(seen):
    """Wait for what happens at the server, which is another thread."""
    with anyio.fail_after(60):
        while not seen():  # noqa: ASYNC110 - no event tells
            await anyio.sleep(0.01)


async def collected(job):
    async with job:
        return [result async for result in job]


@pytest.mark.parametrize("count", [0, 1, 3, 120])
async def test_all_are_created_once(server, tmp_path, count):
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(logs(server, *names(count)), journal=tmp_path / "j", key=lambda log: log.name)
        results = await collected(job)
    assert Counter(result.key for result in results) == Counter(names(count))
    assert all(isinstance(result, Applied) and result.id and result.value.name == result.key for result in results)
    assert server.audit().report(created=names(count)).ok
    report = job.report
    assert report.ok
    assert report.rows == report.applied == count
    assert report.certificate.proven
    report.raise_for_failed()


async def test_the_first_row_goes_alone_and_chunks_grow(server):
    async with logbook_on(server) as logbook:
        await logbook.logs.bulk_create(logs(server, *names(200)), concurrency=1).run()
    sizes = [
        len(json.loads(request.body)["logs"]) for request in server.requests() if request.operation == "createLogs"
    ]
    assert sizes == [1, 2, 4, 8, 16, 32, 50, 50, 37]


async def rows_of(rows):
    for row in rows:
        await anyio.lowlevel.checkpoint()
        yield row


@pytest.mark.parametrize("order", ["completion", "input"])
@pytest.mark.parametrize("shape", ["list", "generator", "asynchronous", "mappings"])
async def test_any_iterable_in_both_orders(server, order, shape):
    inputs = logs(server, *names(130))
    inputs[7] = logs(server, "poisoned", log_type=UNKNOWN_TYPE)[0]
    rows = {
        "list": lambda: inputs,
        "generator": lambda: (row for row in inputs),
        "asynchronous": lambda: rows_of(inputs),
        "mappings": lambda: [row.to_dict() for row in inputs],
    }[shape]()
    async with logbook_on(server) as logbook:
        results = await collected(logbook.logs.bulk_create(rows, order=order))
    indexes = [result.index for result in results]
    assert sorted(indexes) == list(range(130))
    if order == "input":
        assert indexes == list(range(130))
    [rejected] = [result for result in results if not isinstance(result, Applied)]
    assert isinstance(rejected, Rejected)
    assert (rejected.index, rejected.row["name"]) == (7, "poisoned")
    assert "log type" in rejected.reason.message


async def test_a_chunk_that_is_refused_whole_is_cut_until_the_poisoned_rows_stand_alone(server):
    inputs = logs(server, *names(100))
    for index in (17, 60, 61):
        inputs[index].app_context = [AppContext(**server.foreign_container)]
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(inputs, audit=False)
        # The list of a container of somebody else cannot be read either: it is known before anything is sent there.
        job._write.records = None
        results = await collected(job)
    rejected = {result.index: result for result in results if isinstance(result, Rejected)}
    assert set(rejected) == {17, 60, 61}
    assert rejected[17].reason.code == "INVALID_TENANT"
    assert server.audit().report(created=[log.name for log in inputs if log.app_context[0].container_id == 4711]).ok


async def test_lost_answers_are_found_and_those_that_did_nothing_are_sent_again(server, tmp_path):
    server.fault(faults.Cut("applied"), operation="createLogs", probability=0.3, seed=3)
    server.fault(faults.Respond(503), operation="createLogs", probability=0.2, seed=4)
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(logs(server, *names(150)), journal=tmp_path / "j", settle=0.1)
        results = await collected(job)
    assert server.audit().report(created=names(150)).ok
    assert len(results) == 150
    assert any(isinstance(result, Applied) and result.found for result in results)
    assert job.report.certificate.proven
    assert "settle" in " ".join(job.report.certificate.assumptions)


async def test_look_alikes_that_were_there_before_are_not_taken_for_ours(server):
    async with logbook_on(server) as logbook:
        await logbook.logs.create(logs(server, "Row 0000", "Row 0000", "Row 0001"))
        server.reset_log()
        server.fault(faults.Respond(503), operation="createLogs", first=1, times=2)
        job = logbook.logs.bulk_create(logs(server, *names(3)), settle=0.05)
        results = await collected(job)
    assert all(isinstance(result, Applied) and not result.found for result in results)
    assert server.audit().report(created=names(3)).ok


async def test_somebody_elses_look_alike_makes_it_unknown_not_guessed(server):
    server.fault(faults.Cut("applied"), operation="createLogs", first=2, times=1)
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(logs(server, "first", "second"), settle=2.0)

        async def other():
            await until(lambda: len(server.audit().created) >= 2)
            await another.logs.create(logs(server, "second"))

        async with logbook_on(server) as another, anyio.create_task_group() as group:
            await another.token()
            group.start_soon(other)
            first, unknown = await collected(job)
    assert isinstance(first, Applied)
    assert isinstance(unknown, Unknown)
    assert "somebody else" in unknown.reason.message
    certificate = job.report.certificate
    assert not certificate.proven
    assert "1 row is unknown" in str(certificate)


async def test_what_is_applied_after_the_settle_time_and_before_the_last_look_is_told(server):
    """The assumption is broken on purpose: the row is there twice, and the certificate names the record."""
    server.fault(faults.Late(1.0), operation="createLogs", first=2, times=1)
    async with logbook_on(server, timeout=0.7) as logbook:
        job = logbook.logs.bulk_create(
            slowly(logs(server, *names(4)), lambda: len(server.audit().created) >= 3), settle=0.01, concurrency=1
        )
        await job.run()
    assert Counter(write.key for write in server.audit().created)["Row 0001"] == 2
    certificate = job.report.certificate
    assert not certificate.proven
    [late] = [write.id for write in server.audit().duplicated()]
    twins = [write.id for write in server.audit().created if write.key == "Row 0001"]
    assert late in twins
    assert any(twin in str(certificate) for twin in twins)
    assert any("settle=" in assumption for assumption in certificate.assumptions)


async def test_an_input_that_waits_for_results_is_not_waited_for(server):
    done = anyio.Event()

    async def rows():
        yield from_one
        await done.wait()
        with anyio.CancelScope():  # open between two rows: they are all asked for by one task
            for row in logs(server, "second", "third"):
                yield row

    [from_one] = logs(server, "first")
    async with logbook_on(server) as logbook, logbook.logs.bulk_create(rows()) as job:
        assert (await anext(job)).index == 0
        done.set()
        assert len([result async for result in job]) == 2


async def test_results_may_be_taken_in_another_task(server):
    results = []
    async with logbook_on(server) as logbook, logbook.logs.bulk_create(logs(server, *names(60))) as job:

        async def take():
            async for result in job:
                results.append(result)  # noqa: PERF401 - an asynchronous comprehension would do the same

        async with anyio.create_task_group() as group:
            group.start_soon(take)
    assert len(results) == 60


async def slowly(rows, ready):
    """Holds the last two rows back until what comes late has come."""
    for number, row in enumerate(rows):
        while number >= len(rows) - 2 and not ready():  # noqa: ASYNC110 - the server is another thread
            await anyio.sleep(0.01)
        yield row


async def test_it_goes_on_where_it_stopped(server, tmp_path):
    path = tmp_path / "j"
    inputs = logs(server, *names(300))
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(inputs, journal=path, concurrency=2)
        async with job:
            async for result in job:
                if result.index == 60:
                    job.cancel()
        assert job.report.stopped == "cancelled"
        assert not job.report.complete
        assert "journal=" in job.report.advice
        assert not job.report.certificate.proven
        done = job.report.applied
        assert 0 < done < 300
        rest = logbook.logs.bulk_create((row for row in inputs), journal=path, order="input")
        results = await collected(rest)
        assert len(results) == 300 - done
        assert [result.index for result in results] == sorted(result.index for result in results)
        assert rest.report.ok
        assert await collected(logbook.logs.bulk_create(inputs, journal=path)) == []
        assert (await logbook.logs.bulk_create(None, journal=path).run()).ok
    assert server.audit().report(created=names(300)).ok


@pytest.mark.parametrize("other", ["changed", "shorter", "longer"])
async def test_another_input_is_refused_before_anything_is_sent(server, tmp_path, other):
    inputs = logs(server, *names(40))
    async with logbook_on(server) as logbook:
        await logbook.logs.bulk_create(inputs, journal=tmp_path / "j").run()
        server.reset_log()
        changed = {
            "changed": [*inputs[:-1], *logs(server, "another")],
            "shorter": inputs[:-1],
            "longer": [*inputs, *logs(server, "one more")],
        }[other]
        with pytest.raises(JournalError, match="input"):
            await logbook.logs.bulk_create(changed, journal=tmp_path / "j").run()
        with pytest.raises(JournalError):
            await logbook.bulk(logbook.logs.delete, [], journal=tmp_path / "j").run()
    assert not server.audit().created


async def test_a_journal_without_its_input_goes_on_only_if_it_had_been_read_to_its_end(server, tmp_path):
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create((row for row in logs(server, *names(900))), journal=tmp_path / "j")
        async with job:
            await anext(job)
        with pytest.raises(JournalError, match="give the same rows again"):
            await logbook.logs.bulk_create(None, journal=tmp_path / "j").run()


async def test_a_job_that_is_cancelled_before_its_first_row_sends_none(server, tmp_path):
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(logs(server, "one"), journal=tmp_path / "j")
        async with job:
            job.cancel()
            assert [result async for result in job] == []
        assert job.report.stopped == "cancelled"
        assert not server.audit().created
        assert (await job.run()).ok


@pytest.mark.parametrize("stop", ["cancel", "abort"])
async def test_who_cancels_before_the_block_is_heard_once(server, tmp_path, stop):
    """As a signal may come while an application still prepares."""
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(logs(server, "one"), journal=tmp_path / "j")
        getattr(job, stop)()
        assert (await job.run()).stopped == "cancelled"
        assert not server.audit().created
        assert (await job.run()).ok


async def test_a_settle_time_that_is_not_given_is_that_of_the_journal(server, tmp_path):
    """Who goes on in another way than by the same program must not look too early."""
    async with logbook_on(server) as logbook:
        for given, used in ((None, 30.0), (77.0, 77.0), (None, 77.0), (0.5, 0.5), (None, 0.5)):
            job = logbook.logs.bulk_create(logs(server, "one"), journal=tmp_path / "j", settle=given)
            job.cancel()
            await job.run()
            assert job.progress.settle == used
        assert (await job.run()).ok


async def test_leaving_the_block_finishes_what_is_under_way(server, tmp_path):
    server.set(latency=0.2)
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(logs(server, *names(200)), journal=tmp_path / "j")
        async with job:
            first = await anext(job)
    assert isinstance(first, Applied)
    assert job.report.doubtful == 0
    assert job.report.stopped == "cancelled"
    assert server.audit().report(created=names(job.report.applied)).ok


async def test_a_cancellation_from_outside_drains(server, tmp_path):
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(logs(server, *names(2000)), journal=tmp_path / "j", concurrency=4)
        server.set(latency=0.05)
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:

                async def cancel():
                    await until(lambda: len(server.audit().created) >= 100)
                    scope.cancel()

                group.start_soon(cancel)
                await job.run()
        assert scope.cancelled_caught
        report = job.report
        assert report.doubtful == 0
        assert 0 < report.applied < 2000
        assert len(server.audit().created) == report.applied
        server.set(latency=0.0)
        assert (await logbook.logs.bulk_create(logs(server, *names(2000)), journal=tmp_path / "j").run()).ok
    assert server.audit().report(created=names(2000)).ok


async def test_the_second_cancel_gives_up_what_is_under_way(server, tmp_path):
    async with logbook_on(server) as logbook:
        inputs = logs(server, *names(20))
        job = logbook.logs.bulk_create(inputs, journal=tmp_path / "j", settle=0.1)
        server.fault(faults.Stall("applied", 30.0), operation="createLogs", first=2, times=1)
        async with job:
            await anext(job)
            # The answer to some of them does not come.
            await until(lambda: len(server.audit().created) == 20)
            job.cancel()
            job.cancel()
            before = [result async for result in job]
        assert len(before) < 20
        assert job.report.stopped == "aborted"
        assert job.report.doubtful > 0
        server.clear_faults()
        rest = logbook.logs.bulk_create(inputs, journal=tmp_path / "j", settle=0.1)
        results = await collected(rest)
        assert any(isinstance(result, Applied) and result.found for result in results)
        assert rest.report.certificate.proven
    assert server.audit().report(created=names(20)).ok


async def test_without_a_journal_what_is_in_doubt_when_it_stops_is_unknown(server):
    server.fault(faults.Cut("applied"), operation="createLogs", first=2, times=1)
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(logs(server, *names(4)), settle=60.0, deadline=1.5)
        results = []

        async def gather():
            async with job:
                async for result in job:
                    results.append(result)  # noqa: PERF401 - what came before the error is looked at

        with pytest.raises(BulkStoppedError, match="deadline"):
            await gather()
    assert any(isinstance(result, Unknown) for result in results)
    assert job.report.unknown > 0
    assert job.report.stopped == "deadline"


@pytest.mark.parametrize("most", [3, 0.1])
async def test_too_many_failures_stop_it(server, tmp_path, most):
    inputs = logs(server, *names(500))
    for index in range(0, 500, 4):
        inputs[index].log_types_id = UNKNOWN_TYPE
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(inputs, journal=tmp_path / "j", max_failures=most, concurrency=1)
        with pytest.raises(BulkStoppedError, match="max_failures") as stopped:
            await job.run()
    assert stopped.value.report.stopped == "max_failures"
    assert stopped.value.report.applied < 300


async def test_a_revoked_credential_stops_it_with_everything_left(server, tmp_path):
    async with logbook_on(server) as logbook:
        inputs = logs(server, *names(50))
        await logbook.token()
        server.fault(faults.Respond(401, b"{}"), operation="createLogs")
        with pytest.raises(BulkStoppedError, match="fare no better") as stopped:
            await logbook.logs.bulk_create(inputs, journal=tmp_path / "j").run()
        assert stopped.value.report.pending + stopped.value.report.applied >= 1
        assert stopped.value.report.doubtful == 0
        server.clear_faults()
        assert (await logbook.logs.bulk_create(inputs, journal=tmp_path / "j").run()).ok
    assert server.audit().report(created=names(50)).ok


async def test_a_server_that_never_answers_ends_the_patience(server, tmp_path):
    server.fault(faults.Respond(503), operation="createLogs")
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(logs(server, *names(5)), journal=tmp_path / "j", settle=0.01, patience=0.2)
        with pytest.raises(BulkStoppedError, match="503"):
            await job.run()
        assert job.report.applied == 0
        server.clear_faults()
        assert (await logbook.logs.bulk_create(logs(server, *names(5)), journal=tmp_path / "j", settle=0.01).run()).ok
    assert server.audit().report(created=names(5)).ok


class Opened:
    """Rows that are read from something that is open meanwhile, as a file is."""

    def __init__(self, rows):
        self.rows, self.open = rows, 0

    def __iter__(self):
        self.open += 1
        try:
            yield from self.rows
        finally:
            self.open -= 1


async def test_an_input_is_closed_by_who_has_opened_it(server, tmp_path):
    async with logbook_on(server) as logbook:
        assert (await logbook.logs.bulk_create(logs(server, "one", "two"), journal=tmp_path / "j").run()).ok
        others = Opened(logs(server, "one", "other", "three"))
        job = logbook.logs.bulk_create(others, journal=tmp_path / "j")
        with pytest.raises(JournalError, match="another input") as caught:
            await job.run()
        # At once, though the error's traceback still holds what was read.
        assert others.open == 0
        assert caught.tb is not None
        mine = iter(Opened(logs(server, "one", "other", "three")))
        with pytest.raises(JournalError, match="another input"):
            await logbook.logs.bulk_create(mine, journal=tmp_path / "j").run()
        assert mine.gi_frame is not None, "an iterator that was given is its user's, who may go on with it"
        mine.close()


async def test_errors_of_the_input_are_its_users(server, tmp_path):
    def broken():
        yield from logs(server, "one", "two")
        msg = "the file ends here"
        raise OSError(msg)

    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(broken(), journal=tmp_path / "j")
        with pytest.raises(OSError, match="the file ends here"):
            await job.run()
    assert job.report.stopped == "error"


async def test_rows_that_cannot_be_sent_are_told_and_the_others_sent(server):
    inputs = [*logs(server, "good"), {"name": "no type"}, 7, {"log_types_id": 18, "name": "x", "colour": 1}]
    async with logbook_on(server) as logbook:
        results = await collected(logbook.logs.bulk_create(inputs, order="input"))
    assert [type(result) for result in results] == [Applied, Rejected, Rejected, Rejected]
    assert not any(result.reason.sent for result in results[1:])
    assert "colour" in results[3].reason.message


async def test_rejected_rows_are_kept_and_sent_again_when_asked(server, tmp_path):
    inputs = logs(server, *names(60))
    inputs[5].log_types_id = inputs[50].log_types_id = UNKNOWN_TYPE
    path = tmp_path / "j"
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(inputs, journal=path)
        report = await job.run()
        assert not report.ok
        assert report.complete
        assert report.certificate.proven
        with pytest.raises(BulkIncompleteError, match="2 rejected"):
            report.raise_for_failed()
        kept = [result async for result in job.rejected()]
        assert [result.index for result in kept] == [5, 50]
        assert kept[0].row["log_types_id"] == UNKNOWN_TYPE
        assert await job.retry(lambda result: result.index == 50) == 1
        results = await collected(logbook.logs.bulk_create(None, journal=path))
        assert [(type(result), result.index) for result in results] == [(Rejected, 50)]
    assert "log type" in Journal.look(path).entries(after=4, limit=1)[0].reason.message


async def test_a_plan_sends_nothing_that_writes(server):
    inputs = logs(server, *names(300))
    inputs[3].log_types_id = UNKNOWN_TYPE
    inputs[4].name = "  "
    async with logbook_on(server, budget=Budget(100)) as logbook:
        job = logbook.logs.bulk_create(iter([*inputs, 5]))
        async with job:
            plan = await job.plan(reject=True)
            assert not server.audit().created
            results = [result async for result in job]
    assert (plan.rows, plan.ready, plan.problem_rows) == (301, 298, 3)
    assert [problem.index for problem in plan.problems] == [3, 4, 300]
    assert plan.requests == 15 + 2
    writes = sum(request.operation == "createLogs" for request in server.requests())
    assert abs(writes - 15) <= 3
    assert plan.seconds is not None
    assert plan.checked
    assert len(results) == 298
    assert server.audit().report(created=[n for i, n in enumerate(names(300)) if i not in (3, 4)]).ok


async def test_a_plan_reads_rows_once_only_inside_its_block(server):
    async with logbook_on(server) as logbook:
        with pytest.raises(InvalidArgumentError, match="inside"):
            await logbook.logs.bulk_create(iter(logs(server, "one"))).plan()
        assert (await logbook.logs.bulk_create(logs(server, "one")).plan()).ok


async def test_updates_and_deletes(server, tmp_path):
    context = AppContext(**server.container)
    async with logbook_on(server) as logbook:
        made = await logbook.logs.create_many(logs(server, *names(60)))
        ids = [str(created.log.id) for created in made.created]
        server.fault(faults.Cut("applied"), probability=0.2, seed=1)
        updates = [{"log_id": i, "app_context": context, "name": f"{i} new"} for i in ids]
        job = logbook.bulk(logbook.logs.update, updates, journal=tmp_path / "u", key=lambda row: row["log_id"])
        results = await collected(job)
        assert Counter(type(result) for result in results) == {Applied: 60}
        assert {result.key for result in results} == set(ids)
        deletes = [{"log_id": i, "app_context": context} for i in ids]
        report = await logbook.bulk("logs.delete", deletes, journal=tmp_path / "d").run()
        server.clear_faults()
        absent = await logbook.bulk("logs.delete", [{"log_id": "77", "app_context": context}]).run()
    assert (report.applied, absent.rejected) == (60, 1)
    assert report.certificate.proven
    assert absent.certificate.proven
    assert server.audit().report(names(60), {i: f"{i} new" for i in ids}, ids).ok


async def test_creates_of_users_are_looked_for_in_the_list_of_users(tmp_path):
    with sandbox(users=30) as server:
        server.fault(faults.Cut("applied"), operation="createUser", probability=0.4, seed=2)
        rows = [
            {"email": f"u{n}@example.com", "user_name": f"u{n}", "first_name": "U", "last_name": str(n)}
            for n in range(20)
        ]
        async with admin_on(server, unverified=True) as admin:
            takes = set(admin.users.create.__annotations__)
            rows = [{name: value for name, value in row.items() if name in takes} for row in rows]
            job = admin.bulk(admin.users.create, rows, journal=tmp_path / "j", settle=0.1)
            results = await collected(job)
        assert Counter(type(result) for result in results) == {Applied: 20}
        assert any(result.found for result in results)
        assert len(server.audit().created) == 20
        assert job.report.certificate.proven


async def test_rows_that_change_the_same_thing_keep_their_order(server, tmp_path):
    context = AppContext(**server.container)
    async with logbook_on(server) as logbook:
        made = await logbook.logs.create_many(logs(server, *names(10)))
        ids = [str(created.log.id) for created in made.created]
        server.fault(faults.Cut("applied"), operation="updateLog", probability=0.2, seed=5)
        server.set(latency=0.01)
        updates = [{"log_id": i, "app_context": context, "name": f"{i} version {v}"} for v in range(6) for i in ids]
        job = logbook.bulk(logbook.logs.update, updates, journal=tmp_path / "j", settle=0.02, order="input")
        results = await collected(job)
        assert [result.index for result in results] == list(range(60))
        assert job.report.ok
    assert server.audit().report(names(10), {i: f"{i} version 5" for i in ids}).ok


async def test_a_late_application_does_not_undo_a_later_row(server):
    """The first update is carried out after its client gave up; the second waits until that cannot happen any more."""
    context = AppContext(**server.container)
    async with logbook_on(server) as logbook:
        made = await logbook.logs.create(logs(server, "old"))
    log_id = str(made.created[0].log.id)
    # The client repeats it by itself, and is answered.
    async with logbook_on(server, timeout=0.2) as logbook:
        server.fault(faults.Late(0.5), operation="updateLog", first=1, times=1)
        updates = [{"log_id": log_id, "app_context": context, "name": name} for name in ("first", "second")]
        report = await logbook.bulk(logbook.logs.update, updates, settle=2.0).run()
        assert report.ok
        with anyio.fail_after(30):
            while len(server.audit().updated) < 3:  # noqa: ASYNC110 - the server is another thread
                await anyio.sleep(0.01)
    assert [write.key for write in server.audit().updated] == ["first", "first", "second"]
    assert any("settle=" in assumption for assumption in report.certificate.assumptions)


@pytest.mark.parametrize("stop", ["cancel", "abort", "leave"])
async def test_rows_that_wait_for_the_limit_are_withdrawn_at_once(server, tmp_path, stop):
    """Intents are on the disk when a request may leave, not before: what queues is neither sent nor in doubt."""
    context = AppContext(**server.container)
    async with logbook_on(server) as logbook:
        made = await logbook.logs.create_many(logs(server, *names(40)))
    updates = [{"log_id": entry.log.id, "app_context": context, "name": "x"} for entry in made.created]
    async with logbook_on(server, budget=Budget(4)) as logbook:
        job = logbook.bulk(logbook.logs.update, updates, journal=tmp_path / "j")
        began = anyio.current_time()
        async with job:
            await anext(job)
            if stop != "leave":
                getattr(job, stop)()
                rest = [result async for result in job]
                assert len(rest) <= 4
        assert anyio.current_time() - began < 6.0
    assert job.report.doubtful <= 1
    assert job.report.applied <= 5
    looked = Journal.look(tmp_path / "j")
    assert looked.last_sending() <= 6
    looked.close()


async def test_a_row_whose_list_is_refused_is_rejected_and_the_others_go_on(server):
    inputs = logs(server, *names(60))
    for index in (0, 30):
        inputs[index].app_context = [AppContext(**server.foreign_container)]
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(inputs)
        results = await collected(job)
    rejected = {result.index: result for result in results if isinstance(result, Rejected)}
    assert set(rejected) == {0, 30}
    assert "INVALID_TENANT" in rejected[0].reason.message
    assert not rejected[30].reason.sent
    assert server.audit().report(created=[name for at, name in enumerate(names(60)) if at not in (0, 30)]).ok


async def test_errors_of_on_progress_are_its_users(server):
    def broken(_):
        msg = "mine"
        raise ValueError(msg)

    async with logbook_on(server) as logbook:
        with pytest.raises(ValueError, match="mine"):
            await logbook.logs.bulk_create(logs(server, *names(5)), on_progress=broken).run()


async def test_two_tasks_may_take_the_results_of_one_job(server):
    results = []
    async with logbook_on(server) as logbook, logbook.logs.bulk_create(logs(server, *names(60))) as job:

        async def take():
            async for result in job:
                results.append(result)  # noqa: PERF401 - an asynchronous comprehension would do the same

        async with anyio.create_task_group() as group:
            group.start_soon(take)
            group.start_soon(take)
    assert sorted(result.index for result in results) == list(range(60))
    assert server.audit().report(created=names(60)).ok


async def test_progress_is_told(server):
    told = []
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(logs(server, *names(100)), on_progress=told.append)
        with pytest.raises(ConfigurationError, match="has not begun"):
            _ = job.progress
        with pytest.raises(ConfigurationError, match="ended"):
            _ = job.report
        await job.run()
    assert told[-1].stage == "ended"
    assert (told[-1].applied, told[-1].total, told[-1].done) == (100, 100, 100)


async def test_one_job_a_journal(server, tmp_path):
    async with logbook_on(server) as logbook:
        first = logbook.logs.bulk_create(logs(server, "one"), journal=tmp_path / "j")
        async with first:
            with pytest.raises(JournalError):
                await logbook.logs.bulk_create(logs(server, "one"), journal=tmp_path / "j").run()


class Echoing:
    """Answers creates with the token that came, as the reason of each refusal."""

    def before(self, call):
        return None

    def after(self, call, answer):
        if call.operation is None or call.operation.id != "createLogs":
            return answer
        given = json.loads(call.body)["logs"]
        token = dict(call.headers)[b"authorization"].decode()
        failed = [{**log, "failed_message": f"who is {token}?"} for log in given]
        return Answer(200, json.dumps({"rest_add_log": {"Data": [], "Failed": failed}}).encode())


async def test_a_refusal_that_repeats_the_token_is_masked(server, tmp_path):
    server.intercept(Echoing())
    async with logbook_on(server) as logbook:
        job = logbook.logs.bulk_create(logs(server, "one", "two"), journal=tmp_path / "j")
        results = await collected(job)
        token = (await logbook.token()).value
    assert all("who is" in result.reason.message for result in results)
    held = b"".join(path.read_bytes() for path in files(tmp_path))
    assert b"who is" in held
    assert token.encode() not in held
    assert all(token not in result.reason.message for result in results)


async def test_the_journal_holds_no_secret(server, tmp_path):
    async with logbook_on(server) as logbook:
        server.fault(faults.Respond(503, b"no"), operation="createLogs", first=2, times=1)
        await logbook.logs.bulk_create(logs(server, *names(70)), journal=tmp_path / "j", settle=0.05).run()
        token = (await logbook.token()).value
    held = b"".join(path.read_bytes() for path in files(tmp_path))
    assert token.encode() not in held
    assert server.client_secret.encode() not in held


async def test_bad_options_are_refused(server):
    async with logbook_on(server) as logbook:
        for bad in (
            {"concurrency": 0},
            {"settle": -1},
            {"deadline": 0},
            {"order": "random"},
            {"max_failures": -1},
            {"drain": "x"},
        ):
            with pytest.raises(InvalidArgumentError, match=next(iter(bad))):
                logbook.logs.bulk_create([], **bad)
        with pytest.raises(InvalidArgumentError, match="rows"):
            logbook.logs.bulk_create()
        with pytest.raises(InvalidArgumentError, match="rows"):
            await logbook.logs.bulk_create("text").run()
        with pytest.raises(ConfigurationError, match="inside its block"):
            await anext(logbook.logs.bulk_create([]))
        assert "logbook.logs.create" in repr(logbook.logs.bulk_create([]))
        assert isinstance(logbook.logs.bulk_create([]), Job)
