from __future__ import annotations

import base64
import time

import httpx
import pytest

from plankit.sandbox import sandbox

pytestmark = pytest.mark.socket
FORM = {"grant_type": "client_credentials"}


def test_a_token(s):
    answer = httpx.post(s.token_url, auth=(s.client_id, s.client_secret), data=FORM)
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"id_token", "expires_in", "token_type"}
    assert body["expires_in"] == 3600
    assert isinstance(body["expires_in"], int)
    assert body["id_token"].count(".") == 2
    assert answer.headers["cache-control"] == "no-store"
    assert httpx.post(s.token_url, auth=(s.client_id, s.client_secret), data=FORM).json() != body


@pytest.mark.parametrize(
    ("auth", "form", "status", "error"),
    [
        (("sandbox-client", "wrong"), FORM, 401, "invalid_client"),
        (None, FORM, 401, "invalid_client"),
        ("good", {"grant_type": "password"}, 400, "unsupported_grant_type"),
        ("good", {"scope": "x"}, 400, "invalid_request"),
        ("good", {}, 400, "invalid_request"),
    ],
)
def test_token_errors(s, auth, form, status, error):
    auth = (s.client_id, s.client_secret) if auth == "good" else auth
    answer = httpx.post(s.token_url, auth=auth, data=form)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert ("www-authenticate" in answer.headers) == (status == 401)


@pytest.mark.parametrize("value", ["Basic", "Basic !!!", "Basic " + base64.b64encode(b"x").decode(), "Bearer x"])
def test_malformed_client_authentication(s, value):
    answer = httpx.post(s.token_url, headers={"authorization": value}, data=FORM)
    assert answer.status_code == 401


def test_a_json_body_is_refused(s):
    answer = httpx.post(s.token_url, auth=(s.client_id, s.client_secret), json=FORM)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_token_serves_both_services_until_it_expires(api_of, still):
    with sandbox(token_lifetime=0.3, clock=still) as s:
        api = api_of(s)
        assert api.token().json()["expires_in"] == 0.3
        api.renew()
        assert api.users().status_code == 200
        assert api.logbook("GET", "/log-types-with-configs").status_code == 200
        still.advance(0.31)
        for answer in (api.users(), api.logbook("GET", "/log-types-with-configs")):
            assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHORIZED")
        api.renew()
        assert api.users().status_code == 200


def test_revoked_tokens_are_refused_at_once(s, api):
    s.revoke_tokens()
    assert api.users().status_code == 401
    api.renew()
    assert api.users().status_code == 200


@pytest.mark.parametrize("value", [None, "", "Bearer", "Bearer x.y.z", "Basic x"])
def test_no_token(s, value):
    headers = {} if value is None else {"authorization": value}
    for url in (f"{s.admin_url}/public/v1/user", f"{s.logbook_url}/api/rest/v1/log-types-with-configs"):
        answer = httpx.get(url, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHORIZED")


def test_latencies(api_of):
    with sandbox(token_latency=0.1, latency=0.2) as s:
        started = time.monotonic()
        api = api_of(s)
        assert time.monotonic() - started >= 0.1
        started = time.monotonic()
        api.users()
        assert time.monotonic() - started >= 0.2
