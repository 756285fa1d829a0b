"""The token endpoint (facts A3): client credentials in, an id_token that lives for a while out."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from plankit.sandbox.wire import JSON_TYPE, Answer, dump

if TYPE_CHECKING:
    from plankit.sandbox.record import Call

_NO_STORE = (b"cache-control", b"no-store")


class Tokens:
    """The tokens issued so far. One credential serves all services of a sandbox.

    Args:
        client_id: The accepted client id.
        client_secret: The accepted client secret.
    """

    def __init__(self, client_id: str, client_secret: str) -> None:
        self._credential = f"{client_id}:{client_secret}".encode()
        self._expiry: dict[bytes, float] = {}
        self._issued = 0

    def issue(self, call: Call, now: float, wall: float, lifetime: float, told: float | None = None) -> Answer:
        """Answer a token request: the token, or an error of RFC 6749, section 5.2.

        Args:
            call: The request.
            now: Seconds of the monotonic clock, by which the token expires.
            wall: Seconds since the epoch, for the claims.
            lifetime: Seconds the token lives.
            told: `expires_in`, if it is not the truth. A whole number is answered as an integer.
        """
        kind = (call.header(b"content-type") or b"").partition(b";")[0].strip().lower()
        if kind != b"application/x-www-form-urlencoded":
            return _error(400, "invalid_request", "The body must be application/x-www-form-urlencoded")
        if not self._known(call.header(b"authorization")):
            return _error(401, "invalid_client", "Client authentication failed: send Basic client_id:client_secret")
        form = parse_qsl(call.body.decode("latin-1"), keep_blank_values=True)
        grants = [value for name, value in form if name == "grant_type"]
        if len(grants) != 1:
            return _error(400, "invalid_request", "grant_type must be given once")
        if grants[0] != "client_credentials":
            return _error(400, "unsupported_grant_type", "Only client_credentials is supported")
        token = self._new(now, wall, lifetime)
        told = lifetime if told is None else told
        expires_in = int(told) if float(told).is_integer() else told
        body = {"id_token": token, "expires_in": expires_in, "token_type": "Bearer"}
        return Answer(200, dump(body), (JSON_TYPE, _NO_STORE))

    def _new(self, now: float, wall: float, lifetime: float) -> str:
        self._issued += 1
        if self._issued % 1000 == 0:
            self._expiry = {token: expiry for token, expiry in self._expiry.items() if expiry > now}
        claims = {"iss": "sandbox", "jti": self._issued, "iat": int(wall), "exp": int(wall + lifetime)}
        head, body = (_base64url(dump(part)) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        signature = _base64url(hmac.digest(self._credential, f"{head}.{body}".encode(), "sha256"))
        token = f"{head}.{body}.{signature}"
        self._expiry[token.encode()] = now + lifetime
        return token

    def _known(self, authorization: bytes | None) -> bool:
        scheme, _, encoded = (authorization or b"").partition(b" ")
        if scheme.lower() != b"basic":
            return False
        try:
            credential = base64.b64decode(encoded.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        return hmac.compare_digest(credential, self._credential)

    def live(self, authorization: bytes | None, now: float) -> bool:
        """Whether the header carries a token that was issued, has not expired and was not revoked."""
        if authorization is None or authorization[:7].lower() != b"bearer ":
            return False
        return self._expiry.get(authorization[7:].strip(), now) > now

    def revoke(self) -> None:
        """Revoke all tokens issued so far."""
        self._expiry.clear()


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _error(status: int, code: str, description: str) -> Answer:
    challenge = ((b"www-authenticate", b'Basic realm="sandbox"'),) if status == 401 else ()  # noqa: PLR2004 - the status is the name
    return Answer(status, dump({"error": code, "error_description": description}), (JSON_TYPE, _NO_STORE, *challenge))
