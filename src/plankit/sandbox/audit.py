"""The truth about what clients did to a sandbox."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from plankit.sandbox.record import Write


@dataclasses.dataclass(frozen=True, slots=True)
class AuditReport:
    """What a client says it did, held against what happened.

    Attributes:
        lost: Names of creates that did not happen, as often as they are missing, and ids whose last update
            does not have the name it should (or that were never updated or deleted).
        duplicated: Names created more often than reported, once for each time too many.
        foreign: Names created, and ids updated or deleted, that nobody reported.
    """

    lost: list[str]
    duplicated: list[str]
    foreign: list[str]

    @property
    def ok(self) -> bool:
        """Whether everything happened exactly once and nothing else did."""
        return not (self.lost or self.duplicated or self.foreign)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Everything since the start or the last `Sandbox.reset_log`, independent of how many requests are kept.

    Attributes:
        requests: Requests by operationId; `unknown` counts unknown paths and methods.
        statuses: Answers by service and status.
        tokens_issued: Tokens given out.
        throttled: 429s by service.
        max_per_second: Requests arrived in the busiest sliding second, by service, whatever became of them.
        writes: Every change of state in the order it took effect, those too that were made `elsewhere`; the rest of the
            audit leaves them out.
    """

    requests: dict[str, int]
    statuses: dict[str, dict[int, int]]
    tokens_issued: int
    throttled: dict[str, int]
    max_per_second: dict[str, int]
    writes: list[Write]

    def _of(self, kind: str) -> list[Write]:
        return [write for write in self.writes if write.kind == kind and not write.elsewhere]

    @property
    def created(self) -> list[Write]:
        """The creates."""
        return self._of("create")

    @property
    def updated(self) -> list[Write]:
        """The updates."""
        return self._of("update")

    @property
    def deleted(self) -> list[Write]:
        """The deletes."""
        return self._of("delete")

    def duplicated(self) -> list[Write]:
        """The creates of something that had been created before: same service and fingerprint."""
        seen: set[tuple[str, str]] = set()
        again: list[Write] = []
        for write in self.created:
            mark = (write.service, write.fingerprint)
            if mark in seen:
                again.append(write)
            seen.add(mark)
        return again

    def lost(self, expected_names: Iterable[str]) -> list[str]:
        """The names (logs) or e-mails (users) that were not created, as often as they are missing."""
        missing = Counter(expected_names) - Counter(write.key for write in self.created)
        return list(missing.elements())

    def report(
        self,
        created: Iterable[str] = (),
        updated: Mapping[str, str] | None = None,
        deleted: Iterable[str] = (),
    ) -> AuditReport:
        """Hold what a client says it did against what happened.

        Args:
            created: A name (logs) or e-mail (users) for each create; two equal names mean two creates.
            updated: For each id the name or e-mail after the last update. An update may happen several times.
            deleted: The ids deleted.
        """
        expected = Counter(created)
        happened = Counter(write.key for write in self.created)
        changes = {} if updated is None else {str(identity): name for identity, name in updated.items()}
        last = {write.id: write.key for write in self.updated}
        wanted, gone = [str(identity) for identity in deleted], {write.id for write in self.deleted}
        extra = happened - expected
        return AuditReport(
            lost=[
                *(expected - happened).elements(),
                *(identity for identity, name in changes.items() if last.get(identity) != name),
                *(identity for identity in wanted if identity not in gone),
            ],
            duplicated=[name for name in extra.elements() if name in expected],
            foreign=[
                *(name for name in extra.elements() if name not in expected),
                *(identity for identity in last if identity not in changes),
                *sorted(gone.difference(wanted)),
            ],
        )
