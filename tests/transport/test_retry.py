"""Retries: the decision by tables, the transport against servers that fail in every way, and what is known afterwards."""

from __future__ import annotations

import gzip
import time
import traceback
from datetime import UTC, datetime

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plankit_clients.playbooks.operations import finish_run

from plankit import (
    DeadlineExceededError,
    MaxWaitExceededError,
    Outcome,
    PlankitError,
    ProtocolError,
    RetryPolicy,
    TransportError,
)
from plankit.errors import ResponseTooLargeError
from plankit.transport.budget import Budget
from plankit.transport.call import ATTEMPTS, CALL, OPERATION, Call, Tracked
from plankit.transport.clock import SystemClock
from plankit.transport.pace import PacingTransport
from plankit.transport.quota import RetryQuota

SMALL = b'{"name": "a"}'
LARGE = b"x" * (12 * 1024 * 1024)  # more than all buffers on the way hold
A, N, R, U = Outcome.APPLIED, Outcome.NOT_APPLIED, Outcome.REJECTED, Outcome.UNKNOWN


@pytest.mark.parametrize("safety", ["read", "idempotent", "unsafe"])
@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("status", [None, 200, 401, 429, 503])
def test_what_may_be_repeated(safety, outcome, status):
    may = RetryPolicy().may_repeat(safety, outcome, status)
    assert may == (status != 401 and (outcome is N or (outcome is U and safety != "unsafe")))


@given(
    failures=st.integers(1, 10**6),
    asked=st.one_of(st.none(), st.floats(0, 1e9)),
    jitter=st.floats(0, 1, exclude_max=True),
    base=st.floats(0, 100),
    cap=st.floats(0, 1000),
)
def test_a_pause_is_bounded_jittered_and_not_before_retry_after(failures, asked, jitter, base, cap):
    policy = RetryPolicy(base=base, cap=cap)
    pause = policy.pause(failures, asked, jitter)
    assert 0.0 <= pause <= cap
    assert pause >= min(asked or 0.0, cap)
    if asked is None:
        assert pause <= base * 2.0 ** min(failures - 1, 64)


def closes(peer) -> bool:
    return False


def resets(peer) -> bool:
    peer.reset()
    return False


def stalls(peer) -> bool:
    peer.wait()
    return False


def half_an_answer(peer) -> bool:
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    return False


def half_a_head(peer) -> bool:
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Le")
    return False


def half_a_chunk(peer) -> bool:
    peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal")
    return False


def garbage(peer) -> bool:
    peer.send(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
    return False


def broken_gzip(peer) -> bool:
    peer.answer(200, b"this is no gzip", Content_Encoding="gzip")
    return True


def half_a_gzip(peer) -> bool:
    peer.answer(200, gzip.compress(b"{}" * 5000)[:-20], Content_Encoding="gzip")
    return True


FAULTS = [
    closes,
    resets,
    half_an_answer,
    half_a_head,
    half_a_chunk,
    garbage,
    broken_gzip,
    half_a_gzip,
]


@pytest.mark.anyio
@pytest.mark.parametrize("fault", FAULTS)
async def test_an_unsafe_call_is_never_sent_twice_after_a_doubt(script, answer, retrying, request_for, fault):
    server = script(fault, answer())
    stack = retrying()
    with pytest.raises(TransportError, match=r"unknown whether it was applied: look before") as caught:
        await stack.handle_async_request(request_for("POST", f"{server.url}/things?secret=1", SMALL))
    await stack.aclose()
    assert len(server.requests) == 1
    error = caught.value
    assert error.outcome is U
    assert [attempt.outcome for attempt in error.attempts] == [U]
    assert error.attempts[0].sent is True
    assert error.attempts[0].error
    assert (error.method, error.url) == ("POST", f"{server.url}/things")
    assert "secret" not in str(error)
    assert server.settled()


@pytest.mark.anyio
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("method", "safety"), [("GET", "read"), ("POST", "read"), ("PUT", "idempotent")])
async def test_what_reads_or_is_idempotent_is_repeated(script, answer, retrying, request_for, fault, method, safety):
    server = script(fault, fault, answer(200, b"[1]"))
    stack = retrying()
    body = None if method == "GET" else SMALL
    response = await stack.handle_async_request(request_for(method, server.url, body, safety=safety))
    await stack.aclose()
    assert response.content == b"[1]"
    assert [attempt.outcome for attempt in response.extensions[ATTEMPTS]] == [U, U, A]
    assert len(server.requests) == 3
    assert all(request.endswith(body or b"\r\n\r\n") for request in server.requests), "each time the whole body"


