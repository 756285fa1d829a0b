"""The body of a long answer: in memory while it is short, then in a temporary file that has no name."""

from __future__ import annotations

import contextlib
import tempfile
from typing import IO, TYPE_CHECKING, NamedTuple

import anyio.to_thread

from plankit.errors import Outcome, ProtocolError, effect

if TYPE_CHECKING:
    from plankit.errors import Attempt

SPOOL = "plankit.spool"
DEFAULT_SPOOLED = 4 * 1024**3
"""The most bytes of a spooled answer: a disk can be full long before a server is done."""

_MEMORY = 1024 * 1024


class SpoolError(Exception):
    """The temporary file could not be written."""


class Spool:
    """Bytes that are written once, from the event loop, and then read once, from a worker thread.

    The file is made where the system keeps temporary files (`TMPDIR`), with mode 0600, and has no name where the system
    can do that: nothing is left behind, whatever becomes of the process.

    Args:
        memory: Bytes that are kept in memory before a file is made, and that are written to it at a time.

    Attributes:
        size: Bytes written so far.
        origin: The call whose answer it is.
    """

    def __init__(self, memory: int = _MEMORY) -> None:
        self._memory = memory
        self._buffer = bytearray()
        self._file: IO[bytes] | None = None
        self._at = 0
        self.size: int = 0
        self.origin: Origin | None = None

    def __repr__(self) -> str:
        return f"<Spool {self.size} bytes>"

    def __del__(self) -> None:
        self.close()

    async def write(self, piece: bytes) -> None:
        """Add *piece*; the file is written by a worker thread.

        Raises:
            SpoolError: There is no room, or no place for temporary files.
        """
        self._buffer += piece
        self.size += len(piece)
        if len(self._buffer) > self._memory:
            await anyio.to_thread.run_sync(self._store)

    async def end(self) -> None:
        """Say that all is written: from now on it is read.

        Raises:
            SpoolError: As `write`.
        """
        if self._file is not None:
            await anyio.to_thread.run_sync(self._store, True)  # noqa: FBT003 - positional only

    def _store(self, rewind: bool = False) -> None:
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0, prefix="plankit-")  # noqa: SIM115 - closed by close()
            with memoryview(self._buffer) as left:
                done = 0
                while done < len(left):
                    done += self._file.write(left[done:])
            self._buffer.clear()
            if rewind:
                self._file.seek(0)
        except OSError as error:
            raise SpoolError(str(error)) from error

    def read(self, size: int) -> bytes:
        """Return the next bytes, at most *size* of them; none at the end. For worker threads.

        Raises:
            OSError: The file cannot be read.
        """
        if self._file is not None:
            return self._file.read(size)
        piece = bytes(self._buffer[self._at : self._at + size])
        self._at += len(piece)
        return piece

    def close(self) -> None:
        """Forget everything."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                file.close()
        self._buffer = bytearray()


class Origin(NamedTuple):
    """The call that a spooled answer came from, for errors that are found when it is read.

    Attributes:
        operation: The operation as `service.operationId`.
        method: The HTTP method.
        url: The address without its query.
        attempts: Every attempt of the call, oldest first.
    """

    operation: str | None
    method: str
    url: str
    attempts: tuple[Attempt, ...]

    def error(self, problem: str) -> ProtocolError:
        """Return an error that says what is wrong with the answer."""
        told = effect(Outcome.UNKNOWN, reads=True)
        return ProtocolError(
            f"{self.operation} ({self.method} {self.url}): {problem} {told}",
            operation=self.operation,
            method=self.method,
            url=self.url,
            outcome=Outcome.UNKNOWN,
            attempts=self.attempts,
        )
