"""`warm_up`: what the first calls would wait for is done before them, and counts against nothing."""

from __future__ import annotations

import socket
import subprocess
import sys

import anyio
import httpx
import pytest

import plankit
from plankit import (
    AdminClient,
    AuthenticationError,
    Budget,
    ClientCredentials,
    ConfigurationError,
    FastWire,
    PlaybooksClient,
    TransportError,
)
from plankit.errors import InvalidArgumentError
from plankit.sandbox import sandbox

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def server():
    with sandbox(users=3) as running:
        yield running


@pytest.fixture
def s(server):
    server.clear_faults()
    server.reset_log()
    return server


def client_of(s, **settings):
    credentials = settings.pop("credentials", None) or ClientCredentials(s.client_id, s.client_secret)
    return AdminClient(credentials, base_url=settings.pop("base_url", s.admin_url), **settings)


@pytest.mark.socket
async def test_a_token_and_connections_are_there_before_the_first_call(s):
    async with client_of(s) as admin:
        await admin.warm_up(connections=3)
        assert admin._wire.idle >= 3
        asked = [request.operation for request in s.requests("admin")]
        assert asked == ["createToken"]
        idle = admin._wire.idle
        await admin.warm_up(connections=3)
        assert admin._wire.idle == idle
        assert len([user async for user in admin.users.list()]) == 3
        assert admin._wire.idle == idle
        assert [request.operation for request in s.requests("admin")] == ["createToken", "listUsers"]


@pytest.mark.socket
async def test_the_first_call_does_not_wait_for_the_slot_that_the_token_took(s):
    async with client_of(s, budget=Budget.learned(1.0)) as admin:
        await admin.warm_up()
        with anyio.fail_after(20):
            answer = await plankit.raw(admin.users.list().pages().__anext__)
        assert answer.attempts[0].waited < 0.7


@pytest.mark.socket
async def test_its_connections_are_replaced_when_the_server_closed_them(s):
    async with client_of(s) as admin:
        await admin.warm_up(connections=2)
        for lines in admin._wire._idle.values():
            for line in lines:
                await line.connection._connection._network_stream.aclose()
        assert len([user async for user in admin.users.list()]) == 3


@pytest.mark.socket
async def test_what_goes_wrong_is_told(s):
    async with client_of(s, credentials=ClientCredentials(s.client_id, "wrong")) as admin:
        with pytest.raises(AuthenticationError):
            await admin.warm_up()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"
        async with client_of(s) as admin:
            await admin.token()
            async with AdminClient(admin.token_source, base_url=nobody) as other:
                with pytest.raises(TransportError, match=r"could not be reached.*Is the address right"):
                    await other.warm_up()
                assert other._wire.idle == 0
    with pytest.raises(ConfigurationError, match="closed"):
        await admin.warm_up()
    async with client_of(s) as admin:
        with pytest.raises(InvalidArgumentError, match="connections"):
            await admin.warm_up(connections=-1)


@pytest.mark.parametrize("connections", [1, 3])
async def test_a_proxy_that_cannot_be_used_is_told_as_calls_tell_it(monkeypatch, connections):
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:2")
    async with PlaybooksClient("https://10.255.255.1", "a-token") as client:
        with pytest.raises(ConfigurationError) as called:
            await client.runs.get("a" * 26)
        with pytest.raises(ConfigurationError) as warmed:
            await client.warm_up(connections=connections)
        assert str(warmed.value) == str(called.value)


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_the_fast_wire_tells_of_a_proxy_that_cannot_be_used_too():
    async with (
        FastWire(proxy="foo") as wire,
        PlaybooksClient("https://10.255.255.1", "a-token", transport=wire) as client,
    ):
        with pytest.raises(ConfigurationError):
            await client.runs.get("a" * 26)
        with pytest.raises(ConfigurationError):
            await client.warm_up(connections=3)


@pytest.mark.socket
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_the_fast_wire_opens_connections_too(s):
    async with FastWire() as wire, client_of(s, transport=wire) as admin:
        await admin.warm_up(connections=3)
        assert wire.idle >= 3
        assert len([user async for user in admin.users.list()]) == 3
        assert wire.idle == 3
        assert [request.operation for request in s.requests("admin")] == ["createToken", "listUsers"]
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"
            async with AdminClient(admin.token_source, base_url=nobody, transport=wire) as other:
                with pytest.raises(TransportError, match="could not be reached"):
                    await other.warm_up()


async def test_a_transport_of_ones_own_is_not_asked_for_connections(s):
    asked = []

    def answer(request):
        asked.append(request.url.path)
        return httpx.Response(200, json={"id_token": "t" * 20, "expires_in": 3600})

    async with client_of(s, transport=httpx.MockTransport(answer)) as admin:
        await admin.warm_up(connections=5)
    assert asked == ["/io/v1/oauth2/token"]


def test_the_models_are_loaded_by_it():
    program = """
import asyncio, sys
import httpx
from plankit import AdminClient, ClientCredentials

def answer(request):
    return httpx.Response(200, json={"id_token": "t" * 20, "expires_in": 3600})

async def main():
    async with AdminClient(
        ClientCredentials("i", "s"), base_url="http://127.0.0.1:9", transport=httpx.MockTransport(answer)
    ) as admin:
        before = set(sys.modules)
        await admin.warm_up()
        print(*sorted(name for name in set(sys.modules) - before if ".models." in name))

asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "plankit_clients.planview_admin.models.token_request" in done.stdout
