"""Readers of the headers that steer a client. Pure; never trust, never raise."""

from __future__ import annotations

import math
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpx

from plankit.transport.points import Remaining

if TYPE_CHECKING:
    from collections.abc import Mapping

_REMAINING, _REMAINING_TOO = "x-rate-limit-remaining", "x-ratelimit-remaining"
_POINTS = frozenset(map(len, (_REMAINING, _REMAINING_TOO)))
_KEPT = frozenset(
    {
        "content-type",
        "date",
        "location",
        "request-id",
        "retry-after",
        "server",
        "x-rate-limit-remaining",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-request-id",
    }
)


def number(text: str | None) -> float | None:
    """Return a non-negative finite number, or None for anything else."""
    # Python reads more than HTTP has: 1_0, and the digits of other scripts. No honest number is longer.
    if text is None or len(text) > 32 or not text.isascii() or "_" in text:  # noqa: PLR2004 - as the comment says
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0.0 else None


def retry_after(headers: Mapping[str, str], wall: float) -> float | None:
    """Return the seconds of `Retry-After`, given as a number or as a date.

    Args:
        headers: The answer's headers.
        wall: Now, in seconds since the epoch.

    Source: RFC 9110 section 10.2.3; Planview Admin API, "Working with Rate Limits".
    """
    text = headers.get("retry-after")
    if text is None:
        return None
    seconds = number(text.strip())
    if seconds is not None:
        return seconds
    try:
        when = parsedate_to_datetime(text)
        stamp = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return max(stamp - wall, 0.0)


def remaining(headers: Mapping[str, str], wall: float) -> Remaining | None:
    """Return what the headers say about the points left, or None.

    Planview Admin sends `X-Rate-Limit-Remaining`; Mattermost `X-RateLimit-Limit`, `-Remaining` and `-Reset`, the
    last as seconds from now although its documentation says epoch seconds (facts/playbooks_server.md).
    """
    if isinstance(headers, httpx.Headers):
        # Most servers tell nothing: looked up by name, that would take three times as long to learn.
        for name, _ in headers.raw:
            if len(name) in _POINTS:
                break
        else:
            return None
    points = number(headers.get(_REMAINING))
    if points is not None:
        return Remaining(points)
    points = number(headers.get(_REMAINING_TOO))
    if points is None:
        return None
    reset = number(headers.get("x-ratelimit-reset"))
    if reset is not None and reset > wall / 2:
        reset = max(reset - wall, 0.0)
    return Remaining(points, number(headers.get("x-ratelimit-limit")), reset)


def kept(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that an error may carry: an allow-list, so that no cookie or token gets in."""
    return {name: value[:500] for name, value in headers.items() if name in _KEPT}
