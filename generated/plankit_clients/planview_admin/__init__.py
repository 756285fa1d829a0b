"""Low-level client: Planview Admin API, document version 1.0.0."""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
