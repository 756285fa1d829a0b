"""Regenerating all four low-level clients, with formatting and checks."""

from __future__ import annotations

import json
import resource
import tempfile
import time
from pathlib import Path

from pipeline import build
from pipeline.document import SERVICES
from pipeline.errors import PipelineError

from bench import meter
from bench.report import Row, Setting, WrongAnswerError, at_most

LONGEST = 120


def run(setting: Setting) -> list[Row]:
    """Measure, once: it is long enough. The clock on the wall, since it is a person who waits."""
    del setting
    found = meter.child("generation", longest=LONGEST)
    if "error" in found:
        message = f"the clients cannot be generated: {found['error']}"
        raise WrongAnswerError(message)
    return [at_most(f"regenerating all {len(SERVICES)} clients", found["seconds"], 15, " s", cpu=found["cpu"])]


def _build() -> dict[str, float | str]:
    with tempfile.TemporaryDirectory() as directory:
        start, cpu = time.monotonic(), _cpu()
        try:
            build.build(Path(directory) / "built")
        except PipelineError as error:
            return {"error": str(error)}
        return {"seconds": time.monotonic() - start, "cpu": _cpu() - cpu}


def _cpu() -> float:
    """Return the processor time of this process and its children."""
    usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


if __name__ == "__main__":
    print(json.dumps(_build()))
