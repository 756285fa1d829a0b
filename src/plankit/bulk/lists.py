"""The server's own lists: what they held before a job, what they show of it, and what that says of rows in doubt.

A list may show records otherwise than answers do. So it is held against the rows that it must show, those that were
applied, each time that it is read: which fields it gives back, and whether it shows them at all.

Source: facts/bulk_and_limits.md 3.4.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

from plankit.bulk.batches import Batches
from plankit.bulk.looks import Doubtful, Echo, Sight, decide, group_of
from plankit.bulk.rows import State
from plankit.bulk.stored import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from plankit.bulk.commits import Commits
    from plankit.bulk.journal import Journal
    from plankit.bulk.rows import Entry
    from plankit.bulk.write import Record, Records
    from plankit.transport.clock import Clock

MOST_LISTINGS = 10
KNOWN = 100
"""Rows that were applied, which a list is held against."""
_BATCH = 500


class Lists:
    """Reads the server's lists.

    Args:
        records: Reads one.
        commits: The journal.
        clock: For the pause between two readings.
        pause: Seconds between them.
        echo: Which fields answers give back: names are relied on as long as no list has shown otherwise.
    """

    def __init__(self, records: Records, commits: Commits, clock: Clock, pause: float, echo: Echo) -> None:
        self._records = records
        self._commits = commits
        self._clock = clock
        self._pause = pause
        self._echo = echo
        self._baselines: set[str] = set()
        self.shown: Echo = Echo()

    @property
    def labels(self) -> bool:
        """Whether names can be relied on, as far as is known."""
        return (self.shown if self.shown.learned else self._echo).labels

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
        """Look for rows in doubt.

        Returns:
            What the lists say; nothing if it has turned out that they do not give names back: then all rows in doubt
            must be looked for together, when nothing is under way.

        Raises:
            PlankitError: A list could not be read.
        """
        relied = self.labels
        scopes: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            scopes[entry.scope].append(entry)
        if not self.shown.learned:
            await self._learn()
        sights: list[Sight] = []
        shown: Counter[str] = Counter()
        candidates: dict[str, list[Record]] = {}
        for scope, mine in scopes.items():
            found = await self._agreed(scope, mine)
            if isinstance(found, str):
                sights += [Sight(entry.index, "unclear", why=found) for entry in mine]
                continue
            candidates[scope] = found
            shown.update(record.id for record in found)
        if relied and not self.labels:
            return []
        for scope, found in candidates.items():
            mixed = [
                entry
                for entry in scopes[scope]
                if any(shown[record.id] > 1 and not self._other(entry, record) for record in found)
            ]
            why = "a record that looks like it is in several lists, each with rows in doubt that look alike"
            sights += [Sight(entry.index, "unclear", why=why) for entry in mixed]
            sights += await self._decided([entry for entry in scopes[scope] if entry not in mixed], found)
        return sights

    async def _learn(self) -> None:
        """Read a list that must show something of this job, to learn how it shows it."""
        applied = await self._commits(lambda journal: journal.entries((State.APPLIED,), limit=KNOWN))
        scope = next((entry.scope for entry in applied if entry.id is not None), None)
        if scope is not None:
            await self.foreign(scope, lambda _: False)

    async def _agreed(self, scope: str, entries: list[Entry]) -> list[Record] | str:
        """Return the new records that may be the rows, once two readings have shown the same; or why there are none."""
        wanted = self._wanted(entries)
        last: tuple[list[str], str | None] | None = None
        learned: str | None = None
        for _ in range(MOST_LISTINGS):
            found, visible, known = await self._read(scope, wanted)
            learned = self.shown.news() or learned
            seen = (sorted(record.id for record in found), learned)
            if seen == last:
                if known and not visible:
                    return "the server's list does not show rows of this job that it has applied"
                return found
            last = seen
            await self._clock.sleep(self._pause)
        return f"the server's list was another each of {MOST_LISTINGS} times that it was read"

    def _wanted(self, entries: list[Entry]) -> Callable[[Record], bool]:
        """Return what tells whether a record may be one of the rows; as far as is known when it is asked."""
        fields = [self._records.fields(entry.payload) for entry in entries]
        kinds = {str(sent.get("kind")) for sent in fields}
        shown = self.shown
        groups = {trusted: {group_of(_without(sent, kind=not trusted)) for sent in fields} for trusted in (True, False)}

        def wanted(record: Record) -> bool:
            seen = record.fields
            if shown.blank(fields[0], seen):
                return True
            if shown.labels:
                return shown.group(seen) in groups[shown.kinds]
            return not shown.kinds or str(seen.get("kind")) in kinds

        return wanted

    def _other(self, entry: Entry, record: Record) -> bool:
        return self.shown.foreign(self._records.fields(entry.payload), record.fields)

    async def foreign(self, scope: str, wanted: Callable[[Record], bool]) -> list[Record]:
        """Return the *wanted* records of a list that are new since its baseline and that the journal does not know."""
        return (await self._read(scope, wanted))[0]

    async def _read(self, scope: str, wanted: Callable[[Record], bool]) -> tuple[list[Record], int, int]:
        """Read a list; return also how many rows of the job it shows, of how many that it was held against."""
        known = {entry.id: entry for entry in await self._commits(lambda journal: journal.applied_in(scope, KNOWN))}
        found: list[Record] = []
        batch: list[Record] = []
        visible = 0

        async def sift() -> None:
            ids = [record.id for record in batch]
            strange = set(await self._commits(lambda journal: journal.foreign(scope, ids)))
            found.extend(record for record in batch if record.id in strange)
            batch.clear()

        async for record in self._records.existing(scope):
            keep = wanted(record)
            if record.id in known:
                visible += 1
                self.shown.learn(self._records.fields(known[record.id].payload), record.fields)
            elif keep:
                batch.append(record)
                if len(batch) == _BATCH:
                    await sift()
        if batch:
            await sift()
        return found, visible, len(known)

    async def _decided(self, entries: list[Entry], found: list[Record]) -> list[Sight]:
        mine = {entry.index for entry in entries}
        rows = [self._doubtful(entry) for entry in entries]
        nameless: set[bytes] = set()
        if found and not self.labels:
            async for batch in Batches(self._commits, State.UNKNOWN):
                rows += map(self._doubtful, batch)
        for group in {entry.group for entry in entries} if found else ():
            if self.labels:
                # A record of theirs may be among those found: they take part, and nothing is said of them.
                rows += map(self._doubtful, await self._commits(partial(_unknown_in, group)))
            if await self._commits(partial(_nameless, group)):
                nameless.add(group)
        why = "another row that looks like it was applied, and the server did not tell which record is its own"
        blocked = {entry.index for entry in entries if entry.group in nameless}
        return [
            Sight(sight.index, "unclear", why=why) if sight.index in blocked else sight
            for sight in decide(rows, found, self.shown)
            if sight.index in mine
        ]

    def _doubtful(self, entry: Entry) -> Doubtful:
        return Doubtful(entry.index, self._records.fields(entry.payload), digest_of(entry.payload, None))


def _without(fields: Mapping[str, Any], *, kind: bool) -> dict[str, Any]:
    return {**fields, "kind": None} if kind else {**fields}


def _unknown_in(group: bytes, journal: Journal) -> list[Entry]:
    return journal.in_group(group, (State.UNKNOWN,))


def _nameless(group: bytes, journal: Journal) -> bool:
    return journal.nameless(group)
