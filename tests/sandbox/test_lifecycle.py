from __future__ import annotations

import ast
import asyncio
import contextlib
import json
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

import anyio
import httpx
import pytest

import plankit.sandbox
from plankit.sandbox import Options, Settings, sandbox

pytestmark = pytest.mark.socket
FORM = {"grant_type": "client_credentials"}


@pytest.mark.parametrize("process", [False, True])
def test_a_sandbox_serves_in_a_thread_and_in_a_process(process, api_of):
    with sandbox(process=process, users=7, logs=3) as s:
        assert s.admin_url != s.logbook_url
        assert s.token_url == f"{s.admin_url}/io/v1/oauth2/token"
        assert (s.region, s.settings.users) == ("us", 7)
        api = api_of(s)
        assert len(api.users().json()["Resources"]) == 7
        assert len(api.listed()) == 3
        api.created(api.log("x"))
        assert s.users()[0]["email"] == "user000001@example.com"
        assert s.logs()[-1]["name"] == "x"
        assert s.logs()[-1]["app_context"] == [s.container]
        s.set(latency=0.05, admin_points=1)
        started = time.monotonic()
        assert api.users().status_code == 200
        assert time.monotonic() - started >= 0.05
        assert api.users().status_code == 429
        s.set(admin_points=3)
        # Of a minute: a second, which is Logbook's, may be over before the next request.
        s.consume("admin", 2)
        assert api.users().status_code == 429
        s.revoke_tokens()
        assert api.users().status_code == 401
        assert [request.operation for request in s.requests("logbook")] == ["listLogs", "createLogs"]
        with pytest.raises(ValueError, match="users cannot change"):
            s.set(users=3)
        with pytest.raises(ValueError, match="service must be one of"):
            s.consume("planview", 1)
        with pytest.raises(TypeError):
            s.set(nonsense=1)
        assert s.settings.latency == 0.05
    assert [write.key for write in s.audit().created] == ["x"]
    assert not _serves(s.token_url, s.client_secret)


def _serves(token_url: str, client_secret: str) -> bool:
    """Whether that sandbox is there, and not only somebody to whom its port was given meanwhile."""
    with contextlib.suppress(httpx.TransportError):
        return httpx.post(token_url, auth=("sandbox-client", client_secret), data=FORM).status_code == 200
    return False


@pytest.mark.anyio
@pytest.mark.parametrize("process", [False, True])
async def test_async_with(process, anyio_backend):
    turned, slow = threading.Event(), []

    async def turn() -> None:
        while True:
            turned.set()
            await anyio.sleep(0.001)

    def slowly(method):
        def called():
            turned.clear()
            slow.append(turned.wait(10))
            return method()

        return called

    made = sandbox(process=process)
    made.start, made.stop = slowly(made.start), slowly(made.stop)
    async with anyio.create_task_group() as group:
        group.start_soon(turn)
        async with made as s, httpx.AsyncClient() as http:
            answer = await http.post(s.token_url, auth=(s.client_id, s.client_secret), data=FORM)
            assert answer.status_code == 200
        group.cancel_scope.cancel()
    assert slow == [True, True], "the event loop goes on while a sandbox starts and stops"


@pytest.mark.anyio
async def test_a_cancelled_start_leaves_nothing_behind(anyio_backend):
    made = sandbox()
    with anyio.CancelScope() as scope:
        scope.cancel()
        async with made:
            pytest.fail("entered")
    assert made.admin_url
    assert not await anyio.to_thread.run_sync(_serves, made.token_url, made.client_secret)


def _connected(url: str) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))


def test_leaving_does_not_wait_for_answers_or_open_connections():
    cut: list[bool] = []

    def ask() -> None:
        try:
            httpx.post(s.token_url, auth=(s.client_id, s.client_secret), data=FORM, timeout=30)
        except (httpx.RemoteProtocolError, httpx.ReadError):
            cut.append(True)

    with sandbox(token_latency=30) as s, _connected(s.logbook_url) as idle:
        asking = threading.Thread(target=ask)
        asking.start()
        while not s.requests("admin"):
            time.sleep(0.005)
        started = time.monotonic()
        s.stop()
        assert time.monotonic() - started < 2
        asking.join(5)
        assert cut == [True]
        with contextlib.suppress(ConnectionResetError):
            assert idle.recv(1) == b""


def test_a_sandbox_starts_once_and_says_where_it_is():
    made = sandbox()
    assert repr(made) == "<Sandbox not started>"
    with pytest.raises(RuntimeError, match="has not started"):
        made.audit()
    with made as s:
        assert s.admin_url in repr(s)
        assert s.client_secret not in repr(s)
        with pytest.raises(RuntimeError, match="starts once"):
            s.start()


@pytest.mark.parametrize("process", [False, True])
def test_a_taken_port_is_said(process):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        made = sandbox(process=process, port_logbook=port)
        with pytest.raises((OSError, RuntimeError), match="in use"):
            made.start()


