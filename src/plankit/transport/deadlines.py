"""The deadlines of the attempts under way, of all of them by one timer: a timer for each costs as much as its scope."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import anyio

from plankit.transport.loop import on_asyncio, running

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

# Seconds a scope: looking at all of them takes at most a tenth of the time, however close together they end.
_PAUSE = 1e-6


class Deadlines:
    """Cancels scopes in time; one object for each event loop, made while it runs.

    On asyncio, deadlines do not show in the scopes themselves; trio keeps them as it keeps all others.

    Attributes:
        now: Returns the event loop's own time, in seconds.
    """

    __slots__ = ("_at", "_kind", "_loop", "_scopes", "_timer", "now")

    def __init__(self) -> None:
        # The class of the event loop's scopes: looking it up takes longer than making one.
        self._kind: type[anyio.CancelScope] = type(anyio.CancelScope())
        self._loop = cast("asyncio.AbstractEventLoop", running()) if on_asyncio() else None
        self._scopes: dict[anyio.CancelScope, float] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._at = math.inf
        self.now: Callable[[], float] = anyio.current_time if self._loop is None else self._loop.time

    def scope(self, deadline: float) -> anyio.CancelScope:
        """Return a scope that is cancelled at *deadline*, in the event loop's own time; `end` forgets it."""
        if self._loop is None:
            return self._kind(deadline=deadline)
        scope = self._kind()
        self._scopes[scope] = deadline
        if deadline < self._at:
            self._wait(deadline)
        return scope

    def move(self, scope: anyio.CancelScope, deadline: float) -> None:
        """Give *scope* another deadline."""
        if self._loop is None:
            scope.deadline = deadline
            return
        self._scopes[scope] = deadline
        if deadline < self._at:
            self._wait(deadline)

    def end(self, scope: anyio.CancelScope) -> None:
        """Forget *scope*, which was left."""
        self._scopes.pop(scope, None)

    def _wait(self, until: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._loop is not None:
            self._at = until
            self._timer = self._loop.call_at(until, self._look)

    def _look(self) -> None:
        """Cancel what is due; wait for the next, if there is one."""
        self._timer, self._at = None, math.inf
        now = self.now()
        due = [scope for scope, deadline in self._scopes.items() if deadline <= now]
        for scope in due:
            del self._scopes[scope]
            scope.cancel()
        earliest = min(self._scopes.values(), default=math.inf)
        if earliest < math.inf:
            self._wait(max(earliest, now + _PAUSE * len(self._scopes)))

    def close(self) -> None:
        """Stop waiting, if nothing is under way."""
        if self._timer is not None and not self._scopes:
            self._timer.cancel()
            self._timer, self._at = None, math.inf
