"""One call on its way through the transports: its limits, and the record of its attempts.

A `Call` travels in `request.extensions["plankit.call"]`. The facade makes it; for a request without one the
retry transport makes it from the request itself.
"""

from __future__ import annotations

import contextlib
import math
import time
import traceback
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Literal, NoReturn, Protocol, cast

from plankit.errors import Attempt, ConfigurationError, Outcome, effect
from plankit.transport.content import Tracked

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    import anyio
    import httpx

    from plankit.errors import PlankitError
    from plankit.transport.content import Sealed
    from plankit.transport.deadlines import Deadlines

Safety = Literal["read", "idempotent", "unsafe"]

CALL = "plankit.call"
OPERATION = "plankit.operation"
PERMIT = "plankit.permit"
PACED = "plankit.paced"
ATTEMPTS = "plankit.attempts"

DEFAULT_MAX_BODY = 64 * 1024 * 1024
_bulk: ContextVar[bool] = ContextVar("plankit_bulk", default=False)
_gate: ContextVar[Gate | None] = ContextVar("plankit_gate", default=None)
_SAFETY_BY_METHOD: Mapping[str, Safety] = {
    "GET": "read",
    "HEAD": "read",
    "OPTIONS": "read",
    "PUT": "idempotent",
    "DELETE": "idempotent",
}


@contextlib.contextmanager
def in_bulk() -> Generator[None, None, None]:
    """Put the calls that are made within into the bulk lane, those of tasks that are started within as well.

    They let all other calls of their budget go first, but for a share (see `Budget`). Not for use around a `yield`.
    """
    mark = _bulk.set(True)
    try:
        yield
    finally:
        _bulk.reset(mark)


class Gate(Protocol):
    """Watches a call: what its methods raise is raised by the call, which is not sent then."""

    def waits(self) -> None:
        """Learn that the call begins to wait for its place and slot, for the first attempt or for another."""
        ...

    async def prepares(self) -> None:
        """Learn that the call is about to get its slot: nothing is sent before this returns, and soon after it is."""
        ...

    def leaves(self, *, doubt: bool) -> None:
        """Learn that the call leaves, and whether an earlier attempt of it is in doubt: it may still be applied."""
        ...


@contextlib.contextmanager
def gated(gate: Gate) -> Generator[None, None, None]:
    """Have *gate* watch the calls that are made within. Tokens are fetched without it."""
    mark = _gate.set(gate)
    try:
        yield
    finally:
        _gate.reset(mark)


class OperationInfo(Protocol):
    """What the generated code tells about an operation (`plankit_clients.Operation`)."""

    @property
    def service(self) -> str:
        """The service: `logbook`, `planview_admin`, ..."""
        ...

    @property
    def id(self) -> str:
        """The operationId of the service's document."""
        ...

    @property
    def safety(self) -> Safety:
        """Whether the operation reads, may be repeated, or must not be."""
        ...

    @property
    def unverified(self) -> bool:
        """Whether no public page confirms the operation."""
        ...

    @property
    def final(self) -> frozenset[int]:
        """Statuses that the server gives to mistakes too: a repetition would answer the same."""
        ...


