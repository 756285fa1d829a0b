"""The models of this service; each is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app_context import AppContext
    from .custom_attribute_configuration import CustomAttributeConfiguration
    from .custom_attribute_value import CustomAttributeValue
    from .deleted_log import DeletedLog
    from .error import Error
    from .failed_log import FailedLog
    from .log import Log
    from .log_create import LogCreate
    from .log_delete_request import LogDeleteRequest
    from .log_delete_response import LogDeleteResponse
    from .log_list_request import LogListRequest
    from .log_list_response import LogListResponse
    from .log_type import LogType
    from .log_type_configuration import LogTypeConfiguration
    from .log_type_section import LogTypeSection
    from .log_type_with_sections import LogTypeWithSections
    from .log_types_response import LogTypesResponse
    from .log_update_request import LogUpdateRequest
    from .log_update_response import LogUpdateResponse
    from .logs_create_request import LogsCreateRequest
    from .logs_create_response import LogsCreateResponse
    from .logs_create_result import LogsCreateResult
    from .option import Option
    from .section_custom_attribute import SectionCustomAttribute
    from .system_attribute_config_type import SystemAttributeConfigType
    from .system_attribute_config_value import SystemAttributeConfigValue
    from .system_attribute_configuration import SystemAttributeConfiguration
    from .system_attribute_value import SystemAttributeValue
    from .transferred_log import TransferredLog

_MODULES = {
    "AppContext": ".app_context",
    "CustomAttributeConfiguration": ".custom_attribute_configuration",
    "CustomAttributeValue": ".custom_attribute_value",
    "DeletedLog": ".deleted_log",
    "Error": ".error",
    "FailedLog": ".failed_log",
    "Log": ".log",
    "LogCreate": ".log_create",
    "LogDeleteRequest": ".log_delete_request",
    "LogDeleteResponse": ".log_delete_response",
    "LogListRequest": ".log_list_request",
    "LogListResponse": ".log_list_response",
    "LogType": ".log_type",
    "LogTypeConfiguration": ".log_type_configuration",
    "LogTypeSection": ".log_type_section",
    "LogTypeWithSections": ".log_type_with_sections",
    "LogTypesResponse": ".log_types_response",
    "LogUpdateRequest": ".log_update_request",
    "LogUpdateResponse": ".log_update_response",
    "LogsCreateRequest": ".logs_create_request",
    "LogsCreateResponse": ".logs_create_response",
    "LogsCreateResult": ".logs_create_result",
    "Option": ".option",
    "SectionCustomAttribute": ".section_custom_attribute",
    "SystemAttributeConfigType": ".system_attribute_config_type",
    "SystemAttributeConfigValue": ".system_attribute_config_value",
    "SystemAttributeConfiguration": ".system_attribute_configuration",
    "SystemAttributeValue": ".system_attribute_value",
    "TransferredLog": ".transferred_log",
}

__all__ = (
    "AppContext",
    "CustomAttributeConfiguration",
    "CustomAttributeValue",
    "DeletedLog",
    "Error",
    "FailedLog",
    "Log",
    "LogCreate",
    "LogDeleteRequest",
    "LogDeleteResponse",
    "LogListRequest",
    "LogListResponse",
    "LogsCreateRequest",
    "LogsCreateResponse",
    "LogsCreateResult",
    "LogType",
    "LogTypeConfiguration",
    "LogTypeSection",
    "LogTypesResponse",
    "LogTypeWithSections",
    "LogUpdateRequest",
    "LogUpdateResponse",
    "Option",
    "SectionCustomAttribute",
    "SystemAttributeConfigType",
    "SystemAttributeConfiguration",
    "SystemAttributeConfigValue",
    "SystemAttributeValue",
    "TransferredLog",
)


def __getattr__(name: str) -> Any:
    module = _MODULES.get(name)
    if module is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = globals()[name] = getattr(import_module(module, __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
