"""JSON read as a Go server reads it: unknown fields ignored, other types refused, null and absent fields zero."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from plankit.sandbox.wire import JsonObject

#: Turns a JSON value, None for null or an absent field, into the value of a field.
Reader: TypeAlias = "Callable[[object], Any]"

#: The longest body a handler reads (Limits).
MOST_BYTES = 5 * 1024 * 1024
_MOST = 2**63


class MismatchError(ValueError):
    """The value does not fit the type of its field."""


def text(value: object) -> str:
    """A string; "" for null."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MismatchError
    return value


def flag(value: object) -> bool:
    """A bool; false for null."""
    if value is None:
        return False
    if not isinstance(value, bool):
        raise MismatchError
    return value


def whole(value: object) -> int:
    """An int64; 0 for null. 600.0 is none."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not -_MOST <= value < _MOST:
        raise MismatchError
    return value


def mapping(value: object) -> JsonObject:
    """An object of any fields; empty for null."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise MismatchError
    return cast("JsonObject", value)


def each(reader: Reader, *, null: bool = False) -> Reader:
    """An array; for null an empty one, or null again."""

    def read(value: object) -> list[Any] | None:
        if value is None:
            return None if null else []
        if not isinstance(value, list):
            raise MismatchError
        return [reader(item) for item in cast("list[object]", value)]

    return read


def optional(reader: Reader) -> Reader:
    """A value that may be missing: None for null."""

    def read(value: object) -> Any:
        return None if value is None else reader(value)

    return read


def word(*words: str) -> Reader:
    """One of these strings; the first one for null."""

    def read(value: object) -> str:
        if value is None:
            return words[0]
        if not isinstance(value, str) or value not in words:
            raise MismatchError
        return value

    return read


def struct(**fields: Reader) -> Reader:
    """An object of these fields, their names in any case; every field zero for null."""

    def read(value: object) -> JsonObject:
        found: JsonObject = {}
        for name, item in mapping(value).items():
            known = name if name in fields else name.lower()
            if known in fields:
                found[known] = fields[known](item)
        return {name: found[name] if name in found else reader(None) for name, reader in fields.items()}

    return read


texts: Reader = each(text)


def _no_constant(_text: str) -> NoReturn:
    raise MismatchError


_decoder = json.JSONDecoder(parse_constant=_no_constant)


def load(body: bytes, reader: Reader) -> Any:
    """The first JSON value of a body; what follows it is not looked at, nor is the content type.

    Raises:
        MismatchError: The body is too long or no JSON, or its value has another type.
    """
    if len(body) > MOST_BYTES:
        raise MismatchError
    try:
        value: object = _decoder.raw_decode(body.decode("utf-8", "replace").lstrip(" \t\r\n"))[0]
    except (ValueError, RecursionError) as error:
        raise MismatchError from error
    return reader(clean(value) if rb"\u" in body else value)


def clean(value: object) -> Any:
    """The value with lone surrogates replaced, as Go does: no answer could carry them in UTF-8."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return value
    if isinstance(value, list):
        return [clean(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        return {clean(name): clean(item) for name, item in cast("JsonObject", value).items()}
    return value
