"""How things are measured: processor time, interleaved, minima.

The wall clock says little on a machine that does other things too; the processor time of this process does, and what
disturbs it (shared caches, a clock that slows down) only ever adds. So variants take turns, round by round, and the
least of each counts.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def settle() -> None:
    """Collect garbage, and exempt what is left: who is measured next does not pay for what others keep."""
    gc.collect()
    gc.freeze()


def processor_seconds(work: Callable[[], object]) -> float:
    """Return the processor time that *work* takes in this process."""
    settle()
    start = time.process_time()
    work()
    return time.process_time() - start


def interleaved(variants: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the least processor time of each variant, after one round that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in variants}
    for round_ in range(rounds + 1):
        for name, work in variants.items():
            seconds = processor_seconds(work)
            if round_:
                taken[name].append(seconds)
    return {name: min(seconds) for name, seconds in taken.items()}


def waited_for_a_core() -> float:
    """Return the seconds that this process was ready to run and had no core; 0.0 where the system does not tell."""
    try:
        return int(Path("/proc/self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def middle(values: list[float]) -> float:
    """Return the median."""
    return median(values)


def child(module: str, *arguments: str) -> dict[str, Any]:
    """Run a module of this package as a program of its own; return the JSON object that it prints."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{module}", *arguments], env=environment, check=True, capture_output=True
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result
