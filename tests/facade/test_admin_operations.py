"""Every operation of Planview Admin against the sandbox: what is sent, and what becomes of the answer."""

from __future__ import annotations

import json

import anyio
import pytest

import plankit
from plankit import InvalidArgumentError, NotFoundError
from plankit.admin import AuditEntry, Product, ProductUser, User
from plankit.sandbox import Answer

pytestmark = [pytest.mark.anyio, pytest.mark.socket]


def paged(last, path, count, start=1):
    request = last()
    assert (request.method, request.path.split("?")[0]) == ("GET", path)
    assert dict(request.query) == {"startIndex": str(start), "count": str(count)}
    assert request.body == b""
    assert request.headers["authorization"] == "Bearer"
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"].startswith("plankit/")


async def test_token(s, kit):
    async with kit.admin(s) as admin:
        token = await admin.token()
        assert token.lifetime == 3600
        assert token.value not in repr(token)
        assert await admin.token() is token
    (request,) = s.requests()
    assert (request.method, request.path, request.operation) == ("POST", "/io/v1/oauth2/token", "createToken")
    assert request.body == b"grant_type=client_credentials"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.headers["authorization"] == "Basic"


async def test_list_users(s, kit, last):
    async with kit.admin(s) as admin:
        users = [user async for user in admin.users.list()]
        paged(last, "/public/v1/user", 200)
        assert all(isinstance(user, User) for user in users)
        assert [user.to_dict() for user in users] == s.users()
        assert (users[0].email, users[0].first_name, users[0].active) == ("user000001@example.com", "Björn", True)
        assert users[0]["passwordRequired"] is False
        assert [user.email async for user in admin.users.list(count=7)] == [user.email for user in users]
        paged(last, "/public/v1/user", 7, start=29)
        ahead = []
        async with admin.users.list(count=4).prefetch(4) as pages:
            async for page in pages:
                ahead += page.items
        assert ahead == users


async def test_get_user(s, kit, last):
    async with kit.admin(s) as admin:
        known = s.users()[4]
        user = await admin.users.get(known["id"])
        assert isinstance(user, User)
        assert user.to_dict() == known
        assert (last().method, last().path) == ("GET", f"/public/v1/user/{known['id']}")


@pytest.mark.parametrize(
    ("odd", "raw"),
    [
        ("a/b", "a%2Fb"),
        ("../up", "..%2Fup"),
        ("a?b#c", "a%3Fb%23c"),
        ("50%2F", "50%252F"),
        ("ä €", "%C3%A4%20%E2%82%AC"),
        ("x\r\ny", "x%0D%0Ay"),
        ("~a_b-c.d", "~a_b-c.d"),
        ("...", "..."),
        ("+;=&@:,$!*'()", "%2B%3B%3D%26%40%3A%2C%24%21%2A%27%28%29"),
    ],
)
async def test_odd_ids_stay_one_segment(s, kit, last, odd, raw):
    async with kit.admin(s) as admin:
        with pytest.raises(NotFoundError):
            await admin.users.get(odd)
        assert last().path == f"/public/v1/user/{raw}"
        assert last().operation == "getUser"
        with pytest.raises(NotFoundError):
            await anext(aiter(admin.audit.user(odd)))
        assert last().path.split("?")[0] == f"/public/v1/user/{raw}/audit"
        with pytest.raises(NotFoundError):
            await anext(aiter(admin.products.users(odd)))
        assert last().path.split("?")[0] == f"/public/v1/product/{raw}/user"


async def test_create_user(s, kit, last):
    async with kit.admin(s) as admin:
        user = await admin.users.create("new@example.com")
        assert json.loads(last().body) == {"email": "new@example.com"}
        assert (last().method, last().path, last().headers["content-type"]) == (
            "POST",
            "/public/v1/user",
            "application/json",
        )
        assert user is not None
        assert (user.email, user.status, user.active) == ("new@example.com", "Pending", True)
        assert user.to_dict() == s.users()[-1]
        await admin.users.create(
            "zoë@example.com",
            first_name="Zoë",
            last_name="Łęk",
            user_name="zoe",
            role="Administrator",
            fields={"department": "R&D", "tags": ["a", None]},
        )
        assert json.loads(last().body) == {
            "email": "zoë@example.com",
            "firstName": "Zoë",
            "lastName": "Łęk",
            "userName": "zoe",
            "role": "Administrator",
            "department": "R&D",
            "tags": ["a", None],
        }
        with pytest.raises(plankit.ConflictError) as caught:
            await admin.users.create("zoë@example.com")
        assert caught.value.outcome is plankit.Outcome.REJECTED
    assert s.audit().report(created=["new@example.com", "zoë@example.com"]).ok


