"""For tests of code that uses plankit: a clock that skips every pause, and handles of a sandbox's services.

    from plankit.testing import AdminService, FastClock

The pytest fixtures are in `plankit.testing.plugin`, which pytest finds by itself; the faults are in
`plankit.sandbox.faults`. Needs the extra `testing`; `FastClock` alone needs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plankit.testing.clock import FastClock as FastClock
    from plankit.testing.services import AdminService as AdminService
    from plankit.testing.services import LogbookService as LogbookService
    from plankit.testing.services import PlanboxService as PlanboxService
    from plankit.testing.services import PlaybooksService as PlaybooksService
    from plankit.testing.services import SandboxService as SandboxService

__all__ = ["AdminService", "FastClock", "LogbookService", "PlanboxService", "PlaybooksService", "SandboxService"]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used: pytest imports this package in every project that has plankit."""
    if name not in __all__:
        msg = f"module 'plankit.testing' has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module  # noqa: PLC0415 - only when a name is used

    home = "clock" if name == "FastClock" else "services"
    value: object = getattr(import_module(f"plankit.testing.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
