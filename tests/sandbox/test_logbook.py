from __future__ import annotations

import concurrent.futures

import pytest

from plankit.sandbox import sandbox

pytestmark = pytest.mark.socket

REASON = {"ca_config_id": 574, "section_ca_id": 1969, "value": {"id": "x", "label": "New 02", "value": "New 02"}}
STATUS = {"id": 839, "sa_id": 1, "value": {"id": 1, "is_visible": True, "label": "New", "value": "New"}}
PRIORITY = {"id": 5, "sa_id": 11, "value": {"id": "opt1", "label": "High", "value": "High"}}
IMPACT = {"ca_config_id": 601, "section_ca_id": 2001, "value": [{"label": "Cost", "value": "Cost", "selected": True}]}
OWNER = {"id": 852, "sa_id": 22, "value": {"id": 1037, "name": "John Doe", "email": "email@example.com"}}
LINKS = {
    "id": 853,
    "sa_id": 23,
    "value": [{"artifact_id": 111, "artifact_type": "card", "id": 111, "type": "mitigation"}],
}


def test_the_log_types_hold_what_readers_must_cope_with(api, s):
    entries = api.logbook("GET", "/log-types-with-configs").json()["rest_log_types_with_configs"]
    assert all(isinstance(entry["log_types"], list) for entry in entries)
    system = [attribute for entry in entries for attribute in entry["system_attribute_log_types"]]
    assert any("config_type" not in attribute for attribute in system)
    assert any(attribute["config_value"] is None for attribute in system)
    assert {attribute["is_mandatory"] for attribute in system} == {True, False}
    assert {
        type(option["id"]) for attribute in system for option in (attribute["config_value"] or {}).get("options", [])
    } == {int, str}
    s.set(log_types_shape="object")
    entries = api.logbook("GET", "/log-types-with-configs").json()["rest_log_types_with_configs"]
    assert entries[0]["log_types"]["type_name"] == "Decision"


def test_create_and_list(api, s):
    made = api.created(api.log("Zoë", custom_attribute_values=[REASON], system_attribute_values=[STATUS]))[0]
    assert made["custom_attribute_values"] == {"values": {"574": REASON}}
    (entry,) = made["system_attribute_values"]["values"].values()
    assert (entry["sa_id"], entry["value"]) == (1, STATUS["value"])
    assert entry["id"] != STATUS["id"]
    assert made["log_type"]["type_name"] == "Decision"
    assert api.listed() == [made]
    assert api.listed({**s.container, "container_id": 1}) == []
    s.set(attribute_shape="list")
    assert api.listed()[0]["custom_attribute_values"] == [REASON]


