"""What a display shows: one moment of a job or of an export. Pure."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from plankit.cli.wording import clean, duration, many, number, per_second

if TYPE_CHECKING:
    from plankit.bulk.extract import ExportProgress
    from plankit.bulk.report import Progress
    from plankit.transport.budget import BudgetState

_LONGEST = 160


@frozen
class View:
    """One moment.

    Attributes:
        doing: What is being done: `sending`, `settling: 3 rows in doubt, looking in 12 s`, ...
        done: Rows or items so far.
        total: All of them, or None.
        facts: Rate, limit, wait, time left, and what went wrong so far; for people.
        data: The same for programs.
    """

    doing: str
    done: int
    total: int | None
    facts: tuple[str, ...] = ()
    data: dict[str, Any] = field(factory=dict[str, Any])

    def line(self) -> str:
        """Return it as one line."""
        of = "" if self.total is None else f"/{self.total:,}"
        return ", ".join((f"{self.doing}: {self.done:,}{of}", *self.facts))


class JobView:
    """Makes views of a job."""

    def __init__(self) -> None:
        self._doubtful = 0
        self._since = 0.0

    def __call__(self, progress: Progress) -> View:
        """Return the view of a moment."""
        if progress.doubtful > self._doubtful:
            self._since = progress.seconds
        self._doubtful = progress.doubtful
        doing: str = progress.stage
        if progress.stage == "settling":
            wait = progress.settle - (progress.seconds - self._since)
            when = f"looking in {wait:.0f} s" if wait >= 1 else "looking"
            doing = f"settling: {many(progress.doubtful, 'row')} in doubt, {when}"
        elif progress.stage == "checking":
            doing = "checking the server's lists"
        facts = [f"requests fail: {_short(progress.trouble)}"] if progress.trouble else []
        facts += _pace(progress.rate, "rows", progress.limit, progress.paused)
        left = progress.left if progress.stage != "ended" and progress.rate > 0 else None
        for count, what in (
            (progress.rejected, "rejected"),
            (progress.unknown, "unknown"),
            (_doubts(progress), "in doubt"),
        ):
            if count:
                facts.append(f"{count:,} {what}")
        if left is not None and left >= 1:
            facts.append(f"{duration(left)} left")
        data = {name: _number(getattr(progress, name)) for name in _JOB} | {"left": _number(left)}
        return View(doing, progress.done, progress.total, tuple(facts), data)


_JOB = (
    "stage",
    "read",
    "total",
    "applied",
    "rejected",
    "unknown",
    "doubtful",
    "in_flight",
    "requests",
    "rate",
    "limit",
    "paused",
    "seconds",
    "left",
    "trouble",
)


def of_export(progress: ExportProgress, budget: BudgetState) -> View:
    """Return the view of an export."""
    facts = [many(progress.pages, "page"), *_pace(progress.rate, "items", budget.rate, budget.paused)]
    left = None
    if progress.total is not None and progress.rate > 0:
        left = max(0.0, (progress.total - progress.items) / progress.rate)
        facts += [f"{duration(left)} left"] if left >= 1 else []
    data: dict[str, Any] = {name: getattr(progress, name) for name in ("items", "pages", "rate", "total", "seconds")}
    data |= {"limit": _number(budget.rate), "paused": budget.paused, "left": left}
    return View("fetching", progress.items, progress.total, tuple(facts), data)


def _doubts(progress: Progress) -> int:
    """Return the rows in doubt, unless what is being done says them already."""
    return 0 if progress.stage == "settling" else progress.doubtful


def _pace(rate: float, what: str, limit: float, paused: float) -> list[str]:
    facts = [f"{number(rate)} {what}/s"] if rate > 0 else []
    if math.isfinite(limit):
        facts.append(f"limit {per_second(limit)}")
    if paused:
        facts.append(f"the server asked for a pause of {duration(paused)}")
    return facts


def _short(text: str) -> str:
    """Return the beginning of a message, on one line and without anything that a terminal would obey."""
    return clean(textwrap.shorten(text, _LONGEST, placeholder="..."))


def _number(value: Any) -> Any:
    """Return *value* as JSON has it: no infinities."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
