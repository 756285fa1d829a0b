"""A loopback server with canned answers, in a process of its own: the least that a client can be held against.

It speaks just enough HTTP/1.1, at the level of asyncio's protocols, and knows every answer before it is asked, so that
it is never what limits a client; what it costs itself is told with its count.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType

USER_ID = "3f0a1b9c-8a0e-4bb5-9a55-0c6b8f1f2d34"
LIST_PATH = "/public/v1/user"
USER_PATH = f"{LIST_PATH}/{USER_ID}"
TOKEN_PATH = "/io/v1/oauth2/token"  # noqa: S105 - a path
COUNT_PATH = "/count"
TOKEN = "bench-token"  # noqa: S105 - made up

USER_PATHS = {
    "plankit": USER_PATH,
    "openai": f"/v1/models/{USER_ID}",
    "githubkit": f"/users/{USER_ID}",
    "mattermostautodriver": f"/api/v4/users/{USER_ID}",
}
"""Where each client asks for the user, by client; all get the same bytes."""

LATE = "late"
LATE_PATH = f"{LIST_PATH}/{LATE}"
LATE_SECONDS = 0.02
"""What a user of the id LATE takes."""

PAGES = 100
PER_PAGE = 20
PAGE_SECONDS = 0.05


def user(identity: str) -> dict[str, object]:
    """Return a user as Planview Admin would send it, about 230 bytes of JSON."""
    return {
        "id": identity,
        "email": "ada@example.com",
        "firstName": "Ada",
        "lastName": "Lovelace",
        "userName": "ada",
        "role": "User",
        "status": "Active",
        "active": True,
        "lastLogin": "2024-05-01T08:30:00Z",
    }


def _answer(content: object, status: bytes = b"200 OK") -> bytes:
    body = json.dumps(content, separators=(",", ":")).encode()
    head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
    return head + body


def _page(number: int) -> dict[str, object]:
    start = number * PER_PAGE + 1
    last = min(start + PER_PAGE, PAGES * PER_PAGE + 1)
    return {
        "startIndex": start,
        "itemsPerPage": PER_PAGE,
        "Resources": [user(f"user-{number}") for number in range(start, last)],
    }


_USERS = {path.encode(): _answer(user(USER_ID)) for path in USER_PATHS.values()}
_LATE = _answer(user(LATE))
_LATE_PATH = LATE_PATH.encode()
_LIST_PATH = LIST_PATH.encode() + b"?"
# One page more than there are: the empty one that tells a walk that it is at the end.
_PAGES = {number * PER_PAGE + 1: _answer(_page(number)) for number in range(PAGES + 1)}
_TOKEN = _answer({"id_token": TOKEN, "expires_in": 3600})
_UNAUTHORIZED = _answer({"error": "unauthorized"}, b"401 Unauthorized")
_NOT_FOUND = _answer({"error": "not found"}, b"404 Not Found")
_AUTHORIZATIONS = (b"bearer " + TOKEN.encode(), b"token " + TOKEN.encode())


class _Connection(asyncio.Protocol):
    """Answers one connection; requests come one after the other, as HTTP/1.1 clients send them."""

    served = 0

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a TCP server makes no others
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            head, separator, rest = self._buffer.partition(b"\r\n\r\n")
            if not separator:
                return
            lowered = head.lower()
            length = 0
            if b"content-length:" in lowered:
                length = int(lowered.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            self._respond(head.split(b" ", 2)[1], lowered)

    def _respond(self, target: bytes, head: bytes) -> None:
        if target in _USERS:
            _Connection.served += 1
            authorized = any(authorization in head for authorization in _AUTHORIZATIONS)
            self._send(_USERS[target] if authorized else _UNAUTHORIZED)
        elif target == _LATE_PATH:
            _Connection.served += 1
            asyncio.get_running_loop().call_later(LATE_SECONDS, self._send, _LATE)
        elif target.startswith(_LIST_PATH):
            start = int(target.split(b"startIndex=", 1)[1].split(b"&", 1)[0])
            asyncio.get_running_loop().call_later(PAGE_SECONDS, self._send, _PAGES.get(start, _NOT_FOUND))
        elif target == TOKEN_PATH.encode():
            self._send(_TOKEN)
        elif target == COUNT_PATH.encode():
            self._send(_answer({"served": _Connection.served, "cpu": time.process_time()}))
        else:
            self._send(_NOT_FOUND)

    def _send(self, answer: bytes) -> None:
        if self._transport is not None:
            self._transport.write(answer)


@dataclass(frozen=True)
class Count:
    """What the server tells of itself.

    Attributes:
        served: How many users it was asked for so far.
        cpu: The processor seconds it used so far.
    """

    served: int
    cpu: float


class Server:
    """The server's process, for the time of a `with` block.

    Attributes:
        url: Its address.
        port: The port in it.
    """

    def __init__(self) -> None:
        self.url = ""
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        self.port = int(self._process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._process is not None:
            # The end of its input tells it to leave.
            self._process.communicate()

    def count(self) -> Count:
        """Return the server's own count."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", COUNT_PATH)
            content: dict[str, Any] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return Count(content["served"], content["cpu"])


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def wait_for_the_end() -> None:
        sys.stdin.buffer.read()
        loop.call_soon_threadsafe(ended.set)

    server = await loop.create_server(_Connection, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    threading.Thread(target=wait_for_the_end, daemon=True).start()
    await ended.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve())
