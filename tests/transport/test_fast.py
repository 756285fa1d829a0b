"""The fast wire: the same bytes out, the same answers in and the same evidence as the default one."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import socket
import ssl
import subprocess
import sys
import threading
from pathlib import Path

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plankit import ConfigurationError, FastWire, TransportError
from plankit.errors import Outcome
from plankit.transport.call import CALL, Call
from plankit.transport.content import Tracked
from plankit.transport.reply import MOST_HEAD, Reply
from plankit.transport.retry import RetryPolicy, RetryTransport
from plankit.transport.wire import Wire

DATA = Path(__file__).parent / "data"
WIRES = (Wire, FastWire)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def retrying():
    """On the fast wire, and so on asyncio only, unlike the fixture of the same name."""

    def make(wire: FastWire) -> RetryTransport:
        return RetryTransport(wire, policy=RetryPolicy(attempts=3, base=0.002))

    return make


async def fetched(wire: httpx.AsyncBaseTransport, request: httpx.Request) -> httpx.Response:
    response = await wire.handle_async_request(request)
    try:
        await response.aread()
    finally:
        await response.aclose()
    return response


def watched(request: httpx.Request) -> Call:
    """Give a request a call and a body that is watched, as the retry transport does."""
    call = Call()
    call.sent_at = 0.0
    call.stream = request.stream = Tracked(request.content, call)
    request.extensions[CALL] = call
    return call


def server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "server.pem", DATA / "server.key")
    return context


# What it needs


def test_nothing_is_loaded_before_one_is_made():
    code = (
        "import sys; from plankit import FastWire; assert not {'aiohttp', 'httptools', 'yarl'} & set(sys.modules);"
        "FastWire(); assert 'aiohttp' in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


@pytest.mark.parametrize("package", ["aiohttp", "httptools"])
def test_without_the_extra_it_says_what_to_install(monkeypatch, package):
    for name in ("dialer", "line", "reply"):
        monkeypatch.delitem(sys.modules, f"plankit.transport.{name}", raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ConfigurationError, match=r"pip install 'plankit\[fast\]'"):
        FastWire()


def test_on_trio_it_says_which_wire_runs_there():
    async def use() -> None:
        async with FastWire() as wire:
            await wire.handle_async_request(httpx.Request("GET", "http://127.0.0.1:1/"))

    with pytest.raises(ConfigurationError, match=r"asyncio only.*default wire"):
        anyio.run(use, backend="trio")


def test_another_event_loop_is_refused(script, answer):
    server, wire = script(answer()), FastWire()

    async def use() -> None:
        await fetched(wire, httpx.Request("GET", server.url))

    async def end() -> None:
        await wire.aclose()

    with asyncio.Runner() as runner:
        runner.run(use())
        for work in (use, end):
            with asyncio.Runner() as other, pytest.raises(ConfigurationError, match=r"one per event loop"):
                other.run(work())
        runner.run(end())
    assert server.settled()


@pytest.mark.anyio
async def test_a_closed_one_is_refused():
    async with FastWire() as wire:
        pass
    with pytest.raises(ConfigurationError, match="closed"):
        await wire.handle_async_request(httpx.Request("GET", "http://127.0.0.1:1/"))
    await wire.aclose()


def test_what_it_uses_of_aiohttp_is_there():
    import aiohttp
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.connector import Connection

    assert isinstance(ResponseHandler.should_close, property)
    assert isinstance(Connection.transport, property)
    assert callable(aiohttp.TCPConnector.connect)
    assert callable(Connection.close)


# What leaves

REQUESTS = {
    "get": ("GET", "/a/b?c=d&e=%2F&f=+%20", {}, None),
    "path": ("GET", "/%2f/%E4/a%2Fb;x=y/~!$&'()*+,=:@", {}, None),
    "post": ("POST", "/", {"Content-Type": "application/json"}, b'{"a": 1}'),
    "empty": ("POST", "/", {}, b""),
    "large": ("PUT", "/", {}, b"x" * 200_000),
    "delete": ("DELETE", "/x", {"Accept": "*/*", "accept": "text/plain"}, None),
    "twice": ("GET", "/", [("X-One", "1"), ("x-one", "2"), ("X-ONE", "")], None),
    "latin": ("GET", "/", [(b"X-Name", "Zoë".encode("latin-1")), (b"X-Other", "Zoë".encode())], None),
}


@pytest.mark.anyio
@pytest.mark.parametrize("name", REQUESTS)
async def test_both_wires_send_the_same_bytes(script, answer, name):
    method, target, headers, content = REQUESTS[name]
    server = script(answer())
    for kind in WIRES:
        async with kind() as wire:
            for watch in (False, True):
                request = httpx.Request(method, server.url + target, headers=headers, content=content)
                if watch:
                    call = watched(request)
                await fetched(wire, request)
            assert call.sent is True
    assert len(server.requests) == 4
    assert len(set(server.requests)) == 1, server.requests


@pytest.mark.anyio
@pytest.mark.parametrize(
    "headers",
    [
        [(b"X-One", b"1\r\nX-Two: 2")],
        [(b"X-One", b"1\nX-Two: 2")],
        [(b"X-One", b"1\x00")],
        [(b"X-One", b" 1")],
        [(b"X-One: 1\r\nX-Two", b"2")],
        [(b"X One", b"1")],
        [(b"", b"1")],
    ],
)
async def test_what_would_be_another_request_is_not_sent(script, answer, headers):
    server = script(answer())
    for kind in WIRES:
        async with kind() as wire:
            request = httpx.Request("POST", server.url, headers=headers, content=b"abc")
            call = watched(request)
            with pytest.raises(httpx.LocalProtocolError) as caught:
                await fetched(wire, request)
            assert not call.sent
            if kind is FastWire:
                assert "Two" not in str(caught.value)
    assert server.requests == []


@pytest.mark.anyio
@pytest.mark.parametrize("body", [b"abc", b""])
@pytest.mark.parametrize(
    "headers",
    [
        [(b"Content-Length", b"2")],
        [(b"Content-Length", b"4")],
        [(b"Content-Length", b"+3")],
        [(b"Content-Length", b"3"), (b"content-length", b"4")],
        [(b"Content-Length", b"3"), (b"Transfer-Encoding", b"chunked")],
        [(b"Transfer-Encoding", b"gzip")],
    ],
)
async def test_a_body_of_another_length_than_its_headers_say_is_not_sent(script, answer, headers, body):
    server = script(answer())
    async with FastWire() as wire:
        request = httpx.Request("POST", server.url, headers=headers, content=body)
        call = watched(request)
        with pytest.raises(httpx.LocalProtocolError):
            await fetched(wire, request)
        assert call.sent is False
    assert server.settled()
    assert server.requests == []


@pytest.mark.anyio
async def test_streamed_bodies_leave_as_their_headers_say(serve):
    got: list[bytes] = []

    def handler(peer):
        while (head := peer.head()) is not None:
            body = peer._buffer
            while not body.endswith((b"0\r\n\r\n", b"end")):
                data = peer._socket.recv(1000)
                if not data:
                    return
                body += data
            got.append(b"chunked" if b"Transfer-Encoding: chunked" in head else b"length")
            got.append(bytes(body))
            peer._buffer = bytearray()
            peer.answer()

    async def pieces():
        for piece in (b"one", b"", b"two", b"end"):
            yield piece

    server = serve(handler)
    async with httpx.AsyncClient(transport=FastWire()) as client:
        await client.post(server.url, content=pieces())
        await client.post(server.url, content=pieces(), headers={"Content-Length": "9"})
        request = httpx.Request("POST", server.url, headers={"Transfer-Encoding": "chunked"}, content=b"")
        call = watched(request)
        await client.send(request)
        assert call.sent is True
        for wrong in ("8", "10"):
            with pytest.raises(httpx.LocalProtocolError, match="Content-Length"):
                await client.post(server.url, content=pieces(), headers={"Content-Length": wrong})
    assert got[:4] == [b"chunked", b"3\r\none\r\n3\r\ntwo\r\n3\r\nend\r\n0\r\n\r\n", b"length", b"onetwoend"]
    assert got[4:6] == [b"chunked", b"0\r\n\r\n"]
    assert server.settled()


# What comes back

HEADERS = b"".join(b"X-%d: %s\r\n" % (number, b"y" * 40) for number in range(500))
ANSWERS = {
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "nothing": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "not modified": b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
    "until the end": b"HTTP/1.1 200 OK\r\n\r\nhello",
    "old": b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
    "no chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "trailers": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nX-Last: 1\r\n\r\n",
    "chunks and length": b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "continue": b"HTTP/1.1 100 Continue\r\nX-A: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "hints": b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 3 + b"HTTP/1.1 201 Made\r\nContent-Length: 2\r\n\r\n{}",
    "no reason": b"HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello",
    "odd status": b"HTTP/1.1 520 Web Server: Unknown Error\r\nContent-Length: 0\r\n\r\n",
    "duplicates": b"HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nset-cookie: b\r\nX-Empty:\r\nX-Wide:  c \r\nContent-Length: 0\r\n\r\n",
    "many headers": b"HTTP/1.1 200 OK\r\n" + HEADERS + b"Content-Length: 5\r\n\r\nhello",
    "a long header": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 90_000 + b"\r\nContent-Length: 5\r\n\r\nhello",
    "too long a header": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 2 * MOST_HEAD + b"\r\nContent-Length: 5\r\n\r\nhello",
    "too many headers": b"HTTP/1.1 200 OK\r\n" + HEADERS * 8 + b"Content-Length: 5\r\n\r\nhello",
    "a redirect": b"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n",
    "compressed": b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 5\r\n\r\nhello",
    "short": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
    "short chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello",
    "no last chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-Le",
    "no head": b"",
    "only hints": b"HTTP/1.1 103 Early Hints\r\n\r\n",
    "garbage": b"\x00\x01garbage\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH\r\n\r\n",
    "a bad length": b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello",
    "the same length twice": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: 1\r\ncontent-length: 5\r\n\r\nhello",
    "a list of lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello",
    "a list of two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5, 4\r\n\r\nhello",
    "lines without CR": b"HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
    "a line without CR": b"HTTP/1.1 200 OK\r\nContent-Length: 5\n\r\nhello",
    "chunks without CR": b"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\nx\n0\n\n",
    "chunks with spaces": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1  \r\nx\r\n0\r\n\r\n",
    "an empty line": b"\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "a NUL": b"HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/2": b"HTTP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "a huge length": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nhello",
    "a bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
    "another coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "another coding twice": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a switch": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "a bad name": b"HTTP/1.1 200 OK\r\nX One: 1\r\nContent-Length: 5\r\n\r\nhello",
}


SHORT_ANSWERS = [name for name, sent in ANSWERS.items() if len(sent) < 1000]


async def seen(wire: httpx.AsyncBaseTransport, request: httpx.Request) -> object:
    call = watched(request)
    try:
        response = await wire.handle_async_request(request)
        try:
            body = b"".join([piece async for piece in response.aiter_raw()])
        finally:
            await response.aclose()
    except httpx.TransportError as error:
        return type(error), call.sent, call.unsent
    reason = response.extensions["reason_phrase"]
    return response.status_code, reason, response.extensions["http_version"], response.headers.raw, body, call.sent


@pytest.mark.anyio
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize(
    ("name", "bytewise"), [*((name, False) for name in ANSWERS), *((name, True) for name in SHORT_ANSWERS)]
)
async def test_both_wires_see_the_same(serve, name, method, bytewise):
    sent = ANSWERS[name]

    def handler(peer):
        peer.request()
        for at in range(len(sent)) if bytewise else ():
            peer.send(sent[at : at + 1])
        if not bytewise:
            peer.send(sent)

    server = serve(handler)
    found = []
    for kind in WIRES:
        async with kind() as wire:
            found.append(
                await seen(wire, httpx.Request(method, server.url, content=b"{}" if method == "POST" else None))
            )
    default, fast = found
    assert fast == default
    assert len(server.requests) == 2
    assert server.settled()


def test_the_word_chunked_may_be_written_in_any_way():
    reply = Reply(bodiless=False)
    reply.feed(b"HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")
    assert (reply.done, reply.spoiled, reply.take()) == (True, False, b"x")


@given(
    name=st.sampled_from(SHORT_ANSWERS),
    behind=st.sampled_from([b"", b"\r\n", b"\n", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"x", b"0\r\n\r\n"]),
    cuts=st.lists(st.integers(0, 200), max_size=5),
)
def test_an_answer_is_the_same_in_whatever_pieces_it_comes(name, behind, cuts):
    def read(pieces):
        reply = Reply(bodiless=False)
        for piece in pieces:
            if piece:
                reply.feed(piece)
        return reply.status, reply.headers, reply.done, reply.take(), reply.broken, reply.done and reply.spoiled

    sent = ANSWERS[name] + behind
    marks = sorted({0, len(sent), *(cut for cut in cuts if cut < len(sent))})
    whole = read([sent])
    assert read([sent[a:b] for a, b in itertools.pairwise(marks)]) == whole
    if whole[2] and read([ANSWERS[name]])[2]:
        assert whole[5] == bool(behind), "what comes behind an answer is told"
        assert whole[3] == read([ANSWERS[name]])[3], "and does not belong to it"


# Rarities that the default wire takes: `docs/wires.md` lists them.
REFUSED = {
    "a folded header": b"HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 5\r\n\r\nhello",
    "a control character": b"HTTP/1.1 200 OK\r\nX: a\x01b\r\nContent-Length: 5\r\n\r\nhello",
    "HTTP/1.2": b"HTTP/1.2 200 OK\r\nContent-Length: 5\r\n\r\nhello",
}


@pytest.mark.anyio
@pytest.mark.parametrize("name", REFUSED)
async def test_what_only_this_wire_refuses(serve, name):
    def handler(peer):
        peer.request()
        peer.send(REFUSED[name])

    server = serve(handler)
    found = []
    for kind in WIRES:
        async with kind() as wire:
            found.append(await seen(wire, httpx.Request("POST", server.url, content=b"{}")))
    default, fast = found
    assert default[0] == 200
    assert fast == (httpx.RemoteProtocolError, True, False), "a doubt, as with every answer that is not understood"
    assert server.settled()


# What is known of what was sent


@pytest.mark.anyio
@pytest.mark.parametrize("reset", [False, True])
async def test_a_lost_answer_leaves_a_doubt_and_nothing_is_sent_twice(script, retrying, request_for, reset):
    def lost(peer) -> bool:
        if reset:
            peer.reset()
        return False

    server = script(lost)
    async with FastWire() as wire:
        with pytest.raises(TransportError) as caught:
            await retrying(wire).handle_async_request(request_for("POST", server.url, b"abc"))
        assert caught.value.outcome is Outcome.UNKNOWN
        assert caught.value.attempts[-1].sent is True
        assert len(server.requests) == 1
        for method in ("GET", "PUT", "POST"):
            with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
                await fetched(wire, httpx.Request(method, server.url))
    assert len(server.requests) == 4, "the wire repeats nothing by itself"


@pytest.mark.anyio
async def test_a_kept_connection_that_is_lost_under_a_request_leaves_a_doubt(script, answer, retrying, request_for):
    """The end of an idle one is seen before it is used (`test_wire`); of this one it was not there to be seen."""
    server = script(answer(), lambda peer: False, answer())
    async with FastWire() as wire:
        stack = retrying(wire)
        await stack.handle_async_request(request_for("GET", server.url))
        with pytest.raises(TransportError) as caught:
            await stack.handle_async_request(request_for("POST", server.url, b"abc"))
        assert caught.value.outcome is Outcome.UNKNOWN
        assert (len(server.requests), server.opened) == (2, 1)


@pytest.mark.anyio
async def test_what_was_refused_was_not_sent(dead_port):
    async with FastWire() as wire:
        for url in (f"http://127.0.0.1:{dead_port}", "http://name.invalid"):
            request = httpx.Request("POST", url, content=b"abc")
            call = watched(request)
            with pytest.raises(httpx.ConnectError, match=r"\w"):
                await wire.handle_async_request(request)
            assert (call.unsent, call.sent) == (True, False)
        with pytest.raises(httpx.UnsupportedProtocol):
            await wire.handle_async_request(httpx.Request("GET", "ftp://name.invalid/"))


@pytest.mark.anyio
async def test_an_answer_before_all_was_sent_is_taken(serve):
    def handler(peer):
        peer.head()
        peer.answer(413, b"too large")
        peer.wait()

    server = serve(handler)
    async with FastWire() as wire:
        request = httpx.Request("POST", server.url, content=b"x" * 30_000_000)
        call = watched(request)
        response = await fetched(wire, request)
        assert (response.status_code, response.content) == (413, b"too large")
        assert call.sent is False
        assert wire.idle == 0, "the rest of the request was never sent"
    assert server.settled()


# Time-outs of bare use, flow, cancellation


@pytest.mark.anyio
async def test_the_time_outs_of_httpx(serve):
    def silent(peer):
        peer.wait()

    server = serve(silent)
    # One that is short, each time: a machine that stalls makes any of them pass.
    patient = {"connect": 20.0, "read": 20.0, "write": 20.0, "pool": 20.0}
    async with FastWire() as wire:
        for content, step, error in (
            (b"", "read", httpx.ReadTimeout),
            (b"x" * 30_000_000, "write", httpx.WriteTimeout),
        ):
            server.handler = silent if not content else lambda peer: peer.server.ended.wait(20)
            limits = {**patient, step: 0.1}
            request = httpx.Request("POST", server.url, content=content, extensions={"timeout": limits})
            with pytest.raises(error):
                await wire.handle_async_request(request)
    async with FastWire(proxy=server.url, trust_env=False) as wire:
        limits = {**patient, "connect": 0.1}
        request = httpx.Request("POST", "https://us.example/", content=b"x", extensions={"timeout": limits})
        call = watched(request)
        with pytest.raises(httpx.ConnectTimeout):
            await wire.handle_async_request(request)
        assert call.sent is False


@pytest.mark.anyio
async def test_a_reader_that_takes_its_time_holds_the_server_up(serve):
    size = 40_000_000

    def handler(peer):
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        for _ in range(size // 100_000):
            peer.send(b"x" * 100_000)

    server = serve(handler)
    async with FastWire() as wire:
        response = await wire.handle_async_request(httpx.Request("GET", server.url))
        await asyncio.sleep(0.3)
        assert response.stream._line.reply.held < 1_000_000
        taken = 0
        async for piece in response.aiter_raw():
            taken += len(piece)
        await response.aclose()
        assert taken == size


@pytest.mark.anyio
async def test_cancelling_at_random_leaves_nothing_open(serve):
    chance = random.Random(7)

    def handler(peer):
        while peer.request() is not None:
            peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n")
            threading.Event().wait(0.002)
            peer.send(b"2\r\n2]\r\n0\r\n\r\n")

    server, wire = serve(handler), FastWire()
    before = asyncio.all_tasks()
    ended = cancelled = 0

    async def one(patience: float) -> None:
        nonlocal ended, cancelled
        request = httpx.Request("POST", server.url, content=b"x" * chance.choice([1, 100, 200_000]))
        call = watched(request)
        with anyio.move_on_after(patience) as scope:
            assert (await fetched(wire, request)).content == b"[1,2]"
        ended += not scope.cancelled_caught
        cancelled += scope.cancelled_caught
        assert call.sent is not None

    async with anyio.create_task_group() as tasks:
        for number in range(150):
            tasks.start_soon(one, chance.uniform(0.0, 0.03) if number % 10 else 20.0)
            if chance.random() < 0.5:
                await anyio.sleep(0.001)
    assert ended
    assert cancelled
    assert server.settled(wire.idle)
    await wire.aclose()
    assert server.settled()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
    assert wire._out == 0


# Proxies


def relay(peer, port: int) -> None:
    """Be a tunnel to *port* until one side closes."""
    with socket.create_connection(("127.0.0.1", port)) as other:

        def back() -> None:
            with contextlib.suppress(OSError):
                while data := other.recv(65536):
                    peer.send(data)

        threading.Thread(target=back, daemon=True).start()
        while data := peer._socket.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_RDWR)


@pytest.mark.anyio
async def test_a_tunnel_through_a_proxy_is_encrypted_to_the_server(script, serve, answer):
    server = script(answer(200, b"inside"), tls=server_context())
    heads: list[bytes] = []

    def handler(peer):
        heads.append(peer.head())
        peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        relay(peer, server.port)

    proxy = serve(handler)
    wire = FastWire(
        verify=ssl.create_default_context(cafile=str(DATA / "server.pem")),
        proxy=proxy.url.replace("http://", "http://me:s3cr3t%21@"),
    )
    async with wire:
        for _ in range(2):
            request = httpx.Request("POST", server.url, headers={"Authorization": "Bearer t"}, content=b"abc")
            call = watched(request)
            assert (await fetched(wire, request)).content == b"inside"
            assert call.sent is True
    (head,) = heads
    assert head.startswith(b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n" % server.port)
    assert b"Proxy-Authorization: Basic bWU6czNjcjN0IQ==" in head
    assert b"Bearer" not in head
    assert b"aiohttp" not in head
    assert all(b"proxy-authorization" not in one.lower() for one in server.requests)
    assert len(server.requests) == 2
    assert server.settled()


@pytest.mark.anyio
async def test_credentials_for_a_proxy_that_forwards(script, answer):
    proxies = [script(answer(200, b"by proxy")) for _ in WIRES]
    for kind, proxy in zip(WIRES, proxies, strict=True):
        async with kind(proxy=proxy.url.replace("http://", "http://me:s3cr3t@")) as wire:
            for _ in range(2):
                await fetched(wire, httpx.Request("GET", "http://nowhere.invalid:81/x?y=z"))
    default, fast = (sorted(proxy.requests[1].split(b"\r\n")) for proxy in proxies)
    assert fast[0] == b""
    assert b"Proxy-Authorization: Basic bWU6czNjcjN0" in fast
    assert [line.lower() for line in fast] == [line.lower() for line in default]


@pytest.mark.anyio
async def test_a_proxy_that_cannot_be_reached_is_told_without_its_password(retrying, request_for, dead_port):
    for url in ("https://us.example/", "http://us.example/"):
        async with FastWire(proxy=f"http://me:s3cr3t@127.0.0.1:{dead_port}") as wire:
            with pytest.raises(TransportError) as caught:
                await retrying(wire).handle_async_request(request_for("POST", url, b"x"))
            assert caught.value.outcome is Outcome.NOT_APPLIED
            chain: BaseException | None = caught.value
            while chain is not None:
                assert "s3cr3t" not in f"{chain!r} {chain}"
                chain = chain.__cause__ or chain.__context__


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"verify": "ca.pem"}, "verify="),
        ({"verify": False}, "verify="),
        ({"keepalive": "x"}, "keepalive"),
        ({"keepalive": -1}, "keepalive"),
    ],
)
def test_arguments_that_cannot_work_are_refused_when_it_is_made(wrong, told):
    with pytest.raises(ConfigurationError, match=told):
        FastWire(**wrong)
