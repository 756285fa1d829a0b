"""What goes over the wire: routes, answers, refusals and JSON."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, cast
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from plankit.sandbox.record import Call

JsonObject: TypeAlias = dict[str, Any]
Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]

JSON_TYPE: tuple[bytes, bytes] = (b"content-type", b"application/json")


@dataclass(slots=True)
class Answer:
    """An answer before it is sent.

    Attributes:
        status: The HTTP status.
        body: The whole body.
        headers: Headers besides `content-length`.
        delay: Seconds to wait before sending it.
    """

    status: int
    body: bytes = b""
    headers: Headers = (JSON_TYPE,)
    delay: float = 0.0


class RefusedError(Exception):
    """A handler refuses a request: nothing was applied.

    Args:
        status: The HTTP status.
        code: The error code of the body.
        message: What is wrong.
        headers: Headers besides the content type.
    """

    def __init__(self, status: int, code: str, message: str, headers: Headers = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers

    def answer(self) -> Answer:
        """The answer, with the body `{code, message}` (facts A7, C3)."""
        return Answer(self.status, dump({"code": self.code, "message": self.message}), (JSON_TYPE, *self.headers))


def bad_request(message: str, code: str = "BAD_REQUEST") -> RefusedError:
    """A 400."""
    return RefusedError(400, code, message)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a service.

    Attributes:
        id: The operationId.
        method: The HTTP method.
        path: The path template; each `{name}` stands for one segment.
        handle: Carries the call out, or raises `RefusedError`.
        free: Whether it needs no token and costs nothing.
    """

    id: str
    method: str
    path: str
    handle: Callable[[Call], Answer]
    free: bool = False


class Router:
    """Finds the operation of a request by its raw path, so that an escaped slash stays inside its segment."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        operations = tuple(operations)
        self.ids: frozenset[str] = frozenset(operation.id for operation in operations)
        self._exact: dict[bytes, dict[str, Operation]] = {}
        self._templates: dict[str, tuple[re.Pattern[bytes], dict[str, Operation]]] = {}
        for operation in operations:
            if "{" not in operation.path:
                self._exact.setdefault(operation.path.encode(), {})[operation.method] = operation
                continue
            pattern = re.compile(
                re.sub(
                    r"\{\w+\}", "([^/]+)", re.escape(operation.path).replace(r"\{", "{").replace(r"\}", "}")
                ).encode()
            )
            self._templates.setdefault(operation.path, (pattern, {}))[1][operation.method] = operation

    def find(self, method: str, path: bytes) -> tuple[Operation, tuple[str, ...]]:
        """The operation and its decoded path arguments.

        Raises:
            RefusedError: 404 for an unknown path, 405 with `Allow` for another method.
        """
        arguments: tuple[str, ...] = ()
        methods = self._exact.get(path)
        if methods is None:
            methods, arguments = self._match(path)
        operation = methods.get(method)
        if operation is None:
            allow = ", ".join(sorted(methods)).encode()
            message = f"The path exists, but not with {method}"
            raise RefusedError(405, "METHOD_NOT_ALLOWED", message, ((b"allow", allow),))
        return operation, arguments

    def _match(self, path: bytes) -> tuple[dict[str, Operation], tuple[str, ...]]:
        for pattern, methods in self._templates.values():
            match = pattern.fullmatch(path)
            if match is not None:
                return methods, tuple(unquote(group.decode("latin-1")) for group in match.groups())
        raise RefusedError(404, "NOT_FOUND", "There is nothing at this path")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dump(value: object) -> bytes:
    """Compact JSON in UTF-8."""
    try:
        return _encode(value).encode()
    except UnicodeEncodeError:
        # A lone surrogate came in as an escape and can only go out as one.
        return json.dumps(value, separators=(",", ":")).encode()


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        message = f"{text} is out of range"
        raise ValueError(message)
    return value


def _no_constant(text: str) -> NoReturn:
    message = f"{text} is not JSON"
    raise ValueError(message)


_decoder = json.JSONDecoder(parse_float=_finite, parse_constant=_no_constant)


def load_object(call: Call) -> JsonObject:
    """The JSON object in the body of a call.

    Raises:
        RefusedError: 415 for another content type; 400 for malformed JSON or anything but an object.
    """
    content_type = call.header(b"content-type")
    if content_type is not None and content_type.partition(b";")[0].strip().lower() != b"application/json":
        raise RefusedError(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be application/json")
    try:
        value: object = _decoder.decode(call.body.decode())
    except (ValueError, RecursionError) as error:
        message = "The body is not JSON in UTF-8"
        raise bad_request(message, "MALFORMED_JSON") from error
    return need_object(value, "The body")


def need_object(value: object, name: str) -> JsonObject:
    """The value as an object.

    Raises:
        RefusedError: 400, it is something else.
    """
    if not isinstance(value, dict):
        message = f"{name} must be an object"
        raise bad_request(message)
    return cast("JsonObject", value)


def need_list(value: object, name: str) -> list[object]:
    """The value as an array.

    Raises:
        RefusedError: 400, it is something else.
    """
    if not isinstance(value, list):
        message = f"{name} must be an array"
        raise bad_request(message)
    return cast("list[object]", value)


def need_int(value: object, name: str) -> int:
    """The value as an integer (JSON Schema's: 1.0 is one, true is not).

    Raises:
        RefusedError: 400, it is something else.
    """
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        message = f"{name} must be an integer"
        raise bad_request(message)
    return value


def need_text(value: object, name: str) -> str:
    """The value as a string.

    Raises:
        RefusedError: 400, it is something else.
    """
    if not isinstance(value, str):
        message = f"{name} must be a string"
        raise bad_request(message)
    return value
