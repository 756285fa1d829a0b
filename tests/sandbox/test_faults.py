"""Every fault as a plain client meets it: what arrives, what was applied, what the sandbox says it told."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import socket
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from plankit.sandbox import Sandbox, faults, sandbox
from plankit.sandbox.faults import Act, CloseIdle, Cut, Drip, EndlessHead, Garbage, Late, Respond, Spoil, Stall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from plankit.sandbox import Request

pytestmark = pytest.mark.socket

POINTS = ("request", "read", "applied", "head", "body")
APPLIED = POINTS[2:]
TOLD = {"request": "nothing", "read": "nothing", "applied": "nothing", "head": "head", "body": "part"}
PATIENCE = 5.0
#: What tells that a call has come so far.
REACHED: dict[str, Callable[[Request], bool]] = {
    "request": lambda request: True,
    "read": lambda request: request.body != b"",
    "applied": lambda request: request.status != 0,
    "head": lambda request: request.told == "head",
    "body": lambda request: request.told == "part",
}


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    with sandbox(users=30, logs=3, playbooks=1, runs=8) as running:
        yield running


@pytest.fixture
def s(shared: Sandbox) -> Iterator[Sandbox]:
    shared.reset_log()
    yield shared
    shared.clear_faults()
    settled(shared)


def settled(s: Sandbox) -> None:
    until = time.monotonic() + PATIENCE
    while s.busy():
        assert time.monotonic() < until, "a call never ends"
        time.sleep(0.002)


class Raw:
    """One connection, on which a log is created."""

    def __init__(self, api: Any, name: str) -> None:
        body = json.dumps({"logs": [api.log(name)]}).encode()
        head = [
            "POST /api/rest/v1/logs HTTP/1.1",
            "host: x",
            f"authorization: {api.http.headers['authorization']}",
            "content-type: application/json",
            f"content-length: {len(body)}",
        ]
        self.request = "\r\n".join(head).encode() + b"\r\n\r\n" + body
        self.socket = socket.create_connection(
            ("127.0.0.1", int(api.s.logbook_url.rpartition(":")[2])), timeout=PATIENCE
        )

    def send(self) -> Raw:
        self.socket.sendall(self.request)
        return self

    def now(self) -> bytes:
        """What has arrived."""
        self.socket.setblocking(False)  # noqa: FBT003 - its name
        with contextlib.suppress(BlockingIOError):
            return self.socket.recv(65536)
        return b""

    def rest(self) -> tuple[bytes, str]:
        """What arrives until the connection ends, and how it ends."""
        pieces: list[bytes] = []
        while True:
            try:
                piece = self.socket.recv(65536)
            except ConnectionResetError:
                return b"".join(pieces), "reset"
            if not piece:
                return b"".join(pieces), "closed"
            pieces.append(piece)


@pytest.fixture
def raw(api):
    made: list[Raw] = []

    def make(name: str = "a log") -> Raw:
        made.append(Raw(api, name))
        return made[-1].send()

    yield make
    for one in made:
        one.socket.close()


def until(holds: Callable[[Request], bool], s: Sandbox) -> None:
    """Wait until something holds of the newest request to create logs."""
    end = time.monotonic() + PATIENCE
    while not any(request.operation == "createLogs" and holds(request) for request in s.requests("logbook")[-1:]):
        assert time.monotonic() < end, "it never does"
        time.sleep(0.002)


def creation(s: Sandbox):
    settled(s)
    requests = [request for request in s.requests("logbook") if request.operation == "createLogs"]
    assert len(requests) == 1
    return requests[0]


@pytest.mark.parametrize("reset", [True, False])
@pytest.mark.parametrize("at", POINTS)
def test_a_connection_ends_at_each_point(s, raw, at, reset):
    fault = Cut(at, reset=reset)
    s.fault(fault, operation="createLogs")
    data, how = raw().rest()
    assert how == ("reset" if reset else "closed")
    head, _, body = data.partition(b"\r\n\r\n")
    assert (head != b"") == (at in ("head", "body"))
    if head:
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        assert len(body) == (length // 2 if at == "body" else 0)
    request = creation(s)
    assert (request.applied, request.told, request.fault) == (at in APPLIED, TOLD[at], fault)
    assert [write.told for write in s.audit().created] == [TOLD[at]] * (at in APPLIED)
    assert request.status == (200 if at in APPLIED else 0)


@pytest.mark.parametrize("at", POINTS)
def test_a_stalled_call_is_not_carried_out_for_a_client_that_has_gone(s, raw, at):
    s.fault(Stall(at, 60.0), operation="createLogs")
    line = raw()
    until(REACHED[at], s)
    if at in ("head", "body"):
        assert line.socket.recv(1) == b"H"
    else:
        assert line.now() == b""
    line.socket.close()
    request = creation(s)
    assert (request.applied, request.told) == (at in APPLIED, TOLD[at])
    assert len(s.audit().created) == (at in APPLIED)


@pytest.mark.parametrize("at", POINTS)
def test_a_stalled_call_goes_on_for_a_client_that_waits(s, api, at):
    s.fault(Stall(at, 0.1), operation="createLogs")
    began = time.monotonic()
    assert api.created(api.log("a log"))
    assert 0.09 < time.monotonic() - began < PATIENCE
    assert [write.told for write in s.audit().created] == ["answer"]


def test_what_was_told_is_known_as_soon_as_it_was_received(s, api):
    for number in range(50):
        api.created(api.log(f"log {number}"))
        assert s.audit().created[-1].told == "answer"
        assert s.requests("logbook")[-1].told == "answer"


def test_a_call_is_applied_after_its_client_gave_up(s, raw):
    s.fault(Late(0.05), operation="createLogs")
    line = raw()
    until(REACHED["read"], s)
    line.socket.settimeout(0.1)
    with pytest.raises(TimeoutError):
        line.socket.recv(1)
    assert s.audit().created == []
    assert s.busy() == 1
    line.socket.close()
    request = creation(s)
    assert (request.applied, request.answered, request.told) == (True, False, "nothing")
    assert [write.told for write in s.audit().created] == ["nothing"]


def test_what_a_client_sent_before_it_left_counts_as_under_way(s, raw):
    s._backend._loop.call_soon_threadsafe(time.sleep, 0.1)
    raw().socket.close()
    assert creation(s).method == "POST", "it is there, although the servers have not heard of it when it is left"


def test_a_connection_that_is_to_be_closed_is_closed_when_nothing_is_under_way(s, raw):
    s.fault(CloseIdle(), operation="createLogs")
    for number in range(10):
        line = raw(f"log {number}")
        assert line.socket.recv(1) == b"H"
        settled(s)
        # Nothing is waited for: what is not there yet raises.
        line.socket.setblocking(False)  # noqa: FBT003 - its name
        assert line.rest()[1] == "closed"


def test_a_client_that_waits_longer_than_a_late_call_may_take_is_answered(s, api):
    s.fault(Late(0.01, most=0.05), operation="createLogs")
    assert api.created(api.log("a log"))


def test_an_answer_drips(s, api, raw):
    s.fault(Drip(100, 0.01), operation="createLogs", times=1)
    began = time.monotonic()
    size = len(api.create(api.log("a log")).content)
    assert time.monotonic() - began > 0.01 * (size // 100 - 1)
    assert s.audit().created[0].told == "answer"
    s.reset_log()
    s.fault(Drip(1, 0.05), operation="createLogs")
    line = raw("another log")
    line.socket.recv(1)
    line.socket.close()
    assert creation(s).told == "part", "and it is over as soon as the client has gone"


def test_an_empty_body_drips_too(s, site_of):
    site = site_of(s)
    run = site.run()
    s.fault(Drip(), operation="deleteTimelineEvent")
    answer = site.call("DELETE", f"/runs/{run['id']}/timeline/{run['timeline_events'][0]['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert s.requests("playbooks")[-1].told == "answer"


def test_the_head_of_an_empty_body_is_the_whole_answer(s, site_of):
    """Its client goes on at once, and may ask what was told while the service is still at the head."""
    site = site_of(s)
    run = site.run()
    s.fault(Stall("head", 5), operation="deleteTimelineEvent")
    answer = site.call("DELETE", f"/runs/{run['id']}/timeline/{run['timeline_events'][0]['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert s.requests("playbooks")[-1].told == "answer"


def test_what_is_no_http(s, api):
    s.fault(Garbage(), operation="createLogs")
    with pytest.raises(httpx.RemoteProtocolError):
        api.create(api.log("a log"))
    request = creation(s)
    assert (request.applied, request.told) == (True, "nothing")


def test_a_head_without_end(s, api, raw):
    s.fault(EndlessHead(2_000), operation="createLogs")
    data, how = raw().rest()
    assert data.startswith(b"HTTP/1.1 200 OK\r\nx-header-0: 0\r\n")
    assert b"\r\n\r\n" not in data
    assert (data.count(b"\r\n"), how) == (2_001, "closed")
    assert creation(s).told == "nothing"
    s.clear_faults()
    s.fault(EndlessHead(), operation="createLogs")
    with pytest.raises(httpx.RemoteProtocolError):
        api.create(api.log("another log"))
    settled(s)


def test_a_connection_is_closed_while_it_is_idle(s, api, raw):
    s.fault(CloseIdle(0.05), operation="createLogs")
    line = raw()
    data, how = line.rest()
    assert data.startswith(b"HTTP/1.1 200 OK")
    assert b"connection: close" not in data.lower()
    assert (how, creation(s).told) == ("closed", "answer")


@pytest.mark.parametrize(
    ("how", "check"),
    [
        ("truncated", lambda body: len(body) > 10 and body.startswith(b"{") and not body.endswith(b"}")),
        ("empty", lambda body: body == b""),
        ("html", lambda body: b"<html" in body),
        ("wrong_type", lambda body: not isinstance(json.loads(body), dict)),
        ("surprises", lambda body: "x_unknown_field" in json.loads(body)["rest_add_log"]["Data"][0]),
        ("short_page", lambda body: "rest_add_log" in json.loads(body)),
        ("nulls", lambda body: json.loads(body)["rest_add_log"]["Failed"] is None),
    ],
)
def test_a_good_answer_is_spoiled(s, api, how, check):
    seed = next(n for n in range(20) if how != "nulls" or _nulls_failed(n))
    s.fault(Spoil(how, seed=seed), operation="createLogs")
    answers = [api.create(api.log(f"{how} {number}")) for number in range(2)]
    assert all(answer.status_code == 200 and check(answer.content) for answer in answers)
    assert [(write.key, write.told) for write in s.audit().created] == [(f"{how} 0", "answer"), (f"{how} 1", "answer")]
    s.reset_log()
    refused = api.create()
    assert (refused.status_code, "code" in refused.json()) == (400, True), "a refusal is left as it is"


def _nulls_failed(seed: int) -> bool:
    from plankit.sandbox.damage import spoiled

    body = b'{"rest_add_log": {"Data": [], "Failed": []}}'
    return json.loads(spoiled(body, Spoil("nulls", seed=seed)))["rest_add_log"]["Failed"] is None


def test_a_body_is_shorter_than_it_says(s, api):
    s.fault(Spoil("shorter"), operation="createLogs")
    with pytest.raises(httpx.RemoteProtocolError, match=r"received \d+ bytes, expected \d+"):
        api.create(api.log("a log"))
    assert (creation(s).told, s.audit().created[0].told) == ("part", "part")


def test_unknown_words_and_nulls_for_lists(s, site_of):
    site = site_of(s)
    whole = site.get("/runs")
    s.fault(Spoil("surprises", seed=1), operation="listRuns", times=1)
    odd = site.get("/runs")
    assert "a_word_of_tomorrow" in {run["current_status"] for run in odd["items"]}
    assert all("x_unknown_field" in run for run in odd["items"])
    assert {run["id"] for run in odd["items"]} == {run["id"] for run in whole["items"]}
    s.fault(Spoil("nulls", seed=3), operation="listRuns", times=1)
    assert b": null" in site.call("GET", "/runs").content


@pytest.mark.parametrize("how", ["short_page", "empty_page"])
def test_a_page_without_some_of_its_rows_says_that_more_follow(s, site_of, how):
    site = site_of(s)
    s.fault(Spoil(how), operation="listRuns")
    page = site.get("/runs", per_page=4, page=0)
    assert len(page["items"]) < 4
    assert (page["items"] == []) == (how == "empty_page")
    assert (page["has_more"], page["total_count"]) == (True, len(s.runs()))
    assert not site.get("/runs", per_page=100)["has_more"]


def test_an_answer_in_place_of_the_service(s, api):
    s.fault(faults.page(520), operation="createLogs", times=1)
    s.fault(Respond(502, b"", (("x-a", "b"),), applied=True), operation="createLogs", times=1)
    answer = api.create(api.log("refused"))
    assert (answer.status_code, answer.headers["content-type"]) == (520, "text/html")
    answer = api.create(api.log("applied"))
    assert (answer.status_code, answer.headers["x-a"], answer.content) == (502, "b", b"")
    assert [(request.status, request.applied) for request in s.requests("logbook")] == [(520, False), (502, True)]
    assert [write.key for write in s.audit().created] == ["applied"]
    assert s.audit().statuses["logbook"] == {520: 1, 502: 1}


def test_a_limit_is_met(s, api):
    soon = dt.datetime.now(dt.timezone(dt.timedelta(hours=2))) + dt.timedelta(seconds=3)
    said = [3, 0.5, soon, "when it is done", "-1", "9" * 400, None]
    for one in said:
        s.fault(faults.throttled(one), operation="listUsers", times=1)
    answers = [api.users() for _ in said]
    assert {answer.status_code for answer in answers} == {429}
    told = [answer.headers.get("retry-after") for answer in answers]
    assert told[:2] + told[3:] == ["3", "0.5", "when it is done", "-1", "9" * 400, None]
    assert told[2].endswith(" GMT")
    assert abs(parsedate_to_datetime(told[2]).timestamp() - soon.timestamp()) <= 1
    assert s.audit().throttled["admin"] == len(said)


@pytest.mark.parametrize("fault", [Stall("request", 60.0), Stall("applied", 60.0), Late(), Drip(1, 5.0), Cut("read")])
@pytest.mark.parametrize("process", [False, True])
def test_a_sandbox_ends_while_calls_are_stalled(api_of, fault, process):
    with sandbox(process=process) as s:
        api = api_of(s)
        s.fault(fault, operation="createLogs")
        line = Raw(api, "a log").send()
        while s.fault_hits() != [1]:
            time.sleep(0.002)
        began = time.monotonic()
    assert time.monotonic() - began < PATIENCE
    line.socket.close()


def test_a_redirect_and_a_bomb(s, api):
    s.fault(faults.redirect("https://elsewhere.example.com/x", 303, applied=True), operation="createLogs")
    answer = api.create(api.log("a log"))
    assert (answer.status_code, answer.headers["location"]) == (303, "https://elsewhere.example.com/x")
    assert len(s.audit().created) == 1
    s.fault(faults.bomb(10_000_000), operation="listUsers")
    request = api.http.build_request("GET", f"{s.admin_url}/public/v1/user")
    answer = api.http.send(request, stream=True)
    assert int(answer.headers["content-length"]) < 20_000
    assert len(answer.read()) == 10_000_000


def test_the_token_endpoint_is_slow_down_and_without_an_id_token(s, api):
    s.fault(Stall("applied", 0.1), operation="createToken", times=1)
    s.fault(Cut("request"), operation="createToken", times=1)
    s.fault(Respond(503), operation="createToken", times=1)
    s.fault(Spoil(without=("id_token",)), operation="createToken", times=1)
    began = time.monotonic()
    assert api.token().status_code == 200
    assert time.monotonic() - began > 0.09
    with pytest.raises(httpx.TransportError):
        api.token()
    assert api.token().status_code == 503
    assert sorted(api.token().json()) == ["expires_in", "token_type"]
    issued = s.audit().tokens_issued
    assert "id_token" in api.token().json()
    assert s.audit().tokens_issued == issued + 1


def test_a_token_ends_before_it_says(api_of, still):
    with sandbox(token_lifetime=0.1, token_expires_in=3600.0, clock=still) as s:
        api = api_of(s)
        assert api.token().json()["expires_in"] == 3600
        assert api.users().status_code == 200
        still.advance(0.15)
        assert api.users().status_code == 401


def test_tokens_are_revoked_half_way(s, api):
    s.fault(Act("revoke_tokens"), operation="listUsers", first=3, times=1)
    assert [api.users().status_code for _ in range(4)] == [200, 200, 401, 401]
    assert api.renew()
    assert api.users().status_code == 200


def test_a_limit_is_lowered_and_raised_while_it_runs(api_of, still):
    with sandbox(clock=still) as s:
        api = api_of(s)
        s.fault(Act("set", ({"logbook_limit": 1},)), operation="listLogTypes", first=3, times=1)
        s.fault(Act("set", ({"logbook_limit": None},)), operation="listLogTypes", first=5, times=1)
        statuses = [api.logbook("GET", "/log-types-with-configs").status_code for _ in range(6)]
        assert statuses == [200, 200, 200, 429, 429, 200]
        assert s.settings.logbook_limit is None
        s.set(logbook_limit=500)
        assert s.settings.logbook_limit == 500


def test_points_are_used_by_others(s, api):
    s.set(admin_points=10)
    s.fault(Act("consume", ("admin", 8)), operation="listUsers", times=1)
    assert [api.users().status_code for _ in range(4)] == [200, 200, 429, 429]
    s.set(admin_points=None)


def test_pages_change_while_they_are_walked(api_of):
    with sandbox(users=10) as s:
        api = api_of(s)
        before = [user["id"] for user in s.users()]

        def page(start: int) -> list[str]:
            return [user["id"] for user in api.users(startIndex=start, count=4).json()["Resources"]]

        s.fault(Act("insert_users", (2,)), operation="listUsers", first=2, times=1)
        s.fault(Act("remove_users", (3, 0)), operation="listUsers", first=3, times=1)
        assert page(1) == before[:4]
        assert page(5) == before[2:6], "two rows came before them"
        assert page(9) == before[9:], "three rows were taken out before them"
        writes = s.audit().writes
        assert [(write.kind, write.elsewhere) for write in writes] == [("create", True)] * 2 + [("delete", True)] * 3
        assert all(write.service == "admin" for write in writes)
        assert s.audit().report().ok, "what others do is nobody's duty here"
        assert (s.audit().created, s.audit().deleted, s.audit().duplicated()) == ([], [], [])
        s.insert_users(1, at=99)
        assert s.users()[-1]["email"].startswith("elsewhere-")
        assert api.admin("POST", "/user", json={"email": s.users()[-1]["email"]}).status_code == 409
        gone = s.users()[0]
        s.remove_users(1)
        assert api.admin("GET", f"/user/{gone['id']}").status_code == 404
        assert api.admin("POST", "/user", json={"email": gone["email"]}).status_code == 201
        last = s.users()[-1]
        assert api.admin("PATCH", f"/user/{last['id']}", json={"firstName": "X"}).json()["firstName"] == "X"
        s.remove_users(1000)
        assert s.users() == []


def test_runs_come_and_go(site_of):
    with sandbox(playbooks=1, runs=6) as s:
        site = site_of(s)
        before = [run["id"] for run in site.get("/runs", per_page=100)["items"]]
        s.insert_runs(2, at=3)
        now = [run["id"] for run in site.get("/runs", per_page=100)["items"]]
        assert len(now) == 8
        assert set(now) > set(before)
        new = {write.id for write in s.audit().writes}
        assert {now.index(one) for one in new} <= {2, 3, 4, 5}
        s.remove_runs(5, at=1)
        left = site.get("/runs")
        assert left["total_count"] == 3
        assert left["items"][0]["id"] in now[:3]
        gone = next(write.id for write in s.audit().writes if write.kind == "delete")
        assert site.call("GET", f"/runs/{gone}").status_code != 200
        assert all(write.elsewhere for write in s.audit().writes)


def test_faults_of_another_process(api_of):
    with sandbox(process=True, users=5) as s:
        api = api_of(s)
        assert s.fault(Cut("applied"), operation="createLogs", times=1) == 0
        assert s.fault(faults.throttled(2), operation="createLogs", times=1) == 1
        assert s.fault(Act("insert_users", (2,)), operation="listUsers", times=1) == 2
        with pytest.raises(httpx.TransportError):
            api.create(api.log("a log"))
        assert api.create(api.log("a log")).headers["retry-after"] == "2"
        assert api.create(api.log("a log")).status_code == 200
        assert len(api.users().json()["Resources"]) == 7
        assert s.fault_hits() == [1, 1, 1]
        settled(s)
        assert [request.fault for request in s.requests("logbook")] == [Cut("applied"), faults.throttled(2), None]
        assert [(write.key, write.told) for write in s.audit().duplicated()] == [("a log", "answer")]
        with pytest.raises(ValueError, match="no operation is called"):
            s.fault(Cut("read"), operation="createLog")
        with pytest.raises(TypeError):
            s.fault(Act("revoke_tokens", (1,)))
        s.insert_runs(1)
        s.clear_faults()
        assert s.fault_hits() == []
        s.set(latency=0.01)
        assert s.settings.latency == 0.01
    assert s.settings.latency == 0.01
    assert len(s.audit().created) == 2
