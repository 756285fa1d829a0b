"""Every operation of Planbox against the sandbox: what is sent, and what becomes of the answer."""

from __future__ import annotations

import copy
import datetime as dt
import json
from urllib.parse import parse_qsl

import httpx
import pytest
from plankit_clients.planbox import Client
from plankit_clients.planbox.api.initiatives import create_initiative
from plankit_clients.planbox.api.products import get_product
from plankit_clients.planbox.models import InitiativeCreate, InitiativeLinks, ProductQuery

import plankit
from plankit import ConfigurationError, InvalidRequestError, Outcome
from plankit.planbox import Initiative, InitiativeProject, Product, Project, as_date, as_datetime
from plankit.sandbox import Answer

pytestmark = [pytest.mark.anyio, pytest.mark.socket]

FORM = "application/x-www-form-urlencoded"
BACKLOG = {"num": 3, "start": None, "end": None, "timeframe": "backlog"}


@pytest.fixture(params=[False, True], ids=["numbers", "strings"], autouse=True)
def strings(request, s):
    """Every test runs on a server that sends numbers as numbers, and on one that sends them as texts."""
    s.set(planbox_strings=request.param)
    return request.param


def posted(s, path, service="planbox"):
    """The form of the newest request, as the server saw it."""
    request = s.requests(service)[-1]
    assert (request.service, request.method, request.path) == (service, "POST", path)
    assert request.headers["authorization"] == "Basic"
    assert "cookie" not in request.headers
    if request.body:
        assert request.headers["content-type"] == FORM
    return parse_qsl(request.body.decode(), keep_blank_values=True, strict_parsing=True) if request.body else []


def as_read(sent, *dates):
    """An object of the sandbox as the facade gives it: no date for zeros, no list for an empty map."""
    read = copy.deepcopy(sent)
    for name in dates:
        if read[name].startswith("0000-00-00"):
            read[name] = None
    return read


def product_as_read(sent):
    read = as_read(sent, "created_on", "iteration_start")
    read["iterations"] = [as_read(iteration, "start", "end") for iteration in read["iterations"]]
    read["email_notifications"] = dict(read["email_notifications"])
    return read


def project_as_read(sent):
    return {**sent, **{name: dict(sent[name]) for name in ("resource_associations", "resource_roles")}}


def known(model, given):
    """The fields that the document knows: what it does not know stays as it came."""
    return {name: value for name, value in given.items() if name not in model.additional_keys}


async def test_get_product(s, kit, strings):
    for sent in s.products():
        async with kit.planbox(s) as planbox:
            product = await planbox.products.get(sent["id"])
        assert posted(s, "/api/get_product") == [("product_id", str(sent["id"]))]
        assert type(product) is Product
        assert known(product, product.to_dict()) == known(product, product_as_read(sent))
        assert product["show_estimate"] == ("1" if strings else 1)
        assert product["organization_id"] == 1
        assert isinstance(product.capacity, float | int)
        assert (product.template, product.permission) == (sent["template"], "admin")
        assert product.iterations is not None
        backlog = product.iterations[-1].to_dict()
        assert {name: backlog[name] for name in BACKLOG} == BACKLOG
        assert (product.token, product.pr_token) == (sent["token"], sent["pr_token"])
        assert sent["token"] not in repr(product)
        assert sent["pr_token"] not in repr(product)
        assert as_datetime(product.created_on) == dt.datetime.fromisoformat(sent["created_on"])
        assert as_date(product.iteration_start) == dt.date.fromisoformat(sent["iteration_start"])
    assert {type(product["email_notifications"]) for product in s.products()} == {dict, list}, "both shapes were read"


async def test_get_products(s, kit):
    async with kit.planbox(s) as planbox:
        products = await planbox.products.list()
    assert posted(s, "/api/get_products") == []
    assert s.requests("planbox")[-1].headers["content-length"] == "0"
    assert [product.id for product in products] == [sent["id"] for sent in s.products()]
    assert [known(product, product.to_dict()) for product in products] == [
        known(product, product_as_read(sent)) for product, sent in zip(products, s.products(), strict=True)
    ]
    s.set(planbox_permission="read")
    async with kit.planbox(s) as planbox:
        assert {product.token for product in await planbox.products.list()} == {None}


