"""Logging in to Planbox: once for everybody, again after a 401, and no secret in anything that is shown."""

from __future__ import annotations

import base64
import copy
import html
import json
import logging
import pickle
import traceback
from urllib.parse import quote_plus

import anyio
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plankit
from plankit import (
    AccessToken,
    AuthenticationError,
    Budget,
    ConfigurationError,
    Outcome,
    PlanboxClient,
    PlanboxLogin,
    PlankitError,
    ProtocolError,
    RetryPolicy,
    TokenSource,
)
from plankit.sandbox import Answer
from plankit.transport.call import Call

pytestmark = pytest.mark.anyio

FAST = RetryPolicy(attempts=2, base=0.001)
PASSWORD = 'pass/wörd "1"&'
LOGIN = PlanboxLogin("ada@example.com", PASSWORD)
GOOD = {"code": "ok", "content": {"access_token": "SECRET-token"}, "redirect": "", "time": 1}


class Server:
    """Answers the login with what it is told, and every other call with an empty list; keeps what it was asked."""

    def __init__(self, status=200, answer=GOOD, **headers):
        self.status = status
        self.body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.seen = []

    def __call__(self, request):
        self.seen.append(request)
        if request.url.path == "/api/auth":
            return httpx.Response(self.status, headers=self.headers, content=self.body)
        return httpx.Response(200, json={"code": "ok", "content": []})

    def client(self, credentials=LOGIN, **options):
        wire = httpx.MockTransport(self)
        return PlanboxClient(credentials, transport=wire, retry=FAST, budget=Budget(), **options)


def spellings(secret):
    """The ways a secret may be shown: as it is, escaped, in a form, in Basic."""
    quoted = (quote_plus(secret), json.dumps(secret)[1:-1], json.dumps(secret)[1:-1].replace("/", "\\/"))
    return {secret, *quoted, *(base64.b64encode(f"{secret}:{end}".encode()).decode() for end in ("", "x"))}


def shown(error):
    """All that an error tells: itself, its traceback, the variables of our frames, and a pickle of it."""
    parts = [repr(error), str(error), repr(vars(error)), repr(pickle.dumps(error))]
    parts += traceback.format_exception(error)
    for link in (error, error.__cause__, error.__context__):
        for frame, _ in traceback.walk_tb(link.__traceback__ if link else None):
            if "plankit" in frame.f_code.co_filename and "tests" not in frame.f_code.co_filename:
                parts += [f"{name}={value!r}" for name, value in frame.f_locals.items()]
    return "\n".join(parts)


def assert_hidden(text, *secrets):
    for secret in secrets:
        for spelling in spellings(secret):
            assert spelling not in text


@pytest.mark.socket
async def test_one_login_for_many_calls_at_the_same_time(s, kit):
    s.set(token_latency=0.05)
    async with kit.planbox(s, PlanboxLogin(s.planbox_email, s.planbox_password)) as planbox:
        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(planbox.products.list)
                group.start_soon(planbox.initiatives.create, 1, "x")
        assert planbox.token_source.fetched == 1
    assert s.audit().requests == {"authenticate": 1, "getProducts": 20, "createInitiative": 20}
    assert s.audit().tokens_issued == 1


@pytest.mark.socket
async def test_a_rotated_token_is_replaced_once(s, kit):
    s.set(planbox_auth_status=401)
    async with kit.planbox(s, PlanboxLogin(s.planbox_email, s.planbox_password)) as planbox:
        await planbox.products.list()
        s.rotate_planbox_token()
        answer = await plankit.raw(planbox.projects.add, s.products()[0]["id"], name="after")
        assert [attempt.status for attempt in answer.attempts] == [401, 200]
        s.rotate_planbox_token()
        async with anyio.create_task_group() as group:
            for _ in range(10):
                group.start_soon(planbox.products.list)
        await planbox.initiatives.create(1, "later")
    assert s.audit().report(created=["after", "later"]).ok
    assert s.audit().tokens_issued == 3


