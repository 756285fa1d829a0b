"""The main job on the embedded sandbox: `make demo`, or `python -m plankit.demo`.

It exports all users of Planview Admin by `startIndex` paging, then creates and updates logs in Logbook concurrently
under a limit of 500 requests per second. On the way the token expires, is revoked once, and others use up part of the
limits, so that 429s come. Then it walks all runs of Playbooks page by page, fetched ahead, while others create runs,
finishes some of them, and reads products and projects from Planbox. At the end the sandbox's own audit says whether
anything was lost or done twice.
"""

from __future__ import annotations

try:
    import rich as _rich  # noqa: F401  # pyright: ignore[reportUnusedImport]
except ImportError as _error:
    _message = f"plankit.demo needs {_error.name}; install the extra: pip install 'plankit[demo]'"
    raise ImportError(_message, name=_error.name) from _error
