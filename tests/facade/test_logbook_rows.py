"""Logs from the rows of a spreadsheet: columns find their places, cells become what the log types want."""

from __future__ import annotations

import copy
import csv
import io

import pytest

from plankit import InvalidArgumentError
from plankit.logbook import LogTypeConfiguration
from plankit.logbook.cells import Words
from plankit.logbook.checks import Checker
from plankit.logbook.rows import RowReader
from plankit.sandbox.logbook.logtypes import log_types

RAW = log_types()
KNOWN = [LogTypeConfiguration.from_dict(entry) for entry in RAW]
CONTAINER = {"container": "4711:portfolios:work"}


def reader(columns=None, constants=None, known=KNOWN):
    return RowReader(known, columns, {**CONTAINER, **(constants or {})})


def read(row, columns=None, constants=None):
    return reader(columns, constants).read(row).to_dict()


def test_a_spreadsheet_becomes_logs():
    text = """\ufeffTitle,Kind,Container,Priority,STATUS,Impact,due date,Description,Ignored
Server down,Incident,4711:portfolios:work,High,Open; closed,,,,x
We take Rust,decision,4711:portfolios:work,,Closed,,2025-05-23,"<p>Why, at ""length""</p>",
Snow,102,4711:portfolios:work,,,Cost;Time,,,
"""
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    made = RowReader(KNOWN, {"name": "Title", "log_type": "Kind"})
    assert made.unused(rows[0]) == ["Ignored"]
    logs = [made.read(row) for row in rows]
    assert [Checker(KNOWN).check(log) for log in logs] == [[], [], []]
    context = {"container_id": 4711, "container_source": "portfolios", "container_type": "work"}
    assert [(log.name, log.log_types_id, log.app_context[0].to_dict()) for log in logs] == [
        ("Server down", 101, context),
        ("We take Rust", 18, context),
        ("Snow", 102, context),
    ]
    incident, decision, risk = (log.to_dict() for log in logs)
    assert [(entry["sa_id"], entry["id"]) for entry in incident["system_attribute_values"]] == [(11, 5), (12, 6)]
    assert incident["system_attribute_values"][0]["value"]["label"] == "High"
    assert [option["label"] for option in incident["system_attribute_values"][1]["value"]] == ["Open", "Closed"]
    assert [entry["value"] for entry in decision["system_attribute_values"][1:]] == [
        "2025-05-23",
        '<p>Why, at "length"</p>',
    ]
    assert [option["label"] for option in risk["custom_attribute_values"][0]["value"]] == ["Cost", "Time"]
    assert "system_attribute_values" not in risk
    assert "transferred_from_id" not in risk


@pytest.mark.parametrize(
    ("row", "field", "expected"),
    [
        ({"attr:Status": "Open"}, "system_attribute_values", 2),
        ({"system:status": "3"}, "system_attribute_values", 3),
        ({"Status": " open "}, "system_attribute_values", 2),
        ({"custom:Reason": "New 02"}, "custom_attribute_values", "3f0f2c1e-0000-4000-a000-000000000002"),
    ],
)
def test_an_attribute_is_found_by_its_name_in_any_case(row, field, expected):
    [entry] = read({"name": "n", "log_type": "18", **row})[field]
    assert entry["value"]["id"] == expected


def test_an_attribute_goes_by_its_display_name_too():
    raw = copy.deepcopy(RAW)
    raw[0]["log_types"][0]["log_types_section"][1]["section_custom_attribute"][1]["display_name"] = "Weblink"
    made = reader(known=[LogTypeConfiguration.from_dict(entry) for entry in raw])
    [entry] = made.read({"name": "n", "log_type": "18", "weblink": "https://x"}).custom_attribute_values
    assert (entry.ca_config_id, entry.section_ca_id, entry.value) == (575, 1970, "https://x")


@pytest.mark.parametrize("cell", ["2025-05-23", "2025-05-23T00:00:00", "2025-05-23 08:15:00", "2025-05-23T08:00:00Z"])
def test_dates(cell):
    [entry] = read({"name": "n", "log_type": "18", "Due date": cell})["system_attribute_values"]
    assert entry["value"] == "2025-05-23"


def test_the_container_in_three_columns_and_a_source():
    row = {"name": "n", "log_type": "18", "Container_ID": "5", "container_type": "board", "transferred_from_id": "1001"}
    made = RowReader(KNOWN, constants={"container_source": "AgilePlace"}).read(row)
    assert made.app_context[0].to_dict() == {
        "container_id": 5,
        "container_source": "AgilePlace",
        "container_type": "board",
    }
    assert made.transferred_from_id == 1001


def test_a_container_type_may_hold_colons():
    assert read({"name": "n", "log_type": "18"}, None, None)["app_context"][0]["container_type"] == "work"
    made = RowReader(KNOWN).read({"name": "n", "log_type": "18", "container": "1: a : b:c"})
    assert made.app_context[0].to_dict() == {"container_id": 1, "container_source": "a", "container_type": "b:c"}