async def test_get_project(s, kit):
    async with kit.planbox(s) as planbox:
        for sent in s.projects():
            project = await planbox.projects.get(sent["product_id"], sent["id"])
            assert posted(s, "/api/get_project") == [
                ("product_id", str(sent["product_id"])),
                ("project_id", str(sent["id"])),
            ]
            assert type(project) is Project
            assert known(project, project.to_dict()) == known(project, project_as_read(sent))
            assert project["initiative_id"] == sent["product_id"]
    assert {type(sent["resource_roles"]) for sent in s.projects()} == {dict, list}, "both shapes were read"


async def test_get_projects_of_one_product_and_of_several(s, kit):
    one, two, three = (product["id"] for product in s.products())
    async with kit.planbox(s) as planbox:
        for asked in (one, [one], (one,), iter([one])):
            projects = await planbox.projects.list(asked)
            assert posted(s, "/api/get_projects") == [("product_id", str(one))]
            assert [project.id for project in projects] == [
                sent["id"] for sent in s.projects() if sent["product_id"] == one
            ]
        projects = await planbox.projects.list([one, three])
        assert posted(s, "/api/get_projects") == [("product_id[]", str(one)), ("product_id[]", str(three))]
        assert {project.product_id for project in projects} == {one, three}
        everything = await planbox.projects.list({one, two, three})
        assert {project.id for project in everything} == {sent["id"] for sent in s.projects()}


async def test_add_project(s, kit):
    product_id = s.products()[0]["id"]
    origin = next(sent for sent in s.projects() if sent["resource_roles"])
    async with kit.planbox(s) as planbox:
        project = await planbox.projects.add(product_id, name="Zoë & Söhne", alias="0123456789")
        assert posted(s, "/api/add_project") == [
            ("product_id", str(product_id)),
            ("name", "Zoë & Söhne"),
            ("alias", "0123456789"),
        ]
        assert type(project) is Project
        assert (project.name, project.alias, project.product_id) == ("Zoë & Söhne", "0123456789", product_id)
        assert project.resource_ids == [42]
        assert project.resource_roles is not None
        assert project.resource_roles.to_dict() == {}, "an empty list is an empty map"
        assert (await planbox.projects.get(product_id, project.id)).to_dict() == project.to_dict()
        copied = await planbox.projects.add(product_id, from_project_id=origin["id"])
        assert posted(s, "/api/add_project") == [
            ("product_id", str(product_id)),
            ("from_project_id", str(origin["id"])),
        ]
        assert copied.resource_roles is not None
        assert copied.resource_roles.to_dict() == origin["resource_roles"]
        assert copied.name
    assert s.audit().report(created=["Zoë & Söhne", copied.name]).ok


@pytest.mark.parametrize("links", ["object", "array"])
async def test_create_initiative(s, kit, links):
    s.set(planbox_links=links)
    async with kit.planbox(s) as planbox:
        projects = [InitiativeProject(name="First", alias="F"), InitiativeProject(name="Zweites", alias="Z")]
        made = await planbox.initiatives.create(s.organization_id, "Zoë", projects=projects, template=True)
        request = s.requests("planbox_alpha")[-1]
        assert (request.method, request.path) == ("POST", f"/organizations/{s.organization_id}/initiatives")
        assert (request.headers["content-type"], request.headers["authorization"]) == ("application/json", "Basic")
        assert json.loads(request.body) == {
            "name": "Zoë",
            "template": True,
            "projects": [{"name": "First", "alias": "F"}, {"name": "Zweites", "alias": "Z"}],
        }
        assert type(made) is Initiative
        assert (made.name, made.alias, made.description) == ("Zoë", "", None)
        assert isinstance(made.field_links, InitiativeLinks)
        assert made.field_links.self_ is not None
        assert made.field_links.self_.href == f"https://www.planbox.com/initiatives/{made.id}"
        assert as_datetime(made.created_at).tzinfo is dt.UTC
        assert [project.name for project in await planbox.projects.list(made.id)] == ["First", "Zweites"]
        assert (await planbox.products.get(made.id)).template == 1
        plain = await plankit.raw(planbox.initiatives.create, 1, "plain", fields={"colour": "red"})
        assert json.loads(s.requests("planbox_alpha")[-1].body) == {"name": "plain", "template": False, "colour": "red"}
        assert (plain.status, len(plain.attempts)) == (201, 1)
        with pytest.raises(plankit.NotFoundError, match="its path is inferred"):
            await planbox.initiatives.create(2, "elsewhere")
        s.set(planbox_permission="write")
        with pytest.raises(plankit.PermissionDeniedError, match="Only owners and admins"):
            await planbox.initiatives.create(1, "not allowed")


