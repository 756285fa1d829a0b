"""Log types as they are needed before a log is sent: their attributes by name and id, options, what is mandatory. Pure.

Configurations come as servers send them: what is missing or odd in them is not known, and nothing is concluded from it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen
from plankit_clients.logbook import models

from plankit.shapes import is_list, is_object, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from plankit_clients.logbook.models import (
        LogTypeConfiguration,
        SectionCustomAttribute,
        SystemAttributeConfiguration,
    )

_MOST_SHOWN = 20
_LONGEST_SHOWN = 40
_OPTION_FIELDS = ("id", "label", "value", "is_visible")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LENGTH_OF_A_DAY = 10


@frozen
class Choice:
    """An option of a select.

    Attributes:
        id: Its id, as text; None if the server told none.
        label: What people see.
        value: Its value, as text.
        visible: Whether people may choose it.
        raw: The option as a log holds it.
    """

    id: str | None
    label: str
    value: str | None
    visible: bool
    raw: dict[str, Any] = field(repr=False)


@frozen
class Known:
    """An attribute of a log type.

    Attributes:
        kind: `system` or `custom`.
        names: What people call it, the first for messages; may be empty.
        ids: The ids that name it in a log, as text: `sa_id` or `ca_config_id`; empty if the server told none.
        config_type: `longtext`, `date`, `singleselect`, `multiselect` or another word; None if the server told none.
        mandatory: Whether each log needs a value.
        retired: Whether it is archived or deleted.
        choices: The options of a select; None if they are not known.
        configuration: What it was read from.
    """

    kind: Literal["system", "custom"]
    names: tuple[str, ...]
    ids: tuple[str, ...]
    config_type: str | None
    mandatory: bool
    retired: bool
    choices: tuple[Choice, ...] | None = field(repr=False)
    configuration: SystemAttributeConfiguration | SectionCustomAttribute = field(repr=False)

    @property
    def name(self) -> str:
        """The name for messages."""
        return short(self.names[0]) if self.names else f"the attribute {', '.join(self.ids) or 'without a name'}"

    @property
    def options(self) -> str:
        """The labels of the options that may be chosen, for messages."""
        return listed(choice.label for choice in self.choices or () if choice.visible)


@frozen
class Kind:
    """A log type.

    Attributes:
        id: Its id, as text.
        name: Its name.
        problem: Why no log of it can be made; None if one can, as far as is known.
        attributes: Its attributes, those that are known.
        whole: For each kind of attribute, whether all are known.
    """

    id: str
    name: str
    problem: str | None
    attributes: tuple[Known, ...] = field(repr=False)
    whole: frozenset[str]

    @property
    def usable(self) -> bool:
        """Whether logs of it can be made, as far as is known."""
        return self.problem is None

    def __str__(self) -> str:
        return f"{short(self.name)} ({short(self.id)})" if self.name else short(self.id)


def kinds_of(configurations: object) -> tuple[tuple[Kind, ...], bool]:
    """Return the log types in what `log_types.list()` returned, and whether these are all.

    Never raises: what cannot be read is left out.
    """
    if not is_list(configurations):
        return (), False
    found: list[Kind] = []
    complete = True
    for configuration in configurations:
        told: object = configuration.log_types if isinstance(configuration, models.LogTypeConfiguration) else None
        types = told if is_list(told) else [told]
        kinds = [_kind(configuration, log_type, alone=len(types) == 1) for log_type in types]
        found += [kind for kind in kinds if kind is not None]
        complete = complete and bool(kinds) and None not in kinds
    return tuple(found), complete


def text_of(value: object) -> str | None:
    """Return an id or a name as text; None if it is neither."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def day(text: str) -> dt.date | None:
    """Return the day of a date as `YYYY-MM-DD`, which a time may follow; None if it is none."""
    if not _DAY.match(text):
        return None
    try:
        return dt.datetime.fromisoformat(text).date() if len(text) > _LENGTH_OF_A_DAY else dt.date.fromisoformat(text)
    except ValueError:
        return None


def no_such_day(text: str) -> str | None:
    """Return that there is no such day, if *text* is written as one."""
    return f"there is no day {text}" if _DAY.fullmatch(text) and day(text) is None else None


