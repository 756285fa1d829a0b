"""Bulk jobs: every write of the services for any number of rows, exactly once, killed and resumed; and extracts.

`logbook.logs.bulk_create(rows, journal=...)` and `client.bulk(client.group.method, rows, journal=...)` make a `Job`;
`export(pager, path)` writes a list to a file. Nothing is loaded before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plankit.bulk.extract import ExportProgress as ExportProgress
    from plankit.bulk.extract import ExportReport as ExportReport
    from plankit.bulk.extract import export as export
    from plankit.bulk.job import Job as Job
    from plankit.bulk.journal import Journal as Journal
    from plankit.bulk.journal import JournalError as JournalError
    from plankit.bulk.plan import Plan as Plan
    from plankit.bulk.plan import Problem as Problem
    from plankit.bulk.report import BulkError as BulkError
    from plankit.bulk.report import BulkIncompleteError as BulkIncompleteError
    from plankit.bulk.report import BulkStoppedError as BulkStoppedError
    from plankit.bulk.report import Certificate as Certificate
    from plankit.bulk.report import Progress as Progress
    from plankit.bulk.report import Report as Report
    from plankit.bulk.rows import Applied as Applied
    from plankit.bulk.rows import Reason as Reason
    from plankit.bulk.rows import Rejected as Rejected
    from plankit.bulk.rows import State as State
    from plankit.bulk.rows import Unknown as Unknown
    from plankit.bulk.scan import ScanCertificate as ScanCertificate

__all__ = [
    "Applied",
    "BulkError",
    "BulkIncompleteError",
    "BulkStoppedError",
    "Certificate",
    "ExportProgress",
    "ExportReport",
    "Job",
    "Journal",
    "JournalError",
    "Plan",
    "Problem",
    "Progress",
    "Reason",
    "Rejected",
    "Report",
    "ScanCertificate",
    "State",
    "Unknown",
    "export",
]

_EXPORTS = {
    "plankit.bulk.extract": ("ExportProgress", "ExportReport", "export"),
    "plankit.bulk.job": ("Job",),
    "plankit.bulk.journal": ("Journal", "JournalError"),
    "plankit.bulk.plan": ("Plan", "Problem"),
    "plankit.bulk.report": (
        "BulkError",
        "BulkIncompleteError",
        "BulkStoppedError",
        "Certificate",
        "Progress",
        "Report",
    ),
    "plankit.bulk.rows": ("Applied", "Reason", "Rejected", "State", "Unknown"),
    "plankit.bulk.scan": ("ScanCertificate",),
}
_HOME = {name: module for module, names in _EXPORTS.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    if name not in _HOME:
        msg = f"module 'plankit.bulk' has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module  # noqa: PLC0415 - only when a name is used

    value: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *_HOME})
