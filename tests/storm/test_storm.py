"""A storm of all faults at once, at full concurrency: nothing hangs, leaks, lies or hammers."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import gc
import itertools
import os
import random
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest

from plankit import (
    AdminClient,
    Budget,
    ClientCredentials,
    LogbookClient,
    Outcome,
    PartialFailureError,
    PlanboxClient,
    PlanboxLogin,
    PlankitError,
    PlaybooksClient,
    RetryPolicy,
)
from plankit.logbook import AppContext, LogCreate
from plankit.sandbox import Sandbox, faults, sandbox
from plankit.transport.quota import CAPACITY, RETRY_COST, RetryQuota
from plankit.transport.tokens import TokenSource

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from plankit.sandbox import Audit

TASKS = 128
IN_FLIGHT = 32
# Beyond its deadline a call may take this, and what the event loop was late.
GRACE = 0.5
WARM = 0.4
FLAT = 24 * 1024 * 1024
LOG_LIMIT = 300
# An hour; the cap is five minutes. It ends all that a client does, so it comes last.
ABSURD = 3600

EVERYWHERE: tuple[faults.Fault, ...] = (
    faults.Respond(500, b'{"message":"sorry"}'),
    faults.Respond(500, b"", applied=True),
    faults.Respond(502),
    faults.page(503),
    faults.page(504, applied=True),
    faults.page(520),
    faults.page(200),
    faults.Respond(400, b'{"code":"NO"}'),
    faults.redirect("http://127.0.0.1:9/elsewhere"),
    faults.redirect("http://127.0.0.1:9/elsewhere", 303, applied=True),
    faults.bomb(8 * 1024 * 1024),
    *(faults.Spoil(how, seed=7) for how in ("truncated", "shorter", "wrong_type", "empty", "html", "nulls")),
    *(faults.Spoil(how, seed=7) for how in ("surprises", "short_page", "empty_page")),
    faults.Spoil(without=("id", "id_token", "access_token", "content")),
    *(faults.Cut(at, reset=reset) for at in ("request", "read", "applied", "head", "body") for reset in (True, False)),
    *(faults.Stall(at, 5.0) for at in ("request", "read", "applied", "head", "body")),
    *(faults.Stall(at, 0.1) for at in ("request", "read", "applied", "head", "body")),
    faults.Late(0.2),
    faults.Drip(16, 0.002),
    faults.Drip(1, 0.2),
    faults.Garbage(),
    faults.EndlessHead(5000),
    faults.CloseIdle(),
    faults.CloseIdle(0.05),
)
REFUSED = faults.Respond(401, b'{"error":"invalid_client"}', (("content-type", "application/json"),))
TOKEN: tuple[faults.Fault, ...] = (
    REFUSED,
    faults.Respond(503),
    faults.Spoil(without=("id_token",)),
    faults.Stall("read", 0.4),
    faults.Stall("applied", 5.0),
    faults.Cut("applied"),
)


def rain(s: Sandbox, seconds: float, seed: int) -> list[faults.Fault]:
    """Put all faults on the script; return them by the numbers of their rules."""
    made: list[faults.Fault] = []

    def rule(fault: faults.Fault, **when: Any) -> None:
        made.append(fault)
        assert s.fault(fault, **when) == len(made) - 1

    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds / 2)
    asked = (None, 0, 0.1, 0.2, "-5", "soon", "nan", "1e400", "", past, soon)
    services = ("admin", "logbook", "playbooks", "planbox")
    for number, retry_after in enumerate(asked):
        service = services[number % len(services)]
        rule(faults.throttled(retry_after), service=service, after=(number + 1) * seconds / 13, times=3)
    rule(faults.throttled(ABSURD), service="playbooks", after=0.93 * seconds, times=1)
    for share, limit in ((0.3, LOG_LIMIT // 2), (0.6, LOG_LIMIT), (0.7, 60), (0.75, LOG_LIMIT)):
        rule(faults.Act("set", ({"logbook_limit": limit},)), service="logbook", after=share * seconds, times=1)
    rule(faults.Act("consume", ("logbook", 100)), service="logbook", first=40, every=400)
    rule(faults.Act("consume", ("admin", 50)), service="admin", first=40, every=400)
    rule(faults.Act("revoke_tokens"), service="logbook", first=90, every=250)
    rule(faults.Act("revoke_tokens"), service="admin", first=90, every=250)
    rule(faults.Act("rotate_planbox_token"), service="planbox", first=60, every=200)
    rule(faults.Act("insert_users", (2, 0)), operation="listUsers", first=7, every=29)
    rule(faults.Act("remove_users", (2, 3)), operation="listUsers", first=9, every=29)
    rule(faults.Act("insert_runs", (1, 0)), operation="listRuns", first=7, every=29)
    rule(faults.Act("remove_runs", (1, 3)), operation="listRuns", first=9, every=29)
    for number, fault in enumerate(TOKEN):
        rule(fault, operation="createToken", first=2 + number, every=len(TOKEN) + 3)
    rule(faults.Respond(503), operation="authenticate", first=2, every=9)
    rule(faults.Stall("read", 0.4), operation="authenticate", first=3, every=9)
    for number, fault in enumerate(EVERYWHERE):
        rule(fault, probability=0.004, seed=1000 * seed + number)
    return made


class Quota(RetryQuota):
    """A retry budget that tells what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.spent = self.earned = 0

    def spend(self) -> bool:
        granted = super().spend()
        self.spent += granted
        return granted

    def succeeded(self, *, retried: bool) -> None:
        self.earned += RETRY_COST if retried else 1
        super().succeeded(retried=retried)


