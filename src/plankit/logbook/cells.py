"""The texts of one flat row, by what they are for. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from plankit_clients.logbook import models

from plankit.errors import InvalidArgumentError
from plankit.logbook.kinds import short
from plankit.shapes import is_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plankit_clients.logbook.models import AppContext

CONTAINER = "container"
PARTS = ("container_id", "container_source", "container_type")

_LONGEST_ID = 18


@frozen
class Words:
    """How messages call what the caller gave, with the target as `{target}`, in calls or in options of a command.

    Attributes:
        columns: What names the column of a target.
        constants: What gives the value of a target.
        constant: A value that is the same in all rows.
        pair: How the column of a target is named, with `{column}`, too.
        advice: What gives a target that nothing gives.
    """

    columns: str = "columns"
    constants: str = "constants"
    constant: str = "The constant for {target}"
    pair: str = "columns={{{target!r}: {column!r}}}"
    advice: str = "Call a column {target!r}, map one to it, or give a constant."


WORDS = Words()


class Cells:
    """The texts of one row by target.

    Args:
        row: The row.
        plan: The column of each target.
        constants: The value of each target that has no column.
        words: How messages call them.
    """

    def __init__(
        self, row: Mapping[str, str], plan: Mapping[str, str], constants: Mapping[str, str], words: Words = WORDS
    ) -> None:
        self._plan = plan
        self._words = words
        self._texts = {target: _stripped(row[column]) for target, column in plan.items()}
        self._texts.update((target, _stripped(value)) for target, value in constants.items())

    def get(self, target: str) -> str | None:
        """Return the text for *target*; None if it is empty."""
        return self._texts.get(target) or None

    def need(self, target: str, why: str) -> str:
        """Return the text for *target*.

        Raises:
            InvalidArgumentError: It is empty, or nothing gives it.
        """
        text = self.get(target)
        if text is not None:
            return text
        if target in self._texts:
            raise self.refused(target, f"{why}.")
        msg = f"No column gives {target}: {why}. {self._words.advice.format(target=target)}"
        raise InvalidArgumentError(msg)

    def attributes(self) -> list[tuple[str, str]]:
        """Return the targets that are attributes, with their texts, where there is one."""
        return [(target, text) for target, text in self._texts.items() if text and ":" in target]

    def refused(self, target: str, what: str) -> InvalidArgumentError:
        """Return the error for a text that cannot be what *target* wants."""
        column = self._plan.get(target)
        place = self._words.constant.format(target=target) if column is None else f"The column {short(column)!r}"
        text = self._texts.get(target)
        return InvalidArgumentError(f"{place} {'is empty' if not text else f'holds {short(text)!r}'}: {what}")


def context_of(cells: Cells) -> AppContext:
    """Return the container that a row names, as one text or as three.

    Raises:
        InvalidArgumentError: It names none, or it names it twice.
    """
    whole = cells.get(CONTAINER)
    given = [part for part in PARTS if cells.get(part) is not None]
    if whole is None:
        if not given:
            cells.need(CONTAINER, "each log needs a container, as id:source:type")
        identity, source, kind = (cells.need(part, f"a container needs its {part}") for part in PARTS)
        return models.AppContext(
            container_id=number_of("container_id", identity, cells), container_source=source, container_type=kind
        )
    if given:
        raise cells.refused(CONTAINER, f"{given[0]} says it, too: give one of the two.")
    parts = [part.strip() for part in whole.split(":", 2)]
    if len(parts) != len(PARTS) or not all(parts):
        raise cells.refused(CONTAINER, "write it as id:source:type, such as 4711:portfolios:work.")
    identity, source, kind = parts
    return models.AppContext(
        container_id=number_of(CONTAINER, identity, cells), container_source=source, container_type=kind
    )


def number_of(target: str, text: str, cells: Cells) -> int:
    """Return the id that a text is.

    Raises:
        InvalidArgumentError: It is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID):
        raise cells.refused(target, f"{short(text)!r} is no id: an id is a whole number.")
    return int(text)


def _stripped(value: object) -> str:
    """Return the text of a cell: what is missing at the end of a row of a CSV file is None; JSON may hold a list."""
    if is_list(value):
        return "; ".join(map(str, value))
    return "" if value is None else str(value).strip()
