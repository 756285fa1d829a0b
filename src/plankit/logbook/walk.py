"""Logbook's list of logs, walked: one answer, perhaps larger than memory, handed out page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio.to_thread
from plankit_clients.logbook import models, operations
from plankit_clients.logbook.api.logs import list_logs

from plankit.errors import ProtocolError
from plankit.operation import Operation
from plankit.page import Page
from plankit.paging import Pager
from plankit.shapes import TooDeepError
from plankit.transport.base import NOWHERE
from plankit.transport.elements import Elements, ElementsError
from plankit.transport.spool import DEFAULT_SPOOLED, Origin, Spool

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from plankit_clients.logbook.models import AppContext, Log

    from plankit.client import ServiceClient
    from plankit.errors import APIError
    from plankit.operation import CallOptions

PER_PAGE = 500
"""Logs of a page: the service knows no pages here, and so many are quickly read and hardly felt in memory."""

KEY = "rest_logs_data"


def _spool(answer: Any) -> Spool:
    assert isinstance(answer, Spool)  # noqa: S101 - what a spooled operation is given
    return answer


class LogPager(Pager["Log"]):
    """Walks the logs of containers. Each walk asks for the list once and keeps it until it ends or is given up.

    Tokens stand for the beginning of the list, since the service cannot be asked for a part of it: a resumed walk asks
    for all of it again, and drops what it is told to have been met (`resumed(seen=)`).
    """

    def __init__(
        self,
        client: ServiceClient,
        containers: Sequence[AppContext],
        options: CallOptions,
        codes: Mapping[str, type[APIError]],
    ) -> None:
        operation = Operation(
            operations.list_logs,
            list_logs.get_kwargs,
            _spool,
            empty=True,
            max_body=DEFAULT_SPOOLED,
            codes=codes,
            spooled=True,
        )
        body = models.LogListRequest(app_context=list(containers))
        # What cannot be sent is refused here, not at the first item.
        operation.request(NOWHERE, options, body=body)

        async def download() -> Spool:
            return await client.call(operation, options, body=body)

        self._download = download
        super().__init__(
            Download(download).fetch,
            name=operation.name,
            first=0,
            arguments={
                "base_url": client.base_url,
                "body": body.to_dict(),
                "extra_query": options.get("extra_query") or {},
            },
            key=_identity,
            anew=True,
        )

    def _fetcher(self) -> Callable[[int], Awaitable[Page[Log]]]:
        return Download(self._download).fetch


class Download:
    """The answer of one walk, while it is read. What is left of it goes with this object."""

    def __init__(self, download: Callable[[], Awaitable[Spool]]) -> None:
        self._download = download
        self._spool: Spool | None = None
        self._elements: Elements | None = None
        self._at = 0
        self._page: Page[Log] | None = None

    async def fetch(self, start: int) -> Page[Log]:
        """Return the logs from the one at *start* on, counted from 0.

        Raises:
            PlankitError: The list could not be had, or is not what it should be.
        """
        if self._page is not None and self._page.position == start:
            return self._page  # Who asked for it was cancelled when it was there.
        if self._elements is None or start != self._at:
            await self._begin()
        while True:
            page = await anyio.to_thread.run_sync(self._read)
            if page.next is None or page.position >= start:
                return page

    async def _begin(self) -> None:
        self._close()
        self._spool = spool = await self._download()
        self._elements = Elements(spool.read, KEY)
        self._at = 0

    def _read(self) -> Page[Log]:
        """Read the next page. In a worker thread."""
        assert self._elements is not None  # noqa: S101 - it has begun
        try:
            found = self._elements.take(PER_PAGE)
        except (ElementsError, TooDeepError, OSError) as problem:
            raise self._error(problem) from problem
        start = self._at
        self._at += len(found)
        # A full page may be the last one: the next one is empty then.
        last = len(found) < PER_PAGE
        page = Page([models.Log.from_dict(entry) for entry in found], start, None if last else self._at)
        if last:
            self._close()
        else:
            self._page = page
        return page

    def _error(self, problem: Exception) -> ProtocolError:
        origin: Origin | None = None if self._spool is None else self._spool.origin
        self._close()
        if isinstance(problem, ElementsError):
            msg = f"the answer is {problem}."
        elif isinstance(problem, TooDeepError):
            msg = "the answer is nested too deeply."
        else:
            msg = f"the temporary file that holds the answer cannot be read ({problem})."
        return ProtocolError(msg) if origin is None else origin.error(msg)

    def _close(self) -> None:
        spool, self._spool, self._elements = self._spool, None, None
        self._page = None
        if spool is not None:
            spool.close()


def _identity(log: Any) -> str | int | None:
    """Return the log's id; one of another type than promised tells nothing."""
    return log.id if isinstance(log.id, str | int) else None
