"""Local servers of the services, on real sockets, with state, limits and an audit.

    with sandbox(users=500) as s:
        ...  # s.admin_url, s.logbook_url, s.token_url, s.client_id, s.client_secret
        assert s.audit().report(created=names).ok

Written from the services' documents, not from the client, and without anything of the client, so that the two
can disagree. Needs the extra `sandbox`; `python -m plankit.sandbox` serves from a shell.
"""

from __future__ import annotations

try:
    import httptools as _httptools  # noqa: F401  # pyright: ignore[reportUnusedImport]
    import uvicorn as _uvicorn  # noqa: F401  # pyright: ignore[reportUnusedImport]
except ImportError as _error:
    _message = f"plankit.sandbox needs {_error.name}; install the extra: pip install 'plankit[sandbox]'"
    raise ImportError(_message, name=_error.name) from _error

from plankit.sandbox.audit import Audit, AuditReport
from plankit.sandbox.faults import Interceptor
from plankit.sandbox.handle import Sandbox, sandbox
from plankit.sandbox.record import Call, Request, Write
from plankit.sandbox.settings import Options, Settings
from plankit.sandbox.wire import Answer

__all__ = [
    "Answer",
    "Audit",
    "AuditReport",
    "Call",
    "Interceptor",
    "Options",
    "Request",
    "Sandbox",
    "Settings",
    "Write",
    "sandbox",
]
