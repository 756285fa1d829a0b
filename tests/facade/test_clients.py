"""The life of a client: the environment, shared sources and budgets, event loops, closing."""

from __future__ import annotations

import copy
import pickle
import warnings

import anyio
import httpx
import pytest
from plankit_clients.planview_admin import Client
from plankit_clients.planview_admin.api.users import create_user
from plankit_clients.planview_admin.models import UserCreate

import plankit
from plankit import (
    AdminClient,
    AuthenticationError,
    Budget,
    ClientCredentials,
    ConfigurationError,
    LogbookClient,
    Outcome,
    RetryPolicy,
    Token,
    TokenSource,
    TransportError,
)
from plankit.logbook import AppContext, CustomAttributeValue, LogCreate
from plankit.sandbox import faults
from plankit.transport.wire import Wire

VARIABLES = ("CLIENT_ID", "CLIENT_SECRET", "REGION", "TOKEN_URL")


@pytest.fixture
def env(monkeypatch):
    for name in (*VARIABLES, *(f"{s}_{n}" for s in ("ADMIN", "LOGBOOK") for n in (*VARIABLES, "URL"))):
        monkeypatch.delenv(f"PLANKIT_{name}", raising=False)

    def set_(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"PLANKIT_{name}", value)

    return set_


def test_from_env_by_region(env):
    env(CLIENT_ID="id", CLIENT_SECRET="secret", REGION="ap")
    assert AdminClient.from_env().base_url == "https://ap.id.planview.com"
    assert LogbookClient.from_env().base_url == "https://api-ap.logbook.planview.com"


@pytest.mark.anyio
@pytest.mark.socket
async def test_from_env_by_address(env, s, kit):
    env(ADMIN_CLIENT_ID=s.client_id, ADMIN_CLIENT_SECRET=s.client_secret, ADMIN_URL=s.admin_url)
    async with AdminClient.from_env(budget=Budget(), timeout=5.0) as admin:
        assert (await admin.token()).value
        assert admin.base_url == s.admin_url
    env(CLIENT_ID="other", CLIENT_SECRET="other", LOGBOOK_URL=s.logbook_url, TOKEN_URL=s.token_url)
    env(LOGBOOK_CLIENT_ID=f" {s.client_id} ", LOGBOOK_CLIENT_SECRET=s.client_secret)
    async with LogbookClient.from_env(budget=Budget()) as logbook:
        assert len(await logbook.logs.list(kit.context(s))) == 3
    async with LogbookClient.from_env(token_url="http://127.0.0.1:1/token", retry=plankit.RetryPolicy(attempts=1)) as c:
        with pytest.raises(plankit.TransportError):
            await c.log_types.list()


@pytest.mark.anyio
@pytest.mark.socket
async def test_from_env_with_the_token_of_another_client(env, s, kit):
    env(CLIENT_ID=s.client_id, CLIENT_SECRET=s.client_secret, ADMIN_URL=s.admin_url, LOGBOOK_URL=s.logbook_url)
    async with AdminClient.from_env() as admin, LogbookClient.from_env(admin.token_source) as logbook:
        assert len(await logbook.logs.list(kit.context(s))) == 3
        assert await anext(aiter(admin.users.list()))
    async with AdminClient.from_env(logbook.token_source) as again:
        await again.token()
    assert s.audit().tokens_issued == 1


@pytest.mark.anyio
async def test_a_token_address_in_the_environment_goes_with_a_region_too(env):
    env(CLIENT_ID="id", CLIENT_SECRET="secret", REGION="eu", TOKEN_URL="https://token.example.com/t")
    asked = []

    class Wire(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request):
            asked.append(str(request.url))
            return httpx.Response(400, json={"error": "no"})

    for client in (AdminClient, LogbookClient):
        async with client.from_env(transport=Wire()) as made:
            with pytest.raises(plankit.AuthenticationError):
                await made.token()
    assert asked == ["https://token.example.com/t"] * 2


@pytest.mark.parametrize("client", [AdminClient, LogbookClient])
@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"CLIENT_SECRET": "s", "REGION": "eu"}, "PLANKIT_{}_CLIENT_ID or PLANKIT_CLIENT_ID"),
        ({"CLIENT_ID": "i", "REGION": "eu"}, "PLANKIT_{}_CLIENT_SECRET or PLANKIT_CLIENT_SECRET"),
        ({"CLIENT_ID": "i", "CLIENT_SECRET": " ", "REGION": "eu"}, "PLANKIT_{}_CLIENT_SECRET"),
        ({"CLIENT_ID": "i", "CLIENT_SECRET": "s"}, "PLANKIT_REGION or PLANKIT_{}_URL"),
    ],
)
def test_from_env_names_what_is_missing(env, client, given, missing):
    env(**given)
    name = "ADMIN" if client is AdminClient else "LOGBOOK"
    with pytest.raises(ConfigurationError, match=missing.format(name)) as caught:
        client.from_env()
    assert f"{client.__name__}.from_env()" in str(caught.value)


