"""What Planbox may answer: envelopes of every kind, values as PHP sends them, and roads to other hosts."""

from __future__ import annotations

import base64
import datetime as dt
import json
import pickle
import socket

import anyio
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plankit
from plankit import Budget, Outcome, PlanboxClient, PlankitError, ProtocolError
from plankit.planbox import as_date, as_datetime
from plankit.planbox.envelope import not_ok, refused
from plankit.planbox.initiatives import CREATE_INITIATIVE
from plankit.planbox.products import GET_PRODUCT, GET_PRODUCTS
from plankit.planbox.projects import ADD_PROJECT, GET_PROJECT, GET_PROJECTS
from plankit.planbox.values import decimal, flag, integer, mapping, moment, numbered, one_or_many, record

OPERATIONS = [GET_PRODUCT, GET_PRODUCTS, GET_PROJECT, GET_PROJECTS, ADD_PROJECT, CREATE_INITIATIVE]


def calls(planbox):
    """Every method, and whether it writes."""
    return (
        (lambda: planbox.products.get(1), False),
        (planbox.products.list, False),
        (lambda: planbox.projects.get(1, 2), False),
        (lambda: planbox.projects.list([1, 2]), False),
        (lambda: planbox.projects.add(1, name="x"), True),
        (lambda: planbox.initiatives.create(1, "x"), True),
    )


def ok(content):
    return {"code": "ok", "content": content, "redirect": "", "time": 1377119152}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"{}", "it has: nothing"),
        (b"[]", "it has: list"),
        (b"null", "it has: NoneType"),
        (b"7", "it has: int"),
        (b'"ok"', "it has: str"),
        (b'{"code": "ok"}', "it has: code"),
        (b'{"content": []}', "it has: content"),
        (b'{"content": {"id": 7}}', "it has: content"),
    ],
)
async def test_an_answer_that_is_no_envelope_is_of_unknown_effect(kit, answer, said):
    async with kit.canned_planbox(200, answer, content_type="text/html") as planbox:
        for call, writes in calls(planbox):
            with pytest.raises(ProtocolError) as caught:
                await call()
            assert said in str(caught.value) or "it has no id" in str(caught.value)
            assert caught.value.outcome is Outcome.UNKNOWN
            assert ("unknown whether it was applied" in str(caught.value)) is writes


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("answer", "code", "detail"),
    [
        ({"code": "ERROR", "content": "You may not."}, "ERROR", "You may not."),
        ({"code": "warning", "content": {"message": "Look\nout"}}, "warning", "Look out"),
        ({"code": 0, "content": ["first", "second"]}, "0", "first"),
        ({"code": 0, "content": [{"name": "a name", "token": "SECRET"}]}, "0", None),
        ({"code": 0, "content": {"name": "a name", "token": "SECRET"}}, "0", None),
        ({"code": "OK", "content": []}, "OK", None),
        ({"code": None, "content": "Try later."}, None, "Try later."),
        ({"code": ["ok"], "content": []}, None, None),
        ({"code": True, "content": []}, None, None),
        ({"content": "You must be logged in"}, None, "You must be logged in"),
        ({"message": "You must be logged in"}, None, "You must be logged in"),
        ({"code": "x" * 999, "content": "y" * 9999}, "x" * 500, "y" * 500),
        ({"code": 7, "content": "it is an-access-token"}, "7", "it is ***"),
    ],
)
async def test_a_code_that_nobody_knows_is_an_error_of_unknown_effect_that_says_what_the_server_says(
    kit, answer, code, detail
):
    async with kit.canned_planbox(200, answer) as planbox:
        for call, writes in calls(planbox)[:-1]:
            with pytest.raises(plankit.APIError) as caught:
                await call()
            error = caught.value
            assert type(error) is plankit.APIError
            assert (error.status, error.code, error.detail) == (200, code, detail)
            assert detail is None or f"{detail})" in str(error)
            assert error.outcome is Outcome.UNKNOWN
            assert [attempt.outcome for attempt in error.attempts] == [Outcome.UNKNOWN]
            assert ("unknown whether it was applied" in str(error)) is writes
            assert "documented to have the code ok or error" in str(error)
            assert "SECRET" not in f"{error} {vars(error)}"
            assert "a name" not in f"{error} {vars(error)}"
        with pytest.raises(ProtocolError, match="it has no id"):
            await planbox.initiatives.create(1, "x")


