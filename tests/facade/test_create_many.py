"""Many logs: what was created, refused, not sent or is in doubt, told exactly."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import anyio
import pytest

from plankit import (
    ClientCredentials,
    InvalidRequestError,
    LogbookClient,
    Outcome,
    PartialFailureError,
    ServerError,
    TransportError,
)
from plankit.logbook import AppContext, LogCreate
from plankit.sandbox import Answer, sandbox
from plankit.transport.wire import Wire

if TYPE_CHECKING:
    import httpx

pytestmark = [pytest.mark.anyio, pytest.mark.socket]

REFUSED = Answer(400, b'{"code":"BAD","message":"no"}')


def names(count):
    return [f"log {number:04d}" for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, 50, 51, 120])
@pytest.mark.parametrize("shuffle", [False, True])
async def test_all_are_created_in_requests_of_fifty(s, kit, count, shuffle):
    s.set(shuffle=shuffle)
    async with kit.logbook(s) as logbook:
        result = await logbook.logs.create_many(kit.logs(s, *names(count)), concurrency=3)
        assert result.ok
        assert [(entry.index, entry.log.name) for entry in result.created] == list(enumerate(names(count)))
    assert s.audit().requests.get("createLogs", 0) == -(-count // 50)
    assert s.audit().report(created=names(count)).ok


async def test_one_log_and_a_generator_will_do(s, kit):
    async with kit.logbook(s) as logbook:
        (one,) = kit.logs(s, "one")
        assert (await logbook.logs.create_many(one)).ok
        assert (await logbook.logs.create_many(entry for entry in kit.logs(s, "two", "three"))).ok
    assert s.audit().report(created=["one", "two", "three"]).ok


async def test_indexes_count_over_all_inputs(s, kit):
    s.set(shuffle=True)
    async with kit.logbook(s) as logbook:
        inputs = kit.logs(s, *names(130))
        for at in (0, 49, 50, 129):
            inputs[at].log_types_id = 999
        result = await logbook.logs.create_many(inputs)
        assert [entry.index for entry in result.failed] == [0, 49, 50, 129]
        assert sorted(entry.index for entry in result.created) == sorted({*range(130)} - {0, 49, 50, 129})
        assert all(entry.log.name == names(130)[entry.index] for entry in result.created)


def told(error, total):
    """Every input is told of exactly once."""
    result = error.result
    created = [entry.index for entry in result.created]
    failed = [entry.index for entry in result.failed]
    assert sorted([*created, *failed, *error.unknown, *error.not_applied]) == list(range(total))
    return created


async def test_a_refusal_midway(s, kit, script):
    script.instead["createLogs"] = [None, REFUSED]
    async with kit.logbook(s) as logbook:
        with pytest.raises(PartialFailureError) as caught:
            await logbook.logs.create_many(kit.logs(s, *names(170)), concurrency=1)
    error = caught.value
    assert told(error, 170) == list(range(50))
    assert (list(error.unknown), list(error.not_applied)) == ([], list(range(50, 170)))
    assert error.outcome is Outcome.APPLIED
    assert isinstance(error.__cause__, InvalidRequestError)
    assert "50 of 170 logs were created" in str(error)
    assert "120 were not created (safe to repeat)" in str(error)
    assert s.audit().report(created=names(50)).ok


async def test_a_server_that_fails_after_doing_it(s, kit, script):
    """A create is not repeated after a 503: the request's logs are in doubt, and the audit shows they exist."""
    script.afterwards["createLogs"] = [None, Answer(503)]
    async with kit.logbook(s) as logbook:
        with pytest.raises(PartialFailureError) as caught:
            await logbook.logs.create_many(kit.logs(s, *names(170)), concurrency=1)
    error = caught.value
    assert told(error, 170) == list(range(50))
    assert list(error.unknown) == list(range(50, 100))
    assert list(error.not_applied) == list(range(100, 170))
    assert error.outcome is Outcome.UNKNOWN
    assert error.attempts[-1].status == 503
    assert s.audit().report(created=names(100)).ok


async def test_the_rest_can_be_repeated_by_what_the_error_says(s, kit, script):
    script.instead["createLogs"] = [None, None, Answer(500)]
    async with kit.logbook(s) as logbook:
        inputs = kit.logs(s, *names(400))
        with pytest.raises(PartialFailureError) as caught:
            await logbook.logs.create_many(inputs, concurrency=4)
        told(caught.value, 400)
        there = {log.name for log in await logbook.logs.list(kit.context(s))}
        doubtful = [at for at in caught.value.unknown if inputs[at].name not in there]
        again = [inputs[at] for at in [*caught.value.not_applied, *doubtful]]
        assert (await logbook.logs.create_many(again)).ok
    assert s.audit().report(created=names(400)).ok


async def test_a_lost_answer(s, kit):
    async with kit.Losing("createLogs") as wire, kit.logbook(s, transport=wire) as logbook:
        with pytest.raises(PartialFailureError) as caught:
            await logbook.logs.create_many(kit.logs(s, *names(60)), concurrency=1)
    assert list(caught.value.unknown) == list(range(50))
    assert list(caught.value.not_applied) == list(range(50, 60))
    assert isinstance(caught.value.__cause__, TransportError)
    assert s.audit().report(created=names(50)).ok


