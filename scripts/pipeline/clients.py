"""Runs the generator and the formatter, both as pinned in this environment."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pipeline import document, operations
from pipeline.errors import PipelineError

PACKAGE = "plankit_clients"
GENERATOR = document.OPENAPI / "generator"
TEMPLATES = GENERATOR / "templates"
SHARED = TEMPLATES / "root"

_RUFF = ("--isolated", "--no-cache", "--quiet", "--line-length=110", "--target-version=py311")


def generate(documents: dict[str, dict[str, Any]], into: Path, scratch: Path) -> None:
    """Generate the packages of some services, and what they share.

    Args:
        documents: The overlaid document of each service.
        into: The directory that becomes `plankit_clients`; it does not exist yet.
        scratch: A directory for intermediate files.

    Raises:
        PipelineError: A tool failed or warned.
    """
    into.mkdir(parents=True)
    with ThreadPoolExecutor() as pool:
        for job in [pool.submit(_package, *item, into, scratch) for item in documents.items()]:
            job.result()
    for template in sorted(SHARED.glob("*.txt")):
        (into / template.stem).write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
    (into / "py.typed").touch()
    _run([_tool("ruff"), "check", *_RUFF, "--fix", "--select=I,F401", str(into)])
    _run([_tool("ruff"), "format", *_RUFF, str(into)])


def config(service: str) -> dict[str, Any]:
    """Read the generator's configuration of a service.

    Args:
        service: The service.

    Raises:
        PipelineError: It asks for hooks; formatting is done here, with pinned settings.
    """
    path = GENERATOR / f"{service}.yaml"
    content = (document.read(path) if path.exists() else None) or {}
    if not isinstance(content, dict):
        message = f"{path.name}: is no object"
        raise PipelineError(message)
    if content.get("post_hooks"):
        message = f"{path.name}: must have no post_hooks: the pipeline formats, with pinned settings"
        raise PipelineError(message)
    return {**content, "post_hooks": []}


def described(content: dict[str, Any]) -> dict[str, Any]:
    """Give a document whose parameters are described in their schemas, the only place the generator looks.

    Args:
        content: The document; it stays as it is.
    """
    result = copy.deepcopy(content)
    shared = list(result.get("components", {}).get("parameters", {}).values())
    shared += [item for path in result["paths"].values() for item in path.get("parameters", [])]
    own = [item for operation in operations.operations(result) for item in operation.content.get("parameters", [])]
    for parameter in [*shared, *own]:
        schema = parameter.get("schema", {})
        if "$ref" not in schema and parameter.get("description"):
            schema.setdefault("description", parameter["description"])
    return result


def _package(service: str, content: dict[str, Any], into: Path, scratch: Path) -> None:
    spec = scratch / f"{service}.json"
    spec.write_text(document.to_json(described(content)), encoding="utf-8")
    settings = scratch / f"{service}.config.json"
    settings.write_text(json.dumps(config(service)), encoding="utf-8")
    _run(
        [
            sys.executable,
            *("-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"),
            *("--path", str(spec), "--output-path", str(into / service)),
            *("--config", str(settings), "--custom-template-path", str(TEMPLATES)),
        ]
    )
    (into / service / "operations.py").write_text(operations.module(service, content), encoding="utf-8")


def _tool(name: str) -> str:
    # Beside the interpreter: the environment need not be on PATH.
    return str(Path(sys.executable).parent / name)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{' '.join(command[:4])} ... failed:\n{done.stdout}{done.stderr}"
        raise PipelineError(message)