def short(text: str) -> str:
    """Return *text* for a message: bounded, since a server or a spreadsheet chose it."""
    return printable(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}...")


def listed(texts: Iterable[str]) -> str:
    """Return some of *texts* for a message."""
    shown = [short(text) for text in texts]
    more = f" and {len(shown) - _MOST_SHOWN} more" if len(shown) > _MOST_SHOWN else ""
    return f"{', '.join(shown[:_MOST_SHOWN])}{more}" or "none"


def _kind(configuration: LogTypeConfiguration, log_type: object, *, alone: bool) -> Kind | None:
    if not isinstance(log_type, models.LogTypeWithSections):
        return None
    identity = text_of(log_type.id)
    if identity is None and alone:
        identity = text_of(configuration.id)
    if identity is None:
        return None
    system, system_whole = _system(configuration.system_attribute_log_types)
    custom, custom_whole = _custom(log_type.log_types_section)
    problem = None
    if log_type.is_deleted is True:
        problem = "is deleted"
    elif log_type.is_published is False:
        problem = "is not published"
    whole = {name for name, complete in (("system", system_whole), ("custom", custom_whole)) if complete}
    return Kind(identity, text_of(log_type.type_name) or "", problem, (*system, *custom), frozenset(whole))


def _system(entries: object) -> tuple[list[Known], bool]:
    if not is_list(entries):
        return [], False
    found: list[Known] = []
    complete = True
    for entry in entries:
        if not isinstance(entry, models.SystemAttributeConfiguration):
            complete = False
            continue
        ids = _texts(entry.sa_ids)
        complete = complete and bool(ids)
        found.append(
            Known(
                "system",
                _names(entry.name),
                ids,
                text_of(entry.config_type),
                entry.is_mandatory is True,
                retired=False,
                choices=_choices(entry.config_value),
                configuration=entry,
            )
        )
    return found, complete


def _custom(sections: object) -> tuple[list[Known], bool]:
    if not is_list(sections):
        return [], False
    found: list[Known] = []
    complete = True
    for section in sections:
        entries: object = getattr(section, "section_custom_attribute", None)
        if not is_list(entries):
            complete = False
            continue
        for entry in entries:
            known = _placed(entry)
            complete = complete and known is not None
            found += [] if known is None else [known]
    return found, complete


def _placed(entry: object) -> Known | None:
    if not isinstance(entry, models.SectionCustomAttribute):
        return None
    config: object = entry.custom_attribute_config
    identity = text_of(config.id) if isinstance(config, models.CustomAttributeConfiguration) else None
    if not isinstance(config, models.CustomAttributeConfiguration) or identity is None:
        return None
    retired = any(told is True for told in (entry.is_deleted, config.is_deleted, config.is_archived))
    return Known(
        "custom",
        _names(config.name, entry.display_name),
        (identity,),
        text_of(config.config_type),
        entry.is_mandatory is True and not retired,
        retired,
        # Not in the document: some servers list the options of custom attributes as those of system attributes.
        _choices(config.additional_properties.get("config_value")),
        entry,
    )


def _names(*names: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name.strip()))


def _texts(values: object) -> tuple[str, ...]:
    found: Sequence[Any] = values if is_list(values) else ()
    return tuple(text for text in map(text_of, found) if text is not None)


def _choices(selection: object) -> tuple[Choice, ...] | None:
    """Return the options; None if they, or some of them, cannot be read."""
    options: object = selection.get("options") if is_object(selection) else getattr(selection, "options", None)
    if not is_list(options):
        return None
    found = list(_read(options))
    return tuple(choice for choice in found if choice is not None) if None not in found else None


def _read(options: Sequence[Any]) -> Iterator[Choice | None]:
    for option in options:
        raw = option.to_dict() if isinstance(option, models.Option) else option
        if not is_object(raw):
            yield None
            continue
        identity, label, value = (text_of(raw.get(name)) for name in ("id", "label", "value"))
        if identity is None and value is None:
            yield None
            continue
        kept = {name: raw[name] for name in _OPTION_FIELDS if name in raw}
        shown = label or value or identity or ""
        yield Choice(identity, shown, value, raw.get("is_visible") is not False, kept)
