"""A bulk job at its limit: updates of logs with a journal on disk, as seen from the server; its memory meanwhile."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from plankit_clients.logbook.models import AppContext

from bench import meter
from bench.limits import CONFIGURED, busiest
from bench.report import Row, Setting, WrongAnswerError, at_least, at_most
from plankit import Budget, ClientCredentials, LogbookClient
from plankit.sandbox import sandbox
from plankit.transport.rate import SLACK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from plankit.bulk import Progress, Report

LOGS = 500
ROWS = 100_000
QUICK = 1_000
LONGEST = 900.0
_OK = 200
_TOO_MANY_REQUESTS = 429
_MIB = 1024 * 1024


def run(setting: Setting) -> list[Row]:
    """Measure, in a process of its own: what other clients leave in memory would stop this one at each collection."""
    rows = QUICK if setting.quick else ROWS
    found = meter.child("bulk", str(rows), longest=LONGEST)
    what = f"bulk job of {rows:,} updates at {CONFIGURED}/s, journal on disk"
    seconds, cpu = found["seconds"], found["cpu"]
    return [
        at_least(f"{what}: share held", found["share, %"], 98, " %", seconds=seconds, cpu=cpu, rows=rows),
        Row(f"{what}: time that the client was ready and had no core", f"{100 * found['waited']:.2g} %"),
        Row(f"{what}: processor of the client", f"{100 * cpu:.3g} % of a core"),
        at_most(f"{what}: most in a sliding second", found["busiest"], CONFIGURED, ""),
        at_most(f"{what}: 429s", found["refused"], 0, ""),
        at_most(f"{what}: memory from the first tenth to the end", found["growth, MiB"], 5, " MiB"),
        Row(f"{what}: journal", f"{found['journal, bytes'] / rows:.0f} bytes a row"),
    ]


async def _updates(rows: int) -> dict[str, float]:
    async with sandbox(process=True, users=1, logs=LOGS, logbook_limit=CONFIGURED, keep=2 * ROWS) as server:
        credentials = ClientCredentials(server.client_id, server.client_secret)
        async with LogbookClient(
            credentials, base_url=server.logbook_url, token_url=server.token_url, budget=Budget(CONFIGURED)
        ) as logbook:
            container = AppContext.from_dict(server.container)
            ids = [log.id for log in await logbook.logs.list(container)]
            await asyncio.sleep(1.1)
            server.reset_log()
            memory: list[tuple[int, int]] = []

            def progress(now: Progress) -> None:
                memory.append((now.done, _resident()))

            def updates() -> Iterator[dict[str, Any]]:
                for number in range(rows):
                    yield {"log_id": ids[number % LOGS], "app_context": container, "name": f"update {number}"}

            waited, cpu, start = meter.waited_for_a_core(), time.process_time(), time.monotonic()
            with tempfile.TemporaryDirectory() as folder:
                job = logbook.bulk(
                    logbook.logs.update, updates(), journal=Path(folder) / "updates.job", on_progress=progress
                )
                report: Report = await job.run()
                size = _size(Path(folder))
            seconds = time.monotonic() - start
            waited, cpu = (meter.waited_for_a_core() - waited) / seconds, (time.process_time() - cpu) / seconds
        requests = [request for request in server.requests("logbook") if request.operation == "updateLog"]
    if not report.ok or sum(request.status == _OK for request in requests) != rows:
        message = f"{rows} rows, {report}, {len(requests)} requests"
        raise WrongAnswerError(message)
    arrived = [request.at for request in requests]
    # Whole periods of the pacer, which spends its requests a little faster than evenly: others would favour one side.
    span = (arrived[-1] - arrived[0]) // SLACK * SLACK
    share = sum(at < arrived[0] + span for at in arrived) / span / CONFIGURED
    early = next(resident for done, resident in memory if done >= rows // 10)
    return {
        "share, %": 100 * share,
        "seconds": seconds,
        "cpu": cpu,
        "waited": waited,
        "busiest": busiest(arrived),
        "refused": sum(request.status == _TOO_MANY_REQUESTS for request in requests),
        "growth, MiB": (memory[-1][1] - early) / _MIB,
        "journal, bytes": size,
    }


def _size(folder: Path) -> int:
    """Return the bytes of the files in *folder*."""
    return sum(file.stat().st_size for file in folder.iterdir())


def _resident() -> int:
    """Return the bytes that this process has in memory now, or, where the system does not tell, at most had."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_updates(int(sys.argv[1])))))