@pytest.mark.anyio
@pytest.mark.parametrize(("status", "times"), [(500, 1), (502, 3), (503, 3)])
async def test_a_status_that_the_server_gives_to_mistakes_is_not_repeated(script, answer, retrying, status, times):
    """Playbooks answers 500 to a change of an unknown id; a raw call is told by its operation, too."""
    server = script(answer(status))
    stack = retrying()
    request = httpx.Request("PUT", server.url, content=SMALL, extensions={OPERATION: finish_run})
    response = await stack.handle_async_request(request)
    await stack.aclose()
    assert finish_run.final == {500}
    assert response.status_code == status
    assert [attempt.outcome for attempt in response.extensions[ATTEMPTS]] == [U] * times
    assert len(server.requests) == times


@pytest.mark.anyio
async def test_after_a_refused_connection_an_unsafe_call_is_sent_again(retrying, request_for, dead_port):
    stack = retrying()
    with pytest.raises(TransportError, match=r"3 attempts.*It was not applied: repeating the call is safe") as caught:
        await stack.handle_async_request(request_for("POST", f"http://127.0.0.1:{dead_port}/", SMALL))
    assert [(one.outcome, one.sent) for one in caught.value.attempts] == [(N, False)] * 3
    assert caught.value.outcome is N
    await stack.aclose()


@pytest.mark.anyio
async def test_a_stall_before_the_last_piece_leaves_no_doubt(serve, retrying, request_for):
    def handler(peer):
        if peer.number == 1:
            peer.head()
            peer.server.ended.wait(20)  # reads no more
        elif peer.request() is not None:
            peer.answer(201)

    server = serve(handler)
    stack = retrying()
    response = await stack.handle_async_request(request_for("POST", server.url, LARGE, timeout=1.5))
    await stack.aclose()
    assert response.status_code == 201
    attempts = response.extensions[ATTEMPTS]
    assert [(one.outcome, one.error, one.sent) for one in attempts] == [(N, "Timeout", False), (A, None, True)]
    assert 1.4 <= attempts[0].seconds < 15.0


@pytest.mark.anyio
async def test_a_close_before_the_last_piece_leaves_no_doubt(serve, retrying, request_for):
    def handler(peer):
        if peer.number == 1:
            peer.head()
            peer.reset()
        elif peer.request() is not None:
            peer.answer(201)

    server = serve(handler)
    stack = retrying()
    response = await stack.handle_async_request(request_for("POST", server.url, LARGE))
    await stack.aclose()
    assert [one.outcome for one in response.extensions[ATTEMPTS]] == [N, A]


@pytest.mark.anyio
async def test_an_early_refusal_says_that_not_all_was_sent(serve, retrying, request_for):
    def handler(peer):
        peer.head()
        peer.answer(413, b'{"message": "too large"}', Connection="close")
        time.sleep(0.1)
        peer.reset()

    server = serve(handler)
    stack = retrying()
    try:
        response = await stack.handle_async_request(request_for("POST", server.url, LARGE))
    except TransportError as error:  # the reset may overtake the answer
        assert error.outcome is N  # noqa: PT017 - either of the two
    else:
        assert response.status_code == 413
        *earlier, last = response.extensions[ATTEMPTS]
        assert (last.outcome, last.sent) == (R, False)
        assert all((one.outcome, one.sent) == (N, False) for one in earlier), "the reset overtook the answer"
    await stack.aclose()


@pytest.mark.anyio
async def test_a_wire_that_takes_the_body_without_asking_for_it_proves_nothing(retrying, request_for):
    sent = []

    class Foreign(httpx.AsyncBaseTransport):
        """Like transports over other libraries: it hands the request's content over, and loses the answer."""

        async def handle_async_request(self, request):
            sent.append(request.content)
            msg = "lost"
            raise httpx.ConnectError(msg)

    with pytest.raises(TransportError) as caught:
        await retrying(Foreign()).handle_async_request(request_for("POST", "http://x/", SMALL))
    assert sent == [SMALL]
    assert caught.value.outcome is U
    assert caught.value.attempts[0].sent is not False