@pytest.mark.anyio
@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize(
    ("content", "detail"),
    [
        ("You may not.", "You may not."),
        ("two\n lines", "two lines"),
        (None, None),
        ("", None),
        ([], None),
        ({}, None),
        (7, "7"),
        ({"message": "in an object"}, "in an object"),
        ([{"message": "in a list"}], "in a list"),
        (["first", "second"], "first"),
        ({"alias": "is too long", "name": "is taken"}, "alias: is too long; name: is taken"),
        ({"pr_token": "SECRET", "Password": "SECRET", "x": "y"}, "x: y"),
        ({"deep": {"er": 1}}, None),
        ("x" * 9999, "x" * 500),
    ],
)
async def test_an_error_is_an_envelope_too(kit, status, content, detail):
    answer = {"code": "error", "content": content, "redirect": "https://evil.example.com/", "time": 1}
    async with kit.canned_planbox(status, answer, content_type="text/html; charset=UTF-8") as planbox:
        for call, writes in calls(planbox):
            with pytest.raises(plankit.InvalidRequestError) as caught:
                await call()
            error = caught.value
            assert (error.status, error.code, error.detail) == (status, "error", detail)
            assert (error.outcome, len(error.attempts)) == (Outcome.REJECTED, 1)
            assert "evil" not in f"{error} {vars(error)}"
            assert "SECRET" not in f"{error} {vars(error)}"
            assert ("nothing was changed" in str(error)) is writes
            other = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
            assert (str(other), vars(other)) == (str(error), vars(error))
        wire = planbox._stack._inner._inner._inner._inner
        assert {request.url.host for request in wire.requests} == {"work.planbox.com", "api.planbox.com"}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("status", "kind", "outcome"),
    [
        (400, plankit.InvalidRequestError, Outcome.REJECTED),
        (401, plankit.AuthenticationError, Outcome.NOT_APPLIED),
        (403, plankit.PermissionDeniedError, Outcome.REJECTED),
        (404, plankit.NotFoundError, Outcome.REJECTED),
        (500, plankit.ServerError, Outcome.UNKNOWN),
    ],
)
async def test_an_error_with_a_status_may_be_an_envelope(kit, status, kind, outcome):
    answer = {"code": "error", "content": "You must be logged in", "redirect": "/login", "time": 1}
    async with kit.canned_planbox(status, answer, content_type="text/html") as planbox:
        for call, _ in calls(planbox):
            with pytest.raises(kind) as caught:
                await call()
            assert (caught.value.code, caught.value.detail) == ("error", "You must be logged in")
            assert (caught.value.status, caught.value.outcome) == (status, outcome)


@pytest.mark.anyio
@pytest.mark.parametrize("status", [200, 404, 502])
async def test_a_page_instead_of_an_answer(kit, status):
    page = b"<!DOCTYPE html>\n<html><body>Sign in</body></html>"
    async with kit.canned_planbox(status, page, content_type="text/html") as planbox:
        for call, _ in calls(planbox):
            with pytest.raises(PlankitError, match="an HTML page") as caught:
                await call()
            assert isinstance(caught.value, ProtocolError if status == 200 else plankit.APIError)
            assert "Sign in" not in str(caught.value)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "content",
    [
        [7],
        {"a": 1},
        "text",
        7,
        True,
        [None],
        [[]],
        [{"id": 1}, None],
        {"project": 7},
        {"project": [7]},
        {"project": []},
        {"project": {}},
        {"3": 7},
        {"3": {"id": 7}, "x": {"id": 8}},
    ],
)
async def test_contents_of_another_kind(kit, content):
    async with kit.canned_planbox(200, ok(content)) as planbox:
        for call, expected in (
            (planbox.products.list, list),
            (lambda: planbox.projects.list(1), list),
            (lambda: planbox.products.get(1), dict),
            (lambda: planbox.projects.get(1, 2), dict),
            (lambda: planbox.projects.add(1), None),
        ):
            if type(content) is expected is dict:
                assert await call()
                continue
            with pytest.raises(ProtocolError) as caught:
                await call()
            assert "the answer's content" in str(caught.value)
            assert caught.value.outcome is Outcome.UNKNOWN


