"""Every operation of Playbooks against both sandbox servers: what is sent, and what becomes of the answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

import plankit
from plankit import InvalidArgumentError, InvalidRequestError, NotFoundError, PermissionDeniedError, ServerError
from plankit.playbooks import (
    ChecklistItemState,
    ListedPlaybook,
    OwnerInfo,
    Playbook,
    PlaybookChecklistCreate,
    PlaybookChecklistItemCreate,
    PlaybookMember,
    PlaybookRun,
    PlaybookRunMetadata,
    PlaybookRunStatus,
    to_datetime,
    to_milliseconds,
    to_timedelta,
)
from plankit.sandbox import sandbox

pytestmark = [pytest.mark.anyio, pytest.mark.socket]

ROOT = "/plugins/playbooks/api/v0"


@pytest.fixture(params=["1.41", "today"])
def site(request):
    with sandbox(users=0, logs=0, playbooks_version=request.param) as running:
        yield running


@pytest.fixture
def modern(site):
    return site.settings.playbooks_version == "today"


@pytest.fixture
def sent(site):
    """Gives the newest request as (method, path without query, query, body), having looked at its headers."""

    def look():
        request = site.requests("playbooks")[-1]
        assert request.headers["authorization"] == "Bearer"
        assert request.headers["accept"] == "application/json"
        assert "cookie" not in request.headers
        assert ("content-type" in request.headers) is bool(request.body)
        path = request.path.split("?")[0]
        assert path.startswith(ROOT)
        body = json.loads(request.body) if request.body else None
        return request.method, path.removeprefix(ROOT), request.query, body

    return look


def a_run(site, status="InProgress"):
    return next(run for run in site.runs() if run["current_status"] == status and run["owner_user_id"] == site.user_id)


def state_of(site, run_id):
    return next(run for run in site.runs() if run["id"] == run_id)


async def everything(pager):
    return [item async for item in pager]


async def test_list_runs_as_documented(site, kit, sent):
    async with kit.playbooks(site) as playbooks:
        runs = await everything(playbooks.runs.list())
    assert sent() == (
        "GET",
        "/runs",
        [
            ("page", "0"),
            ("per_page", "100"),
            ("sort", "create_at"),
            ("direction", "desc"),
            ("statuses", "InProgress"),
        ],
        None,
    )
    expected = [run for run in site.runs() if run["current_status"] == "InProgress"]
    assert {run.id for run in runs} == {run["id"] for run in expected}
    assert [run.create_at for run in runs] == sorted((run["create_at"] for run in expected), reverse=True)
    assert all(isinstance(run, PlaybookRun) and run.is_active for run in runs)
    assert len(site.requests("playbooks")) == 1


async def test_list_runs_filtered(site, kit, sent):
    run = a_run(site)
    moment = to_datetime(run["create_at"])
    async with kit.playbooks(site) as playbooks:
        found = await everything(
            playbooks.runs.list(
                team_id=site.team_id,
                sort="name",
                direction="asc",
                statuses=["InProgress", PlaybookRunStatus.FINISHED],
                owner_user_id="me",
                participant_id="me",
                participant_or_follower_id=site.user_id,
                playbook_id=run["playbook_id"],
                search_term=run["name"],
                active_gte=moment,
                active_lt=run["create_at"] + 1,
                started_gte=moment - timedelta(days=1),
                started_lt=datetime(2033, 5, 18, 3, 33, 20, 123_999, UTC),
                types=["playbook", "channelChecklist"],
                per_page=7,
            )
        )
    assert [one.to_dict()["id"] for one in found] == [run["id"]]
    assert sent()[2] == [
        ("team_id", site.team_id),
        ("page", "0"),
        ("per_page", "7"),
        ("sort", "name"),
        ("direction", "asc"),
        ("statuses", "InProgress"),
        ("statuses", "Finished"),
        ("owner_user_id", "me"),
        ("participant_id", "me"),
        ("search_term", run["name"]),
        ("playbook_id", run["playbook_id"]),
        ("participant_or_follower_id", site.user_id),
        ("active_gte", str(run["create_at"])),
        ("active_lt", str(run["create_at"] + 1)),
        ("started_gte", str(run["create_at"] - 86_400_000)),
        ("started_lt", "2000000000123"),
        ("types", "playbook"),
        ("types", "channelChecklist"),
    ]


async def test_statuses_of_runs(site, kit, sent):
    async with kit.playbooks(site) as playbooks:
        assert len(await everything(playbooks.runs.list(statuses=None))) == 12
        assert "statuses" not in dict(sent()[2])
        finished = await everything(playbooks.runs.list(statuses=["Finished"]))
        assert len(finished) == 3
        assert not any(run.is_active for run in finished)
        assert all(to_datetime(run.end_at) for run in finished)
        with pytest.raises(InvalidArgumentError, match="statuses is empty"):
            playbooks.runs.list(statuses=[])
        with pytest.raises(InvalidRequestError, match="bad parameter"):
            await everything(playbooks.runs.list(sort="is_active"))


async def test_walk_runs(site, kit, sent):
    async with kit.playbooks(site) as playbooks:
        runs = await everything(playbooks.runs.walk(per_page=5, team_id=site.team_id))
        assert sent()[2] == [
            ("team_id", site.team_id),
            ("page", "2"),
            ("per_page", "5"),
            ("sort", "id"),
            ("direction", "asc"),
            ("statuses", "InProgress"),
            ("statuses", "Finished"),
        ]
        assert [run.id for run in runs] == sorted(run["id"] for run in site.runs())
        page = await anext(playbooks.runs.walk(per_page=5).pages())
        assert (page.position, page.next, page.total, page.last) == (0, 1, 12, 2)
        ahead = []
        async with playbooks.runs.walk(per_page=2).prefetch(4) as pages:
            async for page in pages:
                ahead += page.items
        assert ahead == runs
        assert len([r for r in site.requests("playbooks") if dict(r.query)["per_page"] == "2"]) == 6


async def test_get_run(site, kit, sent):
    known = a_run(site)
    async with kit.playbooks(site) as playbooks:
        run = await playbooks.runs.get(known["id"])
        assert sent() == ("GET", f"/runs/{known['id']}", [], None)
        assert run.to_dict() == {**known, "description": known["summary"], "is_active": True}
        assert (run.summary, run.description) == (known["summary"], known["summary"])
        assert run.current_status is PlaybookRunStatus.IN_PROGRESS
        assert run.checklists[0].items[0].command == "/echo acknowledge the alert"
        reported = next(one for one in site.runs() if one["status_posts"])
        assert to_timedelta((await playbooks.runs.get(reported["id"])).previous_reminder) == timedelta(days=1)
        with pytest.raises(PermissionDeniedError, match="servers answer 403 to an unknown id as well") as caught:
            await playbooks.runs.get("a" * 26)
        assert caught.value.detail == "Not authorized"


async def test_get_run_by_channel(site, kit, sent):
    known = a_run(site)
    async with kit.playbooks(site) as playbooks:
        assert (await playbooks.runs.get_by_channel(known["channel_id"])).id == known["id"]
        assert sent() == ("GET", f"/runs/channel/{known['channel_id']}", [], None)
        with pytest.raises(NotFoundError, match="There is no run in this channel"):
            await playbooks.runs.get_by_channel("a" * 26)
        await playbooks.runs.create(site.user_id, channel_id=known["channel_id"])
        with pytest.raises(InvalidRequestError, match="Several runs share this channel"):
            await playbooks.runs.get_by_channel(known["channel_id"])


async def test_metadata_of_a_run(site, kit, sent):
    known = a_run(site)
    async with kit.playbooks(site) as playbooks:
        metadata = await playbooks.runs.metadata(known["id"])
    assert sent() == ("GET", f"/runs/{known['id']}/metadata", [], None)
    assert isinstance(metadata, PlaybookRunMetadata)
    assert (metadata.team_name, metadata.num_participants) == ("sre-staff", len(known["participant_ids"]))
    assert metadata.channel_display_name == known["name"]
    assert site.user_id in metadata.followers
    assert metadata.num_members is None


async def test_owners_and_channels(site, kit, sent):
    async with kit.playbooks(site) as playbooks:
        owners = await playbooks.runs.owners(site.team_id)
        assert sent() == ("GET", "/runs/owners", [("team_id", site.team_id)], None)
        assert {owner.user_id for owner in owners} == {run["owner_user_id"] for run in site.runs()}
        assert all(isinstance(owner, OwnerInfo) and owner.username for owner in owners)
        channels = await playbooks.runs.channels(site.team_id)
        assert sent() == (
            "GET",
            "/runs/channels",
            [("team_id", site.team_id), ("sort", "create_at"), ("direction", "desc")],
            None,
        )
        assert sorted(channels) == sorted(run["channel_id"] for run in site.runs())
        finished = await playbooks.runs.channels(
            site.team_id,
            sort="name",
            direction="asc",
            statuses=["Finished"],
            owner_user_id="me",
            participant_id="me",
            search_term="run",
        )
        assert sent()[2] == [
            ("team_id", site.team_id),
            ("sort", "name"),
            ("direction", "asc"),
            ("owner_user_id", "me"),
            ("search_term", "run"),
            ("participant_id", "me"),
            ("statuses", "Finished"),
        ]
        assert finished == [run["channel_id"] for run in site.runs() if run["current_status"] == "Finished"]
        assert await playbooks.runs.channels(site.team_id, extra_query={"page": 1}) == []


async def test_create_run(site, kit, sent):
    playbook = site.playbooks()[0]["id"]
    async with kit.playbooks(site) as playbooks:
        run = await playbooks.runs.create(
            site.user_id, name="Łódź is down", team_id=site.team_id, playbook_id=playbook, summary="It **burns**"
        )
        assert sent() == (
            "POST",
            "/runs",
            [],
            {
                "owner_user_id": site.user_id,
                "name": "Łódź is down",
                "description": "It **burns**",
                "team_id": site.team_id,
                "playbook_id": playbook,
                "summary": "It **burns**",
            },
        )
        assert isinstance(run, PlaybookRun)
        # Each generation of servers reads one of the two names.
        assert (run.name, run.summary, run.description) == ("Łódź is down", "It **burns**", "It **burns**")
        assert state_of(site, run.id)["summary"] == "It **burns**"
        other = await playbooks.runs.create(
            site.user_id,
            name="second",
            channel_id=run.channel_id,
            post_id="p" * 26,
            description="by the document's name",
            create_public_run=True,
            type_="channelChecklist",
            fields={"category_name": "x"},
        )
        assert sent()[3] == {
            "owner_user_id": site.user_id,
            "name": "second",
            "description": "by the document's name",
            "post_id": "p" * 26,
            "summary": "by the document's name",
            "channel_id": run.channel_id,
            "create_public_run": True,
            "type": "channelChecklist",
            "category_name": "x",
        }
        assert (other.summary, other.channel_id) == ("by the document's name", run.channel_id)
        with pytest.raises(ServerError, match="unknown id"):
            await playbooks.runs.create(site.user_id, name="n", team_id=site.team_id, playbook_id="a" * 26)
    assert len(site.runs()) == 14


async def test_update_run_tells_by_the_run_whether_it_was_changed(site, kit, sent, modern):
    known = a_run(site)
    async with kit.playbooks(site) as playbooks:
        run = await playbooks.runs.update(known["id"], name="renamed", summary="said anew")
        assert sent() == ("PATCH", f"/runs/{known['id']}", [], {"name": "renamed", "summary": "said anew"})
        assert run is not None
        assert (run.name == "renamed", run.summary == "said anew") == (modern, modern)
        assert (run.name, run.summary) == tuple(state_of(site, known["id"])[name] for name in ("name", "summary"))
        await playbooks.runs.update(known["id"], fields={"active_stage": 1})
        assert sent()[3] == {"active_stage": 1}
        with pytest.raises(InvalidArgumentError, match="nothing to change"):
            await playbooks.runs.update(known["id"])


async def test_update_status(site, kit, sent):
    known = a_run(site)
    async with kit.playbooks(site) as playbooks:
        assert await playbooks.runs.update_status(known["id"], "Going on", 600) is None
        assert sent() == ("POST", f"/runs/{known['id']}/status", [], {"message": "Going on", "reminder": 600})
        run = await playbooks.runs.get(known["id"])
        assert to_timedelta(run.previous_reminder) == timedelta(minutes=10)
        assert run.timeline_events[-1].event_type == "status_updated"
        await playbooks.runs.update_status(
            known["id"], "Done", timedelta(hours=1), finish_run=True, fields={"extra": None}
        )
        assert sent()[3] == {"message": "Done", "reminder": 3600, "finish_run": True, "extra": None}
        assert (await playbooks.runs.get(known["id"])).is_active is False


async def test_finish_and_restore(site, kit, sent, modern):
    known = a_run(site)
    async with kit.playbooks(site) as playbooks:
        for finish, restore in (
            (playbooks.runs.finish, playbooks.runs.restore),
            (playbooks.runs.end, playbooks.runs.restart),
        ):
            assert await finish(known["id"]) is None
            assert sent() == ("PUT", f"/runs/{known['id']}/finish", [], None)
            assert state_of(site, known["id"])["current_status"] == "Finished"
            if modern:
                with pytest.raises(InvalidRequestError, match="cannot modify a finished run"):
                    await playbooks.runs.update_status(known["id"], "too late", 60)
            assert await restore(known["id"]) is None
            assert sent() == ("PUT", f"/runs/{known['id']}/restore", [], None)
            assert state_of(site, known["id"])["current_status"] == "InProgress"


async def test_change_owner(site, kit, sent):
    known = a_run(site)
    async with kit.playbooks(site) as playbooks:
        assert await playbooks.runs.change_owner(known["id"], site.user_ids[1]) is None
        assert sent() == ("POST", f"/runs/{known['id']}/owner", [], {"owner_id": site.user_ids[1]})
        assert state_of(site, known["id"])["owner_user_id"] == site.user_ids[1]
        with pytest.raises(InvalidArgumentError, match="owner_user_id"):
            await playbooks.runs.change_owner(known["id"], "@ada")


def titles(run):
    return [[item["title"] for item in checklist["items"]] for checklist in run["checklists"]]


async def test_items_are_added_moved_and_deleted(site, kit, sent):
    known = a_run(site)
    identity, (triage, work) = known["id"], titles(known)
    place = f"/runs/{identity}/checklists"
    async with kit.playbooks(site) as playbooks:
        assert await playbooks.items.add(identity, 1, "Tell the press") is None
        assert sent() == ("POST", f"{place}/1/add", [], {"title": "Tell the press"})
        await playbooks.items.add(
            identity,
            0,
            "Ask",
            description="whom?",
            command="/ask",
            assignee_id=site.user_id,
            state="in_progress",
            fields={"due_date": 7},
        )
        assert sent()[3] == {
            "title": "Ask",
            "assignee_id": site.user_id,
            "command": "/ask",
            "description": "whom?",
            "state": "in_progress",
            "due_date": 7,
        }
        item = (await playbooks.runs.get(identity)).checklists[0].items[-1]
        assert (item.title, item.state, item.due_date) == ("Ask", ChecklistItemState.IN_PROGRESS, 7)
        assert await playbooks.items.move(identity, 0, 4, 1, 0) is None
        assert sent() == (
            "POST",
            f"{place}/move-item",
            [],
            {"source_checklist_idx": 0, "source_item_idx": 4, "dest_checklist_idx": 1, "dest_item_idx": 0},
        )
        assert titles(state_of(site, identity)) == [triage, ["Ask", *work, "Tell the press"]]
        await playbooks.items.reorder(identity, 1, 0, 5)
        assert titles(state_of(site, identity)) == [triage, [*work, "Tell the press", "Ask"]]
        assert await playbooks.items.delete(identity, 1, 5) is None
        assert sent() == ("DELETE", f"{place}/1/item/5", [], None)
        assert titles(state_of(site, identity)) == [triage, [*work, "Tell the press"]]


async def test_items_are_changed(site, kit, sent):
    identity = a_run(site)["id"]
    place = f"/runs/{identity}/checklists/0/item/1"

    def item():
        return state_of(site, identity)["checklists"][0]["items"][1]

    async with kit.playbooks(site) as playbooks:
        new = {"title": "New", "command": "/new", "description": "Anew"}
        assert await playbooks.items.update(identity, 0, 1, **new, fields={"x": 1}) is None
        assert sent() == ("PUT", place, [], {**new, "x": 1})
        assert {name: item()[name] for name in new} == new
        with pytest.raises(TypeError, match="'description'"):
            await playbooks.items.update(identity, 0, 1, title="New", command="/new")
        assert item()["description"] == "Anew"
        for state in (*ChecklistItemState, "", "in_progress", "closed", "skipped"):
            assert await playbooks.items.set_state(identity, 0, 1, state) is None
            assert sent() == ("PUT", f"{place}/state", [], {"new_state": str(state)})
            assert item()["state"] == str(state)
        assert (await playbooks.runs.get(identity)).checklists[0].items[1].state is ChecklistItemState.SKIPPED
        with pytest.raises(InvalidRequestError):
            await playbooks.items.set_state(identity, 0, 1, "done")
        assert await playbooks.items.set_assignee(identity, 0, 1, site.user_id) is None
        assert sent() == ("PUT", f"{place}/assignee", [], {"assignee_id": site.user_id})
        assert item()["assignee_id"] == site.user_id
        await playbooks.items.set_assignee(identity, 0, 1, "")
        assert item()["assignee_id"] == ""


async def test_an_item_is_run_with_an_empty_body(site, kit, sent):
    identity = a_run(site)["id"]
    async with kit.playbooks(site) as playbooks:
        trigger = await playbooks.items.run(identity, 0, 0)
    assert len(trigger) == 26
    assert sent() == ("POST", f"/runs/{identity}/checklists/0/item/0/run", [], None)
    assert site.requests("playbooks")[-1].headers["content-length"] == "0"


async def test_timeline(site, kit, sent):
    known = a_run(site)
    event = known["timeline_events"][0]["id"]
    async with kit.playbooks(site) as playbooks:
        assert await playbooks.timeline.delete(known["id"], event) is None
        assert sent() == ("DELETE", f"/runs/{known['id']}/timeline/{event}", [], None)
        assert event not in [one["id"] for one in state_of(site, known["id"])["timeline_events"]]


async def test_list_playbooks(site, kit, sent):
    async with kit.playbooks(site) as playbooks:
        found = await everything(playbooks.playbooks.list(site.team_id))
        assert sent() == (
            "GET",
            "/playbooks",
            [
                ("team_id", site.team_id),
                ("page", "0"),
                ("per_page", "200"),
                ("sort", "title"),
                ("direction", "asc"),
                ("with_archived", "false"),
            ],
            None,
        )
        assert [one.title for one in found] == ["Cloud outage", "Customer onboarding", "Release"]
        assert all(type(one) is ListedPlaybook and one.checklists == [] and one.num_stages == 2 for one in found)
        assert await playbooks.playbooks.delete(found[0].id) is None
        assert sent() == ("DELETE", f"/playbooks/{found[0].id}", [], None)
        assert len(await everything(playbooks.playbooks.list(site.team_id))) == 2
        archived = await everything(
            playbooks.playbooks.list(
                site.team_id, sort="runs", direction="desc", with_archived=True, search_term="cloud", per_page=1
            )
        )
        assert [one.id for one in archived] == [found[0].id]
        assert to_datetime(archived[0].delete_at)
        assert sent()[2] == [
            ("team_id", site.team_id),
            ("page", "0"),
            ("per_page", "1"),
            ("sort", "runs"),
            ("direction", "desc"),
            ("with_archived", "true"),
            ("search_term", "cloud"),
        ]


async def test_create_playbook(site, kit, sent):
    async with kit.playbooks(site) as playbooks:
        created = await playbooks.playbooks.create("Fire", site.team_id, public=True)
        assert sent() == (
            "POST",
            "/playbooks",
            [],
            {
                "title": "Fire",
                "team_id": site.team_id,
                "create_public_playbook_run": False,
                "checklists": [],
                "reminder_timer_default_seconds": 86_400,
                "public": True,
            },
        )
        made = await playbooks.playbooks.get(created.id)
        assert (made.title, made.public, made.members[0].user_id) == ("Fire", True, site.user_id)
        assert made.status_update_enabled is False
        items = [PlaybookChecklistItemCreate(title="Run", command="/run"), PlaybookChecklistItemCreate(title="Count")]
        created = await playbooks.playbooks.create(
            "Flood",
            site.team_id,
            public=True,
            description="Water",
            checklists=(PlaybookChecklistCreate(title="At once", items=items),),
            members=[PlaybookMember(user_id=site.user_ids[1], roles=["playbook_member", "playbook_admin"])],
            create_public_playbook_run=True,
            reminder_timer_default_seconds=60,
            default_owner_id=site.user_id,
            invited_user_ids=(site.user_ids[2],),
            broadcast_channel_ids=["c" * 26],
            webhook_on_creation_urls=["https://example.com/a"],
            webhook_on_status_update_urls=["http://example.com/b"],
            webhook_on_status_update_enabled=False,
            status_update_enabled=True,
            fields={"retrospective_enabled": True},
        )
        assert sent()[3] == {
            "title": "Flood",
            "team_id": site.team_id,
            "create_public_playbook_run": True,
            "checklists": [{"title": "At once", "items": [{"title": "Run", "command": "/run"}, {"title": "Count"}]}],
            "reminder_timer_default_seconds": 60,
            "description": "Water",
            "public": True,
            "broadcast_channel_ids": ["c" * 26],
            "broadcast_enabled": True,
            "invited_user_ids": [site.user_ids[2]],
            "invite_users_enabled": True,
            "default_owner_id": site.user_id,
            "default_owner_enabled": True,
            "webhook_on_creation_enabled": True,
            "webhook_on_status_update_enabled": False,
            "status_update_enabled": True,
            "members": [{"user_id": site.user_ids[1], "roles": ["playbook_member", "playbook_admin"]}],
            "webhook_on_creation_urls": ["https://example.com/a"],
            "webhook_on_status_update_urls": ["http://example.com/b"],
            "retrospective_enabled": True,
        }
        made = await playbooks.playbooks.get(created.id)
        assert (made.num_steps, made.webhook_on_creation_enabled, made.retrospective_enabled) == (2, True, True)
        assert made.status_update_enabled is True
        with pytest.raises(PermissionDeniedError, match=r"private playbook needs a licence \(public=True"):
            await playbooks.playbooks.create("Secret", site.team_id, public=False)
    site.set(playbooks_licensed=True)
    async with kit.playbooks(site) as playbooks:
        created = await playbooks.playbooks.create("Secret", site.team_id, public=False)
        assert (await playbooks.playbooks.get(created.id)).public is False


async def test_get_and_update_playbook(site, kit, sent):
    known = site.playbooks()[1]
    async with kit.playbooks(site) as playbooks:
        playbook = await playbooks.playbooks.get(known["id"])
        assert sent() == ("GET", f"/playbooks/{known['id']}", [], None)
        assert type(playbook) is Playbook
        assert playbook.to_dict() == known
        playbook.title = "Release, anew"
        assert await playbooks.playbooks.update(playbook) is None
        assert sent() == ("PUT", f"/playbooks/{known['id']}", [], {**known, "title": "Release, anew"})
        after = (await playbooks.playbooks.get(known["id"])).to_dict()
        changing = {"update_at", "title"}
        assert {k: v for k, v in after.items() if k not in changing | {"checklists"}} == {
            k: v for k, v in known.items() if k not in changing | {"checklists"}
        }
        assert titles(after) == titles(known)
        assert after["title"] == "Release, anew"
        playbook.checklists = []
        with pytest.raises(InvalidArgumentError, match="without_checklists=True removes them all"):
            await playbooks.playbooks.update(playbook)
        await playbooks.playbooks.update(playbook, without_checklists=True)
        assert (await playbooks.playbooks.get(known["id"])).checklists == []
        with pytest.raises(PermissionDeniedError, match="unknown id"):
            await playbooks.playbooks.get("a" * 26)


async def test_autofollows(site, kit, sent):
    known = site.playbooks()[0]["id"]
    async with kit.playbooks(site) as playbooks:
        assert await playbooks.playbooks.autofollows(known) == [site.user_id]
        assert sent() == ("GET", f"/playbooks/{known}/autofollows", [], None)


NOWHERE = "a" * 26
CHANGES = {
    "update": lambda p, run: p.runs.update(NOWHERE, name="n"),
    "update_status": lambda p, run: p.runs.update_status(NOWHERE, "m", 60),
    "finish": lambda p, run: p.runs.finish(NOWHERE),
    "restore": lambda p, run: p.runs.restore(NOWHERE),
    "change_owner": lambda p, run: p.runs.change_owner(NOWHERE, "u" * 26),
    "add": lambda p, run: p.items.add(run, 9, "x"),
    "move": lambda p, run: p.items.move(run, 0, 0, 0, 99),
    "update item": lambda p, run: p.items.update(run, 0, 99, title="t", command="", description=""),
    "delete item": lambda p, run: p.items.delete(run, 0, 99),
    "set_state": lambda p, run: p.items.set_state(run, 99, 0, "closed"),
    "set_assignee": lambda p, run: p.items.set_assignee(run, 0, 99, ""),
    "run": lambda p, run: p.items.run(run, 0, 1),
    "delete event": lambda p, run: p.timeline.delete(run, NOWHERE),
    "delete playbook": lambda p, run: p.playbooks.delete(NOWHERE),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_a_500_that_would_repeat_itself_is_asked_for_once(site, kit, change):
    before = site.runs()
    async with kit.playbooks(site) as playbooks:
        with pytest.raises(ServerError, match="Servers answer 500 to an unknown id") as caught:
            await CHANGES[change](playbooks, a_run(site)["id"])
    assert len(site.requests("playbooks")) == 1
    assert (caught.value.status, caught.value.outcome) == (500, plankit.Outcome.UNKNOWN)
    assert "look before you repeat it" in str(caught.value)
    assert site.runs() == before


async def test_options_of_every_method(site, kit):
    """Headers and query parameters reach the server with each operation, and do not stick."""
    run, event = a_run(site)["id"], a_run(site)["timeline_events"][0]["id"]
    playbook = site.playbooks()[0]["id"]
    options = {
        "headers": {"X-Trace": "7"},
        "extra_query": {"n": 2, "deep": True, "many": ["a", "b&c"], "none": None},
        "timeout": 5.0,
        "deadline": 10.0,
        "max_wait": 3.0,
        "max_body": 10**6,
    }
    async with kit.playbooks(site) as p:
        whole = await p.playbooks.get(playbook)
        calls = [
            lambda o: anext(aiter(p.runs.list(**o))),
            lambda o: anext(aiter(p.runs.walk(**o))),
            lambda o: p.runs.create(site.user_id, name="n", team_id=site.team_id, **o),
            lambda o: p.runs.owners(site.team_id, **o),
            lambda o: p.runs.channels(site.team_id, **o),
            lambda o: p.runs.get_by_channel(a_run(site)["channel_id"], **o),
            lambda o: p.runs.get(run, **o),
            lambda o: p.runs.update(run, name="n", **o),
            lambda o: p.runs.metadata(run, **o),
            lambda o: p.runs.update_status(run, "m", 1, **o),
            lambda o: p.runs.change_owner(run, site.user_id, **o),
            lambda o: p.items.add(run, 0, "t", **o),
            lambda o: p.items.move(run, 0, 0, 0, 0, **o),
            lambda o: p.items.reorder(run, 0, 0, 0, **o),
            lambda o: p.items.update(run, 0, 0, title="t", command="/c", description="", **o),
            lambda o: p.items.set_state(run, 0, 0, "closed", **o),
            lambda o: p.items.set_assignee(run, 0, 0, "", **o),
            lambda o: p.items.run(run, 0, 0, **o),
            lambda o: p.items.delete(run, 0, 0, **o),
            lambda o: anext(aiter(p.playbooks.list(site.team_id, **o))),
            lambda o: p.playbooks.create("t", site.team_id, public=True, **o),
            lambda o: p.playbooks.get(playbook, **o),
            lambda o: p.playbooks.update(whole, **o),
            lambda o: p.playbooks.autofollows(playbook, **o),
            lambda o: p.timeline.delete(run, event, **o),
            lambda o: p.runs.restore(run, **o),
            lambda o: p.runs.restart(run, **o),
            lambda o: p.runs.finish(run, **o),
            lambda o: p.runs.end(run, **o),
            lambda o: p.playbooks.delete(playbook, **o),
        ]
        operations = set()
        for number, call in enumerate(calls):
            given = {**options, "extra_query": {**options["extra_query"], "n": number}}
            await call(given)
            request = site.requests("playbooks")[-1]
            query = [pair for pair in request.query if pair[0] in ("n", "deep", "many", "none")]
            assert query == [("n", str(number)), ("deep", "true"), ("many", "a"), ("many", "b&c")]
            assert request.headers["x-trace"] == "7"
            operations.add(request.operation)
        from plankit.playbooks.client import METHODS

        assert operations == set(METHODS)
        await p.runs.get(run)
        assert "x-trace" not in site.requests("playbooks")[-1].headers
        with pytest.raises(TypeError, match="unexpected keyword argument"):
            await p.runs.get(run, team="x")


async def test_moments_are_understood_as_they_were_meant(site, kit):
    """A moment before which half of the runs began."""
    stamps = sorted(run["create_at"] for run in site.runs())
    middle = stamps[6]
    async with kit.playbooks(site) as playbooks:
        early = await everything(playbooks.runs.list(statuses=None, started_lt=to_datetime(middle)))
        late = await everything(playbooks.runs.list(statuses=None, started_gte=middle))
    assert sorted(run.create_at for run in early + late) == stamps
    assert all(to_datetime(run.create_at) < to_datetime(middle) for run in early)
    assert to_milliseconds(to_datetime(middle)) == middle
