"""The rows of a trial: repeated names, look-alikes, and some that Logbook refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

Row: TypeAlias = dict[str, Any]
Signature: TypeAlias = str
"""What is equal for two rows, or a row and a log, that are equal in everything."""
Group: TypeAlias = tuple[str, str]
"""What rows that may be taken for one another have in common: the log type, and letters and digits of the name."""

DECISION, INCIDENT, DRAFT, NO_TYPE = 18, 101, 103, 999
_WORDS = ("Risk", "Decision", "Change", "Budget", "Scope", "Supplier", "Review")
_TEXTS = ("first", "second", "third")
_CONTAINERS = (4711, 4712)


def draw_rows(draw: random.Random, count: int, *, several: bool) -> tuple[list[Row], set[int]]:
    """Draw the rows of an input.

    Args:
        draw: The source of chance.
        count: How many.
        several: Whether they go into several containers, some of them into two at once.

    Returns:
        The rows, and the indexes of those that Logbook refuses.
    """
    rows: list[Row] = []
    refused: set[int] = set()
    valid: list[Row] = []
    for index in range(count):
        what = draw.random()
        row = _new(draw, index, several=several)
        if valid and what < _REPEATED:
            row = _like(draw, draw.choice(valid), what)
        elif what > _POISONED:
            _poison(draw, row)
            refused.add(index)
        rows.append(row)
        if index not in refused:
            valid.append(row)
    return rows, refused


# Shares of rows: equal to an earlier one; up to here, other in an attribute only; up to here, other in spelling only.
_EQUAL, _OTHER_VALUE, _REPEATED, _POISONED = 0.1, 0.22, 0.28, 0.9


def _new(draw: random.Random, index: int, *, several: bool) -> Row:
    containers = draw.choice((_CONTAINERS[:1], _CONTAINERS[1:], _CONTAINERS)) if several else _CONTAINERS[:1]
    row: Row = {
        "log_types_id": DECISION,
        "name": f"{draw.choice(_WORDS)} {index}",
        "app_context": [
            {"container_id": number, "container_source": "portfolios", "container_type": "work"}
            for number in containers
        ],
    }
    if draw.random() < _FEW:
        row["log_types_id"] = INCIDENT
        row["system_attribute_values"] = [{"id": 5, "sa_id": 11, "value": draw.choice(("opt1", "opt2"))}]
    elif draw.random() < _HALF:
        row["system_attribute_values"] = [_description(draw.choice(_TEXTS))]
        if draw.random() < _HALF:
            row["custom_attribute_values"] = [
                {"ca_config_id": 575, "section_ca_id": 1970, "value": f"https://plan.example/{draw.randrange(3)}"}
            ]
    return row


_FEW, _HALF = 0.2, 0.5


def _description(text: str) -> Row:
    return {"id": 840, "sa_id": 2, "value": text}


def _like(draw: random.Random, row: Row, what: float) -> Row:
    """A row like another: equal, other in an attribute, or other in the spelling of its name."""
    copy: Row = json.loads(json.dumps(row))
    if what < _EQUAL:
        return copy
    if what < _OTHER_VALUE:
        if copy["log_types_id"] == INCIDENT:
            value = copy["system_attribute_values"][0]
            value["value"] = "opt2" if value["value"] == "opt1" else "opt1"
        else:
            given = [value["value"] for value in copy.get("system_attribute_values", ())]
            left = [text for text in _TEXTS if text not in given]
            copy["system_attribute_values"] = [_description(draw.choice(left))]
        return copy
    copy["name"] = draw.choice((str.upper, str.lower, "{}!".format))(copy["name"])
    return copy


def _poison(draw: random.Random, row: Row) -> None:
    """Make a row that is refused alone, in an answer of 200."""
    kind = draw.choice((NO_TYPE, DRAFT, INCIDENT))
    row["log_types_id"] = kind
    if kind == INCIDENT:
        row.pop("system_attribute_values", None)


def draw_look_alikes(draw: random.Random, rows: list[Row], refused: set[int], count: int) -> list[Row]:
    """Draw logs that look like rows: equal, or other in an attribute or in spelling."""
    valid = [row for index, row in enumerate(rows) if index not in refused]
    return [_like(draw, draw.choice(valid), draw.uniform(0.0, _REPEATED)) for _ in range(count)]


def signature_of_row(row: Mapping[str, Any]) -> Signature:
    """Return what is equal for all rows and logs that are equal to *row* in everything."""
    return _signature(row["log_types_id"], row)


def signature_of_log(log: Mapping[str, Any]) -> Signature:
    """Return the signature of a log as the sandbox shows it."""
    return _signature(log["log_type"]["id"], log)


def _signature(kind: int, fields: Mapping[str, Any]) -> Signature:
    values: dict[str, Any] = {}
    for name, key in (("custom_attribute_values", "ca_config_id"), ("system_attribute_values", "sa_id")):
        given: Any = fields.get(name) or []
        if "values" in given:
            given = given["values"].values()
        for value in given:
            values[f"{key} {value[key]}"] = value["value"]
    return json.dumps([scope_of(fields["app_context"]), kind, fields["name"], values], sort_keys=True)


def scope_of(contexts: list[dict[str, Any]]) -> str:
    """Return containers as text."""
    return ",".join(sorted(str(context["container_id"]) for context in contexts))


def scope_in(signature: Signature) -> str:
    """Return the containers that a signature names."""
    return str(json.loads(signature)[0])


def group_in(signature: Signature) -> Group:
    """Return the group that a signature belongs to."""
    _, kind, name, _ = json.loads(signature)
    return str(kind), "".join(filter(str.isalnum, name)).casefold()
