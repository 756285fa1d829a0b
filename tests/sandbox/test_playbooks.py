"""Routes, authentication, errors and the rate limit of the Playbooks server; each is a statement of the facts page."""

from __future__ import annotations

import ast
import math
import pathlib
import random
from typing import TYPE_CHECKING

import pytest

import plankit.sandbox
from plankit.sandbox import sandbox
from plankit.sandbox.limits import Burst

if TYPE_CHECKING:
    import httpx

pytestmark = pytest.mark.socket

NOWHERE = "a" * 26
INTERNAL = {"error": "An internal error has occurred. Check app server logs for details."}


@pytest.fixture(scope="module", params=["1.41", "today"])
def served(request):
    with sandbox(playbooks_version=request.param) as s:
        yield s


@pytest.fixture
def site(served, site_of):
    """One server for all tests here: none of them changes what another one looks at."""
    return site_of(served)


def _plain(answer: httpx.Response) -> bool:
    kind = answer.headers.get("content-type")
    return (answer.status_code, answer.text, kind) == (404, "404 page not found\n", "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/end"),
        ("POST", "/end"),
        ("PUT", "/restart"),
        ("POST", "/next-stage-dialog"),
        ("PUT", "/checklists/0/reorder"),
        ("DELETE", "/timeline/{event}/"),
        ("PUT", "/finish/"),
        ("GET", "/"),
        ("GET", "/metadata/"),
        ("POST", "/checklists/-1/add"),
        ("POST", "/checklists/x/add"),
        ("DELETE", "/timeline/a-b"),
    ],
)
def test_operations_no_server_has(site, method, path):
    run = site.run()
    path = path.format(event=run["timeline_events"][0]["id"])
    assert _plain(site.call(method, f"/runs/{run['id']}{path}"))
    assert site.get(f"/runs/{run['id']}") == run


def test_running_an_item_by_put_is_a_bare_405(site):
    run = site.run()
    answer = site.call("PUT", f"/runs/{run['id']}/checklists/0/item/0/run")
    assert (answer.status_code, answer.content) == (405, b"")
    assert "content-type" not in answer.headers


@pytest.mark.parametrize("path", ["/nothing", "/runs/", "/playbooks/", "/runs/a_b", "/playbooks/ä", "/runs/a%2Fb"])
def test_unknown_routes(site, path):
    assert _plain(site.call("GET", path))


def test_routes_are_known_before_the_caller_is(site):
    del site.http.headers["authorization"]
    assert _plain(site.call("GET", "/nothing"))
    assert site.call("DELETE", "/runs").status_code == 405
    assert site.call("POST", "/runs/owners").status_code == 405
    answer = site.call("GET", f"/runs/{NOWHERE}")
    assert (answer.status_code, answer.text) == (401, "Not authorized\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "www-authenticate" not in answer.headers


def test_the_documented_server_doubles_the_prefix(site):
    prefix = "/plugins/playbooks/api/v0"
    assert _plain(site.call("GET", f"{prefix}/runs"))
    assert _plain(site.http.get(f"{site.s.playbooks_url}/runs"))


def test_a_site_below_a_path(site_of):
    with sandbox(playbooks_path="/chat/eu") as s:
        site = site_of(s)
        assert s.playbooks_url.endswith("/chat/eu")
        assert len(site.get("/runs")["items"]) == 12
        root = s.playbooks_url.removesuffix("/chat/eu")
        assert _plain(site.http.get(f"{root}/plugins/playbooks/api/v0/runs"))


def test_how_a_token_is_shown(site):
    token = site.s.playbooks_token
    del site.http.headers["authorization"]
    good = [f"Bearer {token}", f"bearer {token}", f"BEARER {token}", f"token {token}", f"Token {token}"]
    for value in good:
        assert site.call("GET", "/runs", headers={"authorization": value}).status_code == 200
    for value in (f"Basic {token}", token, "Bearer", "Bearer x", f"Bearer {token}x", "bearer é".encode("latin-1")):
        assert site.call("GET", "/runs", headers={"authorization": value}).status_code == 401
    assert site.call("GET", "/runs", params={"access_token": token}).status_code == 200
    assert site.call("GET", "/runs", params={"access_token": "x"}).status_code == 401
    cookie = {"cookie": f"x=1; MMAUTHTOKEN={token}"}
    assert site.call("GET", "/runs", headers=cookie).status_code == 200
    finish = f"/runs/{site.s.runs()[0]['id']}/finish"
    assert site.call("PUT", finish, headers=cookie).status_code == 401
    assert site.call("PUT", finish, headers={**cookie, "x-csrf-token": "x"}).status_code == 200
    assert token not in repr(site.s.requests("playbooks"))


def test_the_user_of_a_header_is_not_believed(site):
    other = site.s.user_ids[1]
    headers = {"mattermost-user-id": other}
    assert site.call("GET", "/runs", headers=headers, params={"owner_user_id": "me"}).json()["items"]
    assert site.call("GET", "/runs", headers={**headers, "authorization": ""}).status_code == 401


@pytest.mark.parametrize("path", ["/runs/{}", "/runs/{}/metadata", "/playbooks/{}", "/playbooks/{}/autofollows"])
def test_reading_what_is_not_there_is_forbidden(site, path):
    answer = site.call("GET", path.format(NOWHERE))
    assert (answer.status_code, answer.json()) == (403, {"error": "Not authorized"})
    assert answer.headers["content-type"] == "application/json"
    assert site.call("GET", path.format("x")).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/playbooks/{}"),
        ("DELETE", "/playbooks/{}"),
        ("PATCH", "/runs/{}"),
        ("POST", "/runs/{}/status"),
        ("PUT", "/runs/{}/finish"),
        ("POST", "/runs/{}/finish-dialog"),
        ("PUT", "/runs/{}/restore"),
        ("POST", "/runs/{}/owner"),
        ("POST", "/runs/{}/checklists/0/add"),
        ("POST", "/runs/{}/checklists/move-item"),
        ("PUT", "/runs/{}/checklists/0/item/0"),
        ("DELETE", "/runs/{}/checklists/0/item/0"),
        ("PUT", "/runs/{}/checklists/0/item/0/state"),
        ("PUT", "/runs/{}/checklists/0/item/0/assignee"),
        ("POST", "/runs/{}/checklists/0/item/0/run"),
        ("DELETE", "/runs/{}/timeline/" + NOWHERE),
    ],
)
def test_writing_to_what_is_not_there_is_an_internal_error(site, method, path):
    answer = site.call(method, path.format(NOWHERE), json={"public": True})
    assert (answer.status_code, answer.json()) == (500, INTERNAL)