class Call:
    """The limits of one call and what happened to it.

    Attributes:
        safety: Whether the operation reads, may be repeated (idempotent) or must not be (unsafe).
        operation: What the generated code says of the operation, or None for a raw request.
        timeout: Seconds for one attempt, from sending to the end of its answer.
        deadline: Seconds for the whole call, or None.
        max_wait: The longest queueing, in seconds, before the call fails instead; None for no bound.
        max_body: The largest answer, in bytes after decompression.
        classify: Judges an answer (status, headers, body); None judges by the status alone.
        ahead: Reads a large body in a worker thread before it is judged; None where nothing is read.
        secrets: The token that it was stamped with and what the header makes of it, so that an answer that repeats
            them can be masked; never shown.
        for_token: Whether the call fetches a token for others.
        bulk: Whether the call lets others go first: it was made within `in_bulk()`.
        gate: Watches it, see `gated`.
        spool: Whether the body of a success goes into a `Spool` instead of into memory.
        attempts: The record, oldest first.
        now: Returns monotonic seconds.
        started: When the call began.
    """

    __slots__ = (
        "ahead",
        "attempts",
        "began",
        "bulk",
        "classify",
        "deadline",
        "deadlines",
        "departed",
        "ends",
        "expires",
        "for_token",
        "gate",
        "max_body",
        "max_wait",
        "now",
        "operation",
        "safety",
        "scope",
        "secrets",
        "sent_at",
        "spool",
        "started",
        "stream",
        "timeout",
        "unsent",
    )

    def __init__(
        self,
        *,
        safety: Safety = "unsafe",
        operation: OperationInfo | None = None,
        timeout: float | None = 30.0,
        deadline: float | None = None,
        max_wait: float | None = None,
        max_body: int = DEFAULT_MAX_BODY,
        classify: Callable[[int, httpx.Headers, bytes], Outcome] | None = None,
        ahead: Callable[[bytes], None] | None = None,
        now: Callable[[], float] = time.monotonic,
        for_token: bool = False,
        bulk: bool | None = None,
        spool: bool = False,
        secrets: tuple[str, ...] = (),
    ) -> None:
        self.safety: Safety = safety
        self.operation: OperationInfo | None = operation
        self.timeout: float | None = timeout
        self.deadline: float | None = deadline
        self.max_wait: float | None = max_wait
        self.max_body: int = max_body
        self.classify: Callable[[int, httpx.Headers, bytes], Outcome] | None = classify
        self.ahead: Callable[[bytes], None] | None = ahead
        self.attempts: list[Attempt] = []
        self.now: Callable[[], float] = now
        self.started: float = now()
        self.began: float = 0.0
        self.sent_at: float | None = None
        self.ends: float = math.inf
        self.expires: float | None = None
        self.stream: Tracked | None = None
        self.departed: Callable[[], None] | None = None
        self.scope: anyio.CancelScope | None = None
        self.deadlines: Deadlines | None = None
        self.unsent: bool = False
        self.for_token: bool = for_token
        self.bulk: bool = _bulk.get() if bulk is None else bulk
        self.gate: Gate | None = _gate.get()
        self.spool: bool = spool
        self.secrets: tuple[str, ...] = secrets

    def __reduce__(self) -> NoReturn:
        msg = "a Call is not pickled, since it holds the token that it was stamped with."
        raise TypeError(msg)

    @property
    def name(self) -> str | None:
        """The operation as `service.operationId`."""
        return None if self.operation is None else f"{self.operation.service}.{self.operation.id}"

    @property
    def reads(self) -> bool:
        """Whether the operation only reads."""
        return self.safety == "read"

    def settled(self, status: int | None) -> bool:
        """Whether the operation's server gives *status* to mistakes too, so that repeating does not help."""
        return self.operation is not None and status in self.operation.final

    def remaining(self, now: float) -> float | None:
        """Return the seconds left until the deadline; None without one."""
        return None if self.deadline is None else self.started + self.deadline - now

    def begin(self, request: httpx.Request, body: Sealed | None, now: float, deadlines: Deadlines) -> anyio.CancelScope:
        """Start an attempt: a fresh body that is watched, and the clocks; return the scope to make it in.

        The request counts as being with the wire until a transport says that it waits: whatever is put together,
        nothing is taken for unsent that may have been sent.
        """
        left, timeout = self.remaining(now), self.timeout
        at = deadlines.now()
        self.ends = math.inf if left is None else at + left
        self.expires = None if timeout is None else at + timeout
        self.deadlines = deadlines
        self.scope = scope = deadlines.scope(self.ends if self.expires is None else min(self.ends, self.expires))
        self.began = self.sent_at = now
        self.unsent = False
        if body is not None:
            self.stream = request.stream = Tracked(body.content, self)
        return scope

    def waiting(self) -> None:
        """Stop the attempt's own clock: the request waits for its turn, and nothing of it has left."""
        self.sent_at = self.expires = None
        if self.scope is not None and self.deadlines is not None and self.timeout is not None:
            self.deadlines.move(self.scope, self.ends)

    def sending(self, now: float) -> None:
        """Start the attempt's own clock: from here on the request is with the wire."""
        self.sent_at = now
        self.alive()

    def alive(self) -> None:
        """Start the attempt's own clock anew."""
        if self.scope is not None and self.deadlines is not None and self.timeout is not None:
            self.expires = self.deadlines.now() + self.timeout
            self.deadlines.move(self.scope, min(self.ends, self.expires))

    def again(self, request: httpx.Request, now: float) -> None:
        """Start another sending of the same request within an attempt (the replay after a 401)."""
        self.began = now
        if self.stream is not None:
            self.stream = request.stream = Tracked(self.stream.body, self)

    @property
    def sent(self) -> bool | None:
        """Whether all of the request may have left; None where the wire cannot tell."""
        if self.sent_at is None or self.unsent:
            return False
        if self.stream is None:
            return None
        # Without a body the head is all there is, and only the wire knows whether it left.
        return True if self.stream.whole else (False if self.stream.asked else None)

    def record(self, outcome: Outcome, now: float, *, status: int | None = None, error: str | None = None) -> Attempt:
        """Add the attempt that just ended to the record."""
        sent_at = self.sent_at
        attempt = Attempt(
            outcome=outcome,
            status=status,
            error=error,
            waited=(now if sent_at is None else sent_at) - self.began,
            seconds=0.0 if sent_at is None else now - sent_at,
            # An answer may come before all was sent: a refusal of a body that is too large.
            sent=True if status is not None and self.sent is None else self.sent,
        )
        self.attempts.append(attempt)
        return attempt

    def judge(self, status: int, headers: httpx.Headers, body: bytes) -> Outcome:
        """Return what an answer says about the effect of its request."""
        return outcome_of_status(status) if self.classify is None else self.classify(status, headers, body)


