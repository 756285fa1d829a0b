"""What the facade knows of one generated operation: how to build it, judge its answer and decode it."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable, Container, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypedDict, TypeVar
from urllib.parse import urlencode

import httpx
from attrs import evolve, field, frozen

from plankit.bounds import seconds, whole
from plankit.errors import (
    APIError,
    InvalidArgumentError,
    Outcome,
    PlankitError,
    ProtocolError,
    RateLimitedError,
    error_class,
)
from plankit.masking import mask, mask_bytes
from plankit.refusal import Refusal, code_of, refusal
from plankit.shapes import TooDeepError, is_several, loads, loads_apart
from plankit.transport import headers as read
from plankit.transport.body import header_pairs
from plankit.transport.call import DEFAULT_MAX_BODY, OPERATION, Call, address, complete, outcome_of_status
from plankit.transport.spool import SPOOL, Origin, Spool

if TYPE_CHECKING:
    from plankit.errors import Attempt
    from plankit.transport.base import Base
    from plankit.transport.call import OperationInfo

T = TypeVar("T")
S = TypeVar("S")
T_co = TypeVar("T_co", covariant=True)
Scalar = str | int | float | bool
Hint = str | Callable[[Refusal], str]
Query = Mapping[str, Scalar | Sequence[Scalar] | None]


class CallOptions(TypedDict, total=False):
    """What every call takes besides its own arguments.

    Keys:
        timeout: Seconds for one attempt, from sending to the end of the answer; None for no bound.
        deadline: Seconds for the whole call (queue, token, attempts, pauses), of a list for each page; None for no
            bound.
        max_wait: Seconds the call may queue for a place in flight or a rate slot before it fails instead of being
            sent, 0 for now or never; None for no bound. A token that must be fetched is waited for besides.
        headers: Further request headers, or others instead of the client's own.
        extra_query: Further query parameters: the services' filters are not documented, so they pass through.
        max_body: The largest answer in bytes, after decompression.
    """

    timeout: float | None
    deadline: float | None
    max_wait: float | None
    headers: Mapping[str, str]
    extra_query: Query
    max_body: int


@frozen
class Answer(Generic[T]):
    """A result together with how it came.

    Attributes:
        value: What the method returns.
        status: The HTTP status.
        headers: The answer's headers.
        attempts: Every attempt of the call, oldest first.
    """

    value: T
    status: int
    headers: httpx.Headers = field(repr=False)
    attempts: tuple[Attempt, ...]


@frozen
class Operation(Generic[T_co]):
    """One operation of a document, as the facade calls it.

    Attributes:
        info: What the generated code says of it: id, method, path, safety, whether it is verified.
        build: The generated function that makes the request's parts from arguments.
        decode: Makes the result from the answer's JSON value (None for an empty body).
        empty: Whether an answer without a body is fine.
        max_body: The largest answer in bytes, after decompression.
        hints: What to add to an error of a status: advice that the status alone does not give, or what makes it of
            what the service said.
        codes: The class of error for the service's own codes, where the status misleads.
        refused: Finds the refusal in the JSON value of an answer that HTTP calls a success; None for services whose
            status can be trusted.
        spooled: Whether the answer may be larger than memory: `decode` is then given a `Spool` instead of a JSON value.
    """

    info: OperationInfo
    build: Callable[..., dict[str, Any]]
    decode: Callable[[Any], T_co]
    empty: bool = False
    max_body: int = DEFAULT_MAX_BODY
    hints: Mapping[int, Hint] = field(factory=dict[int, Hint])
    codes: Mapping[str, type[APIError]] = field(factory=dict[str, type[APIError]])
    refused: Callable[[Any], Refusal | None] | None = None
    spooled: bool = False

    @property
    def name(self) -> str:
        """The operation as `service.operationId`."""
        return f"{self.info.service}.{self.info.id}"

    def then(self, read: Callable[[T_co], S]) -> Operation[S]:
        """Return the same operation with what *read* makes of the result: what it raises knows the request, too."""
        return Operation(
            self.info,
            self.build,
            lambda answer: read(self.decode(answer)),
            empty=self.empty,
            max_body=self.max_body,
            hints=self.hints,
            codes=self.codes,
            refused=self.refused,
            spooled=self.spooled,
        )

    def request(self, base: Base, options: CallOptions, *args: Any, **arguments: Any) -> httpx.Request:
        """Build the request.

        Raises:
            InvalidArgumentError: An argument cannot be sent; the message says how to mend it.
            TypeError: An option has an unknown name.
        """
        if options:
            _check(options, self.name)
        try:
            _check_path(args)
            parts = self.build(*args, **arguments)
            content, content_type = _content(parts)
            target = parts["url"] + _query(parts.get("params"), options.get("extra_query"))
            headers = base.headers()
            if content_type is not None:
                headers["Content-Type"] = content_type
            if extra := options.get("headers"):
                headers = _with_extra(headers, extra)
            return base.request(parts["method"].upper(), target, headers, content, {OPERATION: self.info})
        except (ValueError, TypeError, httpx.InvalidURL) as problem:
            msg = f"{self.name}: {str(problem).rstrip('.')}. Nothing was sent."
            raise InvalidArgumentError(msg, operation=self.name) from problem

    def result(self, response: httpx.Response, reading: Reading, call: Call, request: httpx.Request) -> T_co:
        """Return what the answer holds.

        Raises:
            APIError: It is an error.
            ProtocolError: It is not what the document promises.
        """
        try:
            if not response.is_success or reading.refused:
                # What is shorter than any real token would mask parts of words.
                raise self._error(response, [secret for secret in call.secrets if len(secret) >= _SHORTEST_SECRET])
            spool = response.extensions.get(SPOOL)
            if isinstance(spool, Spool):
                spool.origin = Origin(call.name, request.method, address(request), tuple(call.attempts))
                reading.value = spool
            return self._decoded(response, reading)
        except PlankitError as failure:
            if isinstance(failure, ProtocolError) or reading.doubtful:
                # "200" alone is no word of the service: what it did is in the part that cannot be read.
                call.attempts[-1] = evolve(call.attempts[-1], outcome=Outcome.UNKNOWN)
            complete(failure, request, call)
            raise

    def _decoded(self, response: httpx.Response, reading: Reading) -> T_co:
        if reading.problem is not None and not (self.empty and not response.content):
            msg = f"the server answered {response.status_code}, but {reading.problem}."
            raise ProtocolError(msg)
        try:
            return self.decode(reading.value)
        except (AttributeError, KeyError, TypeError, ValueError) as problem:
            kind = type(reading.value).__name__
            msg = f"the server answered {response.status_code} with a JSON {kind} that is not as documented."
            raise ProtocolError(msg) from problem

    def _error(self, response: httpx.Response, secrets: Sequence[str]) -> APIError:
        status = response.status_code
        # Masked in the whole body, before any of it is cut out.
        body = mask_bytes(response.content, secrets)
        if response.is_success and self.refused is not None:
            told = self._told(body)
        else:
            told = refusal(body, response.headers.get("content-type", ""))
        told = told.masked(secrets)  # Again: the body may be UTF-16.
        said = ": ".join(part for part in (told.code, told.detail) if part)
        kind = APIError if told.doubt else self.codes.get(told.code or "")
        own = self.hints.get(status, "")
        hint = (
            ""
            if kind
            else (own if isinstance(own, str) else own(told))
            or _HINTS.get(status)
            or (_MOVED if response.has_redirect_location else "")
        )
        if self.info.unverified and status in (404, 405, 501):
            hint = f"{hint} {_INFERRED}".strip()
        hint = told.doubt or hint
        msg = f"the server answered {status}{f' ({said})' if said else ''}.{f' {hint}' if hint else ''}"
        error = (kind or error_class(status))(
            msg,
            status=status,
            code=told.code,
            detail=told.detail,
            headers={name: mask(value, secrets) for name, value in read.kept(response.headers).items()},
        )
        if isinstance(error, RateLimitedError):
            error.retry_after = read.retry_after(response.headers, time.time())
        return error

    def _told(self, body: bytes) -> Refusal:
        try:
            answer = loads(body)
        except ValueError:  # of nothing but digits, the token was a number
            return Refusal()
        return (self.refused(answer) if self.refused is not None else None) or Refusal()


_SHORTEST_SECRET = 8
_HINTS = {
    401: "Check the credential: is it of this application and region, and not revoked?",
    403: "The credential is known but may not do this.",
    429: "The server's limit was met and could not be waited out: give a longer deadline, or a lower limit.",
}
_MOVED = "Redirects are not followed, so that credentials stay where they belong: is base_url= right?"
_INFERRED = (
    "There is none with that id, or the path is another: no public page confirms this operation, its path is inferred "
    "(x-unverified in the document)."
)


class Reading:
    """Reads an answer's JSON once: to judge it between attempts, and to decode it afterwards."""

    __slots__ = ("_apart", "_codes", "_empty", "_find", "doubtful", "problem", "refused", "value")

    def __init__(
        self,
        *,
        empty: bool,
        codes: Container[str] = (),
        refused: Callable[[Any], Refusal | None] | None = None,
    ) -> None:
        self._empty = empty
        self._codes = codes
        self._find = refused
        self._apart: tuple[bytes, Any] | None = None
        self.value: Any = None
        self.problem: str | None = None
        self.refused: bool = False
        self.doubtful: bool = False

    def __call__(self, status: int, _: httpx.Headers, body: bytes) -> Outcome:
        """Judge an answer: a success that cannot be read is of unknown effect."""
        outcome = outcome_of_status(status)
        if outcome is not Outcome.APPLIED:
            # A service's own code says that the request was read, whatever the status: Logbook's domain 401s.
            return Outcome.REJECTED if outcome is Outcome.NOT_APPLIED and self._known(body) else outcome
        self.value = self.problem = None
        self.refused = self.doubtful = False
        if not body and self._empty:
            return outcome
        try:
            self.value = self._apart[1] if self._apart is not None and self._apart[0] is body else loads(body)
        except ValueError as problem:
            deep = isinstance(problem, TooDeepError)
            kind = "an empty body" if not body else f"a body that is {'nested too deeply' if deep else 'not JSON'}"
            html = " (an HTML page, from a proxy or a sign-in page?)" if b"<html" in body[:1000].lower() else ""
            self.problem = f"with {kind}{html}"
            return Outcome.UNKNOWN
        told = None if self._find is None else self._find(self.value)
        self.refused, self.doubtful = told is not None, told is not None and told.doubt is not None
        return Outcome.REJECTED if self.refused and not self.doubtful else outcome

    def ahead(self, body: bytes) -> None:
        """Read a large answer in a worker thread, before it is judged."""
        with contextlib.suppress(ValueError):  # what is wrong is told when it is judged
            self._apart = body, loads_apart(body)

    def _known(self, body: bytes) -> bool:
        return bool(self._codes) and (code_of(body) or "") in self._codes


