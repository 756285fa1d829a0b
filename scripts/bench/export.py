#!/usr/bin/env python3
"""An export of a million users beside the walk of its pager alone, and what it keeps in memory.

Run as a program it takes `--quick` (100,000 users) and `--format`; as a measurement of `run.py` it gives rows.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from bench.report import Row, Setting
    from plankit.bulk.formats import Format

PER_PAGE = 200
AHEAD = 4
SECONDS = 0.02
"""What a page takes at the least: a service across a network is hardly faster."""
AT_ONCE = 100_000
"""Users of an export that waits for nothing."""
SLOWER = 1.1
GROWN = 12.0
"""Megabytes from a tenth of the list to its end: 8 bytes for each of a million ids, and some room."""

_TOKEN = "/io/v1/oauth2/token"  # noqa: S105 - a path
_USER = (
    '{"id":"user-%d","email":"user-%d@example.com","firstName":"Ada","lastName":"Lovelace","userName":"ada",'
    '"role":"User","status":"Active","active":true,"lastLogin":"2024-05-01T08:30:00Z"}'
)


def run(setting: Setting) -> list[Row]:
    """Measure, in a process of its own."""
    from bench import meter  # noqa: PLC0415 - as a program this module stands alone
    from bench.report import Row, WrongAnswerError, at_most  # noqa: PLC0415 - same

    count = 60_000 if setting.quick else 1_000_000
    found = meter.child("export", "--child", str(count), "jsonl", str(SECONDS))
    if found["items"] != count:
        message = f"{found['items']} of {count} users were exported"
        raise WrongAnswerError(message)
    what = f"export of {count:,} users / their pager alone, pages of {SECONDS * 1e3:.0f} ms, prefetch({AHEAD})"
    rows = [
        at_most(what, found["ratio"], SLOWER, "x", pager=found["pager"], export=found["export"]),
        at_most(f"memory an export grows by between 10 % and 100 % of {count:,}", found["grown"], GROWN, " MB"),
    ]
    if not setting.quick:
        bound = meter.child("export", "--child", str(AT_ONCE), "jsonl", "0")
        told = f"{bound['ratio']:.3g}x ({bound['pager']:.1f} s, {bound['export']:.1f} s)"
        rows.append(Row(f"an export of {AT_ONCE:,} users / their pager alone, where the server answers at once", told))
    return rows


class _Connection(asyncio.Protocol):
    """Answers one connection: tokens, and pages of a list of any length."""

    count = 0
    seconds = 0.0

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
        head, separator, rest = self._buffer.partition(b"\r\n\r\n")
        lowered = head.lower()
        length = 0
        if b"content-length:" in lowered:
            length = int(lowered.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        if not separator or len(rest) < length:
            return
        self._buffer = rest[length:]
        target = head.split(b" ", 2)[1].decode("ascii")
        if target == _TOKEN:
            self._send('{"id_token":"bench-token","expires_in":36000}')
            return
        start = int(parse_qs(urlsplit(target).query)["startIndex"][0])
        asyncio.get_running_loop().call_later(self.seconds, self._send, self._page(start))

    def _page(self, start: int) -> str:
        users = ",".join([_USER % (n, n) for n in range(start, min(start + PER_PAGE, self.count + 1))])
        return f'{{"startIndex":{start},"itemsPerPage":{PER_PAGE},"Resources":[{users}]}}'

    def _send(self, body: str) -> None:
        if self._transport is not None:
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            self._transport.write((head + body).encode("ascii"))


async def _serve(count: int, seconds: float) -> None:
    _Connection.count, _Connection.seconds = count, seconds
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Connection, "127.0.0.1", 0, backlog=64)
    print(server.sockets[0].getsockname()[1], flush=True)
    # The end of its input tells it to leave.
    await loop.run_in_executor(None, sys.stdin.buffer.read)
    server.close()


def _resident() -> float:
    """Return the megabytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def _measure(url: str, count: int, format_: Format) -> dict[str, float]:
    from plankit import AdminClient, Budget, ClientCredentials  # noqa: PLC0415 - the server's process needs nothing
    from plankit.bulk import ExportProgress, export  # noqa: PLC0415 - same

    tenth = 0.0
    most = 0.0

    def watch(progress: ExportProgress) -> None:
        nonlocal tenth, most
        now = _resident()
        if progress.items >= count / 10:
            tenth = tenth or now
            most = max(most, now)

    async with AdminClient(ClientCredentials("id", "secret"), base_url=url, budget=Budget()) as admin:
        await admin.token()
        start = time.monotonic()
        walked = 0
        async with admin.users.list(count=PER_PAGE).prefetch(AHEAD) as pages:
            async for page in pages:
                walked += len(page.items)
        pager = time.monotonic() - start
        with tempfile.TemporaryDirectory() as directory:
            start = time.monotonic()
            to = Path(directory) / "users"
            users = admin.users.list(count=PER_PAGE)
            report = await export(users, to, format=format_, prefetch=AHEAD, on_progress=watch)
            taken = time.monotonic() - start
    items = report.items if walked == count else walked
    return {"items": items, "pager": pager, "export": taken, "ratio": taken / pager, "grown": most - tenth}


def _child(count: int, format_: Format, seconds: float) -> dict[str, float]:
    with subprocess.Popen(
        [sys.executable, __file__, "--serve", str(count), str(seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    ) as server:
        assert server.stdout is not None  # noqa: S101 - it was asked for
        found = asyncio.run(_measure(f"http://127.0.0.1:{int(server.stdout.readline())}", count, format_))
        server.communicate()
    return found


def main() -> None:
    """Measure and tell; or be one of the processes that measure."""
    if sys.argv[1:2] == ["--serve"]:
        asyncio.run(_serve(int(sys.argv[2]), float(sys.argv[3])))
        return
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(_child(int(sys.argv[2]), cast("Format", sys.argv[3]), float(sys.argv[4]))))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100,000 users instead of 1,000,000")
    parser.add_argument("--format", default="jsonl", choices=("jsonl", "csv", "sqlite"))
    parser.add_argument("--seconds", type=float, default=SECONDS, help="what a page takes at the least")
    arguments = parser.parse_args()
    count = 100_000 if arguments.quick else 1_000_000
    found = _child(count, arguments.format, arguments.seconds)
    print(
        f"{found['items']:,} users, pages of {PER_PAGE} in {arguments.seconds * 1e3:.0f} ms, prefetch({AHEAD}), "
        f"{arguments.format}: pager {found['pager']:.2f} s, export {found['export']:.2f} s, "
        f"ratio {found['ratio']:.3f}, memory +{found['grown']:.1f} MB between 10 % and 100 %"
    )


if __name__ == "__main__":
    main()
