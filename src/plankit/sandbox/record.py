"""What the servers remember of every request: the counts of the audit and a bounded log."""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plankit.sandbox.wire import Answer, Operation

UNKNOWN = "unknown"

_MASK = b"***"
_FORM_SECRETS = re.compile(
    rb"(?i)\b(client_secret|client_assertion|password|refresh_token|access_token)=[^&\s]*"
)
_JWT = re.compile(rb"eyJ[\w-]+\.[\w-]+\.[\w-]*")
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as a server saw it; secrets are masked.

    Attributes:
        service: `admin` or `logbook`; the token endpoint belongs to `admin`.
        operation: The operationId, None for an unknown path or method.
        method: The HTTP method.
        path: The request target as it arrived, not decoded, query included.
        query: The decoded query, in order.
        headers: Names in lower case; `authorization` is cut down to its scheme.
        body: The body as it arrived.
        status: The status answered, 0 while there is none.
        at: Arrival, in seconds of the server's monotonic clock (`time.monotonic`).
        applied: Whether the request was carried out, whatever was answered in the end.
        answered: Whether the client was still connected when the answer was handed to the socket.
    """

    service: str
    operation: str | None
    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes
    status: int
    at: float
    applied: bool
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One change of state.

    Attributes:
        service: `admin` or `logbook`.
        operation: The operationId.
        kind: `create`, `update` or `delete`.
        id: The server's id of the thing.
        key: The name of a log or the e-mail of a user, after the change.
        fingerprint: What makes two creates the same: container, log type, name and attributes; or the e-mail.
        at: Arrival of the request, in seconds of the server's monotonic clock.
        answered: Whether the client was still connected when the answer was handed to the socket.
    """

    service: str
    operation: str
    kind: str
    id: str
    key: str
    fingerprint: str
    at: float
    answered: bool


class Call:
    """A request on its way through a server, raw: what `Request` tells is decoded only when it is asked for.

    Args:
        service: The service it arrived at.
        method: The HTTP method.
        path: The path as it arrived.
        query: The query as it arrived.
        headers: Names (lower case) and values as they arrived.
        at: Arrival, in seconds of the server's monotonic clock.
    """

    __slots__ = (
        "answered",
        "applied",
        "arguments",
        "at",
        "body",
        "headers",
        "kept",
        "method",
        "operation",
        "path",
        "query",
        "refusal",
        "service",
        "status",
    )

    def __init__(
        self,
        service: str,
        method: str,
        path: bytes,
        query: bytes,
        headers: list[tuple[bytes, bytes]],
        at: float,
    ) -> None:
        self.service = service
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.at = at
        self.body = b""
        self.operation: Operation | None = None
        self.arguments: tuple[str, ...] = ()
        self.refusal: Answer | None = None
        self.status = 0
        self.applied = False
        self.answered = False
        self.kept = True

    def header(self, name: bytes) -> bytes | None:
        """The first value of a header (`name` in lower case), None without it."""
        for key, value in self.headers:
            if key == name:
                return value
        return None

    def parameter(self, name: str) -> str | None:
        """The first value of a query parameter, None without it."""
        if not self.query:
            return None
        return next((value for key, value in self._pairs() if key == name), None)

    def _pairs(self) -> list[tuple[str, str]]:
        return parse_qsl(self.query.decode("latin-1"), keep_blank_values=True)

    def request(self, secret: bytes) -> Request:
        """The request for a reader, without the secret, tokens and credentials."""
        headers: dict[str, str] = {}
        for raw_name, raw_value in self.headers:
            name, value = raw_name.decode("latin-1"), scrub(raw_value, secret).decode("latin-1")
            if name in _SECRET_HEADERS:
                value = value.partition(" ")[0] if name == "authorization" else "***"
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        target = self.path + (b"?" + self.query if self.query else b"")
        return Request(
            service=self.service,
            operation=self.operation.id if self.operation else None,
            method=self.method,
            path=scrub(target, secret).decode("latin-1"),
            query=parse_qsl(scrub(self.query, secret).decode("latin-1"), keep_blank_values=True),
            headers=headers,
            body=scrub(self.body, secret),
            status=self.status,
            at=self.at,
            applied=self.applied,
            answered=self.answered,
        )