async def test_update_user(s, kit, last):
    known = s.users()[2]["id"]
    async with kit.admin(s) as admin:
        user = await admin.users.update(known, first_name="Ada")
        assert (last().method, last().path) == ("PATCH", f"/public/v1/user/{known}")
        assert json.loads(last().body) == {"firstName": "Ada"}
        assert user is not None
        assert user.first_name == "Ada"
        await admin.users.update(
            known, email="b@example.com", last_name="B", user_name="b", role="User", active=True, fields={"x": {"y": 1}}
        )
        assert json.loads(last().body) == {
            "email": "b@example.com",
            "lastName": "B",
            "userName": "b",
            "role": "User",
            "active": True,
            "x": {"y": 1},
        }
        with pytest.raises(plankit.InvalidRequestError, match="firstName must be a string"):
            await admin.users.update(known, first_name=None)
        assert json.loads(last().body) == {"firstName": None}
        user = await admin.users.deactivate(known)
        assert user is not None
        assert (user.active, json.loads(last().body)) == (False, {"active": False})
        user = await admin.users.activate(known)
        assert user is not None
        assert (user.active, json.loads(last().body)) == (True, {"active": True})
        with pytest.raises(InvalidArgumentError, match="nothing to change"):
            await admin.users.update(known)


@pytest.mark.parametrize("status", [200, 201, 204])
async def test_writes_that_answer_without_a_body(s, kit, script, status):
    script.afterwards["createUser"] = [Answer(status)]
    script.afterwards["updateUser"] = [Answer(status)]
    async with kit.admin(s) as admin:
        assert await admin.users.create("new@example.com") is None
        assert await admin.users.deactivate(s.users()[0]["id"]) is None


async def test_audit(s, kit, last):
    known = s.users()[3]["id"]
    async with kit.admin(s) as admin:
        await admin.users.update(known, role="User")
        entries = [entry async for entry in admin.audit.user(known)]
        paged(last, f"/public/v1/user/{known}/audit", 200)
        assert [entry.action for entry in entries] == ["User created", "User updated"]
        assert all(isinstance(entry, AuditEntry) for entry in entries)
        everything = [entry async for entry in admin.audit.customer(count=10)]
        paged(last, "/public/v1/customer/audit", 10, start=31)
        assert len(everything) == 31
        assert everything[-1].id == entries[-1].id
        assert everything[-1].to_dict()["userId"] == known


async def test_products(s, kit, last):
    async with kit.admin(s) as admin:
        products = [product async for product in admin.products.list(count=3)]
        paged(last, "/public/v1/product", 3, start=4)
        assert [product.name for product in products] == ["Portfolios", "Portfolios Sandbox", "Logbook", "AgilePlace"]
        assert isinstance(products[0], Product)
        users = [user async for user in admin.products.users(products[1].id)]
        paged(last, f"/public/v1/product/{products[1].id}/user", 200)
        assert isinstance(users[0], ProductUser)
        assert len(users) == 15
        assert users[0].email


async def test_options_of_every_method(s, kit, last):
    """Headers and query parameters reach the server with each operation, and do not stick."""
    known = s.users()[0]["id"]
    options = {
        "headers": {"X-Trace": "7"},
        "extra_query": {"role": "User", "n": 2, "deep": True, "many": ["a", "b&c"], "none": None},
        "timeout": 5.0,
        "deadline": 10.0,
        "max_wait": 3.0,
        "max_body": 10**6,
    }
    async with kit.admin(s) as admin:
        product = await anext(aiter(admin.products.list()))
        calls = [
            lambda o: anext(aiter(admin.users.list(**o))),
            lambda o: admin.users.get(known, **o),
            lambda o: admin.users.create(f"new{len(o)}@example.com", **o),
            lambda o: admin.users.update(known, role="User", **o),
            lambda o: admin.users.activate(known, **o),
            lambda o: admin.users.deactivate(known, **o),
            lambda o: anext(aiter(admin.audit.user(known, **o))),
            lambda o: anext(aiter(admin.audit.customer(**o))),
            lambda o: anext(aiter(admin.products.list(**o))),
            lambda o: anext(aiter(admin.products.users(product.id, **o))),
        ]
        for call in calls:
            await call(options)
            query = [pair for pair in last().query if pair[0] not in ("startIndex", "count")]
            assert query == [("role", "User"), ("n", "2"), ("deep", "true"), ("many", "a"), ("many", "b&c")]
            assert last().headers["x-trace"] == "7"
            await call({})
            assert "x-trace" not in last().headers
            assert "role" not in dict(last().query)


async def test_raw(s, kit, script):
    known = s.users()[0]["id"]
    s.set(admin_points=1000)
    script.instead["getUser"] = [Answer(503)]
    async with kit.admin(s) as admin:
        answer = await plankit.raw(admin.users.get, known)
        assert (answer.value.id, answer.status) == (known, 200)
        assert answer.headers["X-Rate-Limit-Remaining"] == "998"
        assert [attempt.status for attempt in answer.attempts] == [503, 200]
        created = await plankit.raw(admin.users.create, "raw@example.com", first_name="R")
        assert created.status == 201
        pages = admin.users.list(count=10).pages()
        page = await plankit.raw(pages.__anext__)
        assert (len(page.value.items), page.status) == (10, 200)
        with pytest.raises(plankit.ConfigurationError, match="makes no request"):
            await plankit.raw(anyio.sleep, 0)
        with pytest.raises(NotFoundError):
            await plankit.raw(admin.users.get, "nobody")