async def test_authenticate(s, kit):
    login = plankit.PlanboxLogin(s.planbox_email, s.planbox_password)
    async with kit.planbox(s, login) as planbox:
        answer = await plankit.raw(planbox.token)
        assert (answer.value.value, answer.value.lifetime) == (s.planbox_token, float("inf"))
        assert (answer.status, len(answer.attempts)) == (200, 1)
        assert await planbox.token() is answer.value
    request = s.requests("planbox")[-1]
    assert (request.method, request.path, request.headers["content-type"]) == ("POST", "/api/auth", FORM)
    assert parse_qsl(request.body.decode()) == [("email", s.planbox_email), ("password", "***")]
    assert "authorization" not in request.headers
    assert s.audit().requests == {"authenticate": 1}


async def test_a_refusal_comes_with_status_200(s, kit):
    async with kit.planbox(s) as planbox:
        for call, said in (
            (lambda: planbox.products.get(1), "You are not on this product"),
            (lambda: planbox.projects.get(s.products()[0]["id"], 1), "You are not on this project"),
            (lambda: planbox.projects.list([1, 2]), "You are not on this product"),
            (lambda: planbox.projects.add(1, name="x"), "You are not on this product"),
        ):
            with pytest.raises(InvalidRequestError, match="says why in words only") as caught:
                await call()
            error = caught.value
            assert (error.status, error.code, error.detail) == (200, "error", said)
            assert (error.outcome, len(error.attempts)) == (Outcome.REJECTED, 1)
            assert f"the server answered 200 (error: {said})." in str(error)
        assert "nothing was changed" in str(error)
        s.set(planbox_permission="read")
        with pytest.raises(InvalidRequestError, match="do not have the permission"):
            await planbox.projects.add(s.products()[0]["id"], name="x")
    assert s.audit().report().ok


@pytest.mark.parametrize("status", [502, 503, 520])
async def test_reads_are_repeated_and_writes_are_not(s, kit, script, status):
    script.instead["getProduct"] = [Answer(status)] * 2
    script.instead["addProject"] = [Answer(status)] * 2
    script.instead["createInitiative"] = [Answer(status)] * 2
    product_id = s.products()[0]["id"]
    async with kit.planbox(s) as planbox:
        answer = await plankit.raw(planbox.products.get, product_id)
        assert [attempt.status for attempt in answer.attempts] == [status, status, 200]
        for call in (lambda: planbox.projects.add(product_id, name="x"), lambda: planbox.initiatives.create(1, "x")):
            with pytest.raises(plankit.ServerError) as caught:
                await call()
            assert caught.value.outcome is Outcome.UNKNOWN
            assert "look before you repeat it" in str(caught.value)
    assert [s.audit().requests[name] for name in ("addProject", "createInitiative")] == [1, 1]


