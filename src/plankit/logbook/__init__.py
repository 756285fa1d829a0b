"""The client of Planview Logbook: logs and log types.

Source: Logbook REST APIs; openapi/logbook.yaml with the corrections of openapi/overlays/logbook.yaml.
"""

from __future__ import annotations

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

from plankit.logbook.attributes import Attribute, attributes, custom_value, system_value
from plankit.logbook.client import LogbookClient
from plankit.logbook.logtypes import types_of
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
