"""The recipes of docs/testing.md are whole test files: each runs as a user would run it, in a project of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "testing.md"
RECIPE = re.compile(r"^## ([^\n]+)\n(?:(?!^## ).)*?^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
RECIPES = dict(RECIPE.findall(PAGE.read_text("utf-8")))


def test_every_block_of_the_page_is_a_recipe():
    assert len(RECIPES) == PAGE.read_text("utf-8").count("```python") == 5


def test_the_recipes_pass_on_asyncio_and_trio(tmp_path):
    for title, recipe in RECIPES.items():
        name = re.sub(r"\W+", "_", title.lower()).strip("_")
        (tmp_path / f"test_{name}.py").write_text(recipe, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_default_fixture_loop_scope = function\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-W", "error", "--strict-markers", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("[asyncio") == done.stdout.count("[trio")
    assert {line.partition(".py::")[0] for line in done.stdout.splitlines() if " PASSED" in line} == {
        path.stem for path in tmp_path.glob("test_*.py")
    }
