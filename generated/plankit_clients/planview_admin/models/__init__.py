"""The models of this service; each is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .audit_entry import AuditEntry
    from .audit_entry_page import AuditEntryPage
    from .error import Error
    from .product import Product
    from .product_page import ProductPage
    from .product_user import ProductUser
    from .product_user_page import ProductUserPage
    from .token import Token
    from .token_request import TokenRequest
    from .user import User
    from .user_create import UserCreate
    from .user_page import UserPage
    from .user_update import UserUpdate

_MODULES = {
    "AuditEntry": ".audit_entry",
    "AuditEntryPage": ".audit_entry_page",
    "Error": ".error",
    "Product": ".product",
    "ProductPage": ".product_page",
    "ProductUser": ".product_user",
    "ProductUserPage": ".product_user_page",
    "Token": ".token",
    "TokenRequest": ".token_request",
    "User": ".user",
    "UserCreate": ".user_create",
    "UserPage": ".user_page",
    "UserUpdate": ".user_update",
}

__all__ = (
    "AuditEntry",
    "AuditEntryPage",
    "Error",
    "Product",
    "ProductPage",
    "ProductUser",
    "ProductUserPage",
    "Token",
    "TokenRequest",
    "User",
    "UserCreate",
    "UserPage",
    "UserUpdate",
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