@pytest.mark.socket
async def test_a_401_of_the_alpha_interface_does_not_log_in_again(s, kit):
    """How it authenticates is inferred: what it says of the token is no reason to send the password again."""
    s.set(planbox_auth_status=401)
    async with kit.planbox(s, PlanboxLogin(s.planbox_email, s.planbox_password)) as planbox:
        await planbox.products.list()
        s.rotate_planbox_token()
        for _ in range(3):
            with pytest.raises(
                AuthenticationError, match="takes the credential of the other calls is inferred"
            ) as caught:
                await planbox.initiatives.create(1, "later")
            assert (caught.value.status, caught.value.outcome) == (401, Outcome.NOT_APPLIED)
            assert len(caught.value.attempts) == 1
        assert s.audit().tokens_issued == 1
        await planbox.products.list()
        await planbox.initiatives.create(1, "later")
    assert s.audit().tokens_issued == 2
    assert s.audit().report(created=["later"]).ok


@pytest.mark.socket
async def test_a_token_that_was_given_is_not_tried_again(s, kit):
    s.set(planbox_auth_status=401)
    async with kit.planbox(s, "not-the-token") as planbox:
        for call, hint in (
            (planbox.products.list, "Check the credential: is the access token"),
            (lambda: planbox.initiatives.create(1, "x"), "is inferred"),
        ):
            with pytest.raises(AuthenticationError, match=hint) as caught:
                await call()
            assert "region" not in str(caught.value)
            assert (caught.value.status, len(caught.value.attempts)) == (401, 1)
            assert caught.value.outcome is Outcome.NOT_APPLIED
            assert_hidden(shown(caught.value), "not-the-token")
        assert caught.value.detail == "The access token is missing or wrong"
    assert s.audit().requests == {"getProducts": 1, "createInitiative": 1}


@pytest.mark.socket
async def test_a_server_that_refuses_tokens_with_200_says_so_itself(s, kit):
    async with kit.planbox(s, AccessToken("not-the-token")) as planbox:
        with pytest.raises(plankit.InvalidRequestError, match="You must be logged in") as caught:
            await planbox.products.list()
    assert "an access token that is not valid" in str(caught.value)


@pytest.mark.socket
async def test_wrong_credentials(s, kit):
    async with kit.planbox(s, PlanboxLogin(s.planbox_email, "not-the-password")) as planbox:
        for call, named in ((planbox.products.list, "planbox.getProducts got no token."), (planbox.token, "")):
            with pytest.raises(AuthenticationError, match="Email or password is incorrect") as caught:
                await call()
            error = caught.value
            assert (error.status, error.code) == (200, "error")
            assert error.detail == "Email or password is incorrect, please try again."
            assert "the login is not repeated" in str(error)
            assert str(error).startswith(named or f"planbox.authenticate (POST {s.planbox_url}/api/auth): ")
            assert_hidden(shown(error), "not-the-password")
        assert error.outcome is Outcome.REJECTED
    assert s.audit().requests == {"authenticate": 2}


@pytest.mark.socket
@pytest.mark.parametrize("status", [500, 503])
async def test_a_login_that_failed_is_repeated(s, kit, status):
    class Failing:
        def __init__(self):
            self.left = 2

        def before(self, call):
            self.left -= 1
            return Answer(status) if self.left >= 0 else None

        def after(self, call, answer):
            return answer

    s.intercept(Failing())
    async with kit.planbox(s, PlanboxLogin(s.planbox_email, s.planbox_password)) as planbox:
        answer = await plankit.raw(planbox.token)
    assert [attempt.status for attempt in answer.attempts] == [status, status, 200]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"", "an empty body"),
        (b"<html>Sign in</html>", "an HTML page"),
        (b'{"code": "ok", "content": {"acc', "a body that is not JSON"),
        (b"[" * 100_000, "a body that is nested too deeply"),
        ([], "without an access token"),
        (None, "without an access token"),
        ({}, "without an access token"),
        ({"code": "ok"}, "without an access token"),
        ({"code": "ok", "content": None}, "without an access token"),
        ({"code": "ok", "content": "SECRET-token"}, "without an access token"),
        ({"code": "ok", "content": {}}, "without an access token"),
        ({"code": "ok", "content": {"access_token": None}}, "without an access token"),
        ({"code": "ok", "content": {"access_token": 7}}, "without an access token"),
        ({"code": "ok", "content": {"access_token": ["SECRET-token"]}}, "without an access token"),
        ({"code": "ok", "content": {"access_token": ""}}, "without an access token"),
        ({"code": "ok", "content": {"access_token": "SECRET token"}}, "without an access token"),
        ({"code": "ok", "content": {"access_token": "SECRET:token"}}, "without an access token"),
        ({"code": "ok", "content": {"access_token": "SECRET-token\r\nX: y"}}, "without an access token"),
        ({"code": "ok", "content": {"access_token": "SECRET-töken"}}, "without an access token"),
        ({"code": "perhaps", "content": {"access_token": "SECRET-token"}}, "without an access token"),
        ({"content": {"access_token": "SECRET-token"}}, "without an access token"),
    ],
)
async def test_answers_that_hold_no_token(answer, message):
    server = Server(answer=answer)
    async with server.client() as planbox:
        for call in (planbox.token, planbox.products.list):
            with pytest.raises(ProtocolError, match=message) as caught:
                await call()
            assert "Is the address right (base_url=)?" in str(caught.value)
            assert_hidden(shown(caught.value), PASSWORD)
            assert "SECRET" not in shown(caught.value)
    assert {request.url.path for request in server.seen} == {"/api/auth"}


