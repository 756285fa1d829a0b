"""What decoding a page costs, and how long it holds up the event loop.

In a process of its own: reading pages makes Python's collector run, and it looks through what other clients and
measurements keep in memory. After them, in their process, a page of 200 runs took 9 to 16 ms instead of 6.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
import tracemalloc
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx
import orjson
from plankit_clients.playbooks import operations
from plankit_clients.playbooks.api.playbook_runs import list_runs
from plankit_clients.playbooks.models import PlaybookRunList

from bench import meter
from bench.report import Row, Setting, WrongAnswerError, at_most
from bench.server import TOKEN, user
from plankit import AdminClient, Budget, ClientCredentials
from plankit.operation import Operation
from plankit.shapes import loads

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

RUNS = 1_000
DEFAULT_PAGE = 200
BLOCKED = 10.0
"""Milliseconds."""
LIST_RUNS = Operation(operations.list_runs, list_runs.get_kwargs, PlaybookRunList.from_dict)


def run(setting: Setting) -> list[Row]:
    """Measure, in a process of its own."""
    found = meter.child("pages", "3" if setting.quick else "21")
    if "wrong" in found:
        raise WrongAnswerError(found["wrong"])
    seconds: dict[str, float] = found["seconds"]
    peaks: dict[str, float] = found["peaks"]
    blocked: dict[str, float] = found["blocked"]
    page = f"a page of {RUNS:,} runs ({found['bytes'] / 1e6:.1f} MB)"
    everything = seconds["everything"] / seconds["orjson"]
    numbers = {f"{name}, s": value for name, value in seconds.items()}
    shown = ", ".join(f"{name} {peak:.1f}" for name, peak in peaks.items())
    return [
        at_most(f"{page} as models / orjson.loads", seconds["runs"] / seconds["orjson"], 2, "x", **numbers),
        Row("the same with every checklist and item of every run read", f"{everything:.3g}x"),
        Row(f"{page}: peak of memory as a multiple of its bytes", shown, numbers={**peaks}),
        *(
            at_most(f"event loop blocked by a page of {DEFAULT_PAGE} {name}", longest, BLOCKED, " ms")
            for name, longest in blocked.items()
        ),
    ]


def runs(count: int) -> bytes:
    """Return a page of playbook runs: 3 checklists of 5 items each, about 6.5 kB a run, some fields unknown."""
    dice = random.Random(1)  # noqa: S311 - data, not secrets

    def identity() -> str:
        return "".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=26))

    def item(number: int) -> dict[str, object]:
        return {
            "id": identity(),
            "title": f"Step {number}: tell the people on call",
            "state": dice.choice(["", "in_progress", "closed", "skipped"]),
            "state_modified": 1606807976289,
            "assignee_id": identity(),
            "assignee_modified": 0,
            "command": "/jira create",
            "command_last_run": 0,
            "description": "Ask in the channel who is there, and write down who answered.",
            "delete_at": 0,
            "due_date": 0,
            "task_actions": [],
            "condition_id": "",
        }

    def checklist(number: int) -> dict[str, object]:
        return {"id": identity(), "title": f"Stage {number}", "items": [item(at) for at in range(5)]}

    def one(number: int) -> dict[str, object]:
        return {
            "id": identity(),
            "name": f"Incident {number}",
            "summary": "There is one server in the EU cluster that does not respond.",
            "owner_user_id": identity(),
            "team_id": identity(),
            "channel_id": identity(),
            "create_at": 1606807976289,
            "end_at": 0,
            "delete_at": 0,
            "active_stage": 1,
            "active_stage_title": "Triage",
            "post_id": "",
            "playbook_id": identity(),
            "checklists": [checklist(at) for at in range(3)],
            "current_status": "InProgress",
            "status_posts": None,
            "participant_ids": [identity(), identity()],
            "timeline_events": [],
            "type": "playbook",
            "num_tasks": 15,
            "run_attributes": {"severity": 2},
        }

    content = {"total_count": count, "page_count": 1, "has_more": False, "items": [one(at) for at in range(count)]}
    return json.dumps(content, separators=(",", ":")).encode()


def _decoding(rounds: int) -> dict[str, Any]:
    """Return the least seconds of each way to read a page, and the peaks of memory of some."""
    body = runs(RUNS)
    for load in (json.loads, loads):
        if PlaybookRunList.from_dict(load(body)).to_dict() != json.loads(body):
            message = "a page of runs does not survive reading and writing"
            raise WrongAnswerError(message)
    variants: dict[str, Callable[[], object]] = {
        "orjson": partial(orjson.loads, body),
        "json": partial(json.loads, body),
        "loads": partial(loads, body),
        "runs": partial(_runs, body),
        "everything": partial(_everything, body),
    }
    seconds = meter.interleaved(variants, rounds)
    peaks = {name: _peak(variants[name], len(body)) for name in ("orjson", "json", "everything")}
    return {"bytes": len(body), "seconds": seconds, "peaks": peaks}


def _runs(body: bytes) -> PlaybookRunList:
    """Make the page and its runs: what a walk hands out."""
    page = PlaybookRunList.from_dict(loads(body))
    if len(page.items or ()) != RUNS:
        message = f"a page of {RUNS} runs came with {len(page.items or ())}"
        raise WrongAnswerError(message)
    return page


def _everything(body: bytes) -> PlaybookRunList:
    """Make all that there is in the page: what is nested is made when it is first read."""
    page = _runs(body)
    for run in page.items or ():
        for checklist in run.checklists or ():
            for item in checklist.items or ():
                _ = item.task_actions
        _ = (run.status_posts, run.timeline_events, run.metrics_data)
    return page


def _peak(work: Callable[[], object], size: int) -> float:
    """Return the most memory that *work* allocates at a time, as a multiple of *size* in bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / size
    finally:
        tracemalloc.stop()


