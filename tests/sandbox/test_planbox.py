from __future__ import annotations

import base64
import json
import re
import signal
import subprocess
import sys
import time

import httpx
import pytest

from plankit.sandbox import sandbox

pytestmark = pytest.mark.socket

CALLER = 42
READS = ["get_product", "get_products", "get_project", "get_projects", "add_project"]


def _basic(user: str, password: str = "x") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _login(box, **fields):
    return box.http.post(f"{box.s.planbox_url}/api/auth", data=fields, auth=None)


def test_every_answer_is_an_envelope_of_text_with_a_cookie(box):
    for call, code in (("get_products", "ok"), ("get_product", "error")):
        answer = box.post(call)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=UTF-8"
        assert re.fullmatch(r"PHPSESSID=[0-9a-f]{26}; path=/; HttpOnly", answer.headers["set-cookie"])
        envelope = answer.json()
        assert list(envelope) == ["code", "content", "redirect", "time"]
        assert (envelope["code"], envelope["redirect"]) == (code, "")
        assert abs(envelope["time"] - time.time()) < 30
        assert isinstance(envelope["time"], int)


def test_a_cookie_lets_nobody_in_and_is_not_renewed(box):
    cookie = box.post("get_products").headers["set-cookie"].partition(";")[0]
    headers = {"cookie": cookie, "content-type": "application/x-www-form-urlencoded"}
    answer = httpx.post(f"{box.s.planbox_url}/api/get_products", headers=headers)
    assert answer.json()["code"] == "error"
    assert "set-cookie" not in answer.headers
    assert box.s.requests("planbox")[-1].headers["cookie"] == "***"


def test_json_is_written_as_php_writes_it(box):
    product = box.s.products()[0]["id"]
    text = box.post("add_project", f"product_id={product}&name=Caf%C3%A9/1").text
    assert r'"name":"Caf\u00e9\/1"' in text
    assert text.isascii()


def test_login(box):
    s = box.s
    answer = _login(box, email=s.planbox_email.upper(), password=s.planbox_password)
    assert answer.json()["content"] == {"access_token": s.planbox_token}
    assert s.audit().tokens_issued == 1
    for fields in (
        {},
        {"email": s.planbox_email},
        {"password": s.planbox_password},
        {"email": s.planbox_email, "password": s.planbox_password + "x"},
        {"email": "x" + s.planbox_email, "password": s.planbox_password},
        {"email[]": s.planbox_email, "password": s.planbox_password},
    ):
        s.set(planbox_auth_status=401)
        refused = _login(box, **fields)
        assert (refused.status_code, refused.json()["code"]) == (200, "error")
        assert refused.json()["content"].startswith("Email or password is incorrect, ")
    as_json = {"email": s.planbox_email, "password": s.planbox_password}
    assert httpx.post(f"{s.planbox_url}/api/auth", json=as_json).json()["code"] == "error"
    assert s.audit().tokens_issued == 1
    applied = [request.applied for request in s.requests("planbox")]
    assert applied == [True] + [False] * 7


@pytest.mark.parametrize("password", ["", "anything", "a:b"])
def test_the_token_is_a_user_name_with_any_password(box, password):
    answer = box.http.post(f"{box.s.planbox_url}/api/get_products", auth=(box.s.planbox_token, password))
    assert answer.json()["code"] == "ok"


def test_the_token_may_be_a_field(box):
    url = f"{box.s.planbox_url}/api/get_products"
    fields = {"access_token": box.s.planbox_token}
    assert httpx.post(url, data=fields).json()["code"] == "ok"
    assert httpx.post(url, params=fields).json()["code"] == "error"
    assert httpx.post(url, json=fields).json()["code"] == "error"
    assert httpx.post(url, data={"access_token[]": box.s.planbox_token}).json()["code"] == "error"
    assert httpx.post(url, data=fields, auth=("wrong", "x")).json()["code"] == "error"


@pytest.mark.parametrize("call", READS)
def test_without_a_good_token(box, call):
    token = box.s.planbox_token
    url = f"{box.s.planbox_url}/api/{call}"
    bad = [None, _basic(""), _basic(token[:-1]), _basic("x", token), f"Bearer {token}", "Basic ???", "Basic", ""]
    bad.append("Basic " + base64.b64encode(token.encode()).decode())
    bad.append("Basic " + base64.b64encode(b"\xff:x").decode())
    for status in (200, 401):
        box.s.set(planbox_auth_status=status)
        for header in bad:
            answer = httpx.post(url, headers={} if header is None else {"authorization": header}, verify=box.tls)
            assert answer.status_code == status
            assert answer.json()["code"] == "error"
            assert answer.json()["content"].startswith("You must be logged in")
            assert ("www-authenticate" in answer.headers) == (status == 401)
    assert box.s.audit().writes == []
    assert not any(request.applied for request in box.s.requests())


