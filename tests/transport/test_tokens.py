"""Tokens: when to refresh, one refresh for all, weird answers, sources that serve several clients."""

from __future__ import annotations

import base64
import logging
import pickle
import traceback

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plankit import (
    AuthenticationError,
    ClientCredentials,
    ConfigurationError,
    DeadlineExceededError,
    PlankitError,
    ProtocolError,
    ServerError,
    Token,
    TokenSource,
    TransportError,
)
from plankit.transport.call import Call
from plankit.transport.credentials import DEFAULT_LIFETIME, LONGEST_LIFETIME
from plankit.transport.tokens import ADVISORY_RETRY, Step, next_step

SECRET = "s3cr3t-of-the-client"
BEARER = "eyJhbGciOi.b3.bearer-value"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Credentials:
    """Fetches tokens as the test says: a latency, and what to raise."""

    def __init__(self, clock: Clock, *, lifetime: float = 100.0, latency: float = 0.0) -> None:
        self.clock, self.lifetime, self.latency = clock, lifetime, latency
        self.asked = 0
        self.fails: Exception | None = None
        self.calls: list[Call] = []

    async def fetch(self, transport, call, token_url) -> Token:
        self.asked += 1
        number = self.asked
        self.calls.append(call)
        await anyio.sleep(self.latency)
        if self.fails is not None:
            raise self.fails
        return Token(f"token-{number}", self.clock.now, self.lifetime)


def source_of(**options) -> tuple[TokenSource, Credentials, Clock]:
    clock = Clock()
    credentials = Credentials(clock, **options)
    source = TokenSource(credentials, clock=clock)
    source.attach(httpx.MockTransport(lambda _: httpx.Response(500)))
    return source, credentials, clock


async def gather(source: TokenSource, count: int) -> list[Token | PlankitError]:
    got: list[Token | PlankitError] = []

    async def one() -> None:
        try:
            got.append(await source.get())
        except PlankitError as error:
            got.append(error)

    async with anyio.create_task_group() as tasks:
        for _ in range(count):
            tasks.start_soon(one)
    return got


@pytest.mark.parametrize(
    ("lifetime", "advisory", "mandatory"),
    [(3600.0, 3480.0, 3570.0), (600.0, 480.0, 570.0), (100.0, 80.0, 95.0), (1.0, 0.8, 0.95)],
)
def test_windows(lifetime, advisory, mandatory):
    token = Token(BEARER, 50.0, lifetime)
    hair = lifetime * 1e-9
    assert not token.advisory(50.0 + advisory - hair)
    assert token.advisory(50.0 + advisory + hair)
    assert not token.mandatory(50.0 + mandatory - hair)
    assert token.mandatory(50.0 + mandatory + hair)


TOKEN = Token(BEARER, 0.0, 100.0)


@pytest.mark.parametrize(
    ("token", "now", "refreshing", "not_before", "step"),
    [
        (None, 0.0, False, 0.0, Step.REFRESH),
        (None, 0.0, True, 0.0, Step.WAIT),
        (None, 0.0, False, 99.0, Step.REFRESH),
        (TOKEN, 79.0, False, 0.0, Step.USE),
        (TOKEN, 79.0, True, 0.0, Step.USE),
        (TOKEN, 81.0, False, 0.0, Step.REFRESH),
        (TOKEN, 81.0, True, 0.0, Step.USE),
        (TOKEN, 81.0, False, 82.0, Step.USE),
        (TOKEN, 96.0, False, 0.0, Step.REFRESH),
        (TOKEN, 96.0, True, 0.0, Step.WAIT),
        (TOKEN, 96.0, False, 99.0, Step.REFRESH),
    ],
)
def test_what_a_caller_does(token, now, refreshing, not_before, step):
    assert next_step(token, now, refreshing=refreshing, not_before=not_before) is step


@given(issued=st.floats(0, 1e6), lifetime=st.floats(0.001, 1e5), now=st.floats(0, 2e6))
def test_a_mandatory_token_is_advisory_too(issued, lifetime, now):
    token = Token(BEARER, issued, lifetime)
    assert token.advisory(now) or not token.mandatory(now)
    assert token.mandatory(issued + lifetime)


@pytest.mark.anyio
async def test_a_thousand_first_callers_fetch_one_token():
    source, credentials, _ = source_of(latency=0.02)
    got = await gather(source, 1000)
    assert {token.value for token in got} == {"token-1"}
    assert credentials.asked == source.fetched == 1


@pytest.mark.anyio
async def test_a_thousand_refusals_of_one_token_fetch_one_more():
    source, credentials, _ = source_of(latency=0.01)
    stale = await source.get()

    async def late(number: int) -> None:
        await anyio.sleep(0.0001 * number)
        source.invalidate(stale)
        assert (await source.get()).value == "token-2"

    async with anyio.create_task_group() as tasks:
        for number in range(1000):
            tasks.start_soon(late, number)
    assert credentials.asked == 2


