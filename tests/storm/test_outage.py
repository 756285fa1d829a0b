"""Real servers that fail or change their mind: an outage does not multiply traffic, a limit is learned anew."""

from __future__ import annotations

import collections
import functools
import random
import time
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
import trio
import trio.testing

from plankit import (
    AdminClient,
    Budget,
    ClientCredentials,
    LogbookClient,
    PlankitError,
    RetryPolicy,
    ServerError,
    TransportError,
)
from plankit.sandbox import Sandbox, faults, sandbox
from plankit.transport.clock import SystemClock
from plankit.transport.quota import CAPACITY, RETRY_COST

if TYPE_CHECKING:
    from collections.abc import Iterator

CALLERS = 1000


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with sandbox(process=True, users=5, logbook_limit=None) as s:
        yield s


@pytest.fixture
def s(server: Sandbox) -> Sandbox:
    server.clear_faults()
    server.set(logbook_limit=None)
    server.reset_log()
    return server


def admin_of(s: Sandbox, **settings: Any) -> AdminClient:
    credentials = ClientCredentials(s.client_id, s.client_secret)
    return AdminClient(credentials, base_url=s.admin_url, token_url=s.token_url, unverified=True, **settings)


async def call(admin: AdminClient, user: str, chance: random.Random) -> None:
    if chance.random() < 0.7:
        await admin.users.get(user, timeout=60.0)
    else:
        await admin.users.update(user, first_name="Ada", timeout=60.0)


async def at_once(admin: AdminClient, user: str, chance: random.Random, count: int) -> collections.Counter[str]:
    """Call as many at once; return how they ended."""
    ended: collections.Counter[str] = collections.Counter()

    async def one() -> None:
        try:
            await call(admin, user, chance)
        except PlankitError as error:
            ended[type(error).__name__] += 1
        else:
            ended["result"] += 1

    async with anyio.create_task_group() as group:
        for _ in range(count):
            group.start_soon(one)
    return ended


OUTAGES: tuple[tuple[faults.Fault, type[PlankitError]], ...] = (
    (faults.Respond(503), ServerError),
    (faults.Cut("read"), TransportError),
)


