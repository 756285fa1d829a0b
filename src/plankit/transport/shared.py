"""A transport that is lent to somebody who must not close it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Callable


class Shared(httpx.AsyncBaseTransport):
    """A transport lent to somebody: closing it does nothing.

    Args:
        inner: The transport.
        check: Called with each request; raises if it may not be sent.
    """

    def __init__(
        self, inner: httpx.AsyncBaseTransport, check: Callable[[httpx.Request], None] = lambda _: None
    ) -> None:
        self._inner = inner
        self._check = check

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass *request* on."""
        self._check(request)
        return await self._inner.handle_async_request(request)
