"""What is measured is only worth something if every answer is right and every call arrived, once."""

from __future__ import annotations

import asyncio
import http.client
import json
from typing import TYPE_CHECKING

import pytest
from bench import calls, meter
from bench.peers import PEERS, peers
from bench.report import Setting, WrongAnswerError
from bench.server import TOKEN, USER_ID, USER_PATH, Server
from bench.variants import (
    AIOHTTP,
    FAST_WIRE,
    HTTPX,
    PLANKIT,
    PLANKIT_FAST,
    WIRE,
    NotInstalledError,
    expect,
    library,
    own,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AsyncExitStack

pytestmark = pytest.mark.socket
LEVELS = {2: 6}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


def ask(server: Server, path: str = USER_PATH) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
        return connection.getresponse().read()
    finally:
        connection.close()


class Fake:
    """A client that does what it is told instead of what it should."""

    name = "fake"
    most = 1_000

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call

    async def open(self, url: str, in_flight: int, stack: AsyncExitStack) -> None:
        pass

    async def call(self) -> None:
        self._call()


def measure(server: Server, call: Callable[[], None]) -> calls.Found:
    return asyncio.run(calls.measure(server, {"fake": lambda: Fake(call)}, LEVELS, 1))


def test_calls_that_all_arrive_are_measured(server):
    found = measure(server, lambda: expect(USER_ID.encode() in ask(server), wanted=True))
    rounds = found["fake", 2]
    assert len(rounds.cpu) == len(rounds.wall) == len(rounds.served) == 1
    assert 0 < rounds.cpu[0] < rounds.wall[0]


def test_a_wrong_answer_fails(server):
    with pytest.raises(ExceptionGroup) as caught:
        measure(server, lambda: expect(ask(server, "/nowhere"), USER_ID))
    assert caught.group_contains(WrongAnswerError, match="came instead of")


@pytest.mark.parametrize("requests", [0, 2])
def test_a_call_that_was_lost_or_made_twice_fails(server, requests):
    with pytest.raises(WrongAnswerError, match=rf"fake: 2 calls, 2 answers, {2 * requests} requests at the server"):
        measure(server, lambda: [ask(server) for _ in range(requests)] and None)


def test_a_library_that_is_missing_is_named(server):
    def missing() -> Fake:
        library("no_such_library_as_this")
        raise AssertionError

    here, absent = calls.installed({"fake": lambda: Fake(lambda: None), "missing": missing})
    assert list(here) == ["fake"]
    assert absent == ["missing"]
    with pytest.raises(NotInstalledError):
        library("no_such_library_as_this")


def found_with(cpu: dict[str, list[float]]) -> calls.Found:
    return {
        (name, level): calls.Rounds(values, values, [1.0] * len(values))
        for level in calls.LEVELS
        for name, values in {PLANKIT: [100.0, 110.0, 90.0], WIRE: [50.0, 50.0, 50.0], **cpu}.items()
    }


def test_the_best_of_its_kind_has_the_looser_budget():
    found = found_with({name: [300.0 + 100 * at] * 3 for at, name in enumerate(PEERS)})
    lines = {row.what: row for row in calls.rows(found, [])}
    best = lines[f"{PLANKIT} / {PEERS[0]}, the best of its kind: CPU, 64 in flight"]
    assert best.budget == "<= 0.5x"
    assert best.met
    assert best.numbers["value"] == pytest.approx(1 / 3)
    assert [row.budget for what, row in lines.items() if f"{PLANKIT} / " in what].count("<= 0.333x") == 3
    assert lines[f"{PLANKIT}, minus that wire: CPU, 64 in flight"].numbers["value"] == 50
    assert lines[f"{PLANKIT}: CPU at 1,000 in flight / at 16"].numbers["value"] == 1


def test_without_all_of_its_kind_there_is_no_verdict():
    found = found_with({PEERS[0]: [300.0] * 3})
    lines = calls.rows(found, list(PEERS[1:]))
    (row,) = (row for row in lines if f"{PLANKIT} / " in row.what)
    assert row.met is None
    told = [row for row in lines if row.measured.startswith("not installed")]
    assert [row.what for row in told] == list(PEERS[1:])


def test_each_client_that_is_here_gets_the_user(server):
    # Those of the benchmark's own environment are tested where they are installed; the run measures nothing else.
    makers = own() | {name: make for name, make in peers((None, None)).items() if name != PEERS[0]}
    here, absent = calls.installed(makers)
    assert {PLANKIT, WIRE, HTTPX, AIOHTTP} <= set(here)
    assert len(here) + len(absent) == len(makers)
    found = asyncio.run(calls.measure(server, here, LEVELS, 2))
    assert {name for name, _ in found} == set(here)
    lines = {cost.client: cost for cost in calls.costs(found)}
    assert lines[PLANKIT].ratio.median == 1
    assert all(0 < cost.cpu.least <= cost.cpu.low <= cost.cpu.median <= cost.cpu.high for cost in lines.values())


def test_what_is_added_to_a_wire_is_measured_in_a_process_of_its_own(server, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(meter, "child", told := Told(server))
    found = calls.added(Setting(server, quick=True))
    assert told.arguments == ("calls", str(server.port), "2", "4", "64")
    assert set(found) == {(name, level) for name in (PLANKIT, WIRE, PLANKIT_FAST, FAST_WIRE) for level in LEVELS}
    assert all(len(rounds.cpu) == 2 and min(rounds.cpu) > 0 for rounds in found.values())
    rows = {row.what: row for row in calls.rows(found_with({PEERS[0]: [300.0] * 3}), list(PEERS[1:]), found)}
    row = rows[f"{PLANKIT_FAST}, minus that wire: CPU, 2 in flight"]
    assert row.budget == "<= 60 us"
    assert row.spread is not None
    assert f"{PLANKIT}, minus that wire: CPU, 64 in flight" not in rows


class Told:
    """Makes the child's measurement, with fewer calls in flight, and tells of it as JSON does."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.arguments: tuple[str, ...] = ()

    def __call__(self, *arguments: str) -> dict[str, dict[str, list[float]]]:
        self.arguments = arguments
        _, port, rounds, *_ = arguments
        return json.loads(json.dumps(calls.alone(int(port), int(rounds), LEVELS)))
