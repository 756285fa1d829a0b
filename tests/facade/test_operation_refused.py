"""Services whose status cannot be trusted: a refusal inside an answer that HTTP calls a success."""

from __future__ import annotations

import json

import httpx
import pytest
from attrs import evolve
from plankit_clients.planview_admin import operations
from plankit_clients.planview_admin.api.users import create_user, get_user
from plankit_clients.planview_admin.models import UserCreate

import plankit
from plankit import AdminClient, ClientCredentials, Outcome
from plankit.operation import Operation, Reading
from plankit.refusal import Refusal

SECRET = "a-long-bearer"


def found(answer):
    """The refusal of a made-up service: `{"no": reason, "why": code}`."""
    return Refusal(answer.get("why"), answer["no"]) if isinstance(answer, dict) and "no" in answer else None


GET = Operation(operations.get_user, get_user.get_kwargs, lambda answer: answer["yes"], refused=found)
CREATE = Operation(operations.create_user, create_user.get_kwargs, lambda answer: answer["yes"], refused=found)
CODED = evolve(CREATE, codes={"TAKEN": plankit.ConflictError}, hints={200: "Advice."})


def client(*answers):
    left = list(answers)
    asked = []

    def answer(request):
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json={"id_token": SECRET})
        asked.append(request)
        status, body = left.pop(0)
        return httpx.Response(status, content=body if isinstance(body, bytes) else json.dumps(body).encode())

    settings = {"transport": httpx.MockTransport(answer), "retry": plankit.RetryPolicy(base=0.001), "unverified": True}
    return AdminClient(ClientCredentials("i", "s"), region="eu", **settings), asked


BODY = UserCreate(email="a@example.com")


@pytest.mark.anyio
async def test_a_refusal_is_rejected_and_not_repeated():
    admin, asked = client((200, {"no": "not yours", "why": "X1"}), (201, {"no": "never"}))
    async with admin:
        with pytest.raises(plankit.InvalidRequestError) as caught:
            await admin.call(CREATE, {}, body=BODY)
        error = caught.value
        assert (error.status, error.code, error.detail) == (200, "X1", "not yours")
        assert error.outcome is Outcome.REJECTED
        assert [attempt.outcome for attempt in error.attempts] == [Outcome.REJECTED]
        assert "the server answered 200 (X1: not yours). The server refused it: nothing was changed." in str(error)
        with pytest.raises(plankit.InvalidRequestError, match="It only reads") as caught:
            await admin.call(GET, {}, "u")
        assert (caught.value.status, caught.value.code) == (201, None)
    assert len(asked) == 2


@pytest.mark.anyio
async def test_the_services_own_codes_choose_the_class_and_else_there_is_advice():
    admin, _ = client((200, {"no": "x", "why": "TAKEN"}), (200, {"no": "x", "why": "OTHER"}))
    async with admin:
        with pytest.raises(plankit.ConflictError) as caught:
            await admin.call(CODED, {}, body=BODY)
        assert "Advice." not in str(caught.value)
        with pytest.raises(plankit.InvalidRequestError, match=r"\(OTHER: x\)\. Advice\."):
            await admin.call(CODED, {}, body=BODY)


@pytest.mark.anyio
async def test_a_success_is_decoded_and_what_is_neither_is_unknown():
    admin, _ = client((200, {"yes": 7}), (200, {"perhaps": 7}), (200, b"<html>"), (200, b""))
    async with admin:
        assert await admin.call(CREATE, {}, body=BODY) == 7
        for _ in range(3):
            with pytest.raises(plankit.ProtocolError) as caught:
                await admin.call(CREATE, {}, body=BODY)
            assert caught.value.outcome is Outcome.UNKNOWN


@pytest.mark.anyio
async def test_a_status_that_says_error_is_judged_by_the_status():
    admin, _ = client((409, {"no": "x", "why": "TAKEN", "message": "m"}), *[(503, {"no": "x"})] * 4)
    async with admin:
        with pytest.raises(plankit.ConflictError) as caught:
            await admin.call(CREATE, {}, body=BODY)
        assert (caught.value.code, caught.value.detail) == (None, "m")
        with pytest.raises(plankit.ServerError) as caught:
            await admin.call(GET, {}, "u")
        assert len(caught.value.attempts) == 4


@pytest.mark.anyio
async def test_a_refusal_after_a_doubt_leaves_the_doubt():
    admin, asked = client((503, b""), (200, {"no": "you have it already"}))
    async with admin:
        info = operations.create_user._replace(safety="idempotent")
        with pytest.raises(plankit.InvalidRequestError) as caught:
            await admin.call(evolve(CREATE, info=info), {}, body=BODY)
    assert [attempt.outcome for attempt in caught.value.attempts] == [Outcome.UNKNOWN, Outcome.REJECTED]
    assert caught.value.outcome is Outcome.UNKNOWN
    assert len(asked) == 2


@pytest.mark.anyio
async def test_a_refusal_that_repeats_the_token_does_not_tell_it():
    admin, _ = client((200, {"no": f"bad {SECRET}", "why": SECRET}))
    async with admin:
        with pytest.raises(plankit.APIError) as caught:
            await admin.call(CREATE, {}, body=BODY)
    assert SECRET not in f"{caught.value} {vars(caught.value)}"
    assert (caught.value.code, caught.value.detail) == ("***", "bad ***")


def test_reading_is_made_anew_for_each_attempt():
    reading = Reading(empty=False, refused=found)
    headers = httpx.Headers()
    assert reading(200, headers, b'{"no": "x"}') is Outcome.REJECTED
    assert reading.refused
    assert reading(200, headers, b'{"yes": 1}') is Outcome.APPLIED
    assert not reading.refused
    assert reading.value == {"yes": 1}
    assert reading(200, headers, b"{") is Outcome.UNKNOWN
    assert not reading.refused
    assert reading.problem
    assert reading(503, headers, b'{"no": "x"}') is Outcome.UNKNOWN
    assert reading(404, headers, b'{"no": "x"}') is Outcome.REJECTED
    assert not reading.refused


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("token", "body"),
    [
        ("0a1b/2c3d/4e5f", b'{"no": "we do not know 0a1b\\/2c3d\\/4e5f", "why": "0a1b/2c3d/4e5f"}'),
        ("12345678901", b'{"no": 12345678901}'),
        ("12345678901", b'{"no": "12345678901 is none"}'),
    ],
)
async def test_a_token_that_an_answer_repeats_is_masked_however_it_is_written(token, body):
    """PHP escapes slashes; a token of digits alone may come back as a number."""

    def answer(request):
        if request.url.path.endswith("/token"):
            return httpx.Response(200, json={"id_token": token})
        return httpx.Response(200, content=body)

    async with AdminClient(
        ClientCredentials("i", "s"), region="eu", transport=httpx.MockTransport(answer), unverified=True
    ) as admin:
        with pytest.raises(plankit.InvalidRequestError) as caught:
            await admin.call(CREATE, {}, body=BODY)
    for text in (str(caught.value), repr(caught.value.detail), repr(caught.value.code)):
        assert token not in text
        assert token.replace("/", "\\/") not in text
    assert caught.value.outcome is Outcome.REJECTED


def test_a_client_that_could_not_be_built_has_a_repr():
    assert repr(AdminClient.__new__(AdminClient)) == "<AdminClient (not built)>"
