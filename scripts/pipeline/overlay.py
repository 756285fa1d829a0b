"""OpenAPI Overlay 1.0, strictly: an action without effect is an error, since the document has moved under it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, cast

import jsonpath

from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from pipeline.values import Document, Json

_ACTION_KEYS = {"target", "description", "update", "remove"}


def apply(document: Document, overlay: Json, name: str) -> None:
    """Apply an overlay to a document, in place.

    Args:
        document: The document.
        overlay: The overlay, as read.
        name: What messages call the overlay.

    Raises:
        PipelineError: The overlay is malformed, or an action has no description, matches nothing or changes
            nothing.
    """
    if not isinstance(overlay, dict) or not str(overlay.get("overlay", "")).startswith("1.0"):
        message = f"{name}: is no overlay: it must start with `overlay: 1.0.0`"
        raise PipelineError(message)
    actions = overlay.get("actions")
    if not isinstance(actions, list) or not actions:
        message = f"{name}: has no actions"
        raise PipelineError(message)
    for index, action in enumerate(actions):
        if not isinstance(action, dict) or not isinstance(action.get("target"), str):
            message = f"{name}: action {index}: has no target"
            raise PipelineError(message)
        _act(document, action, f"{name}: action {index} ({action['target']})")


def _act(document: Document, action: dict[str, Json], where: str) -> None:
    _check(action, where)
    try:
        matches = list(jsonpath.finditer(str(action["target"]), document))
    except jsonpath.JSONPathError as error:
        message = f"{where}: the target is no JSONPath: {error}"
        raise PipelineError(message) from error
    if not matches:
        message = f"{where}: matches nothing"
        raise PipelineError(message)
    if action.get("remove") is True:
        _remove(document, {match.parts for match in matches}, where)
        return
    changes = [_update(cast("Json", match.obj), action["update"], where) for match in matches]
    if not any(changes):
        message = f"{where}: changes nothing: what it says is already so"
        raise PipelineError(message)


def _check(action: dict[str, Json], where: str) -> None:
    problem = None
    if unknown := [key for key in action if key not in _ACTION_KEYS and not key.startswith("x-")]:
        problem = f"has unknown keys {unknown}"
    elif not str(action.get("description") or "").strip():
        problem = "has no description: say why the document must be mended"
    elif ("update" in action) == (action.get("remove") is True):
        problem = "must have either `update` or `remove: true`"
    if problem:
        message = f"{where}: {problem}"
        raise PipelineError(message)


def _remove(document: Document, targets: set[tuple[int | str, ...]], where: str) -> None:
    # From the end, so that the indices of the others stay right.
    for parts in sorted(targets, key=_position, reverse=True):
        if not parts:
            message = f"{where}: would remove the whole document"
            raise PipelineError(message)
        parent: Any = document
        for part in parts[:-1]:
            parent = parent[part]
        del parent[parts[-1]]


def _position(parts: tuple[int | str, ...]) -> list[tuple[bool, int | str]]:
    return [(isinstance(part, int), part) for part in parts]


def _update(target: Json, update: Json, where: str) -> bool:
    if isinstance(target, list):
        target.append(copy.deepcopy(update))
        return True
    if isinstance(target, dict) and isinstance(update, dict):
        return _merge(target, update)
    message = f"{where}: an update needs an array, or an object and an object; the target is {target!r:.80}"
    raise PipelineError(message)


def _merge(target: dict[str, Json], update: dict[str, Json]) -> bool:
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