@pytest.mark.anyio
async def test_null_lists_are_empty_and_objects_are_not(kit):
    async with kit.canned_planbox(200, ok(None)) as planbox:
        assert await planbox.products.list() == []
        assert await planbox.projects.list(1) == []
        for call in (lambda: planbox.products.get(1), lambda: planbox.projects.get(1, 2), planbox.projects.add):
            with pytest.raises(ProtocolError, match="is not an object"):
                await (call() if call != planbox.projects.add else call(1))


@pytest.mark.anyio
async def test_lists_that_php_sends_as_objects(kit):
    """As json_encode writes a list from which something was taken."""
    async with kit.canned_planbox(200, ok({"11": {"id": "9"}, "3": {"id": 7, "project_ids": {"1": "5"}}})) as planbox:
        for list_ in (planbox.products.list, lambda: planbox.projects.list(1)):
            assert [found.id for found in await list_()] == [7, 9]
        assert (await planbox.products.list())[0].project_ids == [5]
    async with kit.canned_planbox(200, ok({})) as planbox:
        assert await planbox.products.list() == await planbox.projects.list(1) == []


@pytest.mark.anyio
@pytest.mark.parametrize("project", [{"id": "7"}, [{"id": "7"}], [{"id": 7}, {"id": 8}], {"4": {"id": 7}}])
async def test_the_new_project_comes_in_a_list_or_by_itself(kit, project):
    async with kit.canned_planbox(200, ok({"resource": [], "project": project})) as planbox:
        assert (await planbox.projects.add(1)).id == 7


@pytest.mark.anyio
async def test_values_as_php_sends_them(kit):
    product = {
        "id": "1234",
        "creator_id": None,
        "owner_id": "x1",
        "created_on": "0000-00-00 00:00:00",
        "iteration_start": "0000-00-00",
        "iteration_length": "2",
        "iterations": [{"id": "7", "num": "-1", "start": "2013-08-12", "end": "0000-00-00"}, None, 7],
        "resource_ids": ["1", 2, None],
        "project_ids": None,
        "capacity": "120.50",
        "template": True,
        "email_notifications": [],
        "unknown": "0000-00-00",
        "order": "12",
    }
    async with kit.canned_planbox(200, ok(product)) as planbox:
        found = await planbox.products.get(1)
    assert found.to_dict() == {
        **product,
        "id": 1234,
        "created_on": None,
        "iteration_start": None,
        "iteration_length": 2,
        "iterations": [{"id": 7, "num": -1, "start": "2013-08-12", "end": None}, None, 7],
        "resource_ids": [1, 2, None],
        "capacity": 120.5,
        "template": 1,
        "email_notifications": {},
    }
    assert found["order"] == "12", "what the document does not know stays as it came"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("links", "read"),
    [
        (
            [{"organization": {"href": "o"}}, {"self": {"href": "s"}}],
            {"organization": {"href": "o"}, "self": {"href": "s"}},
        ),
        ([], {}),
        ({"self": {"href": "s"}}, {"self": {"href": "s"}}),
        (None, None),
        ([7], [7]),
        ("text", "text"),
    ],
)
async def test_links_in_every_shape(kit, links, read):
    async with kit.canned_planbox(201, {"id": "1", "_links": links, "created_at": None}) as planbox:
        made = await planbox.initiatives.create(1, "x")
    assert made.to_dict() == {"id": 1, "_links": read, "created_at": None}


