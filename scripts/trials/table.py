"""The trials of some series, summed up side by side."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trials.plan import Series
    from trials.trial import Happened
    from trials.verdict import Verdict


class Sum:
    """The sum of the trials of a series.

    Args:
        series: The series.
    """

    def __init__(self, series: Series) -> None:
        self.series = series
        self.numbers = Counter[str]()
        self.unknown = Counter[str]()
        self.seconds = 0.0

    def add(self, verdict: Verdict, happened: Happened) -> None:
        """Add a trial."""
        self.numbers.update(
            {
                "trials": 1,
                "failed": bool(verdict.wrong),
                "run again, the machine was too slow": verdict.void,
                "kill -9": happened.kills,
                "rows": verdict.rows,
                "answers lost": verdict.looked,
                "found": verdict.found,
                "absent, sent again": verdict.again,
                "applied": verdict.applied,
                "unknown": verdict.unknown.total(),
                "absent five times, given up": verdict.given_up,
                "id of a look-alike, said": verdict.swapped["told"],
                "id of a look-alike, not said": verdict.swapped["untold"],
                "duplicates": verdict.duplicates,
                "lost": verdict.lost,
                "trials with a duplicate or a loss": bool(verdict.duplicates or verdict.lost),
                "certificates proven": verdict.proven,
                "duplicates, losses: certificate objects": verdict.told,
                "duplicates, losses: later than its last look, or not to be seen": verdict.late,
            }
        )
        self.unknown.update(verdict.unknown)
        self.seconds += happened.seconds


#: What there is to say of a loop that proves nothing.
_NAIVE = frozenset(
    {"trials", "failed", "kill -9", "rows", "applied", "duplicates", "lost", "trials with a duplicate or a loss"}
)


def _cell(each: Sum, name: str) -> str:
    return "-" if each.series == "naive" and name not in _NAIVE else str(each.numbers[name])


def table(sums: list[Sum]) -> str:
    """Return the series side by side, and why rows are unknown."""
    names = list(dict.fromkeys(name for each in sums for name in each.numbers))
    width = max(map(len, names), default=0)
    lines = [" " * width + "".join(f"{each.series:>15}" for each in sums)]
    lines += [f"{name:<{width}}" + "".join(f"{_cell(each, name):>15}" for each in sums) for name in names]
    mean = [each.seconds / max(each.numbers["trials"], 1) for each in sums]
    lines.append(f"{'seconds a trial':<{width}}" + "".join(f"{seconds:>15.1f}" for seconds in mean))
    for each in sums:
        lines += [f"{each.series}: {count} rows unknown: {reason}" for reason, count in each.unknown.most_common()]
    return "\n".join(lines)
