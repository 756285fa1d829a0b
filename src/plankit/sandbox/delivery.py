"""How an answer reaches the client, or does not: the faults of the wire, on the server's own socket."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from plankit.sandbox.faults import CloseIdle, Cut, Drip, EndlessHead, Garbage, Spoil, Stall

if TYPE_CHECKING:
    from plankit.sandbox.faults import Fault, Point
    from plankit.sandbox.record import Call
    from plankit.sandbox.service import Message, Receive, Send
    from plankit.sandbox.wire import Answer

TRANSPORT = "plankit.transport"
_RESET = struct.pack("ii", 1, 0)
_LINES = 100
#: From bytes to a reset after them: the client's kernel should have handed them over.
_BREATH = 0.01


class Protocol(HttpToolsProtocol):
    """Tells the application which connection a request came by."""

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        cast("dict[str, Any]", self.scope)[TRANSPORT] = self.transport


class HungUpError(Exception):
    """The client went away before its request was complete, or the connection was cut."""


class Delivery:
    """One request's way in and its answer's way out, with the fault that a script chose.

    Args:
        scope: The scope of ASGI.
        receive: Gives the request's body, and tells that the client is gone.
        send: Takes the answer.
        fault: What goes wrong, or None.
    """

    def __init__(self, scope: Message, receive: Receive, send: Send, fault: Fault | None) -> None:
        self._transport: asyncio.Transport | None = scope.get(TRANSPORT)
        self._receive = receive
        self._send = send
        self._fault = fault

    async def at(self, point: Point, call: Call) -> None:
        """Pass a point of the way.

        Raises:
            HungUpError: The connection was cut here, or the client left while the call was stalled.
        """
        fault = self._fault
        if isinstance(fault, Cut) and fault.at == point:
            await self.cut(reset=fault.reset)
        elif isinstance(fault, Stall) and fault.at == point:
            await (self._watch if point == "request" else self.wait)(fault.seconds)
            if self.gone() and not call.applied:
                raise HungUpError

    async def wait(self, seconds: float) -> None:
        """Wait, though not longer than the client is there."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._left()

    async def _watch(self, seconds: float) -> None:
        """Wait as `wait` does, without a look at what the client sends: that would take its body away."""
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        while not self.gone() and (left := until - clock()) > 0:  # noqa: ASYNC110 - the transport tells by a flag only
            await asyncio.sleep(min(left, _BREATH))

    def gone(self) -> bool:
        """Whether the connection is closed."""
        return self._transport is not None and self._transport.is_closing()

    async def cut(self, *, reset: bool) -> None:
        """End the connection.

        Raises:
            HungUpError: Always.
        """
        transport = self._transport
        if transport is not None:
            if reset:
                with contextlib.suppress(OSError):
                    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                transport.abort()
            else:
                transport.close()
            # The server takes an application that returns without an answer for broken, unless the client is gone.
            await self._left()
        raise HungUpError

    async def _left(self) -> None:
        """Wait until the client is gone; what it sends meanwhile is not looked at."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def answer(self, answer: Answer, call: Call) -> None:
        """Send the answer, or what the fault makes of it."""
        fault = self._fault
        if isinstance(fault, Garbage):
            await self._raw(fault.data)
        if isinstance(fault, EndlessHead):
            await self._endless(fault)
        head = [*answer.headers, (b"content-length", str(len(answer.body)).encode())]
        if not self.gone():
            # Where there is no body, who has the head has all of it.
            call.tell("head" if answer.body else "answer")
        await self._send({"type": "http.response.start", "status": answer.status, "headers": head})
        if self._slow():
            await asyncio.sleep(_BREATH)
            await self.at("head", call)
        await self._body(answer.body, call)
        await self._send({"type": "http.response.body", "body": b""})
        if isinstance(fault, CloseIdle):
            await asyncio.sleep(fault.seconds)
            if self._transport is not None:
                self._transport.close()

    async def _body(self, body: bytes, call: Call) -> None:
        fault = self._fault
        shorter = isinstance(fault, Spoil) and fault.how == "shorter" and call.applied
        if isinstance(fault, Drip):
            for at in range(0, len(body), fault.size):
                await self._part(body[at : at + fault.size], call, last=at + fault.size >= len(body))
                if self.gone():
                    break
                await asyncio.sleep(fault.seconds)
        elif shorter or self._slow():
            half = len(body) // 2
            await self._part(body[:half], call)
            await asyncio.sleep(_BREATH)
            if shorter:
                await self.cut(reset=False)
            await self.at("body", call)
            await self._part(body[half:], call, last=True)
        else:
            await self._part(body, call, last=True)

    def _slow(self) -> bool:
        return isinstance(self._fault, Cut | Stall) and self._fault.at in ("head", "body")

    async def _part(self, data: bytes, call: Call, *, last: bool = False) -> None:
        if self.gone():
            return
        # Told before it is sent: who receives it may look at once.
        if data:
            call.tell("answer" if last else "part")
            await self._send({"type": "http.response.body", "body": data, "more_body": True})

    async def _raw(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)
            await asyncio.sleep(_BREATH)
        await self.cut(reset=False)

    async def _endless(self, fault: EndlessHead) -> None:
        transport: Any = self._transport
        if transport is not None:
            transport.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(0, fault.most, _LINES):
                lines = b"".join(b"x-header-%d: %d\r\n" % (line, line) for line in range(number, number + _LINES))
                transport.write(lines)
                await asyncio.sleep(_BREATH / 10)
                if self.gone():
                    break
        await self.cut(reset=False)
