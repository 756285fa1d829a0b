"""The input of a job: an iterable or an asynchronous iterable, taken in batches."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterable, Iterable
from typing import TYPE_CHECKING, Any, cast

import anyio

from plankit.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

_AHEAD = 64


class Feed:
    """An iterable or an asynchronous iterable, taken in batches.

    An asynchronous one is walked by a task of its own, `read`: it may hold scopes open between its rows, and what it
    has not brought yet keeps nobody from sending what it has.

    Attributes:
        total: The number of rows, if it is known before they are read.
        ended: Whether all rows were taken.
        on_row: Called when a row has come, or none will come any more.

    Raises:
        InvalidArgumentError: It is neither.
    """

    def __init__(self, rows: object) -> None:
        kind = type(rows).__name__
        self.total: int | None = len(cast("Any", rows)) if hasattr(rows, "__len__") else None
        self.ended: bool = False
        self._sync: Iterator[object] | None = None
        self._own: bool = False
        self._async: AsyncIterator[object] | None = None
        self._error: Exception | None = None
        self.on_row: Callable[[], None] = lambda: None
        if isinstance(rows, AsyncIterable):
            self._async = aiter(cast("AsyncIterable[object]", rows))
            self._send, self._receive = anyio.create_memory_object_stream[object](_AHEAD)
        elif isinstance(rows, Iterable) and not isinstance(rows, str | bytes | dict):
            self._sync = iter(cast("Iterable[object]", rows))
            # What it was made of here: an iterator that was given is its user's, who may go on with it.
            self._own = self._sync is not rows
        else:
            msg = (
                f"The rows of a bulk job must be an iterable or an asynchronous iterable of rows, not a {kind}. "
                "Nothing was sent."
            )
            raise InvalidArgumentError(msg)

    @property
    def slow(self) -> bool:
        """Whether rows may have to be waited for: then `read` must run."""
        return self._async is not None

    async def read(self) -> None:
        """Walk an asynchronous iterable; cancel it to leave early."""
        rows = self._async
        assert rows is not None  # noqa: S101 - there is nothing to read of others
        try:
            async for row in rows:
                await self._send.send(row)
                self.on_row()
        except Exception as error:  # noqa: BLE001 - it is its user's, and is raised where the rows are taken
            self._error = error
        finally:
            self._send.close()
            self.on_row()
            close = getattr(rows, "aclose", None)
            if close is not None:
                # In no scope of ours: its own may be open.
                await close()

    async def take(self, count: int, *, wait: bool) -> list[object]:
        """Return up to *count* rows.

        Args:
            count: The most rows.
            wait: Whether to wait for one where there is none yet; else there may be none before the end.
        """
        if self._sync is not None:
            found = list(itertools.islice(self._sync, count))
            self.ended = len(found) < count
            return found
        found = list[object]()
        try:
            if wait:
                found.append(await self._receive.receive())
            while len(found) < count:
                found.append(self._receive.receive_nowait())
        except anyio.WouldBlock:
            pass
        except anyio.EndOfStream:
            self.ended = True
            if self._error is not None:
                raise self._error from None
        return found

    async def exactly(self, count: int) -> list[object]:
        """Return *count* rows; fewer only at the end."""
        found: list[object] = []
        while len(found) < count and not self.ended:
            found += await self.take(count - len(found), wait=True)
        return found

    def close(self) -> None:
        """Let go of what was read ahead, and of what was opened to read."""
        close = getattr(self._sync, "close", None)
        if self._own and close is not None:
            close()
        if self._async is not None:
            self._send.close()
            self._receive.close()