@pytest.mark.anyio
async def test_a_failure_reaches_all_who_wait_by_one_request():
    source, credentials, _ = source_of(latency=0.02)
    credentials.fails = AuthenticationError("refused.", status=401, code="invalid_client")
    got = await gather(source, 100)
    assert credentials.asked == 1
    assert all(type(error) is AuthenticationError and error.code == "invalid_client" for error in got)
    assert len({id(error) for error in got}) == 100, "each has an error of its own"
    credentials.fails = None
    assert (await source.get()).value == "token-2"


@pytest.mark.anyio
async def test_a_foreign_failure_too():
    source, credentials, _ = source_of(latency=0.02)
    credentials.fails = RuntimeError(f"vault closed, {SECRET}")
    got = await gather(source, 100)
    assert credentials.asked == 1
    assert all(isinstance(error, PlankitError) and "RuntimeError" in str(error) for error in got)
    assert all(SECRET not in str(error) for error in got)


@pytest.mark.anyio
async def test_a_leader_out_of_time_does_not_fail_those_who_have_more():
    source, credentials, clock = source_of()
    over = anyio.Event()
    got: list[Token] = []

    async def fetch(transport, call, token_url) -> Token:
        credentials.asked += 1
        if credentials.asked == 1:
            await over.wait()
            msg = "out of time."
            raise DeadlineExceededError(msg)
        return Token(f"token-{credentials.asked}", clock.now, 100.0)

    async def patient() -> None:
        got.append(await source.get(Call(deadline=60.0)))

    async def leader() -> None:
        with pytest.raises(DeadlineExceededError):
            await source.get(Call(deadline=60.0))

    credentials.fetch = fetch
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(leader)
        await anyio.wait_all_tasks_blocked()
        for _ in range(20):
            tasks.start_soon(patient)
        await anyio.wait_all_tasks_blocked()
        over.set()
    assert [token.value for token in got] == ["token-2"] * 20
    assert credentials.asked == 2


@pytest.mark.anyio
async def test_a_cancelled_leader_hands_over():
    source, credentials, _ = source_of(latency=60.0)
    scope = anyio.CancelScope()
    got: list[Token] = []

    async def leader() -> None:
        with scope:
            await source.get()

    async def follower() -> None:
        got.append(await source.get())

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(leader)
        await anyio.wait_all_tasks_blocked()
        for _ in range(50):
            tasks.start_soon(follower)
        await anyio.wait_all_tasks_blocked()
        credentials.latency = 0.0
        scope.cancel()
    assert [token.value for token in got] == ["token-2"] * 50
    assert credentials.asked == 2


@pytest.mark.anyio
async def test_in_the_advisory_window_one_refreshes_and_the_others_go_on():
    source, credentials, clock = source_of(latency=0.02)
    old = await source.get()
    assert source.current() is old
    clock.now += 85.0
    got = await gather(source, 50)
    assert sorted(token.value for token in got) == ["token-1"] * 49 + ["token-2"]
    assert credentials.asked == 2


@pytest.mark.anyio
async def test_a_failed_early_refresh_is_tried_again_later(caplog):
    source, credentials, clock = source_of()
    old = await source.get()
    clock.now += 85.0
    credentials.fails = ServerError("down.", status=503)
    assert [await source.get() for _ in range(5)] == [old] * 5
    assert credentials.asked == 2
    assert "early token refresh failed" in caplog.text
    clock.now += ADVISORY_RETRY + 0.1
    credentials.fails = None
    assert (await source.get()).value == "token-3"


@pytest.mark.anyio
@pytest.mark.parametrize("event", ["expired", "refused"])
async def test_an_early_refresh_that_fails_too_late_is_a_failure(event):
    source, credentials, clock = source_of()
    old = await source.get()
    clock.now += 85.0

    async def fetch(transport, call, token_url) -> Token:
        credentials.asked += 1
        if event == "expired":
            clock.now += 20.0
        else:
            source.invalidate(old)
        msg = "down."
        raise ServerError(msg, status=503)

    credentials.fetch = fetch
    with pytest.raises(ServerError):
        await source.get()
    assert credentials.asked == 2


@pytest.mark.anyio
async def test_a_token_of_hardly_any_life_is_used_by_all_who_waited_for_it():
    source, credentials, clock = source_of(lifetime=0.0001, latency=0.01)

    async def fetch(transport, call, token_url) -> Token:
        token = await Credentials.fetch(credentials, transport, call, token_url)
        clock.now += 1.0
        return token

    credentials.fetch = fetch
    got = await gather(source, 100)
    assert credentials.asked == 1
    assert len(got) == 100


