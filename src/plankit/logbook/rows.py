"""Logs from flat rows of text, as spreadsheets have them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plankit_clients import UNSET
from plankit_clients.logbook import models

from plankit.errors import InvalidArgumentError
from plankit.logbook.attributes import custom_value, system_value
from plankit.logbook.cells import CONTAINER, PARTS, WORDS, Cells, Words, context_of, number_of
from plankit.logbook.kinds import day, kinds_of, listed, no_such_day, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from plankit_clients.logbook.models import (
        CustomAttributeValue,
        LogCreate,
        LogTypeConfiguration,
        SystemAttributeValue,
    )

    from plankit.logbook.kinds import Choice, Kind, Known

_TYPE = "log_type"
TARGETS = ("name", _TYPE, CONTAINER, *PARTS, "transferred_from_id")
"""What a row says of a log besides its attributes."""
_PREFIXES = {"attr": ("system", "custom"), "system": ("system",), "custom": ("custom",)}


class RowReader:
    """Makes logs of rows.

    A target is `name`, `log_type` (its name or id), `container` (`4711:portfolios:work`) or its three parts,
    `transferred_from_id`, or an attribute by its name, where `attr:`, `system:` or `custom:` may stand before it. Names
    are the same whatever their case, and so are those of columns as long as one alone is meant. Columns that are called
    like a target are used without being named, unless a constant is given for it. Empty cells are left out.

    Args:
        configurations: What `logbook.log_types.list()` returned.
        columns: The column for each target that has another header.
        constants: The value for each target that is the same in all rows.
        words: How messages call the two.

    Raises:
        InvalidArgumentError: A target that there is not, or one that is given twice.
    """

    def __init__(
        self,
        configurations: Sequence[LogTypeConfiguration],
        columns: Mapping[str, str] | None = None,
        constants: Mapping[str, str] | None = None,
        *,
        words: Words = WORDS,
    ) -> None:
        self._words = words
        self._kinds, _ = kinds_of(configurations)
        self._attributes = _by_name(self._kinds)
        self._columns: dict[str, str] = {}
        self._constants: dict[str, str] = {}
        for target, column in (columns or {}).items():
            self._columns[self._named(target, words.columns, column)] = column
        for target, value in (constants or {}).items():
            self._constants[self._named(target, words.constants)] = value
        self._headers: dict[tuple[str, ...], dict[str, str]] = {}
        self._found: dict[tuple[str, str], Known] = {}

    def __repr__(self) -> str:
        return f"<RowReader of {len(self._kinds)} log types>"

    def unused(self, header: Iterable[str]) -> list[str]:
        """Return the columns of *header* that no log takes anything from."""
        columns = tuple(header)
        used = set(self._plan(columns).values())
        return [column for column in columns if column not in used]

    def read(self, row: Mapping[str, str]) -> LogCreate:
        """Return the log that *row* asks for.

        Raises:
            InvalidArgumentError: A column is missing, or a cell cannot be what its target wants; the message names
                both and says what can be.
        """
        header = tuple(row)
        beyond: object = row.get(None)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue] - csv.DictReader puts cells beyond the header there
        if beyond is not None:
            msg = f"The row has more cells than the header has columns, {len(header) - 1}: is a separator unquoted?"
            raise InvalidArgumentError(msg)
        cells = Cells(row, self._plan(header), self._constants, self._words)
        kind = self._kind(cells)
        system: list[SystemAttributeValue] = []
        custom: list[CustomAttributeValue] = []
        for target, text in cells.attributes():
            attribute = self._found.get((kind.id, target))
            if attribute is None:
                attribute = self._found[kind.id, target] = _attribute(kind, target, cells)
            configuration = attribute.configuration
            value = _value(attribute, target, text, cells)
            try:
                if isinstance(configuration, models.SectionCustomAttribute):
                    custom.append(custom_value(configuration, value))
                else:
                    system.append(system_value(configuration, value))
            except InvalidArgumentError as refused:
                raise cells.refused(target, str(refused)) from refused
        source = cells.get("transferred_from_id")
        return models.LogCreate(
            log_types_id=number_of(_TYPE, kind.id, cells),
            name=cells.need("name", "each log needs a name"),
            app_context=[context_of(cells)],
            transferred_from_id=UNSET if source is None else number_of("transferred_from_id", source, cells),
            custom_attribute_values=custom or UNSET,
            system_attribute_values=system or UNSET,
        )

    def _named(self, target: str, where: str, column: str | None = None) -> str:
        """Return the canonical form of a target.

        Raises:
            InvalidArgumentError: There is none such, or it is named already.
        """
        found = self._target(target)
        if found is None:
            names = [known.names[0] for kind in self._kinds for known in kind.attributes if known.names]
            msg = f"{where}: there is no target {short(target)!r}."
            if column is not None and self._target(column) is not None:
                # What stands on each side is easily confused.
                msg += f" Are the two sides swapped? Write {self._words.pair.format(target=column, column=target)}."
            known = listed({_folded(name): name for name in names}.values())
            msg += f" Targets are {', '.join(TARGETS)}, and the attributes of the log types: {known}."
            raise InvalidArgumentError(msg)
        if any(_overlap(found, other) for other in (*self._columns, *self._constants)):
            once = f"give it once, by {self._words.columns} or by {self._words.constants}"
            msg = f"{where}: the target {short(target)!r} is given twice: {once}."
            raise InvalidArgumentError(msg)
        return found

    def _target(self, text: str) -> str | None:
        """Return the target that *text* names: one of `TARGETS`, or `attr:name` in lower case."""
        plain = _folded(text)
        if plain in TARGETS:
            return plain
        prefix, colon, name = plain.partition(":")
        if colon and prefix in _PREFIXES and name.strip() in self._attributes:
            return f"{prefix}:{name.strip()}"
        return f"attr:{plain}" if plain in self._attributes else None

    def _plan(self, header: tuple[str, ...]) -> dict[str, str]:
        """Return the column of each target for rows with this header.

        Raises:
            InvalidArgumentError: A column that was named is not in it.
        """
        plan = self._headers.get(header)
        if plan is None:
            plan = {target: column_of(column, header) for target, column in self._columns.items()}
            taken = {*plan.values()}
            for column in header:
                target = self._target(column) if column not in taken else None
                if target is not None and not any(_overlap(target, other) for other in (*plan, *self._constants)):
                    plan[target] = column
            self._headers = {header: plan}
        return plan

    def _kind(self, cells: Cells) -> Kind:
        text = cells.need(_TYPE, "each log needs a log type, its name or id")
        found = [kind for kind in self._kinds if kind.id == text]
        if not found:
            named = [kind for kind in self._kinds if _folded(kind.name) == _folded(text)]
            found = [kind for kind in named if kind.usable] or named
        if len(found) == 1:
            return found[0]
        if found:
            raise cells.refused(_TYPE, f"several log types are called so: give an id, {listed(map(str, found))}.")
        known = listed(str(kind) for kind in self._kinds if kind.usable)
        raise cells.refused(_TYPE, f"there is no such log type. There are: {known}.")


def columns_like(wanted: str, header: Iterable[str]) -> list[str]:
    """Return the column that is called *wanted*; without one, those that are but for their case."""
    names = list(header)
    return [wanted] if wanted in names else [name for name in names if _folded(name) == _folded(wanted)]


def column_of(wanted: str, header: Sequence[str]) -> str:
    """Return the column that is called *wanted*, whatever its case as long as one alone is meant.

    Raises:
        InvalidArgumentError: There is none, or several.
    """
    found = columns_like(wanted, header)
    if len(found) == 1:
        return found[0]
    if found:
        msg = f"Several columns may be meant by {short(wanted)!r}: {listed(found)}. Write it as the header does."
    else:
        msg = f"There is no column {short(wanted)!r}. The columns are {listed(header)}."
    raise InvalidArgumentError(msg)


def _overlap(target: str, other: str) -> bool:
    """Return whether two targets may name the same thing: `attr:status` and `system:status`."""
    prefix, _, name = target.partition(":")
    its_prefix, _, its_name = other.partition(":")
    same = set(_PREFIXES.get(prefix, (prefix,))) & set(_PREFIXES.get(its_prefix, (its_prefix,)))
    return name == its_name and bool(same)


def _by_name(kinds: Sequence[Kind]) -> set[str]:
    return {_folded(name) for kind in kinds for known in kind.attributes for name in known.names}


def _attribute(kind: Kind, target: str, cells: Cells) -> Known:
    """Return the attribute of a log type that a target names.

    Raises:
        InvalidArgumentError: There is none such, or several.
    """
    prefix, _, name = target.partition(":")
    named = [
        attribute
        for attribute in kind.attributes
        if attribute.kind in _PREFIXES[prefix] and name in map(_folded, attribute.names)
    ]
    found = [attribute for attribute in named if not attribute.retired] or named
    if not found:
        theirs = listed(attribute.name for attribute in kind.attributes if not attribute.retired)
        raise cells.refused(target, f"the log type {kind} has no attribute {short(name)!r}. It has: {theirs}.")
    if len(found) > 1:
        advice = " or ".join(sorted({f"{attribute.kind}:{name}" for attribute in found}))
        what = f"the log type {kind} has {len(found)} attributes of this name: map the column to {advice}."
        raise cells.refused(target, what)
    return found[0]


def _value(attribute: Known, target: str, text: str, cells: Cells) -> Any:
    """Return the value that a text stands for, by the kind of the attribute."""
    if attribute.config_type == "multiselect":
        whole = None if attribute.choices is None else _choice(attribute.choices, text)
        parts = [text] if whole is not None else [part for part in map(str.strip, text.split(";")) if part]
        return [_option(attribute, target, part, cells) for part in parts]
    if attribute.choices is not None:
        return _option(attribute, target, text, cells)
    if attribute.config_type == "date":
        found = day(text)
        if found is None:
            raise cells.refused(target, f"{attribute.name} is a date: {no_such_day(text) or 'write it as YYYY-MM-DD'}.")
        return found
    return text


def _option(attribute: Known, target: str, text: str, cells: Cells) -> Any:
    """Return an option of a select; the text itself where its options are not known."""
    if attribute.choices is None:
        return text
    choice = _choice(attribute.choices, text)
    if choice is None:
        raise cells.refused(
            target, f"{attribute.name} has no option {short(text)!r}. Its options: {attribute.options}."
        )
    return choice.raw


def _choice(choices: Sequence[Choice], text: str) -> Choice | None:
    """Return the option that a text names: by its label, else by its value or its id; visible ones first."""
    ordered = sorted(choices, key=lambda choice: not choice.visible)
    for part in ("label", "value", "id"):
        for choice in ordered:
            if getattr(choice, part) == text:
                return choice
    folded = _folded(text)
    return next((choice for choice in ordered if _folded(choice.label) == folded), None)


def _folded(text: str) -> str:
    return text.strip().casefold()
