"""Both wires: lines on a LIFO list, none leaked, none shared; proxies, TLS; mocks of the default one."""

from __future__ import annotations

import ssl
import threading
import time
from pathlib import Path

import anyio
import httpx
import pytest

from plankit import ConfigurationError, TransportError
from plankit.errors import Outcome
from plankit.transport.call import CALL, Call
from plankit.transport.wire import Wire, environment_proxy

DATA = Path(__file__).parent / "data"
PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch):
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


async def get(wire: httpx.AsyncBaseTransport, url: str) -> bytes:
    response = await wire.handle_async_request(httpx.Request("GET", url, extensions={CALL: Call(safety="read")}))
    try:
        return await response.aread()
    finally:
        await response.aclose()


@pytest.mark.anyio
async def test_one_line_serves_one_after_another(script, answer, wired):
    server, wire = script(answer()), wired()
    for _ in range(5):
        await get(wire, server.url)
    assert (server.opened, wire.idle) == (1, 1)
    await wire.aclose()
    assert wire.idle == 0
    assert server.settled()


@pytest.mark.anyio
async def test_the_line_used_last_is_used_next(serve, wired):
    served: list[int] = []
    there, late = threading.Event(), threading.Event()

    def handler(peer):
        while (request := peer.request()) is not None:
            served.append(peer.number)
            if b"/slow" in request:
                there.set()
                late.wait(20)
            peer.answer()

    server, wire = serve(handler), wired()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(get, wire, f"{server.url}/slow")
        assert await anyio.to_thread.run_sync(there.wait, 20)
        await get(wire, f"{server.url}/fast")
        late.set()
    # Line 2 came back first, line 1 last: the next calls go over line 1, and line 2 ages.
    for _ in range(3):
        await get(wire, server.url)
    assert served == [1, 2, 1, 1, 1]
    assert wire.idle == 2
    await wire.aclose()


@pytest.mark.anyio
async def test_lines_that_are_not_needed_age_and_are_closed(script, answer, wired):
    now = 0.0
    server, wire = script(answer()), wired(keepalive=10.0, clock=lambda: now)
    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(get, wire, server.url)
    assert wire.idle == server.opened
    lines = wire.idle
    assert lines > 1
    now = 11.0
    for _ in range(lines):
        await get(wire, server.url)
    assert wire.idle == 1
    assert server.settled(1)
    await wire.aclose()


@pytest.mark.anyio
@pytest.mark.parametrize("whole", [False, True])
async def test_a_line_whose_answer_was_not_read_to_its_end_is_not_used_again(script, answer, whole, wired):
    def half(peer) -> bool:
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
        return False

    wire = wired()
    server = script(answer() if whole else half)
    try:
        await get(wire, server.url)
    except httpx.RemoteProtocolError:
        assert not whole
    assert wire.idle == whole
    await wire.aclose()


@pytest.mark.anyio
async def test_a_line_that_the_server_closed_is_replaced(script, answer, wired):
    def last(peer) -> bool:
        peer.answer()
        return False

    server, wire = script(last, answer()), wired()
    await get(wire, server.url)
    assert server.settled()
    assert await get(wire, server.url) == b"{}"
    assert server.opened == 2
    await wire.aclose()


@pytest.mark.anyio
async def test_hosts_do_not_share_lines(script, answer, wired):
    one, two, wire = script(answer(200, b"1")), script(answer(200, b"2")), wired()
    for _ in range(2):
        assert await get(wire, one.url) == b"1"
        assert await get(wire, two.url) == b"2"
    assert (one.opened, two.opened, wire.idle) == (1, 1, 2)
    await wire.aclose()


@pytest.mark.anyio
async def test_a_line_in_doubt_is_closed(script, answer, wired):
    def half(peer) -> bool:
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        peer.wait()
        return False

    server, wire = script(half, answer()), wired()
    with anyio.move_on_after(0.1):
        await get(wire, server.url)
    assert server.settled()
    response = await wire.handle_async_request(httpx.Request("GET", server.url))
    await response.aclose()  # not read
    assert await get(wire, server.url) == b"{}"
    await wire.aclose()
    assert server.settled()


@pytest.mark.anyio
async def test_cancelling_at_any_moment_leaks_no_line(script, answer, wired):
    def slowly(peer) -> bool:
        time.sleep(0.01)
        peer.answer(200, b"x" * 1000)
        return True

    server, wire = script(slowly), wired()

    async def one(patience: float) -> None:
        with anyio.move_on_after(patience):
            await get(wire, server.url)

    async with anyio.create_task_group() as tasks:
        for number in range(60):
            tasks.start_soon(one, 0.0008 * number)
            await anyio.sleep(0.001)
    assert server.settled(wire.idle)
    assert await get(wire, server.url) == b"x" * 1000
    await wire.aclose()
    assert server.settled()


@pytest.mark.anyio
async def test_lines_in_use_at_closing_are_closed_when_they_come_back(script, answer, wired):
    server, wire = script(answer(200, b"x" * 10)), wired()
    response = await wire.handle_async_request(httpx.Request("GET", server.url))
    await wire.aclose()
    assert await response.aread() == b"x" * 10
    assert wire.idle == 0
    assert server.settled()


