"""Log types and their configurations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from plankit_clients.logbook import models, operations
from plankit_clients.logbook.api.configs import list_log_types

from plankit.logbook.envelope import entries
from plankit.operation import CallOptions, Operation

if TYPE_CHECKING:
    from plankit_clients.logbook.models import LogTypeConfiguration, LogTypeWithSections

    from plankit.client import ServiceClient


def types_of(configuration: LogTypeConfiguration) -> list[LogTypeWithSections]:
    """Return the log types of *configuration*, also where the server sends one object (facts C-D18)."""
    found = configuration.log_types
    if isinstance(found, models.LogTypeWithSections):
        return [found]
    return [entry for entry in found or [] if isinstance(entry, models.LogTypeWithSections)]  # pyright: ignore[reportUnnecessaryIsInstance] - what servers send is only promised


def _configurations(answer: Any) -> list[LogTypeConfiguration]:
    found = [models.LogTypeConfiguration.from_dict(entry) for entry in entries(answer, "rest_log_types_with_configs")]
    for configuration in found:
        configuration.log_types = types_of(configuration)
    return found


LIST_LOG_TYPES = Operation(operations.list_log_types, list_log_types.get_kwargs, _configurations)


class LogTypes:
    """Log types (`logbook.log_types`)."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    async def list(self, **options: Unpack[CallOptions]) -> list[LogTypeConfiguration]:
        """List all log types with their sections and the configurations of their attributes.

        Args:
            options: See `plankit.operation.CallOptions`.

        Returns:
            The configurations; `types_of` gives the log types of each.

        Raises:
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: Logbook REST APIs, `GET /api/rest/v1/log-types-with-configs`.
        """
        return await self._client.call(LIST_LOG_TYPES, options)
