"""One client, one event loop."""

from __future__ import annotations

import anyio
import pytest

from plankit import ConfigurationError
from plankit.transport.loop import LoopGuard


@pytest.mark.anyio
async def test_the_same_loop_is_accepted_again():
    guard = LoopGuard()
    guard.check()
    guard.check()


@pytest.mark.parametrize("first", ["asyncio", "trio"])
@pytest.mark.parametrize("second", ["asyncio", "trio"])
def test_another_loop_is_refused_with_advice(first, second):
    guard = LoopGuard()

    async def check() -> None:
        guard.check()

    anyio.run(check, backend=first)
    with pytest.raises(ConfigurationError, match="one client per event loop"):
        anyio.run(check, backend=second)
