"""Tokens: when to refresh (pure), one refresh for all who wait, and the client-credentials grant.

Policy:

* A token is used without a thought until its *advisory* window (its last fifth, at most 120 s). In that window one
  caller refreshes while the others go on with the old token; a failure there is tried again after 5 s at the earliest.
* In its *mandatory* window (its last twentieth, at most 30 s) and without a token, all callers wait for one refresh.
* A 401 invalidates exactly the token that was refused: late 401s for an old one do not touch its successor.
* No lock is held while a refresh is under way; a refresher that is cancelled, or whose own deadline passes, hands the
  task to the next who waits. Any other failure reaches all who wait.

Sources: Planview Admin API, "Client Credentials"; facts/planview_and_planbox.md A3; facts/peers.md 1.2.
"""

from __future__ import annotations

import base64
import enum
import json
import logging
import math
import re
import time
from typing import TYPE_CHECKING, Any, Protocol, cast

import anyio
import httpx
from attrs import field, frozen

from plankit.errors import (
    APIError,
    AuthenticationError,
    ConfigurationError,
    DeadlineExceededError,
    PlankitError,
    ProtocolError,
    error_class,
)
from plankit.transport import headers as read
from plankit.transport.call import ATTEMPTS, CALL, Call, complete
from plankit.transport.loop import LoopGuard

if TYPE_CHECKING:
    from collections.abc import Callable

    from plankit.transport.call import OperationInfo

logger: logging.Logger = logging.getLogger("plankit")

ADVISORY_SHARE, ADVISORY_MOST = 0.2, 120.0
MANDATORY_SHARE, MANDATORY_MOST = 0.05, 30.0
ADVISORY_RETRY = 5.0
DEFAULT_LIFETIME = 300.0
LONGEST_LIFETIME = 86_400.0
_MAX_TOKEN_BODY = 1024 * 1024
_SENDABLE = re.compile(r"[!-~]+")
_OK = 200


@frozen
class Token:
    """A bearer token and its life.

    Attributes:
        value: The bearer; never shown.
        issued: Monotonic seconds just before it was asked for.
        lifetime: Seconds that it is valid.

    Raises:
        ConfigurationError: A value that no header can hold.
    """

    value: str = field(repr=False)
    issued: float
    lifetime: float

    def __attrs_post_init__(self) -> None:
        if not _SENDABLE.fullmatch(self.value):
            msg = "A token must be visible ASCII characters without spaces: what credentials= fetched cannot be sent."
            raise ConfigurationError(msg)

    def advisory(self, now: float) -> bool:
        """Return whether it should be refreshed soon."""
        return now >= self.issued + self.lifetime - min(ADVISORY_SHARE * self.lifetime, ADVISORY_MOST)

    def mandatory(self, now: float) -> bool:
        """Return whether it must not be used any more."""
        return now >= self.issued + self.lifetime - min(MANDATORY_SHARE * self.lifetime, MANDATORY_MOST)


class Step(enum.Enum):
    """What a caller who needs a token does next."""

    USE = "use the token"
    REFRESH = "refresh it"
    WAIT = "wait for the refresh under way"


def next_step(token: Token | None, now: float, *, refreshing: bool, not_before: float) -> Step:
    """Decide what a caller does. Pure.

    Args:
        token: The token in hand, or None.
        now: Monotonic seconds.
        refreshing: Whether somebody refreshes already.
        not_before: The time before which an advisory refresh is not tried again.
    """
    if token is None or token.mandatory(now):
        return Step.WAIT if refreshing else Step.REFRESH
    if token.advisory(now) and not refreshing and now >= not_before:
        return Step.REFRESH
    return Step.USE


class Credentials(Protocol):
    """How a token is asked for: anything that can fetch one."""

    async def fetch(self, transport: httpx.AsyncBaseTransport, call: Call, token_url: str | None) -> Token:
        """Ask for a token over *transport*, within the limits of *call*; *token_url* is the client's default."""
        ...


class _Flight:
    """One refresh under way, and how it ended for those who wait."""

    __slots__ = ("done", "error", "token")

    def __init__(self) -> None:
        self.done = anyio.Event()
        self.error: PlankitError | None = None
        self.token: Token | None = None