@pytest.mark.anyio
async def test_the_fetch_has_what_is_left_of_the_deadline():
    source, credentials, _ = source_of()
    call = Call(deadline=60.0)
    source._clock = lambda: call.started + 20.0
    await source.get(call)
    assert credentials.calls[0].deadline == pytest.approx(40.0)
    assert credentials.calls[0].safety == "read"


@pytest.mark.anyio
async def test_a_source_needs_a_client():
    with pytest.raises(ConfigurationError, match="not attached to a client"):
        await TokenSource(Credentials(Clock())).get()


@pytest.mark.anyio
async def test_a_shared_source_goes_on_over_the_client_that_is_left():
    used: list[str] = []

    def way(name: str) -> httpx.MockTransport:
        def handle(request: httpx.Request) -> httpx.Response:
            used.append(f"{name} {request.url}")
            return httpx.Response(200, json={"id_token": BEARER, "expires_in": 3600})

        return httpx.MockTransport(handle)

    first, second = way("first"), way("second")
    source = TokenSource(ClientCredentials("id", SECRET))
    source.attach(first, "https://one/token")
    source.attach(second, "https://two/token")
    token = await source.get()
    source.detach(first)
    source.invalidate(token)
    token = await source.get()
    assert used == ["first https://one/token", "second https://two/token"]
    source.detach(second)
    source.detach(second)
    assert await source.get() is token
    source.invalidate(token)
    with pytest.raises(ConfigurationError):
        await source.get()


def test_another_loop_is_refused():
    source, _, _ = source_of()
    anyio.run(source.get)
    with pytest.raises(ConfigurationError, match="another event loop"):
        anyio.run(source.get)


def over(answer: httpx.Response | Exception, **options) -> TokenSource:
    def handle(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    source = TokenSource(ClientCredentials("the-id", SECRET, **options))
    source.attach(httpx.MockTransport(handle), "https://us.id.example/io/v1/oauth2/token")
    return source


@pytest.mark.anyio
async def test_the_request_is_as_documented():
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"id_token": BEARER, "access_token": "other", "expires_in": 60})

    source = TokenSource(ClientCredentials("the-id", "s\u00e9:cret"))
    source.attach(httpx.MockTransport(handle), "https://us.id.example/io/v1/oauth2/token")
    token = await source.get()
    assert (token.value, token.lifetime) == (BEARER, 60.0)
    (request,) = seen
    assert (request.method, str(request.url)) == ("POST", "https://us.id.example/io/v1/oauth2/token")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.content == b"grant_type=client_credentials"
    assert base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode() == "the-id:s\u00e9:cret"


@pytest.mark.anyio
async def test_its_own_token_url_comes_first():
    seen: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200, json={"id_token": BEARER})

    for own, given_url, used in [("https://a/t", "https://b/t", "https://a/t"), (None, "https://b/t", "https://b/t")]:
        source = TokenSource(ClientCredentials("id", SECRET, token_url=own))
        source.attach(httpx.MockTransport(handle), given_url)
        await source.get()
        assert seen.pop() == used
    source = TokenSource(ClientCredentials("id", SECRET))
    source.attach(httpx.MockTransport(handle))
    with pytest.raises(ConfigurationError, match="token_url"):
        await source.get()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("told", "lifetime"),
    [
        (3600, 3600.0),
        ("3600", 3600.0),
        (59.5, 59.5),
        (0, DEFAULT_LIFETIME),
        (-1, DEFAULT_LIFETIME),
        (None, DEFAULT_LIFETIME),
        (True, DEFAULT_LIFETIME),
        ("soon", DEFAULT_LIFETIME),
        ([1], DEFAULT_LIFETIME),
        (10**9, LONGEST_LIFETIME),
        (10**200, DEFAULT_LIFETIME),
    ],
)
async def test_expires_in_of_any_kind(told, lifetime):
    source = over(httpx.Response(200, json={"id_token": BEARER, "expires_in": told}))
    assert (await source.get()).lifetime == lifetime


