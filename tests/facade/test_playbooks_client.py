"""Playbooks' client: where the site is, the token, the site's limit, walks of a list that changes."""

from __future__ import annotations

import contextlib
import random
import sys

import anyio
import httpx
import pytest
from plankit_clients.playbooks import Client
from plankit_clients.playbooks.api.internal import list_checklist_autocomplete
from plankit_clients.playbooks.api.playbook_runs import get_run

import plankit
from plankit import (
    AccessToken,
    AuthenticationError,
    Budget,
    ConfigurationError,
    InvalidArgumentError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    PlaybooksClient,
    ServerError,
    TokenSource,
)
from plankit.sandbox import Answer, sandbox

SITE = "https://chat.example.com"


@pytest.fixture
def env(monkeypatch):
    for name in ("URL", "TOKEN"):
        monkeypatch.delenv(f"PLANKIT_PLAYBOOKS_{name}", raising=False)

    def set_(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"PLANKIT_PLAYBOOKS_{name}", value)

    return set_


def test_from_env(env):
    with pytest.raises(
        ConfigurationError,
        match=r"PlaybooksClient.from_env\(\) needs .*PLANKIT_PLAYBOOKS_URL and PLANKIT_PLAYBOOKS_TOKEN, which are not set",
    ):
        PlaybooksClient.from_env()
    env(URL=f" {SITE}/chat/ ")
    with pytest.raises(ConfigurationError, match="the environment variable PLANKIT_PLAYBOOKS_TOKEN, which is not set"):
        PlaybooksClient.from_env()
    env(TOKEN=" TOPSECRET ")
    playbooks = PlaybooksClient.from_env(timeout=1.0)
    assert playbooks.base_url == f"{SITE}/chat"
    assert "TOPSECRET" not in f"{playbooks!r} {playbooks.token_source!r} {vars(playbooks)}"
    env(TOKEN="TOP SECRET")
    with pytest.raises(ConfigurationError, match="no header can hold") as caught:
        PlaybooksClient.from_env()
    assert "SECRET" not in str(caught.value)
    env(TOKEN="t", URL="http://chat.example.com")
    with pytest.raises(ConfigurationError, match="not encrypted"):
        PlaybooksClient.from_env()
    assert PlaybooksClient.from_env(allow_insecure=True)


@pytest.mark.parametrize(
    "ending",
    [
        "/plugins/playbooks/api/v0",
        "/plugins/playbooks/api/v0/",
        "/plugins/playbooks",
        "/plugins",
        "/chat/plugins/playbooks/api/v0/runs",
        "/api/v4",
        "/chat/api/v4/",
    ],
)
def test_the_documents_own_server_address_is_refused(ending):
    with pytest.raises(ConfigurationError, match="give the address of the Mattermost site only"):
        PlaybooksClient(SITE + ending, "t")


@pytest.mark.parametrize("ending", ["", "/", "/chat", "/chat/eu/", "/plugins-of-mine", "/my-plugins", "/plugins2/x"])
def test_other_addresses_are_taken(ending):
    assert PlaybooksClient(SITE + ending, "t").base_url == (SITE + ending).rstrip("/")


def test_a_site_may_be_called_plugins():
    assert PlaybooksClient("https://plugins/chat", "t").base_url == "https://plugins/chat"


@pytest.mark.parametrize(
    ("base_url", "token", "told"),
    [
        (SITE, None, r"needs token=, a session token.*none was given\. PlaybooksClient.from_env\(\)"),
        (SITE, 7, "got a int"),
        (SITE, "", "is empty"),
        (SITE, "a\nb", "control characters"),
        (None, "t", "base_url= is not an address"),
        ("chat.example.com", "t", r"not an absolute.*give one with https:// in front, such as 'https://chat.example"),
        ("https://", "t", "is not an absolute address: give one, such as 'https://chat.example.com'"),
        (f"{SITE}?access_token=SECRET", "t", "user name, a query or a fragment"),
        (f"{SITE}/plugins?access_token=SECRET", "t", "user name, a query or a fragment"),
    ],
)
def test_what_cannot_work_is_refused_at_once(base_url, token, told):
    with pytest.raises(ConfigurationError, match=told) as caught:
        PlaybooksClient(base_url, token)
    assert "SECRET" not in str(caught.value)


def test_unknown_settings_are_refused():
    with pytest.raises(TypeError, match="unexpected keyword argument 'region'"):
        PlaybooksClient(SITE, "t", region="eu")


