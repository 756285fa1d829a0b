"""The authorizing transport: stamps the token last, and replays once after a 401 that concerns it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from plankit.errors import ConfigurationError, Outcome, PlankitError, effect
from plankit.transport import body
from plankit.transport.base import stamped
from plankit.transport.call import CALL, PERMIT, Call, overall
from plankit.transport.call import DEFAULT_MAX_BODY as MAX_BODY

if TYPE_CHECKING:
    from collections.abc import Callable

    from plankit.transport.budget import Permit
    from plankit.transport.tokens import Token, TokenSource

_UNAUTHORIZED = 401


def bearer(token: str) -> bytes:
    """Return the `Authorization` of RFC 6750."""
    return b"Bearer " + token.encode("ascii")


class AuthTransport(httpx.AsyncBaseTransport):
    """Adds the token to each request, on a copy: the caller's request never holds it.

    Args:
        inner: The transport underneath, usually the wire.
        source: Where tokens come from.
        origin: The only origin that may be given the token, as an address.
        about_token: Tells from a 401's body whether the token is what it is about; some services answer 401 for
            other things too.
        authorization: Makes the value of the `Authorization` header from a token.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        source: TokenSource,
        *,
        origin: str,
        about_token: Callable[[bytes], bool] = lambda _: True,
        authorization: Callable[[str], bytes] = bearer,
    ) -> None:
        self._inner = inner
        self._source = source
        self._origin = _origin(httpx.URL(origin))
        self._stamp: tuple[Token, bytes, tuple[str, ...]] | None = None
        self._about_token = about_token
        self._authorization = authorization

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Stamp and send; after a 401 that concerns the token, once more with a new one.

        Raises:
            ConfigurationError: The request goes to another origin than the token is for.
            AuthenticationError, ProtocolError, TransportError: No token could be had; nothing was sent.
        """
        if _origin(request.url) != self._origin:
            msg = (
                f"This client's credential is for {_shown(self._origin)}; a request to {_shown(_origin(request.url))} "
                "is refused, so that the credential does not leave the host it belongs to."
            )
            raise ConfigurationError(msg)
        call = request.extensions.get(CALL)
        permit: Permit | None = request.extensions.get(PERMIT)
        token = self._source.current()
        if token is None:
            token = await self._wait_for_token(call, permit, unused=True)
        response = await self._inner.handle_async_request(self._stamped(request, token, call))
        if response.status_code != _UNAUTHORIZED or not self._source.renews:
            return response
        response = await body.read(response, MAX_BODY if call is None else call.max_body)
        if not self._about_token(response.content) or not _replayable(request):
            return response
        self._source.invalidate(token)
        if call is not None:
            now = call.now()
            call.record(Outcome.NOT_APPLIED, now, status=_UNAUTHORIZED)
            call.again(request, now)
        token = await self._wait_for_token(call, permit, unused=False)
        return await self._inner.handle_async_request(self._stamped(request, token, call))

    def _stamped(self, request: httpx.Request, token: Token, call: Call | None) -> httpx.Request:
        """Return the request with the token; the call learns the token as it is and as the header holds it."""
        stamp = self._stamp
        if stamp is None or stamp[0] is not token:
            value = self._authorization(token.value)
            self._stamp = stamp = (token, value, (token.value, value.decode("ascii").partition(" ")[2]))
        if call is not None:
            call.secrets = stamp[2]
        return stamped(request, "Authorization", stamp[1])

    async def _wait_for_token(self, call: Call | None, permit: Permit | None, *, unused: bool) -> Token:
        """Wait for a token, then take a new slot: the old one is given back, or was used by the refused sending."""
        if call is not None:
            call.waiting()
        if permit is not None and unused:
            permit.give_back()
        try:
            token = await self._source.get(call)
        except PlankitError as error:
            if not isinstance(error, ConfigurationError):
                _tell(error, call)
            raise
        if permit is not None:
            await permit.take()
        if call is not None:
            call.sending(call.now())
        # The slot may have been waited for: a newer token is better than the one in hand.
        return self._source.current() or token

    async def aclose(self) -> None:
        """Close the transport underneath."""
        await self._inner.aclose()


def _tell(error: PlankitError, call: Call | None) -> None:
    """Say what an error of a token's request means for the call that needed the token."""
    attempts = () if call is None else call.attempts
    error.outcome = overall(attempts)
    told = effect(error.outcome, reads=call.reads) if call is not None and attempts else "The call was not sent."
    error.operation = None if call is None else call.name
    error.args = (f"{error.operation or 'The call'} got no token. {error} {told}",)


def _origin(url: httpx.URL) -> tuple[str, bytes]:
    return url.scheme, url.netloc


def _shown(origin: tuple[str, bytes]) -> str:
    scheme, netloc = origin
    return f"{scheme}://{netloc.decode('ascii')}"


def _replayable(request: httpx.Request) -> bool:
    return isinstance(request.stream, httpx.SyncByteStream)
