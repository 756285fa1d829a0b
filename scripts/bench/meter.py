"""How things are measured: processor time, in turns, in short rounds.

The wall clock says little on a machine that does other things too; the processor time of this process does. So variants
take turns, round by round, within one process: what disturbs the machine (a neighbour, a clock that slows down)
disturbs them alike, a ratio is taken within each round, and its median counts, with the quartiles beside it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LONGEST = 600
"""Seconds after which a program of its own is given up."""


@dataclass(frozen=True)
class Spread:
    """What several rounds found.

    Attributes:
        median: The middle of them.
        low: Their first quartile.
        high: Their third quartile.
        least: The least of them.
    """

    median: float
    low: float
    high: float
    least: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """Return the spread of *values*; of one alone, itself."""
        low, middle, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
        return cls(middle, low, high, min(values))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Return how many times *theirs* it was, each round by itself."""
    return Spread.of([our / their for our, their in zip(ours, theirs, strict=True)])


def differences(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Return how much more than *theirs* it was, each round by itself."""
    return Spread.of([our - their for our, their in zip(ours, theirs, strict=True)])


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


def child(module: str, *arguments: str, longest: float = LONGEST) -> dict[str, Any]:
    """Run a module of this package as a program of its own; return the JSON object that it prints.

    Raises:
        CalledProcessError: It failed; what it said of it is on the standard error.
        TimeoutExpired: It did not end within *longest* seconds; it was ended, with all that it had started.
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", f"bench.{module}", *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, start_new_session=True) as program:
        try:
            told, _ = program.communicate(timeout=longest)
        except BaseException:
            os.killpg(program.pid, signal.SIGKILL)
            raise
    if program.returncode:
        raise subprocess.CalledProcessError(program.returncode, command)
    result: dict[str, Any] = json.loads(told)
    return result