def test_from_env_refuses_what_is_malformed(env):
    env(CLIENT_ID="i", CLIENT_SECRET="s", REGION="mars")
    with pytest.raises(ConfigurationError, match="no region 'mars'"):
        AdminClient.from_env()
    env(LOGBOOK_URL="https://x.example.com")
    with pytest.raises(ConfigurationError, match="PLANKIT_TOKEN_URL"):
        LogbookClient.from_env()
    env(ADMIN_URL="http://x.example.com")
    with pytest.raises(ConfigurationError, match="not encrypted"):
        AdminClient.from_env()


def test_each_region_has_its_addresses():
    credentials = ClientCredentials("id", "secret")
    for region in ("us", "eu", "ap"):
        admin, logbook = AdminClient(credentials, region=region), LogbookClient(credentials, region=region)
        assert admin.base_url == f"https://{region}.id.planview.com"
        assert logbook.base_url == f"https://api-{region}.logbook.planview.com"
        assert [url for _, url in admin.token_source._ways] == [f"https://{region}.id.planview.com/io/v1/oauth2/token"]
        assert [url for _, url in logbook.token_source._ways] == [
            f"https://{region}.id.planview.com/io/v1/oauth2/token"
        ]
        assert "secret" not in repr(admin.token_source) + repr(admin) + repr(credentials)


@pytest.mark.anyio
@pytest.mark.socket
async def test_one_token_for_two_clients(s, kit):
    source = TokenSource(ClientCredentials(s.client_id, s.client_secret))
    async with LogbookClient(source, base_url=s.logbook_url, token_url=s.token_url) as logbook:
        async with AdminClient(logbook.token_source, base_url=s.admin_url) as admin:
            assert admin.token_source is source
            async with anyio.create_task_group() as group:
                for _ in range(5):
                    group.start_soon(admin.users.get, s.users()[0]["id"])
                    group.start_soon(logbook.log_types.list)
        s.revoke_tokens()
        assert await logbook.logs.list(kit.context(s))
    assert s.audit().tokens_issued == 2


@pytest.mark.anyio
@pytest.mark.socket
async def test_one_budget_for_two_clients(s, kit):
    budget = Budget(10_000, in_flight=2)
    async with kit.admin(s, budget=budget) as admin, kit.logbook(s, budget=admin.budget) as logbook:
        assert logbook.budget is admin.budget is budget
        await admin.users.get(s.users()[0]["id"])
        await logbook.log_types.list()
        # Each has a token of its own here.
        assert budget.state().sent == 4
    assert AdminClient(kit.credentials, region="eu").budget is not AdminClient(kit.credentials, region="eu").budget


@pytest.mark.socket
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_second_event_loop_is_told_clearly(s, kit, backend):
    admin = kit.admin(s)

    async def get():
        await admin.users.get(s.users()[0]["id"])

    async def close():
        await admin.aclose()

    async def one():
        await get()
        # Connections belong to this loop: they are closed here, the client stays open.
        for lines in admin._stack._inner._inner._inner._idle.values():
            while lines:
                await lines.pop().transport.aclose()

    anyio.run(one, backend=backend)
    for call in (get, admin.token):
        with pytest.raises(ConfigurationError, match=r"first used on another event loop.*one client per event loop"):
            anyio.run(call, backend=backend)
    with pytest.raises(ConfigurationError, match="first used on another event loop"):
        anyio.run(close, backend=backend)

    async def leave():
        async with admin:
            msg = "the body's own error"
            raise LookupError(msg)

    with pytest.raises(ConfigurationError, match="is closed"):
        anyio.run(leave, backend=backend)


@pytest.mark.anyio
@pytest.mark.socket
async def test_use_after_close(s, kit):
    admin = kit.admin(s)
    async with admin:
        pager = admin.users.list(count=2)
        items = aiter(pager)
        await anext(items)
        transport = admin.transport
    closed = "AdminClient is closed: make calls inside its `async with` block"
    with pytest.raises(ConfigurationError, match=closed):
        await admin.users.get("u")
    with pytest.raises(ConfigurationError, match=closed):
        await admin.token()
    with pytest.raises(ConfigurationError, match=closed) as caught:
        _ = [item async for item in items]
    assert caught.value.resume_token == pager.token
    with pytest.raises(ConfigurationError, match=closed):
        await admin.__aenter__()
    async with httpx.AsyncClient(transport=transport) as client:
        with pytest.raises(ConfigurationError, match=closed):
            await client.get(f"{s.admin_url}/public/v1/user")
    await admin.aclose()
    async with kit.admin(s) as again:
        assert len([item async for item in again.users.list(count=2, resume=pager.token)]) == 28