def scrub(data: bytes, secret: bytes) -> bytes:
    """Mask the secret, tokens and form fields that carry credentials."""
    if secret and secret in data:
        data = data.replace(secret, _MASK)
    if b"eyJ" in data:
        data = _JWT.sub(_MASK, data)
    if b"=" in data:
        data = _FORM_SECRETS.sub(rb"\1=" + _MASK, data)
    return data


class _Meter:
    """The busiest sliding second, without keeping more than the last one."""

    __slots__ = ("_last", "most")

    def __init__(self) -> None:
        self._last: deque[float] = deque()
        self.most = 0

    def arrived(self, at: float) -> None:
        last = self._last
        last.append(at)
        while last[0] <= at - 1.0:
            last.popleft()
        self.most = max(self.most, len(last))


class Recorder:
    """Counts everything and keeps the newest requests. Guarded by the lock of whoever owns it.

    Args:
        keep: Requests kept.
        keep_bytes: Bytes of bodies kept.
        services: The names counted for.
    """

    def __init__(self, keep: int, keep_bytes: int, services: tuple[str, ...]) -> None:
        self._keep = keep
        self._keep_bytes = keep_bytes
        self._services = services
        self.reset()

    def reset(self) -> None:
        """Forget everything recorded; the state of the services stays."""
        self._calls: deque[Call] = deque()
        self._bytes = 0
        self._writes: list[tuple[Call, str, str, str, str]] = []
        self._meters = {name: _Meter() for name in self._services}
        self.operations: Counter[str] = Counter()
        self.statuses: dict[str, Counter[int]] = {name: Counter() for name in self._services}
        self.tokens_issued = 0

    def arrived(self, call: Call) -> None:
        """Count a request the moment its head is there."""
        self.operations[call.operation.id if call.operation else UNKNOWN] += 1
        self._meters[call.service].arrived(call.at)
        self._calls.append(call)
        if len(self._calls) > self._keep:
            self._forget()

    def read(self, call: Call) -> None:
        """Count the bytes of a body that has been read."""
        if not call.kept:
            return
        self._bytes += len(call.body)
        while self._bytes > self._keep_bytes and self._calls:
            self._forget()

    def _forget(self) -> None:
        call = self._calls.popleft()
        call.kept = False
        self._bytes -= len(call.body)
        if call.status:
            # A write may keep the call for good; its body is what weighs.
            call.body = b""
            call.headers = []

    def answered(self, call: Call, status: int) -> None:
        """Count an answer."""
        call.status = status
        self.statuses[call.service][status] += 1

    def wrote(self, call: Call, kind: str, identity: str, key: str, fingerprint: str) -> None:
        """Remember a change of state. These are never dropped: the audit rests on them."""
        self._writes.append((call, kind, identity, key, fingerprint))

    def requests(self, service: str | None, secret: bytes) -> list[Request]:
        """The kept requests in order of arrival."""
        return [call.request(secret) for call in self._calls if service in (None, call.service)]

    def writes(self) -> Iterator[Write]:
        """All changes of state in the order they took effect."""
        for call, kind, identity, key, fingerprint in self._writes:
            yield Write(
                service=call.service,
                operation=call.operation.id if call.operation else UNKNOWN,
                kind=kind,
                id=identity,
                key=key,
                fingerprint=fingerprint,
                at=call.at,
                answered=call.answered,
            )

    def busiest(self) -> dict[str, int]:
        """Requests in the busiest sliding second, by service."""
        return {name: meter.most for name, meter in self._meters.items()}