async def test_a_write_whose_answer_was_lost_is_unknown_and_not_repeated(s, kit):
    wire = kit.Losing("addProject", "createInitiative", "getProducts")
    async with wire, kit.planbox(s, transport=wire) as planbox:
        for call in (
            lambda: planbox.projects.add(s.products()[0]["id"], name="project"),
            lambda: planbox.initiatives.create(1, "initiative"),
        ):
            with pytest.raises(plankit.TransportError) as caught:
                await call()
            assert caught.value.outcome is Outcome.UNKNOWN
            assert len(caught.value.attempts) == 1
        answer = await plankit.raw(planbox.products.list)
        assert len(answer.attempts) == 2
    assert s.audit().report(created=["project", "initiative"]).ok


async def test_options_and_raw_of_every_method(s, kit):
    product, project = s.products()[0]["id"], s.projects()[0]["id"]
    options = {"headers": {"X-Trace": "7"}, "extra_query": {"deep": True, "n": [1, 2]}, "timeout": 5.0}
    async with kit.planbox(s) as planbox:
        for method, arguments, service, status in (
            (planbox.products.get, (product,), "planbox", 200),
            (planbox.products.list, (), "planbox", 200),
            (planbox.projects.get, (product, project), "planbox", 200),
            (planbox.projects.list, (product,), "planbox", 200),
            (planbox.projects.add, (product,), "planbox", 200),
            (planbox.initiatives.create, (1, "x"), "planbox_alpha", 201),
        ):
            answer = await plankit.raw(method, *arguments, **options)
            assert (answer.status, len(answer.attempts)) == (status, 1)
            request = s.requests(service)[-1]
            assert request.query == [("deep", "true"), ("n", "1"), ("n", "2")]
            assert request.headers["x-trace"] == "7"


async def test_the_generated_functions_run_on_both_transports(s, kit):
    async with kit.planbox(s) as planbox:
        async with httpx.AsyncClient(base_url=planbox.base_url, transport=planbox.transport) as http:
            low = Client(base_url=planbox.base_url).set_async_httpx_client(http)
            body = ProductQuery(product_id=s.products()[0]["id"])
            answer = await get_product.asyncio_detailed(client=low, body=body)
            assert answer.parsed is not None
            assert answer.parsed.code == "ok"
        async with httpx.AsyncClient(base_url=planbox.alpha_url, transport=planbox.alpha_transport) as http:
            low = Client(base_url=planbox.alpha_url).set_async_httpx_client(http)
            made = await create_initiative.asyncio_detailed(1, client=low, body=InitiativeCreate(name="low"))
            assert made.status_code == 201
    assert s.audit().report(created=["low"]).ok


async def test_initiatives_need_to_be_unlocked(kit):
    async with plankit.PlanboxClient("an-access-token", transport=kit.Forbidden()) as planbox:
        with pytest.raises(ConfigurationError, match="unverified=True") as caught:
            await planbox.initiatives.create(1, "x")
        assert "planbox.createInitiative writes" in str(caught.value)
        async with httpx.AsyncClient(base_url=planbox.alpha_url, transport=planbox.alpha_transport) as http:
            low = Client(base_url=planbox.alpha_url).set_async_httpx_client(http)
            with pytest.raises(ConfigurationError, match="unverified=True"):
                await create_initiative.asyncio_detailed(1, client=low, body=InitiativeCreate(name="x"))


async def test_closing_closes_both_hosts(s, kit):
    planbox = kit.planbox(s)
    async with planbox:
        await planbox.products.list()
        await planbox.initiatives.create(1, "x")
        alpha = planbox.alpha_transport
    closed = "This PlanboxClient is closed: make calls inside its `async with` block"
    for call in (planbox.products.list, planbox.token, lambda: planbox.initiatives.create(1, "x")):
        with pytest.raises(ConfigurationError, match=closed):
            await call()
    async with httpx.AsyncClient(transport=alpha) as http:
        with pytest.raises(ConfigurationError, match=closed):
            await http.post(f"{s.planbox_alpha_url}/organizations/1/initiatives", json={"name": "x"})
    for stack in (planbox._stack, planbox._alpha._stack):
        assert stack._inner._inner._inner.idle == 0
