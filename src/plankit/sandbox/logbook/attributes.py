"""Attribute values of logs: what is accepted, kept and shown (facts C4, C-D9 to C-D15)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from plankit.sandbox.wire import need_int, need_list, need_object

if TYPE_CHECKING:
    from plankit.sandbox.wire import JsonObject

Kind = Literal["custom", "system"]
FIELDS: dict[Kind, str] = {"custom": "custom_attribute_values", "system": "system_attribute_values"}
_KEYS: dict[Kind, tuple[str, str]] = {"custom": ("ca_config_id", "section_ca_id"), "system": ("sa_id", "id")}


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a log type.

    Attributes:
        name: For messages.
        mandatory: Whether a log needs a value.
        config_type: What kind of value; None when the configuration does not say.
        options: The ids and values a select accepts, None when it is not a select.
    """

    name: str
    mandatory: bool
    config_type: str | None
    options: frozenset[str] | None

    def problem(self, value: object) -> str | None:
        """What is wrong with a value, None when nothing is."""
        if self.config_type == "longtext" and not isinstance(value, str):
            return f"{self.name} must be text"
        if self.config_type == "date" and not _is_date(value):
            return f"{self.name} must be a date as YYYY-MM-DD"
        if self.options is None:
            return None
        if self.config_type == "multiselect":
            if not isinstance(value, list):
                return f"{self.name} must be a list of options"
            chosen = cast("list[object]", value)
        else:
            chosen = [value]
        if not all(self._is_option(item) for item in chosen):
            return f"{self.name} has no such option"
        return None

    def _is_option(self, item: object) -> bool:
        if isinstance(item, dict):
            option = cast("JsonObject", item)
            return any(name in option and str(option[name]) in (self.options or ()) for name in ("id", "value"))
        return isinstance(item, str) and item in (self.options or ())


def _is_date(value: object) -> bool:
    length = len("2025-05-23")
    if not isinstance(value, str) or len(value) < length:
        return False
    try:
        dt.date.fromisoformat(value[:length])
    except ValueError:
        return False
    return True


def _of(config: JsonObject, name: str, *, mandatory: bool) -> Attribute:
    selection = cast("JsonObject", config.get("config_value") or {})
    options: list[JsonObject] | None = selection.get("options")
    accepted = None
    if options is not None:
        accepted = frozenset(str(option[key]) for option in options for key in ("id", "value"))
    return Attribute(name, mandatory, config.get("config_type"), accepted)


def attributes_of(log_type: JsonObject) -> dict[Kind, dict[str, Attribute]]:
    """The attributes of one entry of `log-types-with-configs`, by the key their values have in an answer."""
    found: dict[Kind, dict[str, Attribute]] = {"custom": {}, "system": {}}
    for entry in log_type["system_attribute_log_types"]:
        for sa_id in entry["sa_ids"]:
            found["system"][str(sa_id)] = _of(entry, entry["name"], mandatory=entry["is_mandatory"])
    for section in log_type["log_types"][0]["log_types_section"]:
        for entry in section["section_custom_attribute"]:
            config = entry["custom_attribute_config"]
            attribute = _of(config, config["name"], mandatory=entry["is_mandatory"])
            found["custom"][str(config["id"])] = attribute
    return found


def parse(kind: Kind, value: object) -> dict[str, JsonObject]:
    """Attribute values of a request, by key; the last of equal keys counts.

    Both shapes of the documents are accepted: a flat list, and `values` maps (facts C-D12).

    Raises:
        RefusedError: 400, a required field is missing or has another type.
    """
    name = FIELDS[kind]
    items: list[object] = [value] if isinstance(value, dict) else need_list(value, name)
    parsed: dict[str, JsonObject] = {}
    for item in items:
        given = need_object(item, f"Each of {name}")
        entries: list[object] = [given]
        if "values" in given and _KEYS[kind][0] not in given:
            entries = list(need_object(given["values"], f"values of {name}").values())
        for entry in entries:
            fields = need_object(entry, f"Each of {name}")
            kept: JsonObject = {key: need_int(fields.get(key), f"{key} of {name}") for key in _KEYS[kind]}
            kept["value"] = fields.get("value")
            parsed[str(kept[_KEYS[kind][0]])] = kept
    return parsed


def problem(known: dict[str, Attribute], values: dict[str, JsonObject], *, complete: bool) -> str | None:
    """What is wrong with the values of one kind, None when nothing is.

    Args:
        known: The attributes of the log type.
        values: The values given, by key.
        complete: Whether absent mandatory attributes are wrong (on create), not only emptied ones.
    """
    for key, entry in values.items():
        attribute = known.get(key)
        if attribute is None:
            return f"The log type has no attribute {key}"
        if _is_empty(entry["value"]):
            if attribute.mandatory:
                return f"{attribute.name} is mandatory"
        else:
            wrong = attribute.problem(entry["value"])
            if wrong is not None:
                return wrong
    if complete:
        for key, attribute in known.items():
            if attribute.mandatory and key not in values:
                return f"{attribute.name} is mandatory"
    return None


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {})


def show(values: dict[str, JsonObject], shape: str) -> dict[str, Any] | list[JsonObject]:
    """Values as an answer shows them."""
    return list(values.values()) if shape == "list" else {"values": values}
