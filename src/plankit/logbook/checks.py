"""What is wrong with a log, as far as the log types tell it before anything is sent. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from plankit_clients.logbook import models

from plankit.logbook.kinds import day, kinds_of, listed, no_such_day, short, text_of
from plankit.shapes import is_list, is_object, loads

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plankit_clients.logbook.models import LogCreate, LogTypeConfiguration

    from plankit.logbook.kinds import Choice, Kind, Known

_FIELDS = {
    "system": ("system_attribute_values", "sa_id", "id", "system_value"),
    "custom": ("custom_attribute_values", "ca_config_id", "section_ca_id", "custom_value"),
}
_CONTEXT = "AppContext(container_id=, container_source=, container_type=)"


class Checker:
    """Checks logs against the log types of the tenant.

    Args:
        configurations: What `logbook.log_types.list()` returned. What is missing or odd in it is not known, and is not
            complained about.

    Example:
        `checker = Checker(await logbook.log_types.list())`, then `checker.check(log)` for each log.
    """

    def __init__(self, configurations: Sequence[LogTypeConfiguration]) -> None:
        kinds, self._complete = kinds_of(configurations)
        self._kinds: dict[str, Kind] = {}
        for kind in kinds:
            self._kinds.setdefault(kind.id, kind)

    def __repr__(self) -> str:
        return f"<Checker of {len(self._kinds)} log types>"

    def check(self, log: LogCreate) -> list[str]:
        """Return what is wrong with *log*, each with how to mend it; nothing if nothing is known to be.

        What only the server knows is not checked: containers, the log that another one is transferred from.
        """
        given = cast("object", log)
        if not isinstance(given, models.LogCreate):
            return [f"It is a {type(given).__name__}: give a LogCreate(log_types_id=, name=, app_context=[...], ...)."]
        try:
            text = json.dumps(given.to_dict(), ensure_ascii=False, allow_nan=False)
            body = loads(text.encode("utf-8").decode("utf-8"))
        except (AttributeError, TypeError, ValueError, RecursionError) as problem:
            return [f"It cannot be written as JSON ({type(problem).__name__}): give texts, numbers, lists and dicts."]
        return list(self._problems(body))

    def _problems(self, body: Mapping[str, Any]) -> Iterator[str]:
        kind = None
        type_id = body.get("log_types_id")
        if not _is_number(type_id):
            yield "log_types_id must be the number of a log type: take it from log_types.list()."
        else:
            kind = self._kinds.get(str(type_id))
            yield from self._of_kind(str(type_id), kind)
        yield from _of_name(body.get("name"))
        yield from _of_contexts(body.get("app_context"))
        source = body.get("transferred_from_id")
        if source is not None and not _is_number(source):
            yield "transferred_from_id must be the number of a log, or be left out."
        for attribute_kind in _FIELDS:
            yield from _of_attributes(kind, attribute_kind, body)

    def _of_kind(self, type_id: str, kind: Kind | None) -> Iterator[str]:
        usable = f"Those that can be used: {listed(str(known) for known in self._kinds.values() if known.usable)}."
        if kind is not None and kind.problem is not None:
            yield f"The log type {kind} {kind.problem}. {usable}"
        elif kind is None and self._complete:
            yield f"There is no log type {short(type_id)}. {usable}"


def _of_name(name: object) -> Iterator[str]:
    if not isinstance(name, str):
        yield "name is missing: each log needs one, a text."
    elif not name.strip():
        yield "name is blank: each log needs one."


def _of_contexts(contexts: object) -> Iterator[str]:
    if not is_list(contexts) or not contexts:
        yield f"app_context is missing: give a list with the container, {_CONTEXT}."
        return
    for at, context in enumerate(contexts):
        if not is_object(context):
            yield f"app_context[{at}] is no container: give {_CONTEXT}."
            continue
        if not _is_number(context.get("container_id")):
            yield f"app_context[{at}].container_id must be a whole number."
        for name in ("container_source", "container_type"):
            value: object = context.get(name)
            if not isinstance(value, str) or not value.strip():
                yield f"app_context[{at}].{name} must be a text, such as those of other logs."


def _of_attributes(kind: Kind | None, attribute_kind: str, body: Mapping[str, Any]) -> Iterator[str]:
    """Check the attribute values of one kind: their shape, and against the log type if that is known."""
    name, key, own_key, helper = _FIELDS[attribute_kind]
    entries = _entries(body[name], key) if name in body else []
    if entries is None:
        yield f"{name} is no list of attribute values: give a list of what {helper}() makes, or leave it out."
        return
    given: dict[str, Any] = {}
    for at, entry in enumerate(entries):
        wrong = [part for part in (key, own_key) if not _is_number(entry.get(part))]
        if wrong:
            yield f"{name}[{at}]: {' and '.join(wrong)} must be whole numbers: {helper}() makes the entry right."
            continue
        identity = str(entry[key])
        if identity in given:
            yield f"{name}[{at}]: {key} {short(identity)} is given twice: keep one of them."
        given[identity] = entry.get("value")
    if kind is not None:
        yield from _of_given(kind, attribute_kind, given)


def _of_given(kind: Kind, attribute_kind: str, given: Mapping[str, Any]) -> Iterator[str]:
    """Compare the values that are given, by the id of their attribute, with what the log type has."""
    known = [attribute for attribute in kind.attributes if attribute.kind == attribute_kind]
    for identity, value in given.items():
        theirs = [attribute for attribute in known if identity in attribute.ids]
        for attribute in theirs:
            yield from _of_value(attribute, value)
        if not theirs and attribute_kind in kind.whole:
            has = listed(f"{attribute.name} ({', '.join(attribute.ids)})" for attribute in known)
            key = _FIELDS[attribute_kind][1]
            yield f"The log type {kind} has no {attribute_kind} attribute {short(identity)} ({key}). It has: {has}."
    for attribute in known:
        if attribute.mandatory and attribute.ids and given.keys().isdisjoint(attribute.ids):
            yield f"{attribute.name} is mandatory for the log type {kind}, and is missing.{_choose(attribute)}"


def _entries(values: object, key: str) -> list[dict[str, Any]] | None:
    """Return the entries of a flat list or of `values` maps; None if it is neither."""
    given = [values] if is_object(values) else values
    if not is_list(given):
        return None
    found: list[dict[str, Any]] = []
    for item in given:
        if not is_object(item):
            return None
        inner: object = item["values"] if "values" in item and key not in item else {"": item}
        if not is_object(inner) or not all(map(is_object, inner.values())):
            return None
        found += inner.values()
    return found


def _of_value(attribute: Known, value: object) -> Iterator[str]:
    name = attribute.name
    if value in (None, "", [], {}):
        if attribute.mandatory:
            yield f"{name} is mandatory, and its value is empty.{_choose(attribute)}"
        return
    if attribute.retired:
        yield f"{name} is archived or deleted: leave it out."
    if attribute.config_type == "longtext" and not isinstance(value, str):
        yield f"{name} must be a text."
    if attribute.config_type == "date" and (not isinstance(value, str) or day(value) is None):
        absent = no_such_day(value) if isinstance(value, str) else None
        yield f"{name} must be a date as YYYY-MM-DD{'' if absent is None else f', and {absent}'}."
    if attribute.choices is not None:
        yield from _of_choices(attribute, attribute.choices, value)


def _of_choices(attribute: Known, choices: Sequence[Choice], value: object) -> Iterator[str]:
    name = attribute.name
    if attribute.config_type == "multiselect":
        if not is_list(value):
            yield f"{name} takes several options: give a list.{_choose(attribute)}"
            return
        chosen: list[Any] = value
    else:
        if is_list(value):
            yield f"{name} takes one option, not a list.{_choose(attribute)}"
            return
        chosen = [value]
    for item in chosen:
        choice = _chosen(choices, item)
        if choice is None:
            yield f"{name} has no such option{_shown(item)}.{_choose(attribute)}"
        elif not choice.visible:
            yield f"{name}: the option {short(choice.label)!r} is hidden.{_choose(attribute)}"


def _chosen(choices: Sequence[Choice], item: object) -> Choice | None:
    """Return the option that a value names: by its id if it has one, else by its value."""
    if is_object(item):
        identity, value = text_of(item.get("id")), text_of(item.get("value"))
        wanted = [("id", identity)] if item.get("id") is not None else [("value", value)]
    else:
        wanted = [("id", item), ("value", item)] if isinstance(item, str) else []
    for part, text in wanted:
        for choice in choices:
            if text is not None and getattr(choice, part) == text:
                return choice
    return None


def _choose(attribute: Known) -> str:
    return "" if attribute.choices is None else f" Its options: {attribute.options}."


def _shown(item: object) -> str:
    parts = (item.get("label"), item.get("value"), item.get("id")) if is_object(item) else (item,)
    text = next((text for text in map(text_of, parts) if text), None)
    return "" if text is None else f" as {short(text)!r}"


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
