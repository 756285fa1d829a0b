"""The Logbook client itself: address, credentials, groups of methods."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal, Self, Unpack

from plankit import environment
from plankit.address import TOKEN_PATH, Region, regional
from plankit.errors import ConfigurationError
from plankit.planview import PlanviewClient, PlanviewSettings
from plankit.refusal import code_of
from plankit.transport.budget import Budget

if TYPE_CHECKING:
    from plankit.logbook.logs import Logs
    from plankit.logbook.logtypes import LogTypes
    from plankit.transport.credentials import ClientCredentials
    from plankit.transport.tokens import TokenSource

HOST = "https://api-{region}.logbook.planview.com"
TOKEN_HOST = "https://{region}.id.planview.com"  # noqa: S105 - an address

DEFAULT_START_RATE = 50.0
DEFAULT_CEILING = 500.0
"""Requests per second. The page says 500 per region; another copy of it says 100: begin low, and never go beyond."""

METHODS = {
    "listLogs": "logs.list",
    "createLogs": "logs.create",
    "updateLog": "logs.update",
    "deleteLog": "logs.delete",
    "listLogTypes": "log_types.list",
}
"""The one method for each operation of the document; `logs.create_many` is several calls of `logs.create`."""


class LogbookClient(PlanviewClient):
    """The client of Planview Logbook.

    Args:
        credentials: A `ClientCredentials`, or a `TokenSource` to share with another client. The credential must have
            been made for the application "Logbook Integration".
        region: Where the environment is hosted: `us`, `eu` or `ap`.
        base_url: The address instead of a region; `token_url=` then says where the tokens come from.
        system_attribute_shape: How system attribute values are sent: `flat`, as the document says, or `values`, as
            some of the vendor's pages show (facts C-D12).
        settings: See `plankit.planview.PlanviewSettings`.

    Attributes:
        logs: Logs: list, create, create many, update, delete.
        log_types: Log types and their configurations.

    Example:
        `async with LogbookClient(ClientCredentials("id", "secret"), region="eu") as logbook:` and then
        `await logbook.log_types.list()`

    Raises:
        ConfigurationError: A credential, region or address that cannot work. Nothing is sent.
    """

    _catalog: ClassVar[str] = "plankit.logbook.records"
    _models: ClassVar[str] = "plankit_clients.logbook.models"
    _later: ClassVar[tuple[str, ...]] = ("plankit.logbook.matching", "plankit.logbook.walk")

    def __init__(
        self,
        credentials: ClientCredentials | TokenSource | None = None,
        *,
        region: Region | None = None,
        base_url: str | None = None,
        system_attribute_shape: Literal["flat", "values"] = "flat",
        **settings: Unpack[PlanviewSettings],
    ) -> None:
        if (region is None) == (base_url is None):
            msg = "LogbookClient needs either region= ('us', 'eu' or 'ap') or base_url=, and only one of them."
            raise ConfigurationError(msg)
        super().__init__(
            base_url if base_url is not None else regional(HOST, region or ""),
            credentials,
            token_url=None if region is None else regional(TOKEN_HOST, region) + TOKEN_PATH,
            budget=Budget.learned(DEFAULT_START_RATE, ceiling=DEFAULT_CEILING, clock=settings.get("clock")),
            settings=settings,
            about_token=_about_token,
        )
        self._shape: Literal["flat", "values"] = system_attribute_shape

    @cached_property
    def logs(self) -> Logs:
        """Logs: list, create, create many, update, delete."""
        from plankit.logbook.logs import Logs  # noqa: PLC0415 - see `ServiceClient`

        return Logs(self, self._shape)

    @cached_property
    def log_types(self) -> LogTypes:
        """Log types and their configurations."""
        from plankit.logbook.logtypes import LogTypes  # noqa: PLC0415 - see `ServiceClient`

        return LogTypes(self)

    @classmethod
    def from_env(
        cls, credentials: ClientCredentials | TokenSource | None = None, **settings: Unpack[PlanviewSettings]
    ) -> Self:
        """Build a client from the environment.

        Reads PLANKIT_LOGBOOK_CLIENT_ID or PLANKIT_CLIENT_ID, PLANKIT_LOGBOOK_CLIENT_SECRET or PLANKIT_CLIENT_SECRET,
        and PLANKIT_REGION; or PLANKIT_LOGBOOK_URL together with PLANKIT_TOKEN_URL, which may go with a region too.

        Args:
            credentials: Those instead of the environment's: the `token_source` of another client, to share it.
            settings: See `plankit.planview.PlanviewSettings`.

        Raises:
            ConfigurationError: A variable is missing (the message names it) or malformed.
        """
        who = "LogbookClient.from_env()"
        own = credentials is None
        if credentials is None:
            credentials = environment.credentials("LOGBOOK", who)
        url = environment.variable("PLANKIT_LOGBOOK_URL")
        if url is None:
            region = environment.required(who, "PLANKIT_REGION", "PLANKIT_LOGBOOK_URL")
            url = regional(HOST, region)
            token_url = environment.variable("PLANKIT_TOKEN_URL") or regional(TOKEN_HOST, region) + TOKEN_PATH
            settings.setdefault("token_url", token_url)
        elif own and "token_url" not in settings:
            settings["token_url"] = environment.required(who, "PLANKIT_TOKEN_URL")
        return cls(credentials, base_url=url, **settings)


def _about_token(body: bytes) -> bool:
    from plankit.logbook.logs import DOMAIN_CODES  # noqa: PLC0415 - see `ServiceClient`

    return code_of(body) not in DOMAIN_CODES
