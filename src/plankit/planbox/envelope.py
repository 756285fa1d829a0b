"""Planbox's envelope, `{code, content}`, which errors come in too, with status 200. Pure.

Source: facts/planview_and_planbox.md B3. `redirect` and `time`, which may stand in an envelope, are not looked at.
"""

from __future__ import annotations

from typing import Any

from plankit.errors import ProtocolError
from plankit.refusal import Refusal, from_object
from plankit.shapes import is_list, is_object, names

HINTS = {
    200: (
        "Planbox answers 200 to what it refuses and says why in words only: an argument, a permission that is "
        "missing, or an access token that is not valid."
    )
}
"""Advice for errors: the status tells nothing, and no list of the messages is published to tell them apart by."""


def refused(answer: Any) -> Refusal | None:
    """Return what the server says if the envelope is that of an error, else None."""
    return from_object(answer) if is_object(answer) and answer.get("code") == "error" else None


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
    """Return *found* as a list of objects; null counts as empty.

    Raises:
        ProtocolError: It is something else.
    """
    if found is None:
        return []
    if not is_list(found) or not all(map(is_object, found)):
        msg = f"the answer's {what} is not a list of objects."
        raise ProtocolError(msg)
    return found
