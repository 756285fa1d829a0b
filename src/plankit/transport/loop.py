"""One client, one event loop: say so clearly instead of failing strangely."""

from __future__ import annotations

import sys

from anyio.lowlevel import current_token

from plankit.errors import ConfigurationError


def running() -> object:
    """Return the event loop that runs now: the same object as long as it does."""
    asyncio = sys.modules.get("asyncio")  # It takes long to import, and trio does not need it.
    if asyncio is not None:
        try:
            return asyncio.get_running_loop()
        except RuntimeError:
            pass
    return current_token().native_token


def on_asyncio() -> bool:
    """Return whether the running event loop is asyncio's, and not trio as a guest of it."""
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        return False
    try:
        return asyncio.current_task() is not None
    except RuntimeError:
        return False


class LoopGuard:
    """Remembers the event loop of the first use and refuses another."""

    __slots__ = ("_home",)

    def __init__(self) -> None:
        self._home: object = None

    def check(self) -> None:
        """Accept the running event loop, or refuse it.

        Raises:
            ConfigurationError: The client was first used on another event loop.
        """
        here = running()
        if self._home is None:
            self._home = here
        elif self._home is not here:
            msg = (
                "This client was first used on another event loop, where its connections live. Make one client per "
                "event loop: for example inside the function that you hand to asyncio.run() or trio.run()."
            )
            raise ConfigurationError(msg)
