"""Public names of a package that are loaded when they are first used: a client is ready before its models are."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def export(package: str, table: Mapping[str, Sequence[str]], name: str) -> object:
    """Return what *package* calls *name*, and keep it there: for the `__getattr__` of the package.

    Args:
        package: Its `__name__`.
        table: The names that each module brings.
        name: What is asked for.

    Raises:
        AttributeError: The table does not have it.
    """
    for module, names in table.items():
        if name in names:
            value: object = getattr(import_module(module), name)
            setattr(sys.modules[package], name, value)
            return value
    msg = f"module {package!r} has no attribute {name!r}"
    raise AttributeError(msg)
