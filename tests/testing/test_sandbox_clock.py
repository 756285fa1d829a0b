"""A sandbox that goes by a clock: windows, limits, token lives, dates and rules, in a moment of real time."""

from __future__ import annotations

import functools
import time
from email.utils import parsedate_to_datetime

import anyio
import httpx
import pytest

from plankit import AdminClient, Budget, ClientCredentials, LogbookClient, PlaybooksClient
from plankit.sandbox import sandbox
from plankit.sandbox.faults import Stall, throttled
from plankit.testing import FastClock

pytestmark = pytest.mark.socket
MINUTE = 60.0


@pytest.fixture
def clock():
    return FastClock()


def admin_of(s, clock, **settings):
    return AdminClient(ClientCredentials(s.client_id, s.client_secret), base_url=s.admin_url, clock=clock, **settings)


@pytest.mark.anyio
async def test_windows_of_a_minute_are_walked_through(clock):
    with sandbox(clock=clock, users=450, admin_points=10, admin_window=MINUTE) as s:
        began = time.perf_counter()
        async with admin_of(s, clock) as admin:
            users = [user.id async for user in admin.users.list(count=10)]
        assert len(set(users)) == 450
        took = time.perf_counter() - began
        assert took < 20
        assert clock.slept >= 4 * MINUTE - took
        assert s.audit().requests["listUsers"] >= 45


@pytest.mark.anyio
async def test_tokens_die_by_the_clock(clock):
    with sandbox(clock=clock, users=3, token_lifetime=3600) as s:
        async with admin_of(s, clock) as admin:
            for _ in range(5):
                await admin.users.get(s.users()[0]["id"])
                clock.advance(3000)
        assert s.audit().tokens_issued == 3
        assert 401 not in s.audit().statuses["admin"]


@pytest.mark.anyio
async def test_a_configured_limit_is_kept_on_a_shared_clock():
    clock = FastClock(patience=30.0)
    began = clock.monotonic()
    # On a machine that stalls requests come in bunches, for which the limit of the servers leaves room.
    with sandbox(clock=clock, logbook_limit=10) as s:
        settings = {"clock": clock, "budget": Budget(5, clock=clock), "token_url": s.token_url}
        credentials = ClientCredentials(s.client_id, s.client_secret)
        async with (
            LogbookClient(credentials, base_url=s.logbook_url, **settings) as logbook,
            LogbookClient(credentials, base_url=s.logbook_url, **settings) as other,
            anyio.create_task_group() as group,
        ):
            clock.heed(logbook.budget)
            for number in range(60):
                group.start_soon((other if number % 2 else logbook).log_types.list)
        audit = s.audit()
    assert audit.requests["listLogTypes"] == 60
    assert audit.throttled["logbook"] == 0
    assert audit.max_per_second["logbook"] <= 10
    assert clock.monotonic() - began >= (60 - 5) / 5, "they set out at the rate of the budget"


@pytest.mark.anyio
async def test_mattermosts_limit_goes_by_the_clock(clock):
    with sandbox(clock=clock, playbooks_per_second=1, playbooks_burst=1) as s:
        async with PlaybooksClient(s.playbooks_url, s.playbooks_token, clock=clock) as playbooks:
            for _ in range(30):
                await playbooks.runs.owners(s.team_id)
        assert s.audit().statuses["playbooks"][200] == 30
        assert clock.slept > 10


async def under_way(s, operation):
    while not any(request.operation == operation for request in s.requests()):  # noqa: ASYNC110 - the servers are in another thread
        await anyio.sleep(0.002)


@pytest.mark.anyio
async def test_answers_that_are_heeded_are_waited_for():
    clock = FastClock(patience=30.0)
    with sandbox(clock=clock, users=1) as s:
        async with admin_of(s, clock) as admin, anyio.create_task_group() as group:
            await admin.token()
            s.set(latency=0.3)
            clock.heed(admin.budget)

            async def ask():
                await admin.users.get(s.users()[0]["id"])
                assert clock.slept < 1

            group.start_soon(ask)
            await under_way(s, "getUser")
            began = time.monotonic()
            await clock.sleep(3600)
            assert clock.slept > 3600 - (time.monotonic() - began) - 1


@pytest.mark.anyio
async def test_answers_that_are_not_heeded_are_not_waited_for(clock):
    with sandbox(clock=clock, users=1) as s:
        s.fault(Stall("applied", 60), operation="getUser")
        async with admin_of(s, clock) as admin, anyio.create_task_group() as group:
            group.start_soon(admin.users.get, s.users()[0]["id"])
            await under_way(s, "getUser")
            began = time.monotonic()
            await clock.sleep(3600)
            assert clock.slept > 3600 - (time.monotonic() - began) - 1
            assert s.busy() == 1
            group.cancel_scope.cancel()


@pytest.mark.anyio
async def test_answers_that_do_not_come_are_waited_for_with_patience():
    clock = FastClock(patience=0.05)
    with sandbox(clock=clock, users=1) as s:
        s.fault(Stall("read", 60))
        async with admin_of(s, clock) as admin:
            clock.heed(admin.budget)
            async with anyio.create_task_group() as group:
                group.start_soon(admin.token)
                group.start_soon(functools.partial(admin.users.get, "u"))
                await anyio.sleep(0.03)
                began = time.perf_counter()
                for _ in range(20):
                    await clock.sleep(3600)
                assert time.perf_counter() - began < 10
                group.cancel_scope.cancel()


def test_dates_go_by_the_clock(clock):
    with sandbox(clock=clock) as s, httpx.Client() as client:
        for _ in range(3):
            clock.advance(24 * 3600)
            answer = client.get(s.admin_url)
            assert answer.headers.get_list("date") == [answer.headers["date"]]
            assert abs(parsedate_to_datetime(answer.headers["date"]).timestamp() - clock.wall()) < 5
    with sandbox() as s:
        assert abs(parsedate_to_datetime(httpx.get(s.admin_url).headers["date"]).timestamp() - time.time()) < 5


def test_rules_of_faults_go_by_the_clock(clock):
    with sandbox(clock=clock) as s:
        s.fault(throttled(1), after=MINUTE, seconds=MINUTE)
        statuses = []
        for _ in range(4):
            statuses.append(httpx.get(s.admin_url).status_code)
            clock.advance(45)
        assert statuses == [404, 404, 429, 404]


def test_forgetting_the_faults_forgets_the_interceptors():
    class Refusing:
        def before(self, call):
            from plankit.sandbox import Answer

            return Answer(503, b"")

        def after(self, call, answer):
            return answer

    with sandbox() as s:
        form = {"grant_type": "client_credentials"}
        s.intercept(Refusing())
        assert httpx.post(s.token_url, data=form, auth=(s.client_id, s.client_secret)).status_code == 503
        s.clear_faults()
        assert httpx.post(s.token_url, data=form, auth=(s.client_id, s.client_secret)).status_code == 200


def test_a_clock_reaches_no_other_process(clock):
    with pytest.raises(ValueError, match="a clock cannot reach another process"):
        sandbox(process=True, clock=clock)
