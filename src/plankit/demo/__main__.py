"""The program: arguments, sandbox, live display, table. The exit status is 0, or 1 if the audit finds anything."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
from attrs import frozen
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from plankit.demo.planview import LIMIT, Planview
from plankit.demo.projects import Projects
from plankit.demo.work import Stage
from plankit.sandbox import sandbox

if TYPE_CHECKING:
    from rich.progress import TaskID

    from plankit.sandbox import Sandbox

TOKEN_LIFETIME = 4.0
PLAYBOOKS_RATE = 200.0
TENTH = 10
LINE_EVERY = 1.0
FRAME_EVERY = 0.1
BEST_OF = 3.0


@frozen
class Job:
    """The whole job: its parts, one after the other."""

    sandbox: Sandbox
    planview: Planview
    projects: Projects

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages in the order of the table."""
        first, then = self.planview, self.projects
        return (first.users, first.creates, first.updates, then.walked, then.finished, then.read)

    async def run(self) -> None:
        """Do it."""
        await self.planview.run()
        await self.projects.run()


async def _show(job: Job, console: Console) -> None:
    """Show the progress until cancelled: live on a terminal, a line at intervals elsewhere."""
    if not console.is_terminal:
        while True:
            await anyio.sleep(LINE_EVERY)
            parts = [f"{stage.name} {stage.done:,}/{stage.total:,}" for stage in job.stages if stage.began]
            print(", ".join(parts) or "starting", flush=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        bars = [(stage, progress.add_task(stage.name, total=stage.total, start=False)) for stage in job.stages]
        try:
            while True:
                await anyio.sleep(FRAME_EVERY)
                _draw(progress, bars)
        finally:
            _draw(progress, bars)


def _draw(progress: Progress, bars: list[tuple[Stage, TaskID]]) -> None:
    for stage, bar in bars:
        if stage.began and not progress.tasks[bar].started:
            progress.start_task(bar)
        progress.update(bar, completed=stage.done)


async def _watched(job: Job, console: Console) -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(_show, job, console)
        await job.run()
        group.cancel_scope.cancel()


def _summary(job: Job, console: Console, seconds: float) -> bool:
    """Print the table; return whether the audit found nothing."""
    audit = job.sandbox.audit()
    first, then = job.planview, job.projects
    report = audit.report(created=[*first.names, *then.created], updated={**first.renamed, **then.ended})
    exported = len({json.loads(line)["id"] for line in first.users_at.read_text(encoding="utf-8").splitlines()})
    lost = len(report.lost) + first.users.total - exported + then.lost()
    duplicated = len(report.duplicated) + len(audit.duplicated()) + first.users.done - exported + then.doubled()
    writes_took = max(first.creates.seconds, first.updates.seconds)
    rate = (first.creates.total + first.updates.total) / writes_took

    table = Table(title="plankit demo", title_justify="left", show_edge=False)
    table.add_column("what")
    table.add_column("", justify="right")
    for stage in job.stages:
        table.add_row(stage.name, f"{stage.done:,} in {stage.seconds:.1f} s ({stage.done / stage.seconds:,.0f}/s)")
    best = _best([request.at for request in job.sandbox.requests("logbook")], BEST_OF)
    table.add_row(f"Logbook calls/s (limit {LIMIT}): best {BEST_OF:.0f} s", f"{best:.0f}")
    table.add_row("Logbook calls/s: over all, with pauses after 429s", f"{rate:.0f}")
    table.add_row("Logbook calls: most in a sliding second", f"{audit.max_per_second['logbook']}")
    table.add_row("runs created meanwhile, by the walk's side", f"{len(then.created)}")
    table.add_row("tokens fetched (Planview's ended or were revoked)", f"{audit.tokens_issued}")
    for service in ("admin", "logbook", "playbooks"):
        table.add_row(f"429s met, {service}", f"{audit.throttled[service]}")
    table.add_row("401s met (the token was revoked once)", f"{sum(c.get(401, 0) for c in audit.statuses.values())}")
    table.add_row("audit: lost", f"{lost}")
    table.add_row("audit: duplicated", f"{duplicated}")
    table.add_row("audit: done unasked", f"{len(report.foreign)}")
    table.add_row("seconds in all", f"{seconds:.1f}")
    console.print(table)
    return not (lost or duplicated or report.foreign)


def _best(arrivals: list[float], span: float) -> float:
    """Return the highest rate per second that was kept up for *span* seconds."""
    arrivals.sort()
    most = first = 0
    for number, at in enumerate(arrivals):
        while arrivals[first] <= at - span:
            first += 1
        most = max(most, number - first + 1)
    return most / span


def main(arguments: list[str] | None = None) -> int:
    """Run the demo and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m plankit.demo", description="Run the main job on the embedded sandbox."
    )
    parser.add_argument(
        "--users", type=int, default=20_000, help="Planview Admin users to export (default: %(default)s)"
    )
    parser.add_argument("--logs", type=int, default=2_000, help="logs to create, and to update (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=3_000, help="playbook runs to walk (default: %(default)s)")
    parser.add_argument("--backend", choices=("asyncio", "trio"), default="asyncio", help="the event loop")
    chosen = parser.parse_args(arguments)
    if min(chosen.users, chosen.logs, chosen.runs // TENTH) < 1:
        parser.error(f"--users and --logs need at least 1, --runs at least {TENTH}")
    console = Console()
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        sandbox(
            process=True,
            users=chosen.users,
            logs=chosen.logs,
            runs=chosen.runs,
            playbooks_per_second=PLAYBOOKS_RATE,
            token_lifetime=TOKEN_LIFETIME,
            logbook_limit=LIMIT,
            admin_points=60,
            admin_window=3.0,
        ) as server,
    ):
        job = Job(
            server,
            Planview(
                server,
                users=Stage("users exported", chosen.users),
                creates=Stage("logs created", chosen.logs),
                updates=Stage("logs updated", chosen.logs),
                users_at=Path(folder) / "users.jsonl",
            ),
            Projects(
                server,
                walked=Stage("runs walked, while others are created", chosen.runs),
                finished=Stage("runs finished", chosen.runs // TENTH),
                read=Stage("products and projects read", len(server.products()) + len(server.projects())),
            ),
        )
        anyio.run(_watched, job, console, backend=chosen.backend)
        return 0 if _summary(job, console, time.monotonic() - began) else 1


if __name__ == "__main__":
    sys.exit(main())
