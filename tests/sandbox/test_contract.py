"""The sandbox answers what the corrected documents allow, whatever they let a client send."""

from __future__ import annotations

import base64
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


@pytest.fixture(scope="module")
def served():
    with sandbox(logs=5, users=30, logbook_limit=None, admin_points=10**9) as s:
        yield s


@pytest.fixture(scope="module")
def schemas():
    return {name: schemathesis.openapi.from_dict(_document(name)) for name in NAMES}


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
        body["email"] = f"{len(s.users())}@example.com"
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


@pytest.mark.parametrize(("name", "operation_id"), OPERATIONS)
def test_answers_conform(name, operation_id, served, schemas, api_of):
    operation = schemas[name].find_operation_by_id(operation_id)
    api = api_of(served)
    url = _url(operation_id, name, served)
    statuses: Counter[int] = Counter()

    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
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