@pytest.mark.anyio
async def test_a_connection_that_never_comes_about_leaves_no_doubt(serve, retrying, request_for, monkeypatch):
    async def never(self, request):
        await anyio.sleep(100)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", never)
    with pytest.raises(TransportError) as caught:
        await retrying().handle_async_request(request_for("POST", "http://x/", SMALL, timeout=0.01))
    assert [(one.outcome, one.sent) for one in caught.value.attempts] == [(N, False)] * 3


@pytest.mark.anyio
async def test_timeout_is_one_attempt(script, answer, retrying, request_for):
    server = script(stalls, answer())
    stack = retrying()
    response = await stack.handle_async_request(request_for("GET", server.url, timeout=1.0))
    await stack.aclose()
    first, second = response.extensions[ATTEMPTS]
    assert (first.outcome, first.error) == (U, "Timeout")
    assert 0.9 <= first.seconds < 10.0
    assert second.outcome is A
    assert server.settled()


@pytest.mark.anyio
async def test_timeout_covers_a_slow_drip(script, retrying, request_for):
    def drips(peer):
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not peer.server.ended.is_set():
            peer.send(b"x")
            time.sleep(0.02)

    server = script(drips)
    stack = retrying()
    begin = time.monotonic()
    with pytest.raises(TransportError, match=r"no whole answer within timeout=0.4 s.*look before"):
        await stack.handle_async_request(request_for("POST", server.url, SMALL, timeout=0.4))
    assert time.monotonic() - begin < 10.0
    await stack.aclose()
    assert server.settled()


@pytest.mark.anyio
async def test_the_deadline_covers_everything(script, retrying, request_for):
    server = script(stalls)
    stack = retrying()
    begin = time.monotonic()
    with pytest.raises(DeadlineExceededError, match=r"deadline of 1.5 s passed after \d+\.\d+ s") as caught:
        await stack.handle_async_request(request_for("GET", server.url, timeout=0.8, deadline=1.5))
    assert 1.45 <= time.monotonic() - begin < 10.0
    assert [one.error for one in caught.value.attempts] == ["Timeout", "DeadlineExceeded"]
    assert caught.value.outcome is U
    assert isinstance(caught.value, TimeoutError)
    await stack.aclose()
    assert server.settled()


@pytest.mark.anyio
@pytest.mark.parametrize("attempt", range(5))
async def test_a_deadline_is_never_taken_for_a_timeout(script, retrying, request_for, attempt):
    server = script(stalls)
    stack = retrying()
    with pytest.raises(DeadlineExceededError):
        await stack.handle_async_request(request_for("GET", server.url, timeout=10.0, deadline=0.02 + attempt / 1000))
    await stack.aclose()


@pytest.mark.anyio
async def test_no_pause_is_begun_that_the_deadline_would_cut(script, answer, retrying, request_for):
    server = script(answer(503, Retry_After="10"))
    stack = retrying()
    begin = time.monotonic()
    response = await stack.handle_async_request(request_for("GET", server.url, deadline=5.0))
    assert response.status_code == 503
    assert time.monotonic() - begin < 4.5
    await stack.aclose()


@pytest.mark.anyio
async def test_503_with_retry_after_waits_that_long(script, answer, retrying, request_for):
    server = script(answer(503, Retry_After="0.2"), answer())
    stack = retrying()
    begin = time.monotonic()
    response = await stack.handle_async_request(request_for("GET", server.url))
    assert time.monotonic() - begin >= 0.2
    assert [one.status for one in response.extensions[ATTEMPTS]] == [503, 200]
    await stack.aclose()


@pytest.mark.anyio
async def test_attempts_are_bounded_and_429s_are_not_among_them(script, answer, retrying, request_for, wired):
    steps = [answer(429, Retry_After="0.01")] * 6 + [answer(500)] * 2 + [answer(200)]
    server = script(*steps)
    budget = Budget()
    stack = retrying(PacingTransport(wired(trust_env=False), budget))
    response = await stack.handle_async_request(request_for("GET", server.url))
    assert response.status_code == 200
    assert [one.status for one in response.extensions[ATTEMPTS]] == [429] * 6 + [500] * 2 + [200]
    assert budget.state().throttled == 6
    assert budget.state().in_flight == 0
    await stack.aclose()