def test_runs_of_a_channel(site):
    s = site.s
    answer = site.call("GET", f"/runs/channel/{NOWHERE}")
    assert answer.status_code == 404
    assert set(answer.json()) == {"error"}
    run = site.run()
    assert site.get(f"/runs/channel/{run['channel_id']}") == run
    for _ in range(2):
        site.run(channel_id=s.channel_ids[0])
    answer = site.call("GET", f"/runs/channel/{s.channel_ids[0]}")
    assert (answer.status_code, answer.json()) == (400, {"error": "multiple runs in the channel"})


BODIES = [
    ("POST", "/runs"),
    ("POST", "/runs/dialog"),
    ("POST", "/playbooks"),
    ("PUT", "/playbooks/{playbook}"),
    ("PATCH", "/runs/{run}"),
    ("POST", "/runs/{run}/status"),
    ("POST", "/runs/{run}/owner"),
    ("POST", "/runs/{run}/checklists/0/add"),
    ("POST", "/runs/{run}/checklists/move-item"),
    ("PUT", "/runs/{run}/checklists/0/item/0"),
    ("PUT", "/runs/{run}/checklists/0/item/0/state"),
    ("PUT", "/runs/{run}/checklists/0/item/0/assignee"),
]


@pytest.mark.parametrize(("method", "path"), BODIES)
def test_what_cannot_be_decoded(site, method, path):
    path = path.format(run=site.run()["id"], playbook=site.s.playbooks()[0]["id"])
    before = len(site.s.audit().created)
    for body in (
        b"",
        b"{",
        b"[]",
        b"5",
        b'"x"',
        b"NaN",
        b"{}" + b"\0",
        b" " * (5 * 1024 * 1024) + b"{}",
        b"[" * 100_000,
    ):
        answer = site.call(method, path, content=body)
        if body == b"{}\0":
            # The first value is read and what follows is not looked at.
            assert not answer.text.startswith('{"error":"unable to decode ')
            continue
        assert answer.status_code == 400
        assert answer.json()["error"].startswith("unable to decode ")
    assert len(site.s.audit().created) == before


def test_bodies_are_decoded_whatever_their_type(site):
    body = b'{"reminder_timer_default_seconds":5,"PUBLIC":true,"team_id":"%b","nothing":{"x":1}}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        content = body % site.s.team_id.encode()
        assert site.call("POST", "/playbooks", content=content, headers={"content-type": kind}).status_code == 201


