"""What PHP does to forms and JSON (facts B4, B5)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias, cast
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plankit.sandbox.record import Call

Field: TypeAlias = str | dict[str, str]
Form: TypeAlias = dict[str, Field]

FORM = b"application/x-www-form-urlencoded"

_BRACKETS = re.compile(r"([^\[]+)\[([^\]]*)\]")


def form(call: Call) -> Form:
    """The fields of a form body; without the content type of a form there are none.

    `a=1&a=2` is the last one, `a[]=1&a[]=2` and `a[0]=1&a[1]=2` are arrays.
    """
    kind = (call.header(b"content-type") or b"").partition(b";")[0].strip().lower()
    if kind != FORM:
        return {}
    fields: Form = {}
    for name, value in parse_qsl(call.body.decode(errors="replace"), keep_blank_values=True):
        match = _BRACKETS.match(name)
        if match is None:
            fields[name] = value
            continue
        array = fields.get(match[1])
        if not isinstance(array, dict):
            array = fields[match[1]] = {}
        key = match[2] or str(1 + max((int(key) for key in array if key.isdecimal()), default=-1))
        array[key] = value
    return fields


def dump(value: object) -> bytes:
    """JSON with everything but ASCII escaped, slashes too."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode()


def mapping(value: Mapping[str, object]) -> object:
    """A map as PHP sends it: an array that is empty is a list."""
    return dict(value) if value else []


def strings(value: object) -> object:
    """The value with all its numbers as digit strings, as a database driver gives them."""
    if isinstance(value, dict):
        return {name: strings(inner) for name, inner in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [strings(inner) for inner in cast("list[object]", value)]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value
