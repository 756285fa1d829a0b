"""Checking the numbers that users give, with messages that name the argument. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plankit.errors import ConfigurationError, InvalidArgumentError


def seconds(
    name: str, value: object, *, error: type[ConfigurationError | InvalidArgumentError], zero: bool = False
) -> float | None:
    """Return *value* if it is a number of seconds above 0, or None for no bound.

    Args:
        name: The argument, for the message.
        value: What was given.
        error: The class to raise.
        zero: Whether 0 is fine, too.

    Raises:
        ConfigurationError, InvalidArgumentError: It is something else.
    """
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and (value > 0 or (zero and value == 0)):
        return float(value)
    least = "0 or more" if zero else "above 0"
    msg = f"{name}={value!r} is no number of seconds {least}. Give one, or None for no bound. Nothing was sent."
    raise error(msg)


def whole(
    name: str,
    value: object,
    *,
    error: type[ConfigurationError | InvalidArgumentError],
    least: int = 1,
    most: int | None = None,
) -> int:
    """Return *value* if it is a whole number within the bounds.

    Args:
        name: The argument, for the message.
        value: What was given.
        error: The class to raise.
        least: The smallest number that is fine.
        most: The largest number that is fine, or None.

    Raises:
        ConfigurationError, InvalidArgumentError: It is something else.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < least or (most is not None and value > most):
        bounds = f"of at least {least}" if most is None else f"from {least} to {most}"
        msg = f"{name}={value!r} is no whole number {bounds}. Nothing was sent."
        raise error(msg)
    return value
