from __future__ import annotations

import re

import httpx
import pytest

from plankit.sandbox import sandbox

pytestmark = pytest.mark.socket

FULL = {
    "name": "New initiative",
    "template": True,
    "projects": [{"name": "First", "alias": "MFNP"}, {"name": "Zweites", "alias": "MSNP"}],
}


def test_an_initiative_and_its_projects(box):
    before = box.s.products()
    answer = box.initiative(FULL)
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    assert "set-cookie" not in answer.headers
    made = answer.json()
    moment = made["created_at"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment)
    assert made == {
        "id": made["id"],
        "name": "New initiative",
        "alias": "",
        "description": None,
        "image_url": "https://www.planbox.com/img/product/na.png",
        "created_at": moment,
        "updated_at": moment,
        "_links": {
            "organization": {"href": "https://www.planbox.com/organizations/1"},
            "self": {"href": f"https://www.planbox.com/initiatives/{made['id']}"},
        },
    }
    *old, product = box.s.products()
    assert old == before
    assert box.ok("get_product", f"product_id={made['id']}") == product
    assert (product["name"], product["template"], product["permission"]) == ("New initiative", 1, "admin")
    assert {iteration["timeframe"] for iteration in product["iterations"]} >= {"current", "next", "backlog"}
    projects = box.ok("get_projects", f"product_id={made['id']}")
    assert [(project["name"], project["alias"]) for project in projects] == [("First", "MFNP"), ("Zweites", "MSNP")]
    writes = box.s.audit().created
    assert [write.key for write in writes] == ["New initiative", "First", "Zweites"]
    assert [write.id for write in writes] == [str(made["id"]), *(str(project["id"]) for project in projects)]
    assert {(write.service, write.operation) for write in writes} == {("planbox_alpha", "createInitiative")}


def test_it_is_never_the_same_one_again(box):
    ids = {box.initiative(FULL).json()["id"] for _ in range(2)}
    assert len(ids) == 2
    assert [write.key for write in box.s.audit().duplicated()] == ["New initiative", "First", "Zweites"]


def test_two_alike_projects_are_no_duplicate(box):
    twin = {"name": "Twin", "alias": "T"}
    assert box.initiative({"name": "New", "projects": [twin, twin]}).status_code == 201
    assert box.s.audit().duplicated() == []


def test_only_a_name(box):
    made = box.initiative({"name": "Ünique ✓", "unknown": 1}).json()
    product = box.s.products()[-1]
    assert (product["id"], product["name"], product["template"]) == (made["id"], "Ünique ✓", 0)
    assert product["project_ids"] == []


def test_links_as_an_array(box):
    box.s.set(planbox_links="array")
    links = box.initiative({"name": "New"}).json()["_links"]
    assert [list(link) for link in links] == [["organization"], ["self"]]
    assert links[0]["organization"]["href"].endswith("/organizations/1")


def _message(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == "application/json"
    assert list(answer.json()) == ["message"]
    return answer.json()["message"]


def test_without_a_good_token(box):
    for auth in (None, ("wrong", box.s.planbox_token), (box.s.planbox_token + "x", "")):
        url = f"{box.s.planbox_alpha_url}/organizations/1/initiatives"
        answer = httpx.post(url, json=FULL, auth=auth)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Basic realm="Planbox"'
        _message(answer)
    box.s.rotate_planbox_token()
    assert box.initiative(FULL).status_code == 401
    box.http.auth = (box.s.planbox_token, "")
    assert box.initiative(FULL).status_code == 201
    assert len(box.s.audit().created) == 3


@pytest.mark.parametrize("permission", ["read", "write"])
def test_only_for_owners_and_administrators(box, permission):
    box.s.set(planbox_permission=permission)
    answer = box.initiative(FULL)
    assert answer.status_code == 403
    _message(answer)
    assert box.s.audit().writes == []


def test_who_created_it_is_its_administrator(box):
    made = box.initiative(FULL).json()["id"]
    box.s.set(planbox_permission="read")
    assert box.ok("get_product", f"product_id={made}")["permission"] == "admin"
    box.ok("add_project", f"product_id={made}&name=More")


@pytest.mark.parametrize("organization", ["2", "0", "x", "01", "1%2F"])
def test_another_organisation(box, organization):
    answer = box.initiative(FULL, organization)
    assert answer.status_code == 404
    _message(answer)
    assert box.s.audit().writes == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": None},
        {"name": ""},
        {"name": "  "},
        {"name": 5},
        {"name": "A", "template": 1},
        {"name": "A", "template": None},
        {"name": "A", "projects": None},
        {"name": "A", "projects": {}},
        {"name": "A", "projects": ["B"]},
        {"name": "A", "projects": [{"name": "B"}]},
        {"name": "A", "projects": [{"alias": "B"}]},
        {"name": "A", "projects": [{"name": "B", "alias": ""}]},
        {"name": "A", "projects": [{"name": "B", "alias": "B"}, {"name": "B", "alias": "12345678901"}]},
    ],
)
def test_invalid_bodies(box, body):
    before = box.s.products(), box.s.projects()
    answer = box.initiative(body)
    assert answer.status_code == 422
    _message(answer)
    assert (box.s.products(), box.s.projects()) == before
    assert box.s.audit().writes == []


def test_bodies_that_are_no_json(box):
    url = f"{box.s.planbox_alpha_url}/organizations/1/initiatives"
    for content in (b"", b"{", b"[]", b"\xff"):
        answer = box.http.post(url, content=content, headers={"content-type": "application/json"})
        assert answer.status_code == 400
        _message(answer)
    assert box.http.post(url, data={"name": "A"}).status_code == 415


def test_other_methods_and_paths(box):
    url = f"{box.s.planbox_alpha_url}/organizations/1/initiatives"
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = box.http.request(method, url)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
        _message(answer)
    assert box.http.post(f"{box.s.planbox_alpha_url}/api/get_products").status_code == 404
    assert box.http.post(f"{box.s.planbox_url}/organizations/1/initiatives", json=FULL).status_code == 404


def test_it_goes_on_in_another_process(box_of):
    with sandbox(process=True, products=0) as s:
        made = box_of(s).initiative(FULL).json()["id"]
        assert [product["id"] for product in s.products()] == [made]
        assert len(s.projects()) == 2
