"""The Planbox client itself: addresses, credentials, groups of methods."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self, Unpack

from plankit import environment
from plankit.address import checked
from plankit.client import ClientSettings, ServiceClient, check_settings
from plankit.errors import ConfigurationError
from plankit.planbox.login import LOGIN_PATH, PlanboxLogin, usable
from plankit.transport.budget import Budget
from plankit.transport.credentials import AccessToken, basic
from plankit.transport.tokens import TokenSource

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from plankit.planbox.initiatives import Initiatives
    from plankit.planbox.products import Products
    from plankit.planbox.projects import Projects

HOST = "https://work.planbox.com"
ALPHA_HOST = "https://api.planbox.com"

DEFAULT_IN_FLIGHT = 4
"""Requests at the same time. No limit is published, and the service is small (facts/bulk_and_limits.md)."""

METHODS = {
    "authenticate": "token",
    "getProduct": "products.get",
    "getProducts": "products.list",
    "getProject": "projects.get",
    "getProjects": "projects.list",
    "addProject": "projects.add",
    "createInitiative": "initiatives.create",
}
"""The one method for each operation of the document."""


def authorization(token: str) -> bytes:
    """Return the `Authorization`: Basic, the token as the user name, a password that is not looked at (facts B2)."""
    return basic(token, "x").encode("ascii")


class PlanboxClient(ServiceClient):
    """The client of Planbox.

    Args:
        credentials: An access token as `AccessToken` or text, a `PlanboxLogin`, or a `TokenSource` to share with
            another client.
        base_url: The address of the service.
        alpha_url: The address of the alpha interface, which creates initiatives. By default that of Planbox's own
            service, and none if *base_url* is another: `initiatives` then want it to be given. The credential goes to
            these two addresses and to no other.
        settings: See `plankit.client.ClientSettings`. The budget serves both addresses. By default it lets 4 requests
            run at the same time and learns the rate: no limit is published.

    Attributes:
        products: Products: get, list.
        projects: Projects of products: get, list, add.
        initiatives: Initiatives, by the alpha interface: create.

    Example:
        `async with PlanboxClient(PlanboxLogin("ada@example.com", "password")) as planbox:` and then
        `await planbox.products.list()`

    Raises:
        ConfigurationError: A credential or address that cannot work. Nothing is sent.
    """

    _catalog: ClassVar[str] = "plankit.planbox.records"
    _models: ClassVar[str] = "plankit_clients.planbox.models"

    def __init__(
        self,
        credentials: AccessToken | PlanboxLogin | TokenSource | str | None = None,
        *,
        base_url: str = HOST,
        alpha_url: str | None = None,
        **settings: Unpack[ClientSettings],
    ) -> None:
        check_settings(settings, ClientSettings, type(self).__name__)
        source = _source_of(credentials, type(self).__name__)
        del credentials  # It may be a text: some tools print the local variables of a traceback.
        insecure = settings.get("allow_insecure", False)
        base_url = checked(base_url, name="base_url", allow_insecure=insecure, example=HOST)
        token_url = base_url + LOGIN_PATH
        if alpha_url is None:
            # What is meant for a sandbox must not reach the real service, neither the call nor the credential.
            alpha_url = ALPHA_HOST if base_url == HOST else None
        else:
            checked(alpha_url, name="alpha_url", allow_insecure=insecure, example=ALPHA_HOST)
        super().__init__(
            base_url,
            source,
            budget=Budget.learned(in_flight=DEFAULT_IN_FLIGHT, clock=settings.get("clock")),
            settings=settings,
            token_url=token_url,
            authorization=authorization,
        )
        settings["budget"] = self.budget
        self._alpha: Alpha | None = (
            None if alpha_url is None else Alpha(alpha_url, source, token_url, settings, self._check_open)
        )

    @cached_property
    def products(self) -> Products:
        """Products: get, list."""
        from plankit.planbox.products import Products  # noqa: PLC0415 - see `ServiceClient`

        return Products(self)

    @cached_property
    def projects(self) -> Projects:
        """Projects of products: get, list, add."""
        from plankit.planbox.projects import Projects  # noqa: PLC0415 - see `ServiceClient`

        return Projects(self)

    @cached_property
    def initiatives(self) -> Initiatives:
        """Initiatives, by the alpha interface: create."""
        from plankit.planbox.initiatives import Initiatives  # noqa: PLC0415 - see `ServiceClient`

        return Initiatives(self._known_alpha)

    @classmethod
    def from_env(cls, **settings: Unpack[ClientSettings]) -> Self:
        """Build a client from the environment.

        Reads PLANKIT_PLANBOX_TOKEN, or PLANKIT_PLANBOX_EMAIL and PLANKIT_PLANBOX_PASSWORD; PLANKIT_PLANBOX_URL and
        PLANKIT_PLANBOX_ALPHA_URL if set. The first without the second leaves the client without `initiatives`.

        Raises:
            ConfigurationError: A variable is missing (the message names it) or malformed.
        """
        return cls(
            _from_env("PlanboxClient.from_env()"),
            base_url=environment.variable("PLANKIT_PLANBOX_URL") or HOST,
            alpha_url=environment.variable("PLANKIT_PLANBOX_ALPHA_URL"),
            **settings,
        )

    @property
    def alpha_url(self) -> str:
        """The address of the alpha interface.

        Raises:
            ConfigurationError: None was given.
        """
        return self._known_alpha().base_url

    @property
    def alpha_transport(self) -> httpx.AsyncBaseTransport:
        """As `transport`, for the alpha interface: its generated function is `create_initiative`.

        Raises:
            ConfigurationError: No address of the alpha interface was given.
        """
        return self._known_alpha().transport

    async def aclose(self) -> None:
        """Close the connections that this client made; what was passed in stays open.

        Raises:
            ConfigurationError: They live on another event loop than this one.
        """
        try:
            await super().aclose()
        finally:
            if self._alpha is not None:
                await self._alpha.aclose()

    def _known_alpha(self) -> Alpha:
        if self._alpha is None:
            msg = (
                f"This client is for {self.base_url}, and the address of the alpha interface beside it is not known: "
                f"give alpha_url= (from_env: PLANKIT_PLANBOX_ALPHA_URL) to create initiatives. {ALPHA_HOST} is not "
                "asked unless it is given. Nothing was sent."
            )
            raise ConfigurationError(msg)
        return self._alpha


class Alpha(ServiceClient):
    """The alpha interface: another host, and so a wire and an authorizing transport of its own.

    Strictly private to `PlanboxClient`, which closes it. A 401 from it fetches no new token: that the credential of the
    other host is taken here is inferred, so that it may be said of a token that is fine there.
    """

    _address_is = "alpha_url="

    def __init__(
        self,
        base_url: str,
        source: TokenSource,
        token_url: str,
        settings: ClientSettings,
        check_open: Callable[[], None],
    ) -> None:
        super().__init__(
            base_url,
            source,
            budget=Budget(),
            settings=settings,
            token_url=token_url,
            about_token=lambda _: False,
            authorization=authorization,
        )
        self._check_owner = check_open

    def _check_open(self) -> None:
        self._check_owner()


def _source_of(credentials: AccessToken | PlanboxLogin | TokenSource | str | None, client: str) -> TokenSource:
    """Return the token source that *credentials* is or makes.

    Raises:
        ConfigurationError: There are none, or they cannot be sent.
    """
    if isinstance(credentials, TokenSource):
        return credentials
    if isinstance(credentials, str):
        credentials = AccessToken(credentials)
    if isinstance(credentials, AccessToken) and not usable(credentials.value):
        msg = "The access token contains a colon, which HTTP Basic cannot carry: have token and password been joined?"
        raise ConfigurationError(msg)
    if isinstance(credentials, AccessToken | PlanboxLogin):
        return TokenSource(credentials)
    what = "none were given" if credentials is None else f"got a {type(credentials).__name__}"
    msg = (
        f"{client} needs credentials: AccessToken(token), PlanboxLogin(email, password) or a TokenSource: {what}. "
        f"{client}.from_env() takes them from PLANKIT_PLANBOX_TOKEN, or from PLANKIT_PLANBOX_EMAIL and "
        "PLANKIT_PLANBOX_PASSWORD."
    )
    raise ConfigurationError(msg)


def _from_env(who: str) -> AccessToken | PlanboxLogin:
    names = ("PLANKIT_PLANBOX_TOKEN", "PLANKIT_PLANBOX_EMAIL", "PLANKIT_PLANBOX_PASSWORD")
    if environment.variable(names[0]):
        return AccessToken(environment.required(who, names[0]))
    missing = tuple(name for name in names if not environment.variable(name))
    if missing != names[:1]:
        msg = (
            f"{who} needs the environment variable {names[0]}, or {names[1]} and {names[2]}; not set: "
            f"{', '.join(missing)}."
        )
        raise ConfigurationError(msg)
    return PlanboxLogin(environment.required(who, names[1]), environment.required(who, names[2]))
