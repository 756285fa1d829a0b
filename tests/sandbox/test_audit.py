from __future__ import annotations

import dataclasses
import socket
import threading
import time

import pytest

from plankit.sandbox import Answer, Sandbox, sandbox
from plankit.sandbox.faults import Late

pytestmark = pytest.mark.socket


def _sent(s: Sandbox, data: bytes) -> socket.socket:
    """A connection to Admin that has sent this and waits; leaving it closes it."""
    raw = socket.create_connection(("127.0.0.1", int(s.admin_url.rpartition(":")[2])))
    raw.sendall(data)
    return raw


def _settled(s: Sandbox) -> None:
    until = time.monotonic() + 10
    while s.busy():
        assert time.monotonic() < until, "a call never ends"
        time.sleep(0.002)


def test_duplicates_and_losses_are_found(api, s):
    for name in ("once", "twice", "twice"):
        api.created(api.log(name))
    api.created(api.log("once", custom_attribute_values=[{"ca_config_id": 575, "section_ca_id": 1970, "value": "x"}]))
    api.created(api.log("once", app_context=[{**s.container, "container_id": 2}]))
    audit = s.audit()
    assert [write.key for write in audit.duplicated()] == ["twice"]
    assert audit.lost(["once", "never", "twice"]) == ["never"]
    report = audit.report(created=["once", "once", "twice", "never"])
    assert (report.lost, report.duplicated, report.foreign) == (["never"], ["once", "twice"], [])
    assert not report.ok
    assert audit.report(created=["once", "once", "once", "twice", "twice"]).ok
    assert audit.report(created=["once"] * 3).foreign == ["twice", "twice"]


def test_updates_and_deletes_are_held_against_the_report(api, s):
    one, two, three = (str(log["id"]) for log in api.created(*map(api.log, ("a", "b", "c"))))
    for _ in range(2):
        api.update(one, name="A")
    api.update(two, name="B")
    api.delete(three)
    created = ["a", "b", "c"]
    assert s.audit().report(created=created, updated={one: "A", two: "B"}, deleted=[three]).ok
    report = s.audit().report(created=created, updated={one: "A", three: "C"}, deleted=[one])
    assert report.lost == [three, one]
    assert report.foreign == [two, three]


def test_users_are_known_by_their_email(api, s):
    user = api.admin("POST", "/user", json={"email": "A@example.com"}).json()
    api.admin("PATCH", f"/user/{user['id']}", json={"email": "b@example.com"})
    api.admin("POST", "/user", json={"email": "a@example.com"})
    report = s.audit().report(created=["A@example.com", "a@example.com"], updated={user["id"]: "b@example.com"})
    assert report.ok
    # The same person made twice, with a renaming between.
    assert [write.key for write in s.audit().duplicated()] == ["a@example.com"]
    first = s.audit().writes[0]
    assert (first.service, first.operation, first.kind, first.answered) == ("admin", "createUser", "create", True)
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.key = "x"


def test_counts(api_of, still):
    with sandbox(clock=still) as s:
        api = api_of(s)
        api.users()
        api.users(count="x")
        s.revoke_tokens()
        api.users()
        audit = s.audit()
        assert audit.requests == {"createToken": 1, "listUsers": 3}
        assert {name: count for name, count in audit.statuses.items() if count} == {"admin": {200: 2, 400: 1, 401: 1}}
        assert (audit.tokens_issued, audit.max_per_second["admin"]) == (1, 4)
        s.reset_log()
        assert s.audit().requests == {}
        assert s.requests() == []


def test_a_request_as_it_came(api, s):
    before = time.monotonic()
    api.admin("GET", "/user/a%2Fb?x=1&x=%C3%A9&y=", headers={"X-Test": "1"})
    request = s.requests("admin")[-1]
    assert request.path == "/public/v1/user/a%2Fb?x=1&x=%C3%A9&y="
    assert request.query == [("x", "1"), ("x", "é"), ("y", "")]
    assert (request.operation, request.method, request.status) == ("getUser", "GET", 404)
    assert (request.applied, request.answered, request.body) == (False, True, b"")
    assert (request.headers["x-test"], request.headers["authorization"]) == ("1", "Bearer")
    assert before <= request.at <= time.monotonic()


