"""One client, one event loop: say so clearly instead of failing strangely."""

from __future__ import annotations

from anyio.lowlevel import current_token

from plankit.errors import ConfigurationError


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
        here = current_token().native_token
        if self._home is None:
            self._home = here
        elif self._home is not here:
            msg = (
                "This client was first used on another event loop, where its connections live. Make one client per "
                "event loop: for example inside the function that you hand to asyncio.run() or trio.run()."
            )
            raise ConfigurationError(msg)
