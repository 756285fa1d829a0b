"""What people write without a bulk job: gather, repeat what failed, begin again at the last chunk that was finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
from plankit_clients.logbook.models import LogCreate

from plankit import PlankitError

if TYPE_CHECKING:
    from pathlib import Path

    from plankit import LogbookClient
    from trials.plan import Plan

_CHUNK = 10
_TRIES = 5


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


async def retry_loop(trial: Plan, client: LogbookClient, done: Path) -> dict[str, Any]:
    """Create the rows.

    Args:
        trial: The trial.
        client: The client; it never repeats a create by itself.
        done: Holds how many rows were finished.
    """
    logs = [LogCreate.from_dict(row) for row in trial.rows]
    first = int(_read(done) or 0)
    failed: list[str] = []

    async def create(chunk: list[LogCreate]) -> None:
        for attempt in range(_TRIES):
            try:
                await client.logs.create(chunk)
            except PlankitError as error:
                if attempt == _TRIES - 1:
                    failed.append(str(error))
                await anyio.sleep(0.01 * 2**attempt)
            else:
                return

    step = _CHUNK * trial.concurrency
    for start in range(first, len(logs), step):
        async with anyio.create_task_group() as group:
            for at in range(start, min(start + step, len(logs)), _CHUNK):
                group.start_soon(create, logs[at : at + _CHUNK])
        _write(done, str(start + step))
    return {"complete": True, "stopped": "", "failed": len(failed)}
