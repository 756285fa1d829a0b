"""Requests carry what was given and nothing else; no answer makes parsing raise."""

from __future__ import annotations

import importlib
import inspect
import pickle
import pkgutil
from typing import TYPE_CHECKING, Any

import httpx
import plankit_clients
import pytest
from generated_samples import DOCUMENTS
from pipeline.operations import operations
from plankit_clients.logbook.api.logs import list_logs
from plankit_clients.logbook.models import AppContext, LogListRequest
from plankit_clients.planbox.api.projects import get_projects
from plankit_clients.planbox.models import ProjectsQuery
from plankit_clients.planview_admin.api.users import get_user
from plankit_clients.playbooks import AuthenticatedClient, Client
from plankit_clients.playbooks.api.playbook_runs import list_runs
from plankit_clients.playbooks.errors import UnexpectedStatus
from plankit_clients.playbooks.models import Error, PlaybookRunList

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType


def endpoints() -> Iterator[tuple[str, str, ModuleType]]:
    for service in DOCUMENTS:
        api = importlib.import_module(f"plankit_clients.{service}.api")
        for package in pkgutil.iter_modules(api.__path__):
            group = importlib.import_module(f"{api.__name__}.{package.name}")
            for module in pkgutil.iter_modules(group.__path__):
                yield service, module.name, importlib.import_module(f"{group.__name__}.{module.name}")


ENDPOINTS = list(endpoints())
ANSWERS: list[tuple[int, bytes, str]] = [
    (520, b"<html>unknown error</html>", "text/html"),
    (502, b"", "application/json"),
    (200, b"<html>please log in</html>", "text/html"),
    (200, b"", "application/json"),
    (200, b"null", "application/json"),
    (200, b"[]", "application/json"),
    (200, b"{}", "application/json"),
    (200, b'"text"', "application/json"),
    (200, b"\xff\xfe\xfa", "application/json"),
    (200, b"[" * 100_000, "application/json"),
    (201, b"{", "application/json"),
    (204, b"", ""),
    (299, b"{}", "application/json"),
    (400, b"", "application/json"),
    (403, b"<html>forbidden</html>", "text/html"),
    (403, b"{}", "application/json"),
    (404, b"[1]", "application/json"),
    (500, b'{"error": null, "message": ["x"]}', "application/json"),
]


def arguments(module: ModuleType) -> dict[str, Any]:
    """Arguments for what is required: the annotations are text, so they tell little, but a sample is enough."""
    given: dict[str, Any] = {}
    for name, parameter in inspect.signature(module.get_kwargs).parameters.items():
        if parameter.default is not parameter.empty:
            continue
        if name == "body":
            kinds = [getattr(module, kind.strip()) for kind in parameter.annotation.split(" | ")]
            given[name] = kinds[0].from_dict({})
        else:
            given[name] = "x"
    return given


@pytest.mark.anyio
@pytest.mark.parametrize("case", ENDPOINTS, ids=lambda case: f"{case[0]}-{case[1]}")
async def test_no_answer_makes_parsing_raise(case: Any) -> None:
    module = case[2]
    for status, content, kind in ANSWERS:
        transport = httpx.MockTransport(
            lambda _, s=status, c=content, k=kind: httpx.Response(s, content=c, headers={"Content-Type": k})
        )
        async with AuthenticatedClient("http://x", token="t", httpx_args={"transport": transport}) as client:
            answer = await module.asyncio_detailed(client=client, **arguments(module))
        assert type(answer.status_code) is int
        assert (answer.status_code, answer.content) == (status, content)


@pytest.mark.parametrize("case", ENDPOINTS, ids=lambda case: f"{case[0]}-{case[1]}")
def test_a_request_carries_its_operation_and_only_what_was_given(case: Any) -> None:
    service, _, module = case
    table = importlib.import_module(f"plankit_clients.{service}.operations").OPERATIONS
    kwargs = module.get_kwargs(**arguments(module))
    operation = kwargs["extensions"]["plankit.operation"]
    assert operation is table[operation.id]
    assert operation.service == service
    assert operation.method == kwargs["method"].upper()
    assert isinstance(operation, plankit_clients.Operation)
    assert kwargs is not module.get_kwargs(**arguments(module))
    assert kwargs["extensions"] is not module.get_kwargs(**arguments(module))["extensions"]
    assert set(kwargs.get("params", {})) <= set(arguments(module))
    if "body" in inspect.signature(module.get_kwargs).parameters and "body" not in arguments(module):
        assert not {"json", "data", "content"} & set(kwargs)
        assert "Content-Type" not in kwargs["headers"]
    httpx.Request(**{**kwargs, "url": "http://x" + kwargs["url"]})