@pytest.mark.parametrize(
    ("read", "cases"),
    [
        (integer, [("7", 7), ("-7", -7), ("007", 7), (7, 7), (7.5, 7.5), ("7.5", "7.5"), ("", ""), (True, True)]),
        (integer, [("9" * 18, 10**18 - 1), ("9" * 19, "9" * 19), ("\u0667", "\u0667"), (" 7", " 7"), (None, None)]),
        (decimal, [("7", 7), ("7.50", 7.5), ("-0.5", -0.5), (".5", ".5"), ("1e9", "1e9"), ("nan", "nan"), (1.5, 1.5)]),
        (flag, [(True, 1), (False, 0), ("1", 1), ("0", 0), (1, 1), ("yes", "yes"), (None, None)]),
        (moment, [("0000-00-00", None), ("0000-00-00 00:00:00", None), ("2013-08-21", "2013-08-21"), (0, 0), ("", "")]),
        (mapping(integer), [([], {}), ({"a": "1"}, {"a": 1}), ([1], [1]), (None, None), ("x", "x")]),
        (one_or_many(integer), [("1", 1), (["1", 2], [1, 2]), ([], []), (None, None), ({}, []), ({"a": 1}, {"a": 1})]),
        (one_or_many(integer), [({"10": "1", "9": 2}, [2, 1]), ({"0": "1", "x": 2}, {"0": "1", "x": 2})]),
        (numbered, [({"10": "c", "9": "b", "0": "a"}, ["a", "b", "c"]), ({}, []), ({"-1": 1}, {"-1": 1}), ([7], [7])]),
        (numbered, [({"": 1}, {"": 1}), ({"\u0661": 1}, {"\u0661": 1}), ({"9" * 19: 1}, {"9" * 19: 1}), (None, None)]),
        (record({"a": integer}), [({"a": "1", "b": "1"}, {"a": 1, "b": "1"}), ([], []), (None, None), ({}, {})]),
    ],
)
def test_readers(read, cases):
    for given_, expected in cases:
        assert read(given_) == expected
        assert type(read(given_)) is type(expected)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=6)
    | st.sampled_from(["ok", "error", "0000-00-00", "12", "-3", "1.5"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "code",
                    "content",
                    "id",
                    "project",
                    "iterations",
                    "resource_roles",
                    "email_notifications",
                    "_links",
                    "x",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)
ENVELOPES = st.fixed_dictionaries({"code": st.sampled_from(["ok", "error"]) | JSON, "content": JSON})


@settings(max_examples=300, deadline=None)
@given(JSON | ENVELOPES)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_decoding_ends_with_a_result_or_a_protocol_error_and_changes_nothing(operation, answer):
    before = json.dumps(answer)
    told = refused(answer)
    assert told is None or (told.code == "error" and (told.detail is None or len(told.detail) <= 500))
    doubt = not_ok(answer)
    assert told is None or doubt == told
    assert doubt is None or doubt.detail is None or len(doubt.detail) <= 500
    try:
        decoded = operation.decode(answer)
    except ProtocolError as error:
        assert str(error).startswith("the answer")  # noqa: PT017 - both ends are fine
    else:
        repr(decoded)
        for model in decoded if isinstance(decoded, list) else [decoded]:
            json.dumps(model.to_dict())
    assert json.dumps(answer) == before


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=40) | (JSON | ENVELOPES).map(json.dumps).map(str.encode), st.sampled_from([200, 201, 400, 404])
)
@pytest.mark.parametrize("at", range(6))
def test_whatever_comes_ends_with_a_result_or_a_typed_error(at, body, status):
    async def call():
        wire = httpx.MockTransport(lambda _: httpx.Response(status, content=body))
        retry = plankit.RetryPolicy(attempts=1)
        async with PlanboxClient(
            "an-access-token", transport=wire, retry=retry, unverified=True, budget=Budget()
        ) as planbox:
            try:
                await calls(planbox)[at][0]()
            except (ProtocolError, plankit.APIError) as error:
                return error.outcome
            return Outcome.APPLIED

    outcome = anyio.run(call)
    assert outcome is not Outcome.NOT_APPLIED


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30) | st.none() | st.integers() | st.datetimes().map(str) | st.dates().map(str))
def test_dates_are_read_or_none(text):
    day, when = as_date(text), as_datetime(text)
    assert day is None or type(day) is dt.date
    assert when is None or type(when) is dt.datetime


def test_dates():
    assert as_date("2013-08-26") == as_date("2013-08-26 21:05:52") == dt.date(2013, 8, 26)
    assert as_datetime("2013-08-21 21:05:52") == dt.datetime(2013, 8, 21, 21, 5, 52)  # noqa: DTZ001 - it comes without a zone
    assert as_datetime("2013-08-21T21:05:52Z") == dt.datetime(2013, 8, 21, 21, 5, 52, tzinfo=dt.UTC)
    assert as_date("0000-00-00") is as_datetime("0000-00-00 00:00:00") is as_date(None) is as_datetime(7) is None


@pytest.mark.anyio
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed_and_the_credential_stays_where_it_belongs(status):
    seen = []

    def answer(request):
        seen.append(request)
        headers = {"Location": f"https://evil.example.com{request.url.path}", "Set-Cookie": "PHPSESSID=1; Domain=com"}
        return httpx.Response(status, headers=headers, json={"code": "ok", "content": [], "redirect": "https://evil"})

    async with PlanboxClient(
        "an-access-token", transport=httpx.MockTransport(answer), unverified=True, budget=Budget()
    ) as planbox:
        for call, writes in calls(planbox):
            with pytest.raises(plankit.APIError, match="Redirects are not followed") as caught:
                await call()
            assert caught.value.outcome is Outcome.UNKNOWN
            assert ("look before you repeat it" in str(caught.value)) is writes
            assert "PHPSESSID" not in f"{caught.value} {vars(caught.value)}"
    assert [request.url.host for request in seen] == ["work.planbox.com"] * 5 + ["api.planbox.com"]
    assert not [request for request in seen if "cookie" in request.headers]