def test_every_kind_of_value(api):
    nested = [{"values": {"852": OWNER}}, {"values": {"853": LINKS}}]
    made = api.created(api.log("r", 102, custom_attribute_values=[IMPACT], system_attribute_values=nested))[0]
    assert set(made["system_attribute_values"]["values"]) == {"22", "23"}
    date = {"id": 854, "sa_id": 24, "value": "2025-05-23"}
    api.created(api.log("r", 102, custom_attribute_values=[IMPACT], system_attribute_values=[date]))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"log_types_id": 1}, "The log type does not exist"),
        ({"log_types_id": None}, "The log type does not exist"),
        ({"log_types_id": 103}, "The log type is not active"),
        ({"log_types_id": 104}, "The log type is not active"),
        ({"name": None}, "The name is missing"),
        ({"name": "  "}, "The name is missing"),
        ({"app_context": None}, "The app_context is missing"),
        ({"log_types_id": 101}, "Priority is mandatory"),
        ({"log_types_id": 101, "system_attribute_values": [{**PRIORITY, "value": None}]}, "Priority is mandatory"),
        (
            {"log_types_id": 101, "system_attribute_values": [{**PRIORITY, "value": {"id": "opt9"}}]},
            "Priority has no such option",
        ),
        ({"log_types_id": 102}, "Impact is mandatory"),
        (
            {"log_types_id": 102, "custom_attribute_values": [{**IMPACT, "value": "Cost"}]},
            "Impact must be a list of options",
        ),
        ({"system_attribute_values": [{**STATUS, "sa_id": 99}]}, "The log type has no attribute 99"),
        ({"system_attribute_values": [{"id": 840, "sa_id": 2, "value": 5}]}, "Description must be text"),
        (
            {"system_attribute_values": [{"id": 841, "sa_id": 3, "value": "2025-02-31"}]},
            "Due date must be a date as YYYY-MM-DD",
        ),
        ({"transferred_from_id": 5}, "The log to transfer does not exist"),
    ],
)
def test_partial_failure(api, s, changes, message):
    bad = {key: value for key, value in {**api.log("bad"), **changes}.items() if value is not None}
    answer = api.create(api.log("good"), bad)
    assert answer.status_code == 200
    result = answer.json()["rest_add_log"]
    assert [log["name"] for log in result["Data"]] == ["good"]
    assert result["Failed"] == [{"failed_message": message, **bad}]
    assert [write.key for write in s.audit().created] == ["good"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"logs": []},
        {"logs": "x"},
        {"logs": [5]},
        {"logs": [{"name": 5}]},
        {"logs": [{"log_types_id": "18"}]},
        {"logs": [{"log_types_id": True}]},
        {"logs": [{"app_context": {}}]},
        {"logs": [{"app_context": []}]},
        {"logs": [{"app_context": [{"container_id": "1", "container_source": "x", "container_type": "y"}]}]},
        {"logs": [{"custom_attribute_values": [{"value": "x"}]}]},
        {"logs": [{"system_attribute_values": [{"sa_id": 1}]}]},
    ],
)
def test_malformed_creates_fail_as_a_whole(api, s, body):
    answer = api.logbook("POST", "/logs", json=body)
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "message"}
    assert s.logs() == []


def test_at_most_fifty_logs(api, s):
    logs = [api.log(f"log {number}") for number in range(51)]
    assert api.create(*logs).status_code == 400
    assert len(api.created(*logs[:50])) == 50
    assert len(s.logs()) == 50


def test_shuffled_answers(api_of):
    with sandbox(shuffle=True) as s:
        api = api_of(s)
        names = [f"log {number}" for number in range(50)]
        assert [log["name"] for log in api.created(*map(api.log, names))] != names
        failed = api.create(*(api.log(name, 1) for name in names)).json()["rest_add_log"]["Failed"]
        assert sorted(log["name"] for log in failed) == sorted(names)
        assert [log["name"] for log in failed] != names


def test_update_is_partial(api, s):
    made = api.created(api.log("old", custom_attribute_values=[REASON], system_attribute_values=[STATUS]))[0]
    answer = api.update(made["id"], name="new")
    assert answer.status_code == 200
    changed = answer.json()["rest_modify_log"]
    assert changed == {**made, "name": "new", "revision": 2}
    closed = {**STATUS, "value": "Closed"}
    changed = api.update(made["id"], system_attribute_values=[closed]).json()["rest_modify_log"]
    before, after = (log["system_attribute_values"]["values"]["1"] for log in (made, changed))
    assert after == {**before, "value": "Closed"}
    assert changed["custom_attribute_values"] == made["custom_attribute_values"]
    assert api.listed() == [changed]
    assert [(write.key, write.id) for write in s.audit().updated] == [("new", str(made["id"]))] * 2


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": 5},
        {"custom_attribute_values": 5},
        {"system_attribute_values": [{**STATUS, "value": "Nothing"}]},
    ],
)
def test_update_refuses(api, s, fields):
    made = api.created(api.log("old"))[0]
    assert api.update(made["id"], **fields).status_code == 400
    assert api.listed() == [made]