def test_constants_take_the_place_of_columns():
    made = reader(constants={"log_type": "Incident", "Priority": "Low"})
    assert made.unused(["name", "Priority", "LOG_TYPE", "x"]) == ["Priority", "LOG_TYPE", "x"]
    log = made.read({"name": "n", "Priority": "High", "LOG_TYPE": "18", "x": "1"})
    assert log.log_types_id == 101
    assert log.system_attribute_values[0].value["label"] == "Low"


def test_a_column_that_is_named_is_not_used_twice():
    made = reader({"name": "Description"})
    log = made.read({"Description": "The name", "log_type": "18"})
    assert log.name == "The name"
    assert log.to_dict().keys() == {"log_types_id", "name", "app_context"}
    assert made.unused(["Description", "log_type", "Name"]) == ["Name"]
    # What a column was named for is not looked for in another.
    made = reader({"system:Status": "State"})
    log = made.read({"name": "n", "log_type": "18", "State": "Open", "Status": "Closed"})
    assert [entry.value["label"] for entry in log.system_attribute_values] == ["Open"]


def test_a_list_of_json_is_several_options():
    row = {"name": "n", "log_type": "Risk", "Impact": ["Cost", "Time"], "Status": None}
    assert len(read(row)["custom_attribute_values"][0]["value"]) == 2


def test_a_label_with_a_semicolon_is_found_whole():
    raw = copy.deepcopy(RAW)
    raw[1]["system_attribute_log_types"][1]["config_value"]["options"][0]["label"] = "Open; for now"
    made = reader(known=[LogTypeConfiguration.from_dict(entry) for entry in raw])
    log = made.read({"name": "n", "log_type": "Incident", "Status": "Open; for now"})
    assert [option["label"] for option in log.system_attribute_values[0].value] == ["Open; for now"]


def test_options_that_are_not_known_are_text():
    raw = copy.deepcopy(RAW)
    attributes = raw[2]["log_types"][0]["log_types_section"][1]["section_custom_attribute"]
    del attributes[0]["custom_attribute_config"]["config_value"]
    made = reader(known=[LogTypeConfiguration.from_dict(entry) for entry in raw])
    assert made.read({"name": "n", "log_type": "Risk", "Impact": "A; B"}).custom_attribute_values[0].value == ["A", "B"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"name": ""}, "The column 'name' is empty: each log needs a name."),
        ({"name": None}, "The column 'name' is empty"),
        ({"log_type": ""}, "The column 'log_type' is empty: each log needs a log type"),
        (
            {"log_type": "Incidnt"},
            "The column 'log_type' holds 'Incidnt': there is no such log type. There are: Decision (18), Incident (101), Risk (102).",
        ),
        (
            {"Status": "Opened"},
            "The column 'Status' holds 'Opened': Status has no option 'Opened'. Its options: New, Open, Closed.",
        ),
        (
            {"Due date": "23.05.2025"},
            "The column 'Due date' holds '23.05.2025': Due date is a date: write it as YYYY-MM-DD.",
        ),
        ({"Due date": "2025-02-30"}, "Due date is a date: there is no day 2025-02-30."),
        (
            {"Priority": "High"},
            "The column 'Priority' holds 'High': the log type Decision (18) has no attribute 'priority'. It has: Status, Description, Due date, Reason, Link.",
        ),
        (
            {"log_type": "Risk", "Impact": "Cost; Fame"},
            "holds 'Cost; Fame': Impact has no option 'Fame'. Its options: Cost, Time, Scope.",
        ),
        ({"transferred_from_id": "x7"}, "The column 'transferred_from_id' holds 'x7': 'x7' is no id"),
        ({None: ["a", "b"]}, "The row has more cells than the header has columns, 2"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(row, says):
    with pytest.raises(InvalidArgumentError) as refused:
        read({"name": "n", "log_type": "18", **row})
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("container", "says"),
    [
        ("4711", "write it as id:source:type"),
        ("4711:portfolios", "write it as id:source:type"),
        ("4711::work", "write it as id:source:type"),
        ("x:portfolios:work", "'x' is no id"),
        ("", "is empty: each log needs a container"),
        ("٤:portfolios:work", "is no id"),
    ],
)
def test_a_container_that_is_none_is_named(container, says):
    with pytest.raises(InvalidArgumentError, match=says):
        RowReader(KNOWN).read({"name": "n", "log_type": "18", "container": container})
    with pytest.raises(InvalidArgumentError, match="The constant for container"):
        RowReader(KNOWN, constants={"container": container}).read({"name": "n", "log_type": "18"})


def test_what_no_column_gives_is_named():
    with pytest.raises(InvalidArgumentError, match=r"No column gives name.*Call a column 'name', map one to it, or"):
        read({"log_type": "18"})
    with pytest.raises(InvalidArgumentError, match="No column gives container:"):
        RowReader(KNOWN).read({"name": "n", "log_type": "18"})
    with pytest.raises(InvalidArgumentError, match="container needs its container_type"):
        RowReader(KNOWN).read({"name": "n", "log_type": "18", "container_id": "1", "container_source": "p"})
    with pytest.raises(InvalidArgumentError, match="container_id says it, too"):
        read({"name": "n", "log_type": "18", "container_id": "1"})


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(InvalidArgumentError, match=r"There is no column 'Titel'. The columns are Title, log_type"):
        read({"Title": "n", "log_type": "18"}, {"name": "Titel"})
    with pytest.raises(InvalidArgumentError, match="There is no column"):
        reader({"name": "Titel"}).unused(["Title"])


