"""A journal for people and for other programs: its rows as JSON lines, and the story of one row."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from plankit.bulk.stored import reason_fields, to_ascii, to_json
from plankit.errors import InvalidArgumentError
from plankit.shapes import printable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from plankit.bulk.reading import Reading
    from plankit.bulk.rows import State

_AT_ONCE = 1000
_LONGEST = 1000


def export_jsonl(journal: Reading, file: TextIO, states: Iterable[State] | None = None) -> int:
    """Write rows as JSON, one object a line: `index`, `key`, `row`, `state`, `id`, `reason` (if any), `sendings`.

    Rows that change meanwhile are written as they were when they were read.

    Args:
        journal: The journal; one that is run now may be read by `Journal.look`.
        file: Takes the text. What is not ASCII is escaped unless its encoding is UTF-8.
        states: Only rows in these; None: all.

    Returns:
        How many lines were written.
    """
    wanted = None if states is None else frozenset(states)
    encoding = (getattr(file, "encoding", None) or "utf-8").lower().replace("_", "-")
    encode = to_json if encoding.startswith("utf") else to_ascii
    after, written = -1, 0
    while wanted is None or wanted:
        entries = journal.entries(wanted or (), after=after, limit=_AT_ONCE)
        if not entries:
            break
        for entry in entries:
            line: dict[str, Any] = {
                "index": entry.index,
                "key": entry.key,
                "row": entry.payload,
                "state": entry.state.name.lower(),
                "id": entry.id,
            }
            if entry.reason is not None:
                line["reason"] = reason_fields(entry.reason)
            line["sendings"] = entry.sendings
            file.write(encode(line) + "\n")
        after = entries[-1].index
        written += len(entries)
    return written


def explain(journal: Reading, index: int) -> str:
    """Return the story of one row for people, in lines; times are UTC.

    Raises:
        InvalidArgumentError: There is no such row.
    """
    entry = journal.entry(index)
    if entry is None:
        msg = f"There is no row {index}: the journal holds {journal.total()} rows, counted from 0."
        raise InvalidArgumentError(msg)
    state = entry.state.name.lower() + ("" if entry.id is None else f" as {entry.id}")
    lines = [f"row {index}" + ("" if entry.key is None else f", key {_shown(entry.key)}") + f": {_shown(state)}"]
    if entry.reason is not None:
        facts = [f"{name} {value}" for name, value in reason_fields(entry.reason).items() if name in ("status", "code")]
        why = entry.reason.message + (f" ({', '.join(facts)})" if facts else "")
        lines.append(f"  why: {_shown(why)}")
    lines.append(f"  {_shown(to_json(entry.payload))}")
    for event in journal.history(index):
        number = "" if event.number is None else f" {event.number}"
        detail = f": {_shown(event.detail)}" if event.detail else ""
        lines.append(f"  {_time(event.at)}  {_shown(event.what)}{number}{detail}")
    return "\n".join(lines)


def _time(at: float) -> str:
    try:
        return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3] + "Z"
    except (ValueError, OverflowError, OSError):
        return f"{at} s"


def _shown(text: str) -> str:
    """Return *text* on one line, bounded, without anything that a terminal would obey."""
    if len(text) > _LONGEST:
        text = text[:_LONGEST] + "..."
    clean = printable(text)
    if clean.isprintable():
        return clean
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in clean)
