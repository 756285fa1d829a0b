"""Attribute values: read in every shape, written so that the service takes them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plankit_clients.logbook.models import SectionCustomAttribute, SystemAttributeConfiguration

from plankit import InvalidArgumentError
from plankit.logbook import Log, Option, attributes, custom_value, system_value

CUSTOM = {"ca_config_id": 574, "section_ca_id": 1969, "value": {"id": "x", "label": "New 02", "value": "New 02"}}
SYSTEM = {"id": 3165, "sa_id": 1, "value": {"id": 1, "is_visible": True, "label": "New", "value": "New"}}
OTHER = {"id": 3166, "sa_id": 2, "value": "<p>text</p>"}


def log(custom=None, system=None):
    return Log.from_dict({"id": 1, "custom_attribute_values": custom, "system_attribute_values": system})


@pytest.mark.parametrize(
    "system",
    [
        {"values": {"1": SYSTEM, "2": OTHER}},
        {"values": {1: SYSTEM, 2: OTHER}},
        {"values": [SYSTEM, OTHER]},
        [SYSTEM, OTHER],
        [{"values": {"1": SYSTEM}}, {"values": {"2": OTHER}}],
        [{"values": {"1": SYSTEM, "2": OTHER}}],
        [None, SYSTEM, 7, OTHER, "x", [], {}],
        {"1": SYSTEM, "2": OTHER},
        {"values": {"1": {"id": 3165, "value": SYSTEM["value"]}, "2": {"id": 3166, "value": OTHER["value"]}}},
        {"values": {"1": {**SYSTEM, "sa_id": None}, "2": {**OTHER, "sa_id": None}}},
        {"values": {"1": [SYSTEM], "2": {"values": {"2": OTHER}}}},
    ],
)
def test_every_shape_reads_the_same(system):
    found = attributes(log(system=system))
    assert [(entry.kind, entry.key, entry.id, entry.value) for entry in found] == [
        ("system", "1", 3165, SYSTEM["value"]),
        ("system", "2", 3166, OTHER["value"]),
    ]


def test_both_kinds_in_order():
    found = attributes(log(custom={"values": {"574": CUSTOM}}, system=[SYSTEM]))
    assert [(entry.kind, entry.key) for entry in found] == [("system", "1"), ("custom", "574")]
    assert found[1].entry["section_ca_id"] == 1969


@pytest.mark.parametrize("nothing", [None, {}, [], "", 0, False, {"values": None}, {"values": {}}, {"values": 7}, [[]]])
def test_nothing_is_nothing(nothing):
    assert attributes(log(custom=nothing, system=nothing)) == []


def test_deep_nesting_does_no_harm():
    deep: object = SYSTEM
    for _ in range(5000):
        deep = {"values": [deep]}
    assert [entry.key for entry in attributes(log(system=deep))] == ["1"]


keys = st.sampled_from(["values", "value", "sa_id", "ca_config_id", "id", "label", "selected", "x"])
garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("9" * 5000),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=15,
)


@settings(max_examples=300, deadline=None)
@given(garbage, garbage)
def test_garbage_never_raises(custom, system):
    for entry in attributes(log(custom, system)):
        assert isinstance(entry.key, str)
        assert entry.id is None or isinstance(entry.id, int)
        assert entry.text is None or isinstance(entry.text, str)
        assert all(isinstance(label, str) for label in entry.labels)
        assert entry.date is None or isinstance(entry.date, dt.date)


@pytest.mark.parametrize(
    ("value", "text", "labels"),
    [
        ("text", "text", ["text"]),
        ("", "", []),
        (None, None, []),
        (7, "7", ["7"]),
        ({"id": 1, "label": "New", "value": "n"}, "New", ["New"]),
        ({"id": 1, "name": "Ada", "email": "a@example.com"}, "Ada", ["Ada"]),
        ([{"label": "A", "selected": True}, {"label": "B", "selected": False}, {"label": "C"}], "A, C", ["A", "C"]),
        ([{"artifact_id": 1, "artifact_title": "Card", "type": "risk"}], "Card", ["Card"]),
        ([], "", []),
        ({}, "", []),
    ],
)
def test_values_for_people(value, text, labels):
    (entry,) = attributes(log(system=[{"sa_id": 1, "value": value}]))
    assert (entry.text, entry.labels) == (text, labels)


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2025-05-23", dt.date(2025, 5, 23)),
        ("2025-05-23T10:00:00Z", dt.date(2025, 5, 23)),
        ("soon", None),
        (20250523, None),
        (None, None),
    ],
)
def test_dates(value, date):
    (entry,) = attributes(log(system=[{"sa_id": 1, "value": value}]))
    assert entry.date == date


def configuration(config_type, **fields):
    options = [{"id": n, "label": t, "value": t.lower(), "is_visible": True} for n, t in ((1, "New"), (2, "Old"))]
    body = {"id": "839", "name": "Status", "sa_ids": [1], "config_type": config_type, "is_mandatory": False}
    return SystemAttributeConfiguration.from_dict({**body, "config_value": {"options": options}, **fields})


NEW = {"id": 1, "label": "New", "value": "new", "is_visible": True}
OLD = {"id": 2, "label": "Old", "value": "old", "is_visible": True}


@pytest.mark.parametrize(
    ("config_type", "value", "written"),
    [
        ("singleselect", "New", NEW),
        ("singleselect", "new", NEW),
        ("singleselect", 2, OLD),
        ("singleselect", "2", OLD),
        ("singleselect", Option.from_dict(OLD), OLD),
        ("singleselect", OLD, OLD),
        ("singleselect", None, None),
        ("multiselect", "New", [NEW]),
        ("multiselect", ["New", 2], [NEW, OLD]),
        ("multiselect", Option.from_dict(OLD), [OLD]),
        ("multiselect", OLD, [OLD]),
        ("multiselect", (OLD, "New"), [OLD, NEW]),
        ("multiselect", [], []),
        ("multiselect", None, None),
        ("date", dt.date(2025, 5, 23), "2025-05-23"),
        ("date", dt.datetime(2025, 5, 23, 10), "2025-05-23"),  # noqa: DTZ001 - the service has no zones
        ("date", "2025-05-23", "2025-05-23"),
        ("longtext", "<p>x</p>", "<p>x</p>"),
        ("longtext", None, None),
        (None, {"id": 7, "name": "Ada"}, {"id": 7, "name": "Ada"}),
        ("artifact", [{"artifact_id": 1}], [{"artifact_id": 1}]),
        ("something new", 7, 7),
    ],
)
def test_system_values_as_the_service_takes_them(config_type, value, written):
    made = system_value(configuration(config_type), value)
    assert made.to_dict() == {"id": 839, "sa_id": 1, "value": written}


def test_an_update_takes_the_ids_of_the_value_that_is_there():
    (there,) = attributes(log(system={"values": {"1": SYSTEM}}))
    assert system_value(configuration("singleselect"), "Old", existing=there).to_dict() == {
        "id": 3165,
        "sa_id": 1,
        "value": OLD,
    }


def test_unknown_options_are_refused_with_those_there_are():
    for config_type in ("singleselect", "multiselect"):
        with pytest.raises(InvalidArgumentError, match=r"no option 'Ne'.*'New', 'Old'"):
            system_value(configuration(config_type), "Ne")
    with pytest.raises(InvalidArgumentError, match="Its options: none"):
        system_value(configuration("singleselect", config_value=None), "New")
    with pytest.raises(InvalidArgumentError, match="no option"):
        system_value(configuration("singleselect", config_value={"options": [None, "x"]}), "New")
    with pytest.raises(InvalidArgumentError, match="no option"):
        system_value(configuration("singleselect", config_value="x"), "New")


@pytest.mark.parametrize("fields", [{"sa_ids": []}, {"sa_ids": None}, {"id": "abc"}, {"id": None}, {"sa_ids": ["x"]}])
def test_configurations_without_ids_are_refused(fields):
    with pytest.raises(InvalidArgumentError, match="no sa_ids or no numeric id"):
        system_value(configuration("longtext", **fields), "x")


def test_custom_values():
    place = SectionCustomAttribute.from_dict({"id": 1969, "custom_attribute_config": {"id": 574, "name": "Reason"}})
    assert custom_value(place, "x").to_dict() == {"ca_config_id": 574, "section_ca_id": 1969, "value": "x"}
    assert custom_value(place, [CUSTOM["value"]]).value == [CUSTOM["value"]]
    assert custom_value(place, dt.date(2025, 1, 2)).value == "2025-01-02"
    assert custom_value(place, None).to_dict()["value"] is None
    for broken in ({}, {"id": 1}, {"id": 1, "custom_attribute_config": {}}, {"custom_attribute_config": {"id": 1}}):
        with pytest.raises(InvalidArgumentError, match="lacks its own id"):
            custom_value(SectionCustomAttribute.from_dict(broken), "x")


@pytest.mark.anyio
@pytest.mark.socket
@pytest.mark.parametrize("attribute_shape", ["object", "list"])
@pytest.mark.parametrize("log_types_shape", ["array", "object"])
@pytest.mark.parametrize("shape", ["flat", "values"])
async def test_what_is_written_is_read_again(s, kit, attribute_shape, log_types_shape, shape):
    s.set(attribute_shape=attribute_shape, log_types_shape=log_types_shape)
    async with kit.logbook(s, system_attribute_shape=shape) as logbook:
        by_id = {entry.id: entry for entry in await logbook.log_types.list()}

        def system(log_type, name):
            return next(c for c in by_id[log_type].system_attribute_log_types or [] if c.name == name)

        def custom(log_type, name):
            sections = (by_id[log_type].log_types or [])[0].log_types_section or []
            places = [place for section in sections for place in section.section_custom_attribute or []]
            return next(p for p in places if p.custom_attribute_config and p.custom_attribute_config.name == name)

        decision, incident, risk = (kit.logs(s, "x", log_type=number)[0] for number in (18, 101, 102))
        decision.system_attribute_values = [
            system_value(system(18, "Status"), "Open"),
            system_value(system(18, "Description"), "<p>why</p>"),
            system_value(system(18, "Due date"), dt.date(2025, 5, 23)),
        ]
        decision.custom_attribute_values = [custom_value(custom(18, "Reason"), "New 02")]
        incident.system_attribute_values = [
            system_value(system(101, "Priority"), "High"),
            system_value(system(101, "Status"), ["Open", "Closed"]),
        ]
        risk.custom_attribute_values = [custom_value(custom(102, "Impact"), ["Cost", "Scope"])]
        risk.system_attribute_values = [system_value(system(102, "Assigned to"), {"id": 1037, "name": "John Doe"})]
        result = await logbook.logs.create([decision, incident, risk])
        result.raise_for_failed()
        read = [{entry.key: entry for entry in attributes(found.log)} for found in result.created]
        assert (read[0]["1"].text, read[0]["2"].text, read[0]["3"].date) == (
            "Open",
            "<p>why</p>",
            dt.date(2025, 5, 23),
        )
        assert (read[0]["574"].kind, read[0]["574"].labels) == ("custom", ["New 02"])
        assert (read[1]["11"].text, read[1]["12"].labels) == ("High", ["Open", "Closed"])
        assert (read[2]["601"].labels, read[2]["22"].text) == (["Cost", "Scope"], "John Doe")
        changed = await logbook.logs.update(
            result.created[0].log.id,
            kit.context(s),
            system_attribute_values=[system_value(system(18, "Status"), "Closed", existing=read[0]["1"])],
        )
        again = {entry.key: entry for entry in attributes(changed)}
        assert (again["1"].text, again["1"].id, again["2"].text) == ("Closed", read[0]["1"].id, "<p>why</p>")
