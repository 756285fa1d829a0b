"""Regenerating all four low-level clients, with formatting and checks."""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

from pipeline import build
from pipeline.document import SERVICES
from pipeline.errors import PipelineError

from bench.report import Row, Setting, WrongAnswerError, at_most


def run(setting: Setting) -> list[Row]:
    """Measure, once: it is long enough. The clock on the wall, since it is a person who waits."""
    del setting
    with tempfile.TemporaryDirectory() as directory:
        start, cpu = time.monotonic(), _cpu()
        try:
            build.build(Path(directory) / "built")
        except PipelineError as error:
            message = f"the clients cannot be generated: {error}"
            raise WrongAnswerError(message) from error
        seconds, cpu = time.monotonic() - start, _cpu() - cpu
    return [at_most(f"regenerating all {len(SERVICES)} clients", seconds, 15, " s", cpu=cpu)]


def _cpu() -> float:
    """Return the processor time of this process and its children."""
    usages = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
