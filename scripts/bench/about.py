"""What a run must tell of itself, so that its numbers mean something: never where it ran, only on what."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

LIBRARIES = (
    "plankit",
    "httpx",
    "aiohttp",
    "openai",
    "httpx2",
    "githubkit",
    "mattermostautodriver",
    "msgspec",
    "orjson",
    "anyio",
)


def run(*, quick: bool, seconds: float) -> dict[str, object]:
    """Return the facts about a run that took *seconds*."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1,
        "versions": ", ".join(f"{name} {found}" for name in LIBRARIES if (found := _version(name))),
        "quick": quick,
        "seconds": round(seconds),
    }


def _version(name: str) -> str:
    """Return the version of *name*, or nothing if it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
