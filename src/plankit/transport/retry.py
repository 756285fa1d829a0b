"""Retries: the decision (pure), and the transport that carries it out under one deadline."""

from __future__ import annotations

import logging
import random
from typing import TYPE_CHECKING, NoReturn

import anyio
import anyio.to_thread
import httpx
from attrs import frozen

from plankit.bounds import seconds, whole
from plankit.errors import (
    ConfigurationError,
    DeadlineExceededError,
    Outcome,
    PlankitError,
    ResponseTooLargeError,
    TransportError,
)
from plankit.masking import mask
from plankit.transport import body
from plankit.transport import headers as read
from plankit.transport.call import (
    ATTEMPTS,
    CALL,
    DEFAULT_MAX_BODY,
    PACED,
    Call,
    call_of,
    complete,
    forget,
)
from plankit.transport.clock import SYSTEM
from plankit.transport.content import Sealed
from plankit.transport.deadlines import Deadlines
from plankit.transport.loop import LoopGuard
from plankit.transport.spool import SpoolError

if TYPE_CHECKING:
    from collections.abc import Callable

    from plankit.transport.call import Safety
    from plankit.transport.clock import Clock
    from plankit.transport.quota import RetryQuota

logger: logging.Logger = logging.getLogger("plankit")

_TOO_MANY_REQUESTS = 429
_LARGE = 2_000_000
_HOPELESS = ("LocalProtocolError", "UnsupportedProtocol")
_FAILURES = (
    httpx.HTTPError,
    httpx.StreamError,
    OSError,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
)
_UNREACHED = "Is the address right{}, and can it be reached from here?"
_UNREAD = (Outcome.NOT_APPLIED, Outcome.UNKNOWN)


@frozen
class RetryPolicy:
    """How often and when a call is repeated.

    Attributes:
        attempts: The most attempts of one call; 429s and the replay after a 401 are not counted.
        base: The bound of the first pause, in seconds; it doubles with each attempt.
        cap: The longest pause between attempts, in seconds, whatever the server asks for. The pause after a 429 is the
            budget's: `Retry-After`, at most 300 s.

    Raises:
        ConfigurationError: Less than one attempt, or a negative or wrongly typed number.
    """

    attempts: int = 4
    base: float = 0.25
    cap: float = 20.0

    def __attrs_post_init__(self) -> None:
        whole("attempts", self.attempts, least=1, error=ConfigurationError)
        for name, value in (("base", self.base), ("cap", self.cap)):
            seconds(name, value, error=ConfigurationError, zero=True)

    def may_repeat(self, safety: Safety, outcome: Outcome, status: int | None) -> bool:
        """Return whether repeating can help and can do no harm.

        What was not applied may always be repeated; what is unknown only if the operation reads or is idempotent.
        A 401 is not repeated here: the authorizing transport has replayed it already. Nor is what was redirected: it
        would be again.
        """
        if status == 401 or (status is not None and 300 <= status < 400):  # noqa: PLR2004 - as the docstring says
            return False
        return outcome is Outcome.NOT_APPLIED or (outcome is Outcome.UNKNOWN and safety != "unsafe")

    def pause(self, failures: int, retry_after: float | None, jitter: float) -> float:
        """Return the seconds to wait before the next attempt: full jitter, and not before `Retry-After`.

        Args:
            failures: Attempts that failed so far, at least 1.
            retry_after: What the server asked for, in seconds, or None.
            jitter: A random number in [0, 1).
        """
        # A power of two beyond 60 is longer than any cap, and one beyond 1023 is no float.
        backoff = jitter * min(self.base * 2.0 ** min(failures - 1, 60), self.cap)
        return min(max(backoff, retry_after or 0.0), self.cap)


