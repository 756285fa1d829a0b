"""A client is ready soon: its first call loads what that call needs, and nothing optional."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from plankit import AdminClient, ClientCredentials

PROGRAM = """
import asyncio, json, sys
import httpx

before = set(sys.modules)
import plankit

def answer(request):
    if request.url.path.endswith("/token"):
        return httpx.Response(200, json={"id_token": "t" * 20, "expires_in": 3600})
    return httpx.Response(200, json=json.loads(sys.argv[1]))

async def main():
    transport, grant = httpx.MockTransport(answer), plankit.ClientCredentials("id", "secret")
    async with CLIENT as client:
        await client.CALL

asyncio.run(main())
print(json.dumps(sorted(set(sys.modules) - before)))
"""
HERE = "base_url='http://127.0.0.1:9', transport=transport"
RUN = {"id": "a" * 26, "name": "one", "checklists": [{"title": "a", "items": [{"title": "b"}]}]}
# How a client is made, what is called, what is answered, the models that are loaded and the groups that are not. The
# models that are part of another come with it.
SERVICES = {
    "admin": (
        f"plankit.AdminClient(grant, {HERE})",
        "users.get('u-1')",
        {"id": "u-1", "email": "ada@example.com"},
        {"user"},
        {"audit", "products"},
    ),
    "logbook": (
        f"plankit.LogbookClient(grant, token_url='http://127.0.0.1:9/token', {HERE})",
        "log_types.list()",
        {"rest_log_types_with_configs": [{}]},
        {
            "custom_attribute_configuration",
            "log_type_configuration",
            "log_type_section",
            "log_type_with_sections",
            "option",
            "section_custom_attribute",
            "system_attribute_config_type",
            "system_attribute_config_value",
            "system_attribute_configuration",
        },
        {"logs", "matching", "walk"},
    ),
    "planbox": (
        f"plankit.PlanboxClient('an-access-token', {HERE})",
        "projects.list(1)",
        {"code": "ok", "content": [{"id": 3, "name": "x"}]},
        {"project", "project_association", "projects_query", "resource_associations", "resource_roles"},
        {"initiatives", "products"},
    ),
    "playbooks": (
        "plankit.PlaybooksClient('http://127.0.0.1:9', 'a-token', transport=transport)",
        "runs.get('a' * 26)",
        RUN,
        {
            "checklist",
            "checklist_item",
            "checklist_item_state",
            "playbook_run",
            "run_metric",
            "status_post",
            "task_action",
            "timeline_event",
            # The words of arguments.
            "channel_sort",
            "playbook_run_sort",
            "playbook_run_status",
            "playbook_sort",
            "sort_direction",
        },
        {"items", "playbooks", "replacement", "timeline", "webhooks"},
    ),
}
OPTIONAL = {"aiohttp", "click", "httptools", "orjson", "pydantic", "rich", "starlette", "trio", "uvicorn"}
# What the first calls do without, and what only a connection needs.
NEEDLESS = {"concurrent.futures.process", "html", "msgspec", "multiprocessing", "sqlite3", "uuid"}
CONNECTING = {"h11", "httpcore", *(f"plankit.transport.{name}" for name in ("connection", "dialer", "fast", "sockets"))}
LATER = {"bulk", "cli", "demo", "page", "paging", "prefetch", "resume", "sandbox", "seen", "testing", "walk"}


@pytest.mark.parametrize("service", SERVICES)
def test_the_first_call_loads_what_it_needs(service):
    made, call, answer, models, groups = SERVICES[service]
    program = PROGRAM.replace("CLIENT", made).replace("CALL", call)
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps(answer)], capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout))
    assert {name.rpartition(".")[2] for name in loaded if ".models." in name} == models
    assert not {name.partition(".")[0] for name in loaded} & OPTIONAL
    assert not loaded & NEEDLESS
    assert not loaded & CONNECTING
    assert not loaded & {f"plankit.{name}" for name in LATER}
    assert not loaded & {f"plankit.{service}.{name}" for name in groups}
    assert f"plankit.{service}.{call.partition('.')[0].replace('_', '')}" in loaded
    assert "plankit_clients" in loaded


def test_a_group_is_made_once_and_is_the_clients_own():
    credentials = ClientCredentials("id", "secret")
    one, other = AdminClient(credentials, region="eu"), AdminClient(credentials, region="eu")
    assert one.users is one.users
    assert one.users is not other.users


@pytest.mark.parametrize("service", SERVICES)
def test_public_names_of_packages_are_loaded_when_they_are_first_used(service):
    program = f"""
import importlib, sys
package = importlib.import_module("plankit.{service}")
assert set(package.__all__) <= set(dir(package))
assert not [name for name in package._EXPORTS if name in sys.modules and not name.endswith(".models")]
listed = {{name: home for home, names in package._EXPORTS.items() for name in names}}
assert set(listed) <= set(package.__all__)
assert not set(listed) & set(vars(package))
for name in package.__all__:
    value = getattr(package, name)
    assert vars(package)[name] is value
    assert name not in listed or getattr(sys.modules[listed[name]], name) is value
try:
    package.Nothing
except AttributeError as error:
    assert str(error) == "module 'plankit.{service}' has no attribute 'Nothing'"
else:
    raise AssertionError
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_parser_is_loaded_when_it_is_worth_it():
    program = """
import json, sys
from plankit.shapes import loads

small, large = b'{"a": [1, 2.5, null, "b"]}', json.dumps(list(range(2000)))
assert loads(small) == json.loads(small)
assert "msgspec" not in sys.modules
assert loads(large) == json.loads(large)
assert "msgspec" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_warming_up_loads_what_calls_would():
    program = PROGRAM.replace("CLIENT", f"plankit.AdminClient(grant, {HERE})").replace("CALL", "warm_up()")
    done = subprocess.run([sys.executable, "-c", program, "{}"], capture_output=True, text=True, check=True)
    names = ("admin.audit", "admin.products", "admin.users", "page", "paging")
    assert {*(f"plankit.{name}" for name in names), "msgspec"} <= set(json.loads(done.stdout))
