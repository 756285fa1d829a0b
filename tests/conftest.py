"""What all tests share: both event loops, proof that a test runs on the one it names, and turns among processes."""

from __future__ import annotations

import contextlib
import functools
import inspect
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import hypothesis
import pytest
import sniffio

try:
    import fcntl
except ImportError:  # Windows: tests marked `alone` have company there.
    fcntl = None

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

BACKENDS = ("asyncio", "trio")

# A machine that stalls makes an example, or making it, take longer: that is nothing a test says. What passes once passes
# everywhere: new examples are looked for by who asks for them, `pytest --hypothesis-profile=explore`.
_UNHURRIED = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("explore", _UNHURRIED)
hypothesis.settings.register_profile("steady", _UNHURRIED, derandomize=True)
hypothesis.settings.load_profile("steady")


@pytest.fixture(params=BACKENDS)
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """The event loop of a test marked `anyio`: every such test runs on both."""
    return request.param


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """Make every asynchronous test assert its event loop: a wrong plugin mode would run "trio" on asyncio."""
    backend = pyfuncitem.funcargs.get("anyio_backend")
    if backend is None or not inspect.iscoroutinefunction(pyfuncitem.obj):
        return
    test = pyfuncitem.obj
    name = backend if isinstance(backend, str) else backend[0]

    @functools.wraps(test)
    async def on_the_named_loop(*args: Any, **kwargs: Any) -> None:
        assert sniffio.current_async_library() == name
        with anyio.fail_after(100):
            await test(*args, **kwargs)

    pyfuncitem.obj = on_the_named_loop


class Room:
    """Where the tests of all workers of pytest-xdist run side by side, and those marked `alone` by themselves.

    Whoever wants to go in passes the door. A test that wants to be alone keeps the door shut until all others have
    left, so nobody overtakes it. Locks of a process that dies are gone with it.
    """

    def __init__(self, run: str) -> None:
        self._paths = [Path(tempfile.gettempdir()) / f"plankit-tests-{run}.{name}" for name in ("door", "room")]
        self._door, self._room = (os.open(path, os.O_CREAT | os.O_RDWR, 0o600) for path in self._paths)

    @contextlib.contextmanager
    def entered(self, *, alone: bool) -> Iterator[None]:
        fcntl.flock(self._door, fcntl.LOCK_EX)
        try:
            fcntl.flock(self._room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        finally:
            fcntl.flock(self._door, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(self._room, fcntl.LOCK_UN)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        # Outermost, so that waiting is no part of the time that a test may take.
        with self.entered(alone=item.get_closest_marker("alone") is not None):
            return (yield)

    def pytest_unconfigure(self) -> None:
        os.close(self._door)
        os.close(self._room)
        # All workers have both open since before the first test.
        for path in self._paths:
            path.unlink(missing_ok=True)


def pytest_configure(config: pytest.Config) -> None:
    worker = getattr(config, "workerinput", None)
    if worker is not None and fcntl is not None:
        config.pluginmanager.register(Room(worker["testrunuid"]), "plankit-room")
