"""What all tests share: both event loops, and proof that a test runs on the one it names."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import anyio
import pytest
import sniffio

BACKENDS = ("asyncio", "trio")


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