@pytest.mark.parametrize("code", ["ERROR", 0, None])
async def test_a_login_with_a_code_that_nobody_knows_says_what_the_server_says(code):
    server = Server(answer={"code": code, "content": f"Bad e-mail or password {PASSWORD}"})
    async with server.client() as planbox:
        with pytest.raises(ProtocolError, match=r"can be used \(Bad e-mail or password \*\*\*\)\.") as caught:
            await planbox.token()
    assert_hidden(shown(caught.value), PASSWORD)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, plankit.InvalidRequestError),
        (400, AuthenticationError),
        (401, AuthenticationError),
        (403, AuthenticationError),
        (404, plankit.NotFoundError),
        (410, plankit.NotFoundError),
        (501, plankit.ServerError),
        (520, plankit.ServerError),
    ],
)
async def test_a_login_that_answers_with_a_status(status, kind):
    server = Server(status, {"code": "error", "content": "No."}, location="https://evil.example.com/")
    async with server.client() as planbox:
        with pytest.raises(plankit.APIError) as caught:
            await planbox.token()
    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.code, caught.value.detail) == (status, "error", "No.")
    assert {request.url.host for request in server.seen} == {"work.planbox.com"}
    assert len(server.seen) == (2 if status == 520 else 1)


@pytest.mark.parametrize("status", [200, 401])
@pytest.mark.parametrize("password", [PASSWORD, "plain-password", "ünïcode", "<&> +%"])
async def test_a_server_that_repeats_the_password_does_not_get_it_into_the_error(password, status):
    for body in (
        json.dumps({"code": "error", "content": f"wrong: {password}"}),
        json.dumps({"code": "error", "content": f"wrong: {password}"}, ensure_ascii=False),
        json.dumps({"code": "error", "content": f"wrong: {password}"}).replace("/", "\\/"),
        json.dumps({"code": "error", "content": {"message": f"wrong: {password}"}}),
        json.dumps({"code": "error", "content": [f"password={quote_plus(password)}"]}),
        json.dumps({"code": "error", "content": f"wrong: {password}"}).replace("&", "\\u0026").replace("<", "\\u003C"),
        json.dumps({"code": "error", "content": f"wrong: {html.escape(password)}"}),
        json.dumps({"code": "error", "content": "x" * 490 + html.escape(password)}),
        json.dumps({"code": "error", "content": f"wrong: {password}"}).encode("utf-16").decode("latin-1"),
        html.escape(f"wrong: {password}"),
        f"wrong: {password}",
        f"email=a&password={quote_plus(password)}",
    ):
        content = body.encode("latin-1" if "\0" in body else "utf-8")
        server = Server(status, content, x_request_id=quote_plus(password))
        async with server.client(PlanboxLogin("ada@example.com", password)) as planbox:
            with pytest.raises(PlankitError) as caught:
                await planbox.token()
        assert_hidden(shown(caught.value), password)
        assert html.escape(password)[:8] not in str(caught.value)
        assert getattr(caught.value, "request_id", "***") == "***"


