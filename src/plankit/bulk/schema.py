"""The file of a journal: its tables, how it is made and recognised, and the lock that one running process holds."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from typing import TYPE_CHECKING

from plankit.errors import ConfigurationError
from plankit.shapes import printable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

APPLICATION_ID = 0x504C4B4A
"""`PLKJ` in the header of the file: what makes it a journal and no other database."""

VERSION = 1
"""The version of the tables, in the header of the file."""

LOG = "log"
"""The name in the header under which the file says whether it lacks its log."""

BUSY = 30.0
"""Seconds to wait for a program that holds the file itself, such as one that makes a backup."""

LOG_LIMIT = 4 * 1024 * 1024
"""Bytes of the log ahead from which on it is taken into the file."""

_PATIENCE = 1000
_APART, _WHOLE = "apart", "whole"

# What never changes is apart from what does: a row's bytes are written once, and a change of state touches few pages.
# Columns without a type keep texts as texts, and as bytes those texts that UTF-8 cannot take.
_TABLES = """
CREATE TABLE header (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID

CREATE TABLE small (name PRIMARY KEY, value NOT NULL) WITHOUT ROWID

CREATE TABLE scope (number INTEGER PRIMARY KEY, name NOT NULL UNIQUE, finished INTEGER NOT NULL DEFAULT 0)

CREATE TABLE baseline (scope INTEGER NOT NULL, id NOT NULL, PRIMARY KEY (scope, id)) WITHOUT ROWID

CREATE TABLE batch (first INTEGER PRIMARY KEY, at REAL NOT NULL)

CREATE TABLE item (
    place INTEGER PRIMARY KEY, key, payload NOT NULL, digest BLOB NOT NULL, family BLOB, scope INTEGER
)

CREATE INDEX item_key ON item (key) WHERE key IS NOT NULL

CREATE INDEX item_family ON item (family) WHERE family IS NOT NULL

CREATE INDEX item_scope ON item (scope) WHERE scope IS NOT NULL

CREATE TABLE fate (place INTEGER PRIMARY KEY, state INTEGER NOT NULL, sendings INTEGER NOT NULL, id, reason)

CREATE INDEX fate_state ON fate (state)

CREATE INDEX fate_id ON fate (id) WHERE id IS NOT NULL

CREATE TABLE sending (number INTEGER PRIMARY KEY, began REAL NOT NULL, ended REAL, detail, size INTEGER NOT NULL)

CREATE TABLE sent (place INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (place, number)) WITHOUT ROWID

CREATE TABLE event (
    id INTEGER PRIMARY KEY, place INTEGER, scope INTEGER, at REAL NOT NULL, what NOT NULL, detail NOT NULL,
    number INTEGER, state INTEGER, after INTEGER NOT NULL
)

CREATE INDEX event_place ON event (place)

CREATE TABLE tally (state INTEGER PRIMARY KEY, count INTEGER NOT NULL)

CREATE TRIGGER fate_made AFTER INSERT ON fate BEGIN
    UPDATE tally SET count = count + 1 WHERE state = NEW.state;
END

CREATE TRIGGER fate_changed AFTER UPDATE OF state ON fate WHEN OLD.state <> NEW.state BEGIN
    UPDATE tally SET count = count - 1 WHERE state = OLD.state;
    UPDATE tally SET count = count + 1 WHERE state = NEW.state;
END

INSERT INTO tally VALUES (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0)
"""

_MAKING = threading.Lock()


class JournalError(ConfigurationError):
    """The journal cannot be used: another process runs it, it belongs to another job or input, or is no journal."""


def connect(path: Path | None, *, reading: bool = False) -> sqlite3.Connection:
    """Return a connection to the file at *path*, which exists; None: to a temporary file without a name.

    Raises:
        JournalError: It cannot be opened.
    """
    mode = "ro" if reading else "rw"
    # The empty name is SQLite's own for a temporary file: readable by the user alone, and gone even after a kill.
    name = "" if path is None else f"{path.as_uri()}?mode={mode}"
    try:
        return sqlite3.connect(name, timeout=BUSY, isolation_level=None, check_same_thread=False, uri=path is not None)
    except sqlite3.Error as error:
        msg = f"The journal {shown(path)} cannot be opened: {error}. Check that its directory and file may be written."
        raise JournalError(msg) from error


def shown(path: Path | None) -> str:
    """Return *path* for a message."""
    return "in memory and temporary files" if path is None else printable(str(path))


def place(path: Path) -> Path:
    """Return *path* without links, so that two names of a file have one lock.

    Raises:
        JournalError: Its directory does not exist, or it is no file.
    """
    try:
        found = path.resolve()
        if not found.parent.is_dir():
            msg = f"The journal {shown(path)} cannot be made: its directory does not exist. Make it, or give another."
            raise JournalError(msg)
        if found.exists() and not found.is_file():
            msg = f"The journal {shown(path)} cannot be opened: there is something that is no file. Give another path."
            raise JournalError(msg)
    except (OSError, ValueError, RuntimeError) as error:
        msg = f"The journal {shown(path)} cannot be opened: {printable(str(error))}. Give another path."
        raise JournalError(msg) from error
    return found


def is_new(database: sqlite3.Connection, path: Path | None) -> bool:
    """Return whether *database* is empty: nothing was written to it yet.

    Raises:
        JournalError: It is no journal, or one of a newer version.
    """
    try:
        (application,) = database.execute("PRAGMA application_id").fetchone()
        (version,) = database.execute("PRAGMA user_version").fetchone()
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_NOTADB:
            msg = f"The journal {shown(path)} cannot be read: {error}. Check who else uses it and what may be read."
            raise JournalError(msg) from error
        application, version, tables = 0, 0, 1
    if application == 0 and version == 0 and tables == 0:
        return True
    if application != APPLICATION_ID:
        msg = f"{shown(path)} is no journal of plankit; it was left as it is. Give the path of a journal or a new one."
        raise JournalError(msg)
    if version > VERSION:
        msg = (
            f"The journal {shown(path)} has format {version}, which is newer than this version of plankit reads "
            f"({VERSION}): update plankit, or finish the job with the version that began it."
        )
        raise JournalError(msg)
    return False


def look_at(path: Path) -> bool:
    """Return whether the file at *path* is empty, and leave it as it is.

    Raises:
        JournalError: It is no journal, or one of a newer version.
    """
    database = connect(path, reading=True)
    try:
        return is_new(database, path)
    finally:
        database.close()


def tune(database: sqlite3.Connection, *, durable: bool) -> None:
    """Set how *database* is written: with a log ahead and a sync at every commit, or without any."""
    if durable:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        # Taken into the file by `fold` alone, and then cut to what is in use, so that its size tells when.
        database.execute("PRAGMA wal_autocheckpoint = 0")
        database.execute("PRAGMA journal_size_limit = 0")
        # macOS: a sync that reaches the disk and not only its cache; nothing elsewhere.
        database.execute("PRAGMA fullfsync = 1")
        database.execute("PRAGMA checkpoint_fullfsync = 1")
    else:
        database.execute("PRAGMA journal_mode = MEMORY")
        database.execute("PRAGMA synchronous = OFF")


def touch(path: Path) -> None:
    """Make an empty file for the user alone, unless there is one; SQLite gives its logs the same mode."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def lock(path: Path) -> sqlite3.Connection:
    """Take the lock of the journal at *path*, for as long as the returned connection is open and its process lives.

    An exclusive transaction of SQLite on a small file beside the journal: on every system the kernel drops it when the
    process dies, a second connection of this process does not get it either, and it hinders nobody who only reads.

    Raises:
        JournalError: Somebody holds it.
    """
    beside = path.with_name(path.name + "-lock")
    # POSIX drops a process's locks on a file when any descriptor of it is closed: here, that of the making.
    with _MAKING:
        touch(beside)
        database = connect(beside)
        try:
            database.execute("PRAGMA busy_timeout = 0")
            # Nothing is ever written to it: no file for the undoing.
            database.execute("PRAGMA journal_mode = MEMORY")
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            database.close()
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                msg = (
                    f"The journal {shown(path)} is being run now, by another process or by this one. Wait until it "
                    "ends, or stop it first; reading (status, explain, export) is possible meanwhile."
                )
                raise JournalError(msg) from error
            msg = f"The lock {shown(beside)} of the journal cannot be taken: {error}. Check what may be written there."
            raise JournalError(msg) from error
    return database


def make(database: sqlite3.Connection, header: Mapping[str, str], *, durable: bool) -> None:
    """Make the tables of a new journal, all or nothing."""
    tune(database, durable=durable)
    database.execute("BEGIN IMMEDIATE")
    for statement in _TABLES.split("\n\n"):
        database.execute(statement)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {VERSION}")
    database.executemany("INSERT INTO header VALUES (?, ?)", header.items())
    database.execute("COMMIT")


# A file without its log, copied or moved alone, looks as it did when the log was last taken into it, and says so:
# `fold` leaves the word APART in the file, and the next commit, which is in the log, has WHOLE in its place. Who reads
# the file with its log, or after any program took the log into it, reads WHOLE.


def log_size(path: Path) -> int:
    """Return the bytes of the log beside the journal at *path*; 0 where there is none."""
    try:
        return path.with_name(path.name + "-wal").stat().st_size
    except OSError:
        return 0


def fold(database: sqlite3.Connection) -> bool:
    """Take the log into the file, and leave in the file that what comes then is apart; outside a transaction.

    Returns:
        Whether all of it was taken: a reader may stand in the way.
    """
    _say(database, _APART)
    database.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    try:
        # The log is not made empty: a process that is killed now would leave what looks like a file without one.
        busy, frames, taken = database.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
    finally:
        database.execute(f"PRAGMA busy_timeout = {int(BUSY * 1000)}")
    return not busy and frames == taken


def say_whole(database: sqlite3.Connection) -> None:
    """Say in the log that it is there; a part of the transaction, if there is one."""
    _say(database, _WHOLE)


def _say(database: sqlite3.Connection, word: str) -> None:
    database.execute("INSERT OR REPLACE INTO header VALUES (?, ?)", (LOG, word))


def lacks_log(path: Path, word: str | None) -> bool:
    """Return whether the log of the journal at *path* is lost; *word* is what its header says as `LOG`."""
    # Whoever connects makes an empty log: it is as good as none.
    return word == _APART and log_size(path) == 0


def missing_log(path: Path) -> str:
    """Return what to say of a journal that lacks its log."""
    name = printable(path.name)
    return (
        f"The journal {shown(path)} is not whole: its last run did not end by itself, and what it committed last is in "
        f"{name}-wal, which is not here: the job would do again what was done. Bring {name}-wal from where the journal "
        "was copied or moved from, both belong together. If you know that nothing is missing, `Journal.accept(path)` "
        "says so."
    )
