"""The code in README, docs and examples runs, on a sandbox that the environment points to."""

from __future__ import annotations

import ast
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from plankit.sandbox import Answer, sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plankit.sandbox import Call, Sandbox

ROOT = Path(__file__).parents[2]
PAGES = ["admin", "bulk", "logbook", "lowlevel", "planbox", "playbooks", "sandbox", "wires"]
# The fast wire knows asyncio only, and its page is about it.
RUNS = [(page, backend) for page in PAGES for backend in ("asyncio", "trio") if (page, backend) != ("wires", "trio")]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: Path) -> list[str]:
    """Each block at its own line, so that a failure points into the page."""
    text = page.read_text(encoding="utf-8")
    return ["\n" * text[: found.start(1)].count("\n") + found.group(1) for found in BLOCK.finditer(text)]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with sandbox(users=320, logs=3) as server:
        for name, value in {
            "CLIENT_ID": server.client_id,
            "CLIENT_SECRET": server.client_secret,
            "ADMIN_URL": server.admin_url,
            "LOGBOOK_URL": server.logbook_url,
            "TOKEN_URL": server.token_url,
            "PLANBOX_URL": server.planbox_url,
            "PLANBOX_ALPHA_URL": server.planbox_alpha_url,
            "PLANBOX_EMAIL": server.planbox_email,
            "PLANBOX_PASSWORD": server.planbox_password,
            "PLAYBOOKS_URL": server.playbooks_url,
            "PLAYBOOKS_TOKEN": server.playbooks_token,
        }.items():
            monkeypatch.setenv(f"PLANKIT_{name}", value)
        yield server


def test_the_documented_container_is_that_of_the_sandbox(server):
    assert server.container == {"container_id": 4711, "container_source": "portfolios", "container_type": "work"}


class _StopAfter:
    """Refuses every page of users after the first few."""

    def __init__(self, pages: int) -> None:
        self.left = pages

    def before(self, call: Call) -> Answer | None:
        if call.operation is None or call.operation.id != "listUsers":
            return None
        self.left -= 1
        return Answer(403, b"{}") if self.left < 0 else None

    def after(self, call: Call, answer: Answer) -> Answer:
        return answer


README = blocks(ROOT / "README.md")


@pytest.mark.parametrize("number", range(len(README)))
def test_each_program_of_the_readme_runs(number, server, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where their files go
    exec(compile(README[number], "README.md", "exec"), {"__name__": "__main__"})  # noqa: S102


@pytest.mark.anyio
@pytest.mark.parametrize(("page", "anyio_backend"), RUNS)
async def test_the_fragments_of_a_page_run_in_order(page, server, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where their files go
    path = ROOT / "docs" / f"{page}.md"
    names: dict[str, object] = {}
    found = blocks(path)
    assert found
    for block in found:
        code = compile(block, str(path), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        running = eval(code, names)  # noqa: S307
        if inspect.iscoroutine(running):
            await running


def test_the_low_level_example_runs(server):
    done = subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "examples" / "lowlevel.py")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "create answered 200" in done.stdout
    assert "list answered 200" in done.stdout
    assert server.audit().report(created=["made by a generated function"]).ok


def test_the_export_example_goes_on_where_it_was_stopped(server, tmp_path):
    target = tmp_path / "users.jsonl"
    command = [sys.executable, "-W", "error", str(ROOT / "examples" / "export_users.py"), str(target)]
    server.set(max_count=100)
    stop = _StopAfter(2)
    server.intercept(stop)
    stopped = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert stopped.returncode != 0
    assert len(target.read_text(encoding="utf-8").splitlines()) == 200
    with target.open("a", encoding="utf-8") as file:
        file.write('{"id": "half a pa')  # a kill between the page and its place
    stop.left = 1_000
    subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    ids = [json.loads(line)["id"] for line in target.read_text(encoding="utf-8").splitlines()]
    assert len(ids) == len(set(ids)) == 320
    assert [path.name for path in tmp_path.iterdir()] == ["users.jsonl"]
    subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert len(target.read_text(encoding="utf-8").splitlines()) == 320, "a run after the end starts anew"


def test_every_link_of_the_readme_leads_somewhere():
    for link in re.findall(r"\]\(([^)#:]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / link).exists(), link