@pytest.mark.socket
@pytest.mark.anyio
@pytest.mark.parametrize(("outage", "error"), OUTAGES, ids=["503", "reset"])
async def test_an_outage_cannot_multiply_the_traffic_of_a_thousand_callers(s, outage, error):
    chance = random.Random(1)
    user = s.users()[0]["id"]
    policy = RetryPolicy(attempts=chance.choice((4, 10)), base=0.001, cap=0.05)
    quota = CAPACITY // RETRY_COST
    async with admin_of(s, retry=policy, budget=Budget(in_flight=chance.choice((50, 200)))) as admin:
        await admin.users.get(user)
        s.fault(outage, operation="getUser")
        s.fault(outage, operation="updateUser")
        s.reset_log()
        assert await at_once(admin, user, chance, CALLERS) == {error.__name__: CALLERS}
        first = sum(s.audit().requests.values())
        assert CALLERS < first <= CALLERS + quota
        # The outage goes on: what was used up is used up.
        assert await at_once(admin, user, chance, CALLERS // 2) == {error.__name__: CALLERS // 2}
        assert sum(s.audit().requests.values()) - first == CALLERS // 2
        # It ends, and the successes earn a share of retries back for the next one.
        s.clear_faults()
        assert await at_once(admin, user, chance, 100) == {"result": 100}
        earned = admin.budget.retries.tokens // RETRY_COST
        assert 7 <= earned <= 1 + 100 // RETRY_COST
        s.fault(outage, operation="getUser")
        s.fault(outage, operation="updateUser")
        s.reset_log()
        await at_once(admin, user, chance, 200)
        assert sum(s.audit().requests.values()) == 200 + earned
    print(f"{CALLERS} calls, {first} requests")  # noqa: T201 - the figures


@pytest.mark.alone
@pytest.mark.socket
@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_limit_that_a_real_server_halves_and_restores_is_learned_anew(s):
    limit, phases = 150, (3.0, 3.0, 9.0)
    s.set(logbook_limit=limit)
    credentials = ClientCredentials(s.client_id, s.client_secret)
    budget = Budget.learned(100.0)
    done: list[float] = []
    async with LogbookClient(credentials, base_url=s.logbook_url, token_url=s.token_url, budget=budget) as logbook:
        until = time.monotonic() + sum(phases)

        async def work() -> None:
            while time.monotonic() < until:
                await logbook.log_types.list()
                done.append(time.monotonic())

        async with anyio.create_task_group() as group:
            for _ in range(24):
                group.start_soon(work)
            for seconds, changed in zip(phases, (limit // 2, limit), strict=False):
                await anyio.sleep(seconds)
                await anyio.to_thread.run_sync(functools.partial(s.set, logbook_limit=changed))
    answers = s.audit().statuses["logbook"]
    share = answers[200] / (phases[0] * limit + phases[1] * limit / 2 + phases[2] * limit)
    refused = 1000 * answers.get(429, 0) / sum(answers.values())
    last = sum(at > until - 2.0 for at in done) / 2.0
    print(f"{share:.1%} of what it would have taken, {refused:.1f} of 1,000 429, {last:.0f}/s at last")  # noqa: T201
    assert share >= 0.5
    assert last >= 0.7 * limit
    assert refused <= 20


class Changing(httpx.AsyncBaseTransport):
    """A server in virtual time that halves its limit in any sliding second without a word, and restores it."""

    def __init__(self, limit: int, latency: float, seed: int) -> None:
        self.limit = limit
        self.latency = latency
        self.chance = random.Random(seed)
        self.admitted: collections.deque[float] = collections.deque()
        self.answers: collections.Counter[int] = collections.Counter()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json={"id_token": "t", "expires_in": 3600})
        await anyio.sleep(self.latency / 2)
        now = anyio.current_time()
        while self.admitted and self.admitted[0] <= now - 1.0:
            self.admitted.popleft()
        halved = 30.0 <= now < 60.0
        fits = len(self.admitted) < (self.limit // 2 if halved else self.limit)
        if fits:
            self.admitted.append(now)
        self.answers[200 if fits else 429] += 1
        await anyio.sleep(self.latency * self.chance.uniform(0.3, 0.9))
        if fits:
            return httpx.Response(200, json={"log_types": []})
        return httpx.Response(429, json={"code": "TOO_MANY_REQUESTS"})


class LoopClock(SystemClock):
    """The time of the event loop, which may be a virtual one."""

    def monotonic(self) -> float:
        return anyio.current_time()


@pytest.mark.parametrize("latency", [0.005, 0.05, 0.15])
def test_a_whole_client_learns_a_limit_that_is_halved_for_half_a_minute(latency, monkeypatch):
    limit, seed = 200, 1
    # Tasks that can go on at the same time go on in the same order in each run.
    monkeypatch.setattr(trio._core._run, "_ALLOW_DETERMINISTIC_SCHEDULING", True)
    trio._core._run._r.seed(seed)
    server = Changing(limit, latency, seed)
    clock = LoopClock()

    async def main() -> None:
        budget = Budget.learned(10.0, clock=clock)
        budget.store.jitter = random.Random(seed).random
        client = LogbookClient(
            ClientCredentials("an-id", "a-secret"),
            region="eu",
            transport=server,
            budget=budget,
            clock=clock,
            deadline=None,
        )
        address = f"{client.base_url}/api/rest/v1/log-types-with-configs"

        async def work() -> None:
            while anyio.current_time() < 90.0:
                response = await client.transport.handle_async_request(httpx.Request("GET", address))
                assert response.status_code == 200

        async with client, anyio.create_task_group() as group:
            for _ in range(60):
                group.start_soon(work)

    trio.run(main, clock=trio.testing.MockClock(autojump_threshold=0.0))
    share = server.answers[200] / (30 * (limit + limit // 2 + limit))
    refused = 1000 * server.answers[429] / sum(server.answers.values())
    print(f"{latency * 1000:.0f} ms: {share:.1%} of what the server would have taken, {refused:.1f} of 1,000 429")  # noqa: T201
    assert share >= (0.90 if latency < 0.1 else 0.87)
    assert refused <= (10 if latency < 0.1 else 13)
