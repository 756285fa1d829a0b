#!/usr/bin/env python3
"""Run seeded trials of bulk jobs, and tell what became of every row; exit with 1 if one failed."""

from __future__ import annotations

import argparse
import concurrent.futures
import multiprocessing
import sys
import time
from pathlib import Path

# Run as a program, this directory is on the path and its parent, which holds the package, is not.
if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from trials.plan import SERIES, Series, plan
from trials.table import Sum, table
from trials.trial import Happened, run_trial
from trials.verdict import Verdict, judge

_SHARE = 10
_MOST_VOID = 2
_STALLED = 0.25
"""Seconds without a processor after which the server may have applied later than the settle time allows."""


def one(series: Series, seed: int) -> tuple[Verdict, Happened]:
    """Run a trial; again if it failed while this machine kept the server from working in time.

    Returns:
        The verdict, and what happened.
    """
    trial = plan(series, seed)
    happened = run_trial(trial)
    verdict = judge(trial, happened)
    void = 0
    while verdict.wrong and happened.stall >= _STALLED and void < _MOST_VOID:
        void += 1
        happened = run_trial(trial)
        verdict = judge(trial, happened)
    verdict.void = void
    return verdict, happened


def _show(verdict: Verdict, happened: Happened) -> None:
    for name in verdict.__slots__:
        print(f"{name:>11}  {getattr(verdict, name)}")
    print(f"{'kills':>11}  {happened.kills} of {happened.lives} lives")
    print(f"{'seconds':>11}  {happened.seconds:.1f}")
    if happened.said is not None:
        print(happened.said.get("certificate", ""))


def main() -> int:
    """Run what was asked for, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="trials of the main series (the others have a tenth)")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--series", choices=SERIES, help="only this one, with all seeds")
    parser.add_argument("--jobs", type=int, default=4, help="processes, each with one trial at a time")
    parser.add_argument("--seed", type=int, help="only this trial, of --series or main")
    parser.add_argument("-v", "--verbose", action="store_true", help="show what --seed did, and each trial")
    given = parser.parse_args()
    if given.seed is not None:
        verdict, happened = one(given.series or "main", given.seed)
        _show(verdict, happened)
        return int(bool(verdict.wrong))
    seeds = range(given.first, given.first + given.seeds)
    few = seeds[: max(1, given.seeds // _SHARE)]
    wanted: dict[Series, range] = {each: seeds if each in ("main", given.series) else few for each in SERIES}
    if given.series:
        wanted = {each: seeds for each in SERIES if each == given.series}
    began, sums = time.monotonic(), {series: Sum(series) for series in wanted}
    failures = 0
    with concurrent.futures.ProcessPoolExecutor(given.jobs, multiprocessing.get_context("spawn")) as pool:
        left = {pool.submit(one, series, seed): (series, seed) for series, these in wanted.items() for seed in these}
        try:
            for done in concurrent.futures.as_completed(left):
                series, seed = left[done]
                verdict, happened = done.result()
                sums[series].add(verdict, happened)
                failures += bool(verdict.wrong)
                if verdict.wrong or given.verbose:
                    print(f"{series} {seed}: {'; '.join(verdict.wrong) or 'ok'} ({happened.seconds:.1f} s)", flush=True)
                if verdict.wrong:
                    print(f"    again: python scripts/trials/run.py --series {series} --seed {seed} -v", flush=True)
        except BaseException:
            # Also at Ctrl-C: the trials that have not begun are left out.
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    print(table(list(sums.values())))
    print(f"{failures or 'none'} of {len(left)} trials failed ({time.monotonic() - began:.0f} s)")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
