"""Planbox's envelope, `{code, content}`, which errors come in too, with status 200. Pure.

Source: facts/planview_and_planbox.md B3. `redirect` and `time`, which may stand in an envelope, are not looked at.
"""

from __future__ import annotations

from typing import Any

from plankit.errors import ProtocolError
from plankit.planbox.values import numbered
from plankit.refusal import Refusal, from_object
from plankit.shapes import is_list, is_object, names

HINTS = {
    200: (
        "Planbox answers 200 to what it refuses and says why in words only: an argument, a permission that is "
        "missing, or an access token that is not valid."
    ),
    401: (
        "Check the credential: is the access token, or are e-mail and password, of this Planbox, and has the token not "
        "been replaced by another?"
    ),
}
"""Advice for errors: the status tells nothing, and no list of the messages is published to tell them apart by."""

ALPHA_HINTS = {
    401: (
        "That the alpha interface takes the credential of the other calls is inferred. If products.list() answers, the "
        "credential is fine and this interface wants another; if the token has been replaced, that call fetches the "
        "new one, which a 401 from here does not."
    )
}
"""Advice for errors of the alpha interface."""

_UNKNOWN_CODE = (
    "Planbox's envelopes are documented to have the code ok or error; this one has neither, so that nothing is known "
    "of what became of the call."
)


def refused(answer: Any) -> Refusal | None:
    """Return what the server says if the envelope is that of an error, else None."""
    return from_object(answer) if is_object(answer) and answer.get("code") == "error" else None


def not_ok(answer: Any) -> Refusal | None:
    """Return what the server says if the envelope is that of an error, or one whose code nobody knows, else None."""
    told = refused(answer)
    if told is not None or not is_object(answer) or answer.get("code") == "ok":
        return told
    found = answer.get("content")
    if is_list(found):
        found = found[0] if found else None
    # Of an object only its message: it may be a product.
    said = from_object({**answer, "content": found.get("message") if is_object(found) else found})
    return said._replace(doubt=_UNKNOWN_CODE) if "code" in answer or said.detail else None


def content(answer: Any) -> Any:
    """Return what the envelope of a success holds.

    Raises:
        ProtocolError: It is no such envelope.
    """
    if is_object(answer):
        if answer.get("code") == "ok" and "content" in answer:
            return answer["content"]
        found = names(answer)
    else:
        found = type(answer).__name__
    msg = f'the answer is no envelope of code "ok" with a content (it has: {found}).'
    raise ProtocolError(msg)


def entry(found: Any, what: str) -> dict[str, Any]:
    """Return *found* as an object.

    Raises:
        ProtocolError: It is something else.
    """
    if is_object(found):
        return found
    msg = f"the answer's {what} is not an object."
    raise ProtocolError(msg)


def entries(found: Any, what: str) -> list[dict[str, Any]]:
    """Return *found* as a list of objects, also where PHP made an object of it; null counts as empty.

    Raises:
        ProtocolError: It is something else.
    """
    if found is None:
        return []
    found = numbered(found)
    if not is_list(found) or not all(map(is_object, found)):
        msg = f"the answer's {what} is not a list of objects."
        raise ProtocolError(msg)
    return found
