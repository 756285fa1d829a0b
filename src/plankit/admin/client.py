"""The Admin client itself: address, credentials, groups of methods."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self, Unpack

from plankit import environment
from plankit.address import TOKEN_PATH, Region, regional
from plankit.errors import ConfigurationError
from plankit.planview import PlanviewClient, PlanviewSettings
from plankit.transport.budget import Budget

if TYPE_CHECKING:
    from plankit.admin.audit import Audit
    from plankit.admin.products import Products
    from plankit.admin.users import Users
    from plankit.transport.credentials import ClientCredentials
    from plankit.transport.tokens import TokenSource

HOST = "https://{region}.id.planview.com"

DEFAULT_START_RATE = 20.0
"""Requests per second to begin with. The page gives no number on purpose; the rate is led by the answers."""

METHODS = {
    "createToken": "token",
    "listUsers": "users.list",
    "getUser": "users.get",
    "createUser": "users.create",
    "updateUser": "users.update",
    "listUserAuditEntries": "audit.user",
    "listCustomerAuditEntries": "audit.customer",
    "listProducts": "products.list",
    "listProductUsers": "products.users",
}
"""The one method for each operation of the document; `users.activate` and `deactivate` are short for `users.update`."""


class AdminClient(PlanviewClient):
    """The client of Planview Admin.

    Args:
        credentials: A `ClientCredentials`, or a `TokenSource` to share with another client.
        region: Where the customer is hosted: `us`, `eu` or `ap`.
        base_url: The address instead of a region, for a customer with a subdomain of its own or for a sandbox.
        settings: See `plankit.planview.PlanviewSettings`.

    Attributes:
        users: Users: list, get, create, update, activate, deactivate.
        audit: Audit histories: of one user, of the customer.
        products: Assigned products, and the users provisioned to one.

    Example:
        `async with AdminClient(ClientCredentials("id", "secret"), region="eu") as admin:` and then
        `async for user in admin.users.list(): ...`

    Raises:
        ConfigurationError: A credential, region or address that cannot work. Nothing is sent.
    """

    _catalog: ClassVar[str] = "plankit.admin.records"
    _models: ClassVar[str] = "plankit_clients.planview_admin.models"

    def __init__(
        self,
        credentials: ClientCredentials | TokenSource | None = None,
        *,
        region: Region | None = None,
        base_url: str | None = None,
        **settings: Unpack[PlanviewSettings],
    ) -> None:
        if (region is None) == (base_url is None):
            msg = "AdminClient needs either region= ('us', 'eu' or 'ap') or base_url=, and only one of them."
            raise ConfigurationError(msg)
        address = base_url if base_url is not None else regional(HOST, region or "")
        super().__init__(
            address,
            credentials,
            token_url=address.rstrip("/") + TOKEN_PATH,
            budget=Budget.learned(DEFAULT_START_RATE, clock=settings.get("clock")),
            settings=settings,
        )

    @cached_property
    def users(self) -> Users:
        """Users: list, get, create, update, activate, deactivate."""
        from plankit.admin.users import Users  # noqa: PLC0415 - see `ServiceClient`

        return Users(self)

    @cached_property
    def audit(self) -> Audit:
        """Audit histories: of one user, of the customer."""
        from plankit.admin.audit import Audit  # noqa: PLC0415 - see `ServiceClient`

        return Audit(self)

    @cached_property
    def products(self) -> Products:
        """Assigned products, and the users provisioned to one."""
        from plankit.admin.products import Products  # noqa: PLC0415 - see `ServiceClient`

        return Products(self)

    @classmethod
    def from_env(
        cls, credentials: ClientCredentials | TokenSource | None = None, **settings: Unpack[PlanviewSettings]
    ) -> Self:
        """Build a client from the environment.

        Reads PLANKIT_ADMIN_CLIENT_ID or PLANKIT_CLIENT_ID, PLANKIT_ADMIN_CLIENT_SECRET or PLANKIT_CLIENT_SECRET, and
        PLANKIT_ADMIN_URL or PLANKIT_REGION; PLANKIT_TOKEN_URL if set.

        Args:
            credentials: Those instead of the environment's: the `token_source` of another client, to share it.
            settings: See `plankit.planview.PlanviewSettings`.

        Raises:
            ConfigurationError: A variable is missing (the message names it) or malformed.
        """
        who = "AdminClient.from_env()"
        settings.setdefault("token_url", environment.variable("PLANKIT_TOKEN_URL"))
        if credentials is None:
            credentials = environment.credentials("ADMIN", who)
        url = environment.variable("PLANKIT_ADMIN_URL")
        if url is None:
            url = regional(HOST, environment.required(who, "PLANKIT_REGION", "PLANKIT_ADMIN_URL"))
        return cls(credentials, base_url=url, **settings)
