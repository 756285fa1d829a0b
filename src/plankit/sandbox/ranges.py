"""Checks of what a script of faults is given."""

from __future__ import annotations

import math


def one_of(name: str, value: object, words: tuple[object, ...]) -> None:
    """Refuse what is none of *words*.

    Raises:
        ValueError: It is none.
    """
    if value not in words:
        message = f"{name} must be one of {', '.join(map(str, words))}, not {value!r}"
        raise ValueError(message)


def whole(name: str, value: object) -> None:
    """Refuse what is no whole number from 1.

    Raises:
        ValueError: It is none.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        message = f"{name} must be a whole number, 1 or more, not {value!r}"
        raise ValueError(message)


def seconds(name: str, value: float, *, zero: bool = True) -> None:
    """Refuse what is no time.

    Raises:
        ValueError: It is less than 0, 0 without *zero*, infinite or none at all.
    """
    if not 0.0 <= value < math.inf or not (value or zero):
        message = f"{name} must be {'0 or more' if zero else 'more than 0'} seconds, not {value!r}"
        raise ValueError(message)
