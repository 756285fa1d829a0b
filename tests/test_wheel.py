"""The wheel: built offline, complete, and importable where nothing but its dependencies is."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# What `pip install plankit` brings, and nothing else.
RUNTIME = (
    *("anyio", "attr", "attrs", "certifi", "h11", "httpcore", "httpx", "idna", "msgspec", "sniffio"),
    "typing_extensions",
)
SERVICES = ("logbook", "planbox", "planview_admin", "playbooks")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    target = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = target.glob("plankit-*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """An interpreter that sees the wheel and the runtime dependencies only."""
    place = tmp_path_factory.mktemp("empty")
    venv.create(place / "env", with_pip=False, symlinks=os.name != "nt")
    libraries = place / "libraries"
    libraries.mkdir()
    for name in RUNTIME:
        spec = importlib.util.find_spec(name)
        assert spec is not None, name
        assert spec.origin is not None, name
        origin = Path(spec.origin)
        origin = origin.parent if origin.name == "__init__.py" else origin
        (libraries / origin.name).symlink_to(origin, target_is_directory=origin.is_dir())
    bin_ = place / "env" / ("Scripts" if os.name == "nt" else "bin")
    scheme = {"base": str(place / "env"), "platbase": str(place / "env")}
    site = Path(sysconfig.get_path("purelib", scheme="venv", vars=scheme))
    (site / "libraries.pth").write_text(str(libraries), "utf-8")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index", "--no-compile", "--target", str(site), str(wheel)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return bin_ / Path(sys.executable).name if (bin_ / Path(sys.executable).name).exists() else bin_ / "python"


def run(python, code):
    command = [str(python), "-I", "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_what_is_in_it(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if name.endswith("/METADATA"))
        text = archive.read(metadata).decode()
        offered = archive.read(metadata.replace("METADATA", "entry_points.txt")).decode()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"plankit", "plankit_clients"}
    for name in ("plankit/py.typed", "plankit_clients/py.typed", "plankit/sandbox/__init__.py"):
        assert name in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert offered == "[console_scripts]\nplankit = plankit.cli:main\n\n[pytest11]\nplankit = plankit.testing.plugin\n"
    assert not [name for name in names if "test" in name.lower() and not name.startswith("plankit/testing")]
    assert not [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".yaml", ".json"))]
    needed = [line for line in text.splitlines() if line.startswith("Requires-Dist:") and "extra ==" not in line]
    assert sorted(re.findall(r"Requires-Dist: (\w+)", "\n".join(needed))) == ["anyio", "attrs", "httpx", "msgspec"]


def test_it_imports_where_nothing_else_is(python):
    code = f"""
import importlib, pkgutil, sys
import plankit, plankit.admin, plankit.logbook
for name in dir(plankit):
    getattr(plankit, name)
import plankit_clients
seen = 0
for module in pkgutil.walk_packages(plankit_clients.__path__, "plankit_clients."):
    importlib.import_module(module.name)
    seen += 1
assert all(f"plankit_clients.{{name}}" in sys.modules for name in {SERVICES!r})
assert not {{"trio", "pytest", "uvicorn", "orjson", "click", "rich"}} & set(sys.modules)
assert plankit.__file__.startswith(sys.prefix), plankit.__file__
print(seen)
"""
    assert int(run(python, code)) > 100


def test_its_version_is_the_distributions(python):
    code = """
from importlib.metadata import version
from plankit import AdminClient, ClientCredentials
client = AdminClient(ClientCredentials("id", "secret"), region="eu")
print(client._base.headers()["User-Agent"].split()[0] == f"plankit/{version('plankit')}")
"""
    assert run(python, code) == "True\n"


def test_the_sandbox_says_what_it_needs(python):
    code = """
try:
    import plankit.sandbox
except ImportError as error:
    print(error)
"""
    assert "pip install 'plankit[sandbox]'" in run(python, code)
