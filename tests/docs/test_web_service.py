"""The example application on real sockets: what requests share, what ends with a browser, what a browser is told."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib.util
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
import uvicorn

from plankit import AdminClient, ConfigurationError, LogbookClient, PlaybooksClient
from plankit.sandbox import Answer, faults, sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from types import ModuleType

    from plankit.sandbox import Call, Sandbox

pytestmark = pytest.mark.socket

EXAMPLE = Path(__file__).parents[2] / "examples" / "web_service.py"
USERS = 2000
LONG = {"deadline": 60.0, "timeout": 60.0}
LOG = {"name": "from a browser", "log_types_id": 18, "container_id": 4711}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with sandbox(users=USERS, max_count=100) as server:
        for name, value in {
            "CLIENT_ID": server.client_id,
            "CLIENT_SECRET": server.client_secret,
            "ADMIN_URL": server.admin_url,
            "LOGBOOK_URL": server.logbook_url,
            "TOKEN_URL": server.token_url,
            "PLAYBOOKS_URL": server.playbooks_url,
            "PLAYBOOKS_TOKEN": server.playbooks_token,
            "LIMIT": "1000",
        }.items():
            monkeypatch.setenv(f"PLANKIT_{name}", value)
        yield server


@pytest.fixture
def example(server: Sandbox) -> ModuleType:
    """The example, executed anew for each test."""
    spec = importlib.util.spec_from_file_location("web_service", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def serving(example: ModuleType) -> Iterator[httpx.Client]:
    """Serve the example from a thread; give a browser that is there."""
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(example.app, loop="asyncio", ws="none", log_config=None, timeout_graceful_shutdown=5)
    web = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(web.serve(sockets=[listener])))
    thread.start()
    try:
        until(lambda: web.started or not thread.is_alive())
        assert web.started
        with httpx.Client(base_url=address, timeout=30) as browser:
            yield browser
    finally:
        web.should_exit = True
        thread.join(10)
        listener.close()
        assert not thread.is_alive()


@pytest.fixture
def browser(example: ModuleType) -> Iterator[httpx.Client]:
    with serving(example) as browser:
        yield browser


def until(seen: Callable[[], object]) -> None:
    """Look until it is true, for twenty seconds at most."""
    end = time.monotonic() + 20
    while not seen():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


def asked(browser: httpx.Client, request: str, body: object = None) -> socket.socket:
    """Send a request over a connection of its own, which the test closes when the browser is to leave."""
    content = b"" if body is None else json.dumps(body).encode()
    connection = socket.create_connection((browser.base_url.host, browser.base_url.port or 0), timeout=30)
    connection.sendall(f"{request} HTTP/1.1\r\nhost: web\r\ncontent-length: {len(content)}\r\n\r\n".encode() + content)
    return connection


def idle(browser: httpx.Client) -> bool:
    """Whether nothing is under way upstream."""
    answer = browser.get("/health").json()
    return not answer["in_flight"] and not answer["waiting"]


def arrived(server: Sandbox, operation: str) -> int:
    return server.audit().requests.get(operation, 0)


class Instead:
    """Answers one operation as the test says, before or after it is carried out."""

    def __init__(self, operation: str, answer: Answer, *, passing: int = 0, applied: bool = False) -> None:
        self.operation, self.answer, self.passing, self.applied = operation, answer, passing, applied

    def before(self, call: Call) -> Answer | None:
        return None if self.applied else self._answer(call)

    def after(self, call: Call, answer: Answer) -> Answer:
        return (self._answer(call) if self.applied else None) or answer

    def _answer(self, call: Call) -> Answer | None:
        if call.operation is None or call.operation.id != self.operation:
            return None
        self.passing -= 1
        return self.answer if self.passing < 0 else None


def test_requests_share_one_client_one_token_and_nothing_outlives_the_service(server, example, monkeypatch):
    made: list[Any] = []

    def noted(client: type) -> type:
        class Noted(client):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                made.append(self)

        return Noted

    monkeypatch.setattr(example, "AdminClient", noted(AdminClient))
    monkeypatch.setattr(example, "LogbookClient", noted(LogbookClient))
    monkeypatch.setattr(example, "PlaybooksClient", noted(PlaybooksClient))
    server.set(token_latency=0.1)  # All of them find no token yet.
    ids = [user["id"] for user in server.users()[:40]]
    threads = set(threading.enumerate())
    with serving(example) as browser, ThreadPoolExecutor(40) as pool:
        users = list(pool.map(lambda identity: browser.get(f"/users/{identity}").json(), ids))
        logs = list(pool.map(lambda _: browser.post("/logs", json=LOG).status_code, range(10)))
    assert [user["id"] for user in users] == ids
    assert logs == [201] * 10
    audit = server.audit()
    assert audit.tokens_issued == 1
    assert audit.report(created=[LOG["name"]] * 10).ok
    assert len(made) == 3
    admin, logbook, _ = made
    assert admin.budget is logbook.budget
    assert admin.token_source is logbook.token_source
    for client in made:
        with pytest.raises(ConfigurationError, match="is closed"):
            asyncio.run(client.token())
    gc.collect()  # What was left open would warn now, and warnings are errors.
    # Those of tests before may end meanwhile, and one that was told to end may be at it.
    until(lambda: not set(threading.enumerate()) - threads)


def test_a_browser_that_leaves_ends_the_call_upstream(server, example, browser, monkeypatch):
    monkeypatch.setattr(example, "READ", LONG)  # Nothing else ends it.
    server.fault(faults.Stall("applied", 60), operation="getUser", times=1)
    with asked(browser, f"GET /users/{server.users()[0]['id']}"):
        until(lambda: arrived(server, "getUser"))
        assert not idle(browser)
    until(lambda: idle(browser))
    assert [request.told for request in server.requests("admin") if request.operation == "getUser"] == ["nothing"]
    assert browser.get(f"/users/{server.users()[1]['id']}").status_code == 200


def test_a_list_is_streamed_page_by_page(server, browser):
    with browser.stream("GET", "/users") as answer:
        assert answer.headers["content-type"] == "application/jsonl"
        ids = [json.loads(line)["id"] for line in answer.iter_lines()]
    assert ids == [user["id"] for user in server.users()]
    assert arrived(server, "listUsers") == 21  # The page after the last full one is empty.


def test_a_browser_that_leaves_ends_the_paging(server, example, browser, monkeypatch):
    monkeypatch.setattr(example, "READ", LONG)
    server.set(latency=0.05)
    # Not the last: the third page does not come, those after it would.
    server.fault(faults.Stall("applied", 60), operation="listUsers", first=3, times=1)
    with asked(browser, "GET /users") as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
        until(lambda: arrived(server, "listUsers") >= 3)
    until(lambda: idle(browser))
    for user in server.users()[:5]:
        assert browser.get(f"/users/{user['id']}").status_code == 200  # Each takes as long as a page would.
    assert arrived(server, "listUsers") == 3


def test_a_list_that_fails_on_the_way_says_where_to_go_on(server, browser):
    fault = Instead("listUsers", Answer(403, b'{"message": "hush"}'), passing=3)
    server.intercept(fault)
    *users, last = [json.loads(line) for line in browser.get("/users").text.splitlines()]
    assert last == {"error": "PermissionDeniedError", "resume": last["resume"]}
    assert len(users) == 300
    fault.passing = 1000
    users += [json.loads(line) for line in browser.get("/users", params={"resume": last["resume"]}).text.splitlines()]
    assert [user["id"] for user in users] == [user["id"] for user in server.users()]


def test_a_write_is_carried_out_once_whether_or_not_the_browser_stays(server, browser, caplog):
    caplog.set_level(logging.INFO, "web_service")
    server.set(token_latency=2.0, latency=0.2)
    with asked(browser, "POST /logs", LOG):
        until(lambda: arrived(server, "createToken"))
    assert not arrived(server, "createLogs"), "the browser left before it was sent"
    until(lambda: "created log" in caplog.text)
    assert [request.answered for request in server.requests("logbook")] == [True], "the answer was waited for"
    until(lambda: idle(browser))
    audit = server.audit()
    assert audit.report(created=[LOG["name"]]).ok
    assert audit.requests["createLogs"] == 1


def test_runs_are_listed_and_one_is_finished_whether_or_not_the_browser_stays(server, browser):
    runs = [json.loads(line) for line in browser.get("/runs").text.splitlines()]
    assert sorted(run["id"] for run in runs) == sorted(run["id"] for run in server.runs())
    run = next(run for run in runs if run["current_status"] == "InProgress")
    server.set(latency=0.2)
    with asked(browser, f"POST /runs/{run['id']}/finish"):
        until(lambda: arrived(server, "finishRun"))
    until(lambda: idle(browser))
    assert [request.answered for request in server.requests("playbooks") if request.method == "PUT"] == [True]
    assert browser.post(f"/runs/{run['id']}/finish").status_code == 204
    assert next(found for found in server.runs() if found["id"] == run["id"])["current_status"] == "Finished"


def test_a_write_of_unknown_effect_is_told_so_and_not_repeated(server, browser):
    server.intercept(Instead("createLogs", Answer(502, b"<html>hush</html>"), applied=True))
    answer = browser.post("/logs", json=LOG)
    assert answer.status_code == 502
    assert answer.json()["outcome"] == "unknown"
    assert "look before you repeat it" in answer.json()["message"]
    assert server.audit().report(created=[LOG["name"]]).ok


def test_a_log_that_is_refused_is_not_called_created(server, browser):
    answer = browser.post("/logs", json={**LOG, "log_types_id": 999_999})
    assert answer.status_code == 422
    assert answer.json()["created"] == []
    assert len(answer.json()["refused"]) == 1


@pytest.mark.parametrize(
    ("upstream", "status", "error"),
    [
        (404, 404, "NotFoundError"),
        (403, 403, "PermissionDeniedError"),
        (401, 502, "AuthenticationError"),
        (400, 422, "InvalidRequestError"),
        (501, 502, "ServerError"),
    ],
)
def test_an_error_is_answered_by_its_type_in_words_of_our_own(server, browser, caplog, upstream, status, error):
    server.intercept(Instead("getUser", Answer(upstream, b'{"message": "hush"}')))
    answer = browser.get("/users/someone")
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert "hush" not in answer.text
    assert server.admin_url not in answer.text
    assert error in caplog.text


def test_a_credential_that_is_not_accepted_is_no_business_of_the_browser(server, example, monkeypatch, caplog):
    monkeypatch.setenv("PLANKIT_CLIENT_SECRET", "wrong-and-secret")
    with serving(example) as browser:
        answer = browser.get("/users/someone")
    assert answer.status_code == 502
    assert answer.json() == {"error": "AuthenticationError", "message": "a service behind this one failed"}
    assert "wrong-and-secret" not in caplog.text


def test_a_limit_is_answered_at_once_with_the_time_to_wait(server, browser):
    fault = Instead("getUser", Answer(429, b"", headers=((b"retry-after", b"60"),)))
    server.intercept(fault)
    began = time.monotonic()
    answers = [browser.get("/users/someone") for _ in range(2)]
    assert time.monotonic() - began < 20
    assert [answer.status_code for answer in answers] == [503, 503]
    assert [answer.json()["error"] for answer in answers] == ["RateLimitedError", "MaxWaitExceededError"]
    assert answers[0].headers["retry-after"] == "60"
    assert 40 <= int(answers[1].headers["retry-after"]) <= 60
    assert arrived(server, "getUser") == 1


def test_a_deadline_is_answered_in_time(server, example, browser, monkeypatch):
    monkeypatch.setitem(example.READ, "deadline", 0.2)
    server.fault(faults.Stall("applied", 60), operation="getUser")
    began = time.monotonic()
    answer = browser.get("/users/someone")
    assert time.monotonic() - began < 10
    assert (answer.status_code, answer.json()["error"]) == (504, "DeadlineExceededError")
    assert "outcome" not in answer.json(), "it only reads"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (("GET", "/users/%2E", b""), 400),
        (("GET", "/users?resume=junk", b""), 400),
        (("GET", "/runs?resume=junk", b""), 400),
        (("POST", "/runs/%2E/finish", b""), 400),
        (("POST", "/logs", b"{"), 400),
        (("POST", "/logs", b"[" * 60_000), 400),
        (("POST", "/logs", b'{"name": "one", "log_types_id": "18", "container_id": 4711}'), 400),
        (("POST", "/logs", b"[" * 70_000), 413),
        (("GET", "/logs", b""), 405),
    ],
)
def test_a_request_that_cannot_be_is_refused_and_nothing_is_sent(server, browser, request_, status):
    method, path, content = request_
    assert browser.request(method, path, content=content).status_code == status
    assert server.audit().requests == {}


def test_the_program_serves_and_ends_cleanly_and_keeps_its_secrets(server):
    environment = {**os.environ, "PORT": "0", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-W", "error", "-X", "dev", str(EXAMPLE)]
    program = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    said: list[str] = []
    try:
        assert program.stderr is not None
        for text in program.stderr:
            said.append(text)
            if found := re.search(r"running on (http://127\.0\.0\.1:[0-9]+)", text):
                break
        else:
            pytest.fail("".join(said))
        with httpx.Client(base_url=found[1], timeout=30) as browser:
            answers = [browser.get("/health"), browser.get("/users"), browser.get("/users/nobody")]
            answers.append(browser.post("/logs", json=LOG))
        assert [answer.status_code for answer in answers] == [200, 200, 404, 201]
        program.send_signal(signal.SIGTERM)
        said += program.communicate(timeout=30)[1].splitlines(keepends=True)
    finally:
        program.kill()
        program.wait()
    log = "".join(said)
    assert "Application shutdown complete" in log
    assert "NotFoundError" in log
    assert "Traceback" not in log
    assert "Warning" not in log
    for text in (log, *(answer.text for answer in answers)):
        assert server.client_secret not in text
        assert "Bearer" not in text


# Below the server, on asyncio and on trio: uvicorn itself runs on asyncio only.


class Browser:
    """One request as a server hands it to an application, by a browser that reads when the test lets it."""

    def __init__(self, example: ModuleType, state: Any, path: str) -> None:
        self.app = example.app
        self.scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
        self.scope["state"] = dict(state)
        self.requested = False
        self.left = anyio.Event()
        self.reads = anyio.Event()
        self.chunks: list[bytes] = []

    async def receive(self) -> dict[str, Any]:
        if not self.requested:
            self.requested = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.body":
            self.chunks.append(message["body"])
            await self.reads.wait()

    async def ask(self) -> None:
        await self.app(self.scope, self.receive, self.send)


@contextlib.asynccontextmanager
async def asking(example: ModuleType, path: str) -> AsyncIterator[Browser]:
    async with example.lifespan(None) as state, anyio.create_task_group() as group:
        browser = Browser(example, state, path)
        group.start_soon(browser.ask)
        yield browser


async def soon(seen: Callable[[], object]) -> None:
    with anyio.fail_after(30):
        while not seen():  # noqa: ASYNC110 - what it looks for happens in another thread
            await anyio.sleep(0.005)


@pytest.mark.anyio
async def test_a_browser_that_leaves_cancels_on_both_event_loops(server, example, monkeypatch):
    monkeypatch.setattr(example, "READ", LONG)
    server.fault(faults.Stall("applied", 60), operation="getUser")
    began = time.monotonic()
    async with asking(example, "/users/someone") as browser:
        await soon(lambda: arrived(server, "getUser"))
        browser.left.set()
    assert time.monotonic() - began < 20
    assert browser.chunks == []


@pytest.mark.anyio
async def test_a_browser_that_reads_slowly_is_not_read_ahead_of(server, example):
    async with asking(example, "/users") as browser:
        await soon(lambda: browser.chunks)
        for _ in range(20):
            await anyio.sleep(0.005)  # Time for pages that nobody should fetch.
        assert arrived(server, "listUsers") == len(browser.chunks) == 1
        browser.reads.set()
        await soon(lambda: len(browser.chunks) > 5)
        browser.left.set()
    gc.collect()  # An iterator left open would warn now.
    assert arrived(server, "listUsers") <= 21


@pytest.mark.anyio
async def test_an_error_nobody_expected_is_not_hidden(server, example, monkeypatch):
    monkeypatch.setattr(example.AdminClient, "call", lambda *_, **__: 1 / 0)
    with pytest.raises(ExceptionGroup) as raised:
        async with asking(example, "/users/someone") as browser:
            browser.reads.set()
    assert raised.group_contains(ZeroDivisionError)
    assert browser.chunks == [b"Internal Server Error"]
