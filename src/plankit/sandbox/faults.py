"""Faults: what can go wrong with a call, where on its way, and by which rule. Plain data, decided without I/O.

A call passes these points: `request` (its head is there, its body has not been read), `read` (all of it has arrived,
nothing was done), `applied` (it was carried out, nothing of an answer has left), `head` (the answer's head has left),
`body` (half of the answer's body has left).
"""

from __future__ import annotations

import dataclasses
import functools
import json
import random
import zlib
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, TypedDict, TypeGuard

if TYPE_CHECKING:
    from plankit.sandbox.record import Call
    from plankit.sandbox.wire import Answer

Point = Literal["request", "read", "applied", "head", "body"]
Damage = Literal["truncated", "shorter", "wrong_type", "empty", "html", "nulls", "surprises"]


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


@dataclasses.dataclass(frozen=True, slots=True)
class Spoil:
    """Carry the call out and damage the body of its answer, if it is a good one.

    Attributes:
        how: `truncated`: half of the body under its own length; `shorter`: half of it under the length of the whole,
            then the connection is closed; `wrong_type`: other JSON than promised; `empty`; `html`: a page of a proxy;
            `nulls`: lists become null; `surprises`: unknown fields, and unknown words where a service has a few.
        without: Keys taken out of the answer's objects, such as `id_token`; *how* may then be None.
        seed: Equal seeds damage alike.
    """

    how: Damage | None = None
    without: tuple[str, ...] = ()
    seed: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Cut:
    """End the connection.

    Attributes:
        at: Where on the way.
        reset: By a reset (RST) or an ordinary close (FIN).
    """

    at: Point
    reset: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class Stall:
    """Do nothing for a while, then go on if the client is still there.

    Attributes:
        at: Where on the way. A call that is stalled before `applied` is not carried out when its client has gone.
        seconds: How long.
    """

    at: Point
    seconds: float


@dataclasses.dataclass(frozen=True, slots=True)
class Late:
    """Carry the call out only when its client has given up: no answer comes.

    Attributes:
        seconds: From the moment that the client hung up.
        most: The longest wait for that.
    """

    seconds: float = 0.0
    most: float = 60.0


@dataclasses.dataclass(frozen=True, slots=True)
class Drip:
    """Send the answer's body slowly.

    Attributes:
        size: Bytes of a piece.
        seconds: Between the pieces.
    """

    size: int = 1
    seconds: float = 0.05


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


@dataclasses.dataclass(frozen=True, slots=True)
class CloseIdle:
    """Answer as if the connection stayed open, then close it.

    Attributes:
        seconds: From the answer to the close.
    """

    seconds: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Act:
    """Do something to the sandbox when the call arrives, then let it pass.

    Attributes:
        method: `revoke_tokens`, `consume`, `set`, `insert_users`, `remove_users`, ...: a method of `Sandbox`.
        arguments: Its arguments.
    """

    method: str
    arguments: tuple[Any, ...] = ()


Fault: TypeAlias = Respond | Spoil | Cut | Stall | Late | Drip | Garbage | EndlessHead | CloseIdle | Act


