"""Group commits: together, in order, to each their own result, and nothing half known."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from typing import Any

import anyio
import pytest
from anyio.lowlevel import checkpoint

from plankit.bulk.commits import Commits
from plankit.bulk.journal import Journal, JournalError
from plankit.bulk.rows import State

pytestmark = pytest.mark.anyio


class Held:
    """An operation that holds up its transaction until it is let go."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.go = threading.Event()

    def __call__(self, journal: Journal) -> str:
        journal.put("held", "yes")
        self.began.set()
        assert self.go.wait(20)
        return "held"

    async def until_began(self) -> None:
        await anyio.to_thread.run_sync(self.began.wait, 20)
        assert self.began.is_set()


@pytest.fixture
def held():
    held = Held()
    yield held
    held.go.set()


@pytest.fixture
def commands(journal):
    """The statements that begin and end transactions, as SQLite gets them."""
    found: list[str] = []

    def trace(statement: str) -> None:
        if statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            found.append(statement.partition(" ")[0])

    journal._database.set_trace_callback(trace)
    return found


async def test_each_caller_gets_its_own_result_when_it_is_committed(journal, look_journal, make_entries):
    reader = look_journal(journal.path)
    async with Commits(journal) as commits:
        assert await commits(lambda j: j.append(make_entries(3), 1.0)) is None
        assert reader.total() == 3
        assert await commits(Journal.total) == 3
        await commits(lambda j: j.sending(1, [1], 2.0))
        assert reader.entry(1).state is State.SENT
    assert journal.get("nothing") is None


async def test_what_comes_while_a_commit_is_under_way_is_committed_together_in_order(journal, held, commands):
    order: list[int] = []
    threads = set[int]()

    def note(number):
        def operation(j):
            order.append(number)
            threads.add(threading.get_ident())
            j.note(float(number), "n", "")
            return number * 2

        return operation

    results = {}

    async def ask(number):
        results[number] = await commits(note(number))

    async with Commits(journal) as commits, anyio.create_task_group() as group:
        group.start_soon(commits, held)
        await held.until_began()
        for number in range(100):
            group.start_soon(ask, number)
            await checkpoint()
        assert results == {}
        held.go.set()
    assert results == {number: number * 2 for number in range(100)}
    assert order == sorted(order)
    assert [note.at for note in journal.notes()] == order
    assert commands == ["BEGIN", "COMMIT"] * 2
    assert threading.get_ident() not in threads


async def test_the_event_loop_goes_on_meanwhile(journal, held):
    async with Commits(journal) as commits, anyio.create_task_group() as group:
        group.start_soon(commits, held)
        await held.until_began()
        assert journal.total() == 0
        for _ in range(100):
            await checkpoint()
        held.go.set()


async def test_an_operation_that_raises_is_undone_and_only_its_caller_sees_it(journal, held, make_entries):
    failures = []

    def fails(j):
        j.append(make_entries(1), 1.0)
        j.put("bad", "yes")
        raise KeyError

    async def ask_and_fail():
        with pytest.raises(KeyError):
            await commits(fails)
        failures.append(journal.get("good"))

    async with Commits(journal) as commits:
        async with anyio.create_task_group() as group:
            group.start_soon(commits, held)
            await held.until_began()
            group.start_soon(commits, lambda j: j.put("before", "yes"))
            group.start_soon(ask_and_fail)
            group.start_soon(commits, lambda j: j.put("good", "yes"))
            await anyio.wait_all_tasks_blocked()
            held.go.set()
        with pytest.raises(JournalError, match="must not be sent again"):
            await commits(lambda j: j.sending(1, [7], 1.0))
        assert await commits(lambda j: (j.get("before"), j.get("bad"), j.get("good"), j.total())) == (
            "yes",
            None,
            "yes",
            0,
        )
    assert failures == ["yes"]


async def test_nobody_waits_for_ever_if_an_operation_ends_the_thread(journal):
    def leave(j):
        raise SystemExit(3)

    async with Commits(journal) as commits:
        for _ in range(2):
            with pytest.raises(JournalError, match="3"):
                await commits(leave)


async def test_a_full_disk_fails_all_of_the_batch_and_every_later_call(journal, held, make_entries):
    errors: list[JournalError] = []
    pages = journal._database.execute("PRAGMA page_count").fetchone()[0]

    def fill(j):
        j.put("large", "x" * 100_000)

    async def ask(operation):
        with pytest.raises(JournalError, match=r"job\.db cannot be written: .*full") as caught:
            await commits(operation)
        errors.append(caught.value)

    async with Commits(journal) as commits:
        async with anyio.create_task_group() as group:
            group.start_soon(commits, held)
            await held.until_began()
            for operation in (lambda j: j.put("first", "yes"), fill, lambda j: j.put("last", "yes")):
                group.start_soon(ask, operation)
            await anyio.wait_all_tasks_blocked()
            journal._database.execute(f"PRAGMA max_page_count = {pages}")
            held.go.set()
        ran = []
        await ask(lambda j: ran.append("never"))
        assert ran == []
    assert len(set(map(id, errors))) == 4
    assert all(isinstance(error.__cause__, JournalError) for error in errors)
    assert (journal.get("held"), journal.get("first"), journal.get("last")) == ("yes", None, None)


