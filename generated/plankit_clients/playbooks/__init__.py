"""Low-level client: Playbooks API, document version 0.6.0."""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