async def test_a_token_is_sent_as_the_user_name():
    server = Server()
    async with server.client() as planbox:
        await planbox.products.list()
    login, call = server.seen
    assert login.content == f"email=ada%40example.com&password={quote_plus(PASSWORD)}".encode()
    assert login.url == "https://work.planbox.com/api/auth"
    assert "authorization" not in login.headers
    assert call.headers["authorization"] == "Basic " + base64.b64encode(b"SECRET-token:x").decode()


async def test_no_secret_in_logs(caplog):
    caplog.set_level(logging.DEBUG)
    fails = iter([503, 401, 200, 503, 200])

    def answer(request):
        if request.url.path == "/api/auth":
            return httpx.Response(200, json=GOOD)
        product = {"id": 1, "token": "INITIATIVE-token", "pr_token": "PR-token"}
        return httpx.Response(next(fails), json={"code": "ok", "content": [product]})

    async with PlanboxClient(LOGIN, transport=httpx.MockTransport(answer), retry=RetryPolicy(base=0.001)) as planbox:
        for _ in range(2):
            (product,) = await planbox.products.list()
            logging.getLogger("tests").debug("%r %r %r %s", planbox, planbox.token_source, LOGIN, product)
            logging.getLogger("tests").debug("%r", await planbox.token())
    assert "again in" in caplog.text
    assert_hidden(caplog.text, PASSWORD, "SECRET-token", "INITIATIVE-token", "PR-token")


@pytest.mark.socket
async def test_no_secret_in_the_logs_of_a_whole_stack(s, kit, caplog):
    caplog.set_level(logging.DEBUG)
    s.set(planbox_auth_status=401)
    async with kit.planbox(s, PlanboxLogin(s.planbox_email, s.planbox_password)) as planbox:
        await planbox.products.list()
        old = s.planbox_token
        new = s.rotate_planbox_token()
        await planbox.products.list()
        await planbox.initiatives.create(1, "x")
        with pytest.raises(PlankitError) as caught:
            await planbox.products.get(1)
        assert_hidden(shown(caught.value), s.planbox_password, old, new)
    assert caplog.text
    assert_hidden(caplog.text, s.planbox_password, old, new)


@pytest.mark.parametrize("secret", [LOGIN, AccessToken("SECRET-token")])
def test_secrets_are_copied_and_neither_pickled_nor_shown(secret):
    assert copy.copy(secret) is copy.deepcopy(secret) is secret
    with pytest.raises(TypeError, match="is not pickled") as caught:
        pickle.dumps(secret)
    told = f"{secret!r} {secret} {caught.value} {PlanboxClient(secret)!r} {PlanboxClient(secret).token_source!r}"
    assert_hidden(told, PASSWORD, "SECRET-token")
    with pytest.raises(AttributeError):
        secret.password = "x"


async def test_one_source_for_two_clients():
    server = Server()
    source = TokenSource(LOGIN)
    async with server.client(source) as one:
        assert one.token_source is source
        await one.products.list()
    async with server.client(source) as two:
        await two.products.list()
    assert [request.url.path for request in server.seen].count("/api/auth") == 1


async def test_a_login_without_a_client_does_not_know_where():
    with pytest.raises(ConfigurationError, match="does not know where to log in"):
        await LOGIN.fetch(httpx.MockTransport(Server()), Call(), None)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["code", "content", "access_token", "message"]), inner, max_size=3)
    ),
    max_leaves=8,
)
ENVELOPES = st.fixed_dictionaries({"code": st.sampled_from(["ok", "error"]) | ANY, "content": ANY})


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=40) | (ANY | ENVELOPES).map(json.dumps).map(str.encode), st.sampled_from([200, 201, 401]))
@pytest.mark.parametrize("backend", ["asyncio"])
def test_whatever_the_login_answers_is_a_token_or_a_typed_error(backend, body, status):
    async def login():
        source = TokenSource(LOGIN)
        source.attach(httpx.MockTransport(lambda _: httpx.Response(status, content=body)), "https://x.example/api/auth")
        try:
            return (await source.get()).value
        except (AuthenticationError, ProtocolError) as error:
            return str(error)

    told = anyio.run(login, backend=backend)
    assert told
    assert PASSWORD not in told
