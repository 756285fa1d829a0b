"""Every row of the fault table comes out as it says, and the page shows the table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from faults.drive import OPERATIONS, Operation, cases
from faults.outcome import MANY, SAFETIES, Cell, Row
from faults.page import written
from faults.run import PAGE, WAYS, differences
from faults.table import ROWS

from plankit.sandbox import faults

ROOT = Path(__file__).parents[2]
# Twelve megabytes within a second keep a processor busy.
HEAVY = {"logbook.logs.create, 12 MB"}
TRIED = [
    pytest.param(row, id=f"{number} {row.name}", marks=[pytest.mark.alone] if HEAVY & {*row.only} else [])
    for number, row in enumerate(ROWS)
]


@pytest.mark.socket
@pytest.mark.anyio
@pytest.mark.parametrize("safety", SAFETIES)
@pytest.mark.parametrize("row", TRIED)
@pytest.mark.parametrize(("anyio_backend", "wire"), WAYS.values(), ids=WAYS)
async def test_a_row_comes_out_as_it_says(row, safety, server, anyio_backend, wire):
    name = f"{ROWS.index(row)} {anyio_backend} {wire}"
    assert await differences(server, row, name, wire, safety) == []


def test_the_page_shows_the_table():
    page = PAGE.read_text("utf-8")
    assert written(page) == page, "write it again: python scripts/faults/run.py --page"


def test_every_fault_of_the_sandbox_is_in_the_table():
    given = [fault for row in ROWS for fault in row.faults]
    assert {type(fault) for fault in given} >= set(get_args(faults.Fault))
    points = set(get_args(faults.Point))
    cuts = {(fault.at, fault.reset) for fault in given if isinstance(fault, faults.Cut)}
    assert cuts == {(at, reset) for at in points for reset in (True, False)}
    assert {fault.at for fault in given if isinstance(fault, faults.Stall)} == points
    pages = {"short_page", "empty_page"}  # those of walks, which are tested by walks
    assert {fault.how for fault in given if isinstance(fault, faults.Spoil)} == {*get_args(faults.Damage), None} - pages
    statuses = {fault.status for fault in given if isinstance(fault, faults.Respond)}
    assert statuses >= {200, 400, 401, 429, 500, 502, 503, 504, 520}


def test_every_row_has_each_kind_of_operation_or_says_which():
    for row in ROWS:
        kinds = {operation.safety for operation, _ in cases(row)}
        assert kinds == set(SAFETIES) or row.only, row.name
        assert set(row.only) <= {operation.name for operation in OPERATIONS}
        assert set(row.cells) <= {*SAFETIES, *(operation.name for operation in OPERATIONS)}


def test_no_cell_allows_an_unsafe_call_to_be_applied_twice():
    for row in ROWS:
        for operation, cell in cases(row):
            if operation.safety == "unsafe":
                assert cell.applied in range(row.calls + 1), row.name


def test_a_cell_in_words():
    assert str(Cell("result", 2)) == "result; 2 requests"
    assert str(Cell("result", 1, 1, tokens=2)) == "result; 1 request, 2 token requests, applied once"
    assert str(Cell("TransportError", 4, 4, "unknown")) == "TransportError, unknown; 4 requests, applied 4 times"
    assert str(Cell("ServerError", 0, 0, "not applied")) == "ServerError, not applied; no requests"
    assert str(Cell("RateLimitedError", MANY, 0)) == "RateLimitedError; requests until the deadline, applied never"
    assert Cell("result", MANY).agrees(Cell("result", 7))
    assert not Cell("result", MANY).agrees(Cell("result", 1))


@pytest.mark.socket
@pytest.mark.anyio
async def test_what_differs_is_told(server):
    async def untyped(client, s, name):
        raise LookupError(name)

    wrong = Row(group="g", name="n", faults=(faults.Cut("read"),), cells={"read": Cell("result", 7)})
    found = await differences(server, wrong, "wrong", "default", "read")
    assert len(found) == len([one for one in OPERATIONS if one.usual and one.safety == "read"])
    assert "result; 2 requests, and not: result; 7 requests" in found[0]
    from faults.drive import meet

    cell, besides = await meet(server, wrong, faults.Cut("read"), Operation("admin.x", "read", "getUser", untyped), "x")
    assert cell.seen == "LookupError"
    assert "an untyped error came out" in besides
    assert "the fault did not happen" in besides


@pytest.mark.socket
def test_the_program_tells_by_its_status():
    command = [sys.executable, str(ROOT / "scripts" / "faults" / "run.py"), "--way", "asyncio", "--only"]
    done = subprocess.run([*command, "redirect"], capture_output=True, text=True, check=True, timeout=60)
    assert "2 rows" in done.stdout
    assert "all as the table says" in done.stdout
    assert subprocess.run([*command, "no such row"], capture_output=True, check=False, timeout=60).returncode == 2
