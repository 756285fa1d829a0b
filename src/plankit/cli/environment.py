"""Secrets and addresses: from a file, or from a prompt where a terminal is there. Never from an argument."""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from plankit.cli.services import Service

_LINE = re.compile(r"(?:export\s+)?(PLANKIT_[A-Z_]+)\s*=\s*(.*)", re.ASCII)


class EnvironmentFileError(click.ClickException):
    """A file of variables that cannot be used."""


def load(path: str) -> None:
    """Take the variables of a file into the environment; they go before those that are there.

    Raises:
        EnvironmentFileError: It cannot be read, others can read it, or a line is none. No value is shown.
    """
    try:
        with Path(path).open(encoding="utf-8") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & (stat.S_IROTH | stat.S_IWOTH):
                msg = f"{path} holds secrets, and everybody on this machine may read or write it: chmod 600 {path}"
                raise EnvironmentFileError(msg)
            lines = file.read().splitlines()
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
        msg = f"{path} cannot be read: {what}."
        raise EnvironmentFileError(msg) from None
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        found = _LINE.fullmatch(text)
        if found is None:
            msg = f"{path}, line {number}: write PLANKIT_...=value, one variable a line. (The line is not shown.)"
            raise EnvironmentFileError(msg)
        value = found[2].strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        os.environ[found[1]] = value


def ask(service: Service) -> None:
    """Ask for the secret that *service* lacks, hidden, where somebody is there to answer."""
    name = service.lacking()
    if name is None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    answer: str = click.prompt(name, hide_input=True, err=True)
    os.environ[name] = answer.strip()
