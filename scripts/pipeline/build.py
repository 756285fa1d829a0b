"""Builds everything beside the checked-in files, then compares with them or takes their place."""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path

from pipeline import checks, clients, document, lock

GENERATED = Path("generated") / clients.PACKAGE
OVERLAID = Path("openapi") / "overlaid"
LOCK = Path("openapi") / "lock.json"

_DIFF_LINES = 40


def build(into: Path) -> None:
    """Build all clients, overlaid documents and the lock file.

    Args:
        into: An empty directory; the tree in it mirrors the project's.

    Raises:
        PipelineError: Something is not as it must be; the message says what.
    """
    scratch = into / "scratch"
    scratch.mkdir(parents=True)
    documents = {service: document.overlaid(service) for service in document.SERVICES}
    for service, content in documents.items():
        checks.before(service, content)
    generated = into / GENERATED
    clients.generate(documents, generated, scratch)
    entries: dict[str, dict[str, str | None]] = {}
    (into / OVERLAID).mkdir(parents=True)
    for service, content in documents.items():
        checks.after(service, content, generated / service, clients.config(service))
        text = document.to_json(content)
        (into / OVERLAID / f"{service}.json").write_text(text, encoding="utf-8")
        entries[service] = lock.entry(service, generated / service, text)
    (into / LOCK).write_text(document.to_json(lock.lock(entries)), encoding="utf-8")
    shutil.rmtree(scratch)


def differences(built: Path, project: Path) -> list[str]:
    """Compare what was built with what is checked in.

    Args:
        built: The tree `build` made.
        project: The project.

    Returns:
        A line for each file that differs, with the first changed lines; none if all is up to date.
    """
    lines: list[str] = []
    for part in (GENERATED, OVERLAID):
        lines += _compare(part, lock.files(built / part), lock.files(project / part))
    return lines + _compare(LOCK.parent, _one(built), _one(project))


def install(built: Path, project: Path) -> list[str]:
    """Put what was built in the place of what is checked in; what is the same is not touched.

    Args:
        built: The tree `build` made, on the project's file system.
        project: The project.

    Returns:
        The paths that changed.
    """
    parts = [GENERATED / service for service in document.SERVICES]
    shared = sorted(path.name for path in (built / GENERATED).iterdir() if path.is_file())
    changed = [part for part in parts if lock.files(built / part) != lock.files(project / part)]
    for part in changed:
        old = built / "replaced" / part.name
        old.parent.mkdir(exist_ok=True)
        if (project / part).exists():
            (project / part).rename(old)
        (project / part).parent.mkdir(parents=True, exist_ok=True)
        (built / part).rename(project / part)
    documents = sorted(path.name for path in (built / OVERLAID).iterdir())
    for single in [*(GENERATED / name for name in shared), *(OVERLAID / name for name in documents), LOCK]:
        target = project / single
        if not target.exists() or target.read_bytes() != (built / single).read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            (built / single).replace(target)
            changed.append(single)
    stale = _stale(project, {*shared, *document.SERVICES}, set(documents))
    return [part.as_posix() for part in changed] + stale


def _stale(project: Path, generated: set[str], documents: set[str]) -> list[str]:
    stale = [path for path in (project / GENERATED).iterdir() if path.name not in generated | {"__pycache__"}]
    stale += [path for path in (project / OVERLAID).iterdir() if path.name not in documents]
    for path in stale:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return [f"{path.relative_to(project).as_posix()} (removed)" for path in stale]


def _one(root: Path) -> dict[str, bytes]:
    return {LOCK.name: (root / LOCK).read_bytes()} if (root / LOCK).exists() else {}


def _compare(part: Path, built: dict[str, bytes], present: dict[str, bytes]) -> list[str]:
    lines: list[str] = []
    for name in sorted({*built, *present}):
        path = (part / name).as_posix()
        if name not in present:
            lines.append(f"missing: {path}")
        elif name not in built:
            lines.append(f"stale:   {path}")
        elif built[name] != present[name]:
            lines.append(f"differs: {path}")
            diff = list(
                difflib.unified_diff(
                    present[name].decode(errors="replace").splitlines(),
                    built[name].decode(errors="replace").splitlines(),
                    "checked in",
                    "generated now",
                    n=1,
                    lineterm="",
                )
            )
            lines += [f"    {line}" for line in diff[:_DIFF_LINES]]
            if len(diff) > _DIFF_LINES:
                lines.append(f"    ... {len(diff) - _DIFF_LINES} more lines")
    return lines
