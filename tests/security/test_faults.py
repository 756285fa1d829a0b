"""Every fault of the sandbox, and clients that are cancelled, late or closed: nothing that is shown tells a secret."""

from __future__ import annotations

import asyncio
import gc

import anyio
import pytest
from secret_clients import CONTEXT, KINDS, SANDBOX, TWICE, WITH_TOKEN_REQUEST
from secret_servers import Listener
from secret_watch import SECRETS

import plankit
from plankit.sandbox import faults, sandbox

pytestmark = [pytest.mark.anyio, pytest.mark.socket]

POINTS = ("request", "read", "applied", "head", "body")
DAMAGES = ("truncated", "shorter", "wrong_type", "empty", "html", "nulls", "surprises", "short_page", "empty_page")
FAULTS = {
    **{f"{status}": faults.Respond(status, b'{"message":"m"}') for status in (201, 401, 500)},
    **{f"page of {status}": faults.page(status) for status in (200, 503)},
    "applied, then 504": faults.page(504, applied=True),
    "throttled": faults.throttled(0),
    "throttled for long": faults.throttled(9999),
    "throttled without a word": faults.throttled("soon"),
    **{f"reset at {point}": faults.Cut(point) for point in POINTS},
    **{f"closed at {point}": faults.Cut(point, reset=False) for point in POINTS},
    **{f"stalled at {point}": faults.Stall(point, 0.3) for point in POINTS},
    **{f"spoiled: {how}": faults.Spoil(how, seed=1) for how in DAMAGES},
    "without ids": faults.Spoil(without=("id", "Resources", "rest_logs_data", "items", "content", "code")),
    "late": faults.Late(0.0, 0.3),
    "drip": faults.Drip(64, 0.02),
    "garbage": faults.Garbage(),
    "endless head": faults.EndlessHead(5000),
    "idle connections closed": faults.CloseIdle(),
    "bomb": faults.bomb(1024 * 1024),
}
_OF_TOKENS = ("401", "500", "throttled", "reset", "stalled", "spoiled:", "garbage")
TOKEN_FAULTS = {
    **{name: fault for name, fault in FAULTS.items() if name.split()[0] in _OF_TOKENS},
    "without tokens": faults.Spoil(without=("id_token", "access_token")),
    "without access_token": faults.Spoil(without=("content",)),
    "redirect": faults.redirect("http://127.0.0.1:9/elsewhere"),
}


@pytest.fixture(scope="module")
def s():
    with sandbox(users=5, logs=2, runs=2, token_lifetime=100.0, **SANDBOX) as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_left_of_others(s):
    yield
    s.clear_faults()
    s.set(token_latency=0.0)


async def act(watch, call, client):
    """Make a call of a client and show what comes of it."""
    try:
        watch.object(await call(client))
    except plankit.PlankitError as error:
        watch.error(error)


async def act_all(watch, s, kinds=KINDS, **settings):
    """Make all calls of all clients, and show what there is to show of them."""
    settings = {"retry": TWICE, "timeout": 0.1, "deadline": 0.25, **settings}

    async def one(kind):
        async with kind.served(s, **settings) as client:
            async with anyio.create_task_group() as tasks:
                for call in (*kind.reads, *kind.writes):
                    tasks.start_soon(act, watch, call, client)
            watch.object(client, client.token_source, client.budget, client.budget.state(), client.transport)
        if token := client.token_source._token:
            watch.object(token)
            made.add(token.value)

    made = set()
    async with anyio.create_task_group() as tasks:
        for kind in kinds:
            tasks.start_soon(one, kind)
    # Those of the sandbox's token endpoint are made by it.
    watch.search(*made, *SECRETS)


async def test_calls_that_succeed(s, watch):
    await act_all(watch, s, timeout=10.0, deadline=20.0)
    assert "send_request_headers" in watch.text("log of httpcore")


@pytest.mark.parametrize("name", FAULTS)
async def test_calls_that_fail(s, watch, name):
    for kind in KINDS:
        for operation in kind.operations:
            s.fault(FAULTS[name], operation=operation)
    await act_all(watch, s)


_OF_WIRES = ("reset", "closed", "stalled", "garbage", "endless", "idle", "late", "spoiled: shorter", "500")


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@pytest.mark.parametrize("name", [name for name in FAULTS if name.startswith(_OF_WIRES)])
async def test_calls_that_fail_over_the_fast_wire(s, watch, name):
    for kind in KINDS:
        for operation in kind.operations:
            s.fault(FAULTS[name], operation=operation)
    async with plankit.FastWire() as wire:
        await act_all(watch, s, transport=wire)
        watch.object(wire, *(line for idle in wire._idle.values() for line in idle))


@pytest.mark.parametrize("name", TOKEN_FAULTS)
async def test_token_endpoints_that_fail(s, watch, name):
    for operation in ("createToken", "authenticate"):
        s.fault(TOKEN_FAULTS[name], operation=operation)
    await act_all(watch, s, WITH_TOKEN_REQUEST)


async def test_redirects_of_every_call(s, watch):
    with Listener() as elsewhere:
        for status in (301, 302, 303, 307, 308):
            s.clear_faults()
            s.fault(faults.redirect(f"{elsewhere.url}/x", status))
            await act_all(watch, s)
    assert elsewhere.received == []


async def test_tokens_that_are_slow_revoked_and_refused(s, watch):
    s.set(token_latency=0.2)
    await act_all(watch, s, WITH_TOKEN_REQUEST)
    s.set(token_latency=0.0)
    for fault in (faults.Act("revoke_tokens"), faults.Act("rotate_planbox_token")):
        s.fault(fault, every=2)
    await act_all(watch, s, WITH_TOKEN_REQUEST)


async def test_cancelled_calls(s, watch):
    s.set(latency=0.03)
    for delay in (0.0, 0.01, 0.02, 0.04, 0.05, 0.07):
        with anyio.move_on_after(delay):
            await act_all(watch, s, timeout=5.0, deadline=5.0)
    s.set(latency=0.0)
    gc.collect()


async def test_closed_clients(s, watch):
    for kind in KINDS:
        async with kind.served(s) as client:
            pass
        for call in (*kind.reads, *kind.writes, type(client).token):
            with pytest.raises(plankit.ConfigurationError) as caught:
                await call(client)
            watch.error(caught.value)
        watch.object(client, client.token_source)


async def test_answers_that_are_too_large(s, watch):
    calls = {
        "admin": lambda c: c.users.list(max_body=10).pages().__anext__(),
        "logbook": lambda c: c.logs.list(CONTEXT, max_body=10),
        "playbooks": lambda c: c.runs.walk(max_body=10).pages().__anext__(),
        "login": lambda c: c.products.list(max_body=10),
        "token": lambda c: c.products.list(max_body=10),
    }
    for kind in KINDS:
        async with kind.served(s) as client:
            try:
                await calls[kind.name](client)
            except plankit.PlankitError as error:
                watch.error(error)
    assert "a ResponseTooLargeError" in {where for where, _ in watch.parts}


def test_what_the_event_loops_themselves_log(s, watch):
    async def main():
        await act_all(watch, s, timeout=10.0, deadline=20.0)

    asyncio.run(main(), debug=True)
    assert "log of asyncio" in {where for where, _ in watch.parts}
