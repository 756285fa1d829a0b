"""Runs the generator and the formatter, both as pinned in this environment."""

from __future__ import annotations

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
        for _ in pool.map(lambda item: _package(*item, into, scratch), documents.items()):
            pass
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
    content: dict[str, Any] = (document.read(path) if path.exists() else None) or {}
    if content.get("post_hooks"):
        message = f"{path.name}: must have no post_hooks: the pipeline formats, with pinned settings"
        raise PipelineError(message)
    return {**content, "post_hooks": []}


def _package(service: str, content: dict[str, Any], into: Path, scratch: Path) -> None:
    spec = scratch / f"{service}.json"
    spec.write_text(document.to_json(content), encoding="utf-8")
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