async def test_raw_calls_do_not_see_each_other(s, kit):
    async with kit.admin(s) as admin:
        ids = [user["id"] for user in s.users()[:10]]
        answers = {}

        async def one(identity):
            answers[identity] = await plankit.raw(admin.users.get, identity)

        async with anyio.create_task_group() as group:
            for identity in ids:
                group.start_soon(one, identity)
        assert {identity: (answer.value.id, len(answer.attempts)) for identity, answer in answers.items()} == {
            identity: (identity, 1) for identity in ids
        }


async def test_users_created_during_a_walk_are_not_lost(s, kit):
    async with kit.admin(s) as admin:
        seen = []
        async for user in admin.users.list(count=10):
            if len(seen) in (0, 10):
                await admin.users.create(f"during{len(seen)}@example.com")
            seen.append(user.email)
        assert seen == [user["email"] for user in s.users()]
        assert len(seen) == 32
        verified = [user.email async for user in admin.users.list(count=10, verify=True)]
        assert verified == seen


async def test_a_walk_is_resumed_by_another_client(s, kit, script):
    async with kit.admin(s) as admin:
        pager = admin.users.list(count=4)
        seen = []
        async for user in pager:
            seen.append(user.email)
            if len(seen) == 10:
                break
    async with kit.admin(s) as admin:
        seen += [user.email async for user in admin.users.list(count=4, resume=pager.token)]
        assert seen == [user["email"] for user in s.users()]
        for other in (
            lambda: admin.users.list(count=5, resume=pager.token),
            lambda: admin.users.list(count=4, extra_query={"role": "User"}, resume=pager.token),
            lambda: admin.products.list(count=4, resume=pager.token),
        ):
            with pytest.raises(
                InvalidArgumentError, match=r"belongs to planview_admin.listUsers, and this is|with other arguments"
            ):
                other()
        script.instead["listUsers"] = [None, None, *[Answer(500)] * 9]
        pager = admin.users.list(count=4)
        got = []
        with pytest.raises(plankit.ServerError) as caught:  # noqa: PT012 - a walk is a loop
            async for user in pager:
                got.append(user.email)  # noqa: PERF401 - it may end by an error
        script.instead["listUsers"].clear()
        got += [user.email async for user in admin.users.list(count=4, resume=caught.value.resume_token)]
        assert got == seen


@pytest.mark.parametrize(
    "answer",
    [
        b'{"startIndex":1,"itemsPerPage":1,"Resources":[null]}',
        b'{"startIndex":1,"itemsPerPage":1,"Resources":["x"]}',
        b'{"startIndex":1,"itemsPerPage":1,"Resources":{"id":1}}',
        b'{"startIndex":1,"itemsPerPage":1,"Resources":7}',
        b'{"startIndex":0,"itemsPerPage":1,"Resources":[{"id":"1"}]}',
        b'{"startIndex":2,"itemsPerPage":1,"Resources":[{"id":"1"}]}',
        b'{"Resources":[{"id":"1"}]}',
        b"[]",
        b"null",
        b"7",
        b'"text"',
        b'["startIndex","itemsPerPage","Resources"]',
    ],
)
async def test_pages_that_are_none_are_protocol_errors(kit, answer):
    async with kit.canned_admin(200, answer) as admin:
        with pytest.raises(plankit.ProtocolError) as caught:
            _ = [user async for user in admin.users.list()]
        assert caught.value.operation == "planview_admin.listUsers"
        assert caught.value.resume_token == admin.users.list().token
        with pytest.raises(plankit.ProtocolError) as caught:
            async with admin.users.list().prefetch(3) as pages:
                _ = [page async for page in pages]


@pytest.mark.parametrize("identity", ["[1]", "{}", "null", "1.5", "7"])
async def test_ids_of_any_type_are_walked(kit, identity):
    body = b'{"startIndex":1,"itemsPerPage":9,"Resources":[{"id":%s}]}' % identity.encode()
    async with kit.canned_admin(200, body) as admin:
        assert len([user async for user in admin.users.list()]) == 1


async def test_a_list_without_resources_is_empty(kit):
    async with kit.canned_admin(200, b'{"startIndex":1,"itemsPerPage":9,"Resources":null}') as admin:
        assert [user async for user in admin.users.list()] == []


async def test_an_object_that_is_no_page_is_no_empty_list(kit):
    """Gateways answer 200 with an error envelope."""
    for body in (b'{"startIndex":1,"itemsPerPage":9}', b"{}", b'{"code":"X","message":"nope"}'):
        async with kit.canned_admin(200, body) as admin:
            with pytest.raises(plankit.ProtocolError, match="no Resources"):
                _ = [user async for user in admin.users.list()]
