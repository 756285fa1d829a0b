"""Stamping tokens: only for their origin, last, on a copy; one replay after a 401 that is about the token."""

from __future__ import annotations

import base64

import anyio
import httpx
import pytest

from plankit import (
    AccessToken,
    AuthenticationError,
    Budget,
    ConfigurationError,
    MaxWaitExceededError,
    Outcome,
    Token,
    TokenSource,
)
from plankit.transport.authorize import AuthTransport, bearer
from plankit.transport.call import ATTEMPTS
from plankit.transport.credentials import basic
from plankit.transport.pace import PacingTransport

pytestmark = pytest.mark.anyio

ORIGIN = "https://us.example"
A, N, R, U = Outcome.APPLIED, Outcome.NOT_APPLIED, Outcome.REJECTED, Outcome.UNKNOWN


class Credentials:
    def __init__(self, latency: float = 0.0, until: anyio.Event | None = None) -> None:
        self.latency = latency
        self.until = until
        self.asked = 0
        self.fails: Exception | None = None

    async def fetch(self, transport, call, token_url) -> Token:
        await anyio.sleep(self.latency)
        if self.until is not None:
            await self.until.wait()
        self.asked += 1
        if self.fails:
            raise self.fails
        import time

        return Token(f"token-{self.asked}", time.monotonic(), 3600.0)


def source_with(**options) -> tuple[TokenSource, Credentials]:
    credentials = Credentials(**options)
    source = TokenSource(credentials)
    source.attach(httpx.MockTransport(lambda _: httpx.Response(500)))
    return source, credentials


class Server:
    """Answers in memory; knows which token came and what the request held."""

    def __init__(self, *statuses: int, body: bytes = b"{}") -> None:
        self.statuses = list(statuses) or [200]
        self.body = body
        self.tokens: list[str] = []
        self.bodies: list[bytes] = []

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._handle)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.tokens.append(request.headers["authorization"])
        self.bodies.append(request.content)
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return httpx.Response(status, content=self.body)


@pytest.mark.parametrize(
    "url",
    [
        "http://us.example/x",
        "https://us.example:8443/x",
        "https://eu.example/x",
        "https://us.example.evil.example/x",
        "https://evil.example/https://us.example/",
        "https://us.example@evil.example/",
    ],
)
async def test_another_origin_gets_no_token(url):
    server, (source, credentials) = Server(), source_with()
    auth = AuthTransport(server.transport(), source, origin=ORIGIN)
    with pytest.raises(ConfigurationError, match="credential does not leave the host"):
        await auth.handle_async_request(httpx.Request("GET", url))
    assert server.tokens == []
    assert credentials.asked == 0


@pytest.mark.parametrize("url", ["https://us.example/x", "https://US.EXAMPLE:443/y?z", "https://me:pw@us.example/"])
async def test_its_own_origin_in_any_spelling(url):
    server, (source, _) = Server(), source_with()
    auth = AuthTransport(server.transport(), source, origin=f"{ORIGIN}/base/path")
    await auth.handle_async_request(httpx.Request("GET", url))
    assert server.tokens == ["Bearer token-1"]


async def test_the_callers_request_never_holds_the_token():
    server, (source, _) = Server(401, 200), source_with()
    auth = AuthTransport(server.transport(), source, origin=ORIGIN)
    request = httpx.Request("POST", f"{ORIGIN}/x", content=b"abc", headers={"Authorization": "Bearer of-the-user"})
    await auth.handle_async_request(request)
    assert request.headers["authorization"] == "Bearer of-the-user"
    assert server.tokens == ["Bearer token-1", "Bearer token-2"], "ours is the only one that is sent"
    assert server.bodies == [b"abc", b"abc"]


async def test_a_replay_is_in_the_record_and_is_no_retry(retrying, request_for):
    server, (source, credentials) = Server(401, 200), source_with()
    stack = retrying(AuthTransport(server.transport(), source, origin=ORIGIN))
    response = await stack.handle_async_request(request_for("POST", f"{ORIGIN}/x", b"abc"))
    assert [(one.status, one.outcome) for one in response.extensions[ATTEMPTS]] == [(401, N), (200, A)]
    assert server.bodies == [b"abc", b"abc"]
    assert credentials.asked == 2


