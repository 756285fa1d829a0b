"""Any method that writes, one row a call: arguments survive the journal, mistakes are found before anything is sent."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import uuid
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plankit_clients import UNSET
from plankit_clients.logbook import models as logbook_models
from plankit_clients.playbooks import models as playbooks_models

from plankit import (
    AccessToken,
    AdminClient,
    Budget,
    ClientCredentials,
    ConfigurationError,
    InvalidArgumentError,
    LogbookClient,
    NotFoundError,
    PlanboxClient,
    PlaybooksClient,
    RetryPolicy,
)
from plankit.bulk.calls import Calls
from plankit.bulk.encoding import Encoding, scalars
from plankit.logbook import AppContext, CustomAttributeValue, LogCreate, SystemAttributeValue
from plankit.playbooks import (
    ChecklistItemState,
    ListedPlaybook,
    Playbook,
    PlaybookChecklistCreate,
    PlaybookChecklistItemCreate,
    PlaybookMember,
)
from plankit.sandbox import sandbox

if TYPE_CHECKING:
    from plankit.bulk.write import Write

CREDENTIALS = ClientCredentials("id", "a-secret-of-the-client")


class Recorder(httpx.AsyncBaseTransport):
    """Answers everything with the same, and keeps what was asked."""

    def __init__(self, answer=None, status=200):
        self.answer, self.status, self.bodies = answer, status, []

    async def handle_async_request(self, request):
        if request.url.path.endswith("/oauth2/token"):
            return httpx.Response(200, json={"id_token": "t", "expires_in": 3600})
        self.bodies.append((request.method, request.url.path, await request.aread()))
        return httpx.Response(self.status, json=self.answer)


def admin(**changes):
    return AdminClient(CREDENTIALS, region="eu", **{"unverified": True, "budget": Budget(), **changes})


def logbook(**changes):
    return LogbookClient(CREDENTIALS, region="eu", **{"budget": Budget(), **changes})


def planbox(**changes):
    return PlanboxClient("a-token", **{"unverified": True, "budget": Budget(), **changes})


def playbooks(**changes):
    return PlaybooksClient("https://chat.example.com", "a-token", **{"budget": Budget(), **changes})


CLIENTS = {"planview_admin": admin(), "logbook": logbook(), "planbox": planbox(), "playbooks": playbooks()}
CONTEXT = AppContext(container_id=4711, container_source="portfolios", container_type="work")


def catalog_of(client):
    from importlib import import_module

    return import_module(client._catalog).CATALOG


@pytest.mark.parametrize("service", CLIENTS)
def test_every_write_is_repeated_or_says_what_to_use(service):
    client = CLIENTS[service]
    catalog = catalog_of(client)
    for path in catalog.paths:
        group, name = path.split(".")
        method = getattr(getattr(client, group), name)
        info = catalog.operation(path)
        if path in catalog.instead:
            with pytest.raises(InvalidArgumentError, match="bulk_create"):
                Calls(client, method)
        elif info.safety == "read":
            with pytest.raises(InvalidArgumentError, match=r"only reads.*export"):
                Calls(client, path)
        else:
            by_method, by_path = Calls(client, method), Calls(client, path)
            assert by_method.name == by_path.name == f"{service}.{path}"
            assert by_method.repeatable == (info.safety == "idempotent")
            assert by_method.most == 1
            assert by_method.client is client
            assert (by_method.records is not None) == (path in catalog.records)
            # Rows of what may be sent twice are put in order by what they change.
            assert not by_method.repeatable or set(by_method._required) & set(catalog.identities)
            assert inspect.iscoroutinefunction(method)


@pytest.mark.parametrize("service", CLIENTS)
def test_the_catalog_knows_every_public_method(service):
    """A method that is added must be said to be short for another, or to be no row's business."""
    client, catalog = CLIENTS[service], catalog_of(CLIENTS[service])
    groups = {path.split(".")[0] for path in catalog.paths}
    public = {f"{group}.{name}" for group in groups for name in dir(getattr(client, group)) if not name.startswith("_")}
    # Other methods for bulk jobs are no single calls.
    assert {path for path in public if ".bulk" not in path} == set(catalog.paths)


def test_what_is_looked_for_is_only_what_can_be_read_back():
    found = {path: catalog_of(client).records.keys() for path, client in CLIENTS.items()}
    assert {service: set(paths) for service, paths in found.items()} == {
        "planview_admin": {"users.create"},
        "logbook": set(),
        "planbox": {"projects.add"},
        "playbooks": {"runs.create", "playbooks.create"},
    }