@pytest.mark.anyio
async def test_a_thousand_in_flight_meet_no_pool_time_out(serve, wired):
    """One thread holds all connections until all requests are there; only then it answers."""
    gate = threading.Barrier(1001)

    def handler(peer):
        while peer.request() is not None:
            gate.wait(30)
            peer.answer()

    threading.stack_size(256 * 1024)
    try:
        server, wire = serve(handler), wired()
        got: list[bytes] = []

        async def one() -> None:
            got.append(await get(wire, server.url))

        begin = time.monotonic()
        async with anyio.create_task_group() as tasks:
            for _ in range(1000):
                tasks.start_soon(one)
            await anyio.to_thread.run_sync(gate.wait, 30)
    finally:
        threading.stack_size(0)
    assert got == [b"{}"] * 1000
    assert server.opened == 1000
    assert time.monotonic() - begin < 20
    await wire.aclose()
    assert server.settled()


@pytest.mark.parametrize(
    ("environment", "url", "proxy"),
    [
        ({}, "https://us.example/", None),
        ({"HTTPS_PROXY": "http://proxy:3128"}, "https://us.example/", "http://proxy:3128"),
        ({"https_proxy": "http://proxy:3128"}, "https://us.example/", "http://proxy:3128"),
        ({"HTTPS_PROXY": "proxy:3128"}, "https://us.example/", "http://proxy:3128"),
        ({"HTTPS_PROXY": ""}, "https://us.example/", None),
        ({"HTTP_PROXY": "http://proxy:3128"}, "https://us.example/", None),
        ({"HTTP_PROXY": "http://proxy:3128"}, "http://us.example/", "http://proxy:3128"),
        ({"ALL_PROXY": "http://proxy:3128"}, "https://us.example/", "http://proxy:3128"),
        ({"ALL_PROXY": "http://a:1", "HTTPS_PROXY": "http://b:2"}, "https://us.example/", "http://b:2"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, "https://us.example/", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "us.example"}, "https://us.example/", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "us.example:8443"}, "https://us.example:8443/", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "us.example:8443"}, "https://us.example/", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": ".example, other"}, "https://us.example/", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "s.example"}, "https://us.example/", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "us.example"}, "https://eu.example/", "http://p:1"),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "::1"}, "http://[::1]:8080/", None),
    ],
)
def test_the_proxy_of_the_environment(monkeypatch, environment, url, proxy):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert environment_proxy(httpx.URL(url)) == proxy


@pytest.mark.anyio
async def test_a_proxied_request_goes_through_the_proxy(script, answer, monkeypatch, wired):
    proxy, server = script(answer(200, b"by proxy")), script(answer(200, b"direct"))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    wire = wired()
    assert await get(wire, "http://nowhere.invalid/x") == b"by proxy"
    assert proxy.requests[0].startswith(b"GET http://nowhere.invalid/x HTTP/1.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert await get(wire, server.url) == b"direct"
    await wire.aclose()
    for wire in (wired(trust_env=False), wired(proxy=proxy.url)):
        monkeypatch.delenv("NO_PROXY", raising=False)
        await get(wire, server.url)
        await wire.aclose()
    assert (len(server.requests), len(proxy.requests)) == (2, 2)


@pytest.mark.anyio
async def test_a_proxy_that_refuses_leaves_no_doubt(script, answer, retrying, request_for, wired):
    proxy = script(answer(407))
    stack = retrying(wired(proxy=proxy.url.replace("http://", "http://me:s3cr3t@")))
    with pytest.raises(TransportError) as caught:
        await stack.handle_async_request(request_for("POST", "https://us.example/", b"abc"))
    assert caught.value.outcome is Outcome.NOT_APPLIED
    assert "s3cr3t" not in str(caught.value)
    assert all(request.startswith(b"CONNECT us.example:443") for request in proxy.requests)
    await stack.aclose()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "proxy", ["ftp://me:s3cr3t@proxy:1", "http://me:s3cr3t@proxy:none", "socks5://me:s3cr3t@proxy:1"]
)
async def test_a_proxy_that_cannot_be_used_is_a_matter_of_configuration(monkeypatch, proxy, wired):
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(ConfigurationError, match=r"proxy.*ALL_PROXY") as caught:
        await get(wired(), "https://us.example/")
    assert "s3cr3t" not in str(caught.value)


def server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "server.pem", DATA / "server.key")
    return context


@pytest.mark.anyio
async def test_a_server_that_nobody_vouches_for_is_refused(script, answer, retrying, request_for, wired):
    server = script(answer(), tls=server_context())
    stack = retrying(wired())
    with pytest.raises(TransportError, match=r"certificate.verify.failed") as caught:
        await stack.handle_async_request(request_for("POST", server.url, b"secret"))
    assert caught.value.outcome is Outcome.NOT_APPLIED
    assert server.requests == []
    await stack.aclose()