@pytest.mark.anyio
async def test_each_transport_serves_its_own_host_only(kit):
    asked = []

    def answer(request):
        asked.append(request.url.host)
        return httpx.Response(200, json=ok([]))

    wire = httpx.MockTransport(answer)
    async with PlanboxClient("an-access-token", transport=wire, unverified=True, budget=Budget()) as planbox:
        for transport, own in ((planbox.transport, "work"), (planbox.alpha_transport, "api")):
            async with httpx.AsyncClient(transport=transport) as http:
                await http.post(f"https://{own}.planbox.com/x")
                for other in ("work", "api", "www", "evil"):
                    if other != own:
                        with pytest.raises(plankit.ConfigurationError, match="does not leave the host"):
                            await http.post(f"https://{other}.planbox.com/x")
                with pytest.raises(plankit.ConfigurationError, match="does not leave the host"):
                    await http.post(f"http://{own}.planbox.com/x")
    assert asked == ["work.planbox.com", "api.planbox.com"]


@pytest.mark.anyio
@pytest.mark.parametrize("status", [200, 400])
async def test_an_answer_that_repeats_the_token_does_not_get_it_into_the_error(status):
    def echo(request):
        header = request.headers["authorization"]
        told = f"you sent {header}, which is an-access-token: {header.removeprefix('Basic ')}"
        return httpx.Response(status, headers={"X-Request-Id": header}, json={"code": "error", "content": told})

    async with PlanboxClient(
        "an-access-token", transport=httpx.MockTransport(echo), unverified=True, budget=Budget()
    ) as planbox:
        for call, _ in calls(planbox):
            with pytest.raises(plankit.APIError) as caught:
                await call()
            for secret in ("an-access-token", base64.b64encode(b"an-access-token:x").decode()):
                assert secret not in f"{caught.value} {vars(caught.value)}"
            assert caught.value.detail == "you sent Basic ***, which is ***: ***"
            assert caught.value.request_id == "Basic ***"


@pytest.mark.anyio
async def test_both_hosts_share_what_may_run_at_the_same_time():
    running = most = 0

    async def answer(request):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await anyio.lowlevel.checkpoint()
        running -= 1
        return httpx.Response(200, json={"id": 1} if request.url.host == "api.planbox.com" else ok([]))

    budget = Budget(in_flight=4)
    wire = httpx.MockTransport(answer)
    planbox = PlanboxClient("an-access-token", transport=wire, budget=budget, unverified=True)
    async with planbox, anyio.create_task_group() as group:
        for _ in range(6):
            group.start_soon(planbox.products.list)
            group.start_soon(planbox.initiatives.create, 1, "x")
    assert most == 4
    assert budget.state().sent == 12


@pytest.fixture
def nowhere():
    """An address where nobody listens."""
    with socket.socket() as bound:  # and so nobody else can have it
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


@pytest.mark.anyio
@pytest.mark.socket
@pytest.mark.parametrize("at", range(6))
async def test_what_does_not_answer_is_named_by_its_own_address(nowhere, at):
    settings = {"retry": plankit.RetryPolicy(attempts=1), "unverified": True}
    async with PlanboxClient("an-access-token", base_url=nowhere, alpha_url=nowhere, **settings) as planbox:
        with pytest.raises(plankit.TransportError) as caught:
            await calls(planbox)[at][0]()
    name = "alpha_url=" if at == 5 else "base_url="
    assert f"Is the address right ({name}), and can it be reached from here?" in str(caught.value)


@pytest.mark.anyio
@pytest.mark.socket
async def test_a_login_that_cannot_be_reached(nowhere):
    login = plankit.PlanboxLogin("ada@example.com", "a-password")
    async with PlanboxClient(login, base_url=nowhere, retry=plankit.RetryPolicy(attempts=1)) as planbox:
        with pytest.raises(plankit.TransportError, match="Is the address right, and can it be reached") as caught:
            await planbox.token()
    assert "region" not in str(caught.value)