def test_a_failing_construction_keeps_the_token_out_of_its_traceback():
    try:
        PlaybooksClient("http://chat.example.com", "TOPSECRET")
    except ConfigurationError:
        trace = sys.exc_info()[2].tb_next
        shown = 0
        while trace is not None:
            shown += 1
            assert "TOPSECRET" not in repr({**trace.tb_frame.f_locals, "self": None})
            trace = trace.tb_next
        assert shown > 1
    else:
        pytest.fail("it was not refused")


@pytest.mark.anyio
async def test_the_token_may_come_in_three_shapes(kit):
    for token in ("a-token", AccessToken("a-token"), TokenSource(AccessToken("a-token"))):
        wire = kit.Canned(200, {"id": "r"})
        async with PlaybooksClient(SITE, token, transport=wire) as playbooks:
            assert (await playbooks.runs.get("r")).id == "r"
            assert (await playbooks.token()).lifetime == float("inf")
        assert wire.requests[0].headers["authorization"] == "Bearer a-token"
        assert str(wire.requests[0].url) == f"{SITE}/plugins/playbooks/api/v0/runs/r"


@pytest.mark.anyio
@pytest.mark.socket
async def test_a_site_below_a_path(kit):
    with sandbox(playbooks_path="/chat/eu") as s:
        async with kit.playbooks(s) as playbooks:
            assert playbooks.base_url.endswith("/chat/eu")
            assert len([run async for run in playbooks.runs.walk()]) == 12
            run = await playbooks.runs.create(s.user_id, name="n", team_id=s.team_id)
            await playbooks.runs.update_status(run.id, "m", 60)
            assert run.id in {one["id"] for one in s.runs()}
        assert {r.path.split("/plugins")[0] for r in s.requests("playbooks")} == {"/chat/eu"}
        root = s.playbooks_url.removesuffix("/chat/eu")
        async with PlaybooksClient(root, s.playbooks_token) as playbooks:
            with pytest.raises(NotFoundError, match="with its sub-path, if it has one"):
                await playbooks.runs.get(run.id)


@pytest.mark.anyio
@pytest.mark.socket
async def test_a_refused_token(s, kit):
    async with kit.playbooks(s, token="not-the-token") as playbooks:
        with pytest.raises(AuthenticationError, match=r"401 \(Not authorized\).*personal access token") as caught:
            await playbooks.runs.finish(s.runs()[0]["id"])
    assert caught.value.outcome is plankit.Outcome.NOT_APPLIED
    assert len(s.requests("playbooks")) == 1
    assert "not-the-token" not in f"{caught.value} {vars(caught.value)}"


@pytest.mark.anyio
@pytest.mark.socket
async def test_the_generated_functions_travel_the_same_way(s, kit):
    run = next(run for run in s.runs() if run["current_status"] == "InProgress")
    async with (
        kit.playbooks(s) as playbooks,
        httpx.AsyncClient(base_url=playbooks.base_url, transport=playbooks.transport) as http,
    ):
        low = Client(base_url=playbooks.base_url).set_async_httpx_client(http)
        found = await get_run.asyncio(run["id"], client=low)
        assert found.name == run["name"]
        suggestions = await list_checklist_autocomplete.asyncio(client=low, channel_id=run["channel_id"])
        assert [one.item for one in suggestions][:2] == ["0 0", "0 1"]


@pytest.mark.alone
@pytest.mark.anyio
@pytest.mark.socket
async def test_the_limit_of_a_site_is_obeyed():
    """Mattermost's own limiter: 40/s with a burst of 5; nothing is lost, and it is met a few times at most."""
    with sandbox(users=0, logs=0, playbooks_per_second=40.0, playbooks_burst=5) as s:
        async with PlaybooksClient(s.playbooks_url, s.playbooks_token) as playbooks:
            runs = s.runs()
            done = []

            async def one(run):
                done.append((await playbooks.runs.get(run["id"])).id)

            async with anyio.create_task_group() as group:
                for number in range(24):
                    group.start_soon(one, runs[number % len(runs)])
            state = playbooks.budget.state()
        assert len(done) == 24
        statuses = [request.status for request in s.requests("playbooks")]
        assert statuses.count(200) == 24
        assert statuses.count(429) == state.throttled <= 6


@pytest.mark.alone
@pytest.mark.anyio
@pytest.mark.socket
async def test_a_site_without_a_limit_is_not_held_back_for_long():
    with sandbox(users=0, logs=0) as s:
        async with PlaybooksClient(s.playbooks_url, s.playbooks_token) as playbooks:
            assert playbooks.budget.state().rate == 10.0
            async with anyio.create_task_group() as group:
                for _ in range(25):
                    group.start_soon(playbooks.runs.get, s.runs()[0]["id"])
            assert playbooks.budget.state().rate > 10.0


