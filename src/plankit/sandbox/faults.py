"""Faults: what can go wrong with a call, and where on its way. Plain data; `plankit.sandbox.script` has the rules.

    from plankit.sandbox import faults

    server.fault(faults.Cut("applied"), operation="createLogs", first=2, times=1)
    server.fault(faults.throttled(1), service="logbook", probability=0.1, seed=7)

A call passes these points: `request` (its head is there, its body has not been read), `read` (all of it has arrived,
nothing was done), `applied` (it was carried out, nothing of an answer has left), `head` (the answer's head has left),
`body` (half of the answer's body has left).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
import zlib
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, get_args

from plankit.sandbox.ranges import one_of, seconds, whole

if TYPE_CHECKING:
    from plankit.sandbox.record import Call
    from plankit.sandbox.wire import Answer

__all__ = [
    "Act",
    "CloseIdle",
    "Cut",
    "Damage",
    "Drip",
    "EndlessHead",
    "Fault",
    "Garbage",
    "Interceptor",
    "Late",
    "Point",
    "Respond",
    "Spoil",
    "Stall",
    "bomb",
    "page",
    "redirect",
    "throttled",
]

Point = Literal["request", "read", "applied", "head", "body"]
Damage = Literal[
    "truncated", "shorter", "wrong_type", "empty", "html", "nulls", "surprises", "short_page", "empty_page"
]


class Interceptor(Protocol):
    """Sees each call twice, under the lock of the sandbox, so it must not wait.

    It is asked after routing, token and limits have let the call pass, and for the token endpoint too.
    """

    def before(self, call: Call) -> Answer | None:
        """Refuse the call by an answer of its own, so that nothing is applied; None lets it pass."""
        ...

    def after(self, call: Call, answer: Answer) -> Answer:
        """Replace the answer to a call that has been carried out (`call.applied`: it took effect)."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Respond:
    """Answer this instead of what the service says.

    Attributes:
        status: The HTTP status.
        body: The whole body.
        headers: Headers besides `content-length`.
        applied: Whether the service carries the call out first.
    """

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    applied: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no HTTP.

        Raises:
            ValueError: An impossible status or header.
        """
        if not 200 <= self.status < 600:  # noqa: PLR2004 - the final statuses of HTTP
            message = f"status must be from 200 to 599, not {self.status!r}"
            raise ValueError(message)
        for name, value in self.headers:
            if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
                message = f"the header {name!r} holds characters that HTTP does not allow"
                raise ValueError(message)


@dataclasses.dataclass(frozen=True, slots=True)
class Spoil:
    """Carry the call out and damage the body of its answer, if it is a good one.

    Attributes:
        how: `truncated`: half of the body under its own length; `shorter`: half of it under the length of the whole,
            then the connection is closed; `wrong_type`: other JSON than promised; `empty`; `html`: a page of a proxy;
            `nulls`: lists become null; `surprises`: unknown fields, and unknown words where a service has a few;
            `short_page`, `empty_page`: rows of a list are left out, as those that the caller may not see, and what
            tells whether more follow stays as it is.
        without: Keys taken out of the answer's objects, such as `id_token`; *how* may then be None.
        seed: Equal seeds damage alike.
    """

    how: Damage | None = None
    without: tuple[str, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse a damage that is none.

        Raises:
            ValueError: *how* is no word of `Damage`, or nothing is damaged.
        """
        one_of("how", self.how, (*get_args(Damage), None))
        if self.how is None and not self.without:
            message = "Spoil needs how= or without="
            raise ValueError(message)


@dataclasses.dataclass(frozen=True, slots=True)
class Cut:
    """End the connection.

    Attributes:
        at: Where on the way.
        reset: By a reset (RST) or an ordinary close (FIN).
    """

    at: Point
    reset: bool = True

    def __post_init__(self) -> None:
        """Refuse what is no point.

        Raises:
            ValueError: *at* is no word of `Point`.
        """
        one_of("at", self.at, get_args(Point))


@dataclasses.dataclass(frozen=True, slots=True)
class Stall:
    """Do nothing for a while, then go on if the client is still there.

    Attributes:
        at: Where on the way. A call that is stalled before `applied` is not carried out when its client has gone.
        seconds: How long.
    """

    at: Point
    seconds: float

    def __post_init__(self) -> None:
        """Refuse what is no point or no time.

        Raises:
            ValueError: *at* is no word of `Point`, or *seconds* is out of range.
        """
        one_of("at", self.at, get_args(Point))
        seconds("seconds", self.seconds)


