"""What a job would do, before it does anything: rows checked, requests counted, time estimated. Nothing is written."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from attrs import field, frozen

from plankit.bulk.batches import Batches, decided
from plankit.bulk.chunks import ChunkLaw
from plankit.bulk.rows import Reason, State, Verdict

if TYPE_CHECKING:
    from plankit.bulk.commits import Commits
    from plankit.bulk.source import Source
    from plankit.bulk.write import Write
    from plankit.transport.clock import Clock

MOST_PROBLEMS = 1000
_BATCH = 500


@frozen
class Problem:
    """Something that the service would refuse, or that cannot be sent.

    Attributes:
        index: The 0-based index of the row in the input.
        key: The caller's own name of the row, or None.
        message: What is wrong and how to mend it.
    """

    index: int
    key: str | None
    message: str


@frozen
class Plan:
    """What a job would do.

    Attributes:
        rows: Rows of the input.
        ready: Rows that would be sent, and of which no problem is known.
        done: Rows that earlier runs have finished with.
        problems: The first 1,000 problems.
        problem_rows: Rows with a problem.
        requests: Requests that it would take if every answer is good: those that write, and the lists that are read.
        rate: Requests per second that the budget allows now; infinite without a limit.
        latency: Seconds of one request, as measured by reading; None if nothing was read.
        seconds: The estimated time, or None if it cannot be told.
        checked: Whether the rows were held against what the service says of itself (log types), not only against the
            models.
    """

    rows: int
    ready: int
    done: int
    problems: tuple[Problem, ...] = field(repr=lambda problems: f"<{len(problems)} problems>")
    problem_rows: int
    requests: int
    rate: float
    latency: float | None
    seconds: float | None
    checked: bool

    @property
    def ok(self) -> bool:
        """Whether no problem is known."""
        return not self.problem_rows


async def planned(
    write: Write, source: Source, commits: Commits, clock: Clock, *, concurrency: int, reject: bool
) -> Plan:
    """Read the input into the journal, check its rows, and estimate the job.

    Raises:
        PlankitError: The input does not fit the journal, or what is needed for checking could not be read.
    """
    await source.stage()
    began = clock.monotonic()
    check = await write.prepare()
    latency = clock.monotonic() - began if check is not None else None
    problems: list[Problem] = []
    scopes: set[str] = set()
    wrong = ready = 0
    async for entries in Batches(commits, State.PENDING):
        verdicts: list[Verdict] = []
        for entry in entries:
            found = () if check is None else check(entry.payload)
            if not found:
                ready += 1
                scopes.add(entry.scope)
            elif reject:
                reason = Reason("; ".join(found), sent=False)
                verdicts.append(Verdict(entry.index, State.REJECTED, reason=reason))
            else:
                wrong += 1
                problems += [Problem(entry.index, entry.key, message) for message in found]
        del problems[MOST_PROBLEMS:]
        if verdicts:
            at = clock.wall()
            await commits(decided(at, "not sent", verdicts))
    async for entries in Batches(commits, State.REJECTED):
        unsent = [(entry, entry.reason) for entry in entries if entry.reason is not None and not entry.reason.sent]
        wrong += len(unsent)
        problems += [Problem(entry.index, entry.key, reason.message) for entry, reason in unsent]
        problems = sorted(problems, key=lambda problem: problem.index)[:MOST_PROBLEMS]
    requests = ChunkLaw(write.most).requests(ready)
    lists = 0 if write.records is None else 2 * len(scopes)
    rate = write.client.budget.state().rate
    return Plan(
        rows=source.read,
        ready=ready,
        done=source.read - ready - wrong,
        problems=tuple(problems),
        problem_rows=wrong,
        requests=requests + lists,
        rate=rate,
        latency=latency,
        seconds=_seconds(write.most, ready, lists, rate, latency, concurrency),
        checked=check is not None,
    )


def _seconds(most: int, rows: int, lists: int, rate: float, latency: float | None, concurrency: int) -> float | None:
    """Return how long it will take: as long as the limit lets it, or as the answers take."""
    requests = ChunkLaw(most).requests(rows)
    by_limit = 0.0 if math.isinf(rate) else (requests + lists) / rate
    if latency is None:
        return None if math.isinf(rate) else by_limit
    # The first row goes alone, and the lists are read one after the other.
    return max(by_limit, latency * (1 + lists + -(-requests // concurrency)))