def test_delete(api, s):
    one, two = api.created(api.log("one"), api.log("two"))
    answer = api.delete(one["id"])
    assert answer.json() == {"rest_delete_log": {"deleted_id": str(one["id"])}}
    assert api.listed() == [two]
    again = api.delete(one["id"])
    assert (again.status_code, again.json()["code"]) == (400, "LOG_DELETED")
    assert api.update(one["id"], name="x").json()["code"] == "LOG_DELETED"
    assert [write.id for write in s.audit().deleted] == [str(one["id"])]


def test_domain_errors(api, s):
    (made,) = api.created(api.log("one"))
    for call in (api.delete, api.update):
        for unknown in ("1", "abc", "9" * 5000, f"0{made['id']}"):
            answer = call(unknown)
            assert (answer.status_code, answer.json()["code"]) == (400, "LOG_DOES_NOT_EXIST")
        answer = call(made["id"], {**s.container, "container_id": 1})
        assert (answer.status_code, answer.json()["code"]) == (401, "INVALID_CONTAINER")
        answer = call(made["id"], s.foreign_container)
        assert (answer.status_code, answer.json()["code"]) == (401, "INVALID_TENANT")
        assert "www-authenticate" not in answer.headers
    assert api.create(api.log("x", app_context=[s.foreign_container])).json()["code"] == "INVALID_TENANT"
    assert api.logbook("POST", "/logs/list", json={"app_context": [s.foreign_container]}).status_code == 401
    assert api.logbook("POST", "/logs/list", json={}).status_code == 400


def test_a_transferred_log_is_read_only(api):
    (old,) = api.created(api.log("old"))
    (new,) = api.created(api.log("new", 101, transferred_from_id=old["id"], system_attribute_values=[PRIORITY]))
    assert new["transferred_from"] == {"id": old["id"], "name": "old"}
    assert api.listed()[0]["transferred_to"] == [{"id": new["id"], "name": "new"}]
    assert api.delete(old["id"]).json()["code"] == "LOG_TRANSFERRED"
    assert api.update(old["id"], name="x").json()["code"] == "LOG_TRANSFERRED"
    failed = api.create(api.log("again", transferred_from_id=old["id"])).json()["rest_add_log"]["Failed"]
    assert failed[0]["failed_message"] == "The log has already been transferred"


def test_a_log_of_two_containers_is_listed_once(api, s):
    other = {**s.container, "container_id": 2}
    (made,) = api.created(api.log("both", app_context=[s.container, other]))
    both = api.logbook("POST", "/logs/list", json={"app_context": [other, s.container]}).json()
    assert both["rest_logs_data"] == [made] == api.listed(other)
    api.delete(made["id"], other)
    assert api.listed() == []


def test_unknown_paths_and_methods(api, s):
    assert api.logbook("GET", "/nothing").status_code == 404
    assert api.logbook("POST", "/log/delete/").status_code == 404
    answer = api.logbook("GET", "/logs")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_long_bodies_are_refused(api_of):
    with sandbox(max_body=1000) as s:
        api = api_of(s)
        answer = api.create(api.log("x" * 2000))
        assert (answer.status_code, answer.headers["connection"]) == (413, "close")
        assert api.create(api.log("x")).status_code == 200


def test_the_limit_holds_in_any_second(api_of, still):
    with sandbox(logbook_limit=20, clock=still) as s:
        api = api_of(s)

        def one(_):
            return api.logbook("GET", "/log-types-with-configs").status_code

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            first = list(pool.map(one, range(30)))
        assert first.count(200) == 20
        assert first.count(429) == 10
        refused = api.logbook("GET", "/log-types-with-configs")
        assert "retry-after" not in refused.headers
        s.set(logbook_retry_after=True)
        assert api.logbook("GET", "/log-types-with-configs").headers["retry-after"] == "1"
        still.advance(1.01)
        assert one(0) == 200
        s.consume("logbook", 19)
        assert one(0) == 429
        s.set(logbook_limit=None)
        assert one(0) == 200
        assert s.audit().throttled["logbook"] == 13
        assert s.audit().max_per_second["logbook"] == 32
