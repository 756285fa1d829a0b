"""What becomes of the body of an answer that is spoiled."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any, TypeGuard

from plankit.sandbox.faults import HTML

if TYPE_CHECKING:
    from plankit.sandbox.faults import Spoil


def spoiled(body: bytes, spoil: Spoil) -> bytes:
    """The body of an answer after the damage (`shorter` is done on the wire)."""
    if spoil.how == "truncated":
        return body[: max(len(body) // 2, 1)]
    if spoil.how == "empty":
        return b""
    if spoil.how == "html":
        return HTML
    source = random.Random(spoil.seed)
    if spoil.how == "wrong_type":
        return source.choice((b'"a text"', b"[[]]", b"17", b"null", b"true"))
    try:
        value: Any = json.loads(body)
    except ValueError:
        return body
    if spoil.how in ("short_page", "empty_page"):
        value = _thinned(value, source, bare=spoil.how == "empty_page")
    return json.dumps(_changed(value, spoil, source)).encode()


def _is_list(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list)


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _thinned(value: Any, source: random.Random, *, bare: bool) -> Any:
    """A page without some of its rows, or all."""
    if _is_list(value):
        return [] if bare else [row for row in value if source.random() < _OFTEN]
    if _is_object(value):
        return {key: _thinned(item, source, bare=bare) if _is_list(item) else item for key, item in value.items()}
    return value


def _changed(value: Any, spoil: Spoil, source: random.Random) -> Any:
    if _is_list(value):
        if spoil.how == "nulls" and source.random() < _OFTEN:
            return None
        return [_changed(item, spoil, source) for item in value]
    if not _is_object(value):
        return value
    made = {key: _changed(item, spoil, source) for key, item in value.items() if key not in spoil.without}
    if spoil.how == "surprises":
        made["x_unknown_field"] = {"of": ["another", "version"]}
        for key in sorted(_WORDS & made.keys()):
            if isinstance(made[key], str) and source.random() < _OFTEN:
                made[key] = "a_word_of_tomorrow"
    return made


_OFTEN = 0.5
#: Fields whose values are a few words in the documents.
_WORDS = frozenset(
    {"association", "channel_mode", "current_status", "permission", "role", "state", "status", "timeframe", "type"}
)
