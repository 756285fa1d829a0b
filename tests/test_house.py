"""The house: who may import whom, how long a module may be, what no file may hold."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "plankit"
MODULES = sorted(SOURCE.rglob("*.py"))
MOST_LINES = 400

# Imports go downwards: from a higher floor to a lower or the same one, whose members are listed bottom up.
FLOORS = (
    {"errors", "exports", "masking", "seen", "shapes", "version"},
    {"bounds", "address"},
    {"transport", "refusal"},
    {"operation", "environment"},
    {"page", "paging", "prefetch", "resume", "walk", "bulk", "client"},
    {"planview"},
    {"admin", "logbook", "planbox", "playbooks"},
    {"testing", "cli", "demo", "__main__", "__init__"},
)
SERVICES = FLOORS[6]


def house_of(path):
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def floor(name):
    found = [number for number, names in enumerate(FLOORS) if name in names]
    assert found, f"{name} has no floor yet: add it to FLOORS in {Path(__file__).name}"
    return found[0]


def imported(path):
    """The absolute names of modules imported by *path*, also inside functions and for types."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            yield node.module
            if node.module == "plankit":
                yield from (f"plankit.{alias.name}" for alias in node.names)


CLIENT_MODULES = [path for path in MODULES if house_of(path) != "sandbox"]


@pytest.mark.parametrize("path", CLIENT_MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_downwards(path):
    here = house_of(path)
    if here == "__init__":
        return
    for name in imported(path):
        parts = name.split(".")
        if parts[0] != "plankit" or len(parts) == 1:
            continue
        other = parts[1] if (SOURCE / parts[1]).is_dir() or (SOURCE / f"{parts[1]}.py").exists() else None
        if other is None:
            assert floor(here) > max(map(floor, SERVICES)), f"{here} imports the public table"
        elif other == "sandbox":
            assert floor(here) == floor("demo"), f"{here} imports the sandbox"
        else:
            assert floor(other) <= floor(here), f"{here} imports {other}, which is above it"


def test_the_sandbox_imports_nothing_of_the_client():
    for path in MODULES:
        if house_of(path) == "sandbox":
            ours = {name for name in imported(path) if name.split(".")[0] in ("plankit", "plankit_clients")}
            assert all(name.startswith("plankit.sandbox") for name in ours), path.name


def test_only_services_know_the_generated_code():
    for path in CLIENT_MODULES:
        if any(name.split(".")[0] == "plankit_clients" for name in imported(path)):
            assert house_of(path) in SERVICES or path == SOURCE / "__init__.py", path.name
    only_unset = [name for name in imported(SOURCE / "__init__.py") if name.startswith("plankit_clients")]
    assert set(only_unset) == {"plankit_clients"}


def test_services_do_not_know_each_other():
    for path in CLIENT_MODULES:
        here = house_of(path)
        if here in SERVICES:
            others = {f"plankit.{name}" for name in SERVICES - {here}}
            assert not others & {".".join(name.split(".")[:2]) for name in imported(path)}, path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_are_short(path):
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


def tracked():
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not in a checkout")
    done = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in done.stdout.decode().split("\0") if name]


def test_no_file_knows_a_registry_or_a_machine():
    hosts = ("py" + "pi.org", "python" + "hosted.org", "arti" + "factory", "registry." + "npmjs")
    places = re.compile(r"(?<![\w.~-])/(?:ho" + r"me|ro" + r"ot|wo" + r"rk|Use" + r"rs)/[\w.-]+/")
    found = []
    for path in tracked():
        if not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {host}" for host in hosts if host in text]
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in places.finditer(text)]
    assert found == []
