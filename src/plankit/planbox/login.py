"""Planbox's login: e-mail and password are exchanged for an access token that does not time out.

Sources: Planbox support, "Authentication"; facts/planview_and_planbox.md B2, B3.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NoReturn, Self
from urllib.parse import urlencode

import httpx
from attrs import field, frozen
from plankit_clients.planbox import operations

from plankit.errors import AuthenticationError, ConfigurationError, PlankitError, ProtocolError, error_class
from plankit.masking import mask, mask_bytes
from plankit.operation import Reading
from plankit.planbox.envelope import not_ok, refused
from plankit.refusal import Refusal, refusal
from plankit.shapes import is_object, loads
from plankit.transport import headers as read
from plankit.transport.call import ATTEMPTS, CALL, Call, complete
from plankit.transport.tokens import SENDABLE, Token, refuse_pickling

if TYPE_CHECKING:
    from plankit.errors import APIError

LOGIN_PATH = "/api/auth"

_ADDRESS = "Is the address right (base_url=)?"
_SHORTEST = 4


@frozen
class PlanboxLogin:
    """Who logs in to Planbox.

    Args:
        email: The e-mail address.
        password: The password; never shown.

    It is exchanged for an access token with the first call, and again when that token is refused with a 401.

    Raises:
        ConfigurationError: An *email* without `@`, an empty password, or one with control characters.
    """

    email: str
    password: str = field(repr=False)

    def __reduce__(self) -> NoReturn:
        refuse_pickling(self)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __attrs_post_init__(self) -> None:
        # Neither is repeated: they may have been given in the wrong order.
        if not _is_address(self.email):
            msg = "email is no e-mail address: PlanboxLogin takes the e-mail address first, then the password."
            raise ConfigurationError(msg)
        problem = _problem(self.password)
        if problem:
            msg = f"password {problem}."
            raise ConfigurationError(msg)

    async def fetch(self, transport: httpx.AsyncBaseTransport, call: Call, token_url: str | None) -> Token:
        """Log in.

        Source: Planbox support, "Authentication": `POST /api/auth` with the form fields `email` and `password`.
        """
        if token_url is None:
            msg = "PlanboxLogin does not know where to log in: give it, or its TokenSource, to a PlanboxClient."
            raise ConfigurationError(msg)
        call.operation = operations.authenticate
        call.secrets = self.secrets()
        call.classify = reading = Reading(empty=False, refused=refused)
        request = httpx.Request(
            "POST",
            token_url,
            headers={"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"},
            content=urlencode({"email": self.email, "password": self.password}).encode("ascii"),
            extensions={CALL: call},
        )
        response = await transport.handle_async_request(request)
        call.attempts[:] = response.extensions.get(ATTEMPTS, ())
        try:
            return self._token(response, reading)
        except PlankitError as error:
            complete(error, request, call)
            raise

    def _token(self, response: httpx.Response, reading: Reading) -> Token:
        """Read the answer. No secret is in a variable where something is raised: some tools print them.

        Raises:
            AuthenticationError, APIError: Planbox refused.
            ProtocolError: It is not a token.
        """
        if not response.is_success or reading.refused:
            raise self._refusal(response)
        if reading.problem is not None:
            msg = f"the login call answered {response.status_code}, but {reading.problem}. {_ADDRESS}"
            raise ProtocolError(msg)
        if not _usable(reading.value):
            msg = (
                f"the login call answered {response.status_code} without an access token that can be used"
                f"{self._aside(response)}. {_ADDRESS}"
            )
            raise ProtocolError(msg)
        return Token(reading.value["content"]["access_token"], 0.0, math.inf, response)

    def _refusal(self, response: httpx.Response) -> APIError:
        status = response.status_code
        told = self._told(response)
        said = ": ".join(part for part in (told.code, told.detail) if part)
        wrong = response.is_success or status in (400, 401, 403)
        advice = "Check e-mail and password; the login is not repeated." if wrong else _ADDRESS
        return (AuthenticationError if wrong else error_class(status))(
            f"the login call answered {status}{f' ({said})' if said else ''}. {advice}",
            status=status,
            code=told.code,
            detail=told.detail,
            headers={name: mask(value, self.secrets()) for name, value in read.kept(response.headers).items()},
        )

    def _told(self, response: httpx.Response) -> Refusal:
        """Return what the server says, without the password if it repeats it."""
        secrets = self.secrets()
        body = mask_bytes(response.content, secrets)
        return refusal(body, response.headers.get("content-type", "")).masked(secrets)

    def _aside(self, response: httpx.Response) -> str:
        """Return what an envelope of an unknown code says: a sentence only, since a word may be the token."""
        try:
            told = not_ok(loads(mask_bytes(response.content, self.secrets())))
        except ValueError:
            return ""
        detail = None if told is None else told.masked(self.secrets()).detail
        return f" ({detail})" if detail and " " in detail else ""

    def secrets(self) -> tuple[str, ...]:
        """Return the password, unless it is very short; for masking only."""
        # What is shorter would mask parts of words.
        return (self.password,) if len(self.password) >= _SHORTEST else ()


def usable(token: object) -> bool:
    """Return whether *token* can be the user name of HTTP Basic."""
    return isinstance(token, str) and SENDABLE.fullmatch(token) is not None and ":" not in token


def _usable(answer: Any) -> bool:
    """Return whether the answer is an envelope with an access token."""
    if not is_object(answer) or answer.get("code") != "ok":
        return False
    content = answer.get("content")
    return is_object(content) and usable(content.get("access_token"))


def _is_address(email: object) -> bool:
    return isinstance(email, str) and "@" in email and email.isprintable() and email == email.strip()


def _problem(password: object) -> str | None:
    if not isinstance(password, str):
        return "must be a string"
    if not password:
        return "is empty"
    return None if password.isprintable() else "contains control characters (a line break pasted with it?)"
