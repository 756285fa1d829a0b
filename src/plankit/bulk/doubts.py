"""Rows that may have been applied: kept apart until the server's own list can be trusted, then looked for there.

A row in doubt fences its group: no other row that looks like it is sent, and it is looked for only when none is under
way, so that what the list shows can belong to nobody else's answer.

Source: facts/bulk_and_limits.md 3.4.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING

from plankit.bulk.batches import Batches
from plankit.bulk.looks import Doubtful, Sight, decide
from plankit.bulk.rows import State
from plankit.bulk.stored import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from plankit.bulk.commits import Commits
    from plankit.bulk.journal import Journal
    from plankit.bulk.looks import Echo
    from plankit.bulk.rows import Entry
    from plankit.bulk.write import Record, Records
    from plankit.transport.clock import Clock

MOST_LISTINGS = 10
_BATCH = 500


class Doubts:
    """The rows in doubt, and how to look for them.

    Args:
        records: Reads the server's lists.
        commits: The journal.
        clock: Settle times go by it.
        settle: Seconds after which the server does not apply a request any more, and shows what it has applied.
        echo: Which fields the server gives back.
    """

    def __init__(self, records: Records, commits: Commits, clock: Clock, settle: float, echo: Echo) -> None:
        self._records = records
        self._commits = commits
        self._clock = clock
        self._settle = settle
        self._echo = echo
        self._rows: dict[int, tuple[Entry, float]] = {}
        self._groups: Counter[bytes] = Counter()
        self._baselines: set[str] = set()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, entries: Iterable[Entry]) -> None:
        """Take rows whose answer has been lost just now."""
        now = self._clock.monotonic()
        for entry in entries:
            self._rows[entry.index] = (entry, now)
            self._groups[entry.group] += 1

    def fenced(self, group: bytes) -> bool:
        """Whether no row of *group* may be sent now."""
        return self._groups[group] > 0

    def due(self, busy: Mapping[bytes, int]) -> tuple[list[Entry], float | None]:
        """Return the rows that may be looked for now, and the seconds until the next may be, if time alone decides.

        Args:
            busy: How many rows of each group are under way. Where names cannot be relied on, all are of one group.
        """
        since: dict[bytes, float] = {}
        for entry, at in self._rows.values():
            group = self._group(entry)
            since[group] = max(since.get(group, at), at)
        now = self._clock.monotonic()
        waits = {group: at + self._settle - now for group, at in since.items()}
        quiet = {group: left for group, left in waits.items() if not (busy.get(group) if group else busy)}
        ready = {group for group, left in quiet.items() if left <= 0.0}
        left = min((left for group, left in quiet.items() if group not in ready), default=None)
        return [entry for entry, _ in self._rows.values() if self._group(entry) in ready], left

    def _group(self, entry: Entry) -> bytes:
        return entry.group if self._echo.labels else b""

    def drop(self, entries: Iterable[Entry]) -> None:
        """Let rows go that are not in doubt any more."""
        for entry in entries:
            if self._rows.pop(entry.index, None) is not None:
                self._groups[entry.group] -= 1
                if not self._groups[entry.group]:
                    del self._groups[entry.group]

    async def baseline(self, scope: str) -> int | None:
        """Write down what the server's list *scope* holds before anything of the job is sent there.

        Returns:
            The records that it holds, or None if that had been done before.

        Raises:
            PlankitError: The list could not be read; nothing may be sent yet.
        """
        if not self._baselines:
            self._baselines.update(await self._commits(lambda journal: list(journal.scopes())))
        if scope in self._baselines:
            return None
        found = 0
        ids: list[str] = []

        async def flush() -> None:
            batch = list(ids)
            ids.clear()
            await self._commits(lambda journal: journal.baseline(scope, batch))

        async for record in self._records.existing(scope):
            found += 1
            ids.append(record.id)
            if len(ids) == _BATCH:
                await flush()
        await flush()
        await self._commits(lambda journal: journal.finish_baseline(scope))
        self._baselines.add(scope)
        return found

    async def look(self, entries: list[Entry]) -> list[Sight]:
        """Look for rows that are due in the server's lists.

        Raises:
            PlankitError: A list could not be read.
        """
        scopes: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            scopes[entry.scope].append(entry)
        sights: list[Sight] = []
        shown: Counter[str] = Counter()
        candidates: dict[str, list[Record]] = {}
        for scope, mine in scopes.items():
            found = await self._agreed(scope, mine)
            if found is None:
                why = f"the server's list was another each of {MOST_LISTINGS} times that it was read"
                sights += [Sight(entry.index, "unclear", why=why) for entry in mine]
                continue
            candidates[scope] = found
            shown.update(record.id for record in found)
        for scope, found in candidates.items():
            both = {self._echo.group(record.fields) for record in found if shown[record.id] > 1}
            why = "a record that looks like it is in several lists, each with rows in doubt that look alike"
            mixed = [entry for entry in scopes[scope] if self._echo.group(self._records.fields(entry.payload)) in both]
            sights += [Sight(entry.index, "unclear", why=why) for entry in mixed]
            sights += await self._decided([entry for entry in scopes[scope] if entry not in mixed], found)
        return sights

    async def _agreed(self, scope: str, entries: list[Entry]) -> list[Record] | None:
        """Return the new look-alikes in a list, once two readings have shown the same; None if they never do."""
        group = self._echo.group
        groups = {group(self._records.fields(entry.payload)) for entry in entries}
        last: list[str] | None = None
        for _ in range(MOST_LISTINGS):
            found = await self.foreign(scope, lambda record: group(record.fields) in groups)
            ids = sorted(record.id for record in found)
            if ids == last:
                return found
            last = ids
            await self._clock.sleep(min(1.0, self._settle / 10))
        return None

    async def foreign(self, scope: str, wanted: Callable[[Record], bool]) -> list[Record]:
        """Return the *wanted* records of a list that are new since its baseline and that the journal does not know."""
        found: list[Record] = []
        batch: list[Record] = []

        async def sift() -> None:
            ids = [record.id for record in batch]
            strange = set(await self._commits(lambda journal: journal.foreign(scope, ids)))
            found.extend(record for record in batch if record.id in strange)
            batch.clear()

        async for record in self._records.existing(scope):
            if wanted(record):
                batch.append(record)
                if len(batch) == _BATCH:
                    await sift()
        if batch:
            await sift()
        return found

    async def _decided(self, entries: list[Entry], found: list[Record]) -> list[Sight]:
        mine = {entry.index for entry in entries}
        rows = [self._doubtful(entry) for entry in entries]
        nameless: set[bytes] = set()
        if not self._echo.labels:
            async for batch in Batches(self._commits, State.UNKNOWN):
                rows += map(self._doubtful, batch)
        for group in {entry.group for entry in entries} if found else ():
            if self._echo.labels:
                # A record of theirs may be among those found: they take part, and nothing is said of them.
                rows += map(self._doubtful, await self._commits(partial(_unknown_in, group)))
            if await self._commits(partial(_nameless, group)):
                nameless.add(group)
        why = "another row that looks like it was applied, and the server did not tell which record is its own"
        blocked = {entry.index for entry in entries if entry.group in nameless} if found else set[int]()
        return [
            Sight(sight.index, "unclear", why=why) if sight.index in blocked else sight
            for sight in decide(rows, found, self._echo)
            if sight.index in mine
        ]

    def _doubtful(self, entry: Entry) -> Doubtful:
        return Doubtful(entry.index, self._records.fields(entry.payload), digest_of(entry.payload, None))


def _unknown_in(group: bytes, journal: Journal) -> list[Entry]:
    return journal.in_group(group, (State.UNKNOWN,))


def _nameless(group: bytes, journal: Journal) -> bool:
    return journal.nameless(group)
