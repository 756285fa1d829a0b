"""Tokens: when to refresh (pure), and one refresh for all who wait.

Policy:

* A token is used without a thought until its *advisory* window (its last fifth, at most 120 s). In that window one
  caller refreshes while the others go on with the old token; a failure there is tried again after 5 s at the earliest.
* In its *mandatory* window (its last twentieth, at most 30 s) and without a token, all callers wait for one refresh.
* A 401 invalidates exactly the token that was refused: late 401s for an old one do not touch its successor.
* No lock is held while a refresh is under way; a refresher that is cancelled, or whose own deadline passes, hands the
  task to the next who waits. Any other failure reaches all who wait.

Sources: facts/planview_and_planbox.md A3; facts/peers.md 1.2.
"""

from __future__ import annotations

import enum
import logging
import math
import re
import time
from collections import deque
from typing import TYPE_CHECKING, NoReturn, Protocol, Self

import anyio
from attrs import field, frozen

from plankit.errors import (
    ConfigurationError,
    DeadlineExceededError,
    PlankitError,
)
from plankit.transport.call import Call
from plankit.transport.loop import LoopGuard

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


logger: logging.Logger = logging.getLogger("plankit")

ADVISORY_SHARE, ADVISORY_MOST = 0.2, 120.0
MANDATORY_SHARE, MANDATORY_MOST = 0.05, 30.0
ADVISORY_RETRY = 5.0
SENDABLE: re.Pattern[str] = re.compile(r"[!-~]+")
_MAX_TOKEN_BODY = 1024 * 1024
_KEPT = 3


@frozen
class Token:
    """A bearer token and its life.

    Attributes:
        value: The bearer; never shown.
        issued: Monotonic seconds just before it was asked for.
        lifetime: Seconds that it is valid.
        response: The answer that brought it, where there was one.

    Raises:
        ConfigurationError: A value that no header can hold.
    """

    value: str = field(repr=False)
    issued: float
    lifetime: float
    response: httpx.Response | None = field(default=None, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if not SENDABLE.fullmatch(self.value):
            msg = "A token must be visible ASCII characters without spaces: what credentials= fetched cannot be sent."
            raise ConfigurationError(msg)

    def __reduce__(self) -> NoReturn:
        refuse_pickling(self)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def advisory(self, now: float) -> bool:
        """Return whether it should be refreshed soon."""
        return now >= self.issued + self.lifetime - min(ADVISORY_SHARE * self.lifetime, ADVISORY_MOST)

    def mandatory(self, now: float) -> bool:
        """Return whether it must not be used any more."""
        return now >= self.issued + self.lifetime - min(MANDATORY_SHARE * self.lifetime, MANDATORY_MOST)


def refuse_pickling(secret: object) -> NoReturn:
    """Keep a secret out of pickles, which end in caches, queues and core files.

    Raises:
        TypeError: Always.
    """
    msg = f"a {type(secret).__name__} is not pickled, since that would write a secret: make it anew where it is needed."
    raise TypeError(msg)


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
    """How a token is asked for: anything that can fetch one.

    Where it has a method `secrets()`, the texts that this returns are kept out of what is shown and written, too.
    """

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
        self._default_url: str | None = None
        self._timeout = timeout
        self._clock = clock
        self._token: Token | None = None
        # The last ones: what was sent with the one before may be answered, and repeated, late.
        self._known: deque[Token] = deque(maxlen=_KEPT)
        self._flight: _Flight | None = None
        self._not_before = -math.inf
        self._loop = LoopGuard()
        self.fetched: int = 0

    def __repr__(self) -> str:
        return f"<TokenSource {self._credentials!r}>"

    @property
    def renews(self) -> bool:
        """Whether a token that was refused can be replaced by another."""
        return getattr(self._credentials, "renews", True)

    @property
    def token_url(self) -> str | None:
        """The token endpoint that the credentials name themselves, or None."""
        return getattr(self._credentials, "token_url", None)

    def secrets(self) -> tuple[str, ...]:
        """Return what the credentials keep secret; for masking only."""
        told: Callable[[], tuple[str, ...]] | None = getattr(self._credentials, "secrets", None)
        return told() if callable(told) else ()

    def tokens(self) -> tuple[str, ...]:
        """Return the bearers of the last tokens; for masking only."""
        return tuple(token.value for token in self._known)

    def attach(self, transport: httpx.AsyncBaseTransport, token_url: str | None = None) -> None:
        """Add a way to fetch: the transport of a client that uses this source, and its token endpoint."""
        self._ways.append((transport, token_url))
        # Known for good: the client that knows it may be closed before the others.
        self._default_url = self._default_url or token_url

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
                # An attempt of a call is bounded by its own scope; a check of the credential has none.
                with anyio.move_on_after(call.remaining(now) if call is not None and call.scope is None else None):
                    await flight.done.wait()
                if not flight.done.is_set():
                    msg = "the deadline passed while somebody else's token request was waited for; nothing was sent."
                    raise DeadlineExceededError(msg)
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
            if token not in self._known:
                self._known.append(token)
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
        limits = Call(
            safety="read",
            timeout=self._timeout,
            deadline=left,
            max_body=_MAX_TOKEN_BODY,
            for_token=True,
            now=self._clock,
        )
        try:
            return await self._credentials.fetch(transport, limits, token_url or self._default_url)
        except PlankitError:
            raise
        except Exception as error:
            # Its text is not repeated: it may hold what it failed on.
            msg = f"credentials= raised {type(error).__name__}, so there is no token; it is the cause of this error."
            raise PlankitError(msg) from error
