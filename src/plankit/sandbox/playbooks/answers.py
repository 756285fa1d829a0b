"""How a Playbooks server answers and refuses (Errors), its routes and its query parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from plankit.sandbox.playbooks.fields import MismatchError, load
from plankit.sandbox.playbooks.site import is_identifier
from plankit.sandbox.wire import Answer, RefusedError, Router, bad_request, dump

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from plankit.sandbox.playbooks.fields import Reader
    from plankit.sandbox.record import Call
    from plankit.sandbox.wire import Operation

TEXT_TYPE: tuple[bytes, bytes] = (b"content-type", b"text/plain; charset=utf-8")

OK = Answer(200, b'{"status":"OK"}')
NOTHING = Answer(200, b"{}")
DONE = Answer(200, b"", ())
ADDED = Answer(201, b"", ())
GONE = Answer(204, b"", ())
UNAUTHORIZED = Answer(401, b"Not authorized\n", (TEXT_TYPE,))
LIMITED = Answer(429, b"limit exceeded\n", (TEXT_TYPE,))

_NO_ROUTE = "NO_ROUTE"
_NO_METHOD = "NO_METHOD"
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}", re.ASCII)
_MOST = 2**63
_MOST_DIGITS = 18


def forbidden(message: str = "Not authorized") -> RefusedError:
    """403, for unknown ids too."""
    return RefusedError(403, "FORBIDDEN", message)


def internal() -> RefusedError:
    """500, for unknown ids and for what the store does not take."""
    message = "An internal error has occurred. Check app server logs for details."
    return RefusedError(500, "INTERNAL", message)


def refusal(error: RefusedError) -> Answer:
    """The answer to a refused request."""
    if error.code == _NO_ROUTE:
        return Answer(404, b"404 page not found\n", (TEXT_TYPE,))
    if error.code == _NO_METHOD:
        return Answer(405, b"", ())
    return Answer(error.status, dump({"error": error.message}), (*Answer(0).headers, *error.headers))


def body_of(call: Call, reader: Reader, what: str) -> Any:
    """The body of a call.

    Raises:
        RefusedError: 400, it cannot be decoded.
    """
    try:
        return load(call.body, reader)
    except MismatchError as error:
        message = f"unable to decode {what}"
        raise bad_request(message) from error


def index(text: str) -> int:
    """The place of a checklist or an item, from the path.

    Raises:
        RefusedError: 400, it is no int64.
    """
    if len(text) > _MOST_DIGITS:
        message = "failed to parse the place of a checklist or an item"
        raise bad_request(message)
    return int(text)


class Query:
    """Query parameters as a Go handler gets them: an empty one is an absent one."""

    def __init__(self, call: Call) -> None:
        self._values = parse_qs(call.query.decode("latin-1"), keep_blank_values=True)

    def text(self, name: str, default: str = "") -> str:
        """The first value."""
        return self._values.get(name, [""])[0] or default

    def texts(self, name: str) -> list[str]:
        """The values of a repeated key."""
        return self._values.get(name, [])

    def whole(self, name: str, default: int = 0) -> int:
        """A number.

        Raises:
            RefusedError: 400, it is none.
        """
        given = self.text(name)
        if not given:
            return default
        if not _INTEGER.fullmatch(given) or not -_MOST <= int(given) < _MOST:
            raise _bad_parameter(name)
        return int(given)

    def truth(self, name: str) -> bool:
        """A bool; anything else is false."""
        return self.text(name) in {"1", "t", "T", "true", "TRUE", "True"}

    def word(self, name: str, words: Iterable[str], default: str) -> str:
        """One of these words.

        Raises:
            RefusedError: 400, it is none of them.
        """
        given = self.text(name, default)
        if given not in words:
            raise _bad_parameter(name)
        return given

    def identifier(self, name: str, me: str = "") -> str:
        """An id, "" without one; `me` stands for the caller where it is given.

        Raises:
            RefusedError: 400, it is not 26 characters long.
        """
        given = self.text(name)
        if me and given == "me":
            return me
        if given and not is_identifier(given):
            raise _bad_parameter(name)
        return given


def _bad_parameter(name: str) -> RefusedError:
    return bad_request(f"bad parameter '{name}'")


class Routes(Router):
    """The routes below a site: ids and places match their own letters only, all else is a plain 404 or 405."""

    def __init__(self, root: str, operations: Iterable[Operation]) -> None:
        super().__init__(())
        operations = tuple(operations)
        self.ids: frozenset[str] = frozenset(operation.id for operation in operations)
        patterns = {"checklist": "([0-9]+)", "item": "([0-9]+)"}
        known: dict[str, dict[str, Operation]] = {}
        for operation in operations:
            known.setdefault(operation.path, {})[operation.method] = operation
        self._routes: list[tuple[re.Pattern[str], Mapping[str, Operation]]] = [
            (
                re.compile(
                    re.sub(r"\{(\w+)\}", lambda name: patterns.get(name[1], "([A-Za-z0-9]+)"), root + path),
                    re.ASCII,
                ),
                methods,
            )
            # A path with a fixed segment is looked at before the one that would take it for an id.
            for path, methods in sorted(known.items(), key=lambda entry: "{" in entry[0])
        ]

    def find(self, method: str, path: bytes) -> tuple[Operation, tuple[str, ...]]:
        """The operation and its path arguments.

        Raises:
            RefusedError: 404 for an unknown path, 405 for another method.
        """
        place = unquote(path.decode("latin-1"))
        known = False
        for pattern, methods in self._routes:
            match = pattern.fullmatch(place)
            if match is None:
                continue
            operation = methods.get(method)
            if operation is not None:
                return operation, match.groups()
            known = True
        if known:
            raise RefusedError(405, _NO_METHOD, "")
        raise RefusedError(404, _NO_ROUTE, "")
