"""asyncio's own sockets under httpcore: bounded buffers, the first address that answers, nothing left open."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import ssl
import threading

import anyio
import httpcore
import pytest

from plankit.transport import sockets
from plankit.transport.sockets import Sockets

pytestmark = [pytest.mark.anyio, pytest.mark.socket]


@pytest.fixture
def anyio_backend():
    return "asyncio"


@contextlib.contextmanager
def listening(handler):
    """A server for one connection, handled in a thread."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run():
            with contextlib.suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    connection.settimeout(10)
                    handler(connection)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield server.getsockname()[1]
    thread.join(10)
    assert not thread.is_alive()


async def until(condition):
    """Wait for what another thread does: it may take its time."""
    with anyio.fail_after(20):
        while not condition():  # noqa: ASYNC110 - threads ring no bell
            await asyncio.sleep(0.005)


async def test_what_is_not_read_is_not_taken_either():
    """A reader that pauses makes the sender wait: memory does not grow with the answer."""
    sent = 0

    def handler(connection):
        nonlocal sent
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
        for _ in range(400):
            connection.sendall(b"x" * 65536)
            sent += 65536

    with listening(handler) as port:
        stream = await Sockets().connect_tcp("127.0.0.1", port)
        assert asyncio.current_task() is not None
        taken = len(await stream.read(1000))
        assert taken <= 1000
        for _ in range(20):
            await asyncio.sleep(0.02)
        assert stream._protocol.waiting <= sockets._MOST_WAITING + 1024 * 1024
        assert sent < 400 * 65536
        while data := await stream.read(65536):
            taken += len(data)
        assert taken == 400 * 65536
        assert stream._protocol.waiting == 0
        await stream.aclose()


async def test_a_writer_waits_for_a_slow_reader_and_all_of_it_arrives():
    got = bytearray()
    late = threading.Event()

    def handler(connection):
        late.wait(20)
        while data := connection.recv(65536):
            got.extend(data)

    with listening(handler) as port:
        stream = await Sockets().connect_tcp("127.0.0.1", port)
        body = bytes(range(256)) * 40_000
        with pytest.raises(httpcore.WriteTimeout):
            await stream.write(body, timeout=0.01)
        late.set()
        await stream.write(b"end")
        await stream.write(b"")
        assert not stream._protocol.full
        while stream._transport.get_write_buffer_size():  # noqa: ASYNC110 - asyncio tells nobody
            await asyncio.sleep(0.01)
        await stream.aclose()
    assert got == body + b"end"


async def test_ends_and_breaks_are_told_apart():
    with listening(lambda connection: connection.sendall(b"bye")) as port:
        stream = await Sockets().connect_tcp("127.0.0.1", port)
        assert await stream.read(2) == b"by"
        assert await stream.read(2) == b"e"
        assert await stream.read(2) == b""
        assert stream.get_extra_info("is_readable")
        await stream.aclose()
        with pytest.raises(httpcore.WriteError):
            await stream.write(b"x")

    def reset(connection):
        connection.recv(1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")

    with listening(reset) as port:
        stream = await Sockets().connect_tcp("127.0.0.1", port)
        await stream.write(b"x")  # sent when an answer is waited for
        with pytest.raises(httpcore.ReadError):
            await stream.read(10)
        await stream.aclose()


async def test_a_read_that_takes_too_long_says_so():
    with listening(lambda connection: connection.recv(1)) as port:
        stream = await Sockets().connect_tcp("127.0.0.1", port)
        with pytest.raises(httpcore.ReadTimeout):
            await stream.read(10, timeout=0.02)
        assert not stream.get_extra_info("is_readable")
        await stream.aclose()


async def test_the_first_address_that_answers_is_taken(monkeypatch):
    """An address that never answers costs a quarter of a second, one that refuses none."""
    assert sockets._HAPPY_EYEBALLS == 0.25
    monkeypatch.setattr(sockets, "_HAPPY_EYEBALLS", 60.0)
    with listening(lambda connection: connection.recv(1)) as port, socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        refusing = unused.getsockname()[1]
        stream_of = (socket.AF_INET, socket.SOCK_STREAM, 6, "")

        async def addresses(host, port, **_):
            return [(*stream_of, ("127.0.0.1", refusing)), (*stream_of, ("127.0.0.1", found))]

        found = port
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", addresses)
        with anyio.fail_after(20):
            stream = await Sockets().connect_tcp("a.example", 1)
        assert stream.get_extra_info("server_addr")[1] == port
        await stream.aclose()

        found = refusing
        with pytest.raises(httpcore.ConnectError, match="Connect call failed"):
            await Sockets().connect_tcp("a.example", 1)


async def test_cancelling_while_it_connects_leaves_no_socket_open():
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        host, port = server.getsockname()
        for delay in range(40):
            with anyio.move_on_after(delay / 20_000):
                stream = await Sockets().connect_tcp(host, port)
                await stream.aclose()
        gc.collect()  # warns of what was left open, and warnings are errors


async def test_a_server_that_speaks_no_tls_is_a_connect_error():
    with listening(lambda connection: connection.sendall(b"HTTP/1.1 400 no\r\n\r\n")) as port:
        stream = await Sockets().connect_tcp("127.0.0.1", port)
        with pytest.raises(httpcore.ConnectError):
            await stream.start_tls(ssl.create_default_context(), server_hostname="localhost")


async def test_a_head_and_a_small_body_go_together(monkeypatch):
    got: list[bytes] = []

    def handler(connection):
        while data := connection.recv(1_000_000):
            got.append(data)

    async def arrived(size):
        await until(lambda: sum(map(len, got)) >= size)

    with listening(handler) as port:
        stream = await Sockets().connect_tcp("127.0.0.1", port)
        # Of what is sent piece by piece, more than one piece may arrive at once.
        sent: list[bytes] = []
        send = stream._transport.write
        monkeypatch.setattr(stream._transport, "write", lambda data: (sent.append(data), send(data)))
        for pieces, size in (([b"head", b"body"], 8), ([b"head2"], 13)):
            for piece in pieces:
                await stream.write(piece)
            await stream.write(b"")  # as httpcore ends a request
            await arrived(size)
        assert sent == [b"headbody", b"head2"]
        assert b"".join(got) == b"headbodyhead2"
        got.clear()
        sent.clear()
        pieces = [b"head", b"a body", b"that is still", b"being made"]
        for count, piece in enumerate(pieces, 1):
            await stream.write(piece)
            await arrived(sum(map(len, pieces[:count])))
        assert sent == got == pieces
        got.clear()
        await stream.write(b"x" * 100_000)
        await arrived(100_000)
        assert sum(map(len, got)) == 100_000
        await stream.aclose()


async def test_an_answer_that_comes_before_the_request_was_read_ends_the_writing():
    def handler(connection):
        connection.recv(1000)
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n" if early else b"HTTP/1.1 413 No\r\n\r\n")
        over.wait(20)

    for early in (False, True):
        over = threading.Event()
        with listening(handler) as port:
            stream = await Sockets().connect_tcp("127.0.0.1", port)
            with pytest.raises(httpcore.WriteTimeout if early else httpcore.WriteError):
                await stream.write(b"x" * 20_000_000, timeout=0.5 if early else 20.0)
            assert (await stream.read(12)).startswith(b"HTTP/1.1 ")
            await stream.aclose()
            over.set()


async def test_a_name_that_is_none_is_a_connect_error():
    with pytest.raises(httpcore.ConnectError):
        await Sockets().connect_tcp("a..b.example", 80)
