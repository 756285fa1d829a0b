"""What an extract proves about the list that it was made from. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import frozen

if TYPE_CHECKING:
    from datetime import datetime

Way: TypeAlias = Literal["pages", "one answer", "verified"]
"""How a list was read: page by page, from one answer, or by scans of which two agreed."""


@frozen
class ScanCertificate:
    """What is known of a scan of a list; `str()` says what it proves and what not.

    Attributes:
        items: Items written, each once.
        pages: Pages that they came from, over all runs; 0 for a verified list.
        first_total: The number of items that the server told first, over all runs; None where it tells none.
        last_total: The number that it told last.
        duplicates: Items that came again and were dropped.
        missed: Items that the server counts and that were not met, although its count never changed; None where no
            count tells it, or where it changed.
        drifted: Whether the list was seen to change meanwhile: its total did, or items came twice.
        resumes: How often the scan was interrupted and went on.
        started: When the first run began, UTC.
        ended: When the last item was on disk, UTC.
        complete: Whether the scan went from the beginning of the list to its end.
        way: How the list was read.
    """

    items: int
    pages: int
    first_total: int | None
    last_total: int | None
    duplicates: int
    missed: int | None
    drifted: bool
    resumes: int
    started: datetime
    ended: datetime
    complete: bool
    way: Way = "pages"

    def __str__(self) -> str:
        """Say what the scan proves and what it does not."""
        return f"{self._met()} {self._counted()} {self._conclusion()}"

    def _met(self) -> str:
        pages = f" in {_many(self.pages, 'page')}" if self.pages else ""
        began = "" if self.complete else ", not from the beginning of the list"
        resumed = f", resumed {_many(self.resumes, 'time')}" if self.resumes else ""
        return (
            f"{_many(self.items, 'item')}{pages}{began}, {self.started:%Y-%m-%d %H:%M:%S} to {self.ended:%H:%M:%S} "
            f"UTC{resumed}; {_many(self.duplicates, 'duplicate')} dropped."
        )

    def _counted(self) -> str:
        if self.last_total is None:
            return "The server tells no total."
        if self.first_total == self.last_total:
            changed = ", but another in between" if self.drifted and not self.duplicates else ""
            return f"The server counted {self.first_total:,} at first and at last{changed}."
        return f"The server counted {self.first_total:,} at first and {self.last_total:,} at last."

    def _conclusion(self) -> str:
        if self.missed:
            return (
                f"{_many(self.missed, 'item')} that it counts did not show up: the order of the list does not hold "
                "from page to page. Export it with verify=True."
            )
        if not self.complete:
            return "It is a part of the list, and nothing is said of the rest."
        if self.way == "verified":
            return "Two scans in a row agreed on these items."
        if self.way == "one answer":
            if self.resumes:
                return "They come from several answers: what was deleted between them may be among the items."
            return "They are the server's one answer: all that it showed at that moment."
        if self.missed == 0 and not self.drifted:
            return "All that it counts was met: this is the list, unless as many items came as went meanwhile."
        if self.last_total is None:
            seen = "Items came twice, so it changed" if self.drifted else "Nothing speaks for a change"
            return (
                f"{seen}; items that moved past the place of the scan while others were removed cannot be seen without "
                "a total. verify=True is surer."
            )
        return (
            "The list changed meanwhile: what was there all the time was met as far as totals tell; what came or went "
            "may be among the items or not."
        )


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