def test_two_sandboxes_do_not_know_each_other(s):
    with sandbox() as other:
        token = httpx.post(s.token_url, auth=(s.client_id, s.client_secret), data=FORM).json()["id_token"]
        answer = httpx.get(f"{other.admin_url}/public/v1/user", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 401
        assert other.client_secret != s.client_secret


@pytest.mark.alone
def test_small_answers_do_not_wait_for_acknowledgements(api):
    fastest = min(_timed(lambda: api.users(count=1)) for _ in range(10))
    assert fastest < 0.03


def _timed(call) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


@pytest.mark.alone
def test_twenty_thousand_users_are_there_in_a_second():
    started = time.process_time()
    with sandbox(users=20_000) as s:
        assert time.process_time() - started < 1
        assert len({user["email"] for user in s.users()}) == 20_000


def test_equal_seeds_give_equal_users():
    with sandbox(users=5, seed=3) as one, sandbox(users=5, seed=3) as two, sandbox(users=5, seed=4) as three:
        assert one.users() == two.users() != three.users()


@pytest.mark.parametrize(
    "wrong",
    [{"users": -1}, {"logbook_limit": 0}, {"admin_window": 0}, {"attribute_shape": "x"}, {"latency": float("nan")}],
)
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        sandbox(**wrong)


def test_options_and_settings_are_the_same():
    assert list(Options.__annotations__) == [field.name for field in Settings.__dataclass_fields__.values()]
    assert "secret-1" not in repr(Settings(client_secret="secret-1"))


def test_without_the_extra_the_import_says_what_to_install():
    code = "import sys; sys.modules['uvicorn'] = None; import plankit.sandbox"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pip install 'plankit[sandbox]'" in done.stderr


def test_it_imports_nothing_of_the_client():
    for path in pathlib.Path(plankit.sandbox.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert not name.startswith("plankit_clients"), path
                assert not name.startswith("plankit") or name.startswith("plankit.sandbox"), path


def _serve(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "plankit.sandbox", "--users", "3", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_until_it_is_stopped_and_prints_the_audit(number):
    with _serve("--json", "--logs", "2", "--logbook-limit", "none") as program:
        facts = json.loads(program.stdout.readline())
        environment = facts["environment"]
        auth = (environment["PLANKIT_CLIENT_ID"], environment["PLANKIT_CLIENT_SECRET"])
        token = httpx.post(environment["PLANKIT_TOKEN_URL"], auth=auth, data=FORM).json()["id_token"]
        headers = {"authorization": f"Bearer {token}"}
        answer = httpx.get(f"{environment['PLANKIT_ADMIN_URL']}/public/v1/user", headers=headers)
        assert len(answer.json()["Resources"]) == 3
        assert environment["PLANKIT_LOGBOOK_URL"] == facts["logbook_url"]
        program.send_signal(number)
        out, err = program.communicate(timeout=10)
    assert program.returncode == 0, err
    assert json.loads(out)["audit"]["requests"] == {"createToken": 1, "listUsers": 1}
    assert err == ""


def test_secrets_that_are_given_stay_the_same_over_restarts():
    given = {
        "--client-secret": ("PLANKIT_CLIENT_SECRET", "s1"),
        "--playbooks-token": ("PLANKIT_PLAYBOOKS_TOKEN", "p1"),
        "--planbox-token": ("PLANKIT_PLANBOX_TOKEN", "b1"),
        "--planbox-password": ("PLANKIT_PLANBOX_PASSWORD", "w1"),
    }
    arguments = [text for option, (_, value) in given.items() for text in (option, value)]
    with _serve("--json", *arguments) as program:
        environment = json.loads(program.stdout.readline())["environment"]
        program.send_signal(signal.SIGINT)
        program.communicate(timeout=10)
    assert {name: environment[name] for name, _ in given.values()} == dict(given.values())


def test_the_command_in_words():
    with _serve() as program:
        lines = []
        while "Ctrl-C" not in (line := program.stdout.readline()):
            lines.append(line)
        assert any(line.startswith("export PLANKIT_ADMIN_URL=http://127.0.0.1:") for line in lines)
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=10)
    assert program.returncode == 0, err
    assert "tokens issued: 0" in out


def test_the_command_refuses_what_the_settings_refuse():
    with _serve("--admin-window", "0") as program:
        _, err = program.communicate(timeout=10)
    assert program.returncode == 2
    assert "admin_window must be more than 0" in err


def test_a_process_ends_with_its_parent():
    code = (
        "import os; from plankit.sandbox import sandbox\n"
        "s = sandbox(process=True).start(); print(s.token_url, s.client_secret, flush=True); os._exit(1)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=20)
    where = done.stdout.split()
    assert len(where) == 2
    until = time.monotonic() + 10
    while _serves(*where):
        assert time.monotonic() < until, "the servers outlived their parent"
        time.sleep(0.02)


def test_an_event_loop_may_call_the_methods(s):
    async def main() -> int:
        async with httpx.AsyncClient(timeout=30) as http:
            answers = await asyncio.gather(
                *(http.post(s.token_url, auth=(s.client_id, s.client_secret), data=FORM) for _ in range(20))
            )
            assert {answer.status_code for answer in answers} == {200}
            return s.audit().tokens_issued

    assert asyncio.run(main()) == 20


def test_its_process_ends_in_order_while_its_orders_are_still_open():
    """An interpreter that ends dies loudly if a thread of it reads its standard input."""
    made = sandbox(process=True)
    with made:
        backend = made._backend
        child = backend._child
        backend._connection.close()
        assert child.wait(10) == 0
