"""The playbooks of the Playbooks server."""

from __future__ import annotations

import pytest

from plankit.sandbox import sandbox

pytestmark = pytest.mark.socket

INTERNAL = {"error": "An internal error has occurred. Check app server logs for details."}
MODERN_ITEM = {"update_at"}
ITEM = {
    "id",
    "title",
    "state",
    "state_modified",
    "assignee_id",
    "assignee_modified",
    "command",
    "command_last_run",
    "description",
    "delete_at",
    "due_date",
    "task_actions",
}


def _refused(answer, status, message):
    assert (answer.status_code, answer.json()) == (status, {"error": message})


def test_the_body_as_specified_is_always_refused(site):
    body = {
        "title": "Cloud",
        "team_id": site.s.team_id,
        "create_public_playbook_run": True,
        "public": True,
        "checklists": [],
        "member_ids": [site.s.user_id],
    }
    answer = site.call("POST", "/playbooks", json=body)
    _refused(answer, 400, "playbook ReminderTimerDefaultSeconds must be > 0")
    answer = site.call("POST", "/playbooks", json={**body, "reminder_timer_default_seconds": -1})
    assert answer.status_code == 400
    assert site.s.audit().created == []
    answer = site.call("POST", "/playbooks", json={**body, "reminder_timer_default_seconds": 86400})
    assert answer.status_code == 201
    assert set(answer.json()) == {"id"}
    identity = answer.json()["id"]
    assert len(identity) == 26
    assert answer.headers["location"] == f"/plugins/playbooks/api/v0/playbooks/{identity}"
    (write,) = site.s.audit().created
    assert (write.operation, write.id, write.key) == ("createPlaybook", identity, "Cloud")


def test_what_a_playbook_shows(site):
    checklists = [
        {"title": "Triage", "items": [{"title": "Look"}, {"title": "Act", "command": "/x"}]},
        {"title": "End"},
    ]
    made = site.playbook(checklists=checklists)
    assert len(made) == 10 + 42
    assert "member_ids" not in made
    assert (made["num_stages"], made["num_steps"], made["num_runs"]) == (2, 2, 0)
    first, second = made["checklists"]
    assert second["items"] == []
    assert set(first) == {"id", "title", "items"} | ({"update_at", "items_order"} if site.modern else set())
    assert set(first["items"][0]) == ITEM | (MODERN_ITEM if site.modern else set())
    assert first["items"][0]["task_actions"] is None
    assert made in site.s.playbooks()


def test_without_members_the_caller_administers(site):
    assert site.playbook(member_ids=["x"])["members"] == [
        {"user_id": site.s.user_id, "roles": ["playbook_member", "playbook_admin"], "scheme_roles": None}
    ]
    other = {"user_id": site.s.user_ids[1], "roles": ["playbook_member"]}
    assert site.playbook(members=[other])["members"] == [{**other, "scheme_roles": None}]


def test_private_playbooks_need_a_licence(site):
    body = {"title": "x", "team_id": site.s.team_id, "reminder_timer_default_seconds": 5}
    _refused(site.call("POST", "/playbooks", json=body), 403, "Not authorized")
    site.s.set(playbooks_licensed=True)
    identity = site.call("POST", "/playbooks", json=body).json()["id"]
    assert site.get(f"/playbooks/{identity}")["public"] is False


def test_fields_that_servers_ignore(site):
    made = site.playbook(
        announcement_channel_id="x",
        announcement_channel_enabled=True,
        webhook_on_creation_url="no url",
        webhook_on_status_update_url=5,
    )
    assert (made["webhook_on_creation_urls"], made["broadcast_enabled"]) == ([], False)


@pytest.mark.parametrize("field", ["webhook_on_creation_urls", "webhook_on_status_update_urls"])
def test_addresses_of_webhooks(site, field):
    good = [f"https://example.com/{number}" for number in range(63)] + ["http://example.com"]
    assert site.playbook(**{field: good})[field] == good
    for bad in ([*good, "http://example.com/65"], ["ftp://example.com"], ["/x"], ["http://"], ["http://[x"], [""]):
        body = {
            "title": "x",
            "team_id": site.s.team_id,
            "public": True,
            "reminder_timer_default_seconds": 5,
            field: bad,
        }
        assert site.call("POST", "/playbooks", json=body).status_code == 400


def test_what_the_store_does_not_take_is_an_internal_error(site):
    def create(**fields):
        body = {"title": "x", "team_id": site.s.team_id, "public": True, "reminder_timer_default_seconds": 5, **fields}
        return site.call("POST", "/playbooks", json=body)

    assert create(title="x" * 1024).status_code == 201
    _refused(create(title="x" * 1025), 500, INTERNAL["error"])
    long = {"title": "x", "items": [{"title": "x", "description": "x" * 256 * 1024}]}
    _refused(create(checklists=[long]), 500, INTERNAL["error"])
    assert len(site.s.audit().created) == 1
    made = site.s.playbooks()[0]
    _refused(site.call("PUT", f"/playbooks/{made['id']}", json={**made, "title": "x" * 1025}), 500, INTERNAL["error"])
    assert site.s.playbooks()[0] == made


