"""What cannot work is refused before anything is sent to Planbox, and the message says how to mend it."""

from __future__ import annotations

import pytest

import plankit
from plankit import (
    AccessToken,
    Budget,
    ClientCredentials,
    ConfigurationError,
    InvalidArgumentError,
    PlanboxClient,
    PlanboxLogin,
    TokenSource,
)
from plankit.planbox import InitiativeProject

NO_ID = [0, -1, 1.5, "1", "", None, True, [1], {"id": 1}]
NAMES = ("TOKEN", "EMAIL", "PASSWORD", "URL", "ALPHA_URL")


@pytest.fixture
def planbox(kit):
    return PlanboxClient("an-access-token", transport=kit.Forbidden(), unverified=True)


@pytest.fixture
def env(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(f"PLANKIT_PLANBOX_{name}", raising=False)

    def set_(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"PLANKIT_PLANBOX_{name}", value)

    return set_


@pytest.mark.anyio
@pytest.mark.parametrize("wrong", NO_ID, ids=repr)
async def test_ids_that_are_none(planbox, wrong):
    for call, name in (
        (lambda: planbox.products.get(wrong), "planbox.getProduct"),
        (lambda: planbox.projects.get(wrong, 1), "planbox.getProject"),
        (lambda: planbox.projects.get(1, wrong), "planbox.getProject"),
        (lambda: planbox.projects.list([1, wrong]), "planbox.getProjects"),
        (lambda: planbox.projects.add(wrong), "planbox.addProject"),
        (lambda: planbox.projects.add(1, from_project_id=wrong or 0), "planbox.addProject"),
        (lambda: planbox.initiatives.create(wrong, "x"), "planbox.createInitiative"),
    ):
        with pytest.raises(
            InvalidArgumentError, match=r"_ids?=.* is no whole number of at least 1\. Nothing was sent"
        ) as caught:
            await call()
        assert caught.value.operation == name


@pytest.mark.anyio
@pytest.mark.parametrize("wrong", ["12", b"12", None, 0, {"x": 1}])
async def test_products_to_look_in_that_are_none(planbox, wrong):
    with pytest.raises(InvalidArgumentError, match="no whole number of at least 1"):
        await planbox.projects.list(wrong)


@pytest.mark.anyio
@pytest.mark.parametrize("none", [[], (), set(), iter(())])
async def test_no_product_to_look_in(planbox, none):
    with pytest.raises(InvalidArgumentError, match="was given no product: give one id or several") as caught:
        await planbox.projects.list(none)
    assert caught.value.operation == "planbox.getProjects"


@pytest.mark.anyio
async def test_names_and_aliases(planbox):
    for arguments, message in (
        ({"name": ""}, "name is empty"),
        ({"name": " \n"}, "name is empty"),
        ({"name": 7}, "name is a int, no text"),
        ({"alias": ""}, "alias is empty"),
        ({"alias": ["x"]}, "alias is a list, no text"),
        ({"alias": "0123456789x"}, "alias='0123456789x' has 11 characters; Planbox takes at most 10"),
    ):
        with pytest.raises(InvalidArgumentError, match=message) as caught:
            await planbox.projects.add(1, **arguments)
        assert str(caught.value).startswith("planbox.addProject: ")
        assert str(caught.value).endswith("Nothing was sent.")
    with pytest.raises(InvalidArgumentError, match="Nothing was sent"):
        await planbox.projects.add(1, name="\ud800")


@pytest.mark.anyio
async def test_initiatives(planbox):
    good = InitiativeProject(name="x", alias="y")
    for arguments, message in (
        ({"name": ""}, "name is empty"),
        ({"name": None}, "name is a NoneType"),
        ({"projects": [InitiativeProject(name="", alias="y")]}, "a project's name is empty"),
        ({"projects": [good, InitiativeProject(name="x", alias="")]}, "a project's alias is empty"),
        ({"projects": [InitiativeProject(name="x", alias=None)]}, "a project's alias is a NoneType"),
        ({"projects": [InitiativeProject(name="x", alias="y" * 11)]}, "has 11 characters"),
        (
            {"projects": [{"name": "x", "alias": "y"}]},
            r"projects= takes InitiativeProject\(name=, alias=\), not a dict",
        ),
        ({"projects": "x"}, "not a str"),
        ({"projects": None}, "not a NoneType"),
        ({"template": 1}, "template=1 is neither true nor false"),
        ({"template": "no"}, "template='no' is neither true nor false"),
        ({"fields": {"x": {1}}}, "Nothing was sent"),
    ):
        with pytest.raises(InvalidArgumentError, match=message) as caught:
            await planbox.initiatives.create(1, **{"name": "x", **arguments})
        assert caught.value.operation == "planbox.createInitiative"
    with pytest.raises(TypeError, match="unexpected keyword argument 'time_out'"):
        await planbox.initiatives.create(1, "x", time_out=1)


@pytest.mark.parametrize(
    "wrong", [None, 7, b"token", ("a", "b"), {"token": "SECRET"}, ClientCredentials("i", "SECRET")]
)
def test_missing_credentials(wrong):
    with pytest.raises(ConfigurationError, match=r"AccessToken\(token\), PlanboxLogin\(email, password\)") as caught:
        PlanboxClient(wrong)
    assert "PLANKIT_PLANBOX_TOKEN" in str(caught.value)
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("make", [PlanboxClient, lambda token: PlanboxClient(AccessToken(token))])
@pytest.mark.parametrize(
    ("token", "message"),
    [
        ("", "token is empty"),
        ("  ", "token is empty"),
        ("SECRET\n", "spaces at its ends or control characters"),
        ("SEC RET", "no header can hold"),
        ("SECRËT", "no header can hold"),
        ("SECRET:password", "contains a colon"),
    ],
)
def test_malformed_tokens(make, token, message):
    with pytest.raises(ConfigurationError, match=message) as caught:
        make(token)
    assert "SEC" not in str(caught.value)


@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("", "SECRET", "email is no e-mail address"),
        ("SECRET", "ada@example.com", "e-mail address first, then the password"),
        (None, "SECRET", "email is no e-mail address"),
        ("ada@example.com ", "SECRET", "email is no e-mail address"),
        ("ada@\nexample.com", "SECRET", "email is no e-mail address"),
        ("ada@example.com", "", "password is empty"),
        ("ada@example.com", None, "password must be a string"),
        ("ada@example.com", 7, "password must be a string"),
        ("ada@example.com", "SECRET\n", "a line break pasted with it"),
    ],
)
def test_malformed_logins(email, password, message):
    with pytest.raises(ConfigurationError, match=message) as caught:
        PlanboxLogin(email, password)
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("which", ["base_url", "alpha_url"])
@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://x.example.com", "not encrypted.*allow_insecure=True"),
        ("", "not an absolute address"),
        (7, "is not an address"),
        ("https://user:pass@x.example.com", "user name, a query or a fragment"),
    ],
)
def test_addresses(which, url, message):
    with pytest.raises(ConfigurationError, match=f"(?s){which}.*{message}") as caught:
        PlanboxClient("SECRET-token", **{which: url})
    frame, told = caught.tb, []
    while frame is not None:
        if "plankit" in frame.tb_frame.f_code.co_filename and "tests" not in frame.tb_frame.f_code.co_filename:
            told += [repr(value) for name, value in frame.tb_frame.f_locals.items() if name != "self"]
        frame = frame.tb_next
    assert told
    assert "SECRET" not in " ".join(told)


