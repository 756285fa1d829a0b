"""Numbers, times and commands for people."""

from __future__ import annotations

import math
import re
import shlex
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)", re.ASCII)
_ARGUMENT = re.compile(r"\b(overwrite|restart|verify|unverified)=True|\b(format)='(\w+)'")
_FAILURES = re.compile(r"(\d+(?:\.\d+(?=%))?)(%?)", re.ASCII)
_MINUTE = 60
_LONGEST = 1000
_ALL = 100


def seconds_of(_context: click.Context, _option: click.Parameter, value: str | None) -> float | None:
    """Return the seconds of a time: `90`, `90s`, `10m`, `2h`.

    Raises:
        click.BadParameter: It is none.
    """
    found = None if value is None else _TIME.fullmatch(value.strip())
    if value is not None and found is None:
        msg = f"{value!r} is no time: write 90, 90s, 10m or 2h."
        raise click.BadParameter(msg)
    return None if found is None else float(found[1]) * _UNITS[found[2]]


def failures_of(_context: click.Context, _option: click.Parameter, value: str | None) -> float | None:
    """Return a number of rows, or a share of them as a number below 1: `10`, `5%`.

    Raises:
        click.BadParameter: It is neither.
    """
    if value is None:
        return None
    found = _FAILURES.fullmatch(value.strip())
    if found is None or (found[2] and not 0 < float(found[1]) < _ALL):
        msg = f"{value!r} is no number of rows and no share of them: write 10 or 5%."
        raise click.BadParameter(msg)
    return float(found[1]) / _ALL if found[2] else float(found[1])


def duration(seconds: float) -> str:
    """Return seconds as people read them."""
    if seconds < 10:  # noqa: PLR2004 - with a tenth below it
        return f"{seconds:.1f} s"
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), _MINUTE)
    return f"{minutes} min {rest:02} s" if minutes < _MINUTE else f"{minutes // _MINUTE} h {minutes % _MINUTE:02} min"


def many(count: int, what: str) -> str:
    """Return a number of things."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def number(value: float) -> str:
    """Return a number: whole, unless nothing would be left of it."""
    return f"{value:,.0f}" if value >= 1 else f"{value:.2g}"


def per_second(rate: float) -> str:
    """Return a rate of requests."""
    return "no limit" if math.isinf(rate) else "unknown" if math.isnan(rate) else f"{number(rate)} requests/s"


def cut(text: str) -> str:
    """Return *text* with no line so long that it hides the others."""
    return "\n".join(
        line if len(line) <= _LONGEST else f"{line[:_LONGEST]}... ({len(line):,} characters)"
        for line in text.split("\n")
    )


def clean(text: str) -> str:
    """Return *text* without anything that a terminal would obey; its lines stay."""
    return "".join(
        char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode() for char in text
    )


def as_options(text: str) -> str:
    """Return a message of the library in the words of the command: `overwrite=True` is `--overwrite`."""
    return _ARGUMENT.sub(lambda found: f"--{found[1]}" if found[1] else f"--{found[2]} {found[3]}", text)


def command(arguments: Iterable[str]) -> str:
    """Return a command line for the shell."""
    return shlex.join(["plankit", *arguments])