@pytest.mark.anyio
@pytest.mark.parametrize("header", ["0.3", "httpdate", "0", "soon", None])
async def test_each_form_of_retry_after(script, answer, retrying, request_for, header, wired):
    clock, least = SystemClock(), 0.3 if header == "0.3" else 0.04
    if header == "httpdate":
        # The time of day stands still: a date in the header is as far away as it was when the header was made.
        header, least = "Sat, 21 Nov 2026 22:00:01 GMT", 0.95
        clock.wall = datetime(2026, 11, 21, 22, 0, 0, tzinfo=UTC).timestamp
    throttled = answer(429) if header is None else answer(429, Retry_After=header)
    server = script(throttled, answer(200))
    stack = retrying(PacingTransport(wired(trust_env=False), Budget(clock=clock)), clock=clock)
    begin = time.monotonic()
    response = await stack.handle_async_request(request_for("POST", server.url, SMALL))
    assert response.status_code == 200
    assert least <= time.monotonic() - begin < 15.0
    await stack.aclose()


@pytest.mark.anyio
async def test_a_pause_longer_than_max_wait_or_deadline_returns_the_429(script, answer, retrying, request_for, wired):
    server = script(answer(429, Retry_After="60"))
    for limits in ({"max_wait": 1.0}, {"deadline": 5.0}):
        stack = retrying(PacingTransport(wired(trust_env=False), Budget()))
        response = await stack.handle_async_request(request_for("GET", server.url, **limits))
        assert response.status_code == 429
        assert len(response.extensions[ATTEMPTS]) == 1
        await stack.aclose()


@pytest.mark.anyio
async def test_max_wait_says_that_nothing_was_sent(script, answer, retrying, request_for, wired):
    server = script(answer())
    budget = Budget(in_flight=1)
    permit = await budget.enter(None)
    stack = retrying(PacingTransport(wired(trust_env=False), budget))
    with pytest.raises(MaxWaitExceededError, match=r"was not sent.*It was not applied") as caught:
        await stack.handle_async_request(request_for("POST", server.url, SMALL, max_wait=0.02))
    assert caught.value.outcome is N
    assert caught.value.attempts == ()
    permit.leave()
    assert server.requests == []
    await stack.aclose()


@pytest.mark.anyio
async def test_the_time_in_the_queue_is_no_part_of_the_timeout(script, answer, retrying, request_for, wired):
    server = script(answer())
    budget = Budget(in_flight=1)
    permit = await budget.enter(None)
    stack = retrying(PacingTransport(wired(trust_env=False), budget))
    async with anyio.create_task_group() as tasks:

        async def free() -> None:
            await anyio.sleep(1.2)
            permit.leave()

        tasks.start_soon(free)
        response = await stack.handle_async_request(request_for("GET", server.url, timeout=0.8))
    (attempt,) = response.extensions[ATTEMPTS]
    assert attempt.waited >= 0.85
    assert attempt.seconds < 0.8
    await stack.aclose()


@pytest.mark.anyio
async def test_an_outage_ends_retries_when_the_quota_is_used_up(script, answer, retrying, request_for, caplog):
    server = script(answer(500))
    quota = RetryQuota(tokens=28)
    stack = retrying(quota=quota)
    for _ in range(10):
        assert (await stack.handle_async_request(request_for("GET", server.url))).status_code == 500
    assert len(server.requests) == 12
    assert "retry budget used up" in caplog.text
    await stack.aclose()


@pytest.mark.anyio
@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 409, 422, 501])
async def test_answers_that_settle_the_matter_are_returned_at_once(script, answer, retrying, request_for, status):
    server = script(answer(status, b"[]"))
    stack = retrying()
    response = await stack.handle_async_request(request_for("GET", server.url))
    assert (response.status_code, response.content) == (status, b"[]")
    assert len(server.requests) == 1
    await stack.aclose()


@pytest.mark.anyio
async def test_a_request_that_cannot_be_sent_is_not_tried_again(retrying, request_for):
    stack = retrying()
    with pytest.raises(TransportError) as caught:
        await stack.handle_async_request(request_for("POST", "gopher://x/", SMALL))
    assert len(caught.value.attempts) == 1
    assert caught.value.outcome is N
    await stack.aclose()


SECRET = "s3cr3t-bearer"


@pytest.mark.anyio
async def test_a_header_that_cannot_be_sent_does_not_show_its_secret(script, answer, retrying):
    server = script(answer())
    stack = retrying()
    request = httpx.Request("GET", server.url, headers=[(b"Authorization", f"Bearer {SECRET}\n".encode())])
    with pytest.raises(TransportError) as caught:
        await stack.handle_async_request(request)
    shown = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert SECRET not in shown
    assert "LocalProtocolError" in str(caught.value)
    await stack.aclose()