@pytest.mark.parametrize("process", [False, True])
def test_no_secret_is_ever_recorded(process, api_of):
    with sandbox(process=process) as s:
        api = api_of(s)
        token = api.renew()
        secret = s.client_secret
        api.http.post(s.token_url, data={"client_id": s.client_id, "client_secret": secret})
        api.http.post(s.token_url, data={"client_secret": "another-secret", "grant_type": "client_credentials"})
        api.users(access_token=token, client_secret=secret)
        api.http.get(
            f"{s.admin_url}/{secret}/{token}", headers={"cookie": f"a={token}", "x-token": token, "x-secret": secret}
        )
        api.create(api.log(secret), api.log(token))
        api.http.get(s.admin_url, headers={"proxy-authorization": "Basic eHh4eHh4"})
        everything = repr(s.requests()) + repr(s)
    for hidden in (secret, token, token.rpartition(".")[2], "another-secret", "eHh4eHh4", "Basic "):
        assert hidden not in everything
    assert "***" in everything


def test_the_log_is_bounded_but_the_counts_are_not(api_of):
    with sandbox(keep=5) as s:
        api = api_of(s)
        for number in range(10):
            api.created(api.log(f"log {number}"))
        assert [request.operation for request in s.requests()] == ["createLogs"] * 5
        assert s.audit().requests["createLogs"] == 10
        assert len(s.audit().created) == 10
    with sandbox(keep_bytes=2500) as s:
        api = api_of(s)
        for _ in range(5):
            api.created(api.log("x" * 1000))
        assert len(s.requests("logbook")) == 2
        s.fault(Late(), operation="listUsers")
        with _sent(s, b"GET /public/v1/user HTTP/1.1\r\nhost: x\r\ncontent-length: 2000\r\n\r\n" + bytes(2000)):
            while not any(request.body for request in s.requests("admin")):
                time.sleep(0.005)
            s.reset_log()
        _settled(s)
        for _ in range(5):
            api.created(api.log("x" * 1000))
        assert len(s.requests("logbook")) == 2, "a body that was under way when all was forgotten weighs nothing"
    with sandbox(keep=0) as s:
        api_of(s).users()
        assert s.requests() == []
        assert s.audit().requests["listUsers"] == 1


def test_an_answer_nobody_waited_for_is_told(api_of):
    with sandbox() as s:
        api = api_of(s)
        s.set(latency=0.02)
        applied, gone = threading.Event(), threading.Event()

        class Waiting:
            def before(self, call):
                return None

            def after(self, call, answer):
                applied.set()
                # All of the sandbox waits, so that the latency begins when the client has left.
                assert gone.wait(10)
                return answer

        request = api.http.build_request("POST", f"{s.admin_url}/public/v1/user", json={"email": "a@example.com"})
        head = f"POST /public/v1/user HTTP/1.1\r\nhost: x\r\nauthorization: {request.headers['authorization']}\r\n"
        head += f"content-type: application/json\r\ncontent-length: {len(request.content)}\r\n\r\n"
        s.intercept(Waiting())
        with _sent(s, head.encode() + request.content):
            assert applied.wait(10)
        gone.set()
        _settled(s)
        assert [(write.key, write.answered) for write in s.audit().created] == [("a@example.com", False)]
        assert [(r.applied, r.answered) for r in s.requests() if r.operation == "createUser"] == [(True, False)]


def test_half_a_request_changes_nothing(api_of):
    with sandbox() as s:
        api = api_of(s)
        head = f"POST /public/v1/user HTTP/1.1\r\nhost: x\r\nauthorization: {api.http.headers['authorization']}\r\n"
        head += "content-type: application/json\r\ncontent-length: 100\r\n\r\n"
        with _sent(s, head.encode() + b'{"email": "a@example.com"'):
            while s.requests()[-1].operation != "createUser":
                time.sleep(0.005)
        _settled(s)
        request = s.requests()[-1]
        assert (request.status, request.applied, request.answered) == (0, False, False)
        assert s.audit().writes == []


def test_interceptors_refuse_before_and_replace_after(api, s):
    class Trouble:
        def before(self, call):
            return Answer(503) if call.operation.id == "listUsers" else None

        def after(self, call, answer):
            return Answer(500, b"lost") if call.operation.id == "createUser" and call.applied else answer

    s.intercept(Trouble())
    assert api.users().status_code == 503
    assert not s.requests()[-1].applied
    answer = api.admin("POST", "/user", json={"email": "a@example.com"})
    assert (answer.status_code, answer.content) == (500, b"lost")
    assert s.requests()[-1].applied
    assert s.audit().report(created=["a@example.com"]).ok
    assert api.logbook("GET", "/log-types-with-configs").status_code == 200


def test_interceptors_do_not_cross_processes():
    with sandbox(process=True) as s, pytest.raises(RuntimeError, match="cannot reach another process"):
        s.intercept(None)