class RetryTransport(httpx.AsyncBaseTransport):
    """Repeats what may be repeated, and reads every answer whole, all within one deadline.

    Args:
        inner: The transport underneath.
        policy: How often and when.
        quota: The retry budget, shared with whoever shares the scope.
        timeout: Seconds for one attempt of a request that brings no `Call` of its own.
        deadline: Seconds for such a call as a whole, or None.
        clock: What it knows of time.
        jitter: Returns a random number in [0, 1).
        address: What the client's user calls the address of the requests, for messages: `base_url=`.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        *,
        policy: RetryPolicy | None = None,
        quota: RetryQuota | None = None,
        timeout: float | None = 30.0,
        deadline: float | None = 600.0,
        clock: Clock = SYSTEM,
        jitter: Callable[[], float] = random.random,
        address: str | None = None,
    ) -> None:
        self._inner = inner
        self._policy = policy or RetryPolicy()
        self._quota = quota
        self._timeout = timeout
        self._deadline = deadline
        self._now = clock.monotonic
        self._clock = clock
        self._jitter = jitter
        self._unreached = _UNREACHED.format(f" ({address})" if address else "")
        self._loop = LoopGuard()
        self._deadlines: Deadlines | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* until there is an answer to return.

        Raises:
            TransportError: No answer, and repeating it is not allowed, not possible or was tried.
            DeadlineExceededError: The call's deadline passed.
            ResponseTooLargeError: The answer is larger than allowed.
            ConfigurationError: The client is used on another event loop than before.
        """
        self._loop.check()
        own = CALL not in request.extensions
        call = call_of(request, timeout=self._timeout, deadline=self._deadline, now=self._now)
        content = _replayable(request)
        failures = 0
        try:
            while True:
                response, error = await self._attempt(request, call, content)
                last = call.attempts[-1]
                if response is not None and last.outcome not in _UNREAD:
                    if self._quota is not None:
                        self._quota.succeeded(retried=failures > 0)
                    return _done(response, call)
                throttled = last.status == _TOO_MANY_REQUESTS
                if not throttled:
                    failures += 1
                pause = self._next_pause(call, response, failures, replayable=content is not None, throttled=throttled)
                if pause is None:
                    if response is not None:
                        return _done(response, call)
                    _give_up(request, call, error, self._unreached)
                logger.debug("%s: %s, again in %.2f s", call.name or request.method, last, pause)
                if pause:
                    await self._clock.sleep(pause)
        except PlankitError as failure:
            error = None  # Its text is not shown with the variables of this frame.
            complete(failure, request, call)
            raise
        finally:
            if own:
                del request.extensions[CALL]

    def _next_pause(
        self, call: Call, response: httpx.Response | None, failures: int, *, replayable: bool, throttled: bool
    ) -> float | None:
        """Return the seconds until the next attempt, or None to stop here."""
        last = call.attempts[-1]
        if (
            not replayable
            or last.error in _HOPELESS
            or call.settled(last.status)
            or not self._policy.may_repeat(call.safety, last.outcome, last.status)
        ):
            return None
        asked = None if response is None else read.retry_after(response.headers, self._clock.wall())
        left = call.remaining(self._now())
        if throttled and _cannot_wait(asked, left, call.max_wait):
            return None
        if throttled and response is not None and PACED in response.extensions:
            return 0.0  # The pacer holds everybody back, this call included.
        if not throttled and failures >= self._policy.attempts:
            return None
        pause = self._policy.pause(max(failures, 1), asked, self._jitter())
        if left is not None and pause >= left:
            return None
        if not throttled and self._quota is not None and not self._quota.spend():
            logger.warning("retry budget used up: %s is not repeated", call.name or "a request")
            return None
        return pause

    async def _attempt(
        self, request: httpx.Request, call: Call, content: Sealed | None
    ) -> tuple[httpx.Response | None, Exception | None]:
        """Send once; the record's last entry then says what is known."""
        now = self._now()
        left = call.remaining(now)
        if left is not None and left <= 0.0:
            _out_of_time(call, now)
        error: Exception | None = None
        response: httpx.Response | None = None
        deadlines = self._deadlines = self._deadlines or Deadlines()
        with call.begin(request, content, now, deadlines) as scope:
            try:
                response = await _read(await self._inner.handle_async_request(request), call)
            except PlankitError:
                raise  # Some of them are OSErrors too (TimeoutError).
            except _FAILURES as failure:
                error = failure
            except body.TooLargeError:
                self._too_large(call)
            except SpoolError as failure:
                self._not_kept(call, failure)
            except BaseException as failure:  # a cancellation, above all
                forget(failure, causes=isinstance(failure, Exception))
                raise
            finally:
                deadlines.end(scope)
                call.departed = None  # What refers to one another would wait for Python's collector.
        now = self._now()
        if scope.cancelled_caught:
            return None, self._timed_out(call, now)
        if response is None:
            outcome = Outcome.NOT_APPLIED if call.sent is False else Outcome.UNKNOWN
            call.record(outcome, now, error=type(error).__name__)
            return None, error
        outcome = call.judge(response.status_code, response.headers, response.content)
        call.record(outcome, now, status=response.status_code)
        return response, None

    def _timed_out(self, call: Call, now: float) -> Exception:
        outcome = Outcome.NOT_APPLIED if call.sent is False else Outcome.UNKNOWN
        # Which bound it was is told by the bounds: the clocks of timers and of records differ a little.
        if call.expires is None or call.ends <= call.expires:
            call.record(outcome, now, error="DeadlineExceeded")
            _out_of_time(call, now)
        call.record(outcome, now, error="Timeout")
        return TimeoutError(f"no whole answer within timeout={call.timeout:g} s")

    def _too_large(self, call: Call) -> NoReturn:
        call.record(Outcome.UNKNOWN, self._now(), error="ResponseTooLarge")
        msg = (
            f"the answer is larger than {call.max_body} bytes, the limit of this operation, and was not read to its "
            "end. Ask for smaller pages, or raise the limit with max_body=."
        )
        raise ResponseTooLargeError(msg)

    def _not_kept(self, call: Call, failure: SpoolError) -> NoReturn:
        call.record(Outcome.UNKNOWN, self._now(), error="SpoolError")
        msg = (
            f"the answer could not be kept in a temporary file ({failure}): is there room where they are? TMPDIR says "
            "where else they may be."
        )
        raise TransportError(msg)

    async def aclose(self) -> None:
        """Close the transport underneath.

        Raises:
            ConfigurationError: It was used on another event loop, where its connections live.
        """
        self._loop.check()
        if self._deadlines is not None:
            self._deadlines.close()
        await self._inner.aclose()


