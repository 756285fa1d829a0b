"""A loopback server with canned answers, in a process of its own: the least that a client can be held against."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, urlsplit

import httpx

if TYPE_CHECKING:
    from types import TracebackType

USER_ID = "3f0a1b9c-8a0e-4bb5-9a55-0c6b8f1f2d34"
USER_PATH = f"/public/v1/user/{USER_ID}"
LIST_PATH = "/public/v1/user"
TOKEN_PATH = "/io/v1/oauth2/token"  # noqa: S105 - a path
COUNT_PATH = "/count"
TOKEN = "bench-token"  # noqa: S105 - made up

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


_USER = _answer(user(USER_ID))
_TOKEN = _answer({"id_token": TOKEN, "expires_in": 3600})
_UNAUTHORIZED = _answer({"error": "unauthorized"}, b"401 Unauthorized")
_NOT_FOUND = _answer({"error": "not found"}, b"404 Not Found")
_AUTHORIZATION = b"bearer " + TOKEN.encode()


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
            self._respond(head.split(b" ", 2)[1].decode("ascii"), lowered)

    def _respond(self, target: str, head: bytes) -> None:
        if target == USER_PATH:
            _Connection.served += 1
            self._send(_USER if _AUTHORIZATION in head else _UNAUTHORIZED)
        elif target.startswith(LIST_PATH + "?"):
            page = _answer(_page(target))
            asyncio.get_running_loop().call_later(PAGE_SECONDS, self._send, page)
        elif target == TOKEN_PATH:
            self._send(_TOKEN)
        elif target == COUNT_PATH:
            self._send(_answer({"served": _Connection.served}))
        else:
            self._send(_NOT_FOUND)

    def _send(self, answer: bytes) -> None:
        if self._transport is not None:
            self._transport.write(answer)


def _page(target: str) -> dict[str, object]:
    start = int(parse_qs(urlsplit(target).query)["startIndex"][0])
    last = min(start + PER_PAGE, PAGES * PER_PAGE + 1)
    return {
        "startIndex": start,
        "itemsPerPage": PER_PAGE,
        "Resources": [user(f"user-{number}") for number in range(start, last)],
    }


class Server:
    """The server's process, for the time of a `with` block.

    Attributes:
        url: Its address.
    """

    def __init__(self) -> None:
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._process is not None:
            # The end of its input tells it to leave.
            self._process.communicate()

    def served(self) -> int:
        """Return how many users were asked for so far: the server's own count."""
        count: int = httpx.get(self.url + COUNT_PATH).json()["served"]
        return count


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
