"""The runs of the Playbooks server."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.socket

INTERNAL = {"error": "An internal error has occurred. Check app server logs for details."}
OVER = {"error": "cannot modify a finished run"}


def _shown(site, run):
    return site.get(f"/runs/{run['id']}")


def _status(site, run, **fields):
    return site.call("POST", f"/runs/{run['id']}/status", json={"message": "It goes on", "reminder": 600, **fields})


def test_create(site):
    s = site.s
    answer = site.start(
        name="Down", playbook_id=s.playbooks()[0]["id"], description="an old one", summary="a new one", post_id=None
    )
    assert answer.status_code == 201
    run = answer.json()
    assert answer.headers["location"] == f"/api/v0/runs/{run['id']}"
    assert site.http.get(s.playbooks_url + answer.headers["location"]).status_code == 404
    assert run["summary"] == ("a new one" if site.modern else "an old one")
    assert (run["current_status"], run["end_at"], run["owner_user_id"]) == ("InProgress", 0, s.user_id)
    assert run == _shown(site, run)
    assert run in s.runs()
    (write,) = s.audit().created
    assert (write.operation, write.id, write.key) == ("createRun", run["id"], "Down")
    assert s.audit().duplicated() == []
    for _ in range(2):
        site.start(name="Down", playbook_id=s.playbooks()[0]["id"], description="an old one", summary="a new one")
    assert [write.key for write in s.audit().duplicated()] == ["Down", "Down"]


def test_what_a_run_shows(site):
    run = site.run()
    assert len(run) == 13 + 32 + (2 if site.modern else 0)
    assert not {"description", "is_active"}.intersection(run)
    assert ("update_at" in run, "items_order" in run) == (site.modern, site.modern)
    assert run["checklists"][0]["items"][0]["task_actions"] is None
    assert [name for name, value in run.items() if value is None] == []
    assert [event["event_type"] for event in run["timeline_events"]] == ["incident_created"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"owner_user_id": None}, 400),
        ({"team_id": None}, 400),
        ({"name": None}, 400),
        ({"name": "  "}, 400),
        ({"playbook_id": "a" * 26}, 500),
        ({"channel_id": "a" * 26}, 500),
        ({"name": "x" * 1025}, 500),
        ({"team_id": "a" * 26}, 403),
        ({"owner_user_id": "a" * 26}, 403),
    ],
)
def test_create_refuses(site, fields, status):
    answer = site.start(**fields)
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}
    assert len(site.s.runs()) == 12


def test_create_in_a_channel_and_without_a_playbook(site):
    channel = site.s.channel_ids[1]
    answer = site.start(name=None, team_id=None, channel_id=channel, type="channelChecklist", create_public_run=False)
    assert answer.status_code == 201
    run = answer.json()
    assert (run["channel_id"], run["name"], run["playbook_id"]) == (channel, "Off-Topic", "")
    assert (run["type"], run["team_id"], run["checklists"]) == ("channelChecklist", site.s.team_id, [])
    assert site.start().json()["type"] == "playbook"


def _dialog(site, **submission):
    first = {"playbookID": site.s.playbooks()[0]["id"], "playbookRunName": "By dialog", **submission}
    body = {"team_id": site.s.team_id, "user_id": site.s.user_id, "submission": first, "type": "dialog_submission"}
    return site.call("POST", "/runs/dialog", json=body)


def test_create_by_dialog(site):
    answer = _dialog(site, playbookRunDescription="why")
    assert (answer.status_code, answer.content) == (201, b"")
    assert "content-type" not in answer.headers
    identity = answer.headers["location"].removeprefix("/api/v0/runs/")
    assert site.get(f"/runs/{identity}")["summary"] == "why"
    answer = _dialog(site, playbookRunName="x" * 65)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert list(json.loads(answer.text)["errors"]) == ["playbookRunName"]
    assert _dialog(site, playbookRunName="").status_code == 400
    assert _dialog(site, playbookID="").status_code == 500
    assert [write.operation for write in site.s.audit().created] == ["createRunFromDialog"]


def test_patch(site):
    run = site.run()
    answer = site.call("PATCH", f"/runs/{run['id']}", json={"active_stage": 1})
    assert (answer.status_code, answer.json()) == (200, run)
    answer = site.call("PATCH", f"/runs/{run['id']}", json={"name": "new", "summary": "s"})
    assert answer.json() == _shown(site, run)
    if site.modern:
        assert (answer.json()["name"], answer.json()["summary"]) == ("new", "s")
        assert answer.json()["summary_modified_at"] > 0
        assert site.call("PATCH", f"/runs/{run['id']}", json={"name": " "}).status_code == 400
        assert site.call("PATCH", f"/runs/{run['id']}", json={"name": "x" * 1025}).status_code == 500
    else:
        assert answer.json() == run
    assert {write.key for write in site.s.audit().updated} == {"new" if site.modern else "A run", "A run"}


def test_status(site):
    run = site.run()
    answer = _status(site, run)
    assert (answer.status_code, answer.json()) == (200, {"status": "OK"})
    now = _shown(site, run)
    assert now["previous_reminder"] == 600 * 10**9
    assert now["last_status_update_at"] == now["status_posts"][0]["create_at"] > 0
    assert now["timeline_events"][-1]["event_type"] == "status_updated"
    for fields in ({"reminder": 0}, {"reminder": -1}, {"reminder": None}, {"reminder": 1.5}, {"message": " "}):
        assert _status(site, run, **fields).status_code == 400
    # What the document requires is not read, and what it lets out is needed.
    body = {"description": "x", "message": "x"}
    assert site.call("POST", f"/runs/{run['id']}/status", json=body).status_code == 400
    assert _shown(site, run) == now
    assert _status(site, run, finish_run=True).status_code == 200
    assert _shown(site, run)["current_status"] == "Finished"


def test_finish_and_restore(site):
    run = site.run(name="to finish")
    for _ in range(2):
        answer = site.call("PUT", f"/runs/{run['id']}/finish", json={"x": 1})
        assert (answer.status_code, answer.json()) == (200, {"status": "OK"})
    over = _shown(site, run)
    assert (over["current_status"], over["end_at"] >= run["create_at"]) == ("Finished", True)
    assert [event["event_type"] for event in over["timeline_events"]] == ["incident_created", "run_finished"]
    for _ in range(2):
        answer = site.call("PUT", f"/runs/{run['id']}/restore")
        assert (answer.status_code, answer.json()) == (200, {"status": "OK"})
    back = _shown(site, run)
    assert (back["current_status"], back["end_at"]) == ("InProgress", 0)
    answer = site.call("POST", f"/runs/{run['id']}/finish-dialog", json={})
    assert (answer.status_code, answer.content) == (200, b"")
    assert _shown(site, run)["current_status"] == "Finished"
    writes = site.s.audit().updated
    assert [write.operation for write in writes] == ["finishRun"] * 2 + ["restoreRun"] * 2 + ["finishRunFromDialog"]
    assert {(write.key, write.id) for write in writes} == {("to finish", run["id"])}


def test_who_may_finish(site):
    run = site.run(owner_user_id=site.s.user_ids[2])
    status = 403 if site.modern else 200
    for method, path in (("PUT", "finish"), ("PUT", "restore"), ("POST", "finish-dialog")):
        answer = site.call(method, f"/runs/{run['id']}/{path}")
        assert answer.status_code == status
        if site.modern:
            assert answer.json() == {"error": "Not authorized"}
    site.call("POST", f"/runs/{run['id']}/owner", json={"owner_id": site.s.user_id})
    assert site.call("PUT", f"/runs/{run['id']}/finish").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", {"name": "x"}),
        ("POST", "/status", {"message": "x", "reminder": 5}),
        ("POST", "/owner", {"owner_id": "5s91mduop94dhywkz6oabidqkn"}),
        ("POST", "/checklists/0/add", {"title": "x"}),
        (
            "POST",
            "/checklists/move-item",
            {"source_checklist_idx": 0, "source_item_idx": 0, "dest_checklist_idx": 0, "dest_item_idx": 1},
        ),
        ("PUT", "/checklists/0/item/0", {"title": "x", "command": ""}),
        ("DELETE", "/checklists/0/item/0", None),
        ("PUT", "/checklists/0/item/0/state", {"new_state": "closed"}),
        ("PUT", "/checklists/0/item/0/assignee", {"assignee_id": ""}),
        ("POST", "/checklists/0/item/0/run", None),
        ("DELETE", "/timeline/{event}", None),
    ],
)
def test_writing_to_a_finished_run(site, method, path, body):
    run = site.run()
    site.call("PUT", f"/runs/{run['id']}/finish")
    over = _shown(site, run)
    path = path.format(event=run["timeline_events"][0]["id"])
    answer = (
        site.call(method, f"/runs/{run['id']}{path}", json=body)
        if body
        else site.call(method, f"/runs/{run['id']}{path}")
    )
    if site.modern:
        assert (answer.status_code, answer.json()) == (400, OVER)
        assert _shown(site, run) == over
    else:
        assert answer.status_code < 300


def test_owner(site):
    run, other = site.run(), site.s.user_ids[3]
    answer = site.call("POST", f"/runs/{run['id']}/owner", json={"owner_id": other})
    assert (answer.status_code, answer.json()) == (200, {})
    now = _shown(site, run)
    assert now["owner_user_id"] == other
    assert other in now["participant_ids"]
    assert now["timeline_events"][-1]["event_type"] == "owner_changed"
    for unknown in ("", "a" * 26):
        answer = site.call("POST", f"/runs/{run['id']}/owner", json={"owner_id": unknown})
        assert (answer.status_code, answer.json()) == (500, INTERNAL)


def test_metadata(site):
    run = site.run(name="Server down!")
    data = site.get(f"/runs/{run['id']}/metadata")
    assert set(data) == {
        "channel_name",
        "channel_display_name",
        "team_name",
        "num_participants",
        "total_posts",
        "followers",
    }
    assert (data["channel_display_name"], data["num_participants"]) == ("Server down!", 1)
    assert data["followers"] == [site.s.user_id]


def test_timeline(site):
    run = site.run()
    event = run["timeline_events"][0]["id"]
    for _ in range(2):
        answer = site.call("DELETE", f"/runs/{run['id']}/timeline/{event}")
        assert (answer.status_code, answer.content) == (204, b"")
    assert _shown(site, run)["timeline_events"] == []
    assert site.call("DELETE", f"/runs/{run['id']}/timeline/{'a' * 26}").status_code == 500


class Items:
    """The first checklist of a run."""

    def __init__(self, site):
        self.site = site
        self.run = site.run()

    def call(self, method, path, **kwargs):
        return self.site.call(method, f"/runs/{self.run['id']}/checklists{path}", **kwargs)

    def titles(self, number=0):
        return [item["title"] for item in _shown(self.site, self.run)["checklists"][number]["items"]]

    def item(self, number):
        return _shown(self.site, self.run)["checklists"][0]["items"][number]


@pytest.fixture
def items(site):
    return Items(site)


def test_adding_an_item(items, site):
    before = items.titles()
    answer = items.call("POST", "/0/add", json={"title": "new", "command": "/x", "due_date": 5})
    assert (answer.status_code, answer.content) == (201, b"")
    assert items.titles() == [*before, "new"]
    assert (items.item(-1)["command"], items.item(-1)["due_date"]) == ("/x", 5)
    assert items.call("POST", "/0/add", json={"title": " "}).status_code == 400
    answer = items.call("POST", "/9/add", json={"title": "new"})
    assert (answer.status_code, answer.json()) == (500, INTERNAL)
    answer = items.call("POST", "/0/add", json={"title": "x" * 256 * 1024})
    assert (answer.status_code, answer.json()) == (500, INTERNAL)
    assert items.call("POST", f"/{'9' * 5000}/add", json={"title": "new"}).status_code == 400
    assert items.titles() == [*before, "new"]
    (write,) = site.s.audit().updated
    assert (write.operation, write.key, write.id) == ("addChecklistItem", "A run", items.run["id"])


def test_renaming_an_item(items):
    answer = items.call("PUT", "/0/item/1", json={"title": "new", "command": "/new"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert "content-type" not in answer.headers
    assert (items.item(1)["title"], items.item(1)["command"]) == ("new", "/new")


def test_renaming_an_item_replaces_all_its_texts(items):
    texts = {"title": "new", "command": "/new", "description": "more"}
    assert items.call("PUT", "/0/item/1", json=texts).status_code == 200
    assert {name: items.item(1)[name] for name in texts} == texts
    assert items.call("PUT", "/0/item/1", json={"title": "newer"}).status_code == 200
    assert {name: items.item(1)[name] for name in texts} == {"title": "newer", "command": "", "description": ""}


def test_deleting_an_item(items):
    before = items.titles()
    answer = items.call("DELETE", "/0/item/1")
    assert (answer.status_code, answer.content) == (204, b"")
    assert items.titles() == [before[0], *before[2:]]
    for place in ("/0/item/9", "/9/item/0"):
        assert items.call("DELETE", place).status_code == 500


@pytest.mark.parametrize("state", ["", "in_progress", "closed", "skipped"])
def test_the_state_of_an_item(items, state):
    answer = items.call("PUT", "/0/item/1/state", json={"new_state": state})
    assert (answer.status_code, answer.json()) == (200, {})
    item = items.item(1)
    assert item["state"] == state
    assert item["state_modified"] > 0
    assert (item["delete_at"] > 0) == (state == "skipped")
    assert items.call("PUT", "/0/item/1/state", json={"new_state": "open"}).status_code == 400
    assert items.call("PUT", "/0/item/9/state", json={"new_state": "closed"}).status_code == 500


def test_the_assignee_of_an_item(items, site):
    for user in (site.s.user_ids[4], ""):
        answer = items.call("PUT", "/0/item/1/assignee", json={"assignee_id": user})
        assert (answer.status_code, answer.json()) == (200, {})
        assert items.item(1)["assignee_id"] == user
    assert items.call("PUT", "/0/item/1/assignee", json={"assignee_id": "a" * 26}).status_code == 500


def test_running_an_item(items):
    answer = items.call("POST", "/0/item/0/run")
    assert answer.status_code == 200
    assert len(answer.json()["trigger_id"]) == 26
    assert items.item(0)["command_last_run"] > 0
    for body in (b"{}", b" ", b"\0"):
        answer = items.call("POST", "/0/item/0/run", content=body)
        assert (answer.status_code, answer.json()) == (400, {"error": "request body must be empty"})
    assert items.call("POST", "/0/item/1/run").status_code == 500


def test_moving_an_item(items):
    first, second = items.titles(0), items.titles(1)

    def move(*places):
        names = ("source_checklist_idx", "source_item_idx", "dest_checklist_idx", "dest_item_idx")
        return items.call("POST", "/move-item", json=dict(zip(names, places, strict=True)))

    answer = move(0, 0, 0, 2)
    assert (answer.status_code, answer.content) == (200, b"")
    assert items.titles(0) == [first[1], first[2], first[0], first[3]]
    assert move(0, 2, 1, 4).status_code == 200
    assert items.titles(0) == first[1:]
    assert items.titles(1) == [*second, first[0]]
    for places in ((0, 9, 0, 0), (9, 0, 0, 0), (0, 0, 9, 0), (0, 0, 0, 3), (0, 0, 1, 6), (0, 0, 1, -1)):
        assert move(*places).status_code == 500
    assert items.titles(0) == first[1:]


def test_autocomplete(site):
    run = site.run(name="x")
    offered = site.get("/runs/checklist-autocomplete", channel_id=run["channel_id"])
    assert offered[1] == {
        "item": "0 1",
        "hint": run["checklists"][0]["items"][1]["title"],
        "helptext": "Check/uncheck this item",
    }
    assert site.call("GET", f"/runs/checklist-autocomplete?channel_id={'a' * 26}").status_code == 404
    # The documented spelling.
    answer = site.call("GET", f"/runs/checklist-autocomplete?channel_ID={run['channel_id']}")
    assert answer.status_code == (400 if site.modern else 200)
    if not site.modern:
        assert len(answer.json()) > len(offered)