def test_a_column_is_found_whatever_its_case_if_one_alone_is_meant():
    row = {"TITLE": "n", "log_type": "18", "Status": "Open"}
    assert read(row, {"name": "Title"})["name"] == "n"
    assert reader({"name": "Title"}).unused(row) == []
    assert read({"title": "m", **row, "Title": "exact"}, {"name": "Title"})["name"] == "exact"
    with pytest.raises(InvalidArgumentError, match="Several columns may be meant by 'Title': title, TITLE"):
        read({"title": "m", **row}, {"name": "Title"})


def test_swapped_sides_are_seen_and_targets_are_listed_once():
    with pytest.raises(InvalidArgumentError) as refused:
        reader({"Title": "name"})
    assert "swapped? Write columns={'name': 'Title'}" in str(refused.value)
    names = str(refused.value).partition("log types: ")[2].rstrip(".").split(", ")
    assert len(names) == len({name.casefold() for name in names})
    assert names.count("Status") == 1
    with pytest.raises(InvalidArgumentError) as refused:
        reader({"Title": "Heading"})
    assert "swapped" not in str(refused.value)


def test_the_caller_says_how_what_it_gave_is_called():
    words = Words("--map", "--set", "--set {target}", "--map {target}={column}", "Give --set {target}=VALUE.")
    with pytest.raises(InvalidArgumentError, match=r"^--map: there is .* swapped\? Write --map name=Title\. "):
        RowReader(KNOWN, {"Title": "name"}, words=words)
    with pytest.raises(InvalidArgumentError, match=r"--set: .* twice: give it once, by --map or by --set"):
        RowReader(KNOWN, {"name": "Title"}, {"name": "x"}, words=words)
    with pytest.raises(InvalidArgumentError, match=r"^--set log_type holds 'x'"):
        RowReader(KNOWN, constants={"log_type": "x"}, words=words).read({"name": "n"})
    with pytest.raises(InvalidArgumentError, match=r"Give --set log_type=VALUE\."):
        RowReader(KNOWN, words=words).read({"name": "n"})


def test_a_target_that_there_is_not_is_refused_at_once():
    with pytest.raises(InvalidArgumentError, match=r"columns: there is no target 'Prio'.*log_type.*Status.*Priority"):
        reader({"Prio": "P"})
    with pytest.raises(InvalidArgumentError, match="constants: there is no target 'attr:Nope'"):
        reader(constants={"attr:Nope": "x"})


@pytest.mark.parametrize(
    ("columns", "constants"),
    [
        ({"Status": "A", "status": "B"}, {}),
        ({"attr:Status": "A", "Status": "B"}, {}),
        ({"attr:Status": "A", "system:Status": "B"}, {}),
        ({"Status": "A"}, {"STATUS": "Open"}),
        ({"container": "A"}, {}),
    ],
)
def test_a_target_is_given_once(columns, constants):
    with pytest.raises(InvalidArgumentError, match="given twice"):
        reader(columns, constants)


def ambiguous():
    raw = copy.deepcopy(RAW)
    raw[0]["log_types"][0]["log_types_section"][1]["section_custom_attribute"][1]["custom_attribute_config"]["name"] = (
        "Description"
    )
    return [LogTypeConfiguration.from_dict(entry) for entry in raw]


def test_two_attributes_of_one_name_are_told_apart_by_their_kind():
    row = {"name": "n", "log_type": "18", "Description": "text"}
    with pytest.raises(InvalidArgumentError, match="map the column to custom:description or system:description"):
        reader(known=ambiguous()).read(row)
    log = reader({"custom:Description": "Description", "system:Description": "Other"}, known=ambiguous()).read(
        {**row, "Other": "more"}
    )
    assert (log.custom_attribute_values[0].value, log.system_attribute_values[0].value) == ("text", "more")


def test_two_log_types_of_one_name_need_an_id():
    raw = copy.deepcopy(RAW)
    raw[1]["log_types"][0]["type_name"] = raw[4]["log_types"][0]["type_name"] = "decision"
    known = [LogTypeConfiguration.from_dict(entry) for entry in raw]
    with pytest.raises(InvalidArgumentError, match=r"several log types.*Decision \(18\), decision \(101\)\."):
        reader(known=known).read({"name": "n", "log_type": "Decision"})
    # One that cannot be used does not count, unless it is the only one.
    assert read({"name": "n", "log_type": "Draft"})["log_types_id"] == 103


def test_headers_may_change_from_row_to_row():
    made = reader()
    for row in ({"name": "a", "log_type": "18"}, {"Name": "a", "log_type": "18", "Status": "Open"}) * 2:
        assert made.read(row).name == "a"
