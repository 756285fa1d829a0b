"""The unfinished file of an export, and what is needed to go on with it. Synchronous, for worker threads.

Beside the target `users.jsonl` there are, until it is whole: `users.jsonl.part`, what was written so far;
`users.jsonl.part.json`, the place up to which it counts (SQLite keeps it inside the file, in the same transaction); and
`users.jsonl.part.seen`, 8 bytes for each item with an id. Data are on disk (fsync) before the place that counts them.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from abc import ABC, abstractmethod
from typing import IO, TYPE_CHECKING, Any

from plankit.bulk.formats import plain
from plankit.bulk.place import ANEW, MARK, Met, Place
from plankit.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


_AT_ONCE = 50
"""Items between two chances for the event loop: Python gives it one only each 5 ms, and so few take a third of one."""


class Part(ABC):
    """The unfinished file.

    Args:
        to: The target.
        wanted: The place where a new export begins.

    Attributes:
        path: The unfinished file.
        place: How far it has come.
        met: The ids written so far.
    """

    def __init__(self, to: Path, wanted: Place) -> None:
        self.to: Path = to
        self.path: Path = to.with_name(f"{to.name}.part")
        self.place: Place = wanted
        self.met: Met = Met()
        self._seen_path = to.with_name(f"{to.name}.part.seen")
        self._seen: IO[bytes] | None = None
        self._begun = False

    def begin(self, *, overwrite: bool, restart: bool, anew: bool) -> None:
        """Lock it, and go on with what is there, or make it.

        Args:
            overwrite: Whether a finished target may be replaced.
            restart: Whether to forget an unfinished export.
            anew: Whether the walk reads the list from the beginning whatever was written.

        Raises:
            InvalidArgumentError: There is a target, or an unfinished export that does not fit.
            OSError: As files do.
        """
        self._look()
        self._lock()
        found = None if restart else self._load()
        published = found is not None and found.ended is not None and not self.path.exists()
        if published and overwrite:
            found = None
        elif self.to.exists() and not overwrite and not published:
            msg = f"{self.to} exists. Give another file, or overwrite=True to replace it once the new one is complete."
            raise InvalidArgumentError(msg)
        if found is None:
            if not restart and self.path.exists() and self.path.stat().st_size:
                msg = f"{self.path} is there, and nothing tells what it is. Remove it, or {ANEW}"
                raise InvalidArgumentError(msg)
            self._remove()
            self._make()
            self._begun = True
            return
        found.check(self.place, self.path)
        self.place = found
        if published:
            return
        # Without its id an item cannot be told from one that was written.
        if anew and found.ended is None and found.marks != found.items:
            self._remove()
            found.forget()
            self._make()
        else:
            self._go_on()
        found.resumes += found.ended is None
        self._begun = True

    def _look(self) -> None:
        """Refuse a target that could not be written.

        Raises:
            FileNotFoundError: There is no such directory.
            IsADirectoryError: The target is one.
        """
        if not self.to.parent.is_dir():
            msg = f"{self.to} cannot be written: there is no directory {self.to.parent}. Make it, or give another file."
            raise FileNotFoundError(msg)
        if self.to.is_dir():
            msg = f"{self.to} cannot be written: it is a directory. Give a file."
            raise IsADirectoryError(msg)

    def _lock(self) -> None:
        while self._seen is None:
            file = self._seen_path.open("a+b")
            if not _locked(file):
                file.close()
                msg = f"Another export is writing {self.path}: wait for it, or give another file."
                raise InvalidArgumentError(msg)
            # The other one may have ended between the two, and taken the file away.
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(file.fileno()), self._seen_path.stat()):
                    self._seen = file
                    return
            file.close()

    def _remove(self) -> None:
        """Remove what was written."""
        assert self._seen is not None  # noqa: S101 - locked
        self._seen.truncate(0)
        self.path.unlink(missing_ok=True)

    def _go_on(self) -> None:
        """Open what was written, and forget what does not count.

        Raises:
            InvalidArgumentError: There is less than what counts.
        """
        assert self._seen is not None  # noqa: S101 - locked
        self._seen.seek(0)
        if not self.met.load(self._seen, self.place.marks):
            self.torn(self._seen_path)
        self._seen.truncate(self.place.marks * MARK)

    def torn(self, where: Path) -> None:
        """Refuse to go on.

        Raises:
            InvalidArgumentError: Always.
        """
        msg = f"{where} is shorter than what was written to it: it cannot be gone on with. {ANEW}"
        raise InvalidArgumentError(msg)

    def add(self, items: Sequence[Any], identities: Sequence[object], marks: bytes) -> None:
        """Write items; they count from the next `commit` on.

        Args:
            items: The items.
            identities: Their ids.
            marks: The marks of those that have one.
        """
        assert self._seen is not None  # noqa: S101 - locked
        for at in range(0, len(items), _AT_ONCE):
            objects = [plain(item) for item in items[at : at + _AT_ONCE]]
            self._write(objects, identities[at : at + _AT_ONCE])
            self.place.items += len(objects)
            time.sleep(0)
        self._seen.write(marks)
        self.place.marks += len(marks) // MARK

    def commit(self) -> None:
        """Make what was written count, and sure."""
        assert self._seen is not None  # noqa: S101 - locked
        self._seen.flush()
        os.fsync(self._seen.fileno())
        self._commit()

    def publish(self) -> None:
        """Give the whole file its name, and remove the others.

        Raises:
            OSError: As files do.
        """
        if self.path.exists():
            self._close()
            self.path.replace(self.to)
            _sync_directory(self.to.parent)
        self._clean()
        self._seen_path.unlink(missing_ok=True)
        if self._seen is not None:
            self._seen.close()
            self._seen = None

    def close(self) -> None:
        """Close the files, and let others go on with them. Those without any item are removed."""
        self._close()
        if self._begun and self.place.ended is None and not self.place.items:
            self._remove()
            self._clean()
        if self._seen is not None:
            # Nothing was begun: what it was locked by is not left behind.
            if not self.path.exists() and not os.fstat(self._seen.fileno()).st_size:
                self._seen_path.unlink(missing_ok=True)
            self._seen.close()
            self._seen = None

    @abstractmethod
    def _load(self) -> Place | None:
        """Return the place of the unfinished export, or of a finished one that was not cleaned up."""

    @abstractmethod
    def _make(self) -> None:
        """Make a new file, and its place."""

    @abstractmethod
    def _write(self, objects: list[dict[str, Any]], identities: Sequence[object]) -> None: ...

    @abstractmethod
    def _commit(self) -> None: ...

    @abstractmethod
    def _clean(self) -> None: ...

    @abstractmethod
    def _close(self) -> None: ...


def _locked(file: IO[bytes]) -> bool:
    """Lock *file* until it is closed, where the system can; return whether nobody else has."""
    if sys.platform == "win32":
        return True
    import fcntl  # noqa: PLC0415 - not everywhere

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sync_directory(directory: Path) -> None:
    """Make a new name sure, where the system can."""
    with contextlib.suppress(OSError):
        fd = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