def test_rows_that_change_the_same_thing_have_the_same_target():
    update, changed = Calls(CLIENTS["planview_admin"], "users.update"), {"active": False}
    assert update.target({"user_id": "7", **changed}) == update.target({"user_id": 7})
    assert update.target({"user_id": "7"}) != update.target({"user_id": "8"})
    whole = Calls(CLIENTS["playbooks"], "playbooks.update")
    first, second, other = (
        {"playbook": whole._encoding.encode(Playbook.from_dict({"id": identity, "title": title}), "playbook")}
        for identity, title in (("a" * 26, "one"), ("a" * 26, "two"), ("b" * 26, "one"))
    )
    assert whole.target(first) == whole.target(second)
    assert len({whole.target(first), whole.target(other), b""}) == 3
    create = Calls(CLIENTS["planview_admin"], "users.create")
    assert create.target({"email": "a@example.com"}) == b"", "each makes something of its own"


def test_it_is_what_a_job_takes():
    write: Write = Calls(CLIENTS["planview_admin"], "users.update")
    assert repr(write) == "<Calls planview_admin.users.update>"


@pytest.mark.parametrize(
    ("method", "says"),
    [
        ("users.nope", "no method 'users.nope'. Those that a bulk job repeats: users.activate"),
        ("token", "no method 'token'"),
        (print, "one of another client"),
        (admin().users.update, "one of another client"),
        (AdminClient.token, "one of another client"),
        (lambda: None, "one of another client"),
    ],
)
def test_what_is_no_method_of_the_client_is_refused(method, says):
    with pytest.raises(InvalidArgumentError, match=says):
        Calls(CLIENTS["planview_admin"], method)


def test_a_client_without_methods_is_refused():
    class Other:
        pass

    with pytest.raises(InvalidArgumentError, match="A Other has no methods"):
        Calls(Other(), "users.update")


def test_an_unverified_write_is_refused_once_and_not_for_each_row():
    with pytest.raises(ConfigurationError, match="unverified=True"):
        Calls(admin(unverified=False), "users.update")


# rows


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"user_id": "7", "actve": False}, r"does not take actve\. A row may hold: user_id \(needed\), email"),
        ({"active": False}, "it needs user_id"),
        ({"nope": 1}, "does not take nope and it needs user_id"),
        ({"user_id": "7"}, "nothing to change"),
        ({"user_id": "..", "active": True}, "path argument"),
        ({"user_id": None, "active": True}, "None|must be a text"),
        ({"user_id": "7", "active": True, "timeout": 3}, "does not take timeout"),
        ({"user_id": "7", "active": True, "headers": {"Authorization": "x"}}, "does not take headers"),
        ({"user_id": "7", "fields": {"rate": float("nan")}}, r"fields\['rate'\] is no finite number"),
        ({"user_id": "7", "fields": {"rate": [1, float("inf")]}}, r"fields\['rate'\]\[1\] is no finite number"),
        ({"user_id": "7", "fields": {"rate": Decimal(1)}}, "is a Decimal"),
        ({"user_id": "7", "fields": {1: 2}}, "a key that is a int"),
        ({"user_id": "7", "fields": {"a": {1, 2}}}, "give a list"),
        ({"user_id": "7", "fields": {"a": b"x"}}, "is a bytes"),
        ({"user_id": "7", "fields": {"a": "\ud800"}}, "surrogate"),
        ({"user_id": "7", "fields": 5}, "cannot take these arguments"),
        ({"user_id": "7", "fields": {"context": CONTEXT}}, "is a AppContext, no model of this service"),
        (["7", False], "a row is a list"),
        ("7", "a row is a str"),
        (None, "a row is a NoneType"),
        ({None: ["x"], "user_id": "7"}, "does not take None"),
    ],
)
def test_a_row_that_cannot_be_sent_is_refused(row, says):
    calls = Calls(CLIENTS["planview_admin"], "users.update")
    with pytest.raises(InvalidArgumentError, match=says) as refused:
        calls.encode(row)
    assert "planview_admin." in str(refused.value) or refused.value.operation is not None
    assert refused.value.outcome is None