async def test_the_second_401_is_the_answer(retrying, request_for):
    server, (source, credentials) = Server(401), source_with()
    stack = retrying(AuthTransport(server.transport(), source, origin=ORIGIN))
    response = await stack.handle_async_request(request_for("GET", f"{ORIGIN}/x"))
    assert response.status_code == 401
    assert len(server.tokens) == 2
    assert credentials.asked == 2


async def test_a_401_about_something_else_is_the_answer(retrying, request_for):
    server, (source, credentials) = Server(401, body=b'{"code": "INVALID_TENANT"}'), source_with()
    auth = AuthTransport(server.transport(), source, origin=ORIGIN, about_token=lambda body: b"INVALID" not in body)
    response = await retrying(auth).handle_async_request(request_for("GET", f"{ORIGIN}/x"))
    assert response.status_code == 401
    assert response.json() == {"code": "INVALID_TENANT"}
    assert len(server.tokens) == credentials.asked == 1


async def test_a_token_that_cannot_be_renewed_is_sent_exactly_once(retrying, request_for):
    server, source = Server(401), TokenSource(AccessToken("given"))
    source.attach(httpx.MockTransport(lambda _: pytest.fail("nothing is asked for a token that was given")))
    stack = retrying(AuthTransport(server.transport(), source, origin=ORIGIN))
    for method in ("GET", "POST"):
        response = await stack.handle_async_request(request_for(method, f"{ORIGIN}/x", b"abc"))
        assert response.status_code == 401
        assert [(one.status, one.outcome) for one in response.extensions[ATTEMPTS]] == [(401, N)]
    assert server.tokens == ["Bearer given"] * 2
    assert source.fetched == 1


@pytest.mark.parametrize(
    ("authorization", "sent"),
    [
        (bearer, "Bearer token-{}"),
        (lambda token: b"Token " + token.encode(), "Token token-{}"),
        (lambda token: basic(token, "x").encode(), "Basic "),
    ],
)
async def test_the_header_is_what_the_service_wants(retrying, request_for, authorization, sent):
    server, (source, _) = Server(401, 200), source_with()
    auth = AuthTransport(server.transport(), source, origin=ORIGIN, authorization=authorization)
    request = request_for("POST", f"{ORIGIN}/x", b"abc")
    assert (await retrying(auth).handle_async_request(request)).status_code == 200
    if sent == "Basic ":
        names = [base64.b64decode(header.removeprefix(sent)).decode() for header in server.tokens]
        assert names == ["token-1:x", "token-2:x"]
    else:
        assert server.tokens == [sent.format(1), sent.format(2)]
    assert "authorization" not in request.headers


async def test_a_streamed_body_is_not_replayed():
    async def pieces():
        yield b"abc"

    server, (source, _) = Server(401), source_with()
    async with httpx.AsyncClient(transport=AuthTransport(server.transport(), source, origin=ORIGIN)) as client:
        assert (await client.post(f"{ORIGIN}/x", content=pieces())).status_code == 401
    assert len(server.tokens) == 1


async def test_a_thousand_late_401s_for_one_stale_token_fetch_one_more(retrying, request_for):
    source, credentials = source_with(latency=0.01)
    statuses: list[int] = []
    served = 0

    async def handle(request: httpx.Request) -> httpx.Response:
        nonlocal served
        served += 1
        await anyio.sleep(0.00005 * served)  # so that 401s come early and late
        return httpx.Response(401 if request.headers["authorization"] == "Bearer token-1" else 200)

    stack = retrying(AuthTransport(httpx.MockTransport(handle), source, origin=ORIGIN))

    async def one() -> None:
        statuses.append((await stack.handle_async_request(request_for("GET", f"{ORIGIN}/x"))).status_code)

    async with anyio.create_task_group() as tasks:
        for _ in range(1000):
            tasks.start_soon(one)
    assert statuses == [200] * 1000
    assert credentials.asked == 2
    assert 1000 < served <= 2000


async def test_while_a_token_is_awaited_the_slot_is_free(retrying, request_for):
    until = anyio.Event()
    server, (source, _) = Server(), source_with(until=until)
    budget = Budget(2.0)
    paced = PacingTransport(AuthTransport(server.transport(), source, origin=ORIGIN), budget)
    stack = retrying(paced)
    async with anyio.create_task_group() as tasks:
        for _ in range(2):
            tasks.start_soon(stack.handle_async_request, request_for("GET", f"{ORIGIN}/x"))
        await anyio.wait_all_tasks_blocked()
        assert budget.state().in_flight == 2
        assert budget.state().sent == 0, "given back, for the token request to take"
        until.set()
    assert budget.state().sent == 2
    assert budget.state().in_flight == 0
    assert budget.store._pending == 0