async def _read(response: httpx.Response, call: Call) -> httpx.Response:
    """Read an answer in memory; a success of a call that spools into a temporary file."""
    if not call.spool:
        whole = await body.read(response, call.max_body)
        if call.ahead is not None and whole.is_success and len(whole.content) > _LARGE:
            # The event loop has better things to do than to parse for longer than 10 ms.
            await anyio.to_thread.run_sync(call.ahead, whole.content, abandon_on_cancel=True)
        return whole
    if not response.is_success:
        return await body.read(response, min(call.max_body, DEFAULT_MAX_BODY))
    # So long an answer may take as long as it wants, if only it goes on: timeout= is for each piece of it.
    return await body.spooled(response, call.max_body, call.alive)


def _replayable(request: httpx.Request) -> Sealed | None:
    """Return the request's body if it can be sent again; None for one that is streamed."""
    try:
        return Sealed(request.content)
    except httpx.RequestNotRead:
        stream = request.stream
        return Sealed(b"".join(stream)) if isinstance(stream, httpx.ByteStream) else None


def _cannot_wait(asked: float | None, left: float | None, max_wait: float | None) -> bool:
    """Return whether the pause that the server asks for is longer than the call may take."""
    if asked is None:
        return False
    return (left is not None and asked >= left) or (max_wait is not None and asked > max_wait)


def _done(response: httpx.Response, call: Call) -> httpx.Response:
    response.extensions[ATTEMPTS] = tuple(call.attempts)
    return response


def _out_of_time(call: Call, now: float) -> NoReturn:
    msg = f"the call's deadline of {call.deadline:g} s passed after {now - call.started:.2f} s."
    raise DeadlineExceededError(msg)


def _told(error: BaseException | None) -> str:
    """Return the first text in a chain of errors: trio's broken streams say nothing, their causes do."""
    while error is not None and not str(error):
        error = error.__cause__ or error.__context__
    return "" if error is None else str(error)


def _give_up(request: httpx.Request, call: Call, error: Exception | None, unreached: str) -> NoReturn:
    last = call.attempts[-1]
    if last.error in _HOPELESS:
        # Such an error quotes what cannot be sent, which may be a secret: a header with a line break in it.
        error = None
    quoted = _told(error)
    told = mask(quoted, call.secrets)
    if told != quoted:
        error = None  # It repeats what the server repeated of the request.
    detail = f"{last.error}: {told}" if told else f"{last.error}"
    again = f" after {len(call.attempts)} attempts" if len(call.attempts) > 1 else ""
    streamed = "" if _replayable(request) is not None else " Its body is streamed, so it could not be repeated."
    reached = "" if call.sent is not False or last.error in _HOPELESS else f" {unreached}"
    msg = f"no whole answer came back{again} ({detail}).{streamed}{reached}"
    failure = TransportError(msg)
    failure.__cause__ = error
    failure.__suppress_context__ = True
    raise failure
