"""OpenAPI Overlay 1.0, strictly: an action that does nothing is an error, since the document it mends has moved."""

from __future__ import annotations

import copy
from typing import Any

import jsonpath

from pipeline.errors import PipelineError

_ACTION_KEYS = {"target", "description", "update", "remove"}


def apply(document: dict[str, Any], overlay: Any, name: str) -> None:
    """Apply an overlay to a document, in place.

    Args:
        document: The document.
        overlay: The overlay, as read.
        name: What messages call the overlay.

    Raises:
        PipelineError: The overlay is malformed, or an action has no description, matches nothing or changes nothing.
    """
    if not isinstance(overlay, dict) or not str(overlay.get("overlay", "")).startswith("1.0"):
        message = f"{name}: is no overlay: it must start with `overlay: 1.0.0`"
        raise PipelineError(message)
    actions = overlay.get("actions")
    if not isinstance(actions, list) or not actions:
        message = f"{name}: has no actions"
        raise PipelineError(message)
    for index, action in enumerate(actions):
        where = f"{name}: action {index}"
        if isinstance(action, dict):
            where += f" ({action.get('target')})"
        _act(document, action, where)


def _act(document: dict[str, Any], action: Any, where: str) -> None:
    _check(action, where)
    try:
        matches = list(jsonpath.finditer(action["target"], document))
    except jsonpath.JSONPathError as error:
        message = f"{where}: the target is no JSONPath: {error}"
        raise PipelineError(message) from error
    if not matches:
        message = f"{where}: matches nothing"
        raise PipelineError(message)
    if action.get("remove") is True:
        _remove(document, {match.parts for match in matches}, where)
        return
    changes = [_update(match.obj, action["update"], where) for match in matches]
    if not any(changes):
        message = f"{where}: changes nothing: what it says is already so"
        raise PipelineError(message)


def _check(action: Any, where: str) -> None:
    problem = None
    if not isinstance(action, dict) or not isinstance(action.get("target"), str):
        problem = "has no target"
    elif unknown := [key for key in action if key not in _ACTION_KEYS and not str(key).startswith("x-")]:
        problem = f"has unknown keys {unknown}"
    elif not str(action.get("description") or "").strip():
        problem = "has no description: say why the document must be mended"
    elif ("update" in action) == (action.get("remove") is True):
        problem = "must have either `update` or `remove: true`"
    if problem:
        message = f"{where}: {problem}"
        raise PipelineError(message)


def _remove(document: Any, targets: set[tuple[int | str, ...]], where: str) -> None:
    # From the end, so that the indices of the others stay right.
    for parts in sorted(targets, key=lambda parts: [(isinstance(part, int), part) for part in parts], reverse=True):
        if not parts:
            message = f"{where}: would remove the whole document"
            raise PipelineError(message)
        parent = document
        for part in parts[:-1]:
            parent = parent[part]
        del parent[parts[-1]]


def _update(target: Any, update: Any, where: str) -> bool:
    if isinstance(target, list):
        target.append(copy.deepcopy(update))
        return True
    if isinstance(target, dict) and isinstance(update, dict):
        return _merge(target, update)
    message = f"{where}: an update needs an array, or an object and an object; the target is {target!r:.80}"
    raise PipelineError(message)


def _merge(target: dict[str, Any], update: dict[str, Any]) -> bool:
    changed = False
    for key, value in update.items():
        current = target.get(key)
        if isinstance(current, dict) and isinstance(value, dict):
            changed |= _merge(current, value)
        elif isinstance(current, list) and isinstance(value, list):
            current.extend(copy.deepcopy(value))
            changed |= bool(value)
        elif key not in target or type(current) is not type(value) or current != value:
            target[key] = copy.deepcopy(value)
            changed = True
    return changed