@pytest.mark.parametrize(
    "fields",
    [
        {"default_owner_enabled": "true"},
        {"title": 5},
        {"reminder_timer_default_seconds": 5.0},
        {"reminder_timer_default_seconds": 2**63},
        {"reminder_timer_default_seconds": "5"},
        {"public": 1},
        {"checklists": {}},
        {"checklists": [{"items": [{"title": []}]}]},
        {"invited_user_ids": ["x", 5]},
        {"channel_mode": "other"},
    ],
)
def test_other_types_are_refused(site, fields):
    body = {"team_id": site.s.team_id, "public": True, "reminder_timer_default_seconds": 5, **fields}
    answer = site.call("POST", "/playbooks", json=body)
    assert (answer.status_code, answer.json()) == (400, {"error": "unable to decode playbook"})


def test_null_is_zero(site):
    made = site.playbook(description=None, checklists=None, invited_user_ids=None, channel_mode=None, members=[None])
    assert (made["description"], made["checklists"], made["invited_user_ids"]) == ("", [], [])
    assert made["channel_mode"] == "create_new_channel"
    assert made["members"] == [{"user_id": "", "roles": [], "scheme_roles": None}]


def test_a_lone_surrogate_comes_back_as_a_replacement(site):
    answer = site.call("PATCH", f"/runs/{site.run()['id']}", content=rb'{"name":"a\ud800b"}')
    assert answer.json()["name"] == ("a\ufffdb" if site.modern else "A run")


def test_no_limit_no_headers(site):
    assert not [name for name in site.call("GET", "/runs").headers if name.startswith("x-ratelimit")]


def test_the_rate_limit(site_of, still):
    with sandbox(playbooks_per_second=0.5, playbooks_burst=3, clock=still) as s:
        site = site_of(s)
        del site.http.headers["authorization"]
        for remaining, path in ((3, "/nothing"), (2, "/runs"), (1, "/runs"), (0, "/runs")):
            answer = site.call("GET", path)
            assert answer.status_code in {401, 404}
            assert answer.headers["x-ratelimit-limit"] == "4"
            assert answer.headers["x-ratelimit-remaining"] == str(remaining)
            assert answer.headers["x-ratelimit-reset"] == str(2 * (4 - remaining))
            assert "retry-after" not in answer.headers
        answer = site.call("GET", "/nothing")
        assert (answer.status_code, answer.text) == (429, "limit exceeded\n")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["retry-after"] == "2"
        assert answer.headers["x-ratelimit-remaining"] == "0"
        assert answer.headers["x-ratelimit-reset"] == "8"
        assert s.audit().throttled["playbooks"] == 1
        s.set(playbooks_per_second=None)
        assert "x-ratelimit-limit" not in site.call("GET", "/runs").headers


def test_somebody_else_uses_the_burst(site_of, still):
    with sandbox(playbooks_per_second=10, playbooks_burst=100, clock=still) as s:
        site = site_of(s)
        assert site.call("GET", "/runs").headers["x-ratelimit-remaining"] == "100"
        s.consume("playbooks", 199)
        answer = site.call("GET", "/runs")
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "10"


def test_the_burst_drains_at_the_rate():
    source, limit = random.Random(1), Burst()
    now, admitted = 0.0, []
    for _ in range(20_000):
        now += source.expovariate(40)
        if limit.admit(now, 20, 10).admitted:
            admitted.append(now)
    for first in range(0, len(admitted) - 300, 7):
        for count in (12, 50, 300):
            assert count <= 11 + 20 * (admitted[first + count - 1] - admitted[first]) + 1e-6
    assert len(admitted) > 0.99 * 20 * now


def test_a_refused_request_costs_nothing():
    limit = Burst()
    assert [limit.admit(5.0, 1, 0).admitted for _ in range(3)] == [True, False, False]
    verdict = limit.admit(5.5, 1, 0)
    assert (verdict.admitted, verdict.retry_after, verdict.reset, verdict.remaining) == (False, 1, 1, 0)
    assert limit.admit(6.0, 1, 0).admitted
    limit.use(6.0, 10)
    assert limit.admit(7.0, 1, 0).retry_after == math.ceil(10)
    assert limit.admit(100.0, 1, 0).admitted


def test_latency_does_not_delay_a_refusal_on_arrival(site_of):
    with sandbox(playbooks_per_second=0.1, playbooks_burst=0, latency=0.2) as s:
        site = site_of(s)
        assert site.call("GET", "/runs").elapsed.total_seconds() >= 0.2
        s.set(latency=30)
        assert site.call("GET", "/runs").status_code == 429, "within the client's 10 seconds"


def test_nothing_of_the_client_is_imported():
    for path in pathlib.Path(plankit.sandbox.__file__).parent.glob("playbook*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("plankit"):
                assert (node.module or "").startswith("plankit.sandbox"), path.name
