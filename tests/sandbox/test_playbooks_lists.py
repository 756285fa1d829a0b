"""Paging, sorting and filters of runs."""

from __future__ import annotations

import pytest

from plankit.sandbox import sandbox

pytestmark = pytest.mark.socket


@pytest.fixture(scope="module", params=["1.41", "today"])
def many(request):
    with sandbox(runs=60, playbooks=3, playbooks_version=request.param) as s:
        yield s


@pytest.fixture
def site(many, site_of):
    return site_of(many)


def test_the_real_defaults(site):
    answer = site.get("/runs")
    assert list(answer) == ["total_count", "page_count", "per_page", "has_more", "items"]
    assert (answer["total_count"], answer["page_count"], answer["per_page"]) == (60, 1, 1000)
    assert answer["has_more"] is False
    times = [run["create_at"] for run in answer["items"]]
    assert times == sorted(times)
    assert {run["current_status"] for run in answer["items"]} == {"InProgress", "Finished"}
    assert site.get("/runs", per_page=0)["per_page"] == 1000
    assert site.get("/runs", per_page=5000)["per_page"] == 5000
    assert sum(run["current_status"] == "Finished" for run in answer["items"]) == 15


def test_pages(site):
    pages = [site.get("/runs", sort="id", per_page=25, page=page) for page in range(4)]
    assert [len(page["items"]) for page in pages] == [25, 25, 10, 0]
    assert [page["has_more"] for page in pages] == [True, True, False, False]
    assert {page["page_count"] for page in pages} == {3}
    identities = [run["id"] for page in pages for run in page["items"]]
    assert identities == sorted(identities)
    assert len(set(identities)) == 60
    assert site.get("/runs", sort="id", per_page=25, page=-3) == pages[0]
    assert site.get("/runs", sort="id", page="+1", per_page="025") == pages[1]


def test_pages_overlap_where_runs_are_equal(site):
    def walk(sort):
        pages = [site.get("/runs", sort=sort, per_page=7, page=page)["items"] for page in range(9)]
        return [run["id"] for page in pages for run in page]

    assert any(len(set(walk("team_id"))) < 60 for _ in range(3))
    assert len({tuple(walk("create_at")) for _ in range(3)}) > 1
    assert walk("id") == walk("id")


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("create_at", "create_at"),
        ("id", "id"),
        ("name", "name"),
        ("owner_user_id", "owner_user_id"),
        ("team_id", "team_id"),
        ("end_at", "end_at"),
        ("status", "current_status"),
        ("last_status_update_at", "last_status_update_at"),
    ],
)
def test_sorting(site, sort, key):
    values = [run[key] for run in site.get("/runs", sort=sort, direction="asc")["items"]]
    assert values == sorted(values)
    values = [run[key] for run in site.get("/runs", sort=sort, direction="desc")["items"]]
    assert values == sorted(values, reverse=True)


def test_sorting_by_metrics(site):
    for number in range(4):
        assert site.get("/runs", sort=f"metric{number}")["total_count"] == 60
    runs = site.get("/runs", sort="metric0")["items"]
    values = [run["metrics_data"][0]["value"] if run["metrics_data"] else None for run in runs]
    known = [value for value in values if value is not None]
    assert known
    assert known == sorted(known) == values[: len(known)]


@pytest.mark.parametrize(
    "query",
    [
        "page=x",
        "page=1e3",
        "per_page=x",
        "per_page=99999999999999999999",
        "sort=is_active",
        "sort=metric4",
        "direction=up",
        "statuses=a",
        "statuses=InProgress,Finished",
        "statuses=",
        "statuses=InProgress&statuses=x",
        "team_id=x",
        "owner_user_id=x",
        "participant_id=x",
        "participant_or_follower_id=me",
        "playbook_id=me",
        "active_gte=x",
        "started_lt=1.5",
    ],
)
@pytest.mark.parametrize("path", ["/runs", "/runs/channels"])
def test_bad_parameters(site, path, query):
    answer = site.call("GET", f"{path}?{query}")
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}


def test_filters(site):
    s, runs = site.s, site.s.runs()

    def listed(query):
        answer = site.call("GET", f"/runs?{query}")
        assert answer.status_code == 200
        return {run["name"] for run in answer.json()["items"]}

    def those(test):
        chosen = {run["name"] for run in runs if test(run)}
        assert 0 < len(chosen) < 60
        return chosen

    other, some = s.user_ids[1], runs[30]
    mine = those(lambda run: run["owner_user_id"] == s.user_id)
    assert listed("owner_user_id=me") == listed(f"owner_user_id={s.user_id}") == mine
    taking_part = those(lambda run: other in run["participant_ids"])
    assert listed(f"participant_id={other}") == taking_part == listed(f"participant_or_follower_id={other}")
    assert len(listed("participant_id=me")) == 60
    for status in ("InProgress", "Finished"):
        assert listed(f"statuses={status}") == those(lambda run, status=status: run["current_status"] == status)
    assert len(listed("statuses=InProgress&statuses=Finished")) == 60
    assert listed(f"playbook_id={some['playbook_id']}") == those(lambda run: run["playbook_id"] == some["playbook_id"])
    assert listed("search_term=RUN%2000000") == those(lambda run: run["name"].startswith("Run 00000"))
    at = some["create_at"]
    assert listed(f"started_gte={at}") == those(lambda run: run["create_at"] >= at)
    assert listed(f"started_lt={at}") == listed(f"active_lt={at}") == those(lambda run: run["create_at"] < at)
    assert listed(f"active_gte={at}") == those(lambda run: run["end_at"] == 0 or run["end_at"] >= at)
    assert len(listed(f"team_id={s.team_id}&types=playbook&started_gte=-5")) == 60
    assert listed("types=channelChecklist") == listed(f"team_id={'a' * 26}") == set()


def test_empty_parameters_are_absent_ones(site):
    assert len(site.get("/runs?team_id=&owner_user_id=&sort=&page=&search_term=")["items"]) == 60


def test_channels_of_runs(site):
    s = site.s
    finished = [run["channel_id"] for run in s.runs() if run["current_status"] == "Finished"]
    assert sorted(site.get("/runs/channels", team_id=s.team_id, statuses="Finished")) == sorted(finished)
    # The documented parameter is not read.
    assert len(site.get("/runs/channels", team_id=s.team_id, status="Finished")) == 60


def test_owners(site):
    s = site.s
    owners = site.get("/runs/owners", team_id=s.team_id)
    assert {owner["user_id"] for owner in owners} == {run["owner_user_id"] for run in s.runs()}
    assert set(owners[0]) == {"user_id", "username", "first_name", "last_name", "nickname"}
    assert site.get("/runs/owners", team_id="a" * 26) == []
    for query in ("", "?team_id=", "?team_id=x"):
        assert site.call("GET", f"/runs/owners{query}").status_code == 400


def test_seeds(many):
    version = many.settings.playbooks_version

    def seeded(**options):
        with sandbox(playbooks_version=version, **options) as s:
            return s.playbooks(), s.runs()

    assert seeded(runs=60) == (many.playbooks(), many.runs())
    assert seeded(runs=60, seed=2)[1][0]["id"] != many.runs()[0]["id"]
    assert seeded(playbooks=0, runs=4)[1][0]["playbook_id"] == ""
    runs = many.runs()
    assert [run["current_status"] for run in runs[:8]] == (["InProgress"] * 3 + ["Finished"]) * 2
    identities = [run["id"] for run in runs]
    assert identities != sorted(identities)
    assert all(len(identity) == 26 and identity.isalnum() and identity.islower() for identity in identities)