class TokenSource:
    """One token for everybody who shares it.

    Args:
        credentials: How a token is asked for.
        timeout: Seconds for one request to the token endpoint.
        clock: Returns monotonic seconds.

    A source may serve several clients: the Admin and the Logbook client of one customer, say.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        timeout: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._credentials = credentials
        self._ways: list[tuple[httpx.AsyncBaseTransport, str | None]] = []
        self._timeout = timeout
        self._clock = clock
        self._token: Token | None = None
        self._flight: _Flight | None = None
        self._not_before = -math.inf
        self._loop = LoopGuard()
        self.fetched: int = 0

    def __repr__(self) -> str:
        return f"<TokenSource {self._credentials!r}>"

    def attach(self, transport: httpx.AsyncBaseTransport, token_url: str | None = None) -> None:
        """Add a way to fetch: the transport of a client that uses this source, and its token endpoint."""
        self._ways.append((transport, token_url))

    def detach(self, transport: httpx.AsyncBaseTransport) -> None:
        """Forget *transport*, which is about to be closed."""
        self._ways = [way for way in self._ways if way[0] is not transport]

    def current(self) -> Token | None:
        """Return a token to use at once, or None if `get` must be awaited."""
        token = self._token
        if token is None:
            return None
        step = next_step(token, self._clock(), refreshing=self._flight is not None, not_before=self._not_before)
        return token if step is Step.USE else None

    async def get(self, call: Call | None = None) -> Token:
        """Return a valid token, refreshing or waiting for a refresh if need be.

        Raises:
            AuthenticationError: The token endpoint refused the credential.
            ProtocolError: It answered something that is not a token.
            TransportError, DeadlineExceededError, ServerError: It could not be reached, or failed.
        """
        self._loop.check()
        while True:
            now = self._clock()
            flight = self._flight
            token = self._token
            step = next_step(token, now, refreshing=flight is not None, not_before=self._not_before)
            if step is Step.USE and token is not None:
                return token
            if step is Step.REFRESH:
                return await self._refresh(call, fallback=None if token is None or token.mandatory(now) else token)
            if flight is not None:
                await flight.done.wait()
                if flight.error is not None:
                    raise flight.error.twin()
                if flight.token is not None and flight.token is self._token:
                    return flight.token  # However short its life is: or all who wait would fetch, one by one.

    def invalidate(self, token: Token) -> None:
        """Forget *token* because the server refused it, unless it has been replaced already."""
        if self._token is token:
            self._token = None

    async def _refresh(self, call: Call | None, fallback: Token | None) -> Token:
        flight = self._flight = _Flight()
        try:
            token = await self._fetch(call)
        except PlankitError as error:
            now = self._clock()
            if fallback is not None and fallback is self._token and not fallback.mandatory(now):
                self._not_before = now + ADVISORY_RETRY
                logger.warning("early token refresh failed, the old token is used on: %s", type(error).__name__)
                return fallback
            if not isinstance(error, DeadlineExceededError):
                flight.error = error.twin()
            raise
        else:
            self._token = flight.token = token
            self.fetched += 1
            return token
        finally:
            self._flight = None
            flight.done.set()

    async def _fetch(self, call: Call | None) -> Token:
        if not self._ways:
            msg = "This token source is not attached to a client: give it to one as credentials=."
            raise ConfigurationError(msg)
        transport, token_url = self._ways[0]
        left = None if call is None else call.remaining(self._clock())
        limits = Call(safety="read", timeout=self._timeout, deadline=left, max_body=_MAX_TOKEN_BODY)
        try:
            return await self._credentials.fetch(transport, limits, token_url)
        except PlankitError:
            raise
        except Exception as error:
            # Its text is not repeated: it may hold what it failed on.
            msg = f"credentials= raised {type(error).__name__}, so there is no token; it is the cause of this error."
            raise PlankitError(msg) from error


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

    def __attrs_post_init__(self) -> None:
        for name, value in (("client_id", self.client_id), ("client_secret", self.client_secret)):
            problem = _problem(value)
            if problem:
                msg = f"{name} {problem}. Take it from Planview Admin, Settings, OAuth2 credentials."
                raise ConfigurationError(msg)
        if ":" in self.client_id:
            msg = "client_id contains a colon, which HTTP Basic cannot carry: have id and secret been joined?"
            raise ConfigurationError(msg)

    async def fetch(self, transport: httpx.AsyncBaseTransport, call: Call, token_url: str | None) -> Token:
        """Ask the token endpoint for a token.

        Source: Planview Admin API, "Client Credentials": POST, HTTP Basic, form body; the bearer is `id_token`.
        """
        token_url = self.token_url or token_url
        if token_url is None:
            msg = "ClientCredentials has no token_url: give one, or build the client with region= or token_url=."
            raise ConfigurationError(msg)
        basic = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode("ascii")
        call.operation = self.operation
        request = httpx.Request(
            "POST",
            token_url,
            headers={
                "Accept": "application/json",
                "Authorization": f"Basic {basic}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            content=b"grant_type=client_credentials",
            extensions={CALL: call},
        )
        asked = time.monotonic()
        response = await transport.handle_async_request(request)
        call.attempts[:] = response.extensions.get(ATTEMPTS, ())
        if call.attempts:
            asked = time.monotonic() - call.attempts[-1].seconds  # not when it began to queue
        try:
            return _token(response, asked)
        except PlankitError as error:
            complete(error, request, call)
            raise


def _problem(value: object) -> str | None:
    if not isinstance(value, str):
        return "must be a string"
    if not value.strip():
        return "is empty"
    if value != value.strip() or not value.isprintable():
        return "contains spaces at its ends or control characters (a line break pasted with it?)"
    return None


def _token(response: httpx.Response, asked: float) -> Token:
    """Read the token endpoint's answer.

    Raises:
        AuthenticationError, APIError: It refused.
        ProtocolError: It is not a token.
    """
    answer = _object(response.content)
    if response.status_code != _OK:
        raise _refusal(response, answer)
    if answer is None:
        msg = "the token endpoint answered 200 without a JSON object. Is token_url= right?"
        raise ProtocolError(msg)
    value = answer.get("id_token")
    if not isinstance(value, str) or not _SENDABLE.fullmatch(value):
        names = ", ".join(sorted(answer))
        msg = (
            "the token endpoint's answer holds no usable id_token, the only bearer that Planview's services take. "
            f"It holds: {names[:200] or 'nothing'}."
        )
        raise ProtocolError(msg)
    return Token(value, asked, _lifetime(answer.get("expires_in")))


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


def _refusal(response: httpx.Response, answer: dict[str, Any] | None) -> APIError:
    """Return the error for a refusal by the token endpoint (RFC 6749 section 5.2)."""
    code = (answer or {}).get("error")
    code = code[:100] if isinstance(code, str) else None
    status = response.status_code
    refused = status in (400, 401, 403)
    kind = AuthenticationError if refused else error_class(status)
    advice = (
        "Check that client id and secret belong together, are not revoked, and are of this region."
        if refused
        else "Is token_url= right?"
    )
    return kind(
        f"the token endpoint answered {status}{f' ({code})' if code else ''}. {advice}",
        status=status,
        code=code,
        headers=read.kept(response.headers),
    )