@pytest.mark.anyio
async def test_without_expires_in():
    assert (await over(httpx.Response(200, json={"id_token": BEARER})).get()).lifetime == DEFAULT_LIFETIME


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "without a JSON object"),
        (b"<html>sign in</html>", "without a JSON object"),
        (b"[]", "without a JSON object"),
        (b"[" * 100_000, "without a JSON object"),
        (b"\xff\xfe", "without a JSON object"),
        (b"{}", "It holds: nothing"),
        (b'{"access_token": "other-secret"}', "It holds: access_token"),
        (b'{"id_token": ""}', "no usable id_token"),
        (b'{"id_token": "  "}', "no usable id_token"),
        (b'{"id_token": null}', "no usable id_token"),
        (b'{"id_token": 5}', "no usable id_token"),
        (b'{"id_token": {"a": 1}}', "no usable id_token"),
        (b'{"id_token": "a\\nb"}', "no usable id_token"),
        (b'{"id_token": "a b"}', "no usable id_token"),
        (b'{"id_token": "ab "}', "no usable id_token"),
        (b'{"id_token": "\\u00e9"}', "no usable id_token"),
        (b'{"' + b"k" * 10_000 + b'": 1}', "no usable id_token"),
    ],
)
async def test_answers_that_are_no_token(content, message):
    with pytest.raises(ProtocolError, match=message) as caught:
        await over(httpx.Response(200, content=content)).get()
    assert "other-secret" not in str(caught.value)
    assert len(str(caught.value)) < 1000
    assert caught.value.url == "https://us.id.example/io/v1/oauth2/token"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("status", "content", "kind", "code"),
    [
        (400, b'{"error": "invalid_client"}', AuthenticationError, "invalid_client"),
        (401, b'{"error": "invalid_client"}', AuthenticationError, "invalid_client"),
        (401, b"", AuthenticationError, None),
        (403, b"<html>", AuthenticationError, None),
        (404, b"{}", PlankitError, None),
        (500, b'{"error": 5}', ServerError, None),
        (503, b'{"error": "' + b"x" * 9999 + b'"}', ServerError, None),
        (400, b'{"error": "no such secret: s3cr3t"}', AuthenticationError, None),
    ],
)
async def test_refusals(status, content, kind, code):
    with pytest.raises(kind) as caught:
        await over(httpx.Response(status, content=content)).get()
    assert caught.value.status == status
    assert caught.value.code == code
    assert str(status) in str(caught.value)


@pytest.mark.parametrize(
    ("client_id", "secret", "message"),
    [
        ("", "x", "client_id is empty"),
        ("x", " ", "client_secret is empty"),
        ("x", "y\n", "control characters"),
        ("x", None, "must be a string"),
        ("a:b", "x", "colon"),
    ],
)
def test_credentials_that_cannot_work_are_refused_at_once(client_id, secret, message):
    with pytest.raises(ConfigurationError, match=message):
        ClientCredentials(client_id, secret)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401, json={"error": "invalid_client"}),
        httpx.Response(200, json={"id_token": f"{BEARER} {BEARER}", "access_token": BEARER}),
        httpx.Response(500, text=BEARER),
    ],
)
async def test_nothing_shows_a_secret(answer, caplog):
    caplog.set_level(logging.DEBUG)
    source = over(answer)
    with pytest.raises(PlankitError) as caught:
        await source.get()
    error = caught.value
    shown = [
        repr(source),
        repr(source._credentials),
        repr(Token(BEARER, 0.0, 1.0)),
        str(error),
        repr(error),
        repr(vars(error)),
        "".join(traceback.format_exception(error)),
        pickle.dumps(error).decode("latin-1"),
        caplog.text,
    ]
    basic = base64.b64encode(f"the-id:{SECRET}".encode()).decode()
    for text in shown:
        assert SECRET not in text
        assert BEARER not in text
        assert basic not in text


@pytest.mark.anyio
@pytest.mark.parametrize("body", [b"<html>sign in</html>", b"", b'{"id_tok', b"[]"])
async def test_a_page_of_a_proxy_in_place_of_a_token_may_pass(script, retrying, answer, body):
    server = script(answer(200, body), answer(200, b'{"id_token": "abc", "expires_in": 60}'))
    stack = retrying()
    source = TokenSource(ClientCredentials("id", SECRET))
    source.attach(stack, server.url)
    assert (await source.get()).value == "abc"
    await stack.aclose()
    assert len(server.requests) == 2


@pytest.mark.anyio
async def test_the_life_of_a_token_begins_when_its_request_left_and_not_when_it_queued(script, retrying, wired):
    from plankit.transport.budget import Budget
    from plankit.transport.pace import PacingTransport

    def step(peer) -> bool:
        peer.answer(200, b'{"id_token": "abc", "expires_in": 2}')
        return True

    server = script(step)
    budget = Budget()
    stack = retrying(PacingTransport(wired(trust_env=False), budget, front=True))
    source = TokenSource(ClientCredentials("id", SECRET))
    source.attach(stack, server.url)
    before = source._clock()
    budget.store.throttled(before, 0.5)
    token = await source.get()
    assert token.issued - before >= 0.45
    assert token.issued <= source._clock()
    await stack.aclose()


def test_a_transport_error_is_what_it_is():
    assert not issubclass(TransportError, AuthenticationError)
