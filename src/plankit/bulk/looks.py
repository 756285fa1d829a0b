"""Telling from a server's list which rows it holds, where no key of ours is in it. Pure.

Rows and records are told apart by what both show: a *kind* that no server changes, a *label* that it may trim, and
further fields as far as answers to this job have shown that the server gives them back (`Echo`). Whatever could be the
same counts as the same: a doubt costs a report, a wrong certainty would cost a duplicate.

Source: facts/bulk_and_limits.md 3.4.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from collections import defaultdict, deque
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from plankit.shapes import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plankit.bulk.write import Record

_TAG = re.compile(r"<[^<>]*>")
_LONGEST = 64
_FEW = 5
_OPTION = ("id", "value", "label", "name")


@lru_cache(maxsize=4096)
def loose(text: str) -> str:
    """Return what is left of *text* whatever a server does to it: trims, changes case, strips or escapes HTML.

    At most 64 characters, so that a text that was cut off behind them is still the same.
    """
    bare = unicodedata.normalize("NFKC", _TAG.sub("", html.unescape(html.unescape(text)))).casefold()
    letters = "".join(filter(str.isalnum, bare))
    return (letters or "".join(bare.split()))[:_LONGEST]


def group_of(fields: Mapping[str, Any]) -> bytes:
    """Return 8 bytes that are the same for all rows and records that may be taken for one another."""
    text = json.dumps([str(fields.get("kind")), loose(str(fields.get("label") or ""))])
    return hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest()


class Echo:
    """Which fields the server gives back as they were sent, learned from its answers to this job.

    A field that once came back as something else is never relied on again; one that was never seen is not relied on
    either.

    Args:
        learned: What another one has learned, see `news`.
    """

    def __init__(self, learned: str | None = None) -> None:
        kept_and_changed: list[list[str]] = [[], []] if learned is None else json.loads(learned)
        self._kept: set[str] = set(kept_and_changed[0])
        self._changed: set[str] = set(kept_and_changed[1])
        self._told = learned

    def news(self) -> str | None:
        """Return what was learned as a text to begin with another time; None if it is what was returned last."""
        learned = json.dumps([sorted(self._kept), sorted(self._changed)])
        if learned == self._told:
            return None
        self._told = learned
        return learned

    @property
    def kept(self) -> list[str]:
        """The fields that may be relied on."""
        return sorted(self._kept - self._changed)

    @property
    def changed(self) -> list[str]:
        """The fields that the server gives back as something else."""
        return sorted(self._changed)

    def learn(self, sent: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
        """Compare what was sent with what the answer to it shows."""
        for name, value in sent.items():
            if not _empty(value):
                (self._kept if same(value, seen.get(name)) else self._changed).add(name)

    @property
    def labels(self) -> bool:
        """Whether labels may be relied on: until one has come back, the server may rename what it is given."""
        return "label" in self._kept and "label" not in self._changed

    @property
    def kinds(self) -> bool:
        """Whether kinds may be relied on: they may, unless one came back as something else."""
        return "kind" not in self._changed

    @property
    def learned(self) -> bool:
        """Whether anything was compared so far."""
        return bool(self._kept or self._changed)

    def group(self, fields: Mapping[str, Any]) -> bytes:
        """Return what is the same for all rows and records that may be taken for one another."""
        return group_of({**fields, "kind": fields.get("kind") if self.kinds else None})

    def blank(self, sent: Mapping[str, Any], seen: Mapping[str, Any]) -> bool:
        """Return whether the record *seen* shows too little to tell it from what was *sent*."""
        kind = self.kinds and not _empty(sent.get("kind")) and _empty(seen.get("kind"))
        return kind or _empty(seen.get("label"))

    def foreign(self, sent: Mapping[str, Any], seen: Mapping[str, Any]) -> bool:
        """Return whether the record *seen* is certainly of another name or kind than what was *sent*."""
        if self.blank(sent, seen):
            return False
        kind = self.kinds and str(sent.get("kind")) != str(seen.get("kind"))
        return kind or (self.labels and self.group(sent) != self.group(seen))

    def differs(self, sent: Mapping[str, Any], seen: Mapping[str, Any]) -> bool:
        """Return whether the record *seen* can certainly not come from what was *sent*."""
        return self.group(sent) != self.group(seen) or any(
            name in self._kept and name not in self._changed and not same(value, seen.get(name))
            for name, value in sent.items()
            if name != "kind" and not _empty(value)
        )


def same(sent: Any, seen: Any) -> bool:
    """Return whether a server may show *sent* as *seen*."""
    if _empty(sent) or _empty(seen):
        return _empty(sent) and _empty(seen)
    if is_list(sent) or is_list(seen):
        ours, theirs = (value if is_list(value) else [value] for value in (sent, seen))
        return len(ours) == len(theirs) and all(any(same(one, other) for other in theirs) for one in ours)
    if is_object(sent) and is_object(seen) and not (_words(sent) and _words(seen)):
        return all(same(value, seen.get(name)) for name, value in sent.items())
    return not _words(sent).isdisjoint(_words(seen))


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _words(value: Any) -> set[str]:
    """Return what names a value: the value itself, or an option's id, value and label."""
    parts = [value.get(name) for name in _OPTION] if is_object(value) else [value]
    return {loose(str(part)) for part in parts if not _empty(part) and not is_object(part) and not is_list(part)}


@frozen
class Doubtful:
    """A row that may have been applied.

    Attributes:
        index: The row.
        fields: What it asks for, see `Records.fields`.
        mark: What is equal for rows that are equal in everything.
    """

    index: int
    fields: Mapping[str, Any]
    mark: bytes


