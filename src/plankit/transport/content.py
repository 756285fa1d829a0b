"""The body of a request: not shown, and watched while it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from plankit.transport.call import Call

_PIECE = 64 * 1024


class _Pieces:
    """An asynchronous iterator, and no generator: one that a wire leaves behind makes trio complain."""

    __slots__ = ("_pieces",)

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        for piece in self._pieces:
            return piece
        raise StopAsyncIteration


class Sealed:
    """A request's body that is not shown: some tools print the local variables of a traceback, and it may hold secrets.

    Attributes:
        content: The body; taken out on the spot, never into a variable where something is raised.
    """

    __slots__ = ("content",)

    def __init__(self, content: bytes) -> None:
        self.content: bytes = content

    def __repr__(self) -> str:
        return f"<{len(self.content)} bytes>"


class Tracked(httpx.AsyncByteStream, httpx.SyncByteStream):
    """A request body that knows how much of it was handed to the network.

    `asked` tells whether the wire began to take it. `whole` turns true *before* the last piece is handed over: what
    follows may have been received in full. A body that was asked for and is not whole cannot have arrived; of one
    that was not asked for, only the wire knows: some take `request.content` instead.
    """

    __slots__ = ("_call", "asked", "body", "whole")

    def __init__(self, body: bytes, call: Call) -> None:
        self.body: bytes = body
        self.asked: bool = False
        self.whole: bool = False
        self._call: Call | None = call

    def __iter__(self) -> Iterator[bytes]:
        self.asked = True
        # The body is asked for when the head has just been written: the request has left.
        call, self._call = self._call, None
        if call is not None and call.departed is not None:
            call.departed()
        body = self.body
        last = max(len(body) - 1, 0) // _PIECE * _PIECE
        for at in range(0, last, _PIECE):
            yield body[at : at + _PIECE]
        self.whole = True
        yield body[last:] if last else body

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _Pieces(iter(self))