def test_values_are_not_shown():
    calls = Calls(CLIENTS["planview_admin"], "users.update")
    for secret in ({"hunter2"}, Decimal("7.5"), b"hunter2", float("nan")):
        with pytest.raises(InvalidArgumentError) as refused:
            calls.encode({"user_id": "7", "fields": {"password": secret}})
        assert "hunter2" not in str(refused.value)
        assert "7.5" not in str(refused.value)


def test_what_holds_itself_is_refused():
    loop: dict = {}
    loop["loop"] = loop
    model = CustomAttributeValue(ca_config_id=1, section_ca_id=2, value=loop)
    calls = Calls(CLIENTS["planview_admin"], "users.update")
    with pytest.raises(InvalidArgumentError, match="nested more than"):
        calls.encode({"user_id": "7", "fields": loop})
    with pytest.raises(InvalidArgumentError, match="holds itself"):
        Calls(CLIENTS["logbook"], "logs.update").encode(
            {"log_id": 1, "app_context": CONTEXT, "custom_attribute_values": [model]}
        )


def test_what_the_method_refuses_is_refused_before_anything_is_sent():
    with pytest.raises(InvalidArgumentError, match="no e-mail address"):
        Calls(CLIENTS["planview_admin"], "users.create").encode({"email": "nobody"})
    with pytest.raises(InvalidArgumentError, match="too long"):
        Calls(CLIENTS["playbooks"], "playbooks.create").encode({"title": "x" * 2000, "team_id": "t", "public": True})
    with pytest.raises(InvalidArgumentError, match="at most 10"):
        Calls(CLIENTS["planbox"], "projects.add").encode({"product_id": 1, "name": "n", "alias": "x" * 11})
    with pytest.raises(InvalidArgumentError, match="no id of Playbooks"):
        Calls(CLIENTS["playbooks"], "runs.finish").encode({"run_id": "../x"})
    with pytest.raises(InvalidArgumentError, match="name is empty"):
        Calls(CLIENTS["planbox"], "initiatives.create").encode({"organization_id": 1, "name": " "})
    with pytest.raises(InvalidArgumentError, match="AppContext"):
        Calls(CLIENTS["logbook"], "logs.delete").encode({"log_id": 1, "app_context": []})


def test_a_playbook_of_a_list_stays_refused():
    """As a plain playbook in the journal it would lose its checklists."""
    listed = ListedPlaybook.from_dict({"id": "abc", "title": "t"})
    with pytest.raises(InvalidArgumentError, match="ListedPlaybook, no model of this service that can be sent"):
        Calls(CLIENTS["playbooks"], "playbooks.update").encode({"playbook": listed})


def test_a_row_without_the_name_that_it_would_be_looked_for_by_is_refused():
    with pytest.raises(InvalidArgumentError, match="needs a name"):
        Calls(CLIENTS["planbox"], "projects.add").encode({"product_id": 1})
    with pytest.raises(InvalidArgumentError, match="needs a name"):
        Calls(CLIENTS["playbooks"], "runs.create").encode({"owner_user_id": "u", "channel_id": "c"})


# sending


async def sent(client, method, row):
    """The answer to a row that went through a journal, and the request that was made."""
    calls = Calls(client, method)
    payload = json.loads(json.dumps(calls.encode(row)))
    [answer] = await calls.send([payload])
    return answer


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("make", "path", "row"),
    [
        (admin, "users.update", {"user_id": "7", "active": False, "first_name": None, "fields": {"$a": [1, {"b": 2}]}}),
        (admin, "users.deactivate", {"user_id": "7"}),
        (
            playbooks,
            "runs.update_status",
            {"run_id": "r1", "message": "m", "reminder": dt.timedelta(days=2, minutes=30), "finish_run": True},
        ),
        (
            playbooks,
            "items.set_state",
            {"run_id": "r1", "checklist": 0, "item": 1, "state": ChecklistItemState.CLOSED},
        ),
        (
            playbooks,
            "playbooks.create",
            {
                "title": "t",
                "team_id": "team1",
                "public": True,
                "description": UNSET,
                "checklists": (PlaybookChecklistCreate(title="c", items=[PlaybookChecklistItemCreate(title="i")]),),
                "members": [PlaybookMember(user_id="u", roles=["playbook_member"])],
            },
        ),
        (playbooks, "items.reorder", {"run_id": "r1", "checklist": 0, "item": 1, "to_item": 2}),
    ],
)
async def test_the_same_request_is_made_as_without_a_journal(make, path, row):
    answer = {"id": "x1", "trigger_id": "t"}
    directly, through = Recorder(answer), Recorder(answer)
    group, name = path.split(".")
    async with make(transport=directly) as client:
        await getattr(getattr(client, group), name)(**row)
    async with make(transport=through) as client:
        await sent(client, path, row)
    assert through.bodies == directly.bodies
    assert len(directly.bodies) == 1