@frozen
class Sight:
    """What the server's list says of a doubtful row.

    Attributes:
        index: The row.
        verdict: `found`; `absent`, so that it may be sent again; or `unclear`.
        id: The record's id, if it was found.
        why: What is not certain: of `unclear`, and of an id that may be that of a look-alike.
    """

    index: int
    verdict: Literal["found", "absent", "unclear"]
    id: str | None = None
    why: str | None = None


def decide(rows: Sequence[Doubtful], records: Sequence[Record], echo: Echo) -> list[Sight]:
    """Decide what became of *rows*, given all *records* of their lists that are new and not accounted for.

    Every record that looks like a row (kind and label) is taken to come from one of the rows: nobody else makes
    look-alikes meanwhile. Its other fields tell which, as far as the list has shown to give them back; if they fit
    none, the server has changed them, or the record is somebody else's, and rows that have no record of their own are
    unclear. A row was not applied if no record can be its own; rows were applied if there are as many records as rows,
    one for each; rows that are equal in everything are interchangeable. In all other cases it is not certain.
    """
    by_group: dict[bytes, tuple[list[Doubtful], list[Record]]] = defaultdict(lambda: ([], []))
    for row in rows:
        by_group[echo.group(row.fields)][0].append(row)
    nameless: list[Record] = []
    for record in records:
        group = echo.group(record.fields)
        if group in by_group and not echo.blank(by_group[group][0][0].fields, record.fields):
            by_group[group][1].append(record)
        else:
            nameless.append(record)
    sights: list[Sight] = []
    for ours, theirs in by_group.values():
        fits = {at: _fits(record, ours, echo) for at, record in enumerate(theirs)}
        told = [
            sight
            for some, seen in _components(len(ours), fits)
            for sight in _decide([ours[row] for row in some], [theirs[at] for at in seen], _pairs(some, seen, fits))
        ]
        strange = [theirs[at].id for at, mine in fits.items() if not mine]
        # Where names cannot be relied on, what is new under another name may be a row all the same.
        strange += [record.id for record in nameless if not echo.foreign(ours[0].fields, record.fields)]
        ids = ", ".join(sorted(strange)[:_FEW])
        why = (
            f"the server's list shows something new, perhaps the row under another name or with other values (id {ids})"
        )
        sights += [_unless_absent(sight, why) for sight in told] if strange else told
    return sorted(sights, key=lambda sight: sight.index)


def _unless_absent(sight: Sight, why: str) -> Sight:
    """Return *sight*, unclear instead of absent: there is something new that may be the row after all."""
    return Sight(sight.index, "unclear", why=why) if sight.verdict == "absent" else sight


def _fits(record: Record, rows: Sequence[Doubtful], echo: Echo) -> list[int]:
    """Return the positions of the rows that *record* may come from; rows that are equal in everything count as one."""
    judged: dict[bytes, bool] = {}
    for row in rows:
        if row.mark not in judged:
            judged[row.mark] = not echo.differs(row.fields, record.fields)
    return [at for at, row in enumerate(rows) if judged[row.mark]]


def _components(rows: int, fits: Mapping[int, Sequence[int]]) -> list[tuple[list[int], list[int]]]:
    """Separate the rows, and the records that fit them, that have nothing to do with one another."""
    home = list(range(rows))

    def root(row: int) -> int:
        while home[row] != row:
            home[row] = row = home[home[row]]
        return row

    for mine in fits.values():
        for row in mine[1:]:
            home[root(row)] = root(mine[0])
    found: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for row in range(rows):
        found[root(row)][0].append(row)
    for at, mine in fits.items():
        if mine:
            found[root(mine[0])][1].append(at)
    return list(found.values())


def _pairs(rows: Sequence[int], records: Sequence[int], fits: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Give as many records as possible each to a row of its own, by augmenting paths; positions in the component."""
    owner: dict[int, int] = {}
    for first in records:
        # For each row that was reached: the record that would take it, and the row which that record would leave.
        reached: dict[int, tuple[int, int | None]] = {}
        waiting: deque[tuple[int, int | None]] = deque([(first, None)])
        while waiting:
            at, left = waiting.popleft()
            for row in fits[at]:
                if row in reached:
                    continue
                reached[row] = (at, left)
                if row in owner:
                    waiting.append((owner[row], row))
                    continue
                step: int | None = row
                while step is not None:
                    owner[step], step = reached[step]
                waiting.clear()
                break
    place = {row: position for position, row in enumerate(rows)}
    seen = {at: position for position, at in enumerate(records)}
    return {place[row]: seen[at] for row, at in owner.items()}


def _decide(rows: list[Doubtful], records: list[Record], pairs: Mapping[int, int]) -> list[Sight]:
    """Decide a component from its best pairs (position of a row: position of its record)."""
    if not records:
        return [Sight(row.index, "absent") for row in rows]
    alike = len({row.mark for row in rows}) == 1
    if len(pairs) < len(records):
        ids = ", ".join(sorted(record.id for record in records)[:_FEW])
        why = (
            f"the server's list shows {len(records)} new records (id {ids}) that look like {len(rows)} row"
            f"{'s' if len(rows) > 1 else ''} of this job: somebody else makes look-alikes, or one was applied twice"
        )
        return [Sight(row.index, "unclear", why=why) for row in rows]
    if len(pairs) < len(rows) and not alike:
        why = (
            f"{len(pairs)} of {len(rows)} rows that look alike were applied, and the server's list does not tell which"
        )
        return [Sight(row.index, "unclear", why=why) for row in rows]
    unsure = None if alike else "one of several rows that look alike: the id may be that of another of them"
    return [
        Sight(row.index, "found", records[pairs[at]].id, unsure) if at in pairs else Sight(row.index, "absent")
        for at, row in enumerate(rows)
    ]
