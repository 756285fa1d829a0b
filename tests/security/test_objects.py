"""Whatever users hold: what is printed of it, formatted, copied and pickled."""

from __future__ import annotations

import copy
import inspect
import pickle

import attrs
import httpx
import pytest
from secret_clients import KINDS, Answering, credentials, good_token
from secret_watch import (
    CLIENT_SECRET,
    ID_TOKEN,
    PLANBOX_EMAIL,
    PLANBOX_PASSWORD,
    PLANBOX_TOKEN,
    PLAYBOOKS_TOKEN,
    SECRETS,
    found_in,
)

import plankit
from plankit import AccessToken, PlanboxLogin, Token, TokenSource
from plankit.exports import load
from plankit.planbox import Initiative, Project
from plankit.sandbox import sandbox
from plankit.transport.call import Call

SECRET = "s3cret-of-a-model"
HOLDERS = (
    credentials(),
    AccessToken(PLAYBOOKS_TOKEN),
    PlanboxLogin(PLANBOX_EMAIL, PLANBOX_PASSWORD),
    Token(ID_TOKEN, 0.0, 1.0, httpx.Response(200, content=ID_TOKEN.encode())),
)
NAMES = ("id_token", "access_token", "refresh_token", "token", "pr_token", "password", "client_secret")


def pickles(thing):
    """The pickles of *thing*, where there are any."""
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        try:
            yield repr(pickle.dumps(thing, protocol))
        except (TypeError, AttributeError, pickle.PicklingError, RecursionError) as refused:
            yield str(refused)


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: type(holder).__name__)
def test_credentials_and_tokens(watch, holder):
    watch.object(holder, [holder], {"k": holder}, (holder, None), attrs.fields(type(holder)))
    assert copy.copy(holder) is copy.deepcopy(holder) is holder
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="is not pickled") as caught:
            pickle.dumps([holder], protocol)
        watch.error(caught.value)
    for name in ("client_secret", "value", "password"):
        if hasattr(holder, name):
            with pytest.raises(AttributeError) as changed:
                setattr(holder, name, "x")
            watch.error(changed.value)


@pytest.mark.anyio
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_clients_and_what_they_hold(watch, kind):
    wire = Answering(lambda _: httpx.Response(200, json={"code": "ok", "content": []}))
    async with kind.client("https://a.example", transport=wire) as client:
        token = await client.token()
        answer = await plankit.raw(client.token) if kind.token_operation else None
        source = client.token_source
        load(client, client._models)
        groups = [group for name, group in vars(client).items() if not name.startswith("_")]
        assert groups
        layers = [client._stack, client._token_stack, client._stack._inner, client._stack._inner._inner]
        lists = [getattr(group, name) for group in groups for name in ("list", "walk") if hasattr(group, name)]
        things = [client, source, token, answer, client.budget, client.budget.state(), client.transport, *groups]
        things += [*layers, *lists, Call(secrets=SECRETS), *client._stack.__dict__.values()]
        watch.object(*things)
        for thing in things:
            watch.parts += [("a pickle", text) for text in pickles(thing)]
        watch.object(copy.copy(client), copy.copy(source))
    watch.object(client)


@pytest.mark.anyio
async def test_pagers_and_resume_tokens(watch):
    for name in ("admin", "playbooks"):
        kind = next(kind for kind in KINDS if kind.name == name)
        async with kind.client("https://a.example", transport=Answering(lambda _: httpx.Response(503))) as client:
            pager = client.users.list() if name == "admin" else client.runs.walk()
            walk = aiter(pager)
            with pytest.raises(plankit.ServerError) as caught:
                await anext(walk)
            watch.object(pager, walk, pager.token, pager.pages(), pager.prefetch(2), caught.value.resume_token)
            watch.parts += [("a pickle", text) for text in (*pickles(pager), *pickles(walk))]
            watch.error(caught.value)