def outcome_of_status(status: int) -> Outcome:
    """Return what an HTTP status alone says about the effect of its request.

    Source: facts/bulk_and_limits.md 3.3. 401 and 429 turn a request away unread; 501 and 505 are refusals; every
    other 5xx, and 408, may come from something in front of a server that went on to do the work.
    """
    if 200 <= status < 300:  # noqa: PLR2004 - the HTTP status class
        return Outcome.APPLIED
    if status in (401, 429):
        return Outcome.NOT_APPLIED
    if 300 <= status < 400:  # noqa: PLR2004 - the HTTP status class
        # A redirect may be the answer to a request that was carried out (303) as well as to one that was not.
        return Outcome.UNKNOWN
    if status == 408 or (status >= 500 and status not in (501, 505)):  # noqa: PLR2004 - as the docstring says
        return Outcome.UNKNOWN
    return Outcome.REJECTED


def call_of(request: httpx.Request, **defaults: Any) -> Call:
    """Return the call that *request* belongs to, made from its operation or its method if it has none."""
    call = request.extensions.get(CALL)
    if isinstance(call, Call):
        return call
    operation: OperationInfo | None = request.extensions.get(OPERATION)
    safety = _SAFETY_BY_METHOD.get(request.method, "unsafe") if operation is None else operation.safety
    call = Call(safety=safety, operation=operation, **defaults)
    request.extensions[CALL] = call
    return call


def address(request: httpx.Request) -> str:
    """Return the request's address without query and user information: fit for a message."""
    url = request.url
    path = url.raw_path.split(b"?")[0]
    return f"{url.scheme}://{(url.netloc + path).decode('ascii', 'replace')}"


def complete(failure: PlankitError, request: httpx.Request, call: Call) -> None:
    """Give an error from within a call its context: which call, what became of it, what that means."""
    forget(failure)
    if isinstance(failure, ConfigurationError) or failure.method is not None:
        return
    failure.operation = call.name
    failure.method = request.method
    failure.url = address(request)
    failure.attempts = tuple(call.attempts)
    failure.outcome = overall(call.attempts)
    what = f"{request.method} {failure.url}" if call.name is None else f"{call.name} ({request.method} {failure.url})"
    # A token is not what the user asked for: what became of the call that needs it is told there.
    told = "" if call.for_token else f" {effect(failure.outcome, reads=call.reads)}"
    failure.args = (f"{what}: {failure}{told}",)


def forget(failure: BaseException, *, causes: bool = True) -> None:
    """Clear the variables of the frames that *failure* and its causes left: they hold what was sent and received.

    Some tools print the variables of a traceback's frames, those of HTTP libraries included. The frames stay. Only
    those of plankit and of the libraries of its own wire are cleared: another transport may keep an error of a task
    that goes on, and clearing the frame of a suspended coroutine ends it (before Python 3.13). So may a cancellation,
    which is raised in one task for another: *causes* says whether to follow it.
    """
    links: list[BaseException | None] = [failure]
    seen: set[int] = set()
    while links:
        link = links.pop()
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        for frame, _ in traceback.walk_tb(link.__traceback__):
            package = str(frame.f_globals.get("__name__")).partition(".")[0]
            if package in _OURS or (package in _LOOPS and frame.f_code.co_name in _SENDS):
                with contextlib.suppress(RuntimeError):  # it is still running
                    frame.clear()
        if causes:
            links += (link.__cause__, link.__context__)
        if isinstance(link, BaseExceptionGroup):
            links += cast("tuple[BaseException, ...]", link.exceptions)


_OURS = frozenset({"plankit", "httpx", "httpcore", "h11"})
# Of the libraries below only what takes the bytes to be sent, and ends when that fails.
_LOOPS = frozenset({"anyio", "asyncio", "trio"})
_SENDS = frozenset({"send", "send_all", "write", "_call_sslobject_method", "_write_appdata"})


def overall(attempts: Sequence[Attempt]) -> Outcome:
    """Return what is known of a call after *attempts*: one that may have been applied leaves a doubt."""
    if not attempts:
        return Outcome.NOT_APPLIED
    last = attempts[-1].outcome
    if last is not Outcome.APPLIED and any(attempt.outcome is Outcome.UNKNOWN for attempt in attempts):
        return Outcome.UNKNOWN
    return last
