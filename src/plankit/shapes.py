"""Telling JSON values apart: what servers send is only promised."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeGuard

DEEPEST = 100
"""Levels of lists and objects: what was read must be shown and written again without a RecursionError."""

_LARGE = 65_536
# Bytes. Loading the quick parser takes about as long as it saves in a thousand answers of 200.
_SMALL = 1024
_NO_MARKS = bytes(byte for byte in range(256) if byte not in b'[]{}"')
_TEXT = re.compile(rb'"[^"]*"')
_FEW = 16

_MOST_NAMES = 5
_LONGEST_NAME = 50


class TooDeepError(ValueError):
    """JSON that is nested too deeply."""


def loads(text: bytes | str) -> Any:
    """Return the JSON value that *text* is: what `json.loads` makes of it, sooner.

    Raises:
        TooDeepError: It has more levels than `DEEPEST`.
        ValueError: It is no JSON.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) < _SMALL:
        return _thorough(text)
    try:
        value = _quick()(data)
    except RecursionError:
        raise TooDeepError from None
    except ValueError:
        # It may be right all the same: UTF-16, half a surrogate pair, NaN, 1e999.
        return _thorough(text)
    if not _few_levels(data) and too_deep(value):
        raise TooDeepError
    return value


def loads_apart(data: bytes) -> Any:
    """Return what `loads` returns, for a worker thread: a large value is read piece by piece.

    A parser lets nobody else run while it reads. Between the elements of a list, others get their turn, at a quarter
    more processor time in all.

    Raises:
        TooDeepError: It has more levels than `DEEPEST`.
        ValueError: It is no JSON.
    """
    import msgspec  # noqa: PLC0415 - as in `_quick`

    quick = _quick()
    try:
        parts = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        value = {name: _piecewise(part, quick) for name, part in parts.items()}
    except (ValueError, RecursionError):  # no object, or nothing for a quick parser
        return loads(data)
    if not _few_levels(data) and too_deep(value):
        raise TooDeepError
    return value


def _piecewise(part: Any, quick: Callable[[Any], Any]) -> Any:
    import msgspec  # noqa: PLC0415 - as in `_quick`

    if bytes(memoryview(part)[:1]) != b"[":
        return quick(part)
    return [quick(element) for element in msgspec.json.decode(part, type=list[msgspec.Raw])]


@cache
def _quick() -> Callable[[bytes], Any]:
    # Not with the module: whose answers are small does not wait for it.
    import msgspec  # noqa: PLC0415 - as the comment says

    return msgspec.json.Decoder().decode


def _thorough(text: bytes | str) -> Any:
    try:
        value = json.loads(text)
    except RecursionError:
        raise TooDeepError from None
    if too_deep(value):
        raise TooDeepError
    return value


def _few_levels(data: bytes) -> bool:
    """Return whether there can be but few levels, by the brackets: sooner told than by looking at the values."""
    return (len(data) < _LARGE and data.count(b"[") + data.count(b"{") <= DEEPEST) or _shallow(data)


def _shallow(data: bytes) -> bool:
    """Return whether JSON has at most `_FEW` rounds of brackets around nothing, strings and all else left out."""
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    marks = data.translate(None, _NO_MARKS).replace(b'""', b"")
    if b'"' in marks:
        marks = _TEXT.sub(b"", marks)
    for _ in range(_FEW):
        # What is innermost goes: a level or more.
        marks = marks.replace(b"[]", b"").replace(b"{}", b"")
        if not marks:
            return True
    return False


def too_deep(value: Any) -> bool:
    """Return whether a value that json made has more levels than `DEEPEST`."""
    level = [value]
    for _ in range(DEEPEST + 1):
        # One level down, in C: a loop over the values would take half as long as reading them did.
        level = gc.get_referents(*level)
        if not level:
            return False
    return True


def printable(text: str) -> str:
    """Return *text* without halves of surrogate pairs, which JSON can name and no terminal, log or file can take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def names(found: Iterable[str]) -> str:
    """Return a few of an object's keys for a message: bounded, since a server chose them."""
    return printable(", ".join(name[:_LONGEST_NAME] for name in sorted(found)[:_MOST_NAMES])) or "nothing"


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether *value* is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Return whether *value* is a JSON array."""
    return isinstance(value, list)


def is_several(value: object) -> TypeGuard[Sequence[Any]]:
    """Return whether *value* is a sequence of values rather than one: a text is one."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)
