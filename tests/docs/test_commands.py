"""The commands in the docs run as they stand, in a shell, on a sandbox; what they print is what the page shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from plankit.sandbox import sandbox
from plankit.sandbox.environment import variables

if sys.platform == "win32":
    pytest.skip("the commands are those of a POSIX shell", allow_module_level=True)

pytestmark = pytest.mark.socket

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ["import", "export", "resume"]
# A file (`csv decisions.csv`), or commands with what they print: `$ ` begins one, `...` stands for anything.
BLOCK = re.compile(r"^```(?P<kind>csv|jsonl|console)(?: (?P<name>\S+))?\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)


def matches(shown: str, printed: str) -> bool:
    """Whether *printed* is what a page shows; a line of `...` stands for any number of lines."""
    parts = ["(?:.*\n)*?" if line.strip() == "..." else f"{pattern(line)}\n" for line in shown.splitlines()]
    return re.fullmatch("".join(parts), printed) is not None


def pattern(line: str) -> str:
    return ".*".join(map(re.escape, line.split("...")))


def commands(text: str) -> list[tuple[str, str]]:
    """Each command with what it is to print."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return [(command, "\n".join(lines)) for command, lines in found]


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_print_what_it_shows(page, tmp_path):
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "plankit"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -W error -m plankit.cli "$@"\n', "utf-8")
    program.chmod(0o755)
    place = tmp_path / "here"
    place.mkdir()
    ran = 0
    with sandbox(users=320, logs=3) as server:
        environment = {**os.environ, **variables(server), "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
        code = 0
        for block in BLOCK.finditer((DOCS / f"{page}.md").read_text("utf-8")):
            if block["kind"] != "console":
                (place / block["name"]).write_text(block["text"], "utf-8")
                continue
            for command, shown in commands(block["text"]):
                # `$?` is that of the command before, which ran in a shell of its own.
                line = f"(exit {code}); {command}"
                done = subprocess.run(
                    ["/bin/sh", "-c", line],
                    cwd=place,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    check=False,
                    timeout=60,
                )
                code, ran = done.returncode, ran + 1
                printed = done.stdout if done.stdout.endswith("\n") or not done.stdout else f"{done.stdout}\n"
                assert matches(shown, printed), f"{page}.md: {command}\nshows:\n{shown}\nprinted:\n{printed}"
    assert ran


def test_a_page_that_shows_something_else_would_be_found():
    assert matches("one\n...\nthree ...", "one\ntwo\ntwo and a half\nthree and more\n")
    assert not matches("one\nthree", "one\ntwo\nthree\n")
    assert not matches("one", "one\ntwo\n")
    assert matches("", "")
    assert not matches("", "something\n")