@pytest.mark.anyio
@pytest.mark.parametrize(
    "large",
    [
        lambda peer: peer.answer(200, b"x" * 5000),
        lambda peer: peer.send(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"400\r\n" + b"x" * 1024 + b"\r\n" + b"400\r\n" + b"x" * 1024 + b"\r\n0\r\n\r\n"
        ),
        lambda peer: peer.send(
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
            + (b"400\r\n" + b"x" * 1024 + b"\r\n") * 2
            + b"0\r\n\r\n"
        ),
        lambda peer: peer.send(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"400\r\n" + b"x" * 1024 + b"\r\n" + b"7fffffff\r\n" + b"x" * 100_000
        ),
        lambda peer: peer.answer(200, gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip"),
        lambda peer: peer.send(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100_000),
    ],
    ids=["declared", "chunked", "both", "endless", "gzip", "undeclared"],
)
async def test_an_answer_larger_than_allowed_is_not_read(script, retrying, request_for, large):
    server = script(large)
    stack = retrying()
    with pytest.raises(ResponseTooLargeError, match=r"larger than 2000 bytes.*max_body=") as caught:
        await stack.handle_async_request(request_for("POST", server.url, SMALL, max_body=2000))
    assert isinstance(caught.value, ProtocolError)
    assert caught.value.outcome is U
    assert len(server.requests) == 1
    await stack.aclose()
    assert server.settled()


@pytest.mark.anyio
async def test_a_raw_request_is_judged_by_its_method(script, retrying, request_for):
    for method, sent in [("GET", 3), ("HEAD", 3), ("PUT", 3), ("DELETE", 3), ("POST", 1), ("PATCH", 1)]:
        server = script(closes)
        stack = retrying()
        request = request_for(method, server.url, SMALL if method in ("POST", "PUT", "PATCH") else None, raw=True)
        with pytest.raises(TransportError):
            await stack.handle_async_request(request)
        assert len(server.requests) == sent, method
        assert CALL not in request.extensions
        await stack.aclose()


@pytest.mark.anyio
async def test_a_streamed_body_is_sent_once_and_the_error_says_so(script, retrying):
    async def pieces():
        yield b"abc"

    server = script(closes)
    stack = retrying()
    async with httpx.AsyncClient(transport=stack) as client:
        with pytest.raises(TransportError, match="body is streamed"):
            await client.put(server.url, content=pieces())


@pytest.mark.anyio
async def test_under_a_client_of_httpx(script, answer, retrying):
    server = script(answer(503), answer(200, b'{"a": 1}'))
    async with httpx.AsyncClient(transport=retrying()) as client:
        response = await client.get(server.url)
        assert response.json() == {"a": 1}
        assert len(response.extensions[ATTEMPTS]) == 2
        assert (await client.get(server.url)).status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize("error", [httpx.ReadError("x"), OSError("x"), anyio.ClosedResourceError()])
async def test_no_exception_name_is_trusted(retrying, request_for, error):
    class Lossy(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request):
            await request.aread()
            raise error

    with pytest.raises(TransportError) as caught:
        await retrying(Lossy()).handle_async_request(request_for("POST", "http://x/", SMALL))
    assert caught.value.outcome is U
    assert caught.value.__cause__ is error


@pytest.mark.anyio
async def test_cancelling_is_passed_on(script, retrying, request_for):
    server = script(stalls)
    stack = retrying()
    with anyio.move_on_after(0.1) as scope:
        await stack.handle_async_request(request_for("GET", server.url))
    assert scope.cancelled_caught
    await stack.aclose()
    assert server.settled()


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_the_body_is_whole_before_its_last_piece_is_handed_over(size):
    body = bytes(size)
    stream = Tracked(body, Call())
    seen = [(len(piece), stream.whole) for piece in stream]
    assert sum(length for length, _ in seen) == size
    assert [whole for _, whole in seen] == [False] * (len(seen) - 1) + [True]


def test_errors_show_no_query_and_no_password():
    from plankit.transport.call import complete

    call = Call()
    error = PlankitError("It failed.")
    complete(error, httpx.Request("GET", "https://me:pass@host/a%20b?token=1#f"), call)
    assert error.url == "https://host/a%20b"
    assert "pass" not in str(error)
    assert str(error).startswith("GET https://host/a%20b: It failed. ")
