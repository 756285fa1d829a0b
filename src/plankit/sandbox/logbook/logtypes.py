"""The log types of the sandbox, each for something clients of Logbook must cope with (facts C4, C5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plankit.sandbox.wire import JsonObject

#: No mandatory attribute: a name is enough.
DECISION = 18
#: One mandatory system attribute, a single select; the example of the documentation.
INCIDENT = 101
#: A mandatory custom attribute, and all kinds of optional ones.
RISK = 102
#: Not published: nothing can be created.
DRAFT = 103
#: Deleted: nothing can be created.
RETIRED = 104


def _options(*labels: str, text_ids: bool = False) -> list[JsonObject]:
    return [
        {"id": f"opt{number}" if text_ids else number, "is_visible": True, "label": label, "value": label}
        for number, label in enumerate(labels, 1)
    ]


def _system(
    identity: int,
    sa_id: int,
    name: str,
    config_type: str | None,
    options: list[JsonObject] | None = None,
    *,
    mandatory: bool = False,
) -> JsonObject:
    """A system attribute. `identity` goes into `id` of a new value, `sa_id` keys the answer (C-D15)."""
    entry: JsonObject = {
        "id": str(identity),
        "is_mandatory": mandatory,
        "name": name,
        "sa_ids": [sa_id],
        "config_value": None if options is None else {"options": options},
    }
    if config_type is not None:
        entry["config_type"] = config_type
    return entry


def _custom(
    section_ca_id: int,
    ca_config_id: int,
    name: str,
    config_type: str,
    options: list[JsonObject] | None = None,
    *,
    mandatory: bool = False,
    archived: bool = False,
) -> JsonObject:
    """A custom attribute of a section, in the shape of the public sample (facts C4)."""
    config: JsonObject = {
        "id": ca_config_id,
        "name": name,
        "config_type": config_type,
        "created_at": "2024-01-12T09:25:37.853187",
        "is_archived": archived,
        "is_deleted": False,
    }
    if options is not None:
        config["config_value"] = {"options": options}
    return {
        "id": section_ca_id,
        "ca_order": 1,
        "section_id": 4,
        "is_mandatory": mandatory,
        "display_name": None,
        "is_deleted": False,
        "custom_attribute_config": config,
    }


def _log_type(
    identity: int,
    name: str,
    description: str,
    custom: list[JsonObject],
    system: list[JsonObject],
    *,
    published: bool = True,
    deleted: bool = False,
) -> JsonObject:
    log_type: JsonObject = {
        "id": identity,
        "type_name": name,
        "description": description,
        "is_published": published,
        "is_deleted": deleted,
        "created_at": "2024-01-12T09:25:37.853187",
        "log_type_categories_id": 5,
        "allow_email_notification": True,
        "log_types_section": [
            {"id": identity * 10, "is_default_section": True, "section_custom_attribute": []},
            {"id": identity * 10 + 1, "is_default_section": False, "section_custom_attribute": custom},
        ],
    }
    return {
        "id": identity,
        "log_types": [log_type],
        "system_attribute_log_types": system,
        "tenant_order": identity,
    }


def log_types() -> list[JsonObject]:
    """All log types, as `GET log-types-with-configs` shows them with `log_types` as an array."""
    uuid = "3f0f2c1e-0000-4000-a000-00000000000{}"
    reasons = [{"id": uuid.format(n), "label": f"New 0{n}", "value": f"New 0{n}"} for n in (1, 2, 3)]
    impacts = [{"id": uuid.format(n), "label": t, "value": t} for n, t in ((4, "Cost"), (5, "Time"), (6, "Scope"))]
    return [
        _log_type(
            DECISION,
            "Decision",
            "NO",
            [
                _custom(1969, 574, "Reason", "singleselect", reasons),
                _custom(1970, 575, "Link", "url"),
                _custom(1971, 576, "Old link", "url", archived=True),
            ],
            [
                _system(839, 1, "Status", "singleselect", _options("New", "Open", "Closed")),
                _system(840, 2, "Description", "longtext"),
                _system(841, 3, "Due date", "date"),
            ],
        ),
        _log_type(
            INCIDENT,
            "Incident",
            "Incident logs",
            [],
            [
                _system(5, 11, "Priority", "singleselect", _options("High", "Low", text_ids=True), mandatory=True),
                _system(6, 12, "Status", "multiselect", _options("Open", "Closed", text_ids=True)),
            ],
        ),
        _log_type(
            RISK,
            "Risk",
            "Was könnte schiefgehen, und was wäre dann?",
            [
                _custom(2001, 601, "Impact", "multiselect", impacts, mandatory=True),
                _custom(2002, 602, "Notes", "longtext"),
            ],
            [
                _system(851, 21, "Description", "longtext"),
                # The public sample has an entry without config_type (C-D19); assignees are such values here.
                _system(852, 22, "Assigned to", None),
                _system(853, 23, "Related items", "artifact"),
                _system(854, 24, "Target date", "date"),
            ],
        ),
        _log_type(DRAFT, "Draft", "Not yet published", [], [], published=False),
        _log_type(RETIRED, "Retired", "Deleted", [], [], deleted=True),
    ]
