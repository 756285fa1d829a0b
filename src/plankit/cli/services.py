"""The four services as the command knows them: whether they are configured, and their clients."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from attrs import frozen

from plankit.environment import variable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx

    from plankit.client import ServiceClient


@frozen
class Service:
    """A service.

    Attributes:
        name: As users write it.
        client: The client's class, in the module of that name.
        read: A cheap list that only reads, by its path.
        known: One of each of these groups of variables must be set for the service to be configured.
        secret: The secret that is asked for, where it is missing, and what makes it needless.
    """

    name: str
    client: str
    read: str
    known: Sequence[tuple[str, ...]]
    secret: tuple[str, ...]

    @property
    def configured(self) -> bool:
        """Whether the environment says where it is and who calls."""
        return all(variable(*names) for names in self.known)

    @property
    def given(self) -> bool:
        """Whether its token is given, and none is asked for."""
        token = f"PLANKIT_{self.name.upper()}_TOKEN"
        return any(token in names for names in (*self.known, self.secret)) and variable(token) is not None

    @property
    def address(self) -> str:
        """The variable that says where it is."""
        url = f"PLANKIT_{self.name.upper()}_URL"
        return url if variable(url) is not None or self.name in ("playbooks", "planbox") else "PLANKIT_REGION"

    def lacking(self) -> str | None:
        """Return the variable of the secret that is missing, or None."""
        return None if not self.configured or variable(*self.secret) else self.secret[0]

    def open(
        self,
        limit: float | None = None,
        *,
        unverified: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> ServiceClient:
        """Return a client.

        Args:
            limit: Requests in any second; None lets it be found by feedback.
            unverified: Whether operations that no public page confirms may write.
            transport: What its requests travel over (`wires.opened`); None for the default wire.

        Raises:
            ConfigurationError: A variable is missing or malformed, or the limit is none.
        """
        from plankit.transport.budget import DEFAULT_IN_FLIGHT, Budget  # noqa: PLC0415 - the client is loaded late

        kind: Any = getattr(import_module(f"plankit.{self.name}.client"), self.client)
        settings: dict[str, Any] = {"unverified": unverified, "transport": transport}
        if limit is not None:
            in_flight = 4 if self.name == "planbox" else DEFAULT_IN_FLIGHT
            settings["budget"] = Budget(limit, in_flight=in_flight)
        client: ServiceClient = kind.from_env(**settings)
        return client


SERVICES = {
    service.name: service
    for service in (
        Service(
            "admin",
            "AdminClient",
            "products.list",
            (("PLANKIT_ADMIN_CLIENT_ID", "PLANKIT_CLIENT_ID"), ("PLANKIT_ADMIN_URL", "PLANKIT_REGION")),
            ("PLANKIT_CLIENT_SECRET", "PLANKIT_ADMIN_CLIENT_SECRET"),
        ),
        Service(
            "logbook",
            "LogbookClient",
            "log_types.list",
            (("PLANKIT_LOGBOOK_CLIENT_ID", "PLANKIT_CLIENT_ID"), ("PLANKIT_LOGBOOK_URL", "PLANKIT_REGION")),
            ("PLANKIT_CLIENT_SECRET", "PLANKIT_LOGBOOK_CLIENT_SECRET"),
        ),
        Service(
            "playbooks",
            "PlaybooksClient",
            "runs.list",
            (("PLANKIT_PLAYBOOKS_URL",),),
            ("PLANKIT_PLAYBOOKS_TOKEN",),
        ),
        Service(
            "planbox",
            "PlanboxClient",
            "products.list",
            (("PLANKIT_PLANBOX_TOKEN", "PLANKIT_PLANBOX_EMAIL"),),
            ("PLANKIT_PLANBOX_PASSWORD", "PLANKIT_PLANBOX_TOKEN"),
        ),
    )
}

WRITERS = {"planview_admin": "admin", "logbook": "logbook", "playbooks": "playbooks", "planbox": "planbox"}
"""The service of a journal, by the first word of its write."""
