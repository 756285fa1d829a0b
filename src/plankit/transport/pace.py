"""The pacing transport: a place in flight, then a rate slot; every answer teaches the budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from plankit.errors import Outcome
from plankit.transport.call import CALL, PACED, PERMIT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plankit.transport.budget import Budget, Permit
    from plankit.transport.call import Call, Gate


class _Held(httpx.AsyncByteStream):
    """An answer's body that frees its place in flight when it is closed."""

    __slots__ = ("_permit", "_stream")

    def __init__(self, stream: httpx.AsyncByteStream, permit: Permit) -> None:
        self._stream = stream
        self._permit = permit

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._stream)

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            self._permit.leave()


class PacingTransport(httpx.AsyncBaseTransport):
    """Lets requests through within a budget.

    Args:
        inner: The transport underneath.
        budget: What may be done; shared by all clients that are given it.
        front: Take only a rate slot, before all who wait, and no place in flight: for the token that the requests
            in flight are waiting for.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, budget: Budget, *, front: bool = False) -> None:
        self._inner = inner
        self._budget = budget
        self._front = front

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Wait, send, learn.

        Raises:
            MaxWaitExceededError: The wait is longer than the call's `max_wait`.
            DeadlineExceededError: The scope is paused beyond the call's deadline.
        """
        call = request.extensions.get(CALL)
        gate = None if call is None or call.for_token else call.gate
        permit = None if gate is not None else self._budget.enter_now(call, front=self._front)
        if permit is None:
            permit = await self._queue(call, gate)
        if call is not None:
            call.departed = permit.departed
        request.extensions[PERMIT] = permit
        try:
            response = await self._inner.handle_async_request(request)
        except BaseException:
            permit.leave()
            raise
        permit.reached()
        response.extensions[PACED] = True
        if isinstance(response.stream, httpx.AsyncByteStream) and not response.is_closed:
            response.stream = _Held(response.stream, permit)
        else:
            permit.leave()
        try:
            self._budget.observe(response.status_code, response.headers)
        except BaseException:  # a store of the user's own
            await response.aclose()
            raise
        return response

    async def _queue(self, call: Call | None, gate: Gate | None) -> Permit:
        """Wait for a place and a slot."""
        if call is not None:
            call.waiting()
        if gate is not None:
            gate.waits()
        permit = await self._budget.enter(call, front=self._front, gate=gate)
        if call is not None and gate is not None:
            try:
                gate.leaves(doubt=any(attempt.outcome is Outcome.UNKNOWN for attempt in call.attempts))
            except BaseException:
                permit.give_back()
                permit.leave()
                raise
        if call is not None:
            call.sending(call.now())
        return permit

    async def aclose(self) -> None:
        """Close the transport underneath; the budget stays open for others."""
        await self._inner.aclose()
