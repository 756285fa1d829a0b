"""What is loaded when it is first used: public names, and what clients need only for some of their calls."""

from __future__ import annotations

import sys
from functools import cached_property
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


def load(owner: object, models: str, *modules: str) -> None:
    """Load now what *owner*, a client, would load when it is first used.

    Args:
        owner: Its groups of methods, which are cached properties, are made.
        models: The package of its service's models: each of them is loaded.
        modules: Other modules.
    """
    package = import_module(models)
    for name in package.__all__:
        getattr(package, name)
    for module in (*modules, "msgspec"):  # the parser of large answers
        import_module(module)
    for name, member in vars(type(owner)).items():
        if isinstance(member, cached_property):
            getattr(owner, name)
