"""What servers say when they refuse or fail, and what is known of the effect."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plankit
from plankit import Outcome
from plankit.logbook import AppContext, LogCreate
from plankit.refusal import code_of, refusal
from plankit.sandbox import Answer

CONTEXT = AppContext(container_id=1, container_source="a", container_type="b")
LOG = LogCreate(log_types_id=1, name="x", app_context=[CONTEXT])

STATUSES = {
    302: (plankit.InvalidRequestError, Outcome.UNKNOWN),
    400: (plankit.InvalidRequestError, Outcome.REJECTED),
    401: (plankit.AuthenticationError, Outcome.NOT_APPLIED),
    403: (plankit.PermissionDeniedError, Outcome.REJECTED),
    404: (plankit.NotFoundError, Outcome.REJECTED),
    405: (plankit.InvalidRequestError, Outcome.REJECTED),
    408: (plankit.InvalidRequestError, Outcome.UNKNOWN),
    409: (plankit.ConflictError, Outcome.REJECTED),
    410: (plankit.NotFoundError, Outcome.REJECTED),
    413: (plankit.InvalidRequestError, Outcome.REJECTED),
    418: (plankit.InvalidRequestError, Outcome.REJECTED),
    422: (plankit.InvalidRequestError, Outcome.REJECTED),
    500: (plankit.ServerError, Outcome.UNKNOWN),
    501: (plankit.ServerError, Outcome.REJECTED),
    502: (plankit.ServerError, Outcome.UNKNOWN),
    503: (plankit.ServerError, Outcome.UNKNOWN),
    520: (plankit.ServerError, Outcome.UNKNOWN),
    599: (plankit.ServerError, Outcome.UNKNOWN),
}
SENTENCES = {
    Outcome.REJECTED: "nothing was changed",
    Outcome.NOT_APPLIED: "repeating the call is safe",
    Outcome.UNKNOWN: "look before you repeat it",
}


@pytest.mark.anyio
@pytest.mark.parametrize("status", STATUSES)
async def test_each_status_by_its_meaning(kit, status):
    kind, outcome = STATUSES[status]
    body = {"code": "SOME_CODE", "message": "some words"}
    headers = {"x_request_id": "r-1", "set_cookie": "a=b", "location": "https://elsewhere.example.com"}
    async with kit.canned_logbook(status, body, **headers) as logbook:
        with pytest.raises(plankit.APIError) as caught:
            await logbook.logs.create(LOG)
    error = caught.value
    assert type(error) is kind
    assert (error.status, error.code, error.detail, error.request_id) == (status, "SOME_CODE", "some words", "r-1")
    assert error.outcome is outcome
    assert SENTENCES[outcome] in str(error)
    assert f"the server answered {status} (SOME_CODE: some words)." in str(error)
    assert str(error).startswith("logbook.createLogs (POST https://api-eu.logbook.planview.com/api/rest/v1/logs): ")
    assert (error.operation, error.method) == ("logbook.createLogs", "POST")
    assert "set-cookie" not in error.headers
    assert error.attempts[-1].status == status
    assert ("Redirects are not followed" in str(error)) is (status == 302)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("retry_after", "seconds"), [("600", 600.0), ("0.5", 0.5), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", None)]
)
async def test_a_429_that_cannot_be_waited_out(kit, retry_after, seconds):
    async with kit.canned_logbook(429, b"", retry_after=retry_after) as logbook:
        with pytest.raises(plankit.PlankitError) as caught:
            await logbook.logs.list(CONTEXT, deadline=30.0 if seconds == 600.0 else 0.3)
    if seconds != 600.0:
        assert isinstance(caught.value, plankit.RateLimitedError | plankit.DeadlineExceededError)
    else:
        assert isinstance(caught.value, plankit.RateLimitedError)
        assert caught.value.retry_after == seconds
        assert "longer deadline" in str(caught.value)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("INVALID_CONTAINER", plankit.PermissionDeniedError),
        ("INVALID_TENANT", plankit.PermissionDeniedError),
        ("LOG_DELETED", plankit.NotFoundError),
        ("LOG_DOES_NOT_EXIST", plankit.NotFoundError),
        ("LOG_TRANSFERRED", plankit.ConflictError),
    ],
)
@pytest.mark.parametrize("status", [400, 401])
async def test_logbooks_own_codes_count_more_than_the_status(kit, code, kind, status):
    async with kit.canned_logbook(status, {"code": code, "message": "m"}) as logbook:
        with pytest.raises(kind) as caught:
            await logbook.logs.update(7, CONTEXT, name="x")
    assert type(caught.value) is kind
    assert (caught.value.code, caught.value.status, caught.value.outcome) == (code, status, Outcome.REJECTED)
    assert len(caught.value.attempts) == 1


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "content_type", "detail"),
    [
        (b"", "text/plain", None),
        (b"plain words", "text/plain", "plain words"),
        (b"<html><body>Sign in</body></html>", "text/html", "an HTML page (from a proxy or a sign-in page?)"),
        (b"<html>", "application/json", "an HTML page (from a proxy or a sign-in page?)"),
        (b"\xff\xfe", "application/json", "\ufffd\ufffd"),
        (b"[1]", "application/json", "[1]"),
        (b"null", "application/json", None),
        (b'"a text"', "application/json", "a text"),
        (b"{}", "application/json", None),
        (b'{"truncated": ', "application/json", '{"truncated":'),
    ],
)
@pytest.mark.parametrize("status", [404, 520])
async def test_bodies_of_any_kind(kit, status, body, content_type, detail):
    async with kit.canned_admin(status, body, content_type=content_type) as admin:
        with pytest.raises(plankit.APIError) as caught:
            await admin.users.create("a@example.com")
    assert (caught.value.detail, caught.value.code) == (detail, None)
    assert caught.value.status == status


@pytest.mark.anyio
@pytest.mark.parametrize("status", [404, 405, 501])
async def test_an_inferred_path_is_suspected_first(kit, status):
    async with kit.canned_admin(status, b"") as admin:
        with pytest.raises(plankit.APIError, match="its path is inferred"):
            await admin.users.get("u")
        with pytest.raises(plankit.APIError) as caught:
            _ = [user async for user in admin.users.list()]
        assert "inferred" not in str(caught.value)


@pytest.mark.anyio
@pytest.mark.parametrize("body", [b'{"rest_add_log":{"Data":[{"id"', b"<html>busy</html>", b"", b"[" * 100_000])
async def test_a_create_whose_answer_cannot_be_read_is_unknown(kit, body):
    async with kit.canned_logbook(200, body) as logbook:
        with pytest.raises(plankit.ProtocolError) as caught:
            await logbook.logs.create(LOG)
        assert caught.value.outcome is Outcome.UNKNOWN
        assert "look before you repeat it" in str(caught.value)
        assert len(caught.value.attempts) == 1
        with pytest.raises(plankit.ProtocolError) as caught:
            await logbook.logs.list(CONTEXT)
        assert len(caught.value.attempts) == 4
        assert "repeating the call is safe" in str(caught.value)


@pytest.mark.anyio
async def test_an_answer_that_is_too_large(kit):
    async with kit.canned_logbook(200, {"rest_logs_data": [{"id": 1, "name": "x" * 1000}]}) as logbook:
        with pytest.raises(plankit.ResponseTooLargeError, match=r"max_body="):
            await logbook.logs.list(CONTEXT, max_body=500)
        assert len(await logbook.logs.list(CONTEXT, max_body=2000)) == 1


@pytest.mark.anyio
async def test_a_server_may_repeat_the_request_but_errors_do_not_tell(kit):
    token = "eyJhbGciOi.eyJzdWIiOiIx.c2lnbmF0dXJl"
    for body in (
        f"GET / HTTP/1.1 Authorization: Bearer {token}".encode(),
        json.dumps({"message": f"bad token {token}"}).encode(),
        json.dumps({"error": {"message": "Basic YWJjZGVmZ2hpamts", "code": token}}).encode(),
        json.dumps({"x": [f"bearer {token}"], "errors": [f"bearer {token}"]}).encode(),
    ):
        async with kit.canned_logbook(400, body) as logbook:
            with pytest.raises(plankit.APIError) as caught:
                await logbook.logs.create(LOG)
        told = f"{caught.value} {caught.value.__dict__}"
        assert token not in told
        assert "YWJjZGVmZ2hpamts" not in told
        assert "***" in told


@pytest.mark.anyio
@pytest.mark.socket
@pytest.mark.parametrize("status", [502, 503, 520])
async def test_reads_are_repeated_and_creates_are_not(s, kit, script, status):
    script.instead["getUser"] = [Answer(status)] * 2
    script.instead["createUser"] = [Answer(status)] * 2
    async with kit.admin(s) as admin:
        assert (await plankit.raw(admin.users.get, s.users()[0]["id"])).attempts[0].status == status
        with pytest.raises(plankit.ServerError) as caught:
            await admin.users.create("a@example.com")
        assert caught.value.outcome is Outcome.UNKNOWN
    assert s.audit().requests["getUser"] == 3
    assert s.audit().requests["createUser"] == 1


@pytest.mark.anyio
@pytest.mark.socket
async def test_a_create_whose_answer_was_lost_is_unknown(s, kit):
    async with kit.Losing("createUser") as wire, kit.admin(s, transport=wire) as admin:
        with pytest.raises(plankit.TransportError) as caught:
            await admin.users.create("a@example.com")
    assert caught.value.outcome is Outcome.UNKNOWN
    assert s.audit().report(created=["a@example.com"]).ok


@pytest.mark.anyio
@pytest.mark.socket
async def test_a_refused_credential(s, kit):
    async with plankit.AdminClient(
        plankit.ClientCredentials(s.client_id, "not-the-secret"), base_url=s.admin_url, unverified=True
    ) as admin:
        with pytest.raises(plankit.AuthenticationError, match=r"Check that client id and secret") as caught:
            await admin.users.create("a@example.com")
        assert "not-the-secret" not in f"{caught.value!r} {caught.value.__dict__}"
        assert caught.value.outcome is Outcome.NOT_APPLIED
    assert s.audit().report().ok


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        ({"code": "C", "message": "m"}, "C", "m"),
        ({"code": 7, "message": "m"}, "7", "m"),
        ({"code": None, "message": None}, None, None),
        ({"error": "invalid_client", "error_description": "d"}, "invalid_client", "d"),
        ({"error": "invalid_client"}, None, "invalid_client"),
        ({"error": "two words", "message": "m"}, None, "m"),
        ({"message": "m"}, None, "m"),
        ({"error": {"code": "C", "message": "m"}}, "C", "m"),
        ({"status": 400, "detail": "d", "scimType": "s"}, "s", "d"),
        ({"Errors": [{"description": "d", "code": "C"}]}, "C", "d"),
        ({"errors": [{"message": "m"}]}, None, "m"),
        ({"errors": ["m", "n"]}, None, "m"),
        ({"errors": []}, None, None),
        ({"code": True, "message": ["x"]}, None, None),
        ({"title": "t"}, None, "t"),
        ({"code": "error", "content": "c", "redirect": "", "time": 1}, "error", "c"),
        ({"code": "error", "content": {"message": "m"}}, "error", "m"),
        ({"code": "error", "content": {"name": "taken", "token": "T", "n": 1}}, "error", "name: taken"),
        ({"code": "error", "content": ["c", "d"]}, "error", "c"),
        ({"code": "error", "content": None}, "error", None),
        ({"code": "error", "content": [[1]]}, "error", None),
        ({"message": "m", "content": "c"}, None, "m"),
        ({"message": "x" * 9999}, None, "x" * 500),
        ({"message": "two\n\n lines "}, None, "two lines"),
    ],
)
def test_refusals_in_each_shape(body, code, detail):
    told = refusal(json.dumps(body).encode(), "application/json")
    assert (told.code, told.detail) == (code, detail)
    assert code_of(json.dumps(body).encode()) == code


@settings(max_examples=200, deadline=None)
@given(
    st.binary()
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["code", "message", "error", "Errors", "errors", "detail", "content"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
    st.sampled_from(["", "text/html", "application/json"]),
)
def test_refusals_never_raise_and_stay_short(body, content_type):
    told = refusal(body, content_type)
    for text in (told.code, told.detail):
        assert text is None or (isinstance(text, str) and len(text) <= 500)


ERRORS = [
    getattr(plankit, name)
    for name in dir(plankit)
    if isinstance(getattr(plankit, name), type) and issubclass(getattr(plankit, name), plankit.PlankitError)
]


@pytest.mark.parametrize("kind", ERRORS)
def test_errors_pickle_and_copy_with_all_they_know(kind):
    error = kind("what happened")
    error.operation, error.method, error.url = "s.o", "GET", "https://x.example.com"
    error.outcome, error.resume_token = Outcome.UNKNOWN, "t"
    error.attempts = (plankit.Attempt(Outcome.UNKNOWN, status=503),)
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), error.twin()):  # noqa: S301 - made here
        assert type(other) is kind
        assert (str(other), other.__dict__) == ("what happened", error.__dict__)


@pytest.mark.anyio
async def test_errors_of_real_calls_pickle(kit):
    async with kit.canned_logbook(409, {"code": "C", "message": "m"}) as logbook:
        with pytest.raises(plankit.ConflictError) as caught:
            await logbook.logs.create(LOG)
    other = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - made here
    assert (str(other), other.__dict__) == (str(caught.value), caught.value.__dict__)