def test_no_address():
    with pytest.raises(ConfigurationError, match="base_url= is not an address"):
        PlanboxClient("t", base_url=None)


def test_addresses_that_are_fine():
    planbox = PlanboxClient("t")
    assert (planbox.base_url, planbox.alpha_url) == ("https://work.planbox.com", "https://api.planbox.com")
    assert repr(planbox) == "<PlanboxClient https://work.planbox.com>"
    planbox = PlanboxClient(
        "t", base_url="http://x.example.com/", alpha_url="http://y.example.com/", allow_insecure=True
    )
    assert (planbox.base_url, planbox.alpha_url) == ("http://x.example.com", "http://y.example.com")
    budget = Budget(5)
    assert PlanboxClient("t", budget=budget).budget is budget
    assert PlanboxClient("t").budget.in_flight == 4
    with pytest.raises(TypeError, match=r"PlanboxClient\(\) got an unexpected keyword argument 'region'"):
        PlanboxClient("t", region="eu")
    with pytest.raises(ConfigurationError, match="PlanboxClient: budget=5 is no Budget"):
        PlanboxClient("t", budget=5)


OTHER = "https://staging.example.com"


@pytest.mark.anyio
@pytest.mark.parametrize("way", ["arguments", "environment"])
async def test_a_client_for_another_service_does_not_write_to_the_public_alpha(kit, env, way):
    env(TOKEN="an-access-token", URL=OTHER)
    settings = {"transport": kit.Forbidden(), "unverified": True}
    made = PlanboxClient.from_env if way == "environment" else PlanboxClient
    arguments = () if way == "environment" else ("an-access-token",)
    addresses = {} if way == "environment" else {"base_url": OTHER}
    async with made(*arguments, **addresses, **settings) as planbox:
        assert planbox.base_url == OTHER
        with pytest.raises(ConfigurationError, match=r"give alpha_url=.*Nothing was sent") as caught:
            await planbox.initiatives.create(1, "x")
        assert OTHER in str(caught.value)
        for name in ("alpha_url", "alpha_transport"):
            with pytest.raises(ConfigurationError, match="PLANKIT_PLANBOX_ALPHA_URL"):
                getattr(planbox, name)


