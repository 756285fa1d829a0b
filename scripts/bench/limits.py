"""How well limits are held: a configured one exactly, an unknown one by feedback, both seen from the server."""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_left
from typing import TYPE_CHECKING

from plankit_clients.logbook.models import AppContext

from bench import meter
from bench.report import Row, Setting, WrongAnswerError, at_least, at_most
from plankit import Budget, ClientCredentials, LogbookClient
from plankit.sandbox import Options, Sandbox, sandbox
from plankit.transport.rate import SLACK

if TYPE_CHECKING:
    from plankit.sandbox import Request

CONFIGURED = 500
UNKNOWN = 200
IN_FLIGHT = 64
LEARNING = 5.0
"""Seconds of a learned limit that are reported beside the rest: it starts low."""
_OK = 200
_TOO_MANY_REQUESTS = 429


def run(setting: Setting) -> list[Row]:
    """Measure."""
    if setting.quick:
        return asyncio.run(_configured(3.1)) + asyncio.run(_learned(4.0, learning=2.5))
    return asyncio.run(_configured(15.3)) + asyncio.run(_learned(20.0, learning=LEARNING))


async def _configured(seconds: float) -> list[Row]:
    waited = meter.waited_for_a_core()
    calls, cpu, requests = await _load(Budget(CONFIGURED, in_flight=IN_FLIGHT), seconds, logbook_limit=CONFIGURED)
    waited = (meter.waited_for_a_core() - waited) / seconds
    arrived = [request.at for request in requests]
    refused = sum(request.status == _TOO_MANY_REQUESTS for request in requests)
    # Whole periods of the pacer, which spends its requests a little faster than evenly: others would favour one side.
    span = seconds // SLACK * SLACK
    share = sum(at < arrived[0] + span for at in arrived) / span / CONFIGURED
    what = f"configured limit of {CONFIGURED}/s"
    return [
        at_least(f"{what}: share held", 100 * share, 98, " %", calls=calls, seconds=seconds, cpu=cpu),
        Row(f"{what}: time that the client was ready and had no core", f"{100 * waited:.2g} %"),
        at_most(f"{what}: most in a sliding second", busiest(arrived), CONFIGURED, ""),
        at_most(f"{what}: 429s", refused, 0, ""),
    ]


async def _learned(seconds: float, *, learning: float) -> list[Row]:
    budget = Budget.learned(start=50.0, in_flight=IN_FLIGHT)
    calls, cpu, requests = await _load(budget, seconds, logbook_limit=UNKNOWN)
    refused = sum(request.status == _TOO_MANY_REQUESTS for request in requests)
    start = requests[0].at
    # Calls that waited for their turn when the time was up arrive after it.
    good = [request.at for request in requests if request.status == _OK and request.at < start + seconds]
    late = [at for at in good if at >= start + learning]
    share = len(late) / (seconds - learning) / UNKNOWN
    whole = len(good) / seconds / UNKNOWN
    what = f"learned limit, {UNKNOWN}/s at the server"
    return [
        at_least(f"{what}: goodput after {learning:g} s", 100 * share, 90, " %", calls=calls, seconds=seconds, cpu=cpu),
        Row(f"{what}: goodput of the whole run, from 50/s", f"{100 * whole:.3g} %", numbers={"value": 100 * whole}),
        at_most(f"{what}: 429s per 1,000", 1000 * refused / len(requests), 10, "", refused=refused),
    ]


async def _load(budget: Budget, seconds: float, **options: int) -> tuple[int, float, list[Request]]:
    """Call as fast as *budget* allows; return the calls, the share of a core they took, what the server saw."""
    settings: Options = {"process": True, "users": 1, "logbook_limit": options["logbook_limit"]}
    async with sandbox(**settings) as server:
        calls, cpu = await _call(server, budget, seconds)
        requests = server.requests("logbook")
    good = sum(request.status == _OK for request in requests)
    if good != calls:
        message = f"{calls} calls returned, and the server answered {good}"
        raise WrongAnswerError(message)
    return calls, cpu, requests


async def _call(server: Sandbox, budget: Budget, seconds: float) -> tuple[int, float]:
    credentials = ClientCredentials(server.client_id, server.client_secret)
    calls = 0
    async with LogbookClient(
        credentials, base_url=server.logbook_url, token_url=server.token_url, budget=budget
    ) as logbook:
        await logbook.token()
        container = AppContext.from_dict(server.container)
        start, cpu = time.monotonic(), time.process_time()

        async def work() -> None:
            nonlocal calls
            while time.monotonic() < start + seconds:
                if await logbook.logs.list(container):
                    message = "logs came where there are none"
                    raise WrongAnswerError(message)
                calls += 1

        async with asyncio.TaskGroup() as group:
            for _ in range(IN_FLIGHT):
                group.create_task(work())
        return calls, (time.process_time() - cpu) / seconds


def busiest(arrived: list[float]) -> int:
    """Return the most arrivals in any sliding second."""
    return max(bisect_left(arrived, at + 1.0) - number for number, at in enumerate(arrived))
