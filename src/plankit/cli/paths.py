"""Files that a command will write: looked at before anything else is done."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from plankit.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def check_writable(option: str, path: Path, others: Iterable[Path | None] = ()) -> None:
    """Refuse a path that could not be written.

    Args:
        option: What gives it.
        path: The path.
        others: Files that it must not be, since the command needs them.

    Raises:
        InvalidArgumentError: There is no such directory, something there may not be written, or it is one of *others*.
    """
    folder = path.parent
    if not folder.is_dir():
        msg = f"{option} {path}: there is no directory {folder}. Make it, or give another path."
        raise InvalidArgumentError(msg)
    if path.is_dir():
        msg = f"{option} {path}: that is a directory. Give a file."
        raise InvalidArgumentError(msg)
    if not os.access(path if path.exists() else folder, os.W_OK):
        msg = f"{option} {path}: you may not write there. Give another path."
        raise InvalidArgumentError(msg)
    if any(other is not None and path.resolve() == other.resolve() for other in others):
        msg = f"{option} {path}: that file is needed as it is. Give another one."
        raise InvalidArgumentError(msg)
