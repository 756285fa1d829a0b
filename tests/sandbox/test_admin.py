from __future__ import annotations

import pytest

from plankit.sandbox import sandbox

pytestmark = pytest.mark.socket


def test_pages_begin_at_one_and_say_their_capacity(api):
    page = api.users(startIndex=491, count=20).json()
    assert (page["startIndex"], page["itemsPerPage"], len(page["Resources"])) == (491, 20, 10)
    assert api.users().json()["itemsPerPage"] == 100
    assert api.users(count=1000).json()["itemsPerPage"] == 200
    assert api.users(startIndex=501).json() == {"startIndex": 501, "itemsPerPage": 100, "Resources": []}


def test_a_walk_sees_every_user_once(api, s):
    seen, start = [], 1
    while True:
        page = api.users(startIndex=start, count=130).json()
        seen += page["Resources"]
        if len(page["Resources"]) < page["itemsPerPage"]:
            break
        start += page["itemsPerPage"]
    assert seen == s.users()


@pytest.mark.parametrize(
    "params", [{"startIndex": "0"}, {"startIndex": "x"}, {"count": "-1"}, {"count": "1.5"}, {"count": ""}]
)
def test_malformed_paging_is_refused(api, params):
    answer = api.users(**params)
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")


def test_undocumented_filters_are_let_through(api):
    assert api.users(filter='email eq "x"').status_code == 200


def test_get_user(api, s):
    user = s.users()[3]
    assert api.admin("GET", f"/user/{user['id']}").json() == user
    for unknown in ("nobody", "a%2Fb", "%2e%2e"):
        answer = api.admin("GET", f"/user/{unknown}")
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_create_user(api, s):
    answer = api.admin(
        "POST", "/user", json={"email": "New@example.com", "firstName": "Zoë", "id": "mine", "team": {"a": [1]}}
    )
    assert answer.status_code == 201
    user = answer.json()
    assert user["id"] != "mine"
    assert (user["email"], user["firstName"], user["userName"]) == ("New@example.com", "Zoë", "New@example.com")
    assert (user["active"], user["status"], user["team"]) == (True, "Pending", {"a": [1]})
    assert api.admin("GET", f"/user/{user['id']}").json() == user == s.users()[-1]
    again = api.admin("POST", "/user", json={"email": "new@EXAMPLE.com"})
    assert (again.status_code, again.json()["code"]) == (409, "CONFLICT")
    assert len(s.audit().created) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": ""},
        {"email": "x"},
        {"email": None},
        {"email": 5},
        {"email": "a@b", "active": "yes"},
        {"email": "a@b", "role": 1},
    ],
)
def test_create_user_refuses(api, s, body):
    assert api.admin("POST", "/user", json=body).status_code == 400
    assert s.audit().writes == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b'{"a": NaN}', b'{"a": 1e999}', b"[" * 100_000])
def test_malformed_bodies_are_refused(api, body):
    answer = api.admin("POST", "/user", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400


def test_another_content_type_is_refused(api):
    assert api.admin("POST", "/user", content=b"{}", headers={"content-type": "text/plain"}).status_code == 415


def test_update_user_is_partial(api, s):
    user = s.users()[0]
    answer = api.admin("PATCH", f"/user/{user['id']}", json={"lastName": "Changed", "lastLogin": "never", "extra": 1})
    assert answer.status_code == 200
    assert answer.json() == {**user, "lastName": "Changed", "extra": 1} == s.users()[0]
    gone = api.admin("PATCH", f"/user/{user['id']}", json={"active": False}).json()
    assert (gone["active"], gone["status"]) == (False, "Inactive")
    back = api.admin("PATCH", f"/user/{user['id']}", json={"active": True}).json()
    assert (back["active"], back["status"]) == (True, "Active")


def test_update_user_keeps_emails_apart(api, s):
    one, two, *_ = s.users()
    assert api.admin("PATCH", f"/user/{one['id']}", json={"email": two["email"].upper()}).status_code == 409
    assert api.admin("PATCH", f"/user/{one['id']}", json={"email": one["email"].upper()}).status_code == 200
    assert api.admin("PATCH", f"/user/{one['id']}", json={"email": "free@example.com"}).status_code == 200
    assert api.admin("PATCH", f"/user/{two['id']}", json={"email": one["email"]}).status_code == 200
    assert api.admin("PATCH", "/user/nobody", json={}).status_code == 404
    assert api.admin("PATCH", f"/user/{one['id']}", json={"firstName": None}).status_code == 400


def test_audit_histories(api, s):
    user = api.admin("POST", "/user", json={"email": "a@b"}).json()
    api.admin("PATCH", f"/user/{user['id']}", json={"role": "Administrator"})
    entries = api.admin("GET", f"/user/{user['id']}/audit").json()["Resources"]
    assert [entry["action"] for entry in entries] == ["User created", "User updated"]
    assert entries[1]["details"] == {"role": "Administrator"}
    everything = api.admin("GET", "/customer/audit", params={"startIndex": 251}).json()
    assert everything["Resources"] == entries
    assert api.admin("GET", "/user/nobody/audit").status_code == 404
    assert api.admin("GET", f"/user/{s.users()[-2]['id']}/audit").json()["Resources"] == []


def test_products(api):
    products = api.admin("GET", "/product", params={"count": 3}).json()
    assert len(products["Resources"]) == products["itemsPerPage"] == 3
    members = api.admin("GET", f"/product/{products['Resources'][1]['id']}/user").json()["Resources"]
    assert members
    assert any("planviewUserId" not in member for member in members)
    assert api.admin("GET", "/product/nothing/user").status_code == 404


def test_unknown_paths_and_methods(api, s):
    for path in ("/users", "/user/", "/user/1/audit/2", ""):
        assert api.admin("GET", path).status_code == 404
    answer = api.admin("DELETE", f"/user/{s.users()[0]['id']}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, PATCH")
    assert api.http.head(f"{s.admin_url}/public/v1/user").status_code == 405
    assert s.requests()[-1].operation is None
    assert s.audit().requests["unknown"] == 6


def test_the_points_of_a_window(api_of, still):
    with sandbox(admin_points=10, admin_cost=2, admin_window=1.2, clock=still) as s:
        api = api_of(s)
        assert "x-rate-limit-remaining" not in api.token().headers
        left = [api.users(count=1).headers["x-rate-limit-remaining"] for _ in range(4)]
        assert left == ["8", "6", "4", "2"]
        missing = api.admin("GET", "/user/nobody")
        assert missing.status_code == 404
        assert "x-rate-limit-remaining" not in missing.headers
        refused = api.admin("POST", "/user", json={"email": "a@b"})
        assert refused.status_code == 429
        assert "x-rate-limit-remaining" not in refused.headers
        assert refused.headers["retry-after"] == "2"
        assert api.token().status_code == 200
        assert {name: count for name, count in s.audit().throttled.items() if count} == {"admin": 1}
        assert s.audit().writes == []
        still.advance(1.25)
        assert api.users(count=1).headers["x-rate-limit-remaining"] == "8"
        s.consume("admin", 7)
        assert api.users(count=1).status_code == 429
        s.set(admin_points=None)
        assert "x-rate-limit-remaining" not in api.users(count=1).headers


def test_no_points_without_a_token(api_of):
    with sandbox(admin_points=1) as s:
        api = api_of(s)
        s.revoke_tokens()
        assert api.users().status_code == 401
        api.renew()
        assert api.users().headers["x-rate-limit-remaining"] == "0"
