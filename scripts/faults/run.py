#!/usr/bin/env python3
"""Run every row of the fault table on each way to send; exit with 1 if anything came out otherwise.

The ways: the default wire on asyncio and on trio, and the fast wire, which knows asyncio only.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

# Run as a program, this directory is on the path and its parent, which holds the package, is not.
if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from faults.drive import NOT_MET, OPERATIONS, cases, meet, start
from faults.outcome import SAFETIES, Row
from faults.page import cell, written
from faults.table import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faults.drive import Wire
    from faults.outcome import Safety
    from plankit.sandbox import Sandbox
    from plankit.sandbox.faults import Fault

PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
_SHOWN = 100
WAYS: dict[str, tuple[str, Wire]] = {
    "asyncio": ("asyncio", "default"),
    "trio": ("trio", "default"),
    "asyncio-fast": ("asyncio", "fast"),
}


def faults_of(row: Row, server: Sandbox) -> Iterator[Fault | None]:
    """The faults of a row on a sandbox; None for a row without any."""
    for fault in row.faults or (None,):
        yield fault(server) if callable(fault) else fault


async def differences(server: Sandbox, row: Row, name: str, wire: Wire, *safeties: Safety) -> list[str]:
    """Run a row, or some columns of it, over a wire; give what came out otherwise than the table says."""
    found: list[str] = []
    for operation, expected in cases(row):
        if safeties and operation.safety not in safeties:
            continue
        for number, fault in enumerate(faults_of(row, server)):
            unused = f"{name} {operation.name} {number}"
            happened, wrong = await meet(server, row, fault, operation, unused, wire)
            if row.settings and not expected.agrees(happened) and wrong in ("", NOT_MET):
                # Its time-outs are short, for speed. On a busy machine that is no evidence yet.
                happened, wrong = await meet(server, row.patient(), fault, operation, f"{unused} again", wire)
            if not expected.agrees(happened) or wrong:
                found.append(
                    f"{operation.name}, {str(fault)[:_SHOWN]}: {happened}, and not: {expected}. {wrong}".rstrip(". ")
                )
    return found


def main() -> int:
    """Run what was asked for, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="TEXT", default="", help="rows whose name holds TEXT")
    parser.add_argument("--way", choices=list(WAYS), action="append", help="one of the three; may be given twice")
    parser.add_argument("--page", action="store_true", help="run nothing, and write the table into docs/faults.md")
    arguments = parser.parse_args()
    if arguments.page:
        PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
        return 0
    rows = [(number, row) for number, row in enumerate(ROWS) if arguments.only in row.name]
    if not rows:
        parser.error(f"no row's name holds {arguments.only!r}")
    ways: list[str] = arguments.way or list(WAYS)
    colours = ("\033[32m", "\033[31m", "\033[0m") if sys.stdout.isatty() else ("", "", "")
    began, wrong = time.monotonic(), 0
    with start() as server:
        group = ""
        for number, row in rows:
            if row.group != group:
                group = row.group
                print(f"\n{group}")
            found = [
                f"{way}: {text}"
                for way in ways
                for text in anyio.run(differences, server, row, f"{number} {way}", WAYS[way][1], backend=WAYS[way][0])
            ]
            wrong += bool(found)
            print(f"{colours[bool(found)]}{'differs' if found else 'ok':8}{colours[2]}{row.name}")
            for safety in SAFETIES:
                if told := cell(row, safety):
                    print(f"        {safety:11} {told.replace('<br>', ' | ').replace('`', '')}")
            for text in found:
                print(f"    {text}")
    kinds = len([operation for operation in OPERATIONS if operation.usual])
    print(
        f"\n{len(rows)} rows, {kinds} operations, on {' and '.join(ways)}: "
        f"{f'{wrong} differ' if wrong else 'all as the table says'} ({time.monotonic() - began:.0f} s)"
    )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