async def _blocked(rounds: int) -> dict[str, float]:
    """Return the longest step of the event loop, in ms, by what a page holds."""
    page = {"startIndex": 1, "itemsPerPage": DEFAULT_PAGE}
    page["Resources"] = [user(f"user-{number}") for number in range(DEFAULT_PAGE)]  # type: ignore[assignment]
    bodies = {"/public/v1/user": json.dumps(page).encode(), "/plugins/playbooks/api/v0/runs": runs(DEFAULT_PAGE)}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"id_token": TOKEN, "expires_in": 3600})
        return httpx.Response(200, content=bodies[request.url.path])

    transport = httpx.MockTransport(answer)
    async with AdminClient(
        ClientCredentials("id", "secret"), base_url="http://127.0.0.1:9", transport=transport, budget=Budget()
    ) as client:

        async def users() -> int:
            return len((await anext(client.users.list(count=DEFAULT_PAGE).pages())).items)

        async def run_list() -> int:
            return len((await client.call(LIST_RUNS, {})).items or [])

        return {"users": await _longest(users, rounds), "runs": await _longest(run_list, rounds)}


async def _longest(walk: Callable[[], Coroutine[Any, Any, int]], rounds: int) -> float:
    """Return the longest step of the event loop while *walk* runs, in ms of processor time; the least of *rounds*."""
    found: list[float] = []
    for _ in range(rounds + 1):
        meter.settle()
        worst = 0.0
        task = asyncio.create_task(walk())
        while not task.done():
            before = time.process_time()
            await asyncio.sleep(0)
            worst = max(worst, time.process_time() - before)
        if task.result() != DEFAULT_PAGE:
            message = f"a page of {DEFAULT_PAGE} came with {task.result()} items"
            raise WrongAnswerError(message)
        found.append(worst * 1e3)
    return min(found[1:])


def main() -> None:
    """Be the process that measures."""
    rounds = int(sys.argv[1])
    try:
        found = {**_decoding(rounds), "blocked": asyncio.run(_blocked(rounds))}
    except WrongAnswerError as wrong:
        found = {"wrong": str(wrong)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
