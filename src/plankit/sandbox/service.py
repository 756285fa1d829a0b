"""One service as an ASGI application: record, route, admit, apply, answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeAlias

from plankit.sandbox.damage import spoiled
from plankit.sandbox.delivery import Delivery, HungUpError
from plankit.sandbox.faults import Late, Respond, Spoil
from plankit.sandbox.record import Call
from plankit.sandbox.script import Script
from plankit.sandbox.wire import Answer, RefusedError, Router

if TYPE_CHECKING:
    import threading
    from collections.abc import Awaitable, Callable, Coroutine, Iterable, MutableMapping

    from plankit.sandbox.admin.tokens import Tokens
    from plankit.sandbox.faults import Act, Fault, Interceptor
    from plankit.sandbox.recorder import Recorder
    from plankit.sandbox.settings import Settings
    from plankit.sandbox.wire import Headers, Operation

Message: TypeAlias = "MutableMapping[str, Any]"
Receive: TypeAlias = "Callable[[], Awaitable[Message]]"
Send: TypeAlias = "Callable[[Message], Awaitable[None]]"

_UNAUTHORIZED = RefusedError(
    401, "UNAUTHORIZED", "The token is missing, expired or revoked", ((b"www-authenticate", b"Bearer"),)
).answer()
_ERRORS_FROM = 400


class Common:
    """What the services of one sandbox share.

    Args:
        settings: How to behave; replaced as a whole when it changes.
        lock: Guards everything here and the state of every service.
        clock: Monotonic seconds.
        wall: Seconds since the epoch.
        recorder: Counts and keeps the requests.
        tokens: The tokens all services accept.
    """

    def __init__(
        self,
        settings: Settings,
        lock: threading.RLock,
        clock: Callable[[], float],
        wall: Callable[[], float],
        recorder: Recorder,
        tokens: Tokens,
    ) -> None:
        self.settings = settings
        self.lock = lock
        self.clock = clock
        self.wall = wall
        self.recorder = recorder
        self.tokens = tokens
        self.interceptors: list[Interceptor] = []
        self.script: Script = Script()
        self.act: Callable[[Act], object] = lambda _: None
        #: Calls under way.
        self.busy = 0

    def strike(self, call: Call) -> Fault | None:
        """Give the fault that the script has for a call which has just arrived, after doing what it wants done."""
        if not self.script.lines:
            return None
        operation = None if call.operation is None else call.operation.id
        call.fault, acts = self.script.decide(operation, call.service, call.at)
        for act in acts:
            self.act(act)
        return call.fault


class Service:
    """The part that all services have in common.

    Args:
        name: The name in the records.
        common: What the services share.
        operations: What the service can do.
    """

    def __init__(self, name: str, common: Common, operations: Iterable[Operation]) -> None:
        self.name = name
        self.common = common
        self._router = Router(operations)

    @property
    def operations(self) -> frozenset[str]:
        """The ids of its operations."""
        return self._router.ids

    def admit(self, call: Call) -> Answer | None:  # noqa: ARG002 - for services that limit requests on arrival
        """Refuse a request on arrival, before anything is known of it."""
        return None

    def charge(self, call: Call) -> Answer | None:  # noqa: ARG002 - for services that charge the customer
        """Refuse a request for which the customer has no points left; its token is known to be good."""
        return None

    def authorize(self, call: Call) -> Answer | None:
        """Refuse a request whose credential is missing or wrong."""
        if self.common.tokens.live(call.header(b"authorization"), call.at):
            return None
        return _UNAUTHORIZED

    def refused(self, error: RefusedError) -> Answer:
        """The answer to a refused request, in the shape of the service."""
        return error.answer()

    def stamp(self, call: Call) -> Headers:  # noqa: ARG002 - for services that tell their limit with every answer
        """Headers for every answer, a refusal too."""
        return ()

    def receipt(self) -> Headers:
        """Headers for a successful answer."""
        return ()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        common = self.common
        path: bytes = scope.get("raw_path") or scope["path"].encode()
        call = Call(self.name, scope["method"], path, scope["query_string"], scope["headers"], common.clock())
        with common.lock:
            common.busy += 1
        try:
            with common.lock:
                call.refusal = self._arrive(call)
                fault = common.strike(call)
            delivery = Delivery(scope, receive, send, fault)
            await self._serve(call, delivery, receive)
        except HungUpError:
            return
        except asyncio.CancelledError:
            # Only the end of the sandbox cancels; the connection is gone by then.
            return
        finally:
            with common.lock:
                common.recorder.ended(call)
                common.busy -= 1

    async def _serve(self, call: Call, delivery: Delivery, receive: Receive) -> None:
        common = self.common
        await delivery.at("request", call)
        if not await _read(call, receive, common.settings.max_body):
            call.refusal = _TOO_LARGE
        await delivery.at("read", call)
        if isinstance(call.fault, Late):
            await delivery.wait(call.fault.most)
            await asyncio.sleep(call.fault.seconds)
        with common.lock:
            common.recorder.read(call)
            answer = self._answer(call)
            call.status = answer.status
        if answer.delay > 0:
            await asyncio.sleep(answer.delay)
        call.answered = call.refusal is _TOO_LARGE or not _hung_up(receive)
        with common.lock:
            common.recorder.answered(call, answer.status)
        await delivery.at("applied", call)
        await delivery.answer(answer, call)

    def _answer(self, call: Call) -> Answer:
        """Carry the call out, unless it was refused on arrival or by a fault."""
        fault = call.fault
        respond = fault if isinstance(fault, Respond) else None
        if respond is not None and not respond.applied:
            answer = _responded(respond)
        else:
            answer = call.refusal or self._apply(call)
            if respond is not None and call.applied:
                answer = _responded(respond)
            elif isinstance(fault, Spoil) and call.applied:
                answer = Answer(answer.status, spoiled(answer.body, fault), answer.headers, answer.delay)
        stamped = self.stamp(call)
        return Answer(answer.status, answer.body, (*answer.headers, *stamped), answer.delay) if stamped else answer

    def _arrive(self, call: Call) -> Answer | None:
        refusal = None
        try:
            call.operation, call.arguments = self._router.find(call.method, call.path)
        except RefusedError as error:
            refusal = self.refused(error)
        self.common.recorder.arrived(call)
        return self.admit(call) or refusal

    def _apply(self, call: Call) -> Answer:
        common, operation = self.common, call.operation
        if operation is None:
            message = "a call without an operation must have been refused on arrival"
            raise AssertionError(message)
        delay = common.settings.token_latency if operation.free else common.settings.latency
        answer = None
        if not operation.free:
            answer = self.authorize(call) or self.charge(call)
        if answer is None:
            answer = self._handle(call, operation)
        return Answer(answer.status, answer.body, answer.headers, answer.delay + delay)

    def _handle(self, call: Call, operation: Operation) -> Answer:
        interceptors = self.common.interceptors
        for interceptor in interceptors:
            refusal = interceptor.before(call)
            if refusal is not None:
                return refusal
        try:
            answer = operation.handle(call)
            call.applied = answer.status < _ERRORS_FROM
        except RefusedError as error:
            # Its status tells nothing: Planbox refuses with 200.
            answer = self.refused(error)
        if call.applied and not operation.free:
            receipt = self.receipt()
            if receipt:
                answer = Answer(answer.status, answer.body, (*answer.headers, *receipt), answer.delay)
        for interceptor in reversed(interceptors):
            answer = interceptor.after(call, answer)
        return answer


_TOO_LARGE = RefusedError(413, "BODY_TOO_LARGE", "The body is too long", ((b"connection", b"close"),)).answer()


async def _read(call: Call, receive: Receive, most: int) -> bool:
    """Read the body; False when it is longer than `most` bytes."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HungUpError
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > most:
            return False
        if chunk:
            chunks.append(chunk)
        if not message.get("more_body", False):
            call.body = chunks[0] if len(chunks) == 1 else b"".join(chunks)
            return True


def _hung_up(receive: Receive) -> bool:
    """Whether the client is gone, asked without waiting: the coroutine either has the news or is dropped."""
    coroutine: Coroutine[Any, Any, Message] = receive()  # type: ignore[assignment]
    try:
        coroutine.send(None)
    except StopIteration as news:
        return bool(news.value["type"] == "http.disconnect")
    coroutine.close()
    return False


def _responded(respond: Respond) -> Answer:
    headers = tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in respond.headers)
    return Answer(respond.status, respond.body, headers)
