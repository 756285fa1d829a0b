"""Handles of the services of a sandbox: make a client, script a fault, look at what arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar, Unpack

import plankit
from plankit.testing.clock import FastClock

if TYPE_CHECKING:
    from plankit.client import ClientSettings, ServiceClient
    from plankit.planview import PlanviewSettings
    from plankit.sandbox import Audit, Request, Sandbox
    from plankit.sandbox.faults import Fault
    from plankit.sandbox.script import When
    from plankit.transport.clock import Clock


C = TypeVar("C", bound="ServiceClient")


class SandboxService:
    """What the handles of all services have in common.

    Args:
        sandbox: The running sandbox.
        clock: What its clients know of time; None for this machine's. Give it to the sandbox, too.

    Attributes:
        name: The service, as `Sandbox.requests` and rules of faults know it.
        sandbox: The running sandbox.
        clock: What its clients know of time, or None.
    """

    name: ClassVar[str]

    def __init__(self, sandbox: Sandbox, clock: Clock | None = None) -> None:
        self.sandbox: Sandbox = sandbox
        self.clock: Clock | None = clock

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.url}>"

    @property
    def url(self) -> str:
        """The address of the service: the clients' `base_url=`."""
        raise NotImplementedError

    def fault(self, fault: Fault, **when: Unpack[When]) -> int:
        """Add a rule to the sandbox's script, for this service only; give its number (see `Sandbox.fault`).

        Its seed is that of the sandbox, unless it brings one.

        Args:
            fault: What happens (see `plankit.sandbox.faults`).
            **when: To which calls: the other attributes of `plankit.sandbox.script.Rule`.

        Raises:
            ValueError: A number is out of its range, or there is no such operation.
        """
        rule: When = {"service": self._service_of(when.get("operation")), "seed": self.sandbox.settings.seed, **when}
        return self.sandbox.fault(fault, **rule)

    def _service_of(self, operation: str | None) -> str:  # noqa: ARG002 - for services of several interfaces
        return self.name

    def requests(self, operation: str | None = None) -> list[Request]:
        """The newest requests that arrived at this service, of one operation or of all, in order."""
        found = self.sandbox.requests(self.name)
        return [request for request in found if operation in (None, request.operation)]

    def audit(self) -> Audit:
        """What clients did to the whole sandbox."""
        return self.sandbox.audit()


class AdminService(SandboxService):
    """Admin and the token endpoint of a sandbox."""

    name: ClassVar[str] = "admin"

    @property
    def url(self) -> str:
        """The address of Admin: the clients' `base_url=`."""
        return self.sandbox.admin_url

    @property
    def credentials(self) -> plankit.ClientCredentials:
        """The accepted credential, which is Logbook's, too."""
        return plankit.ClientCredentials(self.sandbox.client_id, self.sandbox.client_secret)

    def client(
        self,
        credentials: plankit.ClientCredentials | plankit.TokenSource | None = None,
        **settings: Unpack[PlanviewSettings],
    ) -> plankit.AdminClient:
        """Make a client of this service.

        Args:
            credentials: The `token_source` of another client, to share it; the accepted credential by default.
            **settings: What `AdminClient` takes.
        """
        clock = settings.setdefault("clock", self.clock)
        return heeded(plankit.AdminClient(credentials or self.credentials, base_url=self.url, **settings), clock)


class LogbookService(SandboxService):
    """Logbook of a sandbox; its tokens come from Admin."""

    name: ClassVar[str] = "logbook"

    @property
    def url(self) -> str:
        """The address of Logbook: the clients' `base_url=`."""
        return self.sandbox.logbook_url

    @property
    def token_url(self) -> str:
        """The address of the token endpoint: the clients' `token_url=`."""
        return self.sandbox.token_url

    @property
    def credentials(self) -> plankit.ClientCredentials:
        """The accepted credential, which is Admin's, too."""
        return plankit.ClientCredentials(self.sandbox.client_id, self.sandbox.client_secret)

    def client(
        self,
        credentials: plankit.ClientCredentials | plankit.TokenSource | None = None,
        **settings: Unpack[PlanviewSettings],
    ) -> plankit.LogbookClient:
        """Make a client of this service.

        Args:
            credentials: The `token_source` of another client, to share it; the accepted credential by default.
            **settings: What `LogbookClient` takes.
        """
        clock = settings.setdefault("clock", self.clock)
        settings.setdefault("token_url", self.token_url)
        return heeded(plankit.LogbookClient(credentials or self.credentials, base_url=self.url, **settings), clock)


class PlaybooksService(SandboxService):
    """The Mattermost site of a sandbox, with Playbooks."""

    name: ClassVar[str] = "playbooks"

    @property
    def url(self) -> str:
        """The address of the site: the clients' `base_url`."""
        return self.sandbox.playbooks_url

    @property
    def token(self) -> str:
        """The accepted Mattermost token."""
        return self.sandbox.playbooks_token

    def client(
        self, token: str | plankit.AccessToken | plankit.TokenSource | None = None, **settings: Unpack[ClientSettings]
    ) -> plankit.PlaybooksClient:
        """Make a client of this service.

        Args:
            token: The accepted one by default.
            **settings: What `PlaybooksClient` takes.
        """
        clock = settings.setdefault("clock", self.clock)
        return heeded(plankit.PlaybooksClient(self.url, token or self.token, **settings), clock)


class PlanboxService(SandboxService):
    """Planbox of a sandbox, its alpha interface included."""

    name: ClassVar[str] = "planbox"
    alpha: ClassVar[str] = "planbox_alpha"

    @property
    def url(self) -> str:
        """The address of Planbox: the clients' `base_url=`."""
        return self.sandbox.planbox_url

    @property
    def alpha_url(self) -> str:
        """The address of the alpha interface: the clients' `alpha_url=`."""
        return self.sandbox.planbox_alpha_url

    @property
    def token(self) -> str:
        """The access token that is accepted now."""
        return self.sandbox.planbox_token

    @property
    def login(self) -> plankit.PlanboxLogin:
        """The accepted e-mail address and password, as credentials."""
        return plankit.PlanboxLogin(self.sandbox.planbox_email, self.sandbox.planbox_password)

    def client(
        self,
        credentials: plankit.AccessToken | plankit.PlanboxLogin | plankit.TokenSource | str | None = None,
        **settings: Unpack[ClientSettings],
    ) -> plankit.PlanboxClient:
        """Make a client of this service.

        Args:
            credentials: `login`, say; the access token by default.
            **settings: What `PlanboxClient` takes.
        """
        clock = settings.setdefault("clock", self.clock)
        made = plankit.PlanboxClient(credentials or self.token, base_url=self.url, alpha_url=self.alpha_url, **settings)
        return heeded(made, clock)

    def requests(self, operation: str | None = None) -> list[Request]:
        """The newest requests that arrived at either interface, of one operation or of all, in order."""
        found = [request for request in self.sandbox.requests() if request.service in (self.name, self.alpha)]
        return [request for request in found if operation in (None, request.operation)]

    def _service_of(self, operation: str | None) -> str:
        return self.alpha if operation == "createInitiative" else self.name


def heeded(client: C, clock: Clock | None) -> C:
    """Let *clock*, if it is one that skips pauses, wait for the answers of *client*; give the client back."""
    if isinstance(clock, FastClock):
        clock.heed(client.budget)
    return client
