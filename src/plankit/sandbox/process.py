"""Serve an estate from a process of its own, steered through a connection on a loopback port."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from multiprocessing.connection import Client, Listener
from typing import TYPE_CHECKING, Any, cast

from plankit.sandbox.settings import Settings
from plankit.sandbox.thread import ThreadBackend

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_PATIENCE = 10.0
_MAIN = "from plankit.sandbox.process import main; main()"
#: What a call may raise on the other side and the caller should see as it was.
_EXPECTED = (ValueError, TypeError)


class ProcessBackend:
    """An estate served from a process of its own. It ends with this process, whatever happens to this one.

    Args:
        settings: How to behave.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._child: subprocess.Popen[bytes] | None = None
        self._connection: Connection[Any, Any] | None = None
        self._lock = threading.Lock()
        self._last_audit: object = None
        self._credentials: dict[str, str] = {}

    @property
    def credentials(self) -> dict[str, str]:
        """The accepted credentials, by the names of the settings."""
        return self._credentials

    def start(self) -> list[str]:
        """Serve; give the addresses in the order of the services.

        Raises:
            RuntimeError: The process did not come up; its message says why.
        """
        key = secrets.token_bytes(32)
        orders = {"settings": dataclasses.asdict(self._settings), "key": key.hex()}
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        # What is secret goes through the pipe: arguments and environment can be read by others.
        child = subprocess.Popen(  # noqa: S603 - this interpreter, fixed arguments
            [sys.executable, "-c", _MAIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
        self._child = child
        if child.stdin is None or child.stdout is None:
            message = "the process of the sandbox has no pipes"
            raise RuntimeError(message)
        try:
            child.stdin.write(json.dumps(orders).encode() + b"\n")
            child.stdin.flush()
            told: dict[str, Any] = json.loads(child.stdout.readline() or b"{}")
            if "port" not in told:
                reason = told.get("error", "its traceback says why")
                message = f"the process of the sandbox did not start: {reason}"
                raise RuntimeError(message)  # noqa: TRY301 - the child must be ended either way
            self._connection = Client(("127.0.0.1", told["port"]), authkey=key)
        except BaseException:
            self._end(child)
            raise
        self._credentials = told["credentials"]
        addresses: list[str] = told["addresses"]
        return addresses

    def stop(self) -> None:
        """End the process; its last audit stays readable."""
        child = self._child
        if child is None:
            return
        with contextlib.suppress(OSError, EOFError, RuntimeError):
            self._last_audit = self.call("audit")
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
        self._end(child)
        self._child = None

    @staticmethod
    def _end(child: subprocess.Popen[bytes]) -> None:
        # The end of its input is the order to leave.
        with contextlib.suppress(OSError):
            child.communicate(timeout=_PATIENCE)
        if child.poll() is None:
            child.kill()
            child.wait()

    def call(self, name: str, *arguments: object) -> object:
        """Call a method of the estate on the other side.

        Raises:
            RuntimeError: The process is not there, or failed.
        """
        with self._lock:
            if self._connection is None:
                if name == "audit" and self._last_audit is not None:
                    return self._last_audit
                message = "the process of the sandbox does not run"
                raise RuntimeError(message)
            self._connection.send((name, arguments))
            failed, value = self._connection.recv()
        if failed:
            if isinstance(value, _EXPECTED):
                raise value
            message = f"the process of the sandbox failed: {value}"
            raise RuntimeError(message)
        return cast("object", value)


def main() -> None:
    """What the other process does: read its orders, serve, obey until its input ends."""
    # Ctrl-C in a terminal reaches both processes; the first one decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    orders = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_leave_at_end, daemon=True).start()
    backend = ThreadBackend(Settings(**orders["settings"]))
    try:
        addresses = backend.start()
    except (OSError, RuntimeError) as error:
        _tell({"error": str(error)})
        return
    # The collector would stop the servers for tens of milliseconds over the seeded data, and requests that arrived
    # evenly would be counted in a bunch. What is seeded stays to the end; of the rest only what is young is looked at,
    # little at a time, since what gets older is records that are kept.
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 1_000_000, 1_000_000)
    with Listener(("127.0.0.1", 0), authkey=bytes.fromhex(orders["key"])) as listener:
        port = cast("tuple[str, int]", listener.address)[1]
        _tell({"port": port, "addresses": addresses, "credentials": backend.credentials})
        connection = listener.accept()
    with connection, contextlib.suppress(EOFError, OSError):
        while True:
            name, arguments = connection.recv()
            try:
                connection.send((False, backend.call(name, *arguments)))
            except _EXPECTED as error:
                connection.send((True, error))
            except Exception as error:  # noqa: BLE001 - told to the other side
                connection.send((True, repr(error)))
    backend.stop()
    # An interpreter that ends in order dies of the thread that still reads the orders.
    os._exit(0)


def _tell(facts: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def _leave_at_end() -> None:
    sys.stdin.buffer.read()
    os._exit(0)