def test_rotation(box):
    s = box.s
    old = s.planbox_token
    new = s.rotate_planbox_token()
    assert new == s.planbox_token != old
    box.error("get_products")
    assert _login(box, email=s.planbox_email, password=s.planbox_password).json()["content"]["access_token"] == new
    box.http.auth = (new, "")
    box.ok("get_products")
    third = s.rotate_planbox_token()
    box.http.auth = None
    for secret in (old, new, third, s.planbox_password):
        url = f"{s.planbox_url}/api/{secret}"
        box.http.post(url, params={"q": secret}, headers={"x-test": secret}, data={"a": secret})
    shown = repr(s.requests())
    assert not any(secret in shown for secret in (old, new, third, s.planbox_password))
    assert "***" in shown


def test_rotation_in_another_process(box_of):
    with sandbox(process=True, products=1) as s:
        box = box_of(s)
        box.ok("get_products")
        s.rotate_planbox_token()
        box.error("get_products")
        box.http.auth = (s.planbox_token, "x")
        assert box.ok("get_products") == s.products()
        assert len(s.products()) == 1
        assert s.organization_id == 1


def test_only_post_and_only_known_calls(box):
    for call, status in (("get_products", 405), ("get_stories", 404), ("get_products/", 404)):
        method = "GET" if status == 405 else "POST"
        answer = box.http.request(method, f"{box.s.planbox_url}/api/{call}")
        assert answer.status_code == status
        assert answer.json()["code"] == "error"
        assert answer.headers.get("allow") == ("POST" if status == 405 else None)
    assert box.s.audit().requests["unknown"] == 3


