"""A plan in words, and for programs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from plankit.cli.wording import duration, many, per_second

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plankit.bulk.plan import Plan, Problem

_SHOWN = 20


def told(name: str, plan: Plan, lines: Sequence[int], unused: Sequence[str]) -> str:
    """Return a plan for people.

    Args:
        name: The file.
        plan: The plan.
        lines: The line of each row.
        unused: Columns that nothing is taken from.
    """
    left = "cannot be told" if plan.seconds is None else f"about {duration(plan.seconds)}"
    text = [
        f"{name}: {many(plan.rows, 'row')}",
        f"  ready          {plan.ready:,}",
        f"  done before    {plan.done:,}",
        f"  with problems  {plan.problem_rows:,}",
        f"  requests       {plan.requests:,}, at {per_second(plan.rate)} to begin with",
        f"  time           {left}",
    ]
    if unused:
        text.append(f"Not used: the column{'s' * (len(unused) > 1)} {', '.join(unused)}")
    if plan.problems:
        text.append("Problems:")
        text += [f"  {_where(problem, lines)}: {problem.message}" for problem in plan.problems[:_SHOWN]]
        if len(plan.problems) > _SHOWN:
            text.append(f"  ... and more: {plan.problem_rows:,} rows have problems; --json lists up to 1,000.")
    return "\n".join(text)


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


def _where(problem: Problem, lines: Sequence[int]) -> str:
    line = _line(problem, lines)
    return f"row {problem.index}" if line is None else f"line {line} (row {problem.index})"