class When(TypedDict, total=False):
    """The conditions of a `Rule`, as keyword arguments."""

    operation: str
    service: str
    first: int
    every: int
    times: int
    probability: float
    seed: int
    after: float
    seconds: float


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When a fault happens: every condition that is given must hold.

    Attributes:
        fault: What happens.
        operation: Only to calls of this operationId.
        service: Only to calls of this service (`admin`, ...).
        first: From the n-th matching call on, counted from 1.
        every: To each n-th of those.
        times: So many times at most.
        probability: To so many of those, by a random source of its own.
        seed: Of that source: equal seeds give equal faults for equal sequences of calls.
        after: Seconds from the making of the rule to its beginning.
        seconds: Seconds from its beginning to its end.
    """

    fault: Fault
    operation: str | None = None
    service: str | None = None
    first: int = 1
    every: int = 1
    times: int | None = None
    probability: float = 1.0
    seed: int = 0
    after: float = 0.0
    seconds: float | None = None

    def __post_init__(self) -> None:
        """Refuse what never or nonsensically happens.

        Raises:
            ValueError: A number is out of its range.
        """
        if self.first < 1 or self.every < 1 or (self.times is not None and self.times < 1):
            message = "first, every and times must be 1 or more"
            raise ValueError(message)
        if not 0.0 < self.probability <= 1.0:
            message = f"probability must be more than 0 and at most 1, not {self.probability!r}"
            raise ValueError(message)
        if self.after < 0.0 or (self.seconds is not None and self.seconds <= 0.0):
            message = "after must be 0 or more, seconds more than 0"
            raise ValueError(message)


class Line:
    """A rule of a script and how far it has come.

    Args:
        rule: The rule.
        made: Monotonic seconds.
    """

    def __init__(self, rule: Rule, made: float) -> None:
        self.rule = rule
        self.hits = 0
        self._begins = made + rule.after
        self._met = 0
        self._source = random.Random(rule.seed)

    def strikes(self, operation: str | None, service: str, now: float) -> bool:
        """Whether the fault happens to a call that arrives now."""
        rule = self.rule
        if rule.operation not in (None, operation) or rule.service not in (None, service) or now < self._begins:
            return False
        if rule.seconds is not None and now >= self._begins + rule.seconds:
            return False
        self._met += 1
        if self._met < rule.first or (self._met - rule.first) % rule.every:
            return False
        if rule.probability < 1.0 and self._source.random() >= rule.probability:
            return False
        if rule.times is not None and self.hits >= rule.times:
            return False
        self.hits += 1
        return True


class Script:
    """The rules of a sandbox in the order they were made. The first that strikes decides; `Act` decides nothing."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def add(self, rule: Rule, now: float) -> int:
        """Add a rule; give its number."""
        self.lines.append(Line(rule, now))
        return len(self.lines) - 1

    def clear(self) -> None:
        """Forget all rules."""
        self.lines = []

    def decide(self, operation: str | None, service: str, now: float) -> tuple[Fault | None, list[Act]]:
        """What happens to a call that arrives now."""
        acts: list[Act] = []
        for line in self.lines:
            if line.strikes(operation, service, now):
                if not isinstance(line.rule.fault, Act):
                    return line.rule.fault, acts
                acts.append(line.rule.fault)
        return None, acts


def throttled(retry_after: float | str | None = None, *, applied: bool = False) -> Respond:
    """A 429, with `Retry-After` in seconds, as a date or as nonsense; None for none."""
    headers = () if retry_after is None else (("retry-after", str(retry_after)),)
    return Respond(429, b'{"code":"TOO_MANY_REQUESTS","message":"slow down"}', (*headers, _JSON), applied)


def page(status: int = 502, *, applied: bool = False) -> Respond:
    """An HTML page, as proxies and sign-in pages answer."""
    return Respond(status, _PAGE, (("content-type", "text/html"),), applied)


def redirect(location: str, status: int = 307) -> Respond:
    """A redirect to *location*."""
    return Respond(status, b"", (("location", location),))


def bomb(size: int = 200 * 1024 * 1024) -> Respond:
    """A small gzip body that becomes *size* bytes."""
    return Respond(200, _packed(size), (("content-encoding", "gzip"), _JSON), applied=True)


@functools.cache
def _packed(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    pieces = [packer.compress(bytes(min(_PIECE, size - at))) for at in range(0, size, _PIECE)]
    return b"".join([*pieces, packer.flush()])


def spoiled(body: bytes, spoil: Spoil) -> bytes:
    """The body of an answer after the damage (`shorter` is done on the wire)."""
    if spoil.how == "truncated":
        return body[: max(len(body) // 2, 1)]
    if spoil.how == "empty":
        return b""
    if spoil.how == "html":
        return _PAGE
    if spoil.how == "wrong_type":
        return random.Random(spoil.seed).choice((b'"a text"', b"[[]]", b"17", b"null", b"true"))
    source = random.Random(spoil.seed)
    try:
        value: Any = json.loads(body)
    except ValueError:
        return body
    return json.dumps(_changed(value, spoil, source)).encode()


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a JSON value is an array."""
    return isinstance(value, list)


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a JSON value is an object."""
    return isinstance(value, dict)


def _changed(value: Any, spoil: Spoil, source: random.Random) -> Any:
    if is_list(value):
        if spoil.how == "nulls" and source.random() < _OFTEN:
            return None
        return [_changed(item, spoil, source) for item in value]
    if not is_object(value):
        return value
    made = {key: _changed(item, spoil, source) for key, item in value.items() if key not in spoil.without}
    if spoil.how == "surprises":
        made["x_unknown_field"] = {"of": ["another", "version"]}
        for key in _WORDS & made.keys():
            if isinstance(made[key], str) and source.random() < _OFTEN:
                made[key] = "a_word_of_tomorrow"
    return made


_JSON = ("content-type", "application/json")
_PAGE = b"<!DOCTYPE html>\n<html><head><title>Sorry</title></head><body><h1>Something went wrong</h1></body></html>\n"
_PIECE = 1024 * 1024
_OFTEN = 0.5
#: Fields whose values are a few words in the documents.
_WORDS = frozenset(
    {"association", "channel_mode", "current_status", "permission", "role", "state", "status", "timeframe", "type"}
)
