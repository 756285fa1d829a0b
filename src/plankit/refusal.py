"""Reading what a server says when it refuses. Pure; never trusts the answer to be well-formed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from plankit.masking import mask
from plankit.shapes import is_list, is_object, loads, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 500
_MESSAGES = ("message", "error_description", "detail", "description", "title")
_SECRET = re.compile(r"(?i)token|password|secret")
_CREDENTIAL = re.compile(r"(?i)\b(?:bearer|basic)\s+[\w.~+/=-]{8,}|\beyJ[\w.-]{8,}")


class Refusal(NamedTuple):
    """What an error answer says.

    Attributes:
        code: The service's own code, or None.
        detail: The service's own message, or an excerpt of a body that is no JSON; None if it says nothing.
        doubt: Why it is not known what the answer means, so that its effect is unknown; None for a plain refusal.
    """

    code: str | None = None
    detail: str | None = None
    doubt: str | None = None

    def masked(self, secrets: Sequence[str]) -> Refusal:
        """Return the same without *secrets*."""
        code, detail = (None if text is None else mask(text, secrets) for text in (self.code, self.detail))
        return self._replace(code=code, detail=detail)


def refusal(body: bytes, content_type: str) -> Refusal:
    """Read an error answer's body.

    The shapes, in this order: `{code, message}` (Logbook), `{error, error_description}` (RFC 6749), `{message}`,
    `{error}` (Mattermost, GraphQL gateways), `{status, detail}` (SCIM 2), `{Errors: [...]}` (SCIM 1.1),
    `{errors: [...]}`, `{code, content}` (Planbox); else an excerpt of the text. Source:
    facts/planview_and_planbox.md A7, B3.
    """
    answer: Any
    try:
        answer = loads(body)
    except ValueError:
        return Refusal(detail=_excerpt(body, content_type))
    if not is_object(answer):
        return Refusal(detail=_text(answer))
    for key in ("Errors", "errors"):
        entries = answer.get(key)
        first = entries[0] if is_list(entries) and entries else None
        if is_object(first):
            return from_object({**answer, **first})
        if isinstance(first, str):
            return from_object({**answer, "message": first})
    return from_object(answer)


def code_of(body: bytes) -> str | None:
    """Return only the service's own code of an error answer."""
    return refusal(body, "").code


def from_object(answer: dict[str, Any]) -> Refusal:
    """Read what an error answer's JSON object says, as `refusal` does."""
    error = answer.get("error")
    if is_object(error):
        return from_object({"code": error.get("code"), "message": error.get("message")})
    message = _first(answer, *_MESSAGES)
    if message is None and error is None:
        message = _content(answer.get("content"))
    code = _first(answer, "code", "scimType")
    if code is None and message is not None and isinstance(error, str) and " " not in error:
        code = error
    return Refusal(_text(code), _text(message if message is not None else error))


def _content(value: object) -> object:
    """Return what Planbox's `content` says: a text as a rule, or the message in an object, or the texts it holds."""
    if is_list(value):
        value = value[0] if value else None
    if not is_object(value):
        return value if isinstance(value, str | int | float) else None
    said = (f"{key}: {item}" for key, item in value.items() if isinstance(item, str) and not _SECRET.search(key))
    return _first(value, *_MESSAGES) or "; ".join(said) or None


def _first(answer: dict[str, Any], *keys: str) -> object:
    for key in keys:
        value = answer.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            return value
    return None


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    text = value if isinstance(value, str) else repr(value)
    return _clean(text[: _LONGEST * 2])[:_LONGEST]


def _clean(text: str) -> str:
    """Return *text* in one line, without what looks like a credential: some proxies repeat the request."""
    return _CREDENTIAL.sub("***", " ".join(printable(text).split()))


def _excerpt(body: bytes, content_type: str) -> str | None:
    text = _clean(body[:2000].decode("utf-8", "replace"))
    if not text:
        return None
    if "html" in content_type or text[:1] == "<":
        return "an HTML page (from a proxy or a sign-in page?)"
    return text[:200]
