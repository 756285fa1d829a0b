"""The client of Planview Logbook: logs and log types.

Source: Logbook REST APIs; openapi/logbook.yaml with the corrections of openapi/overlays/logbook.yaml.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.exports import export
from plankit.logbook.attributes import Attribute, attributes, custom_value, system_value
from plankit.logbook.client import LogbookClient
from plankit.logbook.logtypes import types_of

if TYPE_CHECKING:
    from plankit_clients.logbook.models import (
        AppContext,
        CustomAttributeValue,
        Log,
        LogCreate,
        LogTypeConfiguration,
        LogTypeWithSections,
        Option,
        SystemAttributeValue,
    )

    from plankit.logbook.matching import Created, CreateResult, Failed

__all__ = [
    "AppContext",
    "Attribute",
    "CreateResult",
    "Created",
    "CustomAttributeValue",
    "Failed",
    "Log",
    "LogCreate",
    "LogTypeConfiguration",
    "LogTypeWithSections",
    "LogbookClient",
    "Option",
    "SystemAttributeValue",
    "attributes",
    "custom_value",
    "system_value",
    "types_of",
]

_EXPORTS = {
    "plankit.logbook.matching": ("CreateResult", "Created", "Failed"),
    "plankit_clients.logbook.models": (
        "AppContext",
        "CustomAttributeValue",
        "Log",
        "LogCreate",
        "LogTypeConfiguration",
        "LogTypeWithSections",
        "Option",
        "SystemAttributeValue",
    ),
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    return export(__name__, _EXPORTS, name)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
