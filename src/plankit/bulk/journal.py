"""The journal of a bulk job: one SQLite file that knows every row, what was sent, and what became of it. Synchronous.

Contract (to be implemented):
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from attrs import frozen

from plankit.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from plankit.bulk.rows import Entry, State, Verdict


class JournalError(ConfigurationError):
    """The journal cannot be used: another process runs it, it belongs to another job or input, or is no journal."""


@frozen
class Event:
    """Something that happened to a job or to a row of it.

    Attributes:
        at: Seconds since the epoch.
        what: `read`, `sent`, `answered`, `doubt`, `listed`, `found`, `absent`, `started`, `stopped`, ...
        detail: For people.
        number: The number of the sending, for `sent` and `answered`.
    """

    at: float
    what: str
    detail: str = ""
    number: int | None = None


class Journal:
    """Open it by `Journal.open` (to run the job: one process at a time) or `Journal.look` (to read, at any time)."""

    path: Path | None

    @classmethod
    def open(cls, path: Path | None, *, write: str, target: str) -> Self:
        """Make or go on with the journal of a job. None: a temporary file that goes with the journal, without fsync."""
        raise NotImplementedError

    @classmethod
    def look(cls, path: Path) -> Self:
        """Open to read only; works while a job runs."""
        raise NotImplementedError

    # Everything below is called from worker threads, one call at a time. Writes happen inside `transaction()`.

    def transaction(self) -> object:
        """A context manager: what is written inside is on disk (fsync) when it ends, or undone if it raises."""
        raise NotImplementedError

    def close(self) -> None: ...

    # the job
    write: str  # 'logbook.logs.create'
    target: str  # base_url

    def get(self, name: str) -> str | None: ...  # small texts about the job: "certificate", "ended" ...
    def put(self, name: str, value: str) -> None: ...
    def note(self, at: float, what: str, detail: str) -> None: ...  # an event of the job
    def notes(self) -> list[Event]: ...

    # rows
    def total(self) -> int: ...  # rows read so far
    def append(self, entries: Sequence[Entry], at: float) -> None: ...  # next rows, in order, any state
    def marks(self, first: int, count: int) -> list[bytes]: ...  # digest_of(entry) of rows first..first+count-1
    def counts(self) -> dict[State, int]: ...  # every state, cheap (kept by triggers or in memory)
    def entry(self, index: int) -> Entry | None: ...
    def find(self, key: str) -> list[Entry]: ...  # by the caller's key
    def entries(
        self, states: Iterable[State] = (), *, after: int = -1, limit: int = 1000
    ) -> list[Entry]: ...  # by index
    def in_group(self, group: bytes, states: Iterable[State]) -> list[Entry]: ...

    # sendings
    def sending(self, number: int, indexes: Sequence[int], at: float) -> None: ...  # -> SENT, sendings + 1
    def answered(self, number: int, at: float, detail: str, verdicts: Sequence[Verdict]) -> None: ...
    def decided(self, at: float, what: str, verdicts: Sequence[Verdict]) -> None: ...  # without an answer: found, ...
    def last_sending(self) -> int: ...  # the highest number so far, 0 for none
    def history(self, index: int) -> list[Event]: ...  # of one row: read, each sending with its answer, decisions
    def retry(self, indexes: Iterable[int], at: float) -> int: ...  # REJECTED/UNKNOWN -> PENDING; how many

    # what the server had before, by the list that shows it
    def baseline(self, scope: str, ids: Iterable[str]) -> None: ...  # adds; call several times, then put(...)
    def scopes(self) -> Iterator[str]: ...  # scopes with a finished baseline
    def finish_baseline(self, scope: str) -> None: ...
    def foreign(self, scope: str, ids: Sequence[str]) -> list[str]: ...  # those in no baseline and of no entry

    def header(self) -> Mapping[str, str]: ...  # version, write, target, started, for `status`
