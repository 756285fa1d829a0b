"""The lazy table of exports has one truth, and nothing is loaded before it is used."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import plankit

INIT = Path(plankit.__file__)


def declared():
    """The names under TYPE_CHECKING, with the modules they come from."""
    tree = ast.parse(INIT.read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    found = {}
    for node in block.body:
        assert isinstance(node, ast.ImportFrom)
        for alias in node.names:
            assert alias.name == alias.asname, "a re-export is written `X as X`"
            found[alias.name] = node.module
    return found


def test_the_table_is_what_type_checkers_see():
    assert declared() == plankit._HOME
    assert sum(map(len, plankit._EXPORTS.values())) == len(plankit._HOME)


def test_a_star_import_brings_the_public_names():
    names: dict[str, object] = {}
    exec("from plankit import *", names)  # noqa: S102 - what a user may write
    assert set(plankit.__all__) == {*plankit._HOME, "__version__"}
    assert set(plankit.__all__) <= names.keys()


def test_the_table_is_sorted():
    assert list(plankit._EXPORTS) == sorted(plankit._EXPORTS)
    for names in plankit._EXPORTS.values():
        assert list(names) == sorted(names)


@pytest.mark.parametrize("name", sorted(plankit._HOME))
def test_every_name_is_there(name):
    found = getattr(plankit, name)
    assert found is getattr(importlib.import_module(plankit._HOME[name]), name)
    assert vars(plankit)[name] is found
    assert name in dir(plankit)


def test_unknown_names_are_told_as_by_any_module():
    with pytest.raises(AttributeError, match=r"^module 'plankit' has no attribute 'Nothing'$"):
        _ = plankit.Nothing
    with pytest.raises(ImportError, match="cannot import name 'Nothing'"):
        exec("from plankit import Nothing", {})  # noqa: S102 - the statement is under test


def test_errors_are_all_exported():
    from plankit import errors

    kinds = {
        name for name, value in vars(errors).items() if isinstance(value, type) and value.__module__ == errors.__name__
    }
    assert kinds - {"Mapping", "Sequence"} <= set(plankit._HOME)


def loaded_by(statement):
    code = f"import sys; {statement}; import json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return {name.split(".")[0] for name in json.loads(done.stdout)}, set(json.loads(done.stdout))


def test_import_plankit_loads_nothing_else():
    packages, modules = loaded_by("import plankit")
    assert not packages & {"httpx", "httpcore", "anyio", "attrs", "plankit_clients", "asyncio", "trio", "ssl"}
    assert {name for name in modules if name.startswith("plankit")} == {"plankit", "plankit.version"}


@pytest.mark.parametrize("client", ["AdminClient", "LogbookClient", "PlanboxClient", "PlaybooksClient"])
def test_a_client_loads_nothing_optional(client):
    packages, modules = loaded_by(f"from plankit import {client}")
    assert not packages & {"trio", "orjson", "uvicorn", "httptools", "sqlite3", "yaml"}
    assert not {name for name in modules if name.startswith(("plankit.sandbox", "plankit.bulk", "plankit.demo"))}
    own = {"AdminClient": "planview_admin"}.get(client, client.removesuffix("Client").lower())
    others = {"planview_admin", "logbook", "planbox", "playbooks"} - {own}
    assert not {f"plankit_clients.{other}" for other in others} & modules