def test_clients_that_cannot_be_built(watch):
    def built(**settings):
        for kind in KINDS:
            with pytest.raises((plankit.ConfigurationError, TypeError)) as caught:
                kind.client("https://a.example", **settings)
            watch.error(caught.value)

    for settings in ({"timeout": -1}, {"deadline": "x"}, {"budget": 5}, {"transport": 5}, {"nonsense": SECRET}):
        built(**settings)
    for wrong in (PLANBOX_PASSWORD, PLAYBOOKS_TOKEN + "\n", PLANBOX_TOKEN + " ", f"{PLANBOX_TOKEN}:x", SECRETS, b"x"):
        for build in (
            lambda wrong=wrong: plankit.AdminClient(wrong, region="eu"),
            lambda wrong=wrong: plankit.LogbookClient(wrong, region="eu"),
            lambda wrong=wrong: plankit.PlaybooksClient("https://a.example", (wrong,)),
            lambda wrong=wrong: plankit.PlanboxClient((wrong,)),
            lambda wrong=wrong: plankit.ClientCredentials("i:" + CLIENT_SECRET, CLIENT_SECRET),
            lambda wrong=wrong: plankit.ClientCredentials("i", CLIENT_SECRET + "\n"),
            lambda wrong=wrong: PlanboxLogin(PLANBOX_PASSWORD, PLANBOX_EMAIL),
            lambda wrong=wrong: PlanboxLogin(PLANBOX_EMAIL, PLANBOX_PASSWORD + "\n"),
            lambda wrong=wrong: AccessToken(PLAYBOOKS_TOKEN + " x"),
            lambda wrong=wrong: Token(PLAYBOOKS_TOKEN + " x", 0.0, 1.0),
        ):
            with pytest.raises(plankit.ConfigurationError) as caught:
                build()
            watch.parts.append(("an error", f"{caught.value} {caught.value!r} {vars(caught.value)}"))


def test_environments_that_cannot_work(monkeypatch, watch):
    for name in ("PLANBOX_PASSWORD", "PLAYBOOKS_TOKEN", "CLIENT_SECRET"):
        monkeypatch.setenv(f"PLANKIT_{name}", CLIENT_SECRET)
    for kind in (plankit.AdminClient, plankit.LogbookClient, plankit.PlanboxClient, plankit.PlaybooksClient):
        with pytest.raises(plankit.ConfigurationError) as caught:
            kind.from_env()
        watch.error(caught.value)


@pytest.mark.parametrize("kind", [Initiative, Project])
@pytest.mark.parametrize("name", NAMES)
def test_models_do_not_show_what_is_named_like_a_secret(kind, name):
    model = kind.from_dict({"id": 1, "name": "n", name: SECRET})
    assert SECRET in str(model.to_dict())
    assert SECRET not in f"{model!r} {model} {[model]!r}"
    assert SECRET not in repr(copy.deepcopy(model))


def test_a_token_source_of_ones_own_that_fails(watch):
    class Own:
        async def fetch(self, transport, call, token_url):
            raise ValueError(CLIENT_SECRET)

        def __repr__(self):
            return "<Own>"

    watch.object(TokenSource(Own()))


def test_the_sandbox_itself():
    with sandbox(client_secret=CLIENT_SECRET, planbox_password=PLANBOX_PASSWORD) as s:
        assert not found_in(f"{s!r} {s} {s.settings!r} {s.audit()!r}", *SECRETS)


def test_every_public_class_is_shown_without_secrets():
    shown = [getattr(plankit, name) for name in plankit.__all__]
    secrets = [
        (kind.__name__, field.name)
        for kind in shown
        if inspect.isclass(kind) and attrs.has(kind)
        for field in attrs.fields(kind)
        if field.name in (*NAMES, "value", "secrets", "headers", "response") and field.repr is not False
    ]
    assert secrets == [("Answer", "value")]
    assert good_token(httpx.Request("POST", "https://a.example/api/auth"))