class Calls(httpx.AsyncBaseTransport):
    """Counts the calls that enter a client's stack."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.count = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        return await self.inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self.inner.aclose()


class Fetches:
    """Credentials that count how often a token is asked for."""

    def __init__(self, credentials: Any) -> None:
        self.credentials = credentials
        self.token_url = getattr(credentials, "token_url", None)
        self.count = 0

    async def fetch(self, *arguments: Any) -> Any:
        self.count += 1
        return await self.credentials.fetch(*arguments)


class Storm:
    """What is called, and what became of it."""

    def __init__(self, s: Sandbox, seconds: float, seed: int) -> None:
        self.s = s
        self.seconds = seconds
        self.chance = random.Random(seed)
        self.names = (f"storm-{number}@example.com" for number in itertools.count())
        self.planview = Fetches(ClientCredentials(s.client_id, s.client_secret))
        self.login = Fetches(PlanboxLogin(s.planbox_email, s.planbox_password))
        planview = TokenSource(self.planview, timeout=0.6)
        common: Any = {"unverified": True, "retry": RetryPolicy(base=0.02, cap=0.2)}
        self.admin = AdminClient(
            planview, base_url=s.admin_url, token_url=s.token_url, budget=Budget(400, in_flight=IN_FLIGHT), **common
        )
        self.logbook = LogbookClient(
            planview,
            base_url=s.logbook_url,
            token_url=s.token_url,
            budget=Budget.learned(50, ceiling=500, in_flight=IN_FLIGHT),
            **common,
        )
        self.playbooks = PlaybooksClient(
            s.playbooks_url, s.playbooks_token, budget=Budget(in_flight=IN_FLIGHT), **common
        )
        self.planbox = PlanboxClient(
            TokenSource(self.login, timeout=0.6),
            base_url=s.planbox_url,
            alpha_url=s.planbox_alpha_url,
            budget=Budget.learned(50, in_flight=IN_FLIGHT),
            **common,
        )
        self.clients: tuple[Any, ...] = (self.admin, self.logbook, self.playbooks, self.planbox)
        self.calls: list[Calls] = []
        for client in (*self.clients, self.planbox._alpha):
            client._stack = Calls(client._stack)
            self.calls.append(client._stack)
        self.quotas = [Quota() for _ in self.clients]
        for client, quota in zip(self.clients, self.quotas, strict=True):
            for stack in (client._stack.inner, client._token_stack):
                stack._quota = quota
            client.budget.retries = quota
        for stack in (self.planbox._alpha._stack.inner, self.planbox._alpha._token_stack):
            stack._quota = self.planbox.budget.retries
        self.context = AppContext.from_dict(s.container)
        self.elsewhere = AppContext.from_dict({**s.container, "container_id": 2})
        self.users = [user["id"] for user in s.users()[:20]]
        self.logs = [log["id"] for log in s.logs()[:5]]
        self.runs = [run["id"] for run in s.runs()[:5]]
        self.product = int(s.products()[0]["id"])
        self.ended: collections.Counter[str] = collections.Counter()
        self.verdicts: dict[str, str] = {}
        self.overrun = 0.0
        self.lag = 0.0
        self.longest = ""
        self.reads: tuple[Callable[..., Awaitable[object]], ...] = (
            lambda **o: self.admin.users.get(self.chance.choice(self.users), **o),
            lambda **o: self.walk(self.admin.users.list(count=10, **o)),
            lambda **o: self.logbook.logs.list(self.context, **o),
            self.logbook.log_types.list,
            lambda **o: self.walk(self.playbooks.runs.walk(per_page=10, **o)),
            lambda **o: self.playbooks.runs.get(self.chance.choice(self.runs), **o),
            self.planbox.products.list,
            lambda **o: self.planbox.projects.list([self.product], **o),
        )
        self.changes: tuple[Callable[..., Awaitable[object]], ...] = (
            lambda **o: self.admin.users.update(self.chance.choice(self.users), first_name="Ada", **o),
            lambda **o: self.logbook.logs.update(self.chance.choice(self.logs), self.context, name="changed", **o),
            lambda **o: self.playbooks.runs.finish(self.chance.choice(self.runs), **o),
            lambda **o: self.playbooks.runs.restore(self.chance.choice(self.runs), **o),
        )
        self.creates: tuple[Callable[..., Awaitable[object]], ...] = (
            lambda name, **o: self.admin.users.create(email=name, **o),
            lambda name, **o: self.logbook.logs.create(self.log(name), **o),
            lambda name, **o: self.playbooks.runs.create(self.s.user_id, team_id=self.s.team_id, name=name, **o),
            lambda name, **o: self.playbooks.playbooks.create(name, self.s.team_id, public=True, **o),
            lambda name, **o: self.planbox.projects.add(self.product, name=name, **o),
            lambda name, **o: self.planbox.initiatives.create(self.s.organization_id, name, **o),
        )

    def log(self, name: str) -> LogCreate:
        return LogCreate(log_types_id=18, name=name, app_context=[self.elsewhere])

    async def walk(self, pager: Any) -> None:
        """Walk a few pages; each has the whole deadline."""
        pages = pager.pages()
        for _ in range(3):
            begin = time.monotonic()
            try:
                await anext(pages)
            except StopAsyncIteration:
                return
            finally:
                self.late(begin, 2.0, "a page")

    def late(self, begin: float, deadline: float, what: str) -> None:
        overrun = time.monotonic() - begin - deadline
        if overrun > self.overrun:
            self.overrun, self.longest = overrun, what

    async def work(self, number: int, until: float) -> None:
        """Call this and that, one after the other."""
        chance = random.Random(number)
        while time.monotonic() < until:
            deadline = chance.uniform(0.3, 2.0)
            options: Any = {"timeout": chance.uniform(0.1, 0.5), "deadline": deadline, "max_body": 4 * 1024 * 1024}
            if chance.random() < 0.1:
                options["max_wait"] = chance.uniform(0.0, 0.3)
            before = self.ended["result"]
            kind = chance.random()
            if kind < 0.45:
                call = chance.choice(self.reads)
                walks = call in (self.reads[1], self.reads[4])
                await self.one(call, 3 * 2.0 if walks else deadline, options)
            elif kind < 0.6:
                await self.one(chance.choice(self.changes), deadline, options)
            elif kind < 0.95:
                name = next(self.names)
                self.verdicts[name] = await self.one(chance.choice(self.creates), deadline, {"name": name, **options})
            else:
                await self.many(deadline, options)
            # Calls that fail at once, since a pause is longer than they may take, are not made again at once.
            await anyio.sleep(chance.uniform(0.0, 0.01 if self.ended["result"] > before else 0.1))

    async def one(self, call: Callable[..., Awaitable[object]], deadline: float, options: Any) -> str:
        begin = time.monotonic()
        try:
            result = await call(**options)
        except PlankitError as error:
            self.ended[type(error).__name__] += 1
            return "none" if error.outcome is None else error.outcome.value
        finally:
            self.late(begin, deadline, str(options.get("name", "a call")))
        self.ended["result"] += 1
        if getattr(result, "unreported", None):
            return Outcome.UNKNOWN.value
        return Outcome.REJECTED.value if getattr(result, "failed", None) else Outcome.APPLIED.value

    async def many(self, deadline: float, options: Any) -> None:
        """Create 60 logs by two requests at the same time, each within the deadline."""
        names = list(itertools.islice(self.names, 60))
        told = dict.fromkeys(names, "none")
        begin = time.monotonic()
        try:
            result = await self.logbook.logs.create_many(map(self.log, names), concurrency=2, **options)
            self.ended["result"] += 1
        except PartialFailureError as error:
            self.ended["PartialFailureError"] += 1
            told |= {names[index]: Outcome.UNKNOWN.value for index in error.unknown}
            told |= {names[index]: Outcome.NOT_APPLIED.value for index in error.not_applied}
            result = error.result
        except PlankitError as error:
            self.ended[type(error).__name__] += 1
            told = dict.fromkeys(names, Outcome.NOT_APPLIED.value)
            result = None
        finally:
            self.late(begin, deadline, "create_many")
        if result is not None:
            told |= {names[entry.index]: Outcome.APPLIED.value for entry in result.created if entry.index is not None}
            told |= {names[entry.index]: Outcome.REJECTED.value for entry in result.failed if entry.index is not None}
            told |= {names[index]: Outcome.UNKNOWN.value for index in result.unreported}
        self.verdicts |= told

    async def watch(self, until: float, memory: list[tuple[int, int]]) -> None:
        """Tell how late the event loop is at worst, and what memory there is when warm and at the end."""
        warm = until - self.seconds * (1 - WARM)
        while (now := time.monotonic()) < until:
            await anyio.sleep(0.01)
            if not memory and now >= warm:
                memory.append(occupied())
            self.lag = max(self.lag, time.monotonic() - now - 0.01)
        memory.append(occupied())


def occupied() -> tuple[int, int]:
    """Return the resident bytes, 0 where they are not told, and the number of objects."""
    gc.collect()
    statm = Path("/proc/self/statm")
    resident = int(statm.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else 0
    return resident, len(gc.get_objects())


def open_sockets() -> int:
    """Return how many sockets of this process are open."""
    gc.collect()
    return sum(
        type(thing).__name__ == "socket" and thing.fileno() >= 0 for thing in gc.get_objects() if is_socket(thing)
    )


def is_socket(thing: object) -> bool:
    return issubclass(type(thing), socket.socket)


def descriptors() -> int:
    """Return how many descriptors are open, 0 where that is not told."""
    return len(os.listdir("/dev/fd")) if sys.platform != "win32" else 0  # noqa: PTH208 - names are enough


async def settled(count: Callable[[], int], most: int) -> int:
    """Wait a little until a count has come down; return it."""
    for _ in range(40):
        if (now := count()) <= most:
            break
        await anyio.sleep(0.05)
    return now


def tasks() -> int:
    return len(anyio.get_running_tasks())


@dataclasses.dataclass(frozen=True)
class Traffic:
    """What the servers counted, held against what the clients were asked and may do."""

    calls: int
    requests: int
    replayed: int
    throttled: int
    retries: int
    allowed: int

    @property
    def attempts(self) -> int:
        """Requests besides those that were turned away unread: these the pacer and the token source account for."""
        return self.requests - self.replayed - self.throttled

    @classmethod
    def of(cls, storm: Storm, audit: Audit, refusals: int) -> Traffic:
        return cls(
            sum(counted.count for counted in storm.calls) + storm.planview.count + storm.login.count,
            sum(audit.requests.values()),
            sum(answers.get(401, 0) for answers in audit.statuses.values()) - refusals,
            sum(answers.get(429, 0) for answers in audit.statuses.values()),
            sum(quota.spent for quota in storm.quotas),
            sum(CAPACITY + quota.earned for quota in storm.quotas) // RETRY_COST,
        )


def lies(verdicts: dict[str, str], applied: collections.Counter[str]) -> list[str]:
    """Return the names of creates of which the client says something else than what happened."""
    told: dict[str, Callable[[int], bool]] = {
        "applied": lambda times: times == 1,
        "not applied": lambda times: times == 0,
        "rejected": lambda times: times == 0,
        "unknown": lambda times: times <= 1,
    }
    return [
        f"{name}: {verdict}, and applied {applied[name]} times"
        for name, verdict in verdicts.items()
        if verdict not in told or not told[verdict](applied[name])
    ]


@pytest.fixture
def storm(anyio_backend: str) -> Iterator[Storm]:
    seconds, seed = (30.0, 1) if anyio_backend == "asyncio" else (10.0, 2)
    with sandbox(
        process=True,
        users=60,
        logs=10,
        logbook_limit=LOG_LIMIT,
        admin_points=2000,
        admin_window=2.0,
        token_lifetime=2.0,
        playbooks_per_second=400,
        playbooks_burst=100,
    ) as s:
        yield Storm(s, seconds, seed)


@pytest.mark.alone
@pytest.mark.socket
@pytest.mark.anyio
async def test_a_storm_ends_every_call_in_time_and_leaves_nothing_behind(storm: Storm):
    s = storm.s
    made = rain(s, storm.seconds, 1)
    before = (open_sockets(), descriptors(), tasks())
    memory: list[tuple[int, int]] = []
    until = time.monotonic() + storm.seconds
    async with storm.admin, storm.logbook, storm.playbooks, storm.planbox:
        async with anyio.create_task_group() as group:
            group.start_soon(storm.watch, until, memory)
            for number in range(TASKS):
                group.start_soon(storm.work, number, until)
            await anyio.sleep(storm.seconds / 2)
            more = descriptors() - before[1]
        budgets = [client.budget for client in storm.clients]
    states = [budget.state() for budget in budgets]
    hits = s.fault_hits()
    missed = [fault for fault, count in zip(made, hits, strict=True) if not count]
    after = [await settled(count, most) for count, most in zip((open_sockets, descriptors, tasks), before, strict=True)]
    s.clear_faults()
    with anyio.fail_after(20):
        while s.busy():  # noqa: ASYNC110 - the servers are another process
            await anyio.sleep(0.05)
    audit = s.audit()

    traffic = Traffic.of(storm, audit, hits[made.index(REFUSED)])
    applied = collections.Counter(write.key for write in audit.created if write.key in storm.verdicts)
    resident, objects = (last - first for first, last in zip(*memory, strict=True))
    ended = ", ".join(f"{count} {name}" for name, count in storm.ended.most_common())
    print(  # noqa: T201 - the figures of the storm
        f"\n{storm.seconds:.0f} s, {TASKS} tasks, {sum(hits)} faults by {len(made) - len(missed)} of {len(made)} rules, "
        f"{traffic.calls} calls: {ended}"
        f"\n  latest end {storm.overrun:+.3f} s after a deadline ({storm.longest}); the event loop was at most "
        f"{storm.lag:.3f} s late"
        f"\n  {traffic}, {traffic.attempts} attempts"
        f"\n  {len(storm.verdicts)} creates: {dict(collections.Counter(storm.verdicts.values()))}; {len(applied)} applied, "
        f"at most {max(applied.values())} time"
        f"\n  open before and after: sockets {before[0]}, {after[0]}; descriptors {before[1]}, {after[1]}, and {more} more "
        f"half-way; tasks {before[2]}, {after[2]}"
        f"\n  memory from {WARM:.0%} of the time to its end: {resident / 2**20:+.1f} MiB, {objects:+d} objects"
    )

    assert len(missed) <= len(made) // 10, missed
    assert storm.ended["result"] >= 0.25 * sum(storm.ended.values())
    assert storm.ended["PlankitError"] == 0, "every error has a type of its own"
    assert storm.overrun <= GRACE + 2 * storm.lag, "the deadline wakes a call late, and so does what it waits for then"

    assert [(state.in_flight, state.waiting) for state in states] == [(0, 0)] * len(states)
    assert [budget.gate.value for budget in budgets] == [IN_FLIGHT] * len(budgets)
    assert [budget.store._pending for budget in budgets] == [0] * len(budgets)
    assert [count for count, most in zip(after, before, strict=True) if count > most] == []
    assert resident <= FLAT
    assert objects <= 20_000, "what is in flight"

    assert traffic.retries <= traffic.allowed
    assert traffic.attempts <= traffic.calls + traffic.retries
    assert traffic.requests <= sum(state.sent for state in states), "each request had a slot"
    assert lies(storm.verdicts, applied) == []
