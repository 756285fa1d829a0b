"""Values as a PHP server sends them, made what the document says. Pure; what cannot be read stays as it came.

Numbers may come as digits in quotes, an empty map as an empty list, no date as `0000-00-00`
(facts/planview_and_planbox.md B5). Nothing here raises, and nothing that was given is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from plankit.shapes import is_list, is_object

Reader = Callable[[Any], Any]
Readers = Mapping[str, Reader]

_PLACE = re.compile(r"[0-9]{1,18}")
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}")
_NO_DATE = "0000-00-00"


def integer(value: Any) -> Any:
    """Read an id or a count: a number, also in quotes."""
    return int(value) if isinstance(value, str) and _INTEGER.fullmatch(value) else value


def decimal(value: Any) -> Any:
    """Read a quantity: a number with or without decimals, also in quotes."""
    return float(value) if isinstance(value, str) and _DECIMAL.fullmatch(value) else integer(value)


def flag(value: Any) -> Any:
    """Read a flag as 0 or 1, also from true, false or a number in quotes."""
    return int(value) if isinstance(value, bool) else integer(value)


def moment(value: Any) -> Any:
    """Read a date or a date with time as text; all zeros mean none."""
    return None if isinstance(value, str) and value.startswith(_NO_DATE) else value


def numbered(value: Any) -> Any:
    """Read a list that came as an object with the places for keys, `{"3": ..., "7": ...}`: in the order of the places.

    PHP writes a list so from which something was taken.
    """
    if not is_object(value) or not all(map(_PLACE.fullmatch, value)):
        return value
    return [value[place] for place in sorted(value, key=int)]


def one_or_many(read: Reader) -> Reader:
    """Return what reads a value with *read*, or each of a list."""

    def of(value: Any) -> Any:
        found = numbered(value)
        return [read(item) for item in found] if is_list(found) else read(found)

    return of


def mapping(read: Reader) -> Reader:
    """Return what reads each value of a map with *read*; an empty list is an empty map."""

    def of(value: Any) -> Any:
        if is_object(value):
            return {key: read(item) for key, item in value.items()}
        return {} if is_list(value) and not value else value

    return of


def record(readers: Readers) -> Reader:
    """Return what reads the known fields of an object, each with its own reader; unknown ones stay as they came."""

    def of(value: Any) -> Any:
        if not is_object(value):
            return value
        return {key: readers[key](item) if key in readers else item for key, item in value.items()}

    return of
