"""A large answer is parsed in a worker thread: the event loop goes on, and what is wrong is told all the same."""

from __future__ import annotations

import json
import threading

import anyio
import httpx
import pytest

from plankit import AdminClient, ClientCredentials, ProtocolError, operation
from plankit.transport.retry import _LARGE

pytestmark = pytest.mark.anyio


def client_of(body: bytes) -> AdminClient:
    def answer(request):
        if request.url.path.endswith("/oauth2/token"):
            return httpx.Response(200, json={"id_token": "t" * 20, "expires_in": 3600})
        return httpx.Response(200, content=body)

    transport = httpx.MockTransport(answer)
    return AdminClient(ClientCredentials("i", "s"), base_url="http://127.0.0.1:9", transport=transport)


def page(users: int) -> bytes:
    resources = [{"id": f"{number}", "userName": "x" * 1000} for number in range(users)]
    return json.dumps({"totalResults": users, "startIndex": 1, "itemsPerPage": users, "Resources": resources}).encode()


@pytest.fixture
def threads(monkeypatch):
    found = []
    original = operation.loads_apart

    def noting(data):
        found.append(threading.get_ident())
        return original(data)

    monkeypatch.setattr(operation, "loads_apart", noting)
    return found


@pytest.mark.parametrize(("users", "apart"), [(10, False), (3000, True)])
async def test_only_what_is_large_leaves_the_loop(threads, users, apart):
    body = page(users)
    assert (len(body) > _LARGE) is apart
    async with client_of(body) as admin:
        found = [user.id for user in (await admin.users.list(count=users).pages().__anext__()).items]
    assert found == [f"{number}" for number in range(users)]
    assert bool(threads) is apart
    assert threading.get_ident() not in threads


async def test_what_is_wrong_with_it_is_told(threads):
    async with client_of(page(3000)[:-1]) as admin:
        with pytest.raises(ProtocolError, match="not JSON"):
            await admin.users.list(count=3000).pages().__anext__()
    assert threads
    async with client_of(b'{"Resources": ' + b"[" * 1_500_000 + b"]" * 1_500_000 + b"}") as admin:
        with pytest.raises(ProtocolError, match="nested too deeply"):
            await admin.users.list(count=3000).pages().__anext__()


async def test_the_deadline_holds_meanwhile(monkeypatch):
    monkeypatch.setattr(operation, "loads_apart", lambda _: never.wait(30))
    never = threading.Event()
    async with client_of(page(3000)) as admin:
        with anyio.fail_after(10):
            with pytest.raises(Exception, match=r"deadline|timeout|time-out|Timeout"):
                await admin.users.list(count=3000, deadline=0.1).pages().__anext__()
    never.set()
