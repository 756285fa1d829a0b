"""The times of Playbooks: milliseconds since the Unix epoch, 0 for never, and one field in nanoseconds. Pure."""

from __future__ import annotations

import reprlib
from datetime import UTC, datetime, timedelta

from plankit.bounds import whole
from plankit.errors import InvalidArgumentError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_NANOSECONDS = 1000


def to_datetime(milliseconds: int | None) -> datetime | None:
    """Return a time of the service (`create_at`, `end_at`, `update_at`, ...) as a moment in UTC.

    Args:
        milliseconds: Milliseconds since the Unix epoch.

    Returns:
        The moment; None for 0 and None, with which the service says never.

    Raises:
        InvalidArgumentError: It is no whole number, or beyond what a `datetime` can say.

    Source: facts/playbooks_server.md, "Fields".
    """
    if milliseconds is None:
        return None
    number = _number("milliseconds", milliseconds)
    if number == 0:
        return None
    try:
        return _EPOCH + number * _MILLISECOND
    except OverflowError as problem:
        msg = f"milliseconds={reprlib.repr(milliseconds)} is beyond what a datetime can say: are these nanoseconds?"
        raise InvalidArgumentError(msg) from problem


def to_milliseconds(moment: datetime) -> int:
    """Return a moment as the service counts it: milliseconds since the Unix epoch, rounded down.

    Args:
        moment: The moment, with a time zone: `datetime.now(UTC)`.

    Raises:
        InvalidArgumentError: It is no `datetime`, or has no time zone, so that it could be any of 24 moments.
    """
    return (_aware(moment) - _EPOCH) // _MILLISECOND


def to_timedelta(nanoseconds: int | None) -> timedelta | None:
    """Return `previous_reminder` of a run, the one field in nanoseconds, as a length of time.

    Args:
        nanoseconds: Nanoseconds; what is below a microsecond is cut off.

    Returns:
        The length; None for 0 and None, with which the service says that no reminder is set.

    Raises:
        InvalidArgumentError: It is no whole number, or beyond what a `timedelta` can say.

    Source: facts/playbooks_server.md, "Fields".
    """
    if nanoseconds is None:
        return None
    number = _number("nanoseconds", nanoseconds)
    if number == 0:
        return None
    try:
        return timedelta(microseconds=number // _NANOSECONDS)
    except OverflowError as problem:
        msg = f"nanoseconds={reprlib.repr(nanoseconds)} is beyond what a timedelta can say."
        raise InvalidArgumentError(msg) from problem


def milliseconds(name: str, moment: datetime | int | None) -> int | None:
    """Return what is sent for the filter *name*, given as a moment or in milliseconds.

    Raises:
        InvalidArgumentError: It is neither, or not after 1970 began, which servers take for no filter at all.
    """
    if moment is None:
        return None
    number = moment if isinstance(moment, int) else to_milliseconds(moment)
    return whole(name, number, error=InvalidArgumentError)


def _aware(moment: object) -> datetime:
    if not isinstance(moment, datetime):
        msg = f"{moment!r} is no datetime. Give one with a time zone, such as datetime.now(UTC). Nothing was sent."
        raise InvalidArgumentError(msg)
    if moment.utcoffset() is None:
        msg = (
            f"{moment!r} has no time zone, so that it could be any of 24 moments: give datetime.now(UTC), or "
            "moment.astimezone() for the time of this machine. Nothing was sent."
        )
        raise InvalidArgumentError(msg)
    return moment


def _number(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        msg = f"{name}={reprlib.repr(value)} is no whole number."
        raise InvalidArgumentError(msg)
    return value