@pytest.mark.anyio
@pytest.mark.socket
async def test_a_transport_passed_in_stays_open(s, kit):
    async with Wire() as wire:
        async with kit.admin(s, transport=wire) as admin:
            await admin.users.get(s.users()[0]["id"])
        assert wire.idle == 1
        async with kit.logbook(s, transport=wire) as logbook:
            await logbook.log_types.list()
    assert wire.idle == 0


@pytest.mark.anyio
@pytest.mark.socket
async def test_headers_of_a_call_replace_the_clients_own(s, kit, last):
    async with kit.admin(s) as admin:
        await admin.users.get(s.users()[0]["id"], headers={"user-agent": "mine/1", "ACCEPT": "application/scim+json"})
        assert last().headers["user-agent"] == "mine/1"
        assert last().headers["accept"] == "application/scim+json"
        await admin.users.create("a@example.com", headers={"Content-Type": "application/json; charset=utf-8"})
        assert last().headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.anyio
@pytest.mark.socket
async def test_limits_of_a_call(s, kit):
    known = s.users()[0]["id"]
    async with kit.admin(s, timeout=5, deadline=5) as admin:
        await admin.token()
        s.set(latency=3.0)
        with pytest.raises(plankit.DeadlineExceededError):
            await admin.users.get(known, deadline=0.05)
        with pytest.raises(plankit.TransportError, match=r"timeout=0\.05"):
            await admin.users.create("a@example.com", timeout=0.05)
        admin.budget.set_limit(0.5)
        s.set(latency=0.0)
        with pytest.raises(plankit.MaxWaitExceededError):  # noqa: PT012 - a walk is a loop
            for _ in range(3):
                await admin.users.get(known, max_wait=0.05)


@pytest.mark.anyio
@pytest.mark.socket
async def test_a_client_that_is_used_well_warns_of_nothing(s, kit):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        async with kit.admin(s) as admin, kit.logbook(s) as logbook:
            async for _ in admin.users.list(count=3):
                break
            async with admin.users.list(count=3).prefetch(4) as pages:
                async for _ in pages:
                    break
            await logbook.log_types.list()


@pytest.mark.anyio
@pytest.mark.socket
async def test_max_wait_of_nothing_is_now_or_never(s, kit):
    async with kit.admin(s, budget=Budget(1), max_wait=0) as admin:
        await admin.token()
        with pytest.raises(plankit.MaxWaitExceededError) as caught:  # noqa: PT012 - a walk is a loop
            for _ in range(3):
                await admin.users.get(s.users()[0]["id"])
        assert caught.value.outcome is plankit.Outcome.NOT_APPLIED


@pytest.mark.anyio
async def test_a_call_that_gets_no_token_names_itself_and_says_that_it_was_not_sent():
    def refuse(request):
        assert request.url.path == "/io/v1/oauth2/token"
        return httpx.Response(401, json={"error": "invalid_client"})

    wire = httpx.MockTransport(refuse)
    context = AppContext(container_id=1, container_source="s", container_type="t")
    log = LogCreate(log_types_id=1, name="n", app_context=[context])
    async with LogbookClient(ClientCredentials("id", "TOPSECRET"), region="eu", transport=wire) as logbook:
        with pytest.raises(AuthenticationError) as caught:
            await logbook.logs.create(log)
    error = caught.value
    assert str(error).startswith("logbook.createLogs got no token. POST https://eu.id.planview.com/io/v1/oauth2/token")
    assert str(error).endswith("The call was not sent.")
    assert "repeating the call is safe" not in str(error)
    assert (error.operation, error.outcome, error.code) == ("logbook.createLogs", Outcome.NOT_APPLIED, "invalid_client")


@pytest.mark.anyio
async def test_the_retry_policy_holds_for_tokens_too():
    asked = 0

    def fail(request):
        nonlocal asked
        asked += 1
        msg = "refused"
        raise httpx.ConnectError(msg)

    policy = RetryPolicy(attempts=2, base=0.001)
    async with AdminClient(
        ClientCredentials("i", "s"), region="eu", transport=httpx.MockTransport(fail), retry=policy
    ) as admin:
        with pytest.raises(TransportError, match="after 2 attempts"):
            await admin.token()
    assert asked == 2


def test_credentials_and_tokens_are_copied_and_not_pickled():
    for secret in (ClientCredentials("i", "TOPSECRET"), Token("TOPSECRET", 1.0, 2.0)):
        assert copy.copy(secret) is copy.deepcopy(secret) is secret
        with pytest.raises(TypeError, match="is not pickled"):
            pickle.dumps(secret)
        assert "TOPSECRET" not in repr(secret)


def answering(answer, seen):
    """A wire that answers *answer* to everything but token requests, and keeps what it was asked."""

    def handle(request):
        seen.append(request)
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json={"id_token": "OPAQUE-bearer", "expires_in": 3600})
        return answer(request)

    return httpx.MockTransport(handle)


