"""Serve an estate from a thread of this process: one event loop, one socket a service."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, cast

import uvicorn

from plankit.sandbox.clock import SYSTEM
from plankit.sandbox.delivery import Protocol
from plankit.sandbox.estate import Estate

if TYPE_CHECKING:
    from plankit.sandbox.clock import Clock
    from plankit.sandbox.service import Service
    from plankit.sandbox.settings import Settings

_BACKLOG = 2048
_TICK = 0.1
_MOMENT = 0.1
_BREATH = 0.001
_PATIENCE = 10.0
#: Of the event loop: half as many take a request from the listening socket to its service, or close a connection.
_TURNS = 12


class _Server(uvicorn.Server):
    """A server that stops at once, connections included: nothing waits for a client that keeps one open."""

    def __init__(self, service: Service, clock: Clock) -> None:
        super().__init__(
            uvicorn.Config(
                cast("Any", service),
                http=Protocol if clock is SYSTEM else _dated(clock),
                ws="none",
                loop="asyncio",
                lifespan="off",
                access_log=False,
                # The logging of the process belongs to the application that runs the sandbox.
                log_config=None,
                server_header=False,
                date_header=clock is SYSTEM,
                proxy_headers=False,
                timeout_keep_alive=75,
                backlog=_BACKLOG,
            )
        )
        self.serving = asyncio.Event()
        self.stopping = asyncio.Event()

    async def main_loop(self) -> None:
        """Keep the `Date` header right until it is time to stop."""
        self.serving.set()
        tick = 0
        while not await self.on_tick(tick):
            tick = (tick + 1) % 864_000
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), _TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close everything. Requests under way learn that their client is gone, and have a moment to end.

        uvicorn sleeps for as long as that moment even where nothing is under way, which would be most of the time that
        a sandbox of a short test takes.
        """
        for listening in self.servers:
            listening.close()
        for listener in sockets or ():
            listener.close()
        state, now = self.server_state, asyncio.get_running_loop().time
        until = now() + _MOMENT
        while True:
            for connection in list(state.connections):
                transport = cast("asyncio.Transport | None", getattr(connection, "transport", None))
                if transport is not None:
                    transport.abort()
            # Connections that were accepted just now show after this.
            await asyncio.sleep(_BREATH)
            if not (state.connections or state.tasks) or now() >= until:
                break
        for listening in self.servers:
            await listening.wait_closed()

    def stop(self) -> None:
        """Leave the main loop now."""
        self.should_exit = self.force_exit = True
        self.stopping.set()


def _dated(clock: Clock) -> type[Protocol]:
    """A protocol whose `Date` goes by *clock*: it may leap between two requests."""

    class Dated(Protocol):
        def on_headers_complete(self) -> None:
            date = formatdate(clock.wall(), usegmt=True).encode()
            self.server_state.default_headers = [(b"date", date)]
            super().on_headers_complete()

    return Dated


def _bind(port: int) -> socket.socket:
    # With the protocol unnamed asyncio would leave TCP_NODELAY off, and each answer would wait 40 ms for an ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        # From here on connections queue, so the address may be told before the loop runs.
        listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


class ThreadBackend:
    """An estate served from a thread.

    Args:
        settings: How to behave.
        clock: What the servers know of time.
    """

    def __init__(self, settings: Settings, clock: Clock = SYSTEM) -> None:
        self._settings = settings
        self._clock = clock
        self._estate: Estate | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._servers: list[_Server] = []

    @property
    def credentials(self) -> dict[str, str]:
        """The accepted credentials, by the names of the settings."""
        return self.estate.credentials

    @property
    def estate(self) -> Estate:
        """The estate, there from the start on and after the end."""
        if self._estate is None:
            message = "the sandbox has not started; use it in `with sandbox() as s:`"
            raise RuntimeError(message)
        return self._estate

    def start(self) -> list[str]:
        """Serve; give the addresses in the order of the services.

        Raises:
            OSError: A port is taken.
            RuntimeError: The servers did not come up.
        """
        self._estate = Estate(self._settings, self._clock)
        applications = self._estate.applications()
        with contextlib.ExitStack() as opened:
            sockets = [opened.enter_context(_bind(port)) for _, port in applications]
            addresses = [f"http://127.0.0.1:{listener.getsockname()[1]}" for listener in sockets]
            pairs = [(service, listener) for (service, _), listener in zip(applications, sockets, strict=True)]
            ready = threading.Event()
            self._thread = threading.Thread(target=self._run, args=(pairs, ready), name="plankit-sandbox", daemon=True)
            self._thread.start()
            if not ready.wait(_PATIENCE) or not self._servers:
                message = "the servers of the sandbox did not start"
                raise RuntimeError(message)
            opened.pop_all()
        return addresses

    def _run(self, pairs: list[tuple[Service, socket.socket]], ready: threading.Event) -> None:
        try:
            asyncio.run(self._serve(pairs, ready))
        finally:
            ready.set()

    async def _serve(self, pairs: list[tuple[Service, socket.socket]], ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        servers = [_Server(service, self._clock) for service, _ in pairs]
        async with asyncio.TaskGroup() as group:
            for server, (_, listener) in zip(servers, pairs, strict=True):
                group.create_task(server.serve(sockets=[listener]))
            for server in servers:
                await server.serving.wait()
            self._servers = servers
            ready.set()

    def stop(self) -> None:
        """Close all connections and end the thread."""
        thread, loop = self._thread, self._loop
        if thread is None or loop is None:
            return
        for server in self._servers:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(server.stop)
        thread.join(_PATIENCE)
        self._thread = None

    def call(self, name: str, *arguments: object) -> object:
        """Call a method of the estate."""
        return self._busy() if name == "busy" else getattr(self.estate, name)(*arguments)

    def _busy(self) -> int:
        """Calls under way, those of which the servers have not heard yet included.

        What a client has sent, and its leaving, may still lie in the sockets; and who has closed a connection may not
        have come to it.
        """
        busy = self.estate.busy()
        if not busy:
            self._turn()
            busy = self.estate.busy()
        return busy

    def _turn(self) -> None:
        """Let the servers take up what lies in their sockets, and end what they have begun to close."""
        thread, loop = self._thread, self._loop
        if thread is None or loop is None or thread is threading.current_thread():
            return
        over = threading.Event()

        def turn(left: int) -> None:
            if left:
                loop.call_soon(turn, left - 1)
            else:
                over.set()

        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(turn, _TURNS)
            while not over.wait(_MOMENT) and thread.is_alive():
                pass
