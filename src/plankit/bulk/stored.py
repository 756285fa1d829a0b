"""How rows look inside a journal: texts, JSON, digests. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypeAlias

from plankit.bulk.rows import Entry, Reason, State
from plankit.errors import InvalidArgumentError
from plankit.shapes import DEEPEST, TooDeepError, loads

if TYPE_CHECKING:
    from plankit.bulk.rows import Payload, Verdict

Cell: TypeAlias = str | bytes | None
"""A text in the file: bytes where UTF-8 cannot take it."""

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_ESCAPED = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_CANONICAL = json.JSONEncoder(separators=(",", ":"), allow_nan=False, sort_keys=True)


# Halves of surrogate pairs come from JSON (`"\ud800"`) and from file names; UTF-8, and so SQLite, has none.
def to_cell(text: str | None) -> Cell:
    """Return *text* as the file keeps it."""
    if text is None or text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def from_cell(cell: Cell) -> str | None:
    """Return the text that *cell* keeps."""
    return cell.decode("utf-8", "surrogatepass") if isinstance(cell, bytes) else cell


def text_of(cell: Cell) -> str:
    """Return the text that *cell* keeps; empty for none."""
    return from_cell(cell) or ""


def to_json(value: Any) -> str:
    """Return *value* as compact JSON that UTF-8 can take.

    Raises:
        ValueError, TypeError, RecursionError: It is no JSON.
    """
    text = _COMPACT.encode(value)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return _ESCAPED.encode(value)
    return text


def to_ascii(value: Any) -> str:
    """Return *value* as compact JSON in ASCII."""
    return _ESCAPED.encode(value)


def digest_of(payload: Payload, key: str | None) -> bytes:
    """Return what tells a row of the input from others: 16 bytes, the same whatever the order of the keys.

    Raises:
        InvalidArgumentError: The row is no JSON.
    """
    try:
        text = _CANONICAL.encode([key, payload])
    except (ValueError, TypeError, RecursionError) as error:
        raise _no_json(None, error) from error
    return hashlib.blake2b(text.encode("ascii"), digest_size=16).digest()


def _no_json(index: int | None, error: Exception) -> InvalidArgumentError:
    which = "A row" if index is None else f"Row {index}"
    why = "it is nested too deeply" if isinstance(error, RecursionError | TooDeepError) else str(error)
    msg = f"{which} is no JSON, so that a journal cannot keep it: {why}. Leave NaN, infinities and objects out."
    return InvalidArgumentError(msg)


def to_reason(reason: Reason | None) -> str | None:
    """Return *reason* as JSON, without what is not known."""
    return None if reason is None else to_json(reason_fields(reason))


def from_reason(text: str | None) -> Reason | None:
    """Return the reason that JSON keeps."""
    return None if text is None else Reason(**json.loads(text))


def reason_fields(reason: Reason) -> dict[str, Any]:
    """Return the fields of *reason*, without those that are None."""
    fields = {"message": reason.message, "status": reason.status, "code": reason.code, "sent": reason.sent}
    return {name: value for name, value in fields.items() if value is not None}


ItemRow: TypeAlias = tuple[int, Cell, str, bytes, bytes | None, int | None]
FateRow: TypeAlias = tuple[int, int, int, Cell, str | None]


def to_item(entry: Entry, scope: int | None) -> ItemRow:
    """Return what never changes of *entry*.

    Raises:
        InvalidArgumentError: Its payload is no JSON.
    """
    try:
        payload = to_json(entry.payload)
        if payload.count("{") + payload.count("[") > DEEPEST:
            # What can be written from here could be too deep to be read from elsewhere.
            loads(payload)
        mark = digest_of(entry.payload, entry.key)
    except InvalidArgumentError:
        raise
    except (ValueError, TypeError, RecursionError) as error:
        raise _no_json(entry.index, error) from error
    return entry.index, to_cell(entry.key), payload, mark, entry.group or None, scope


def to_fate(entry: Entry) -> FateRow:
    """Return what changes of *entry*."""
    return entry.index, int(entry.state), entry.sendings, to_cell(entry.id), to_reason(entry.reason)


ENTRY = (
    "SELECT item.place, item.key, item.payload, fate.state, item.family, scope.name, fate.id, fate.reason, "
    "fate.sendings FROM fate JOIN item ON item.place = fate.place LEFT JOIN scope ON scope.number = item.scope "
)
"""The columns that `to_entry` reads; a condition follows."""


def to_entry(row: tuple[Any, ...]) -> Entry:
    """Return the entry that a row of `ENTRY` is."""
    index, key, payload, state, family, scope, its_id, reason, sendings = row
    return Entry(
        index,
        from_cell(key),
        json.loads(payload),
        State(state),
        family or b"",
        text_of(scope),
        from_cell(its_id),
        from_reason(reason),
        sendings,
    )


def said(verdict: Verdict) -> str:
    """Return *verdict* for people, in the words that the server used."""
    text = verdict.state.name.lower()
    if verdict.id is not None:
        text += f" as {verdict.id}"
    if verdict.reason is None:
        return text
    facts = [str(fact) for fact in (verdict.reason.status, verdict.reason.code) if fact is not None]
    return f"{text}: {verdict.reason.message}" + (f" ({', '.join(facts)})" if facts else "")
