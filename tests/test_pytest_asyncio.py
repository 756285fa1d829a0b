"""plankit in a test suite of users: pytest-asyncio runs the loop, pytest-httpx answers."""

from __future__ import annotations

import httpx
import pytest

from plankit import AdminClient, ClientCredentials

BASE = "https://eu.id.planview.com"


@pytest.mark.asyncio
async def test_a_users_own_test_needs_no_server(httpx_mock):
    httpx_mock.add_response(
        method="POST", url=f"{BASE}/io/v1/oauth2/token", json={"id_token": "a.b.c", "expires_in": 60}
    )
    httpx_mock.add_response(
        url=f"{BASE}/public/v1/user/u1",
        match_headers={"Authorization": "Bearer a.b.c"},
        json={"id": "u1", "email": "ada@example.com", "status": None},
    )
    async with AdminClient(ClientCredentials("id", "secret"), region="eu") as admin:
        user = await admin.users.get("u1")
    assert (user.email, user.status, user.first_name) == ("ada@example.com", None, None)
    asked = httpx_mock.get_requests()[0]
    assert asked.content == b"grant_type=client_credentials"
    assert asked.headers["authorization"] == httpx.BasicAuth("id", "secret")._auth_header
