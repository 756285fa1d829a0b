"""The client of Planview Admin: users, audit histories, products.

Source: Planview Admin API. Only the token request and `GET /public/v1/user` are documented in public; every other
path is inferred (`x-unverified` in openapi/planview_admin.yaml), and those that write refuse to run until the client
is built with `unverified=True`.
"""

from __future__ import annotations

from plankit_clients.planview_admin.models import AuditEntry, Product, ProductUser, User

from plankit.admin.client import AdminClient

__all__ = ["AdminClient", "AuditEntry", "Product", "ProductUser", "User"]
