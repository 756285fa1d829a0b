#!/usr/bin/env python3
"""The job of a trial, in a process that may be killed. It prints one line of JSON when it ends by itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio

# Run as a program, this directory is on the path and its parent, which holds the package, is not.
if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from plankit import Budget, LogbookClient, PlankitError, RetryPolicy
from plankit.bulk import Applied, BulkStoppedError, Rejected
from trials.naive import retry_loop
from trials.plan import SERIES, TIMEOUT, plan

if TYPE_CHECKING:
    from trials.plan import Plan

PATIENCE = 15.0


async def run_job(trial: Plan, client: LogbookClient, journal: Path) -> dict[str, Any]:
    """Run the job to its end, and return what it says."""
    job = client.logs.bulk_create(
        trial.rows,
        journal=journal,
        settle=trial.settle,
        concurrency=trial.concurrency,
        order=trial.order,
        patience=PATIENCE,
        drain=5.0,
    )
    told: list[list[object]] = []
    stopped = ""
    try:
        async with job:
            async for result in job:
                state = "applied" if isinstance(result, Applied) else "unknown"
                told.append([result.index, "rejected" if isinstance(result, Rejected) else state])
    except BulkStoppedError as error:
        stopped = str(error)
    report = job.report
    certificate = report.certificate
    return {
        "complete": report.complete,
        "stopped": stopped,
        "counts": [report.rows, report.applied, report.rejected, report.unknown],
        "told": told,
        "proven": certificate is not None and certificate.proven,
        "certificate": str(certificate),
    }


async def main(series: str, seed: int, directory: Path) -> None:
    """Run the job of a trial, or the naive loop, and print what it says.

    Args:
        series: The series.
        seed: Of the trial.
        directory: Where the journal is.
    """
    trial = plan(next(each for each in SERIES if each == series), seed)
    settings: dict[str, Any] = {"timeout": TIMEOUT, "retry": RetryPolicy(base=0.01, cap=0.05), "budget": Budget(400)}
    async with LogbookClient.from_env(**settings) as client:
        if trial.series == "naive":
            said = await retry_loop(trial, client, directory / "done")
        else:
            said = await run_job(trial, client, directory / "job.db")
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    try:
        anyio.run(main, given["series"], given["seed"], Path(given["directory"]), backend=given["backend"])
    except PlankitError as failure:
        sys.exit(f"{type(failure).__name__}: {failure}")
