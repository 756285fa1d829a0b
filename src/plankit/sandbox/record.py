"""What the servers remember: requests and changes of state, raw until somebody reads them."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from plankit.sandbox.faults import Fault
    from plankit.sandbox.wire import Answer, Headers, Operation

UNKNOWN = "unknown"
Told = Literal["nothing", "head", "part", "answer"]

_MASK = b"***"
_FORM_SECRETS = re.compile(rb"(?i)\b(client_secret|client_assertion|password|refresh_token|access_token)=[^&\s]*")
_JWT = re.compile(rb"eyJ[\w-]+\.[\w-]+\.[\w-]*")
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as a server saw it; secrets are masked.

    Attributes:
        service: `admin`, `logbook`, `playbooks`, `planbox` or `planbox_alpha`; the token endpoint belongs to `admin`.
        operation: The operationId, None for an unknown path or method.
        method: The HTTP method.
        path: The request target as it arrived, not decoded, query included.
        query: The decoded query, in order.
        headers: Names in lower case; `authorization` is cut down to its scheme.
        body: The body as it arrived.
        status: The status of the answer that was made, 0 while there is none; `told` says how much of it left.
        at: Arrival, in seconds of the server's monotonic clock (`time.monotonic`).
        applied: Whether the request was carried out, whatever was answered in the end.
        answered: Whether the client was still connected when the answer was ready to be sent.
        told: How much of an answer was handed to the socket: `nothing`, its `head`, `part` of its body too, or all of
            the `answer`.
        fault: The fault that the script chose, or None.
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
    told: Told
    fault: Fault | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One change of state.

    Attributes:
        service: `admin`, `logbook`, `playbooks`, `planbox` or `planbox_alpha`.
        operation: The operationId.
        kind: `create`, `update` or `delete`.
        id: The server's id of the thing.
        key: The name of a log, run, playbook, item, product or project, or the e-mail of a user, after the change.
        fingerprint: What makes two creates the same: for a log container, log type, name and attributes; for a user
            the e-mail; for a run team, playbook, name and summary; else what was sent.
        at: Arrival of the request, in seconds of the server's monotonic clock.
        answered: Whether the client was still connected when the answer was ready to be sent.
        told: How much of an answer was handed to the socket, as in `Request`.
        elsewhere: Whether no client did it but `Sandbox.insert_users` and its like, as somebody else would.
    """

    service: str
    operation: str
    kind: str
    id: str
    key: str
    fingerprint: str
    at: float
    answered: bool
    told: Told
    elsewhere: bool = False


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
        "fault",
        "headers",
        "kept",
        "method",
        "operation",
        "path",
        "query",
        "refusal",
        "service",
        "stamps",
        "status",
        "told",
        "writes",
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
        self.service: str = service
        self.method: str = method
        self.path: bytes = path
        self.query: bytes = query
        self.headers: list[tuple[bytes, bytes]] = headers
        self.at: float = at
        self.body: bytes = b""
        self.operation: Operation | None = None
        self.arguments: tuple[str, ...] = ()
        self.refusal: Answer | None = None
        self.status: int = 0
        self.applied: bool = False
        self.answered: bool = False
        self.told: Told = "nothing"
        self.fault: Fault | None = None
        self.kept: bool = True
        self.writes: list[Written] = []
        #: Headers for the answer, whatever it will be, decided on arrival.
        self.stamps: Headers = ()

    def tell(self, told: Told) -> None:
        """Remember how much of an answer has been handed to the socket."""
        self.told = told
        for written in self.writes:
            written.told = told

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

    def request(self, secrets: tuple[bytes, ...]) -> Request:
        """The request for a reader, without secrets, tokens and credentials."""
        headers: dict[str, str] = {}
        for raw_name, raw_value in self.headers:
            name, value = raw_name.decode("latin-1"), scrub(raw_value, secrets).decode("latin-1")
            if name in _SECRET_HEADERS:
                value = value.partition(" ")[0] if name == "authorization" else "***"
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        target = self.path + (b"?" + self.query if self.query else b"")
        return Request(
            service=self.service,
            operation=self.operation.id if self.operation else None,
            method=self.method,
            path=scrub(target, secrets).decode("latin-1"),
            query=parse_qsl(scrub(self.query, secrets).decode("latin-1"), keep_blank_values=True),
            headers=headers,
            body=scrub(self.body, secrets),
            status=self.status,
            at=self.at,
            applied=self.applied,
            answered=self.answered,
            told=self.told,
            fault=self.fault,
        )


class Written:
    """A change of state as it is kept: without the call, whose body weighs, and with its fingerprint yet to be made.

    Args:
        call: The call that made the change.
        kind: `create`, `update` or `delete`.
        identity: The id of the thing.
        key: Its name or e-mail.
        mark: What the fingerprint is made of.
        elsewhere: Whether somebody else made it.
    """

    __slots__ = ("_mark", "answered", "at", "elsewhere", "identity", "key", "kind", "operation", "service", "told")

    def __init__(
        self, call: Call, kind: str, identity: str, key: str, mark: object, *, elsewhere: bool = False
    ) -> None:
        self.service: str = call.service
        self.operation: str = call.operation.id if call.operation else UNKNOWN
        self.at: float = call.at
        self.kind: str = kind
        self.identity: str = identity
        self.key: str = key
        self.answered: bool = False
        self.told: Told = "nothing"
        self.elsewhere: bool = elsewhere
        self._mark = mark

    def write(self) -> Write:
        """The change for a reader."""
        mark = self._mark
        if not isinstance(mark, str):
            data = json.dumps(mark, sort_keys=True)
            mark = self._mark = hashlib.blake2b(data.encode(), digest_size=12).hexdigest()
        return Write(
            service=self.service,
            operation=self.operation,
            kind=self.kind,
            id=self.identity,
            key=self.key,
            fingerprint=mark,
            at=self.at,
            answered=self.answered,
            told=self.told,
            elsewhere=self.elsewhere,
        )


def scrub(data: bytes, secrets: tuple[bytes, ...]) -> bytes:
    """Mask secrets, tokens and form fields that carry credentials."""
    for secret in secrets:
        if secret and secret in data:
            data = data.replace(secret, _MASK)
    if b"eyJ" in data:
        data = _JWT.sub(_MASK, data)
    if b"=" in data:
        data = _FORM_SECRETS.sub(rb"\1=" + _MASK, data)
    return data
