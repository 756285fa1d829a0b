"""What can be read of a journal: rows, counts, events, lists. Synchronous, from any thread."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

from plankit.bulk import schema
from plankit.bulk.history import Event, read_history
from plankit.bulk.rows import State
from plankit.bulk.schema import JournalError
from plankit.bulk.stored import ENTRY, from_cell, text_of, to_cell, to_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TextIO

    from plankit.bulk.rows import Entry


class Reading:
    """The part of a `Journal` that only reads.

    Attributes:
        path: Where the file is, without links; None: nowhere that outlives the journal.
        write: The write that the job repeats: `logbook.logs.create`.
        target: The address of the service.
        broken: Why it takes no more writes, or None.
    """

    path: Path | None
    write: str
    target: str
    broken: str | None

    def __init__(self, path: Path | None, database: sqlite3.Connection, lock: sqlite3.Connection | None) -> None:
        self.path = path
        self.broken = None
        self._database = database
        self._lock = lock
        self._mutex = threading.RLock()
        self._process = os.getpid()
        self._closed = False
        self._depth = 0
        self._within: int | None = None
        self._tally: dict[State, int] | None = None
        self._apart = False
        self._most = schema.LOG_LIMIT
        header = self.header()
        self.write = header.get("write", "")
        self.target = header.get("target", "")

    def _break(self, why: str) -> None:
        """Take no more writes."""
        self.broken = why

    def _usable(self) -> None:
        if self._closed:
            msg = f"The journal {schema.shown(self.path)} is closed. Open it again."
            raise JournalError(msg)
        if self._process != os.getpid():
            msg = f"The journal {schema.shown(self.path)} was opened before a fork: only that process may use it."
            raise JournalError(msg)
        if self.path is not None and self._lock is None:
            msg = f"The journal {schema.shown(self.path)} was opened to read only. Open it by `Journal.open` to write."
            raise JournalError(msg)
        if self.broken is not None:
            raise JournalError(self.broken)

    def _read(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._mutex:
            if self._closed or self._process != os.getpid():
                self._usable()
            try:
                return self._database.execute(statement, values).fetchall()
            except sqlite3.Error as error:
                msg = f"The journal {schema.shown(self.path)} cannot be read: {error}."
                raise JournalError(msg) from error

    def close(self) -> None:
        """Close the file and let go of the lock, both before it returns; again: nothing. From any thread.

        What was not committed is undone.
        """
        with self._mutex:
            # The copy in a forked process has no locks, and must not write the log back into the file.
            if self._closed or self._process != os.getpid():
                return
            self._closed = True
            try:
                if self.path is not None and self._lock is not None and self.broken is None:
                    self._end()
            finally:
                self._database.close()
                if self._lock is not None:
                    self._lock.close()

    def _end(self) -> None:
        """Take the log into the file while that says that it is apart: who is killed at it leaves no half file."""
        if not self._database.in_transaction:
            # What was committed is in the log, and stays there if this fails.
            with contextlib.suppress(sqlite3.Error):
                schema.fold(self._database)
                schema.say_whole(self._database)

    # The job.

    def header(self) -> Mapping[str, str]:
        """Return what the job is: `version` of plankit, `write`, `target` and `started` (UTC).

        A journal that lacks its log (it was copied or moved without its `-wal`) has a `warning`, too.
        """
        facts = dict[str, str](self._read("SELECT name, value FROM header"))
        word = facts.pop(schema.LOG, None)
        if self.path is not None and schema.lacks_log(self.path, word):
            facts["warning"] = schema.missing_log(self.path)
        return facts

    def get(self, name: str) -> str | None:
        """Return the small text called *name*, or None."""
        found = self._read("SELECT value FROM small WHERE name = ?", (to_cell(name),))
        return from_cell(found[0][0]) if found else None

    def notes(self) -> list[Event]:
        """Return the events of the job, in the order in which they were kept."""
        rows = self._read("SELECT at, what, detail FROM event WHERE place IS NULL ORDER BY id")
        return [Event(at, text_of(what), text_of(detail)) for at, what, detail in rows]

    # Rows.

    def total(self) -> int:
        """Return how many rows were read so far."""
        return sum(self.counts().values())

    def counts(self) -> dict[State, int]:
        """Return how many rows are in each state. Outside a transaction of the run: as committed, and without I/O."""
        if self._tally is None or self._within == threading.get_ident():
            return self._count()
        return dict(self._tally)

    def _count(self) -> dict[State, int]:
        return {State(state): count for state, count in self._read("SELECT state, count FROM tally ORDER BY state")}

    def marks(self, first: int, count: int) -> list[bytes]:
        """Return `digest_of` the rows from *first* on, at most *count*."""
        rows = self._read("SELECT digest FROM item WHERE place >= ? ORDER BY place LIMIT ?", (first, max(count, 0)))
        return [digest for (digest,) in rows]

    def entry(self, index: int) -> Entry | None:
        """Return the row of that index, or None."""
        return next(map(to_entry, self._read(ENTRY + "WHERE fate.place = ?", (index,))), None)

    def find(self, key: str) -> list[Entry]:
        """Return the rows that the caller calls *key*, by index."""
        return [*map(to_entry, self._read(ENTRY + "WHERE item.key = ? ORDER BY item.place", (to_cell(key),)))]

    def entries(self, states: Iterable[State] = (), *, after: int = -1, limit: int = 1000) -> list[Entry]:
        """Return the first *limit* rows after the index *after*, by index.

        Args:
            states: Those in one of these states; none: all rows.
            after: The index before the first that may be returned.
            limit: The most rows.
        """
        limit = max(limit, 0)
        wanted = {int(state) for state in states}
        if not wanted:
            return [
                *map(to_entry, self._read(ENTRY + "WHERE fate.place > ? ORDER BY fate.place LIMIT ?", (after, limit)))
            ]
        one = ENTRY + "WHERE fate.state = ? AND fate.place > ? ORDER BY fate.place LIMIT ?"
        rows = [row for state in wanted for row in self._read(one, (state, after, limit))]
        return [*map(to_entry, sorted(rows, key=_index)[:limit])]

    def in_group(self, group: bytes, states: Iterable[State]) -> list[Entry]:
        """Return the rows of *group* that are in one of *states*, by index."""
        mask = sum(1 << state for state in set(states))
        where = "WHERE item.family = ? AND (? >> fate.state) & 1 ORDER BY item.place"
        return [*map(to_entry, self._read(ENTRY + where, (group, mask)))]

    def nameless(self, group: bytes) -> bool:
        """Return whether a row of *group* was applied without the server telling its id."""
        where = "WHERE item.family = ? AND fate.state = ? AND fate.id IS NULL LIMIT 1"
        return bool(self._read(ENTRY + where, (group, int(State.APPLIED))))

    def applied_in(self, scope: str, limit: int = 100) -> list[Entry]:
        """Return rows of *scope* that were applied and have an id, the highest index first, at most *limit*."""
        # The places first, from the scope's index: a row's payload is only read where it is wanted.
        where = (
            "WHERE fate.place IN (SELECT item.place FROM item CROSS JOIN fate ON fate.place = item.place"
            " WHERE item.scope = (SELECT number FROM scope WHERE name = ?) AND fate.state = ? AND fate.id IS NOT NULL"
            " ORDER BY item.place DESC LIMIT ?) ORDER BY fate.place DESC"
        )
        return [*map(to_entry, self._read(ENTRY + where, (to_cell(scope), int(State.APPLIED), max(limit, 0))))]

    def repeated_ids(self, limit: int = 1000) -> list[str]:
        """Return ids that more than one applied row has, in the order of the rows, at most *limit*."""
        # The `+` keeps it at the index of ids: that of states would have it sort all that was applied.
        statement = (
            "SELECT id FROM fate WHERE id IN (SELECT id FROM fate WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1)"
            " AND +state = ? GROUP BY id HAVING count(*) > 1 ORDER BY min(place) LIMIT ?"
        )
        return [text_of(each) for (each,) in self._read(statement, (int(State.APPLIED), max(limit, 0)))]

    def explain(self, index: int) -> str:
        """Return the story of a row, for people: each sending, its answer, each look, what was decided.

        Raises:
            InvalidArgumentError: There is no such row.
        """
        from plankit.bulk.dump import explain  # noqa: PLC0415 - it reads journals

        return explain(self, index)

    def export(self, file: TextIO, states: Iterable[State] | None = None) -> int:
        """Write rows as JSON, one object a line, with the original input; see `plankit.bulk.dump.export_jsonl`.

        Args:
            file: Takes the text.
            states: Only rows in these; None: all. `[State.REJECTED, State.UNKNOWN]` are the dead letters.

        Returns:
            How many lines were written.
        """
        from plankit.bulk.dump import export_jsonl  # noqa: PLC0415 - it reads journals

        return export_jsonl(self, file, states)

    # Sendings.

    def last_sending(self) -> int:
        """Return the highest number of a sending so far, 0 for none."""
        return int(self._read("SELECT coalesce(max(number), 0) FROM sending")[0][0])

    def history(self, index: int) -> list[Event]:
        """Return what happened to a row: read, each sending with its answer, doubts, listings, decisions."""
        return read_history(self._read, index)

    # What the server had before, by the list that shows it.

    def scopes(self) -> Iterator[str]:
        """Return the scopes whose baseline is whole."""
        return (text_of(name) for (name,) in self._read("SELECT name FROM scope WHERE finished ORDER BY number"))

    def foreign(self, scope: str, ids: Sequence[str]) -> list[str]:
        """Return those of *ids* that are neither in the baseline of *scope* nor the id of any row, in their order."""
        statement = (
            "SELECT EXISTS (SELECT 1 FROM baseline"
            " WHERE scope = (SELECT number FROM scope WHERE name = ?1) AND id = ?2)"
            " OR EXISTS (SELECT 1 FROM fate WHERE id = ?2)"
        )
        name = to_cell(scope)
        with self._mutex:
            return [each for each in ids if not self._read(statement, (name, to_cell(each)))[0][0]]


def _index(row: tuple[Any, ...]) -> int:
    return int(row[0])
