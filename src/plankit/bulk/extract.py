"""Extracts: a list written to a file, by `export(pager, path)`; killed and gone on with."""

from __future__ import annotations

import contextlib
import inspect
import math
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
from attrs import field, frozen

from plankit.bounds import seconds, whole
from plankit.bulk.formats import format_of
from plankit.bulk.place import Place
from plankit.bulk.scan import ScanCertificate
from plankit.bulk.sheets import part_of
from plankit.errors import DeadlineExceededError, InvalidArgumentError
from plankit.paging import Pager
from plankit.prefetch import MOST_AHEAD

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence

    from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

    from plankit.bulk.formats import Format
    from plankit.bulk.part import Part
    from plankit.bulk.scan import Way

_EVERY = 0.5
_SHARE = 20
_AT_ONCE = 2000
_SOON = 0.02
"""Items, and seconds, that are gathered before a worker thread is woken."""
_WAITING = 1
_VERIFIED_AT_ONCE = 500


@frozen
class ExportProgress:
    """How far an export is.

    Attributes:
        items: Items so far, earlier runs included.
        pages: Pages so far, earlier runs included.
        rate: Items a second in this run.
        total: The number of items that the server told last; None where it tells none.
        seconds: Seconds since this run began.
    """

    items: int
    pages: int
    rate: float
    total: int | None
    seconds: float


