"""The tables of methods are held against the documents and against the classes."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

from plankit import AdminClient, ClientCredentials, LogbookClient, PlanboxClient, PlaybooksClient
from plankit.admin.client import METHODS as ADMIN
from plankit.logbook.client import METHODS as LOGBOOK
from plankit.planbox.client import METHODS as PLANBOX
from plankit.playbooks.client import LOW_LEVEL
from plankit.playbooks.client import METHODS as PLAYBOOKS

OVERLAID = Path(__file__).resolve().parents[2] / "openapi" / "overlaid"
VERBS = {"get", "put", "post", "delete", "patch", "head", "options", "trace"}
CREDENTIALS = ClientCredentials("id", "secret")

SERVICES = {
    "planview_admin": (ADMIN, AdminClient(CREDENTIALS, region="eu"), {"users.activate", "users.deactivate"}),
    "logbook": (
        LOGBOOK,
        LogbookClient(CREDENTIALS, region="eu"),
        {"logs.bulk_create", "logs.create_many", "logs.walk"},
    ),
    "planbox": (PLANBOX, PlanboxClient("an-access-token"), set()),
    "playbooks": (
        PLAYBOOKS,
        PlaybooksClient("https://chat.example.com", "a-token"),
        {"runs.walk", "runs.end", "runs.restart", "items.reorder"},
    ),
}
# What every client has besides the operations of its document.
COMMON = {
    "aclose",
    "base_url",
    "budget",
    "bulk",
    "call",
    "from_env",
    "secrets",
    "token_source",
    "transport",
    "token",
    "warm_up",
}
# What only some have.
OWN = {"planbox": {"alpha_transport", "alpha_url"}}
each_service = pytest.mark.parametrize("service", SERVICES)


def every_operation_id(service):
    document = json.loads((OVERLAID / f"{service}.json").read_text("utf-8"))
    return [
        operation["operationId"]
        for path in document["paths"].values()
        for verb, operation in path.items()
        if verb in VERBS
    ]


def operation_ids(service):
    """Those that have a method: a few of Playbooks are left to the generated functions."""
    return [name for name in every_operation_id(service) if service != "playbooks" or name not in LOW_LEVEL]


def test_what_is_left_to_the_generated_functions_is_there_and_says_why():
    assert LOW_LEVEL.keys() <= set(every_operation_id("playbooks"))
    for reason in LOW_LEVEL.values():
        assert "Use runs." in reason


def public(thing):
    return {name for name in dir(thing) if not name.startswith("_")}


def resolved(client, name):
    found = client
    for part in name.split("."):
        found = getattr(found, part)
    return found


@each_service
def test_every_operation_has_exactly_one_method(service):
    methods, client, _ = SERVICES[service]
    ids = operation_ids(service)
    assert sorted(methods) == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert len(set(methods.values())) == len(methods)
    for name in methods.values():
        assert callable(resolved(client, name)), name


@each_service
def test_no_public_method_is_missing_from_the_table(service):
    methods, client, conveniences = SERVICES[service]
    groups = {name.split(".")[0] for name in methods.values() if "." in name}
    there = {f"{group}.{name}" for group in groups for name in public(getattr(client, group))}
    assert there == {name for name in methods.values() if "." in name} | conveniences
    assert public(client) == groups | COMMON | OWN.get(service, set())


@each_service
def test_every_method_is_documented_and_typed(service):
    methods, client, conveniences = SERVICES[service]
    for name in {*methods.values(), *conveniences}:
        method = resolved(client, name)
        signature = inspect.signature(method)
        text = inspect.getdoc(method) or ""
        assert signature.return_annotation is not inspect.Signature.empty
        for parameter in signature.parameters.values():
            assert parameter.annotation is not inspect.Parameter.empty, (name, parameter)
            if name not in conveniences | {"token"} or name == "logs.create_many":
                assert f"{parameter.name}: " in text, (name, parameter)
        if name in methods.values():
            assert "Raises:" in text, name
        if "." in name and name not in conveniences:
            assert "Source: " in text, name
            assert signature.parameters["options"].kind is inspect.Parameter.VAR_KEYWORD


@each_service
def test_the_operation_behind_each_method_is_the_one_of_the_table(service):
    """By name: the constant of an operation is its generated function in capitals or shorter."""
    methods, client, _ = SERVICES[service]
    used = {
        value.info.id
        for group in {name.split(".")[0] for name in methods.values() if "." in name}
        for kind in type(getattr(client, group)).__mro__[:-1]
        for value in vars(inspect.getmodule(kind)).values()
        if type(value).__name__ == "Operation"
    }
    assert used == set(operation_ids(service)) - {"createToken", "authenticate"}
