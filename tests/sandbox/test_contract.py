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


OPERATIONS = [*_operations("planview_admin"), *_operations("logbook")]


@pytest.fixture(scope="module")
def served():
    with sandbox(logs=5, users=30, logbook_limit=None, admin_points=10**9) as s:
        yield s


@pytest.fixture(scope="module")
def schemas():
    return {name: schemathesis.openapi.from_dict(_document(name)) for name in ("planview_admin", "logbook")}


def _real(case: Any, api: Any) -> None:
    """Put what exists into a case: a generated id never does."""
    s: Sandbox = api.s
    for name in case.path_parameters or {}:
        if name == "userId":
            case.path_parameters[name] = s.users()[0]["id"]
        elif name == "productId":
            case.path_parameters[name] = api.admin("GET", "/product").json()["Resources"][0]["id"]
        else:
            case.path_parameters[name] = str(api.created(api.log())[0]["id"])
    body = case.body
    if isinstance(body, dict) and "grant_type" in body:
        body["grant_type"] = "client_credentials"
    if isinstance(body, dict) and "email" in body:
        body["email"] = f"{len(s.users())}@example.com"
    if isinstance(body, dict) and "app_context" in body:
        body["app_context"] = [s.container]
    if isinstance(body, dict) and isinstance(body.get("logs"), list):
        for log in body["logs"]:
            if isinstance(log, dict):
                log.update(log_types_id=18, app_context=[s.container])


@pytest.mark.parametrize(("name", "operation_id"), OPERATIONS)
def test_answers_conform(name, operation_id, served, schemas, api_of):
    operation = schemas[name].find_operation_by_id(operation_id)
    api = api_of(served)
    url = served.admin_url if name == "planview_admin" else served.logbook_url
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
        bearer = api.http.headers["authorization"]
        authorization = _basic(served) if operation_id == "createToken" else bearer
        response = case.call(base_url=url, headers={"Authorization": authorization}, timeout=10)
        statuses[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check()
    assert min(statuses) < 300, statuses


def _basic(s: Sandbox) -> str:
    return "Basic " + base64.b64encode(f"{s.client_id}:{s.client_secret}".encode()).decode()
