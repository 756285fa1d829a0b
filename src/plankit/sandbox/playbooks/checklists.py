"""Checklists of playbooks and runs: how they are read from a body, made and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from plankit.sandbox.playbooks.fields import each, mapping, struct, text, whole
from plankit.sandbox.playbooks.site import identifier
from plankit.sandbox.wire import dump

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from plankit.sandbox.playbooks.fields import Reader
    from plankit.sandbox.wire import JsonObject

#: Longer ones the store does not take (Errors).
MOST_BYTES = 256 * 1024

SKIPPED: Final = "skipped"
STATES: frozenset[str] = frozenset({"", "in_progress", "closed", SKIPPED})

item: Reader = struct(
    id=text,
    title=text,
    state=text,
    state_modified=whole,
    assignee_id=text,
    assignee_modified=whole,
    command=text,
    command_last_run=whole,
    description=text,
    delete_at=whole,
    due_date=whole,
    # Null when unset (Fields).
    task_actions=each(mapping, null=True),
)
checklist: Reader = struct(id=text, title=text, items=each(item))


class StoreError(Exception):
    """The store does not take it: a 500 (Errors)."""


class Checklists:
    """Makes and changes checklists as one version of the server has them.

    Args:
        source: Where ids come from.
        modern: Whether the server is today's, whose checklists know when they changed and their order.
    """

    def __init__(self, source: random.Random, *, modern: bool) -> None:
        self._source = source
        self._modern = modern

    def adopt(self, given: list[JsonObject], now: int) -> list[JsonObject]:
        """Checklists as they were read, with the ids and the fields they lack; the items are the caller's no more."""
        for entry in given:
            entry["id"] = entry["id"] or identifier(self._source)
            for made in entry["items"]:
                self._adopt_item(made, now)
            self._settle(entry, now)
        return given

    def copy(self, template: Sequence[JsonObject], now: int) -> list[JsonObject]:
        """The checklists of a playbook for a new run, with ids of their own."""
        copied: list[JsonObject] = []
        for entry in template:
            items = [
                {
                    **made,
                    "id": identifier(self._source),
                    "state": "",
                    "state_modified": 0,
                    **({"update_at": now} if self._modern else {}),
                }
                for made in entry["items"]
            ]
            fresh: JsonObject = {"id": identifier(self._source), "title": entry["title"], "items": items}
            self._settle(fresh, now)
            copied.append(fresh)
        return copied

    def add(self, checklists: list[JsonObject], index: int, made: JsonObject, now: int) -> None:
        """Append an item."""
        entry = _at(checklists, index)
        self._adopt_item(made, now)
        entry["items"].append(made)
        self._settle(entry, now)

    def find(self, checklists: list[JsonObject], index: int, number: int) -> JsonObject:
        """The item at a place."""
        found: JsonObject = _at(_at(checklists, index)["items"], number)
        return found

    def changed(self, checklists: list[JsonObject], index: int, number: int, now: int) -> None:
        """Say that the item at a place has changed."""
        if self._modern:
            self.find(checklists, index, number)["update_at"] = now
            checklists[index]["update_at"] = now

    def remove(self, checklists: list[JsonObject], index: int, number: int, now: int) -> None:
        """Delete the item at a place."""
        self.find(checklists, index, number)
        del checklists[index]["items"][number]
        self._settle(checklists[index], now)

    def move(self, checklists: list[JsonObject], source: tuple[int, int], target: tuple[int, int], now: int) -> None:
        """Take the item at one place to another."""
        moved = self.find(checklists, *source)
        goal: list[JsonObject] = _at(checklists, target[0])["items"]
        if not 0 <= target[1] <= len(goal) - (source[0] == target[0]):
            raise StoreError
        del checklists[source[0]]["items"][source[1]]
        goal.insert(target[1], moved)
        for index in {source[0], target[0]}:
            self._settle(checklists[index], now)

    def _adopt_item(self, made: JsonObject, now: int) -> None:
        made["id"] = made["id"] or identifier(self._source)
        if self._modern:
            made["update_at"] = now

    def _settle(self, entry: JsonObject, now: int) -> None:
        if self._modern:
            entry["update_at"] = now
            entry["items_order"] = [made["id"] for made in entry["items"]]


def check(checklists: Sequence[JsonObject]) -> None:
    """Refuse what is too long for the store.

    Raises:
        StoreError: It is.
    """
    if len(dump(checklists)) > MOST_BYTES:
        raise StoreError


def _at(items: list[Any], index: int) -> Any:
    if not 0 <= index < len(items):
        raise StoreError
    return items[index]
