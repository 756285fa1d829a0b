"""What the clients of Planview's services share: one credential, one token endpoint a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.client import ClientSettings, ServiceClient, check_settings
from plankit.errors import ConfigurationError
from plankit.transport.clock import SYSTEM
from plankit.transport.credentials import ClientCredentials
from plankit.transport.tokens import TokenSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from plankit.transport.budget import Budget
    from plankit.transport.clock import Clock


class PlanviewSettings(ClientSettings, total=False):
    """What Planview's clients take besides their address and credentials.

    Keys:
        token_url: The token endpoint, where it is not that of the region.
    """

    token_url: str | None


class PlanviewClient(ServiceClient):
    """The base of the clients that authenticate by Planview Admin's client credentials.

    Args:
        base_url: The service's address.
        credentials: A `ClientCredentials`, or a `TokenSource` to share with another client.
        token_url: The token endpoint, if the settings bring none.
        budget: The budget, if the settings bring none.
        settings: See `PlanviewSettings`.
        about_token: Tells from a 401's body whether the token is what it is about.

    Raises:
        ConfigurationError: A credential, an address or a setting that cannot work.
    """

    def __init__(
        self,
        base_url: str,
        credentials: ClientCredentials | TokenSource | None,
        *,
        token_url: str | None,
        budget: Budget,
        settings: PlanviewSettings,
        about_token: Callable[[bytes], bool] = lambda _: True,
    ) -> None:
        name = type(self).__name__
        check_settings(settings, PlanviewSettings, name)
        token_url = settings.pop("token_url", None) or token_url
        super().__init__(
            base_url,
            source_of(credentials, name, settings.get("clock") or SYSTEM),
            token_url=token_url,
            budget=budget,
            settings=settings,
            about_token=about_token,
        )
        if token_url is None and isinstance(credentials, ClientCredentials) and credentials.token_url is None:
            msg = (
                f"{name} with base_url= does not know where its tokens come from: give token_url= too, or region= "
                "instead of base_url=."
            )
            raise ConfigurationError(msg)


def source_of(credentials: ClientCredentials | TokenSource | None, service: str, clock: Clock) -> TokenSource:
    """Return the token source that *credentials* is or makes.

    Raises:
        ConfigurationError: There are none.
    """
    if isinstance(credentials, TokenSource):
        return credentials
    if isinstance(credentials, ClientCredentials):
        return TokenSource(credentials, clock=clock.monotonic)
    what = "none was given" if credentials is None else f"got a {type(credentials).__name__}"
    msg = (
        f"{service} needs credentials=ClientCredentials(client_id, client_secret) or a TokenSource: {what}. "
        f"{service}.from_env() takes them from PLANKIT_CLIENT_ID and PLANKIT_CLIENT_SECRET."
    )
    raise ConfigurationError(msg)
