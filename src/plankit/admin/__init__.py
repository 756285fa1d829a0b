"""The client of Planview Admin: users, audit histories, products.

Source: Planview Admin API. Only the token request and `GET /public/v1/user` are documented in public; every other
path is inferred (`x-unverified` in openapi/planview_admin.yaml), and those that write refuse to run until the client
is built with `unverified=True`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.admin.client import AdminClient
from plankit.exports import export

if TYPE_CHECKING:
    from plankit_clients.planview_admin.models import AuditEntry, Product, ProductUser, User

__all__ = ["AdminClient", "AuditEntry", "Product", "ProductUser", "User"]

_EXPORTS = {
    "plankit_clients.planview_admin.models": ("AuditEntry", "Product", "ProductUser", "User"),
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    return export(__name__, _EXPORTS, name)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
