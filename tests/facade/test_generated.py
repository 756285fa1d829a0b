"""The generated functions alone, under an `httpx.AsyncClient` over a client's transports."""

from __future__ import annotations

import anyio
import httpx
import pytest
from plankit_clients.logbook import Client as LogbookApi
from plankit_clients.logbook.api.configs import list_log_types
from plankit_clients.logbook.api.logs import create_logs, delete_log, list_logs
from plankit_clients.logbook.models import (
    AppContext,
    LogCreate,
    LogDeleteRequest,
    LogListRequest,
    LogListResponse,
    LogsCreateRequest,
)
from plankit_clients.planview_admin import Client as AdminApi
from plankit_clients.planview_admin.api.users import create_user, get_user, list_users, update_user
from plankit_clients.planview_admin.models import User, UserCreate, UserPage, UserUpdate

from plankit import Budget, ConfigurationError
from plankit.sandbox import Answer

pytestmark = [pytest.mark.anyio, pytest.mark.socket]


def api(made, kind):
    """The generated client over the transports of *made*."""
    client = httpx.AsyncClient(transport=made.transport, base_url=made.base_url)
    return kind(base_url=made.base_url).set_async_httpx_client(client)


def body(s):
    return LogListRequest(app_context=[AppContext.from_dict(s.container)])


async def test_tokens_come_from_the_client(s, kit):
    async with kit.admin(s) as admin, api(admin, AdminApi) as generated:
        page = await list_users.asyncio(client=generated, count=5)
        assert isinstance(page, UserPage)
        assert [user.to_dict() for user in page.resources or []] == s.users()[:5]
        detailed = await get_user.asyncio_detailed(s.users()[1]["id"], client=generated)
        assert (detailed.status_code, isinstance(detailed.parsed, User)) == (200, True)
        s.revoke_tokens()
        assert (await get_user.asyncio_detailed(s.users()[1]["id"], client=generated)).status_code == 200
    assert s.audit().tokens_issued == 2
    assert s.requests()[-1].headers["authorization"] == "Bearer"


async def test_a_post_that_reads_is_repeated(s, kit, script):
    script.instead["listLogs"] = [Answer(503), Answer(503)]
    async with kit.logbook(s) as logbook, api(logbook, LogbookApi) as generated:
        found = await list_logs.asyncio(client=generated, body=body(s))
        assert isinstance(found, LogListResponse)
        assert len(found.rest_logs_data or []) == 3
    assert s.audit().requests["listLogs"] == 3


async def test_a_create_is_not_repeated(s, kit, script):
    script.afterwards["createLogs"] = [Answer(503)]
    context = AppContext.from_dict(s.container)
    new = LogsCreateRequest(logs=[LogCreate(log_types_id=18, name="once", app_context=[context])])
    async with kit.logbook(s) as logbook, api(logbook, LogbookApi) as generated:
        answer = await create_logs.asyncio_detailed(client=generated, body=new)
        assert answer.status_code == 503
    assert s.audit().requests["createLogs"] == 1
    assert s.audit().report(created=["once"]).ok


async def test_each_operation_is_repeated_as_its_document_says(s, kit, script):
    """Whatever the method: PATCH of a user is idempotent, POST of one is not, and a delete by POST is."""
    identity, log = s.users()[0]["id"], s.logs()[0]["id"]
    for operation in ("createUser", "updateUser", "deleteLog", "listLogTypes"):
        script.instead[operation] = [Answer(502)]
    async with kit.admin(s) as admin, api(admin, AdminApi) as generated:
        new = UserCreate(email="a@example.com")
        assert (await create_user.asyncio_detailed(client=generated, body=new)).status_code == 502
        change = UserUpdate(role="User")
        assert (await update_user.asyncio_detailed(identity, client=generated, body=change)).status_code == 200
    async with kit.logbook(s) as logbook, api(logbook, LogbookApi) as generated:
        gone = LogDeleteRequest(app_context=[AppContext.from_dict(s.container)])
        assert (await delete_log.asyncio_detailed(log, client=generated, body=gone)).status_code == 200
        assert (await list_log_types.asyncio_detailed(client=generated)).status_code == 200
    counts = s.audit().requests
    assert [counts[name] for name in ("createUser", "updateUser", "deleteLog", "listLogTypes")] == [1, 2, 2, 2]


async def test_throttled_calls_wait(s, kit, script):
    script.instead["createLogs"] = [Answer(429, headers=((b"retry-after", b"0.1"),))] * 2
    context = AppContext.from_dict(s.container)
    new = LogsCreateRequest(logs=[LogCreate(log_types_id=18, name="later", app_context=[context])])
    async with kit.logbook(s) as logbook, api(logbook, LogbookApi) as generated:
        assert (await create_logs.asyncio_detailed(client=generated, body=new)).status_code == 200
        assert logbook.budget.state().throttled == 2
    assert s.audit().report(created=["later"]).ok


async def test_the_budget_paces_them(s, kit):
    """One budget for facade and generated functions: ten calls at 20 a second take their time."""
    async with kit.logbook(s, budget=Budget(20)) as logbook, api(logbook, LogbookApi) as generated:
        await logbook.token()
        began = anyio.current_time()
        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(logbook.log_types.list)
                group.start_soon(lambda: list_log_types.asyncio(client=generated))
        assert anyio.current_time() - began > 0.25
    assert s.audit().max_per_second["logbook"] <= 20


async def test_the_token_does_not_leave_its_host(s, kit):
    async with kit.admin(s) as admin, httpx.AsyncClient(transport=admin.transport) as client:
        with pytest.raises(ConfigurationError, match="credential is for"):
            await client.get(f"{s.logbook_url}/api/rest/v1/log-types-with-configs")
    assert s.requests("logbook") == []


async def test_closing_the_httpx_client_leaves_the_client_open(s, kit):
    async with kit.admin(s) as admin:
        async with api(admin, AdminApi) as generated:
            await list_users.asyncio(client=generated)
        assert (await admin.users.get(s.users()[0]["id"])).id == s.users()[0]["id"]