def test_operations_tell_safety_and_ground() -> None:
    for service, spec in DOCUMENTS.items():
        table = importlib.import_module(f"plankit_clients.{service}.operations").OPERATIONS
        assert list(table) == [operation.id for operation in operations(spec)]
        for operation in operations(spec):
            known = table[operation.id]
            assert known.path == operation.path
            assert known.unverified is bool(operation.content.get("x-unverified", False))
            assert known.safety in {"read", "idempotent", "unsafe"}
            if operation.method == "get":
                assert known.safety == "read"


@pytest.mark.parametrize("value", ["", ".", "..", None])
def test_a_path_argument_that_would_address_something_else_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"path argument '.*' is .*: pass the"):
        get_user.get_kwargs(value)


@pytest.mark.parametrize(
    ("value", "segment"), [("a/b", "a%2Fb"), ("a b?x#f", "a%20b%3Fx%23f"), ("%2F", "%252F"), (7, "7"), ("...", "...")]
)
def test_a_path_argument_is_one_segment(value: Any, segment: str) -> None:
    assert get_user.get_kwargs(value)["url"].split("/")[-1] == segment


def test_lists_are_repeated_enums_may_be_text_and_nothing_else_is_sent() -> None:
    kwargs = list_runs.get_kwargs(team_id="t", statuses=["InProgress", "Finished"], sort="name", page=None)
    assert kwargs["params"] == {"team_id": "t", "statuses": ["InProgress", "Finished"], "sort": "name"}
    request = httpx.Request(kwargs["method"], "http://x", params=kwargs["params"])
    assert sorted(request.url.query.split(b"&")) == [
        b"sort=name",
        b"statuses=Finished",
        b"statuses=InProgress",
        b"team_id=t",
    ]


def test_bodies_are_what_the_document_says() -> None:
    context = [AppContext(container_id=1, container_source="s", container_type="t")]
    kwargs = list_logs.get_kwargs(body=LogListRequest(app_context=context))
    assert kwargs["json"] == {"app_context": [{"container_id": 1, "container_source": "s", "container_type": "t"}]}
    form = get_projects.get_kwargs(body=ProjectsQuery.from_dict({"product_id[]": [1, 2], "x": None}))
    assert form["data"] == {"product_id[]": [1, 2]}
    request = httpx.Request("POST", "http://x", data=form["data"])
    assert request.read() == b"product_id%5B%5D=1&product_id%5B%5D=2"


def client_answering(status: int, **options: Any) -> AuthenticatedClient:
    transport = httpx.MockTransport(
        lambda _: httpx.Response(status, json={"items": None}, headers={"Retry-After": "3"})
    )
    return AuthenticatedClient("http://x", token="s3cr3t", httpx_args={"transport": transport}, **options)


@pytest.mark.anyio
async def test_an_answer_is_read_whatever_its_status() -> None:
    async with client_answering(200) as client:
        runs = await list_runs.asyncio(client=client, team_id="t")
    assert isinstance(runs, PlaybookRunList)
    assert runs.to_dict() == {"items": None}
    async with client_answering(520) as client:
        assert isinstance(await list_runs.asyncio(client=client, team_id="t"), Error)


def test_an_unexpected_status_keeps_what_it_came_with() -> None:
    error = UnexpectedStatus(520, b"s3cr3t", httpx.Headers({"Retry-After": "3"}))
    twin = pickle.loads(pickle.dumps(error))  # noqa: S301 - its own
    assert (twin.status_code, twin.content, twin.headers["Retry-After"]) == (520, b"s3cr3t", "3")
    assert str(twin) == str(error) == "Unexpected status code: 520; the body has 6 bytes"


@pytest.mark.anyio
async def test_a_client_has_a_time_out_shows_no_token_and_is_not_changed_by_its_kin() -> None:
    client = AuthenticatedClient("http://x", token="s3cr3t", headers={"A": "s3cr3t"}, cookies={"c": "s3cr3t"})
    assert "s3cr3t" not in repr(client)
    async with client.get_async_httpx_client() as live:
        assert live.timeout == httpx.Timeout(30.0)
        assert live.headers["Authorization"] == "Bearer s3cr3t"
        kin = client.with_headers({"B": "2"}).with_cookies({"d": "2"}).with_timeout(httpx.Timeout(1.0))
        assert "B" not in live.headers
        assert live.timeout == httpx.Timeout(30.0)
        assert "d" not in live.cookies
        async with kin.get_async_httpx_client() as other:
            assert other is not live
            assert (other.headers["A"], other.headers["B"], other.timeout) == ("s3cr3t", "2", httpx.Timeout(1.0))
    own = httpx.AsyncClient()
    assert Client("http://x").set_async_httpx_client(own).get_async_httpx_client() is own
    await own.aclose()
