"""The base of the service clients: puts the transports together, calls operations, closes what it made."""

from __future__ import annotations

from contextvars import ContextVar
from types import CoroutineType
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, Self, TypedDict, TypeVar, Unpack

import anyio
import httpx

from plankit.address import checked
from plankit.bounds import seconds, whole
from plankit.errors import ConfigurationError, InvalidArgumentError, TransportError
from plankit.exports import load
from plankit.operation import Answer, CallOptions, Operation, Reading
from plankit.transport.authorize import AuthTransport, bearer
from plankit.transport.base import Base
from plankit.transport.budget import Budget
from plankit.transport.call import ATTEMPTS, CALL, OPERATION, Call
from plankit.transport.clock import SYSTEM
from plankit.transport.pace import PacingTransport
from plankit.transport.retry import RetryPolicy, RetryTransport
from plankit.transport.shared import Shared
from plankit.transport.wire import Wire
from plankit.version import __version__

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    from plankit.bulk.job import Job
    from plankit.bulk.options import JobOptions
    from plankit.transport.call import OperationInfo
    from plankit.transport.clock import Clock
    from plankit.transport.tokens import Token, TokenSource

T = TypeVar("T")
P = ParamSpec("P")

DEFAULT_TIMEOUT = 30.0
DEFAULT_DEADLINE = 600.0
_SHORTEST = 4

_exchanges: ContextVar[list[tuple[httpx.Response, tuple[Any, ...]]] | None] = ContextVar("plankit_raw", default=None)


