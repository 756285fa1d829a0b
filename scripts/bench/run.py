#!/usr/bin/env python3
"""Measure the budgets of docs/design.md, each as a ratio within this run.

Exits with 1 if an answer was wrong or a call was lost. A missed budget is said plainly and is no error: numbers depend
on the machine, answers do not.
"""

from __future__ import annotations

import argparse
import importlib
import platform
import sys
import time
import traceback
from pathlib import Path

# Run as a program, this directory is on the path and its parent, which holds the package, is not.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench.report import Row, Setting, WrongAnswerError, save, table  # noqa: E402 - found only now
from bench.server import Server  # noqa: E402 - same

MEASUREMENTS = ("calls", "overhead", "limits", "bulk", "pages", "walk", "export", "memory", "start", "generation")


def main() -> int:
    """Measure what was asked for, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("measurements", nargs="*", metavar="MEASUREMENT", help=", ".join(MEASUREMENTS))
    parser.add_argument("--quick", action="store_true", help="fewer rounds: under a minute instead of five")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers to FILE")
    arguments = parser.parse_args()
    wanted: list[str] = arguments.measurements or list(MEASUREMENTS)
    unknown = sorted(set(wanted).difference(MEASUREMENTS))
    if unknown:
        parser.error(f"there is no measurement {', '.join(unknown)}: give some of {', '.join(MEASUREMENTS)}")
    rows: list[Row] = []
    wrong: list[str] = []
    began = time.monotonic()
    with Server() as server:
        setting = Setting(server, quick=arguments.quick)
        for name in wanted:
            start = time.monotonic()
            try:
                rows += importlib.import_module(f"bench.{name}").run(setting)
            except Exception as error:  # noqa: BLE001 - told, and the other measurements go on
                if not isinstance(error, WrongAnswerError):
                    traceback.print_exc()
                wrong.append(f"{name}: {error!r}")
            print(f"{name}: {time.monotonic() - start:.0f} s", file=sys.stderr)
    print(table(rows))
    budgeted = [row for row in rows if row.met is not None]
    missed = [row for row in budgeted if not row.met]
    print(f"\n{len(budgeted) - len(missed)} of {len(budgeted)} budgets met, in {time.monotonic() - began:.0f} s.")
    for row in missed:
        print(f"MISSED: {row.what}: {row.measured}, budget {row.budget}")
    for message in wrong:
        print(f"WRONG: {message}")
    if arguments.json is not None:
        save(rows, arguments.json, python=platform.python_version(), quick=arguments.quick, wrong=wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
