"""The last look at the server's lists is tried again, as everything else is, and a job that stops there can go on."""

from __future__ import annotations

import contextlib

import anyio
import pytest

from plankit import Budget, ClientCredentials, ConfigurationError, LogbookClient, RetryPolicy
from plankit.bulk import BulkStoppedError
from plankit.logbook import AppContext, LogCreate
from plankit.sandbox import faults, sandbox

pytestmark = [pytest.mark.anyio, pytest.mark.socket]


@contextlib.asynccontextmanager
async def job_on(server, path, **options):
    rows = [LogCreate(log_types_id=18, name=str(n), app_context=[AppContext(**server.container)]) for n in range(3)]
    async with LogbookClient(
        ClientCredentials(server.client_id, server.client_secret),
        base_url=server.logbook_url,
        token_url=server.token_url,
        budget=Budget(2000),
        retry=RetryPolicy(base=0.001, cap=0.01),
    ) as logbook:
        yield logbook.logs.bulk_create(rows, journal=path, **options)


@pytest.fixture
def server():
    with sandbox(users=0, playbooks=0, runs=0, products=0) as running:
        yield running


async def test_a_list_that_cannot_be_read_at_the_end_is_read_again(server, tmp_path):
    # The first list is that before the first row.
    server.fault(faults.Spoil("truncated"), operation="listLogs", first=2, times=6)
    async with job_on(server, tmp_path / "j") as job:
        report = await job.run()
    assert sum(server.fault_hits()) == 6
    assert report.complete
    assert report.certificate.proven


@pytest.mark.parametrize("first", [1, 2], ids=["sending", "checking"])
async def test_what_fails_again_and_again_is_told_while_it_does(server, tmp_path, first):
    """Nothing else would be seen for as long as the patience lasts."""
    reports = []
    told = None
    # Before the first row, or at the end.
    server.fault(faults.Respond(503), operation="listLogs", first=first)

    async def run():
        reports.append(await job.run())

    async with job_on(server, tmp_path / "j") as job, job, anyio.create_task_group() as group:
        group.start_soon(run)
        with anyio.fail_after(10):
            while told is None or told.trouble is None:
                await anyio.sleep(0.01)
                # Before it has begun.
                with contextlib.suppress(ConfigurationError):
                    told = job.progress
        server.clear_faults()
    assert told.stage == ("sending" if first == 1 else "checking")
    assert "503" in told.trouble
    assert "listLogs" in told.trouble
    assert job.progress.trouble is None
    assert reports[0].certificate.proven


async def test_a_job_whose_last_look_failed_goes_on_with_it(server, tmp_path):
    server.fault(faults.Respond(503), operation="listLogs", first=2)
    async with job_on(server, tmp_path / "j", patience=0.2) as job:
        with pytest.raises(BulkStoppedError):
            await job.run()
    server.clear_faults()
    async with job_on(server, tmp_path / "j") as job:
        report = await job.run()
    assert report.certificate.claims[-1] == "At the end 1 list was read again, and held against the journal."
    assert server.audit().report(created=["0", "1", "2"]).ok
