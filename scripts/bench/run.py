#!/usr/bin/env python3
"""Measure the budgets of docs/design.md, each as a ratio within this run, and calls beside those of other clients.

Exits with 1 if an answer was wrong or a call was lost. A missed budget is said plainly and is no error: numbers depend
on the machine, answers do not.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

# Run as a program, this directory is on the path and its parent, which holds the package, is not.
if not __package__:
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench import about, page, report
from bench.report import Cost, Row, Setting, WrongAnswerError
from bench.server import Server

if TYPE_CHECKING:
    from collections.abc import Sequence

MEASUREMENTS = (
    "calls",
    "overhead",
    "limits",
    "bulk",
    "pages",
    "walk",
    "scale",
    "export",
    "memory",
    "start",
    "generation",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("measurements", nargs="*", metavar="MEASUREMENT", help=", ".join(MEASUREMENTS))
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under a minute instead of nine")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers to FILE")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw what a call costs into FILE, an SVG")
    parser.add_argument(
        "--write-docs", action="store_true", help="write the tables and the plot into docs/performance.md"
    )
    asked = parser.parse_args(arguments)
    wanted: list[str] = asked.measurements or list(MEASUREMENTS)
    unknown = sorted(set(wanted).difference(MEASUREMENTS))
    if unknown:
        parser.error(f"there is no measurement {', '.join(unknown)}: give some of {', '.join(MEASUREMENTS)}")
    if asked.write_docs and (asked.measurements or asked.quick):
        parser.error("the page tells of whole runs: give --write-docs without --quick and without measurements")
    began = time.monotonic()
    lines, wrong = measure(wanted, quick=asked.quick)
    facts = about.run(quick=asked.quick, seconds=time.monotonic() - began)
    rows = [line for line in lines if isinstance(line, Row)]
    costs = [line for line in lines if isinstance(line, Cost)]
    print(page.text(facts, rows, costs))
    for message in wrong:
        print(f"WRONG: {message}")
    if asked.json is not None:
        report.save(lines, asked.json, about=facts, wrong=wrong)
    if asked.plot is not None and costs:
        page.draw(costs, asked.plot)
    if asked.write_docs and not wrong:
        page.write(facts, rows, costs)
    return 1 if wrong else 0


def measure(wanted: Sequence[str], *, quick: bool) -> tuple[list[Row | Cost], list[str]]:
    """Run the named measurements; return what they found, and what was wrong with any of them."""
    lines: list[Row | Cost] = []
    wrong: list[str] = []
    with Server() as server:
        setting = Setting(server, quick=quick)
        for name in wanted:
            start = time.monotonic()
            try:
                lines += importlib.import_module(f"bench.{name}").run(setting)
            except Exception as error:  # noqa: BLE001 - told, and the other measurements go on
                if not isinstance(error, WrongAnswerError):
                    traceback.print_exc()
                wrong.append(f"{name}: {error!r}")
            print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr)
    return lines, wrong


if __name__ == "__main__":
    # Everything here is on this machine: no proxy stands before it.
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"
    sys.exit(main())
