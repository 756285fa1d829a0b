"""Attribute values of logs: read in every shape that servers send, written with the right ids. Pure.

Servers send attribute values as a map (`{"values": {"574": {...}}}`), as a list of entries, or as a list of such maps;
requests take a flat list (facts C-D12). What a value is depends on the attribute's `config_type`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen
from plankit_clients.logbook import models

from plankit.errors import InvalidArgumentError
from plankit.shapes import is_list, is_object, is_several

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plankit_clients.logbook.models import (
        CustomAttributeValue,
        Log,
        Option,
        SectionCustomAttribute,
        SystemAttributeConfiguration,
        SystemAttributeValue,
    )

Kind = Literal["system", "custom"]


@frozen
class Attribute:
    """An attribute value of a log.

    Attributes:
        kind: `system` or `custom`.
        key: The id that names the attribute: `sa_id` or `ca_config_id`, as text.
        value: The value as it came: text, an option, a list of options, a user, a list of artifacts, a date.
        entry: The whole entry as it came.
    """

    kind: Kind
    key: str
    value: Any
    entry: Mapping[str, Any]

    @property
    def id(self) -> int | None:
        """The id of the system attribute's value, which an update of it needs."""
        return _number(self.entry.get("id"))

    @property
    def text(self) -> str | None:
        """The value as a text for people: itself, the labels of selected options, the names of users or artifacts."""
        return None if self.value is None else ", ".join(self.labels)

    @property
    def labels(self) -> list[str]:
        """The labels of the selected options (or names, or the text), empty if there is nothing."""
        values = self.value if is_list(self.value) else [self.value]
        return [label for label in map(_label, values) if label]

    @property
    def date(self) -> dt.date | None:
        """The value as a date, or None if it is none."""
        try:
            return dt.date.fromisoformat(self.value[:10]) if isinstance(self.value, str) else None
        except ValueError:
            return None


def attributes(log: Log) -> list[Attribute]:
    """Return the attribute values of *log*, system attributes first, in the server's order."""
    return [*_read(log.system_attribute_values, "system"), *_read(log.custom_attribute_values, "custom")]


def system_value(
    configuration: SystemAttributeConfiguration, value: Any, *, existing: Attribute | None = None
) -> SystemAttributeValue:
    """Make the input for a system attribute.

    Args:
        configuration: The attribute's configuration, from `log_types.list()`.
        value: Text, a date, an `Option` or its id, label or value, a list of those for a multi-select, a mapping for
            a user or an artifact as the service shows it, or None to clear it.
        existing: The value that the log has now. An update needs it; a new value takes the configuration's id instead
            (inferred, facts C-D15).

    Raises:
        InvalidArgumentError: The configuration has no ids, or there is no such option; the message lists them.
    """
    ids: object = configuration.sa_ids
    sa_id = _number((ids[0] if is_list(ids) and ids else None) if existing is None else existing.key)
    own_id = _number(configuration.id) if existing is None or existing.id is None else existing.id
    if sa_id is None or own_id is None:
        msg = f"The configuration of {_short(configuration.name)} has no sa_ids or no numeric id, which an input needs."
        raise InvalidArgumentError(msg)
    found: object = getattr(configuration.config_value, "options", None)
    options = [option for option in found if isinstance(option, models.Option)] if is_list(found) else []
    kind = str(configuration.config_type or "")
    return models.SystemAttributeValue(id=own_id, sa_id=sa_id, value=_value(configuration.name, kind, value, options))


def custom_value(attribute: SectionCustomAttribute, value: Any) -> CustomAttributeValue:
    """Make the input for a custom attribute.

    Args:
        attribute: The attribute as it is placed in a section, from `log_types.list()`.
        value: Text, a date, an `Option` or a mapping as the service shows it, a list of those for a multi-select, or
            None to clear it. The service does not list the options of custom attributes, so a label alone is text.

    Raises:
        InvalidArgumentError: The attribute has no ids.
    """
    configuration: object = attribute.custom_attribute_config
    known = configuration if isinstance(configuration, models.CustomAttributeConfiguration) else None
    own_id, config_id = _number(attribute.id), None if known is None else _number(known.id)
    if own_id is None or known is None or config_id is None:
        msg = "The attribute lacks its own id or that of its configuration: take it from log_types.list()."
        raise InvalidArgumentError(msg)
    name = known.name or str(config_id)
    return models.CustomAttributeValue(ca_config_id=config_id, section_ca_id=own_id, value=_value(name, "", value, []))


def _value(name: str, kind: str, value: Any, options: Sequence[Option]) -> Any:
    if kind == "multiselect" and value is not None:
        chosen = value if is_several(value) else [value]
        return [_value(name, "singleselect", item, options) for item in chosen]
    if is_several(value):
        return [_value(name, kind, item, options) for item in value]
    if isinstance(value, models.Option):
        return value.to_dict()
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if kind == "singleselect" and value is not None and not is_object(value):
        return _option(name, value, options)
    return value


def _short(value: object) -> str:
    """Return what is to be named in a message, which a server may have chosen."""
    return repr(value[:_LONGEST_SHOWN] if isinstance(value, str) else value)[: _LONGEST_SHOWN + 2]


def _option(name: str, wanted: Any, options: Sequence[Option]) -> Any:
    for by in ("id", "label", "value"):
        for option in options:
            held: object = getattr(option, by)
            if held is not None and str(held) == str(wanted):
                return option.to_dict()
    known = ", ".join(_short(option.label) for option in options[:_MOST_SHOWN]) or "none"
    more = f" and {len(options) - _MOST_SHOWN} more" if len(options) > _MOST_SHOWN else ""
    msg = f"{_short(name)} has no option {_short(wanted)}. Its options: {known}{more}."
    raise InvalidArgumentError(msg)


def _read(values: Any, kind: Kind) -> list[Attribute]:
    """Read values of any shape; what is none is passed over."""
    found: list[Attribute] = []
    left: list[tuple[str | None, Any]] = [(None, values)]
    while left:
        key, entry = left.pop()
        if is_list(entry):
            left += [(key, item) for item in reversed(entry)]
        elif is_object(entry):
            named = entry.get("sa_id" if kind == "system" else "ca_config_id")
            if named is None and "value" in entry:
                named = key
            if named is not None:
                found.append(Attribute(kind, str(named), entry.get("value"), entry))
            elif "values" in entry:
                left.append((None, entry["values"]))
            else:
                left += [(str(name), item) for name, item in reversed(entry.items())]
    return found


def _label(value: Any) -> str | None:
    if not is_object(value):
        return None if value is None else str(value)
    if value.get("selected") is False:
        return None
    return next((str(value[name]) for name in _LABELS if value.get(name) not in (None, "")), None)


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    short = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _LONGEST_ID
    return int(value) if short else None


_LABELS = ("label", "name", "artifact_title", "value", "id")
_LONGEST_ID = 18
_LONGEST_SHOWN = 60
_MOST_SHOWN = 30
