"""The client-credentials grant: how Planview's token endpoint is asked, and what it answers.

Sources: Planview Admin API, "Client Credentials"; facts/planview_and_planbox.md A3; RFC 6749 section 5.2.
"""

from __future__ import annotations

import base64
import json
import math
import re
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Self, cast

import httpx
from attrs import field, frozen

from plankit.errors import (
    APIError,
    AuthenticationError,
    ConfigurationError,
    Outcome,
    PlankitError,
    ProtocolError,
    error_class,
)
from plankit.masking import mask
from plankit.shapes import names
from plankit.transport import headers as read
from plankit.transport.call import ATTEMPTS, CALL, Call, complete, outcome_of_status
from plankit.transport.tokens import SENDABLE, Token, refuse_pickling

if TYPE_CHECKING:
    from plankit.transport.call import OperationInfo

DEFAULT_LIFETIME = 300.0
LONGEST_LIFETIME = 86_400.0
_OK = 200
_CODE = re.compile(r"[a-z_]{1,40}")
_ADDRESS = "Is the address right (region=, base_url= or token_url=)?"


@frozen
class ClientCredentials:
    """A Planview Admin OAuth 2.0 client credential (Planview Admin, Settings, OAuth2 credentials).

    Args:
        client_id: The client id.
        client_secret: The client secret; never shown.
        token_url: The token endpoint; None for the one of the client's region.
        operation: What the generated code says of the token operation.

    Each credential serves the one application that was picked when it was made.

    Raises:
        ConfigurationError: An empty or malformed id or secret.
    """

    client_id: str
    client_secret: str = field(repr=False)
    token_url: str | None = None
    operation: OperationInfo | None = field(default=None, repr=False, eq=False)

    def __reduce__(self) -> NoReturn:
        refuse_pickling(self)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __attrs_post_init__(self) -> None:
        for name, value in (("client_id", self.client_id), ("client_secret", self.client_secret)):
            problem = _problem(value)
            if problem:
                msg = f"{name} {problem}. Take it from Planview Admin, Settings, OAuth2 credentials."
                raise ConfigurationError(msg)
        if ":" in self.client_id:
            msg = "client_id contains a colon, which HTTP Basic cannot carry: have id and secret been joined?"
            raise ConfigurationError(msg)

    def secrets(self) -> tuple[str, ...]:
        """Return the secret, and what HTTP Basic makes of it; for masking only."""
        return self.client_secret, basic(self.client_id, self.client_secret).removeprefix("Basic ")

    async def fetch(self, transport: httpx.AsyncBaseTransport, call: Call, token_url: str | None) -> Token:
        """Ask the token endpoint for a token.

        Source: Planview Admin API, "Client Credentials": POST, HTTP Basic, form body; the bearer is `id_token`.
        """
        token_url = self.token_url or token_url
        if token_url is None:
            msg = "ClientCredentials has no token_url: give one, or build the client with region= or token_url=."
            raise ConfigurationError(msg)
        call.operation, call.classify = self.operation, _judged
        call.secrets = self.secrets()
        request = httpx.Request(
            "POST",
            token_url,
            headers={
                "Accept": "application/json",
                "Authorization": basic(self.client_id, self.client_secret),
                "Content-Type": "application/x-www-form-urlencoded",
            },
            content=b"grant_type=client_credentials",
            extensions={CALL: call},
        )
        asked = call.now()
        response = await transport.handle_async_request(request)
        call.attempts[:] = response.extensions.get(ATTEMPTS, ())
        if call.attempts:
            asked = call.now() - call.attempts[-1].seconds  # not when it began to queue
        try:
            return _token(response, asked, call.secrets)
        except PlankitError as error:
            complete(error, request, call)
            raise


@frozen
class AccessToken:
    """A token that was given and cannot be renewed: a Mattermost or Planbox access token.

    Args:
        value: The token; never shown.

    Raises:
        ConfigurationError: What no header can hold.
    """

    value: str = field(repr=False)
    renews: ClassVar[bool] = False

    def __reduce__(self) -> NoReturn:
        refuse_pickling(self)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __attrs_post_init__(self) -> None:
        problem = _problem(self.value)
        if problem is None and not SENDABLE.fullmatch(self.value):
            problem = "contains a space or a character that no header can hold"
        if problem:
            msg = f"The access token {problem}."
            raise ConfigurationError(msg)

    def secrets(self) -> tuple[str, ...]:
        """Return the token; for masking only."""
        return (self.value,)

    async def fetch(self, transport: httpx.AsyncBaseTransport, call: Call, token_url: str | None) -> Token:  # noqa: ARG002 - nothing is asked
        """Return the token; it is not known to end."""
        return Token(self.value, call.now(), math.inf)


def basic(user: str, password: str) -> str:
    """Return the header's value, for use on the spot: some tools print the local variables of a traceback."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode('ascii')}"


def _problem(value: object) -> str | None:
    if not isinstance(value, str):
        return "must be a string"
    if not value.strip():
        return "is empty"
    if value != value.strip() or not value.isprintable():
        return "contains spaces at its ends or control characters (a line break pasted with it?)"
    return None


def _token(response: httpx.Response, asked: float, secrets: tuple[str, ...]) -> Token:
    """Read the token endpoint's answer.

    Raises:
        AuthenticationError, APIError: It refused.
        ProtocolError: It is not a token.
    """
    answer = _object(response.content)
    if response.status_code != _OK:
        raise _refusal(response, answer, secrets)
    if answer is None:
        msg = f"the token endpoint answered 200 without a JSON object. {_ADDRESS}"
        raise ProtocolError(msg)
    value = answer.get("id_token")
    if not isinstance(value, str) or not SENDABLE.fullmatch(value):
        msg = (
            "the token endpoint's answer holds no usable id_token, the only bearer that Planview's services take. "
            f"It holds: {names(answer)}."
        )
        raise ProtocolError(msg)
    return Token(value, asked, _lifetime(answer.get("expires_in")), response)


def _judged(status: int, _: httpx.Headers, content: bytes) -> Outcome:
    """Judge an answer: a 200 without a JSON object is a proxy's rather than the endpoint's, and may pass."""
    return Outcome.UNKNOWN if status == _OK and _object(content) is None else outcome_of_status(status)


def _lifetime(told: object) -> float:
    """Return a believable life in seconds for what `expires_in` says."""
    seconds = read.number(str(told)) if isinstance(told, int | float | str) and not isinstance(told, bool) else None
    return min(seconds, LONGEST_LIFETIME) if seconds else DEFAULT_LIFETIME


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _refusal(response: httpx.Response, answer: dict[str, Any] | None, secrets: tuple[str, ...]) -> APIError:
    """Return the error for a refusal by the token endpoint (RFC 6749 section 5.2)."""
    code = (answer or {}).get("error")
    # The standard's codes are short words; anything else may be an echo of what was sent.
    code = code if isinstance(code, str) and _CODE.fullmatch(code) else None
    status = response.status_code
    refused = status in (400, 401, 403)
    kind = AuthenticationError if refused else error_class(status)
    advice = (
        "Check that client id and secret belong together, are not revoked, and are of this region; it is not repeated."
        if refused
        else _ADDRESS
    )
    return kind(
        f"the token endpoint answered {status}{f' ({code})' if code else ''}. {advice}",
        status=status,
        code=code,
        headers={name: mask(value, secrets) for name, value in read.kept(response.headers).items()},
    )