def test_products(box):
    content = box.ok("get_products")
    assert content == box.s.products()
    assert len(content) == 3
    for product in content:
        assert box.ok("get_product", f"product_id={product['id']}") == product
        assert {"token", "pr_token", "organization_id", "show_estimate", "defaults"} <= set(product)
        assert (product["permission"], product["organization_id"]) == ("admin", box.s.organization_id)
        assert CALLER in product["resource_ids"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", product["created_on"])
        frames = {iteration["timeframe"]: iteration for iteration in product["iterations"]}
        assert {"current", "next", "backlog"} <= set(frames)
        assert frames["backlog"]["end"] == "0000-00-00"
        assert frames["next"]["start"] == product["iteration_start"]
        numbers = [iteration["num"] for iteration in product["iterations"]]
        assert numbers == sorted(set(numbers))
    flags = [product["email_notifications"] for product in content]
    assert [] in flags
    assert any(isinstance(some, dict) and set(some.values()) <= {0, 1} and some for some in flags)
    assert {product["template"] for product in content} <= {0, 1}


def test_projects(box):
    product, other, *_ = box.s.products()
    content = box.ok("get_projects", f"product_id={product['id']}")
    assert [project["id"] for project in content] == product["project_ids"]
    assert content == [project for project in box.s.projects() if project["product_id"] == product["id"]]
    assert 2 <= len(content) <= 4
    for project in content:
        fields = f"product_id={product['id']}&project_id={project['id']}"
        assert box.ok("get_project", fields) == project
        assert isinstance(box.error("get_project", f"product_id={other['id']}&project_id={project['id']}"), str)
    assert content[0]["association"] == content[0]["resource_associations"][str(CALLER)] == "worker"
    nobody = content[-1]
    assert (nobody["resource_ids"], nobody["resource_associations"], nobody["resource_roles"]) == ([], [], [])
    assert nobody["role_ids"] is None
    roles = [role for project in box.s.projects() for role in dict(project["resource_roles"]).values()]
    assert {type(role) for role in roles} == {int, list}


def test_forms_are_read_as_php_reads_them(box):
    one, two = (product["id"] for product in box.s.products()[:2])

    def found(body):
        return list(dict.fromkeys(project["product_id"] for project in box.ok("get_projects", body)))

    assert found(f"product_id={one}") == [one]
    assert found(f"product_id[]={two}&product_id[]={one}") == [two, one]
    assert found(f"product_id%5B%5D={one}&product_id%5b%5d={two}") == [one, two]
    assert found(f"product_id[0]={one}&product_id[1]={two}") == [one, two]
    assert found(f"product_id[5]={one}&product_id[]={two}") == [one, two]
    assert found(f"product_id[]={one}&product_id[]={one}") == [one]
    assert found(f"product_id={one}&product_id={two}") == [two]
    assert found(f"product_id={one}&product_id[]={two}") == [two]
    assert found(f"product_id[]={one}&product_id={two}") == [two]
    ids = [project["id"] for project in box.ok("get_projects", f"product_id[]={one}&product_id[]={one}")]
    assert len(ids) == len(set(ids))
    box.error("get_product", f"product_id[]={one}")
    url = f"{box.s.planbox_url}/api/get_product"
    assert box.http.post(url, json={"product_id": one}).json()["code"] == "error"
    assert box.http.post(url, params={"product_id": one}).json()["code"] == "error"
    typed = {"content-type": "Application/X-WWW-Form-URLEncoded; charset=UTF-8"}
    assert box.http.post(url, content=f"product_id={one}", headers=typed).json()["code"] == "ok"


@pytest.mark.parametrize("value", [None, "", "0", "999999", "x", "1e3", "-1", "+1", "٣", "9" * 40, "null"])
def test_unknown_ids_are_errors(box, value):
    known = box.s.products()[0]["id"]
    field = "" if value is None else f"product_id={value}"
    project = "" if value is None else f"&project_id={value}"
    for call in READS:
        if call != "get_products":
            box.error(call, field)
    box.error("get_project", f"product_id={known}{project}")
    if value is not None:
        box.error("get_projects", f"product_id[]={known}&product_id[]={value}")
        box.error("add_project", f"product_id={known}&from_project_id={value}")
    assert box.s.audit().writes == []


@pytest.mark.parametrize("permission", ["read", "write"])
def test_what_only_administrators_may(box, permission):
    box.s.set(planbox_permission=permission)
    everything = box.s.products()
    shown = box.ok("get_products")
    for product, full in zip(shown, everything, strict=True):
        assert product["permission"] == permission
        assert not {"token", "pr_token"} & set(product)
        assert "token" in full
        assert product["project_ids"] == full["project_ids"][:-1]
        content = box.ok("get_projects", f"product_id={product['id']}")
        assert [project["id"] for project in content] == product["project_ids"]
        assert all(CALLER in project["resource_ids"] for project in content)
        box.error("get_project", f"product_id={product['id']}&project_id={full['project_ids'][-1]}")
        box.error("add_project", f"product_id={product['id']}&name=No")
    assert box.s.products() == everything
    assert box.s.audit().writes == []
    assert not box.s.requests()[-1].applied


def test_add_project(box):
    product = box.s.products()[1]
    body = f"product_id={product['id']}&name=My+new+%C3%BC&alias=%C3%BC123456789"
    content = box.ok("add_project", body)
    assert list(content) == ["resource", "project"]
    (resource,), (project,) = content["resource"], content["project"]
    mine = sum(CALLER in some["resource_ids"] for some in box.s.projects())
    assert (resource["id"], resource["email"], resource["projects_count"]) == (CALLER, box.s.planbox_email, mine)
    assert (project["name"], project["alias"], project["product_id"]) == ("My new ü", "ü123456789", product["id"])
    assert (project["resource_ids"], project["association"]) == ([CALLER], "worker")
    assert (project["resource_associations"], project["resource_roles"]) == ({str(CALLER): "worker"}, [])
    assert box.s.projects()[-1] == project
    assert box.s.products()[1]["project_ids"] == [*product["project_ids"], project["id"]]
    again = box.ok("add_project", body)["project"][0]
    assert again["id"] != project["id"]
    audit = box.s.audit()
    assert [(write.service, write.operation, write.kind) for write in audit.writes] == [
        ("planbox", "addProject", "create")
    ] * 2
    assert [write.id for write in audit.created] == [str(project["id"]), str(again["id"])]
    assert [write.key for write in audit.duplicated()] == ["My new ü"]
    assert box.s.requests("planbox")[-1].applied


def test_add_project_with_nothing_but_the_product(box):
    project = box.ok("add_project", f"product_id={box.s.products()[0]['id']}&alias=&name=")["project"][0]
    assert (project["name"], project["alias"]) == ("New project", "")


def test_add_project_from_another_one(box):
    source = next(some for some in box.s.projects() if some["resource_roles"])
    target = next(some for some in box.s.products() if some["id"] != source["product_id"])
    body = f"product_id={target['id']}&name=Copy&from_project_id={source['id']}"
    project = box.ok("add_project", body)["project"][0]
    for name in ("resource_ids", "resource_associations", "resource_roles", "role_ids", "association"):
        assert project[name] == source[name]
    after = next(some for some in box.s.products() if some["id"] == target["id"])
    assert set(source["resource_ids"]) <= set(after["resource_ids"])


@pytest.mark.parametrize("fields", ["alias=12345678901", "alias[]=A", "name[x]=A"])
def test_add_project_refuses(box, fields):
    box.error("add_project", f"product_id={box.s.products()[0]['id']}&name=A&{fields}")
    assert box.s.audit().writes == []


def test_numbers_as_strings(box):
    box.s.set(planbox_strings=True)

    def numbers(value):
        if isinstance(value, dict):
            return [number for inner in value.values() for number in numbers(inner)]
        if isinstance(value, list):
            return [number for inner in value for number in numbers(inner)]
        return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []

    content = box.ok("get_products")
    project = box.ok("add_project", f"product_id={content[0]['id']}")
    assert numbers(content) == numbers(project) == []
    product = box.s.products()[0]
    assert content[0]["id"] == str(product["id"])
    assert content[0]["template"] == str(product["template"])
    assert content[0]["capacity"] == str(product["capacity"])
    assert content[0]["github_enabled"] is False
    assert isinstance(box.post("get_products").json()["time"], int)


def test_equal_seeds_give_equal_data():
    found = []
    for seed in (5, 5, 6):
        with sandbox(seed=seed, products=9) as s:
            found.append((s.products(), s.projects()))
    assert found[0] == found[1] != found[2]
    products, projects = found[0]
    assert len({product["id"] for product in products}) == 9
    assert len({project["id"] for project in projects}) == len(projects)
    assert {len(product["project_ids"]) for product in products} == {2, 3, 4}
    assert {product["template"] for product in products} == {0, 1}


def test_no_products(box_of):
    with sandbox(products=0) as s:
        assert box_of(s).ok("get_products") == s.products() == s.projects() == []


def test_settings_of_their_own():
    for wrong in ({"planbox_auth_status": 403}, {"planbox_links": "list"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            sandbox(**wrong)
    given = {"planbox_email": "me@example.com", "planbox_password": "pässword", "planbox_token": "tökén"}
    with sandbox(**given) as s:
        fields = {"email": s.planbox_email, "password": "pässword"}
        answer = httpx.post(f"{s.planbox_url}/api/auth", data=fields)
        assert answer.json()["content"]["access_token"] == "tökén"
        answer = httpx.post(f"{s.planbox_url}/api/get_products", headers={"authorization": _basic("tökén")})
        assert answer.json()["code"] == "ok"


def test_the_log_of_requests_hides_the_login(box):
    _login(box, email=box.s.planbox_email, password="guess")
    request = box.s.requests()[-1]
    assert (request.service, request.operation, request.status) == ("planbox", "authenticate", 200)
    assert b"guess" not in request.body


def test_the_command_tells_what_a_client_needs():
    command = [sys.executable, "-m", "plankit.sandbox", "--json", "--products", "2", "--port-planbox", "0"]
    with subprocess.Popen([*command, "--port-planbox-alpha", "0"], stdout=subprocess.PIPE, text=True) as program:
        facts = json.loads(program.stdout.readline())
        told = facts["environment"]
        fields = {"email": told["PLANKIT_PLANBOX_EMAIL"], "password": told["PLANKIT_PLANBOX_PASSWORD"]}
        token = httpx.post(f"{told['PLANKIT_PLANBOX_URL']}/api/auth", data=fields).json()["content"]["access_token"]
        assert token == told["PLANKIT_PLANBOX_TOKEN"]
        url = f"{told['PLANKIT_PLANBOX_ALPHA_URL']}/organizations/1/initiatives"
        assert httpx.post(url, json={"name": "Third"}, auth=(token, "")).status_code == 201
        products = httpx.post(f"{facts['planbox_url']}/api/get_products", auth=(token, "")).json()["content"]
        assert len(products) == 3
        program.send_signal(signal.SIGINT)
        out, _ = program.communicate(timeout=10)
    assert json.loads(out)["audit"]["requests"] == {"authenticate": 1, "createInitiative": 1, "getProducts": 1}