@frozen
class ExportReport:
    """What an export has written.

    Attributes:
        path: The file.
        format: How it is written.
        items: Items in it.
        seconds: Seconds that the last run took.
        certificate: What the scan proves.
        columns: The columns, for CSV.
        unknown: How often each field came that has no column (CSV): it is not in the file.
        unfilled: Columns that were given and that no item has (CSV).
    """

    path: Path
    format: Format
    items: int
    seconds: float
    certificate: ScanCertificate
    columns: tuple[str, ...] = ()
    unknown: dict[str, int] = field(factory=dict[str, int])
    unfilled: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say what is in the file, and what is not."""
        return " ".join([f"{self.path}: {self.certificate}", *self.remarks])

    @property
    def remarks(self) -> list[str]:
        """What is to be said of the columns, as sentences."""
        left = ", ".join(f"{name} ({count})" for name, count in self.unknown.items())
        lost = [f"Fields without a column, which are not in the file: {left}."] if left else []
        empty = [f"Columns that no item has, which are empty: {', '.join(self.unfilled)}."] if self.unfilled else []
        return [*lost, *empty]


@frozen
class _Batch:
    """Items on their way to the file, and the place behind them."""

    items: Sequence[Any]
    marks: bytes
    token: str
    pages: int
    first_total: int | None
    last_total: int | None
    duplicates: int
    drift: int
    ended: float | None = None


async def export(
    source: Pager[Any],
    to: str | os.PathLike[str],
    *,
    format: Format | None = None,  # noqa: A002 - what it is
    prefetch: int = 0,
    columns: Iterable[str] | None = None,
    formulas: bool = False,
    overwrite: bool = False,
    restart: bool = False,
    deadline: float | None = None,
    on_progress: Callable[[ExportProgress], object] | None = None,
) -> ExportReport:
    """Write a list to a file: each item once, and the file has its name only when it is whole.

    What is written meanwhile is in `<to>.part` and two files beside it. After a crash, a kill or a cancellation the
    same call goes on where it was; at most half a second of it is fetched again.

    Args:
        source: A list of a client: `admin.users.list()`, `logbook.logs.walk(container)`, ...
        to: The file. Its suffix tells the format: `.jsonl`, `.csv`, `.db` or `.sqlite`.
        format: The format instead: `jsonl` (an object a line), `csv`, or `sqlite` (a table `items` with position, id
            and json).
        prefetch: Pages to fetch ahead at the same time; 0 for one after the other, which is surer while the list
            changes and the service tells no total.
        columns: The columns (CSV); without them, the fields of the items of the first page that has any. Fields that
            come later are counted and told in the report.
        formulas: Whether texts that spreadsheets would run as formulas stay as they are (CSV). Otherwise a `'` is put
            before those that begin with `=`, `+`, `-`, `@`, a tab or a line break.
        overwrite: Whether a finished file may be replaced; it is, when the new one is complete.
        restart: Whether to forget what an earlier call has written and begin anew.
        deadline: Seconds for this call; what was written until then is kept.
        on_progress: Called on the event loop, at most every half second and at the end.

    Returns:
        What was written and what the scan proves.

    Raises:
        InvalidArgumentError: The file exists, or the unfinished one belongs to another list, format or columns; the
            message says what to do.
        DeadlineExceededError: The deadline passed.
        PlankitError: A page could not be had. What came before it is kept.
        OSError: The file could not be written.
    """
    _check(source)
    seconds("deadline", deadline, error=InvalidArgumentError)
    whole("prefetch", prefetch, error=InvalidArgumentError, least=0, most=MOST_AHEAD)
    path = Path(to)
    chosen = format_of(path, format)
    if chosen != "csv" and (columns is not None or formulas):
        msg = f"columns= and formulas= are for CSV, and {path.name} is written as {chosen}: leave them out."
        raise InvalidArgumentError(msg)
    given = None if columns is None else list(columns)
    wanted = Place(
        name=source.name,
        began=source.resumed(None).token,
        format=chosen,
        formulas=formulas,
        columns=given,
        unfilled=list(given or ()),
        whole=source.whole,
        started=time.time(),
    )
    part = part_of(path, wanted)
    run = _Run(source, part, prefetch, on_progress)
    try:
        await anyio.to_thread.run_sync(lambda: part.begin(overwrite=overwrite, restart=restart, anew=source.anew))
        if part.place.ended is None:
            await run.walk(deadline)
        # Whole and not published is no state to be left in.
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(part.publish)
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(part.close)
    return run.report()


def _check(source: object) -> None:
    if isinstance(source, Pager):
        return
    hint = "give a list that is walked, such as admin.users.list()"
    if inspect.iscoroutine(source):
        source.close()
        hint = "give a list that is walked instead of a call: logbook.logs.walk(...) instead of logbook.logs.list(...)"
    msg = f"export() was given a {type(source).__name__}: {hint}."
    raise InvalidArgumentError(msg)


class _Run:
    """One run of an export: the walk on the event loop, the file in worker threads."""

    def __init__(
        self,
        source: Pager[Any],
        part: Part,
        prefetch: int,
        on_progress: Callable[[ExportProgress], object] | None,
    ) -> None:
        self._source = source
        self._part = part
        self._prefetch = prefetch
        self._on_progress = on_progress
        self._pager = source
        self._scope = anyio.CancelScope()
        self._failure: BaseException | None = None
        self._began = time.monotonic()
        self._told = self._began
        self._items = self._pages = self._before = self._duplicates = self._drift = self._again = 0
        self._first_total: int | None = None
        self._gathered: _Batch | None = None
        self._sent = 0.0
        self._committed = self._began
        self._cost = 0.0

    async def walk(self, deadline: float | None) -> None:
        """Write the list, or what is left of it.

        Raises:
            DeadlineExceededError, PlankitError, OSError: As `export`.
        """
        part, place = self._part, self._part.place
        token = place.token if place.items or place.token else None
        self._pager = self._source.resumed(token, seen=part.met, total=place.last_total)
        self._items = self._before = place.items
        self._pages, self._drift = place.pages, place.drift
        # What comes again since all of the list is asked for again is no duplicate.
        self._again = place.marks if self._source.anew else 0
        self._duplicates = place.duplicates
        self._first_total = place.first_total
        send, receive = anyio.create_memory_object_stream[_Batch](_WAITING)
        problem: Exception | None = None
        limit = anyio.CancelScope()
        async with anyio.create_task_group() as group:
            group.start_soon(self._write, receive)
            # What was fetched is written whatever ends the walk: the writer ends with the stream.
            with send:
                try:
                    limit.deadline = math.inf if deadline is None else anyio.current_time() + deadline
                    with limit, self._scope:
                        await self._fetch(send)
                except Exception as error:  # noqa: BLE001 - raised below, not wrapped by the group
                    problem = error
                finally:
                    await self._send(send)
        if self._failure is not None:
            raise self._failure
        are = "1 item is" if place.items == 1 else f"{place.items} items are"
        kept = f"{are} kept in {part.path}: the same export goes on from there." if place.items else "No item had come."
        if problem is not None:
            if place.items:
                problem.add_note(kept)
            raise problem
        if limit.cancelled_caught and place.ended is None:
            msg = f"{place.name}: the export's deadline of {deadline:g} s passed. {kept}"
            raise DeadlineExceededError(msg, operation=place.name)

    async def _fetch(self, send: MemoryObjectSendStream[_Batch]) -> None:
        pager = self._pager
        if pager.verifies:
            found: list[Any] = []
            async for item in pager:
                found.append(item)
                if len(found) == _VERIFIED_AT_ONCE:
                    await self._take(send, found, 0)
                    found = []
            await self._take(send, found, 0)
        elif self._prefetch:
            async with pager.prefetch(self._prefetch) as pages:
                async for page in pages:
                    await self._take(send, page.items, 1)
        else:
            async for page in pager.pages():
                await self._take(send, page.items, 1)
        self._gathered = self._batch([], time.time())
        await self._send(send)
        self._tell(last=True)

    async def _take(self, send: MemoryObjectSendStream[_Batch], items: Sequence[Any], pages: int) -> None:
        self._items += len(items)
        self._pages += pages
        self._gathered = self._batch(items)
        if len(self._gathered.items) >= _AT_ONCE or time.monotonic() - self._sent >= _SOON:
            await self._send(send)
        self._tell()

    async def _send(self, send: MemoryObjectSendStream[_Batch]) -> None:
        """Hand over what was gathered, whoever is cancelled: what was fetched is written."""
        batch, self._gathered = self._gathered, None
        if batch is None:
            return
        # A writer that failed takes no more, and ends the walk.
        with anyio.CancelScope(shield=True), contextlib.suppress(anyio.BrokenResourceError):
            await send.send(batch)
        self._sent = time.monotonic()

    def _batch(self, items: Sequence[Any], ended: float | None = None) -> _Batch:
        """Return what was gathered with *items* after it, and the place behind them.

        It is one value: wherever an error or a Ctrl-C comes, the items that are written and the place that counts them
        belong together. The walk has marks already of the page that it is at.
        """
        pager, before = self._pager, self._gathered
        if self._first_total is None:
            self._first_total = pager.first_total
        return _Batch(
            items if before is None else [*before.items, *items],
            (b"" if before is None else before.marks) + self._part.met.new(),
            pager.token,
            self._pages,
            self._first_total,
            pager.total,
            self._duplicates + max(0, pager.duplicates - self._again),
            self._drift + pager.drift,
            ended,
        )

    def _tell(self, *, last: bool = False) -> None:
        now = time.monotonic()
        if self._on_progress is None or (now - self._told < _EVERY and not last):
            return
        self._told = now
        spent = now - self._began
        rate = (self._items - self._before) / spent if spent else 0.0
        self._on_progress(ExportProgress(self._items, self._pages, rate, self._pager.total, spent))

    async def _write(self, receive: MemoryObjectReceiveStream[_Batch]) -> None:
        """Write what comes, until no more does; a cancellation does not lose what was fetched."""
        with anyio.CancelScope(shield=True), receive:
            try:
                async for batch in receive:
                    await anyio.to_thread.run_sync(self._store, batch)
                await anyio.to_thread.run_sync(self._part.commit)
            except Exception as error:  # noqa: BLE001 - raised where the export was asked for
                self._failure = error
                self._scope.cancel()

    def _store(self, batch: _Batch) -> None:
        """Write a batch, and make it sure when it is time. In a worker thread."""
        part, place = self._part, self._part.place
        identities = [*map(self._pager.key, batch.items)] if place.format == "sqlite" else ()
        part.add(batch.items, identities, batch.marks)
        place.token, place.pages = batch.token, batch.pages
        place.first_total, place.last_total = batch.first_total, batch.last_total
        place.duplicates, place.drift, place.ended = batch.duplicates, batch.drift, batch.ended
        now = time.monotonic()
        since = now - self._committed
        # A twentieth of the time is what being sure may cost.
        if since >= min(_EVERY, _SHARE * self._cost):
            part.commit()
            self._committed = time.monotonic()
            self._cost = self._committed - now

    def report(self) -> ExportReport:
        """Return what was written."""
        place, anew = self._part.place, self._source.anew
        counted = place.whole and place.last_total is not None and not place.drift
        way: Way = "verified" if self._source.verifies else "one answer" if anew else "pages"
        certificate = ScanCertificate(
            items=place.items,
            pages=place.pages,
            first_total=place.first_total,
            last_total=place.last_total,
            duplicates=place.duplicates,
            missed=max(0, (place.last_total or 0) - place.items) if counted else None,
            drifted=place.drift > 0 or place.duplicates > 0,
            resumes=place.resumes,
            started=datetime.fromtimestamp(place.started, UTC),
            ended=datetime.fromtimestamp(place.ended or time.time(), UTC),
            complete=place.whole,
            way=way,
        )
        return ExportReport(
            path=self._part.to,
            format=place.format,
            items=place.items,
            seconds=time.monotonic() - self._began,
            certificate=certificate,
            columns=tuple(place.columns or ()),
            unknown=dict(place.unknown),
            unfilled=tuple(place.unfilled) if place.items else (),
        )
