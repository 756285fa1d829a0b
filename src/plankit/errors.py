"""What can go wrong with a call, and what is known to have happened.

The tree::

    PlankitError
    ├── ConfigurationError           built or used in a way that cannot work; nothing was sent
    ├── InvalidArgumentError         an argument was refused; nothing was sent
    ├── APIError                     the server answered, and the answer is an error
    │   ├── AuthenticationError      401, or the token endpoint refused the credential
    │   ├── PermissionDeniedError    403
    │   ├── NotFoundError            404, 410
    │   ├── ConflictError            409
    │   ├── InvalidRequestError      any other 4xx
    │   ├── RateLimitedError         429 that could not be waited out
    │   └── ServerError              5xx
    ├── TransportError               no answer, or not all of one
    ├── DeadlineExceededError        the call's deadline passed
    │   └── MaxWaitExceededError     it would have queued longer than `max_wait`
    ├── ProtocolError                an answer that does not say what its document promises
    │   └── ResponseTooLargeError    an answer larger than the operation's limit
    ├── PartialFailureError          a call of several requests stopped between them
    └── PageDriftError               scans of a list would not agree
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Outcome(enum.Enum):
    """What is known about the effect of one attempt on the server."""

    APPLIED = "applied"
    """The server answered that it was done."""
    NOT_APPLIED = "not applied"
    """The server cannot have acted on it: not all of it was sent, or it was turned away unread (401, 429)."""
    REJECTED = "rejected"
    """The server read it and refused it; nothing changed."""
    UNKNOWN = "unknown"
    """All of it may have arrived and no trustworthy answer came back."""


@frozen
class Attempt:
    """One request of a call as it went over the wire, or failed to.

    Attributes:
        outcome: What is known about its effect.
        status: The HTTP status, or None when no answer came.
        error: The kind of failure when no answer came (an exception's class name), else None.
        waited: Seconds in the queue (in-flight gate, rate slot, token) before it was sent.
        seconds: Seconds from the start of sending to the end of the answer or the failure.
        sent: Whether all of the request's bytes were handed to the network; None when the wire cannot tell.
    """

    outcome: Outcome
    status: int | None = None
    error: str | None = None
    waited: float = 0.0
    seconds: float = 0.0
    sent: bool | None = None

    def __str__(self) -> str:
        """Read like `503 after 0.12 s (unknown)`."""
        what = self.status if self.status is not None else self.error
        return f"{what} after {self.seconds:.2f} s ({self.outcome.value})"


_EFFECT = {
    Outcome.APPLIED: "The server says that it was done.",
    Outcome.NOT_APPLIED: "It was not applied: repeating the call is safe.",
    Outcome.REJECTED: "The server refused it: nothing was changed.",
    Outcome.UNKNOWN: "It is unknown whether it was applied: look before you repeat it.",
}
_READ_EFFECT = "It only reads: repeating the call is safe."


class PlankitError(Exception):
    """The base of every error that plankit raises on purpose.

    Attributes:
        operation: The operation, as `service.operationId`, or None.
        method: The HTTP method, or None when nothing was to be sent.
        url: The address without its query, or None.
        outcome: What is known about the effect of the call; None when nothing was to be sent.
        attempts: Every attempt of the call, oldest first.
        resume_token: Where a walk over pages can go on, on errors raised by one; else None.
    """

    def __init__(
        self,
        message: str,
        *,
        operation: str | None = None,
        method: str | None = None,
        url: str | None = None,
        outcome: Outcome | None = None,
        attempts: Sequence[Attempt] = (),
    ) -> None:
        super().__init__(message)
        self.operation = operation
        self.method = method
        self.url = url
        self.outcome = outcome
        self.attempts: tuple[Attempt, ...] = tuple(attempts)
        self.resume_token: str | None = None

    def twin(self) -> PlankitError:
        """Return an equal error without traceback, for another task that waited for the same thing."""
        twin = type(self)(str(self))
        twin.__dict__.update(self.__dict__)
        twin.__cause__ = self.__cause__
        return twin


class ConfigurationError(PlankitError, ValueError):
    """A client was built or used in a way that cannot work. Nothing was sent."""


class InvalidArgumentError(PlankitError, ValueError):
    """An argument of a call was refused before anything was sent."""


class APIError(PlankitError):
    """The server answered, and the answer is an error.

    Attributes:
        status: The HTTP status.
        code: The service's own error code (`LOG_DELETED`, `invalid_client`), or None.
        detail: The service's own message, bounded, or None.
        headers: The answer's headers that are safe and useful to keep, lower-case names.
        request_id: The server's name for the request, where it gives one.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        code: str | None = None,
        detail: str | None = None,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> None:
        super().__init__(message, **context)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers: dict[str, str] = dict(headers or {})
        self.request_id: str | None = self.headers.get("x-request-id") or self.headers.get("request-id")


class AuthenticationError(APIError):
    """The server does not accept who is calling (401), or the token endpoint refused the credential."""


class PermissionDeniedError(APIError):
    """The caller is known and may not do this (403)."""


class NotFoundError(APIError):
    """There is no such thing (404, 410)."""


class ConflictError(APIError):
    """The request contradicts what is already there (409)."""


class InvalidRequestError(APIError):
    """The server refused the request as it stands (400, 405, 413, 415, 422 and other 4xx)."""


class RateLimitedError(APIError):
    """The server's limit was met and could not be waited out within the call's deadline (429).

    Attributes:
        retry_after: Seconds the server asked to wait, or None.
    """

    retry_after: float | None = None


class ServerError(APIError):
    """The server failed (5xx)."""


class TransportError(PlankitError):
    """No answer came back, or not all of one. `outcome` says what is known of the effect."""


class DeadlineExceededError(PlankitError, TimeoutError):
    """The deadline of the whole call passed (queue, token, attempts and pauses together)."""


class MaxWaitExceededError(DeadlineExceededError):
    """The call would have queued longer than `max_wait`; it was not sent."""


class ProtocolError(PlankitError):
    """The server's answer is not what its document promises (not JSON, a page that points backwards, ...)."""


class ResponseTooLargeError(ProtocolError):
    """The answer is larger than the operation's limit; it was not read to the end."""


class PartialFailureError(PlankitError):
    """A call made of several requests stopped between them.

    Attributes:
        result: What was done before it stopped, in the type that the call returns.
        unknown: The indexes of the inputs that may or may not have been applied: look before you repeat them.
        not_applied: The indexes of the inputs that were certainly not applied: repeating them is safe.
    """

    result: Any = None
    unknown: Sequence[int] = ()
    not_applied: Sequence[int] = ()


class PageDriftError(PlankitError):
    """The list changed while it was walked, so often that no two scans agreed."""


def effect(outcome: Outcome, *, reads: bool) -> str:
    """Return the sentence that tells a user what *outcome* means for them."""
    return _READ_EFFECT if reads else _EFFECT[outcome]


def error_class(status: int) -> type[APIError]:
    """Return the class of error for an HTTP *status*, by its meaning."""
    match status:
        case 401:
            return AuthenticationError
        case 403:
            return PermissionDeniedError
        case 404 | 410:
            return NotFoundError
        case 409:
            return ConflictError
        case 429:
            return RateLimitedError
        case _ if status >= 500:  # noqa: PLR2004 - the HTTP status class
            return ServerError
        case _:
            return InvalidRequestError
