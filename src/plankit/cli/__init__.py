"""The command `plankit`: check, export, import, job, sandbox, demo. Needs the extra `cli`.

Nothing of it is loaded by `import plankit`.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

_CONFIGURATION = 3
_BROKEN_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit code: see `plankit --help`.

    Args:
        arguments: The command line without the program; None takes the one of the process.
    """
    missing = [name for name in ("click", "rich") if importlib.util.find_spec(name) is None]
    if missing:
        sys.stderr.write(f"plankit needs {' and '.join(missing)}; install the extra: pip install 'plankit[cli]'\n")
        return _CONFIGURATION
    try:
        code: int = import_module("plankit.cli.program").run(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough (`| head`); what is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    return code
