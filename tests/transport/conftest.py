"""A server that does exactly what a test says, byte by byte, on real sockets in threads of its own."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from plankit import FastWire
from plankit.transport.call import CALL, Call
from plankit.transport.retry import RetryPolicy, RetryTransport
from plankit.transport.wire import Wire

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator


class Peer:
    """One connection, seen from the server."""

    def __init__(self, server: Server, connection: socket.socket, number: int) -> None:
        self.server = server
        self.number = number
        self._socket = connection
        self._buffer = bytearray()

    def head(self) -> bytes | None:
        """Read one request's head; None when the client has closed."""
        while b"\r\n\r\n" not in self._buffer:
            data = self._socket.recv(65536)
            if not data:
                return None
            self._buffer += data
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        return bytes(head)

    def request(self) -> bytes | None:
        """Read one whole request and count it; None when the client has closed."""
        head = self.head()
        if head is None:
            return None
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        while len(self._buffer) < length:
            data = self._socket.recv(65536)
            if not data:
                return None
            self._buffer += data
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        with self.server.lock:
            self.server.requests.append(head + b"\r\n\r\n" + bytes(body))
            return self.server.requests[-1]

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def answer(self, status: int = 200, body: bytes = b"{}", **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def wait(self, seconds: float = 20.0) -> None:
        """Do nothing until the client closes, the server ends or the time is up."""
        until = time.monotonic() + seconds
        self._socket.settimeout(0.02)
        while time.monotonic() < until and not self.server.ended.is_set():
            try:
                if not self._socket.recv(65536):
                    return
            except TimeoutError:
                continue

    def reset(self) -> None:
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()


class Server:
    """Runs a handler for every connection."""

    def __init__(self, handler: Callable[[Peer], None], tls: ssl.SSLContext | None = None) -> None:
        self.handler = handler
        self.tls = tls
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.requests: list[bytes] = []
        self.opened = 0
        self.open = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                self.opened += 1
                self.open += 1
                number = self.opened
            threading.Thread(target=self._serve, args=(connection, number), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        try:
            with contextlib.suppress(OSError), connection:
                connection.settimeout(30)
                if self.tls is not None:
                    connection = self.tls.wrap_socket(connection, server_side=True)
                with connection:
                    self.handler(Peer(self, connection, number))
        finally:
            with self.lock:
                self.open -= 1

    def settled(self, most: int = 0) -> bool:
        """Return whether no more than *most* connections remain open, after a little patience."""
        until = time.monotonic() + 20.0
        while self.open > most and time.monotonic() < until:
            time.sleep(0.005)
        return self.open <= most

    def close(self) -> None:
        self.ended.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Start a server that runs a handler for every connection."""
    servers: list[Server] = []

    def start(handler: Callable[[Peer], None], tls: ssl.SSLContext | None = None) -> Server:
        servers.append(Server(handler, tls))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def dead_port() -> Iterator[int]:
    """A port where nobody listens, and nobody else can begin to."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.fixture
def script(serve: Callable[..., Server]) -> Callable[..., Server]:
    """Start a server that takes one step per request, the last one forever. A step that returns True keeps the line."""

    def start(*steps: Callable[[Peer], object], tls: ssl.SSLContext | None = None) -> Server:
        def handler(peer: Peer) -> None:
            while peer.request() is not None:
                with peer.server.lock:
                    at = min(len(peer.server.requests), len(steps)) - 1
                if not steps[at](peer):
                    return

        return serve(handler, tls)

    return start


def answers(status: int = 200, body: bytes = b"{}", **headers: str) -> Callable[[Peer], bool]:
    """A step that answers and keeps the connection."""

    def step(peer: Peer) -> bool:
        peer.answer(status, body, **headers)
        return True

    return step


@pytest.fixture
def answer() -> Callable[..., Callable[[Peer], bool]]:
    return answers


WIRES = {"default": Wire, "fast": FastWire}


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that needs a wire on both: the default one on both event loops, the fast one on asyncio."""
    if "wired" in metafunc.fixturenames and "anyio_backend" in metafunc.fixturenames:
        ways = [("asyncio", "default"), ("trio", "default"), ("asyncio", "fast")]
        ids = ["asyncio", "trio", "asyncio-fast"]
        # A mark, since it takes the place of the parameters that `anyio_backend` has by itself.
        metafunc.definition.add_marker(pytest.mark.parametrize(("anyio_backend", "way"), ways, ids=ids))


@pytest.fixture
def way() -> str:
    return "default"


@pytest.fixture
def wired(way: str) -> type[httpx.AsyncBaseTransport]:
    """The kind of wire that the test is to run on."""
    return WIRES[way]


@pytest.fixture
def retrying(wired: type[httpx.AsyncBaseTransport]) -> Callable[..., RetryTransport]:
    """Make a retry transport that hardly pauses, over a wire of its own unless told otherwise."""

    def make(inner: httpx.AsyncBaseTransport | None = None, **options: object) -> RetryTransport:
        options.setdefault("policy", RetryPolicy(attempts=3, base=0.002))
        return RetryTransport(inner or wired(trust_env=False), **options)

    return make


@pytest.fixture
def request_for() -> Callable[..., httpx.Request]:
    """Make a request with a call of its own."""

    def make(method: str, url: str, content: bytes | None = None, **limits: object) -> httpx.Request:
        if limits.pop("raw", False):
            return httpx.Request(method, url, content=content)
        limits.setdefault("safety", "read" if method == "GET" else "unsafe")
        return httpx.Request(method, url, content=content, extensions={CALL: Call(**limits)})

    return make
