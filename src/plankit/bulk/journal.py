"""The journal of a bulk job: one SQLite file that knows every row, what was sent, and what became of it. Synchronous.

What it guarantees:

- **The process dies** (`kill -9`, out of memory): everything that was committed is there, and nothing of what was not.
  The lock of the run goes with the process, and the same path goes on at once.
- **The power fails, or the system**: the same, as far as the disk honours a sync. Every commit ends with one (SQLite's
  log ahead with `synchronous=FULL`; `F_FULLFSYNC` on macOS), so that the intent to send is on the disk before the bytes
  leave. A disk or a virtual machine that says "written" too early can lose the last commits: rows that were sent look
  pending again, and would be sent twice. The file itself stays whole.
- **The disk is full, or fails**: the commit raises `JournalError`, nothing of it is kept, and this journal takes no
  more writes, since what a failed sync left behind is unknown. Nothing is sent without its intent.
- **Without a path**, nothing outlives the process, and nothing is synced.

Keep it on a local disk: locks and shared memory of SQLite do not work on network file systems. Beside `job.db` stand
`job.db-wal` and `job.db-shm` while it is open, and after a kill, and `job.db-lock`, which is empty.

**A journal that was not closed is two files**, `job.db` and `job.db-wal`: the second holds the last commits. Copy or
move it after a clean end, or both. `Journal.open` refuses the first alone, since its job would do again what was done;
where a program such as sqlite3 has taken the log into the file, nothing is missing, and it is opened.

The files are the user's alone (0600) where the journal makes them. Rows are kept as they are given, in the clear.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Self

from plankit.bulk import schema
from plankit.bulk.history import Event
from plankit.bulk.reading import Reading
from plankit.bulk.rows import State
from plankit.bulk.schema import JournalError
from plankit.bulk.stored import digest_of, from_reason, said, to_cell, to_fate, to_item, to_reason
from plankit.version import __version__

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from pathlib import Path

    from plankit.bulk.rows import Entry, Verdict

__all__ = ["Event", "Journal", "JournalError", "digest_of"]

_EVENT = (
    "INSERT INTO event (place, scope, at, what, detail, number, state, after)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(number), 0) FROM sending))"
)
_ANSWERS = {State.DOUBTFUL: "doubt", State.UNKNOWN: "doubt"}
# What a statement says of its own values; anything else is the file, the disk or the system.
_OF_VALUES = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.DataError)


class Journal(Reading):
    """Open it by `Journal.open` (to run the job: one process at a time) or `Journal.look` (to read, at any time).

    Any thread may call it; one call or transaction at a time, others wait. Every method that writes is a transaction,
    or a part of the one around it. Methods raise `JournalError` where the file cannot be read or written.
    """

    @classmethod
    def open(cls, path: Path | None, *, write: str, target: str) -> Self:
        """Make or go on with the journal of a job.

        Args:
            path: The file. None: a temporary file that goes with the journal, without fsync.
            write: The write that the job repeats.
            target: The address of the service.

        Raises:
            JournalError: It belongs to another job, is run now, is no journal, lacks its log, or cannot be made.
        """
        lock = None
        if path is not None:
            path = schema.place(path)
            if path.exists():
                schema.look_at(path)
            lock = schema.lock(path)
        database = None
        try:
            if path is not None:
                schema.touch(path)
            database = schema.connect(path)
            if schema.is_new(database, path):
                started = dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
                header = {"version": __version__, "write": write, "target": target, "started": started}
                schema.make(database, header, durable=path is not None)
            else:
                schema.tune(database, durable=True)
            journal = cls(path, database, lock)
            journal._begin(write, target)
        except BaseException as error:
            for connection in (database, lock):
                if connection is not None:
                    connection.close()
            if not isinstance(error, sqlite3.Error | OSError):
                raise
            msg = (
                f"The journal {schema.shown(path)} cannot be opened: {error}. Check the disk, and what may be written."
            )
            raise JournalError(msg) from error
        return journal

    @classmethod
    def look(cls, path: Path) -> Self:
        """Open to read only; works while a job runs, and shows what is committed.

        `header()` has a `warning` where the journal lacks its log, and shows old states.

        Raises:
            JournalError: There is no journal.
        """
        path = schema.place(path)
        if not path.exists():
            msg = f"There is no journal at {schema.shown(path)}. Check the path."
            raise JournalError(msg)
        if schema.look_at(path):
            msg = f"The journal {schema.shown(path)} is empty: its job has not begun. Look again, or run the job."
            raise JournalError(msg)
        # A connection that could write takes its log along when it is closed as the last one; another leaves it there.
        database = schema.connect(path)
        try:
            database.execute("PRAGMA query_only = 1")
            return cls(path, database, None)
        except BaseException:
            database.close()
            raise

    @classmethod
    def accept(cls, path: Path) -> None:
        """Say that a journal without its log is whole: `open` takes it from then on.

        What was sent since the log was last taken into the file **is sent again** if that is not so.

        Raises:
            JournalError: There is no journal, or it is run now, or cannot be written.
        """
        cls.look(path).close()
        path = schema.place(path)
        with closing(schema.lock(path)), closing(schema.connect(path)) as database:
            try:
                schema.tune(database, durable=True)
                schema.say_whole(database)
            except sqlite3.Error as error:
                msg = f"The journal {schema.shown(path)} cannot be written: {error}. Check the disk and what may be."
                raise JournalError(msg) from error

    def _begin(self, write: str, target: str) -> None:
        if (self.write, self.target) != (write, target):
            msg = (
                f"The journal {schema.shown(self.path)} belongs to another job: {self.write} at {self.target}, and "
                f"this is {write} at {target}. Give another path, or go on with that job."
            )
            raise JournalError(msg)
        if self.path is not None:
            lost = self.header().get("warning")
            if lost is not None:
                raise JournalError(lost)
            schema.fold(self._database)
            schema.say_whole(self._database)
        self._tally = self._count()

    @contextmanager
    def transaction(self) -> Generator[None]:
        """What is written inside is on disk (fsync) when it ends, or undone if it raises.

        Inside another one it is a part of that: undone if it raises, and on disk when the outer one ends.

        Raises:
            JournalError: The commit failed, or the file takes no writes: nothing of it was kept.
        """
        with self._mutex:
            self._usable()
            outer = self._depth == 0
            begin, end, undo = (
                ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
                if outer
                else ("SAVEPOINT part", "RELEASE part", ("ROLLBACK TO part", "RELEASE part"))
            )
            try:
                if outer:
                    self._fold()
                self._database.execute(begin)
                self._depth += 1
                self._within = threading.get_ident()
                try:
                    if outer and self._apart:
                        schema.say_whole(self._database)
                    yield
                    self._usable()
                    tally = self._count() if outer else self._tally
                    self._database.execute(end)
                    self._tally = tally
                    self._apart = self._apart and not outer
                except BaseException:
                    # A full disk may have undone all of it already.
                    for statement in undo if self._database.in_transaction else ():
                        self._database.execute(statement)
                    raise
                finally:
                    self._depth -= 1
                    self._within = None if outer else self._within
            except _OF_VALUES as error:
                msg = f"The journal {schema.shown(self.path)} cannot take that: {error}. Nothing of it was kept."
                raise JournalError(msg) from error
            except sqlite3.Error as error:
                msg = (
                    f"The journal {schema.shown(self.path)} cannot be written: {error}. Nothing of the last "
                    "transaction was kept. Mend the cause (space, permissions, another program), then run the job "
                    "again with this path."
                )
                self._break(msg)
                raise JournalError(msg) from error

    def _fold(self) -> None:
        """Take the log into the file where it is large."""
        if self.path is not None and (size := schema.log_size(self.path)) >= self._most:
            self._apart = True
            # Where a reader stands in the way: not again at every commit.
            self._most = schema.LOG_LIMIT if schema.fold(self._database) else size + schema.LOG_LIMIT

    def _change(self, statement: str, rows: Iterable[Sequence[Any]]) -> int:
        return max(self._database.executemany(statement, rows).rowcount, 0)

    # The job.

    def put(self, name: str, value: str) -> None:
        """Keep a small text about the job."""
        with self.transaction():
            self._database.execute("INSERT OR REPLACE INTO small VALUES (?, ?)", (to_cell(name), to_cell(value)))

    def note(self, at: float, what: str, detail: str, *, scope: str = "") -> None:
        """Keep an event of the job. One that is about a *scope* is in the history of its doubtful rows, too."""
        with self.transaction():
            number = self._scopes([scope])[scope]
            self._change(_EVENT, [(None, number, at, to_cell(what), to_cell(detail), None, None)])

    # Rows.

    def append(self, entries: Sequence[Entry], at: float) -> None:
        """Keep the next rows of the input, in order, in any state.

        Args:
            entries: The rows; the first has the index `total()`.
            at: When they were read, seconds since the epoch.

        Raises:
            InvalidArgumentError: A payload is no JSON (NaN, an infinity, an object, too deep). None was kept.
            JournalError: They are not the next rows.
        """
        if not entries:
            return
        with self.transaction():
            first = self.total()
            for index, entry in enumerate(entries, first):
                if entry.index != index:
                    msg = f"Row {entry.index} is not the next row of the journal, which is {index}. Append in order."
                    raise JournalError(msg)
            scopes = self._scopes({entry.scope for entry in entries})
            self._database.execute("INSERT INTO batch VALUES (?, ?)", (first, at))
            self._change(
                "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?)",
                [to_item(entry, scopes[entry.scope]) for entry in entries],
            )
            self._change("INSERT INTO fate VALUES (?, ?, ?, ?, ?)", map(to_fate, entries))

    # Sendings.

    def sending(self, number: int, indexes: Sequence[int], at: float) -> None:
        """Keep the intent to send rows with one request: they are SENT, and were sent once more.

        Args:
            number: The number of the sending: new, above `last_sending()`.
            indexes: The rows.
            at: Seconds since the epoch.

        Raises:
            JournalError: A row is final already or not there: sending it could do it twice.
        """
        with self.transaction():
            self._database.execute(
                "INSERT INTO sending (number, began, size) VALUES (?, ?, ?)", (number, at, len(indexes))
            )
            self._change("INSERT INTO sent VALUES (?, ?)", ((index, number) for index in indexes))
            changed = self._change(
                "UPDATE fate SET state = 1, sendings = sendings + 1, reason = NULL WHERE place = ? AND state < 3",
                ((index,) for index in indexes),
            )
            if changed != len(indexes):
                msg = f"Sending {number} holds rows that are final or not in the journal; they must not be sent again."
                raise JournalError(msg)

    def answered(self, number: int, at: float, detail: str, verdicts: Sequence[Verdict]) -> None:
        """Keep how a sending ended, and what became of its rows.

        Args:
            number: The sending.
            at: Seconds since the epoch.
            detail: The answer, for people: `201 after 0.12 s`.
            verdicts: The rows' new states. One without id or reason takes away what the row had.
        """
        with self.transaction():
            ended = "UPDATE sending SET ended = ?, detail = ? WHERE number = ?"
            if self._change(ended, [(at, to_cell(detail), number)]) != 1:
                msg = f"There is no sending {number}, so that it cannot have been answered."
                raise JournalError(msg)
            self._settle(verdicts)
            # What was applied, as most rows are, is told by the sending itself.
            others = [verdict for verdict in verdicts if verdict.state is not State.APPLIED]
            self._tell(at, ((_ANSWERS.get(each.state, "answered"), f"{detail}; ", each) for each in others), number)

    def withdrawn(self, number: int, at: float, verdicts: Sequence[Verdict]) -> None:
        """Take a sending back of which nothing has left: its rows are as before, and were sent once less."""
        with self.transaction():
            self._change(
                "UPDATE sending SET ended = ?, detail = 'withdrawn', size = 0 WHERE number = ?", [(at, number)]
            )
            self._settle(verdicts)
            again = "UPDATE fate SET sendings = sendings - 1 WHERE place IN (SELECT place FROM sent WHERE number = ?)"
            self._change(again, [(number,)])
            self._change("DELETE FROM sent WHERE number = ?", [(number,)])

    def decided(self, at: float, what: str, verdicts: Sequence[Verdict]) -> None:
        """Keep new states of rows that no answer gave: `found`, `absent`, ..."""
        with self.transaction():
            self._settle(verdicts)
            self._tell(at, ((what, "", verdict) for verdict in verdicts))

    def _settle(self, verdicts: Sequence[Verdict]) -> None:
        changed = self._change(
            "UPDATE fate SET state = ?, id = ?, reason = ? WHERE place = ?",
            ((int(each.state), to_cell(each.id), to_reason(each.reason), each.index) for each in verdicts),
        )
        if changed != len(verdicts):
            msg = "A verdict is about a row that is not in the journal."
            raise JournalError(msg)

    def _tell(self, at: float, told: Iterable[tuple[str, str, Verdict]], number: int | None = None) -> None:
        self._change(
            _EVENT,
            (
                (each.index, None, at, to_cell(what), to_cell(before + said(each)), number, int(each.state))
                for what, before, each in told
            ),
        )

    def retry(self, indexes: Iterable[int], at: float) -> int:
        """Make rows PENDING again, of those given that are REJECTED or UNKNOWN; return how many.

        An unknown row may have been applied: sending it again may do it twice. That is for the caller to decide.
        """
        done = 0
        with self.transaction():
            for index in indexes:
                found = self._read("SELECT reason FROM fate WHERE place = ? AND state IN (4, 5)", (index,))
                if not found:
                    continue
                reason = from_reason(found[0][0])
                # What may have been applied is refused for another reason than what never was.
                self._change(
                    "UPDATE fate SET state = 0, reason = CASE state WHEN 5 THEN reason END WHERE place = ?", [(index,)]
                )
                detail = to_cell(reason.message if reason else "")
                self._change(_EVENT, [(index, None, at, "retried", detail, None, 0)])
                done += 1
        return done

    # What the server had before, by the list that shows it.

    def _scopes(self, names: Iterable[str]) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        for name in names:
            number = None
            if name:
                self._database.execute("INSERT OR IGNORE INTO scope (name) VALUES (?)", (to_cell(name),))
                number = self._database.execute("SELECT number FROM scope WHERE name = ?", (to_cell(name),)).fetchone()[
                    0
                ]
            found[name] = number
        return found

    def baseline(self, scope: str, ids: Iterable[str]) -> None:
        """Keep ids that a list showed before the job wrote to it; they add up. *scope* is not empty."""
        with self.transaction():
            number = self._scopes([scope])[scope]
            self._change(
                "INSERT INTO baseline VALUES (?, ?) ON CONFLICT (scope, id) DO NOTHING",
                ((number, to_cell(each)) for each in ids),
            )

    def finish_baseline(self, scope: str) -> None:
        """Keep that the baseline of *scope* is whole."""
        with self.transaction():
            self._change("UPDATE scope SET finished = 1 WHERE number = ?", [(self._scopes([scope])[scope],)])