# json.dumps() would make the encoder anew for each body.
_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def _content(parts: Mapping[str, Any]) -> tuple[bytes | None, str | None]:
    """Return the body's bytes and type from the parts that the generated code made."""
    if "json" in parts:
        return _as_json(parts["json"]).encode("utf-8"), "application/json"
    if "data" in parts:
        return urlencode(parts["data"], doseq=True).encode("ascii"), "application/x-www-form-urlencoded"
    return None, None


def _query(params: Mapping[str, Any] | None, extra: Query | None) -> str:
    """Return the query string, `?` included; a sequence is repeated, None is left out."""
    if not params and not extra:
        return ""
    both = sorted({*(params or ())}.intersection(extra or ()))
    if both:
        msg = f"extra_query holds {', '.join(both)}, which the method sends itself: use its own arguments"
        raise ValueError(msg)
    pairs: list[tuple[str, str]] = []
    for name, value in {**(params or {}), **(extra or {})}.items():
        many = value if is_several(value) else (value,)
        pairs += [(name, _scalar(name, item)) for item in many if item is not None]
    return f"?{urlencode(pairs)}" if pairs else ""


def _scalar(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    msg = (
        f"the query parameter {name} is a {type(value).__name__}; give a string, a number, a boolean or a list of them."
    )
    raise TypeError(msg)


def _check_path(ids: tuple[object, ...]) -> None:
    """Refuse what is no id: a whole object would go into the address, with all that it holds."""
    for value in ids:
        if not isinstance(value, str | int) or isinstance(value, bool):
            msg = f"an id must be a text or a number, not a {type(value).__name__}: give the id itself"
            raise TypeError(msg)


def _check(options: CallOptions, name: str) -> None:
    """Refuse options that do not exist or leave nothing."""
    unknown = options.keys() - CallOptions.__annotations__.keys()
    if unknown:
        msg = (
            f"{name} got an unexpected keyword argument {min(unknown)!r}. Besides a method's own arguments there are "
            f"{', '.join(CallOptions.__annotations__)}; query parameters go into extra_query={{...}}. Nothing was sent."
        )
        raise TypeError(msg)
    try:
        for option in ("timeout", "deadline", "max_wait"):
            seconds(f"{name}: {option}", options.get(option), error=InvalidArgumentError, zero=option == "max_wait")
        if "max_body" in options:
            whole(f"{name}: max_body", options["max_body"], error=InvalidArgumentError)
    except InvalidArgumentError as refused:
        refused.operation = name
        raise


def _check_text(header: str, value: object) -> None:
    if not isinstance(value, str):
        msg = f"the header {header!r} is a {type(value).__name__}; give a text"
        raise TypeError(msg)


def _with_extra(headers: httpx.Headers, extra: Mapping[str, str]) -> httpx.Headers:
    """Return the headers with *extra*, which replace those of the same names."""
    for header, value in extra.items():
        _check_text(header, value)
        if header.lower() in _OWN_HEADERS:
            msg = f"headers= may not hold {header}, which the client sets itself"
            raise ValueError(msg)
        if not _HEADER_NAME.fullmatch(header) or not value.isprintable() or value != value.strip():
            msg = f"the header {header!r} holds characters that HTTP does not allow"
            raise ValueError(msg)
    replaced = {header.lower().encode("ascii") for header in extra}
    return httpx.Headers([pair for pair in headers.raw if pair[0].lower() not in replaced] + header_pairs(extra))


_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# The credential is stamped by the client; the others say where the request begins and ends.
_OWN_HEADERS = frozenset({"authorization", "connection", "content-length", "host", "transfer-encoding"})