def test_another_team(site):
    body = {"title": "x", "team_id": "a" * 26, "public": True, "reminder_timer_default_seconds": 5}
    assert site.call("POST", "/playbooks", json=body).status_code == 403


def test_put_replaces_the_whole(site):
    made = site.playbook(description="old", webhook_on_creation_urls=["https://example.com"], invite_users_enabled=True)
    answer = site.call("PUT", f"/playbooks/{made['id']}", json={"title": "new", "public": True, "id": "ignored"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert "content-type" not in answer.headers
    now = site.get(f"/playbooks/{made['id']}")
    assert (now["id"], now["title"], now["create_at"]) == (made["id"], "new", made["create_at"])
    assert (now["description"], now["webhook_on_creation_urls"], now["members"]) == ("", [], [])
    assert (now["invite_users_enabled"], now["reminder_timer_default_seconds"], now["team_id"]) == (False, 0, "")
    _refused(site.call("PUT", f"/playbooks/{made['id']}", json={"title": "new"}), 403, "Not authorized")
    assert [(write.kind, write.key) for write in site.s.audit().updated] == [("update", "new")]


def test_what_get_shows_can_be_put_back(site):
    made = site.get(f"/playbooks/{site.s.playbooks()[0]['id']}")
    assert site.call("PUT", f"/playbooks/{made['id']}", json=made).status_code == 200
    now = site.get(f"/playbooks/{made['id']}")
    assert now["checklists"][0]["id"] == made["checklists"][0]["id"]
    assert {**now, "update_at": 0, "checklists": []} == {**made, "update_at": 0, "checklists": []}


def test_a_list_item_put_back_loses_its_checklists(site):
    item = site.get("/playbooks", team_id=site.s.team_id)["items"][0]
    assert item["checklists"] == []
    assert item["num_stages"] == 2
    assert site.get(f"/playbooks/{item['id']}")["checklists"]
    site.call("PUT", f"/playbooks/{item['id']}", json=item)
    assert site.get(f"/playbooks/{item['id']}")["checklists"] == []


def test_delete_archives(site):
    made = site.playbook(title="gone")
    answer = site.call("DELETE", f"/playbooks/{made['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert site.get(f"/playbooks/{made['id']}")["delete_at"] > 0
    listed = {row["id"] for row in site.get("/playbooks")["items"]}
    assert made["id"] not in listed
    assert made["id"] in {row["id"] for row in site.get("/playbooks", with_archived="true")["items"]}
    assert site.start(playbook_id=made["id"]).status_code == 500
    assert site.call("DELETE", f"/playbooks/{made['id']}").status_code == 204
    assert [write.key for write in site.s.audit().deleted] == ["gone", "gone"]


def test_autofollows_are_a_bare_list(site):
    assert site.get(f"/playbooks/{site.playbook()['id']}/autofollows") == [site.s.user_id]


def test_runs_are_counted(site):
    made = site.playbook()
    runs = [site.run(playbook_id=made["id"]) for _ in range(2)]
    site.call("PUT", f"/runs/{runs[0]['id']}/finish")
    now = site.get(f"/playbooks/{made['id']}")
    assert (now["num_runs"], now["active_runs"], now["last_run_at"]) == (2, 1, runs[1]["create_at"])
    site.call("PUT", f"/runs/{runs[0]['id']}/restore")
    assert site.get(f"/playbooks/{made['id']}")["active_runs"] == 2


def test_lists_of_playbooks(site_of):
    with sandbox(playbooks=7, runs=30) as s:
        site = site_of(s)
        page = site.get("/playbooks", team_id=s.team_id, per_page=3, page=2)
        assert {name: value for name, value in page.items() if name != "items"} == {
            "total_count": 7,
            "page_count": 3,
            "has_more": False,
        }
        assert len(page["items"]) == 1
        assert site.get("/playbooks", page=5, per_page=3) == {**page, "items": []}
        titles = [row["title"] for row in site.get("/playbooks")["items"]]
        assert titles == sorted(titles)
        for sort, field in (
            ("title", "title"),
            ("stages", "num_stages"),
            ("steps", "num_steps"),
            ("runs", "num_runs"),
            ("last_run_at", "last_run_at"),
            ("active_runs", "active_runs"),
        ):
            values = [row[field] for row in site.get("/playbooks", sort=sort, direction="desc")["items"]]
            assert values == sorted(values, reverse=True)
        assert [row["title"] for row in site.get("/playbooks", search_term="OUTAGE 2")["items"]] == ["Cloud outage 2"]
        orders = {tuple(row["id"] for row in site.get("/playbooks", sort="stages")["items"]) for _ in range(5)}
        assert len(orders) > 1


@pytest.mark.parametrize(
    "query", ["page=-1", "per_page=-1", "page=x", "per_page=1.5", "sort=id", "direction=up", "team_id=x"]
)
def test_bad_parameters_of_lists_of_playbooks(site, query):
    answer = site.call("GET", f"/playbooks?{query}")
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}


def test_playbooks_of_another_team(site):
    assert site.call("GET", "/playbooks", params={"team_id": "a" * 26}).status_code == 403
