"""Rows that an earlier run left in doubt come from where they are looked for, and not from the journal as well."""

from __future__ import annotations

from collections import Counter

import pytest

from plankit import Budget, ClientCredentials, LogbookClient
from plankit.bulk import BulkStoppedError
from plankit.logbook import AppContext, LogCreate
from plankit.sandbox import faults, sandbox

NAMES = ["first", "second", "third", "before", "twice", "twice", "after"]


@pytest.mark.socket
@pytest.mark.anyio
async def test_rows_in_doubt_that_a_new_run_finds_absent_are_sent_once(tmp_path):
    with sandbox(users=0, playbooks=0, runs=0, products=0) as server:
        rows = [LogCreate(log_types_id=18, name=name, app_context=[AppContext(**server.container)]) for name in NAMES]
        async with LogbookClient(
            ClientCredentials(server.client_id, server.client_secret),
            base_url=server.logbook_url,
            token_url=server.token_url,
            budget=Budget(2000),
        ) as logbook:
            # One row, two rows, and four whose answer is lost.
            server.fault(faults.Cut("read"), operation="createLogs", first=3)
            first = logbook.logs.bulk_create(rows, journal=tmp_path / "j", settle=60.0, deadline=2.0, concurrency=1)
            with pytest.raises(BulkStoppedError):
                await first.run()
            assert first.report.doubtful == 4
            server.clear_faults()
            # Alone again, the first of the two look-alikes is lost once more: the other waits, pending, while the job
            # reads its journal on.
            server.fault(faults.Cut("read"), operation="createLogs", first=2, times=1)
            second = logbook.logs.bulk_create(rows, journal=tmp_path / "j", settle=0.2, concurrency=1)
            async with second:
                told = Counter([result.index async for result in second])
        assert server.audit().report(created=NAMES).ok
        assert set(told.values()) == {1}
        assert second.report.certificate.proven