@pytest.mark.anyio
async def test_a_log_is_changed_with_all_its_values():
    answer = {"rest_modify_log": {"id": 5, "name": "n"}}
    values = [CustomAttributeValue(ca_config_id=1, section_ca_id=2, value=dt.date(2025, 5, 23))]
    system = (SystemAttributeValue(id=1, sa_id=2, value=[{"id": 1, "$odd": 2}]),)
    row = {
        "log_id": 5,
        "app_context": [CONTEXT],
        "name": "n",
        "custom_attribute_values": values,
        "system_attribute_values": system,
    }
    directly, through = Recorder(answer), Recorder(answer)
    async with logbook(transport=directly) as client:
        await client.logs.update(**row)
    async with logbook(transport=through) as client:
        done = await sent(client, "logs.update", row)
    assert through.bodies == directly.bodies
    assert (done.id, done.seen) == ("5", None)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("make", "path", "row", "answer", "identity"),
    [
        (admin, "users.update", {"user_id": "7", "active": True}, {"id": "seven"}, "seven"),
        (logbook, "logs.delete", {"log_id": 9, "app_context": CONTEXT}, {"rest_delete_log": {"deleted_id": "9"}}, "9"),
        (playbooks, "runs.finish", {"run_id": "r1"}, {}, "r1"),
        (playbooks, "timeline.delete", {"run_id": "r1", "event_id": "e1"}, {}, "e1"),
        (playbooks, "items.run", {"run_id": "r1", "checklist": 0, "item": 0}, {"trigger_id": "t"}, "r1"),
        (playbooks, "playbooks.create", {"title": "t", "team_id": "team1", "public": True}, {"id": "p1"}, "p1"),
    ],
)
async def test_the_id_is_that_of_what_was_made_or_changed(make, path, row, answer, identity):
    async with make(transport=Recorder(answer)) as client:
        assert (await sent(client, path, row)).id == identity


@pytest.mark.anyio
async def test_a_row_of_another_version_is_refused_before_it_is_sent():
    wire = Recorder()
    async with admin(transport=wire) as client:
        calls = Calls(client, "users.update")
        for payload in (
            {"user_id": "7", "gone": 1},
            {"active": True},
            {"user_id": "7", "fields": {"$Nope": {}}},
            {"user_id": "7", "fields": {"$date": "x"}},
            {"user_id": "7", "fields": {"$User": 5}},
            {"user_id": {"$map": 7}},
        ):
            with pytest.raises(InvalidArgumentError):
                await calls.send([payload])
    assert wire.bodies == []


@pytest.mark.anyio
async def test_a_deletion_that_was_done_before_is_settled():
    gone = {"code": "LOG_DELETED", "message": "already deleted"}
    missing = {"code": "LOG_DOES_NOT_EXIST", "message": "no such log"}
    for answer, settled in ((gone, True), (missing, False)):
        async with logbook(transport=Recorder(answer, 400)) as client:
            calls = Calls(client, "logs.delete")
            with pytest.raises(NotFoundError) as raised:
                await calls.send([calls.encode({"log_id": 1, "app_context": CONTEXT})])
            assert calls.settled(raised.value) is settled
            assert Calls(client, "logs.update").settled(raised.value) is False
    # A site without Playbooks answers 404, too.
    assert Calls(CLIENTS["playbooks"], "playbooks.delete").settled(NotFoundError("x", status=404)) is False