async def test_an_answer_that_says_nothing_leaves_its_logs_in_doubt(s, kit, script):
    script.afterwards["createLogs"] = [Answer(200, b"{}"), None]
    async with kit.logbook(s) as logbook:
        with pytest.raises(PartialFailureError) as caught:
            await logbook.logs.create_many(kit.logs(s, *names(60)), concurrency=1)
    assert list(caught.value.unknown) == list(range(50))
    assert s.audit().report(created=names(50)).ok


async def test_logs_that_an_answer_does_not_mention_are_in_doubt(s, kit, script):
    script.afterwards["createLogs"] = [Answer(200, b'{"rest_add_log":{"Data":[],"Failed":[]}}')]
    script.instead["createLogs"] = [None, REFUSED]
    async with kit.logbook(s) as logbook:
        with pytest.raises(PartialFailureError) as caught:
            await logbook.logs.create_many(kit.logs(s, *names(60)), concurrency=1)
    told(caught.value, 60)
    assert caught.value.result.unreported == list(caught.value.unknown) == list(range(50))
    assert s.audit().report(created=names(50)).ok


async def test_nothing_created_raises_what_happened(s, kit, script):
    script.instead["createLogs"] = [REFUSED]
    async with kit.logbook(s) as logbook:
        with pytest.raises(InvalidRequestError) as caught:
            await logbook.logs.create_many(kit.logs(s, *names(120)), concurrency=1)
    assert caught.value.outcome is Outcome.REJECTED
    assert s.audit().report().ok
    assert s.audit().requests["createLogs"] == 1


async def test_one_request_in_doubt_is_told_too(s, kit, script):
    script.instead["createLogs"] = [Answer(500)]
    async with kit.logbook(s) as logbook:
        with pytest.raises(PartialFailureError) as caught:
            await logbook.logs.create_many(kit.logs(s, *names(3)))
    assert list(caught.value.unknown) == [0, 1, 2]
    assert isinstance(caught.value.__cause__, ServerError)


async def test_a_transport_that_breaks_does_not_hide_what_was_created(s, kit):
    class Breaking(Wire):
        requests = 0

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/logs"):
                self.requests += 1
                if self.requests == 2:
                    msg = "a bug of the transport"
                    raise ZeroDivisionError(msg)
            return await super().handle_async_request(request)

    async with Breaking() as wire, kit.logbook(s, transport=wire) as logbook:
        with pytest.raises(PartialFailureError) as caught:
            await logbook.logs.create_many(kit.logs(s, *names(120)), concurrency=1)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert told(caught.value, 120) == list(range(50))
    assert list(caught.value.unknown) == list(range(50, 100))
    assert s.audit().report(created=names(50)).ok


async def test_an_input_that_cannot_be_sent_is_told_with_the_rest(s, kit):
    inputs = kit.logs(s, *names(120))
    inputs[70].name = "\ud800"
    async with kit.logbook(s) as logbook:
        with pytest.raises(PartialFailureError, match="Nothing was sent") as caught:
            await logbook.logs.create_many(inputs, concurrency=1)
    assert list(caught.value.not_applied) == list(range(50, 120))
    assert s.audit().report(created=names(50)).ok


async def test_no_more_requests_at_the_same_time_than_allowed(s, kit):
    class Counting(Wire):
        under_way = most = 0

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if not request.url.path.endswith("/logs"):
                return await super().handle_async_request(request)
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            try:
                return await super().handle_async_request(request)
            finally:
                self.under_way -= 1

    s.set(latency=0.02)
    async with Counting() as wire, kit.logbook(s, transport=wire) as logbook:
        assert (await logbook.logs.create_many(kit.logs(s, *names(500)), concurrency=3)).ok
    assert wire.most == 3


async def test_a_cancellation_tells_what_was_created_and_what_is_in_doubt(caplog):
    with sandbox(logs=0) as s:
        context = AppContext(**s.container)
        credentials = ClientCredentials(s.client_id, s.client_secret)
        logs = [LogCreate(log_types_id=18, name=f"n{n}", app_context=[context]) for n in range(250)]
        async with LogbookClient(credentials, base_url=s.logbook_url, token_url=s.token_url) as logbook:
            await logbook.log_types.list()
            stop = _StallAfter(2)
            s.intercept(stop)
            notes: list[str] = []

            async def create():
                try:
                    await logbook.logs.create_many(logs, concurrency=1)
                except anyio.get_cancelled_exc_class() as cancelled:
                    notes.extend(cancelled.__notes__)
                    raise

            async with anyio.create_task_group() as group:
                group.start_soon(create)
                assert await anyio.to_thread.run_sync(stop.stalled.wait, 20)
                group.cancel_scope.cancel()
        told = "100 of 250 logs were created. In doubt, since their answers were not waited for: inputs 100 to 149. Not sent"
        assert told in notes[0]
        assert "inputs from 150 on" in notes[0]
        assert told in caplog.text
        assert len(s.logs()) == 150, "the one in doubt was applied: nobody may say that it was not"


class _StallAfter:
    """Answers the first few creates at once, the others long after."""

    def __init__(self, answers: int) -> None:
        self.left = answers
        self.stalled = threading.Event()

    def before(self, call):
        return None

    def after(self, call, answer):
        if call.operation is None or call.operation.id != "createLogs":
            return answer
        self.left -= 1
        if self.left >= 0:
            return answer
        self.stalled.set()
        return Answer(answer.status, answer.body, answer.headers, 30.0)
