"""The end of a job: the server's lists are read once more, and what was proven is put into a certificate."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from plankit.bulk.batches import Batches
from plankit.bulk.looks import group_of
from plankit.bulk.report import Evidence, certificate
from plankit.bulk.rows import State
from plankit.seen import Seen, mark_of

if TYPE_CHECKING:
    from plankit.bulk.commits import Commits
    from plankit.bulk.journal import Journal
    from plankit.bulk.lists import Lists
    from plankit.bulk.report import Report
    from plankit.bulk.rows import Entry
    from plankit.bulk.write import Record, Write

MOST_NAMED = 1000
_OPEN = (State.SENT, State.DOUBTFUL, State.UNKNOWN)
PROOF = "proof"


@define
class Proof:
    """What is remembered for the certificate, over all runs of a job.

    Attributes:
        looked: Rows in doubt that were looked for.
        found: Those that were found.
        absent: Those that were not there and were sent again.
    """

    looked: int = 0
    found: int = 0
    absent: int = 0

    @classmethod
    def of(cls, text: str | None) -> Proof:
        """Return what the journal remembers."""
        return cls() if text is None else cls(*json.loads(text))

    def text(self) -> str:
        """Return it for the journal."""
        return json.dumps([self.looked, self.found, self.absent])


@define
class Findings:
    """What the lists show at the end.

    Attributes:
        lists: Lists that were read.
        surplus: Records that look like rows of the job and that nothing accounts for.
        missing: Records of the job that are not shown any more.
        repeated: Ids that the server gave to more than one row.
    """

    lists: int = 0
    surplus: list[str] = field(factory=list[str])
    missing: list[str] = field(factory=list[str])
    repeated: list[str] = field(factory=list[str])


async def check_lists(lists: Lists, commits: Commits) -> Findings:
    """Read the lists that the rows went to once more.

    Raises:
        PlankitError: One could not be read.
    """
    findings = Findings()
    shown = Seen()
    for scope in await commits(lambda journal: list(journal.scopes())):
        findings.lists += 1

        def watch(record: Record) -> bool:
            shown.add(mark_of(record.id))
            return True

        strangers = await lists.foreign(scope, watch)
        findings.surplus += await _look_alikes(strangers, commits)
    async for entries in Batches(commits, State.APPLIED):
        findings.missing += [entry.id for entry in entries if entry.id is not None and mark_of(entry.id) not in shown]
    findings.repeated = await commits(lambda journal: journal.repeated_ids())
    return findings


async def _look_alikes(strangers: list[Record], commits: Commits) -> list[str]:
    """Return those of *strangers* that a row may have made, beyond those that a row in doubt may have made."""
    found: list[str] = []
    groups: dict[bytes, list[Record]] = defaultdict(list)
    for record in strangers:
        groups[group_of(record.fields)].append(record)
    for group, mine in groups.items():
        alike = await commits(partial(_in_group, group))
        explained = sum(entry.state in _OPEN or (entry.state is State.APPLIED and entry.id is None) for entry in alike)
        # Rows whose own record is not known excuse as many strangers as there are of them.
        if any(entry.sendings for entry in alike):
            found += [record.id for record in mine[explained:]]
    return found


def _in_group(group: bytes, journal: Journal) -> list[Entry]:
    return journal.in_group(group, list(State))


def certify(
    report: Report, write: Write, proof: Proof, findings: Findings | None, changed: list[str], settle: float
) -> Report:
    """Return *report* with the certificate."""
    seen = findings or Findings()
    evidence = Evidence(
        repeatable=write.repeatable,
        readable=write.records is not None,
        settle=settle,
        looked=proof.looked,
        absent=proof.absent,
        lists=None if findings is None else findings.lists,
        surplus=seen.surplus,
        missing=seen.missing,
        repeated=seen.repeated,
        changed=changed,
    )
    return evolve(report, certificate=certificate(report, evidence))
