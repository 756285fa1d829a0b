"""SECURITY.md: what it says is tested is there, and what it says of other people's logs is so."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from secret_clients import KINDS, good_token_bytes, http
from secret_servers import Listener, path_of
from secret_watch import SECRETS

import plankit

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
PROMISES = [
    line.strip("| \n").split(" | ") for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line
][1:]


def names_in(path):
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {function.name for function in functions if function.name.startswith("test_")}


def test_every_promise_names_tests_that_are_there():
    assert len(PROMISES) > 10
    for promise, where in PROMISES:
        for part in where.split("; "):
            path, *names = re.findall(r"`([^`]+)`", part)
            known = names_in(path)
            assert known, path
            assert set(names) <= known, f"{promise}: {set(names) - known} is not in {path}"
            assert names, f"{promise}: which tests of {path}?"


def test_every_test_of_secrets_stands_for_a_promise():
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    for path in sorted((ROOT / "tests" / "security").glob("test_*.py")):
        assert path.name in PAGE or path.name == "test_page.py"
        if path.name in ("test_echoes.py", "test_tracebacks.py"):
            assert names_in(path.relative_to(ROOT)) <= named


@pytest.mark.anyio
@pytest.mark.socket
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_what_httpcore_logs(kind, watch):
    """No request; of an answer the head, with all that the server repeats in it: the page says so."""
    echo = "echo-of-a-header"

    def answer(request):
        path = path_of(request)
        if path.endswith(("token", "auth")):
            return good_token_bytes(path)
        return http(400, b'{"message": "body-of-an-answer"}', f"x-echo: {echo}")

    with Listener(answer) as server:
        async with kind.client(server.url) as client:
            for call in (*kind.reads, *kind.writes):
                with pytest.raises(plankit.PlankitError):
                    await call(client)
    log = watch.text("log of httpcore")
    assert "send_request_headers.started request=<Request [b'" in log
    assert echo in log
    assert "body-of-an-answer" not in log
    watch.search(*SECRETS, "authorization: ", "grant_type")