@pytest.mark.anyio
async def test_raw_shows_the_answer_that_brought_the_token():
    wire = answering(lambda _: httpx.Response(200, json={}), [])
    async with AdminClient(ClientCredentials("i", "s"), region="eu", transport=wire) as admin:
        answer = await plankit.raw(admin.token)
        again = await plankit.raw(admin.token)
    assert (answer.status, len(answer.attempts), answer.value.lifetime) == (200, 1, 3600)
    assert again.value is answer.value
    assert "OPAQUE" not in repr(answer)


@pytest.mark.anyio
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed_and_its_effect_is_unknown(status):
    seen = []
    wire = answering(lambda _: httpx.Response(status, headers={"Location": "https://evil.example.com/x"}), seen)
    context = AppContext(container_id=1, container_source="s", container_type="t")
    async with LogbookClient(ClientCredentials("i", "s"), region="eu", transport=wire) as logbook:
        with pytest.raises(plankit.APIError, match="Redirects are not followed") as caught:
            await logbook.logs.create(LogCreate(log_types_id=1, name="n", app_context=[context]))
    assert {request.url.host for request in seen} == {"eu.id.planview.com", "api-eu.logbook.planview.com"}
    assert len(seen) == 2
    assert caught.value.outcome is Outcome.UNKNOWN


@pytest.mark.anyio
@pytest.mark.parametrize("place", ["code", "message", "error", "Location"])
async def test_an_answer_that_repeats_the_token_does_not_get_it_into_the_error(place):
    def echo(request):
        told = f"you sent {request.headers['authorization'].split()[1]}"
        if place == "Location":
            return httpx.Response(302, headers={"Location": f"/x?{told}"})
        return httpx.Response(400, json={place: told})

    async with AdminClient(ClientCredentials("i", "s"), region="eu", transport=answering(echo, [])) as admin:
        with pytest.raises(plankit.APIError) as caught:
            await admin.users.get("u")
    assert b"OPAQUE" not in pickle.dumps(caught.value)
    assert "OPAQUE" not in f"{caught.value} {vars(caught.value)}"


@pytest.mark.anyio
async def test_unverified_writes_are_refused_below_the_facade_too():
    seen = []
    wire = answering(lambda _: httpx.Response(201, json={"id": "u"}), seen)
    async with (
        AdminClient(ClientCredentials("i", "s"), region="eu", transport=wire) as admin,
        httpx.AsyncClient(base_url=admin.base_url, transport=admin.transport) as http,
    ):
        low = Client(base_url=admin.base_url).set_async_httpx_client(http)
        with pytest.raises(ConfigurationError, match="unverified=True"):
            await create_user.asyncio_detailed(client=low, body=UserCreate(email="a@example.com"))
    assert not seen


@pytest.mark.anyio
async def test_a_create_with_values_of_odd_keys_is_matched():
    def create(request):
        logs = [{"id": 1, "name": "n", "log_type": {"id": 1}}]
        return httpx.Response(200, json={"rest_add_log": {"Data": logs, "Failed": []}})

    context = AppContext(container_id=1, container_source="s", container_type="t")
    odd = CustomAttributeValue(ca_config_id=1, section_ca_id=2, value={1: "x", "a": "y"})
    log = LogCreate(log_types_id=1, name="n", app_context=[context], custom_attribute_values=[odd])
    async with LogbookClient(ClientCredentials("i", "s"), region="eu", transport=answering(create, [])) as logbook:
        assert (await logbook.logs.create(log)).ok


def test_a_budget_moves_with_its_clients_from_loop_to_loop_but_serves_one_at_a_time():
    budget = Budget(500)

    async def enter_and_leave():
        (await budget.enter(None)).leave()

    async def enter():
        await budget.enter(None)

    for backend in ("asyncio", "trio", "asyncio"):
        anyio.run(enter_and_leave, backend=backend)
    anyio.run(enter)
    with pytest.raises(ConfigurationError, match="in use on another event loop"):
        anyio.run(enter)


@pytest.mark.anyio
@pytest.mark.socket
async def test_a_check_of_the_credential_keeps_its_deadline_while_another_client_asks(s, kit):
    s.fault(faults.Stall("applied", 20.0), operation="createToken")
    async with kit.admin(s) as patient:
        hasty = AdminClient(patient.token_source, base_url=s.admin_url, deadline=0.2)
        async with hasty, anyio.create_task_group() as group:
            group.start_soon(patient.token)
            await anyio.wait_all_tasks_blocked()
            with (
                pytest.raises(plankit.DeadlineExceededError, match="somebody else's token request"),
                anyio.fail_after(10),
            ):
                await hasty.token()
            group.cancel_scope.cancel()