async def test_a_replay_takes_a_slot_of_its_own(retrying, request_for):
    server, (source, _) = Server(401, 200), source_with()
    budget = Budget(100.0)
    stack = retrying(PacingTransport(AuthTransport(server.transport(), source, origin=ORIGIN), budget))
    await stack.handle_async_request(request_for("GET", f"{ORIGIN}/x"))
    assert budget.state().sent == 2
    assert budget.store._pending == 0


async def test_a_replay_without_a_call_loses_no_slot():
    server, (source, _) = Server(401), source_with()
    budget = Budget(500.0)
    paced = PacingTransport(AuthTransport(server.transport(), source, origin=ORIGIN), budget)
    for _ in range(5):
        await (await paced.handle_async_request(httpx.Request("GET", f"{ORIGIN}/x"))).aread()
    assert budget.state().in_flight == 0
    assert budget.store._pending == 0


async def test_a_second_wait_for_a_slot_is_bounded_by_max_wait_too(retrying, request_for):
    server, (source, _) = Server(401), source_with()
    budget = Budget(0.1)
    stack = retrying(PacingTransport(AuthTransport(server.transport(), source, origin=ORIGIN), budget))
    with pytest.raises(MaxWaitExceededError) as caught:
        await stack.handle_async_request(request_for("POST", f"{ORIGIN}/x", b"a", max_wait=0.5))
    assert caught.value.outcome is N
    assert [one.status for one in caught.value.attempts] == [401]
    assert budget.state().in_flight == budget.state().waiting == 0


async def test_a_call_that_got_no_token_was_not_applied(retrying, request_for):
    server, (source, credentials) = Server(), source_with()
    credentials.fails = AuthenticationError("refused.", status=401)
    stack = retrying(AuthTransport(server.transport(), source, origin=ORIGIN))
    with pytest.raises(AuthenticationError) as caught:
        await stack.handle_async_request(request_for("POST", f"{ORIGIN}/x", b"a"))
    assert caught.value.outcome is N
    assert server.tokens == []


async def test_a_doubt_from_before_outlives_a_token_that_could_not_be_had(retrying, request_for):
    server, (source, credentials) = Server(503), source_with()
    stack = retrying(AuthTransport(server.transport(), source, origin=ORIGIN))
    handle = server._handle

    def once(request: httpx.Request) -> httpx.Response:
        response = handle(request)
        source.invalidate(source._token)
        credentials.fails = AuthenticationError("refused.", status=401, method="POST", url="https://id.example/token")
        return response

    stack = retrying(AuthTransport(httpx.MockTransport(once), source, origin=ORIGIN))
    with pytest.raises(AuthenticationError, match="look before you repeat it") as caught:
        await stack.handle_async_request(request_for("PUT", f"{ORIGIN}/x", b"a", safety="idempotent"))
    assert caught.value.outcome is U
    assert len(server.tokens) == 1


async def test_the_wait_for_a_token_is_no_part_of_the_timeout(script, answer, retrying, request_for, wired):
    server = script(answer())
    source, _ = source_with(latency=1.2)
    stack = retrying(AuthTransport(wired(trust_env=False), source, origin=server.url))
    response = await stack.handle_async_request(request_for("GET", server.url, timeout=0.8))
    (attempt,) = response.extensions[ATTEMPTS]
    assert attempt.waited >= 1.15
    await stack.aclose()


async def test_the_line_of_a_401_is_used_again(script, answer, retrying, request_for, wired):
    server = script(answer(401), answer(200))
    source, _ = source_with()
    stack = retrying(AuthTransport(wired(trust_env=False), source, origin=server.url))
    response = await stack.handle_async_request(request_for("POST", server.url, b"abc"))
    assert response.status_code == 200
    assert server.opened == 1
    assert b"bearer token-1" in server.requests[0].lower()
    assert b"bearer token-2" in server.requests[1].lower()
    await stack.aclose()