@pytest.mark.anyio
async def test_a_playbook_that_was_read_is_replaced_whole():
    with sandbox(playbooks=1) as s:
        retry = RetryPolicy(base=0.001)
        async with PlaybooksClient(s.playbooks_url, AccessToken(s.playbooks_token), retry=retry) as client:
            [listed] = [found async for found in client.playbooks.list(s.team_id)]
            playbook = await client.playbooks.get(listed.id)
            before = playbook.to_dict()
            playbook.title = "Changed"
            done = await sent(client, client.playbooks.update, {"playbook": playbook})
            assert done.id == playbook.id
            after = (await client.playbooks.get(playbook.id)).to_dict()
            # The server gives the items of checklists new ids.
            assert {key for key in before if before[key] != after.get(key)} <= {"title", "update_at", "checklists"}
            assert after["title"] == "Changed"
            assert [one["title"] for one in after["checklists"]] == [one["title"] for one in before["checklists"]] != []
            with pytest.raises(InvalidArgumentError, match="ListedPlaybook"):
                Calls(client, client.playbooks.update).encode({"playbook": listed})


# the encoding

LOGBOOK = Encoding(logbook_models, UNSET)
PLAYBOOKS = Encoding(playbooks_models, UNSET)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
keys = st.one_of(texts, st.sampled_from(["$date", "$map", "$", "$AppContext", "values"]))
contexts = st.builds(AppContext, container_id=st.integers(), container_source=texts, container_type=texts)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(dt.UTC)),
    st.times(),
    st.timedeltas(),
    st.uuids(),
    st.just(UNSET),
    contexts,
)
arguments = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.tuples(inner, inner), st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=8,
)


@given(arguments)
@settings(max_examples=300)
def test_every_argument_comes_back_equal(value):
    text = json.dumps(LOGBOOK.encode(value, "it"), allow_nan=False)
    back = LOGBOOK.decode(json.loads(text))
    assert back == value
    assert type(back) is type(value)


in_models = leaves.filter(lambda leaf: leaf is not UNSET and not isinstance(leaf, dt.timedelta))


@given(st.recursive(in_models, lambda inner: st.lists(inner, max_size=2)))
def test_models_write_the_same_afterwards(value):
    model = LogCreate(
        log_types_id=1,
        name="n",
        app_context=[CONTEXT],
        custom_attribute_values=[CustomAttributeValue(ca_config_id=1, section_ca_id=2, value=value)],
    )
    model["unknown"] = {"$date": 1}
    back = LOGBOOK.decode(json.loads(json.dumps(LOGBOOK.encode(model, "it"))))
    assert type(back) is LogCreate
    assert back.to_dict() == model.to_dict()


def test_absent_fields_stay_absent():
    playbook = Playbook.from_dict({"id": "p", "title": None, "unknown": [1]})
    assert PLAYBOOKS.decode(PLAYBOOKS.encode(playbook, "it")).to_dict() == {"unknown": [1], "id": "p", "title": None}


def test_what_is_almost_plain_becomes_plain():
    class Own(StrEnum):
        RED = "red"

    class Text(str):
        __slots__ = ()

        def __str__(self):
            return "something else"

    encoded = LOGBOOK.encode({"enum": Own.RED, "text": Text("t"), "state": {"inner": Text("k")}}, "it")
    assert encoded == {"enum": "red", "text": "t", "state": {"inner": "k"}}
    assert type(encoded["text"]) is str
    assert PLAYBOOKS.encode(ChecklistItemState.CLOSED, "it") == {"$ChecklistItemState": "closed"}
    assert PLAYBOOKS.decode({"$ChecklistItemState": "closed"}) is ChecklistItemState.CLOSED
    assert LOGBOOK.encode(uuid.UUID(int=1), "it") == {"$uuid": str(uuid.UUID(int=1))}


@pytest.mark.parametrize("tag", ["$json", "$Model", "$import_module", "$LogbookClient", "$__name__", "$TYPE_CHECKING"])
def test_no_other_class_is_made_from_a_journal(tag):
    with pytest.raises(InvalidArgumentError, match="does not have"):
        LOGBOOK.decode({tag: {}})


@pytest.mark.parametrize("inner", [None, 5, "x", [], [1], {"a": 1}])
@pytest.mark.parametrize("tag", ["$date", "$datetime", "$time", "$timedelta", "$uuid", "$ChecklistItemState"])
def test_a_changed_journal_is_told(tag, inner):
    with pytest.raises(InvalidArgumentError, match="was the journal changed"):
        PLAYBOOKS.decode({tag: inner})


def test_scalars_are_what_is_given_and_plain():
    payload = {"a": "x", "b": None, "c": {"$unset": True}, "d": False, "e": [1]}
    assert scalars(payload, {"label": "a", "b": "b", "c": "c", "d": "d", "e": "e", "f": "f"}) == {
        "label": "x",
        "d": False,
    }
