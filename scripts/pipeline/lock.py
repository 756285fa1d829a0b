"""Hashes that tie the generated code to what it was generated from."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pipeline import clients, document

if TYPE_CHECKING:
    from pathlib import Path


def entry(service: str, package: Path, overlaid: str) -> dict[str, str | None]:
    """Describe one service.

    Args:
        service: The service.
        package: Its generated package.
        overlaid: Its overlaid document, as written.
    """
    return {
        "document": _file(document.OPENAPI / f"{service}.yaml"),
        "overlay": _file(document.OPENAPI / "overlays" / f"{service}.yaml"),
        "config": _file(clients.GENERATOR / f"{service}.yaml"),
        "overlaid": _text(overlaid),
        "generated": tree(package),
    }


def lock(services: dict[str, dict[str, str | None]]) -> dict[str, Any]:
    """Describe everything.

    Args:
        services: The entry of each service.
    """
    return {
        "openapi-python-client": version("openapi-python-client"),
        "ruff": version("ruff"),
        "templates": tree(clients.TEMPLATES),
        "services": services,
    }


def files(directory: Path) -> dict[str, bytes]:
    """Read all files below a directory but the interpreter's own.

    Args:
        directory: The directory; it may be missing.

    Returns:
        The content of each file by its relative path, in order.
    """
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def tree(directory: Path) -> str:
    """Hash the names and contents of all files below a directory."""
    digest = hashlib.sha256()
    for name, content in files(directory).items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _file(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def _text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