@pytest.mark.anyio
async def test_a_server_of_a_trusted_authority_is_accepted_under_its_own_name_only(
    script, answer, retrying, request_for, wired
):
    server = script(answer(), tls=server_context())
    wire = wired(verify=ssl.create_default_context(cafile=str(DATA / "server.pem")))
    assert await get(wire, server.url) == b"{}"
    with pytest.raises(httpx.ConnectError):
        await get(wire, f"https://localhost:{server.port}")
    assert len(server.requests) == 1
    await wire.aclose()


@pytest.mark.anyio
async def test_pytest_httpx_works_against_it(httpx_mock, retrying, request_for):
    httpx_mock.add_response(url="https://us.example/x", json={"a": 1})
    httpx_mock.add_exception(httpx.ReadTimeout("lost"), url="https://us.example/y", is_reusable=True)
    stack = retrying(Wire())
    response = await stack.handle_async_request(request_for("GET", "https://us.example/x"))
    assert response.json() == {"a": 1}
    with pytest.raises(TransportError):
        await stack.handle_async_request(request_for("GET", "https://us.example/y"))
    assert len(httpx_mock.get_requests(url="https://us.example/y")) == 3
    await stack.aclose()


class Wrapped:
    """A tracer's stand-in for a method, that answers for it in all else."""

    def __init__(self, wrapped, seen):
        self._wrapped, self._seen = wrapped, seen

    def __getattr__(self, name):
        return getattr(self._wrapped, name)

    def __get__(self, instance, owner):
        if instance is None:
            return self

        async def call(request):
            self._seen.append(str(request.url))
            return await self._wrapped(instance, request)

        return call


@pytest.mark.anyio
async def test_tracers_and_mocks_of_the_layers_below_are_passed(script, answer, monkeypatch):
    import httpcore

    server, wire, seen = script(answer()), Wire(), []
    await get(wire, server.url)
    for place in (httpx.AsyncHTTPTransport, httpcore.AsyncConnectionPool):
        with monkeypatch.context() as patched:
            patched.setattr(place, "handle_async_request", Wrapped(place.handle_async_request, seen))
            await get(wire, server.url)
    assert len(seen) == 2
    await get(wire, server.url)
    assert len(seen) == 2
    await wire.aclose()


@pytest.mark.anyio
async def test_a_connection_made_in_advance_that_the_server_closed_is_not_used(serve):
    def handler(peer):
        if peer.number == 1:
            return False  # closed at once
        while peer.request() is not None:
            peer.answer()
        return True

    server, wire = serve(handler), Wire()
    await wire.warm_up(server.url, 1)
    assert wire.idle == 1
    with anyio.fail_after(20):
        while not server.opened:  # noqa: ASYNC110 - threads ring no bell
            await anyio.sleep(0.005)
    assert server.settled()
    assert await get(wire, server.url) == b"{}"
    assert server.opened == 2
    await wire.aclose()


@pytest.mark.anyio
async def test_a_handshake_that_is_given_up_leaves_no_socket_open(serve):
    begun, ended = threading.Event(), threading.Event()

    def handler(peer):
        while peer._socket.recv(65536):
            begun.set()
        ended.set()

    server, wire = serve(handler), Wire()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(get, wire, server.url.replace("http:", "https:"))
        assert await anyio.to_thread.run_sync(begun.wait, 20)
        tasks.cancel_scope.cancel()
    assert await anyio.to_thread.run_sync(ended.wait, 20)
    await wire.aclose()


@pytest.mark.anyio
async def test_a_client_of_httpx_keeps_its_own_time_outs(script, wired):
    def stalls(peer) -> bool:
        peer.wait()
        return False

    server = script(stalls)
    async with httpx.AsyncClient(transport=wired(), timeout=httpx.Timeout(20.0, read=0.1)) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.get(server.url)
    assert server.settled()


@pytest.mark.anyio
async def test_no_cookie_is_kept(script, answer, wired):
    server, wire = script(answer(200, b"{}", Set_Cookie="session=secret; Path=/")), wired()
    for _ in range(2):
        await get(wire, server.url)
    assert all(b"cookie" not in request.lower() for request in server.requests)
    await wire.aclose()


def whole(body: bytes, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.anyio
@pytest.mark.parametrize(
    "first",
    [
        whole(b"[1]") + whole(b'{"id": "of somebody else"}', "201 Created"),
        whole(b"[1]") + b"\r\n",
        whole(b"[1]") + b"\n<!-- cached -->",
        b"HTTP/1.1 204 No Content\r\n\r\n{}\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1]\r\n0\r\n\r\nmore",
    ],
)
async def test_what_comes_after_an_answer_is_not_the_next_answer(serve, first, wired):
    def handler(peer):
        """The first line sends more than its answer, the others only theirs."""
        while peer.request() is not None:
            peer.send(first if peer.number == 1 and len(server.requests) == 1 else whole(b"its own"))

    server, wire = serve(handler), wired()
    await get(wire, server.url)
    assert await get(wire, server.url) == b"its own"
    assert server.opened == 2, "the line is not used again"
    await get(wire, server.url)
    assert server.opened == 2, "a line that brought its answer alone is"
    await wire.aclose()