class Refusing:
    """A connection whose next commit fails as that of a disk that fails."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        if statement == "COMMIT":
            msg = "disk I/O error"
            raise sqlite3.OperationalError(msg)
        return self._database.execute(statement, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)


async def test_a_commit_that_fails_is_undone_for_all(journal, make_entries):
    journal._database = Refusing(journal._database)
    async with Commits(journal) as commits:
        for _ in range(2):
            with pytest.raises(JournalError, match=r"job\.db cannot be written: disk I/O error\. .* run the job again"):
                await commits(lambda j: j.append(make_entries(2), 1.0))
    assert journal.total() == 0
    assert journal.entries() == []


@pytest.mark.parametrize("when", ["before", "waiting", "under way"])
async def test_the_operation_of_a_cancelled_caller_is_executed_all_the_same(journal, held, when):
    async with Commits(journal) as commits, anyio.create_task_group() as group:
        operation = (lambda j: j.put("mine", "yes")) if when != "under way" else held
        if when != "under way":
            group.start_soon(commits, held)
            await held.until_began()
        with anyio.CancelScope() as scope:
            if when == "before":
                scope.cancel()
            else:
                group.start_soon(cancel_when_blocked, scope, held if when == "under way" else None)
            await commits(operation)
        assert scope.cancelled_caught
        held.go.set()
        assert await commits(lambda j: j.get("held")) == "yes"
    if when != "under way":
        assert journal.get("mine") == "yes"


async def cancel_when_blocked(scope, held):
    if held is not None:
        await held.until_began()
    await anyio.wait_all_tasks_blocked()
    scope.cancel()


async def test_leaving_finishes_what_was_asked_for_also_in_a_cancelled_scope(journal, held):
    left = False
    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as callers:
            async with Commits(journal) as commits:
                callers.start_soon(commits, held)
                await held.until_began()
                callers.start_soon(commits, lambda j: j.put("queued", "yes"))
                await anyio.wait_all_tasks_blocked()
                scope.cancel()
                threading.Timer(0.05, held.go.set).start()
                await checkpoint()
            left = True
    assert not left
    assert scope.cancelled_caught
    assert (journal.get("held"), journal.get("queued")) == ("yes", "yes")


@pytest.mark.parametrize("cancelled", [False, True])
async def test_an_error_of_the_body_comes_out_as_it_is_also_in_a_cancelled_scope(journal, cancelled):
    async def leave():
        async with Commits(journal) as commits:
            await commits(lambda j: j.put("a", "b"))
            if cancelled:
                scope.cancel()
            raise KeyError

    with anyio.CancelScope() as scope, pytest.raises(KeyError):
        await leave()


async def test_outside_of_the_block_nothing_is_taken(journal):
    commits = Commits(journal)
    with pytest.raises(JournalError, match="inside `async with"):
        await commits(Journal.total)
    async with commits:
        await commits(Journal.total)
    with pytest.raises(JournalError, match="inside `async with"):
        await commits(Journal.total)
    async with commits:
        assert await commits(Journal.total) == 0


async def test_commits_do_not_wait_for_threads_that_others_keep_busy(journal, anyio_backend):
    limiter = anyio.to_thread.current_default_thread_limiter()
    before = limiter.total_tokens
    busy = threading.Event()
    try:
        limiter.total_tokens = 1
        async with Commits(journal) as commits, anyio.create_task_group() as group:
            group.start_soon(anyio.to_thread.run_sync, busy.wait, 20)
            await anyio.wait_all_tasks_blocked()
            try:
                with anyio.fail_after(15):
                    await commits(Journal.total)
            finally:
                busy.set()
    finally:
        limiter.total_tokens = before


# asyncio's own cancellation, which knows no shield.


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_native_cancellation_of_the_holder_finishes_what_was_asked_for(journal, held):
    async def hold():
        async with Commits(journal) as commits, anyio.create_task_group() as callers:
            callers.start_soon(commits, held)
            await held.until_began()
            callers.start_soon(commits, lambda j: j.put("queued", "yes"))
            ready.set()
            await anyio.sleep_forever()

    ready = anyio.Event()
    task = asyncio.create_task(hold())
    await ready.wait()
    await anyio.wait_all_tasks_blocked()
    task.cancel()
    await checkpoint()
    task.cancel()
    threading.Timer(0.05, held.go.set).start()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (journal.get("held"), journal.get("queued")) == ("yes", "yes")


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_native_cancellation_of_a_caller_leaves_its_operation(journal, held):
    async with Commits(journal) as commits:
        task = asyncio.create_task(commits(held))
        await held.until_began()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        held.go.set()
        assert await commits(lambda j: j.get("held")) == "yes"


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@pytest.mark.parametrize("times", [1, 3])
async def test_commits_outlive_a_native_cancellation_of_every_task(journal, held, times):
    """As `asyncio.run` does at its end, to tasks that are left."""

    async def hold():
        async with Commits(journal) as commits, anyio.create_task_group() as callers:
            callers.start_soon(commits, held)
            await held.until_began()
            callers.start_soon(commits, lambda j: j.put("queued", "yes"))
            ready.set()
            await anyio.sleep_forever()

    ready = anyio.Event()
    before = asyncio.all_tasks()
    holder = asyncio.create_task(hold())
    await ready.wait()
    await anyio.wait_all_tasks_blocked()
    for _ in range(times):
        for task in asyncio.all_tasks() - before:
            task.cancel()
        await checkpoint()
    threading.Timer(0.05, held.go.set).start()
    with pytest.raises(asyncio.CancelledError):
        await holder
    assert (journal.get("held"), journal.get("queued")) == ("yes", "yes")
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_idle_commits_outlive_a_native_cancellation_of_their_task(journal):
    before = asyncio.all_tasks()
    async with Commits(journal) as commits:
        await commits(Journal.total)
        (mine,) = asyncio.all_tasks() - before
        mine.cancel()
        await anyio.wait_all_tasks_blocked()
        assert await commits(Journal.total) == 0
