"""The sandbox answers what the corrected documents allow, whatever they let a client send."""

from __future__ import annotations

import base64
import itertools
import json
import pathlib
import warnings
from collections import Counter
from typing import Any

import hypothesis
import pytest
import schemathesis
import schemathesis.openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from plankit.sandbox import Sandbox, sandbox

pytestmark = pytest.mark.socket

DOCUMENTS = pathlib.Path(__file__).parents[2] / "openapi" / "overlaid"
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
EXAMPLES = 40


def _document(name: str) -> dict[str, Any]:
    """The document, its open enumerations taken at their word: any value may come."""

    def opened(part: dict[str, Any]) -> dict[str, Any]:
        if part.get("x-open-enum") is True:
            part.pop("enum", None)
        return part

    return json.loads((DOCUMENTS / f"{name}.json").read_text(encoding="utf-8"), object_hook=opened)


def _operations(name: str) -> list[tuple[str, str]]:
    document = _document(name)
    return [
        (name, operation["operationId"])
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in {"get", "put", "post", "patch", "delete"}
    ]


NAMES = ["planview_admin", "logbook", "planbox"]
OPERATIONS = [operation for name in NAMES for operation in _operations(name)]
VERSIONS = ["1.41", "today"]
NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def served():
    with sandbox(logs=5, users=30, logbook_limit=None, admin_points=10**9) as s:
        yield s


@pytest.fixture(scope="module", params=VERSIONS)
def mattermost(request):
    with sandbox(playbooks_version=request.param) as s:
        yield s


@pytest.fixture(scope="module")
def schemas():
    return {name: schemathesis.openapi.from_dict(_document(name)) for name in [*NAMES, "playbooks"]}


def _real(case: Any, api: Any) -> None:
    """Put what exists into a case: a generated id never does."""
    s: Sandbox = api.s
    for name in case.path_parameters or {}:
        case.path_parameters[name] = _real_argument(name, api)
    body = case.body
    if isinstance(body, dict) and "grant_type" in body:
        body["grant_type"] = "client_credentials"
    if isinstance(body, dict) and case.operation.label.startswith("POST /api/"):
        _real_form(body, s)
    elif isinstance(body, dict) and "email" in body:
        # No other test of the same servers has used it, in whatever order they come.
        body["email"] = f"{next(NUMBERS)}@example.com"
    if isinstance(body, dict) and "app_context" in body:
        body["app_context"] = [s.container]
    if isinstance(body, dict) and isinstance(body.get("logs"), list):
        for log in body["logs"]:
            if isinstance(log, dict):
                log.update(log_types_id=18, app_context=[s.container])


def _real_argument(name: str, api: Any) -> object:
    if name == "userId":
        return api.s.users()[0]["id"]
    if name == "productId":
        return api.admin("GET", "/product").json()["Resources"][0]["id"]
    if name == "organization_id":
        return api.s.organization_id
    return str(api.created(api.log())[0]["id"])


def _real_form(body: dict[str, Any], s: Sandbox) -> None:
    product = s.products()[0]
    project_id = product["project_ids"][0]
    real = {
        "email": s.planbox_email,
        "password": s.planbox_password,
        "product_id": product["id"],
        "product_id[]": [product["id"]],
        "project_id": project_id,
        "from_project_id": project_id,
    }
    body.update({name: value for name, value in real.items() if name in body})


def _url(operation_id: str, name: str, s: Sandbox) -> str:
    if operation_id == "createInitiative":
        return s.planbox_alpha_url
    return {"planview_admin": s.admin_url, "logbook": s.logbook_url, "planbox": s.planbox_url}[name]


def _authorization(operation_id: str, name: str, api: Any) -> str:
    if name == "planbox":
        return _basic(api.s.planbox_token, "")
    if operation_id == "createToken":
        return _basic(api.s.client_id, api.s.client_secret)
    return api.http.headers["authorization"]


_SETTINGS = hypothesis.settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.generate],
)


