"""Planbox's dates, which come as texts. Pure."""

from __future__ import annotations

import datetime as dt


def as_date(text: object) -> dt.date | None:
    """Return the day that *text* names (`2013-08-26`, or the beginning of a longer text), or None if it is none.

    Example:
        `as_date(product.iteration_start)`
    """
    try:
        return dt.date.fromisoformat(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None


def as_datetime(text: object) -> dt.datetime | None:
    """Return the moment that *text* names, or None if it is none.

    `created_on` of a product comes without a time zone and none is documented, so that its moment has none either;
    the alpha interface's `created_at` has one.

    Example:
        `as_datetime(product.created_on)`
    """
    try:
        return dt.datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
