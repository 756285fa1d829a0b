"""What requests travel over, as the command lets it be chosen: `--wire`."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    import httpx

WireName = Literal["default", "fast"]


@asynccontextmanager
async def opened(wire: WireName) -> AsyncGenerator[httpx.AsyncBaseTransport | None]:
    """Make the wire, and close it at the end; None for the default one, which is each client's own.

    Raises:
        ConfigurationError: It is not installed.
    """
    if wire == "default":
        yield None
        return
    from plankit.transport.fast import FastWire  # noqa: PLC0415 - the client is loaded late

    async with FastWire() as made:
        yield made


def told(wire: WireName) -> str:
    """Return what the wire is made of."""
    if wire == "fast":
        import aiohttp  # noqa: PLC0415 - only where it is used

        return f"fast: aiohttp {aiohttp.__version__}, plankit's own pool"
    import httpx  # noqa: PLC0415 - same

    return f"default: httpx {httpx.__version__}, plankit's own pool"