# Walks of lists that change.


@pytest.mark.anyio
@pytest.mark.socket
@pytest.mark.parametrize("version", ["1.41", "today"])
@pytest.mark.parametrize("ahead", [0, 4])
async def test_a_walk_loses_and_doubles_nothing_that_stood_still(kit, version, ahead):
    """Runs are made, finished and restored between the pages and while they are under way."""
    source = random.Random(7)
    with sandbox(users=0, logs=0, runs=60, playbooks_version=version) as s:
        still = [run["id"] for run in s.runs()]
        async with kit.playbooks(s, budget=Budget(in_flight=20)) as playbooks, anyio.create_task_group() as group:

            async def disturb():
                await playbooks.runs.create(s.user_id, name="new", team_id=s.team_id)
                # Today's server lets the owner only finish a run, and nobody a finished one.
                with contextlib.suppress(PermissionDeniedError, InvalidRequestError):
                    await source.choice((playbooks.runs.finish, playbooks.runs.restore))(source.choice(still))

            async def disturb_all_along():
                for _ in range(20):
                    await disturb()

            group.start_soon(disturb_all_along)
            seen = []
            pager = playbooks.runs.walk(per_page=7)
            if ahead:
                async with pager.prefetch(ahead) as pages:
                    async for page in pages:
                        seen += [run.id for run in page.items]
                        await disturb()
            else:
                async for page in pager.pages():
                    seen += [run.id for run in page.items]
                    await disturb()
    assert len(seen) == len(set(seen))
    assert set(still) <= set(seen)


@pytest.mark.anyio
@pytest.mark.socket
async def test_a_walk_is_resumed_by_another_client(s, kit, script):
    async with kit.playbooks(s) as playbooks:
        pager = playbooks.runs.walk(per_page=4)
        seen = []
        async for run in pager:
            seen.append(run.id)
            if len(seen) == 6:
                break
    async with kit.playbooks(s) as playbooks:
        seen += [run.id async for run in playbooks.runs.walk(per_page=4, resume=pager.token)]
        assert seen == sorted(run["id"] for run in s.runs())
        for other in (
            lambda: playbooks.runs.walk(per_page=5, resume=pager.token),
            lambda: playbooks.runs.walk(per_page=4, team_id=s.team_id, resume=pager.token),
            lambda: playbooks.runs.walk(per_page=4, extra_query={"omit_ended": True}, resume=pager.token),
            lambda: playbooks.runs.list(per_page=4, resume=pager.token),
            lambda: playbooks.playbooks.list(s.team_id, per_page=4, resume=pager.token),
        ):
            with pytest.raises(
                InvalidArgumentError, match=r"belongs to playbooks.listRuns, and this is|with other arguments"
            ):
                other()
        script.instead["listRuns"] = [None, None, *[Answer(500)] * 9]
        got = []
        with pytest.raises(ServerError) as caught:  # noqa: PT012 - a walk is a loop
            async for run in playbooks.runs.walk(per_page=4):
                got.append(run.id)  # noqa: PERF401 - it may end by an error
        assert len(got) == 8
        script.instead["listRuns"].clear()
        got += [run.id async for run in playbooks.runs.walk(per_page=4, resume=caught.value.resume_token)]
        assert got == seen


@pytest.mark.anyio
@pytest.mark.socket
async def test_scans_that_agree(s, kit):
    async with kit.playbooks(s) as playbooks:
        verified = [run.id async for run in playbooks.runs.walk(per_page=5, verify=True)]
        assert verified == sorted(run["id"] for run in s.runs())
        listed = [one.id async for one in playbooks.playbooks.list(s.team_id, per_page=1, verify=True)]
        assert len(listed) == 3
        # Runs of one millisecond come in another order each time: on one page it does not matter.
        listed = [run.id async for run in playbooks.runs.list(statuses=None, verify=True)]
        assert sorted(listed) == verified


@pytest.mark.anyio
@pytest.mark.socket
async def test_a_walk_of_many_pages_ahead(kit):
    with sandbox(users=0, logs=0, runs=300) as s:
        async with kit.playbooks(s) as playbooks, playbooks.runs.walk(per_page=10).prefetch(8) as pages:
            ids = [run.id async for page in pages for run in page.items]
        assert ids == sorted(run["id"] for run in s.runs())
        # The server tells its last page, so nothing beyond is asked for.
        assert len(s.requests("playbooks")) == 30