async def raw(method: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> Answer[T]:
    """Call a method of a client and return its result together with status, headers and attempts.

    For a method that makes several requests, status and headers are those of the last answer, and the attempts are
    those of all. Lists are asked page by page: `await plankit.raw(admin.users.list().pages().__anext__)`.

    Example:
        `answer = await plankit.raw(admin.users.get, user_id)`; then `answer.value`, `answer.status`, ...

    Raises:
        ConfigurationError: The method made no request.
        PlankitError: What the method raises.
    """
    from plankit.paging import Pager  # noqa: PLC0415 - see `ServiceClient`

    given: object = method
    if not callable(given):
        msg = "raw() is given a method and its arguments, not a call: `await plankit.raw(admin.users.get, user_id)`."
        if isinstance(given, CoroutineType):
            given.close()
        raise ConfigurationError(msg)
    exchanges: list[tuple[httpx.Response, tuple[Any, ...]]] = []
    mark = _exchanges.set(exchanges)
    try:
        promised = method(*args, **kwargs)
        if isinstance(promised, Pager):
            msg = (
                "raw() is given a list that is walked, which makes no request by itself. Ask it page by page: "
                "`pages = admin.users.list().pages()`, then `await plankit.raw(pages.__anext__)` for each."
            )
            raise ConfigurationError(msg)
        value = await promised
    finally:
        _exchanges.reset(mark)
    if not exchanges:
        msg = "raw() was given something that makes no request: give it a method of a client and its arguments."
        raise ConfigurationError(msg)
    response = exchanges[-1][0]
    attempts = tuple(attempt for _, made in exchanges for attempt in made)
    return Answer(value=value, status=response.status_code, headers=response.headers, attempts=attempts)


class ClientSettings(TypedDict, total=False):
    """What every client takes besides its address and credentials.

    Keys:
        transport: The wire (a mock, a cache, another HTTP library); what is passed in is not closed by the client.
        budget: What this client may do; the same object given to several clients is shared by them.
        retry: How often and when calls are repeated.
        timeout: Seconds for one attempt, unless a call says otherwise; 30 by default.
        deadline: Seconds for a whole call, unless a call says otherwise; 600 by default.
        max_wait: Seconds a call may queue, unless a call says otherwise; 0 for now or never, None, the default, for no
            bound.
        unverified: Whether operations that no public page confirms may write; False by default.
        clock: What the client knows of time, for tests; this machine's by default. A budget of your own wants the same.
        allow_insecure: Whether `http:` addresses other than loopback are accepted; False by default.
    """

    transport: httpx.AsyncBaseTransport | None
    budget: Budget | None
    retry: RetryPolicy | None
    timeout: float | None
    deadline: float | None
    max_wait: float | None
    unverified: bool
    clock: Clock | None
    allow_insecure: bool


class ServiceClient:
    """What the clients of all services have in common.

    Groups of methods (`admin.users`), models and pages are loaded when they are first used, or by `warm_up`.

    Args:
        base_url: The service's address.
        source: Where tokens come from.
        token_url: The token endpoint for a source that has none of its own.
        budget: The budget, if the settings bring none.
        settings: What every client takes.
        about_token: Tells from a 401's body whether the token is what it is about.
        authorization: Makes the value of the `Authorization` header from a token.

    Raises:
        ConfigurationError: An address or a setting that cannot work.
    """

    _address_is: ClassVar[str] = "base_url="
    _models: ClassVar[str]
    _later: ClassVar[tuple[str, ...]] = ("plankit.page", "plankit.paging")

    def __init__(
        self,
        base_url: str,
        source: TokenSource,
        *,
        budget: Budget,
        settings: ClientSettings,
        token_url: str | None = None,
        about_token: Callable[[bytes], bool] = lambda _: True,
        authorization: Callable[[str], bytes] = bearer,
    ) -> None:
        check_settings(settings, ClientSettings, type(self).__name__)
        insecure = settings.get("allow_insecure", False)
        self._base_url = checked(base_url, name="base_url", allow_insecure=insecure)
        if token_url is not None:
            token_url = checked(token_url, name="token_url", allow_insecure=insecure)
        self._budget = settings.get("budget") or budget
        if source.token_url is not None:
            checked(source.token_url, name="token_url", allow_insecure=insecure)
        self._source = source
        self._authorization = authorization
        wrong = ConfigurationError
        self._timeout = seconds("timeout", settings.get("timeout", DEFAULT_TIMEOUT), error=wrong)
        self._deadline = seconds("deadline", settings.get("deadline", DEFAULT_DEADLINE), error=wrong)
        self._max_wait = seconds("max_wait", settings.get("max_wait"), error=wrong, zero=True)
        self._unverified = settings.get("unverified", False)
        self._closed = False
        transport = settings.get("transport")
        self._wire = transport or Wire()
        wire = self._wire if transport is None else Shared(transport)
        authorized = AuthTransport(
            wire, source, origin=self._base_url, about_token=about_token, authorization=authorization
        )
        paced = PacingTransport(authorized, self._budget)
        quota = self._budget.retries
        clock = settings.get("clock") or SYSTEM
        self._now = clock.monotonic
        self._stack = RetryTransport(
            paced,
            policy=settings.get("retry"),
            quota=quota,
            timeout=self._timeout,
            deadline=self._deadline,
            clock=clock,
            address=self._address_is,
        )
        self._token_stack = RetryTransport(
            PacingTransport(wire, self._budget, front=True), policy=settings.get("retry"), quota=quota, clock=clock
        )
        source.attach(self._token_stack, token_url)
        self._base = Base(
            self._base_url,
            [
                (b"Accept", b"application/json"),
                (b"Accept-Encoding", b"gzip, deflate"),
                (b"User-Agent", _user_agent()),
            ],
        )

    def __repr__(self) -> str:
        # Some tools print the local variables of a traceback, a client that could not be built among them.
        return f"<{type(self).__name__} {getattr(self, '_base_url', '(not built)')}>"

    @property
    def base_url(self) -> str:
        """The service's address."""
        return self._base_url

    @property
    def budget(self) -> Budget:
        """What this client may do; give it to another client to share it."""
        return self._budget

    @property
    def token_source(self) -> TokenSource:
        """Where this client's tokens come from; give it to another client as `credentials=` to share it."""
        return self._source

    @property
    def transport(self) -> httpx.AsyncBaseTransport:
        """The whole stack, for `httpx.AsyncClient(transport=...)` under the generated functions.

        It has this client's tokens, pacing and retries, and lives as long as this client. Operations that no public
        page confirms and that write are refused here, too, unless the client was built with `unverified=True`.
        """
        return Shared(self._stack, self._check_request)

    def secrets(self) -> tuple[str, ...]:
        """Return what must never be shown or written: the credential's secret, and the last tokens in each spelling.

        For masking what a server says, which may repeat them: `plankit.masking.mask(text, client.secrets())`.
        """
        tokens = self._source.tokens()
        spelled = (self._authorization(token).decode("ascii").partition(" ")[2] for token in tokens)
        # What is shorter would mask parts of words.
        known = dict.fromkeys([*self._source.secrets(), *tokens, *spelled])
        return tuple(secret for secret in known if len(secret) >= _SHORTEST)

    async def token(self) -> Token:
        """Return the bearer token in use, fetched or refreshed if need be: a check of the credential.

        With `raw()`, status, headers and attempts are those of the answer that brought it.

        Raises:
            AuthenticationError: The token endpoint refused the credential.
            ProtocolError, TransportError, DeadlineExceededError, ServerError: No token could be had.
        """
        self._check_open()
        token = await self._source.get(Call(deadline=self._deadline, now=self._now))
        exchanges = _exchanges.get()
        if exchanges is not None and token.response is not None:
            exchanges.append((token.response, token.response.extensions.get(ATTEMPTS, ())))
        return token

    async def warm_up(self, *, connections: int = 1) -> None:
        """Do now what the first calls would wait for: modules, a token, connections to the service.

        Args:
            connections: How many connections are to be open; none is made through a proxy, or by a transport that
                cannot make one in advance.

        Raises:
            AuthenticationError: The token endpoint refused the credential.
            TransportError: The service could not be reached.
            ProtocolError, DeadlineExceededError, ServerError: No token could be had.
            ConfigurationError: The proxy cannot be used, as every call would say.
        """
        whole("connections", connections, least=0, error=InvalidArgumentError)
        load(self, self._models, *self._later)
        await self.token()
        await self._budget.ready()  # the token took a slot
        make: Callable[[str, int], Awaitable[None]] | None = getattr(self._wire, "warm_up", None)
        if make is None:
            return
        try:
            with anyio.fail_after(self._timeout):
                await make(self._base_url, connections)
        except (httpx.TransportError, TimeoutError) as problem:
            told = str(problem) or f"not within timeout={self._timeout:g} s"
            msg = f"{self._base_url} could not be reached ({told}). Is the address right?"
            raise TransportError(msg) from problem

    async def call(self, operation: Operation[T], options: CallOptions, *args: Any, **arguments: Any) -> T:
        """Call *operation* and return its decoded result: the way of every method of the facade.

        Raises:
            ConfigurationError: The client is closed, or the operation is an unverified write that was not allowed.
            InvalidArgumentError: An argument was refused; nothing was sent.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.
        """
        self._check_open()
        self._check_verified(operation.info)
        request = operation.request(self._base, options, *args, **arguments)
        reading = Reading(empty=operation.empty, codes=operation.codes, refused=operation.refused)
        call = Call(
            safety=operation.info.safety,
            operation=operation.info,
            timeout=options.get("timeout", self._timeout),
            deadline=options.get("deadline", self._deadline),
            max_wait=options.get("max_wait", self._max_wait),
            max_body=options.get("max_body", operation.max_body),
            spool=operation.spooled,
            classify=reading,
            ahead=reading.ahead,
            now=self._now,
        )
        request.extensions[CALL] = call
        response = await self._stack.handle_async_request(request)
        exchanges = _exchanges.get()
        if exchanges is not None:
            exchanges.append((response, response.extensions[ATTEMPTS]))
        return operation.result(response, reading, call, request)

    def bulk(
        self, method: Callable[..., Awaitable[Any]] | str, rows: object = None, **options: Unpack[JobOptions]
    ) -> Job:
        """Make a job that calls a method of this client that writes, once for each row; killed and resumed.

        Args:
            method: The method, or its path: `admin.users.update` or `"users.update"`.
            rows: The rows: an iterable or an asynchronous iterable of mappings with the method's arguments by name.
            options: See `plankit.bulk.Job`: `journal=` above all.

        Example:
            `job = admin.bulk(admin.users.update, [{"user_id": "7", "active": False}], journal="off.job")`, and then
            `report = await job.run()`.

        Raises:
            InvalidArgumentError: No method of this client, one that only reads, or rows or options that are none.
        """
        from plankit.bulk.calls import Calls  # noqa: PLC0415 - only when it is used
        from plankit.bulk.job import Job  # noqa: PLC0415 - same

        return Job(Calls(self, method), rows, **options)

    def _check_open(self) -> None:
        if self._closed:
            msg = f"This {type(self).__name__} is closed: make calls inside its `async with` block, or make a new one."
            raise ConfigurationError(msg)

    def _check_verified(self, operation: OperationInfo | None) -> None:
        if operation is not None and operation.unverified and operation.safety != "read" and not self._unverified:
            msg = (
                f"{operation.service}.{operation.id} writes, and no public page confirms its path or body. Build the "
                "client with unverified=True once you have checked it against your tenant. Nothing was sent."
            )
            raise ConfigurationError(msg)

    def _check_request(self, request: httpx.Request) -> None:
        self._check_open()
        self._check_verified(request.extensions.get(OPERATION))

    async def __aenter__(self) -> Self:
        self._check_open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            await self.aclose()
        except ConfigurationError:
            if error is None:
                raise

    async def aclose(self) -> None:
        """Close the connections that this client made; what was passed in stays open.

        Raises:
            ConfigurationError: They live on another event loop than this one.
        """
        self._closed = True
        self._source.detach(self._token_stack)
        await self._stack.aclose()


def check_settings(settings: ClientSettings, known: type[ClientSettings], client: str) -> None:
    """Refuse settings that do not exist, or are of another type than they must be.

    Raises:
        TypeError: A setting that is not one of *known*.
        ConfigurationError: One of another type.
    """
    unknown = settings.keys() - known.__annotations__.keys()
    if unknown:
        msg = (
            f"{client}() got an unexpected keyword argument {min(unknown)!r}; besides address and credentials it takes "
            f"{', '.join(known.__annotations__)}."
        )
        raise TypeError(msg)
    for name, kind in (("budget", Budget), ("retry", RetryPolicy), ("transport", httpx.AsyncBaseTransport)):
        value: object = settings.get(name)
        if value is not None and not isinstance(value, kind):
            msg = f"{client}: {name}={value!r} is no {kind.__name__}; give one, such as {_SUCH[name]}."
            raise ConfigurationError(msg)


_SUCH = {"budget": "Budget(500)", "retry": "RetryPolicy(attempts=2)", "transport": "httpx.MockTransport(...)"}


def _user_agent() -> bytes:
    return f"plankit/{__version__} python-httpx/{httpx.__version__}".encode("ascii")
