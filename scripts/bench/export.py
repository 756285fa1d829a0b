#!/usr/bin/env python3
"""Exports beside the walk of their pager alone, in turns; what an export of a million users keeps in memory.

Whatever disturbs the machine for some seconds disturbs a walk and the exports next to it alike, so a ratio is taken in
each round by itself, and their median counts. Run as a program it takes `--quick`, `--format` and `--seconds`; as a
measurement of `run.py` it gives rows.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.report import Row, Setting
    from plankit import AdminClient
    from plankit.bulk import ExportProgress
    from plankit.bulk.formats import Format

    Rounds = dict[str, list[tuple[float, float]]]

PER_PAGE = 200
AHEAD = 4
SECONDS = 0.02
"""What a page takes at the least: a service across a network is hardly faster."""
USERS, ROUNDS = 60_000, 5
QUICK_USERS, QUICK_ROUNDS = 15_000, 2
MANY, QUICK_MANY = 1_000_000, 40_000
"""Users of the export whose memory is watched; its pages come at once."""
FORMATS: tuple[Format, ...] = ("jsonl", "csv", "sqlite")
SLOWER = 1.1
GROWN = 12.0
"""Megabytes from a tenth of the list to its end: 8 bytes for each of a million ids, and some room."""

_TOKEN = "/io/v1/oauth2/token"  # noqa: S105 - a path
_USER = (
    '{"id":"user-%d","email":"user-%d@example.com","firstName":"Ada","lastName":"Lovelace","userName":"ada",'
    '"role":"User","status":"Active","active":true,"lastLogin":"2024-05-01T08:30:00Z"}'
)


def run(setting: Setting) -> list[Row]:
    """Measure, in processes of its own."""
    from bench import meter  # noqa: PLC0415 - as a program this module stands alone
    from bench.report import Row, WrongAnswerError, at_most  # noqa: PLC0415 - same

    count, rounds = (QUICK_USERS, QUICK_ROUNDS) if setting.quick else (USERS, ROUNDS)
    many, formats = (QUICK_MANY, FORMATS[:1]) if setting.quick else (MANY, FORMATS)
    try:
        found: Rounds = meter.child("export", "--turns", str(count), str(SECONDS), str(rounds), *formats)
        kept = meter.child("export", "--memory", str(many))
        busy: Rounds = {} if setting.quick else meter.child("export", "--turns", str(count), "0", "3", FORMATS[0])
    except subprocess.CalledProcessError as failed:
        message = "an export failed, or did not write all users: see above"
        raise WrongAnswerError(message) from failed
    rows: list[Row] = []
    for name in formats:
        what = f"export of {count:,} users to {name} / their pager alone, pages of {SECONDS * 1e3:.0f} ms"
        ratio, cpu = (meter.ratios(*(_of(found, which, at) for which in (name, "pager"))) for at in (0, 1))
        rows.append(at_most(f"{what}, prefetch({AHEAD})", ratio, SLOWER, "x", cpu=cpu.median, rounds=rounds))
    rows.append(at_most(f"memory an export grows by between 10 % and 100 % of {many:,}", kept["grown"], GROWN, " MB"))
    if busy:
        ratio = meter.ratios(_of(busy, FORMATS[0], 0), _of(busy, "pager", 0))
        what = f"an export of {count:,} users / their pager alone, where the server answers at once"
        rows.append(Row(what, f"{ratio.median:.3g}x", numbers={"value": ratio.median}, spread=ratio))
    return rows


def _of(found: Rounds, name: str, which: int) -> list[float]:
    """Return the seconds of the rounds: on the wall (0) or of the processor (1)."""
    return [taken[which] for taken in found[name]]


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


async def _turns(admin: AdminClient, count: int, rounds: int, formats: Sequence[Format]) -> Rounds:
    """Walk and export in turns; return the seconds of each, on the wall and of the processor, by round."""
    found: Rounds = {name: [] for name in ("pager", *formats)}
    for round_ in range(rounds + 1):
        # Forth and back, so that nobody is always the one after the same neighbour.
        for name in list(found) if round_ % 2 else reversed(list(found)):
            gc.collect()
            with tempfile.TemporaryDirectory() as directory:
                to = Path(directory) / "users"
                wall, cpu = time.monotonic(), time.process_time()
                if name == "pager":
                    items = await _walk(admin)
                else:
                    items = await _export(admin, to, cast("Format", name))
                wall, cpu = time.monotonic() - wall, time.process_time() - cpu
                _check(items if name == "pager" else min(items, _written(to, name)), count)
            # The first makes connections and imports modules.
            if round_:
                found[name].append((wall, cpu))
    return found


async def _walk(admin: AdminClient) -> int:
    walked = 0
    async with admin.users.list(count=PER_PAGE).prefetch(AHEAD) as pages:
        async for page in pages:
            walked += len(page.items)
    return walked


async def _export(admin: AdminClient, to: Path, format_: Format, watch: Any = None) -> int:
    from plankit.bulk import export  # noqa: PLC0415 - the server's process needs nothing

    users = admin.users.list(count=PER_PAGE)
    return (await export(users, to, format=format_, prefetch=AHEAD, on_progress=watch)).items


def _written(to: Path, format_: str) -> int:
    """Return how many users are in a file."""
    if format_ == "sqlite":
        with closing(sqlite3.connect(to)) as database:
            return int(database.execute("SELECT count(DISTINCT id) FROM items").fetchone()[0])
    with to.open("rb") as file:
        return sum(1 for _ in file) - (format_ == "csv")


def _check(items: int, count: int) -> None:
    if items != count:
        message = f"{items} of {count} users came"
        raise RuntimeError(message)


async def _memory(admin: AdminClient, count: int) -> dict[str, float]:
    """Return the megabytes that an export grows by after a tenth of the list."""
    seen: list[float] = []

    def watch(progress: ExportProgress) -> None:
        if progress.items >= count / 10:
            seen.append(_resident())

    with tempfile.TemporaryDirectory() as directory:
        _check(await _export(admin, Path(directory) / "users", "jsonl", watch), count)
    return {"grown": max(seen) - seen[0]}


def _child(what: str, count: int, seconds: float, rounds: int = 0, formats: Sequence[Format] = ()) -> Any:
    async def measure(url: str) -> Any:
        from plankit import AdminClient, Budget, ClientCredentials  # noqa: PLC0415 - the server's process needs nothing

        async with AdminClient(ClientCredentials("id", "secret"), base_url=url, budget=Budget()) as admin:
            if what == "--memory":
                return await _memory(admin, count)
            return await _turns(admin, count, rounds, formats)

    with subprocess.Popen(
        [sys.executable, __file__, "--serve", str(count), str(seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
    ) as server:
        assert server.stdout is not None  # noqa: S101 - it was asked for
        url = f"http://127.0.0.1:{int(server.stdout.readline())}"
        try:
            return asyncio.run(measure(url))
        finally:
            server.communicate()


def main() -> None:
    """Measure and tell; or be one of the processes that measure."""
    if sys.argv[1:2] == ["--serve"]:
        asyncio.run(_serve(int(sys.argv[2]), float(sys.argv[3])))
        return
    if sys.argv[1:2] == ["--memory"]:
        print(json.dumps(_child("--memory", int(sys.argv[2]), 0)))
        return
    if sys.argv[1:2] == ["--turns"]:
        users, seconds, times, *names = sys.argv[2:]
        print(json.dumps(_child("--turns", int(users), float(seconds), int(times), cast("list[Format]", names))))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer users and rounds")
    parser.add_argument("--format", choices=FORMATS, help="this one alone")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="what a page takes at the least")
    asked = parser.parse_args()
    count, rounds = (QUICK_USERS, QUICK_ROUNDS) if asked.quick else (USERS, ROUNDS)
    formats = (asked.format,) if asked.format else FORMATS
    found: Rounds = _child("--turns", count, asked.seconds, rounds, formats)
    print(f"{count:,} users, pages of {PER_PAGE} in {asked.seconds * 1e3:.0f} ms, prefetch({AHEAD}); wall and CPU, s")
    for name in found:
        both = (f"{median(_of(found, name, at)):.2f} ({min(_of(found, name, at)):.2f})" for at in (0, 1))
        ratio = median([ours[0] / pager[0] for ours, pager in zip(found[name], found["pager"], strict=True)])
        print(f"{name:8} {'  '.join(both)}  {ratio:.3f}x the pager")


if __name__ == "__main__":
    main()