@pytest.mark.parametrize("url", ["https://work.planbox.com", "https://work.planbox.com/", "https://WORK.planbox.com"])
def test_the_public_alpha_belongs_to_the_public_service(env, url):
    assert PlanboxClient("t", base_url=url).alpha_url == "https://api.planbox.com"
    assert (
        PlanboxClient("t", base_url=OTHER, alpha_url="https://api.planbox.com").alpha_url == "https://api.planbox.com"
    )
    env(TOKEN="t", URL=url)
    assert PlanboxClient.from_env().alpha_url == "https://api.planbox.com"
    env(URL=OTHER, ALPHA_URL="https://api.example.com")
    assert PlanboxClient.from_env().alpha_url == "https://api.example.com"


def test_from_env(env):
    env(TOKEN=" a-token ")
    planbox = PlanboxClient.from_env(timeout=5.0)
    assert (planbox.base_url, planbox.alpha_url) == ("https://work.planbox.com", "https://api.planbox.com")
    assert planbox.token_source._credentials == AccessToken("a-token")
    env(EMAIL="ada@example.com", PASSWORD="secret", URL="https://x.example.com", ALPHA_URL="https://y.example.com")
    assert PlanboxClient.from_env().token_source._credentials == AccessToken("a-token"), "the token is preferred"
    env(TOKEN="")
    planbox = PlanboxClient.from_env()
    assert (planbox.base_url, planbox.alpha_url) == ("https://x.example.com", "https://y.example.com")
    assert planbox.token_source._credentials == PlanboxLogin("ada@example.com", "secret")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {},
            "needs the environment variable PLANKIT_PLANBOX_TOKEN, or PLANKIT_PLANBOX_EMAIL and PLANKIT_PLANBOX_PASSWORD",
        ),
        ({}, "not set: PLANKIT_PLANBOX_TOKEN, PLANKIT_PLANBOX_EMAIL, PLANKIT_PLANBOX_PASSWORD."),
        ({"EMAIL": "ada@example.com"}, "not set: PLANKIT_PLANBOX_TOKEN, PLANKIT_PLANBOX_PASSWORD."),
        ({"PASSWORD": "x"}, "not set: PLANKIT_PLANBOX_TOKEN, PLANKIT_PLANBOX_EMAIL."),
        ({"TOKEN": "t", "URL": "http://x.example.com"}, "not encrypted"),
        ({"TOKEN": "t", "ALPHA_URL": "x"}, "alpha_url='x' is not an absolute address"),
        ({"TOKEN": "a:b"}, "contains a colon"),
    ],
)
def test_from_env_refuses_what_cannot_work(env, given, message):
    env(**given)
    with pytest.raises(ConfigurationError, match=message):
        PlanboxClient.from_env()


@pytest.mark.anyio
async def test_a_source_of_ones_own(kit):
    class Own:
        async def fetch(self, transport, call, token_url):
            assert token_url == "https://work.planbox.com/api/auth"
            return plankit.Token("own-token", 0.0, 1e9)

    wire = kit.Canned(200, {"code": "ok", "content": []})
    async with PlanboxClient(TokenSource(Own()), transport=wire) as planbox:
        await planbox.products.list()
    assert wire.requests[0].headers["authorization"] == "Basic b3duLXRva2VuOng="