@pytest.mark.parametrize(("name", "operation_id"), OPERATIONS)
def test_answers_conform(name, operation_id, served, schemas, api_of):
    operation = schemas[name].find_operation_by_id(operation_id)
    api = api_of(served)
    url = _url(operation_id, name, served)
    statuses: Counter[int] = Counter()

    @_SETTINGS
    @hypothesis.given(case=operation.as_strategy())
    def check(case: Any) -> None:
        if sum(statuses.values()) % 2:
            _real(case, api)
        headers = {"Authorization": _authorization(operation_id, name, api)}
        response = case.call(base_url=url, headers=headers, timeout=10)
        status = response.status_code
        if response.headers["content-type"] == ["text/html; charset=UTF-8"]:
            # Planbox calls everything a text, and a refusal a success; the document knows its JSON.
            response.headers["content-type"] = ["application/json"]
            status = status if response.json()["code"] == "ok" else 400
        statuses[status] += 1
        case.validate_response(response, checks=CHECKS)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check()
    assert min(statuses) < 300, statuses


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _real_on_site(case: Any, site: Any) -> None:
    """The same for Playbooks, with a playbook and a run of its own: what one case deletes no other one misses."""
    s: Sandbox = site.s
    checklists = [{"title": "First", "items": [{"title": "Do it", "command": "/do"}, {"title": "Do more"}]}]
    playbook = site.playbook(checklists=checklists)["id"]
    run = site.run(playbook_id=playbook)
    real = {
        "id": playbook if "/v0/playbooks/" in case.operation.path else run["id"],
        "channel_id": run["channel_id"],
        "event_id": run["timeline_events"][0]["id"],
        "checklist": 0,
        "item": 0,
        "playbook_id": playbook,
        "playbookID": playbook,
        "playbookRunName": "A run",
        "team_id": s.team_id,
        "owner_user_id": s.user_id,
        "participant_id": s.user_id,
        "participant_or_follower_id": s.user_id,
        "user_id": s.user_id,
        "owner_id": s.user_id,
        "assignee_id": "",
        "new_state": "closed",
        "public": True,
        "name": "A run",
        "title": "A title",
        "message": "A message",
        "reminder_timer_default_seconds": 5,
        "webhook_on_creation_urls": ["https://example.com"],
        "webhook_on_status_update_urls": [],
        "channel_mode": "create_new_channel",
        **dict.fromkeys(("source_checklist_idx", "source_item_idx", "dest_checklist_idx", "dest_item_idx"), 0),
    }

    def fill(part: Any) -> None:
        if isinstance(part, dict):
            part.update({name: real[name] for name in part if name in real})

    for part in (case.path_parameters, case.query, case.body):
        fill(part)
    if isinstance(case.body, dict):
        fill(case.body.get("submission"))
        if case.operation.definition.raw["operationId"] in {"createRun", "createPlaybook", "updatePlaybook"}:
            case.body.update(team_id=s.team_id, name="A run", public=True)


@pytest.mark.parametrize("operation_id", [operation_id for _, operation_id in _operations("playbooks")])
def test_answers_of_playbooks_conform(operation_id, mattermost, schemas, site_of):
    operation = schemas["playbooks"].find_operation_by_id(operation_id)
    site = site_of(mattermost)
    statuses: Counter[int] = Counter()

    @hypothesis.settings(_SETTINGS, max_examples=EXAMPLES // 2)
    @hypothesis.given(case=operation.as_strategy())
    def check(case: Any) -> None:
        if sum(statuses.values()) % 2:
            _real_on_site(case, site)
        headers = {"Authorization": f"Bearer {mattermost.playbooks_token}"}
        response = case.call(base_url=mattermost.playbooks_url, headers=headers, timeout=10)
        statuses[response.status_code] += 1
        # A 500 is what these servers answer to an unknown id.
        case.validate_response(response, checks=[status_code_conformance, response_schema_conformance])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check()
    assert min(statuses) < 300, statuses