@dataclasses.dataclass(frozen=True, slots=True)
class Late:
    """Carry the call out only when its client has given up: the answer reaches nobody.

    Attributes:
        seconds: From the moment that the client hung up.
        most: The longest wait for that; a client that waits longer gets its answer.
    """

    seconds: float = 0.0
    most: float = 60.0

    def __post_init__(self) -> None:
        """Refuse what is no time.

        Raises:
            ValueError: A number is out of its range.
        """
        seconds("seconds", self.seconds)
        seconds("most", self.most)


@dataclasses.dataclass(frozen=True, slots=True)
class Drip:
    """Send the answer's body slowly.

    Attributes:
        size: Bytes of a piece.
        seconds: Between the pieces.
    """

    size: int = 1
    seconds: float = 0.05

    def __post_init__(self) -> None:
        """Refuse what never ends.

        Raises:
            ValueError: A number is out of its range.
        """
        whole("size", self.size)
        seconds("seconds", self.seconds)


@dataclasses.dataclass(frozen=True, slots=True)
class Garbage:
    """Carry the call out and write something that is no HTTP.

    Attributes:
        data: What is written; then the connection is closed.
    """

    data: bytes = b"\x16\x03\x01 this is no HTTP\r\n\r\n"


@dataclasses.dataclass(frozen=True, slots=True)
class EndlessHead:
    """Carry the call out and write header after header, without end.

    Attributes:
        most: Headers after which the connection is closed all the same.
    """

    most: int = 100_000

    def __post_init__(self) -> None:
        """Refuse no head at all.

        Raises:
            ValueError: *most* is less than 1.
        """
        whole("most", self.most)


@dataclasses.dataclass(frozen=True, slots=True)
class CloseIdle:
    """Answer as if the connection stayed open, then close it.

    Attributes:
        seconds: From the answer to the close.
    """

    seconds: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is no time.

        Raises:
            ValueError: *seconds* is out of range.
        """
        seconds("seconds", self.seconds)


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """Do something to the sandbox when the call arrives, then let it pass.

    Attributes:
        method: A method of `Sandbox`: `consume`, `insert_runs`, `insert_users`, `remove_runs`, `remove_users`,
            `revoke_tokens`, `rotate_planbox_token` or `set`.
        arguments: Its arguments; that of `set` is a dictionary.
    """

    method: str
    arguments: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no sandbox does on a script.

        Raises:
            ValueError: *method* is none of them.
        """
        one_of("method", self.method, _ACTS)


Fault: TypeAlias = Respond | Spoil | Cut | Stall | Late | Drip | Garbage | EndlessHead | CloseIdle | Act


def throttled(retry_after: float | str | dt.datetime | None = None, *, applied: bool = False) -> Respond:
    """A 429.

    Args:
        retry_after: `Retry-After` in seconds, as a date (a `datetime` with a zone) or as nonsense; None for none.
        applied: Whether the service carries the call out first.
    """
    if isinstance(retry_after, dt.datetime):
        retry_after = format_datetime(retry_after.astimezone(dt.UTC), usegmt=True)
    headers = () if retry_after is None else (("retry-after", str(retry_after)),)
    return Respond(429, b'{"code":"TOO_MANY_REQUESTS","message":"slow down"}', (*headers, _JSON), applied)


def page(status: int = 502, *, applied: bool = False) -> Respond:
    """An HTML page, as proxies and sign-in pages answer."""
    return Respond(status, HTML, (("content-type", "text/html"),), applied)


def redirect(location: str, status: int = 307, *, applied: bool = False) -> Respond:
    """A redirect to *location*."""
    return Respond(status, b"", (("location", location),), applied)


def bomb(size: int = 200 * 1024 * 1024) -> Respond:
    """A small gzip body that becomes *size* bytes."""
    return Respond(200, _packed(size), (("content-encoding", "gzip"), _JSON), applied=True)


@functools.cache
def _packed(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    pieces = [packer.compress(bytes(min(_PIECE, size - at))) for at in range(0, size, _PIECE)]
    return b"".join([*pieces, packer.flush()])


HTML = b"<!DOCTYPE html>\n<html><head><title>Sorry</title></head><body><h1>Something went wrong</h1></body></html>\n"
_JSON = ("content-type", "application/json")
_PIECE = 1024 * 1024
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_ACTS = (
    "consume",
    "insert_runs",
    "insert_users",
    "remove_runs",
    "remove_users",
    "revoke_tokens",
    "rotate_planbox_token",
    "set",
)
