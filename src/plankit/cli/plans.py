"""A plan in words, and for programs."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from plankit.bulk.plan import MOST_PROBLEMS
from plankit.cli.wording import duration, many, per_second
from plankit.logbook.kinds import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plankit.bulk.plan import Plan, Problem

_SHOWN = 20
_HELD = re.compile(r"""\bholds ('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
"""What a message shows of a cell."""


def told(name: str, plan: Plan, lines: Sequence[int], unused: Sequence[str], *, learned: bool) -> str:
    """Return a plan for people.

    Args:
        name: The file.
        plan: The plan.
        lines: The line of each row.
        unused: Columns that nothing is taken from.
        learned: Whether the rate is only what is begun with.
    """
    left = "cannot be told" if plan.seconds is None else f"about {duration(plan.seconds)}"
    text = [
        f"{name}: {many(plan.rows, 'row')}",
        f"  ready          {plan.ready:,}",
        f"  done before    {plan.done:,}",
        f"  with problems  {plan.problem_rows:,}",
        f"  requests       {plan.requests:,}, at {per_second(plan.rate)}{' to begin with' * learned}",
        f"  time           {left}",
    ]
    if unused:
        text.append(f"Not used: the column{'s' * (len(unused) > 1)} {listed(unused)}")
    if plan.problems:
        text.append("Problems:")
        groups = grouped(plan.problems)
        text += [f"  {_said(group, plan, lines)}" for group in groups[:_SHOWN]]
        if len(groups) > _SHOWN or len(plan.problems) >= MOST_PROBLEMS:
            text.append(f"  ... and more: {many(plan.problem_rows, 'row')} with problems; --json lists up to 1,000.")
    return "\n".join(text)


def grouped(problems: Sequence[Problem]) -> list[list[Problem]]:
    """Return the problems, those together whose messages differ at most by what a cell holds."""
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(_general(problem.message), []).append(problem)
    return list(groups.values())


def advice(plan: Plan) -> str:
    """Return what is to be done about the problems of a plan."""
    most = max((len({problem.index for problem in group}) for group in grouped(plan.problems)), default=0)
    # Of more problems than are listed one takes all places only if it is in (nearly) all rows.
    if plan.rows > 1 and plan.problem_rows == plan.rows and most == min(plan.rows, MOST_PROBLEMS):
        return "Nothing was sent: all rows have the same problem, so mend the mapping (--map, --set), not the rows."
    return "Nothing was sent: mend these rows, or leave them out by --skip-invalid."


def facts_of(plan: Plan, lines: Sequence[int], unused: Sequence[str]) -> dict[str, Any]:
    """Return a plan for programs."""
    return {
        "rows": plan.rows,
        "ready": plan.ready,
        "done": plan.done,
        "problem_rows": plan.problem_rows,
        "problems": [
            {"row": problem.index, "line": _line(problem, lines), "key": problem.key, "message": problem.message}
            for problem in plan.problems
        ],
        "requests": plan.requests,
        "rate": plan.rate if math.isfinite(plan.rate) else None,
        "latency": plan.latency,
        "seconds": plan.seconds,
        "checked": plan.checked,
        "unused": list(unused),
    }


def _line(problem: Problem, lines: Sequence[int]) -> int | None:
    return lines[problem.index] if problem.index < len(lines) else None


def _general(message: str) -> str:
    """Return a message without what the cell holds."""
    found = _HELD.search(message)
    return message if found is None else message.replace(found[1], "...").replace(f"day {found[1][1:-1]}", "day ...")


def _said(group: Sequence[Problem], plan: Plan, lines: Sequence[int]) -> str:
    first, rows = group[0], len({problem.index for problem in group})
    if rows == 1:
        return f"{_where(first, lines)}: {first.message}"
    least = "at least " if len(plan.problems) >= MOST_PROBLEMS else ""
    return f"{least}{many(rows, 'row')}, such as {_where(first, lines)}: {first.message}"


def _where(problem: Problem, lines: Sequence[int]) -> str:
    line = _line(problem, lines)
    return f"row {problem.index}" if line is None else f"line {line} (row {problem.index})"
