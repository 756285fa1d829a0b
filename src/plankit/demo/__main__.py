"""The main job on the embedded sandbox: `make demo`, or `python -m plankit.demo`.

It exports all users of Planview Admin by `startIndex` paging, then creates and updates logs in Logbook concurrently
under a limit of 500 requests per second. On the way the token expires, is revoked once, and others use up part of the
limits, so that 429s come. At the end the sandbox's own audit says whether anything was lost or done twice.

Exit status: 0, or 1 if the audit finds anything.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import anyio
import anyio.to_thread
from attrs import define

try:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Table
except ImportError as _error:
    _message = f"plankit.demo needs {_error.name}; install the extra: pip install 'plankit[demo]'"
    raise ImportError(_message, name=_error.name) from _error

from plankit import AdminClient, Budget, ClientCredentials, LogbookClient
from plankit.logbook import AppContext, LogCreate
from plankit.sandbox import sandbox

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from rich.progress import TaskID

    from plankit.sandbox import Sandbox

T = TypeVar("T")

LIMIT = 500
TOKEN_LIFETIME = 4.0
WORKERS = 64
LINE_EVERY = 1.0
FRAME_EVERY = 0.1
BEST_OF = 3.0


@define
class Stage:
    """One part of the job, as it goes.

    Attributes:
        name: What it does.
        total: Items.
        done: Items done so far.
        began: Monotonic seconds, or None before it begins.
        ended: Monotonic seconds, or None before it ends.
    """

    name: str
    total: int
    done: int = 0
    began: float | None = None
    ended: float | None = None

    @property
    def seconds(self) -> float:
        """Seconds that it has taken."""
        return 0.0 if self.began is None else (self.ended or time.monotonic()) - self.began

    def step(self) -> None:
        """Count an item; the first begins the stage, the last ends it."""
        self.began = self.began or time.monotonic()
        self.done += 1
        if self.done == self.total:
            self.ended = time.monotonic()


@define
class Job:
    """The whole job: its stages and what it has to prove afterwards."""

    sandbox: Sandbox
    users: Stage
    creates: Stage
    updates: Stage
    users_at: Path
    renamed: dict[str, str]

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages in the order of the table."""
        return (self.users, self.creates, self.updates)

    @property
    def names(self) -> list[str]:
        """The names of the logs to create."""
        return [f"Decision {number:05}" for number in range(self.creates.total)]

    async def run(self) -> None:
        """Do it."""
        credentials = ClientCredentials(self.sandbox.client_id, self.sandbox.client_secret)
        async with AdminClient(credentials, base_url=self.sandbox.admin_url) as admin:
            await self._export(admin)
            # One token for both services: the Logbook client is given the source of the Admin client.
            async with LogbookClient(
                admin.token_source, base_url=self.sandbox.logbook_url, budget=Budget(LIMIT)
            ) as logbook:
                await self._write(logbook)

    async def _export(self, admin: AdminClient) -> None:
        with self.users_at.open("w", encoding="utf-8") as file:
            async for user in admin.users.list():
                file.write(json.dumps(user.to_dict(), ensure_ascii=False) + "\n")
                self.users.step()
                if self.users.done == self.users.total // 2:
                    await anyio.to_thread.run_sync(self.sandbox.consume, "admin", 1_000_000)

    async def _write(self, logbook: LogbookClient) -> None:
        context = AppContext(**self.sandbox.container)
        log_types = await logbook.log_types.list()
        logs = await logbook.logs.list(context)
        self.renamed = {str(log.id): f"{log.name}, reviewed" for log in logs[: self.updates.total]}

        async def create(name: str) -> None:
            result = await logbook.logs.create(
                LogCreate(log_types_id=log_types[0].id, name=name, app_context=[context])
            )
            result.raise_for_failed()
            self.creates.step()

        async def update(item: tuple[str, str]) -> None:
            await logbook.logs.update(item[0], context, name=item[1])
            self.updates.step()

        async with anyio.create_task_group() as group:
            group.start_soon(_each, create, iter(self.names))
            group.start_soon(_each, update, iter(self.renamed.items()))
            group.start_soon(self._disturb)

    async def _disturb(self) -> None:
        """Revoke the token and use up part of the limit, each once, while the writes are under way."""
        await _until(lambda: self.creates.done + self.updates.done > (self.creates.total + self.updates.total) // 4)
        await anyio.to_thread.run_sync(self.sandbox.revoke_tokens)
        await _until(lambda: self.creates.done + self.updates.done > (self.creates.total + self.updates.total) // 2)
        await anyio.to_thread.run_sync(self.sandbox.consume, "logbook", LIMIT)


async def _each(work: Callable[[T], Awaitable[None]], items: Iterator[T]) -> None:
    """Do *work* on each item with a fixed number of tasks: memory stays flat however many items there are."""

    async def worker() -> None:
        for item in items:
            await work(item)

    async with anyio.create_task_group() as group:
        for _ in range(WORKERS):
            group.start_soon(worker)


async def _until(reached: Callable[[], bool]) -> None:
    while not reached():  # noqa: ASYNC110 - the stages are counted where the work is done, without knowing of this
        await anyio.sleep(0.02)


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
    report = audit.report(created=job.names, updated=job.renamed)
    exported = len({json.loads(line)["id"] for line in job.users_at.read_text(encoding="utf-8").splitlines()})
    lost = len(report.lost) + job.users.total - exported
    duplicated = len(report.duplicated) + len(audit.duplicated()) + job.users.done - exported
    writes_took = max(job.creates.seconds, job.updates.seconds)
    rate = (job.creates.total + job.updates.total) / writes_took

    table = Table(title="plankit demo", title_justify="left", show_edge=False)
    table.add_column("what")
    table.add_column("", justify="right")
    for stage in job.stages:
        table.add_row(stage.name, f"{stage.done:,} in {stage.seconds:.1f} s ({stage.done / stage.seconds:,.0f}/s)")
    best = _best([request.at for request in job.sandbox.requests("logbook")], BEST_OF)
    table.add_row(f"Logbook calls/s (limit {LIMIT}): best {BEST_OF:.0f} s", f"{best:.0f}")
    table.add_row("Logbook calls/s: over all, with pauses after 429s", f"{rate:.0f}")
    table.add_row("Logbook calls: most in a sliding second", f"{audit.max_per_second['logbook']}")
    table.add_row("tokens fetched", f"{audit.tokens_issued}")
    for service, count in audit.throttled.items():
        table.add_row(f"429s met, {service}", f"{count}")
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
    parser.add_argument("--backend", choices=("asyncio", "trio"), default="asyncio", help="the event loop")
    chosen = parser.parse_args(arguments)
    if chosen.users < 1 or chosen.logs < 1:
        parser.error("--users and --logs need at least 1")
    console = Console()
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        sandbox(
            process=True,
            users=chosen.users,
            logs=chosen.logs,
            token_lifetime=TOKEN_LIFETIME,
            logbook_limit=LIMIT,
            admin_points=60,
            admin_window=3.0,
        ) as server,
    ):
        job = Job(
            server,
            users=Stage("users exported", chosen.users),
            creates=Stage("logs created", chosen.logs),
            updates=Stage("logs updated", chosen.logs),
            users_at=Path(folder) / "users.jsonl",
            renamed={},
        )
        anyio.run(_watched, job, console, backend=chosen.backend)
        return 0 if _summary(job, console, time.monotonic() - began) else 1


if __name__ == "__main__":
    sys.exit(main())
