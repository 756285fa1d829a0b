"""A sandbox and a shell; the module beside this file is shared by the tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if str(Path(__file__).resolve().parent) not in sys.path:
    sys.path.insert(0, str(Path(__file__).resolve().parent))

from cli_shell import SECRET, Done, Shell

from plankit.cli import main
from plankit.sandbox import sandbox
from plankit.sandbox.environment import variables

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server():
    with sandbox(users=320, logs=3, client_secret=SECRET, playbooks_token=SECRET + "-p", planbox_password=SECRET) as s:
        yield s


@pytest.fixture
def environment(server) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, **variables(server), "TERM": "xterm", "COLUMNS": "120", "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def shell(environment, tmp_path) -> Iterator[Shell]:
    found = Shell(environment, tmp_path)
    yield found
    found.close()
    # Neither a journal nor any other file knows the secret.
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.name != "secrets.env":
            assert SECRET.encode() not in path.read_bytes(), path


@pytest.fixture
def inside(environment, tmp_path, monkeypatch, capsys):
    """Runs the command in this process: it need not be started for each mistake."""
    for name, value in environment.items():
        if name.startswith("PLANKIT_"):
            monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Done:
        code = main(arguments)
        told = capsys.readouterr()
        return Done(code, told.out, told.err)

    return run
