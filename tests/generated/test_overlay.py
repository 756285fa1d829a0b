"""OpenAPI Overlay 1.0 as the pipeline applies it, and each way an action may be wrong."""

from __future__ import annotations

from typing import Any

import pytest
from pipeline import overlay
from pipeline.errors import PipelineError


def document() -> dict[str, Any]:
    return {
        "info": {"title": "T", "tags": ["a"]},
        "paths": {"/x": {"get": {"parameters": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}}},
        "components": {"schemas": {"A": {"type": "object"}, "B": {"type": "string"}}},
    }


def applied(*actions: Any) -> dict[str, Any]:
    result = document()
    full = [{"description": "why", **action} if isinstance(action, dict) else action for action in actions]
    overlay.apply(result, {"overlay": "1.0.0", "info": {}, "actions": full}, "o.yaml")
    return result


def test_objects_are_merged_deeply_and_arrays_within_them_joined() -> None:
    result = applied({"target": "$.info", "update": {"tags": ["b"], "contact": {"name": "n"}, "title": "U"}})
    assert result["info"] == {"title": "U", "tags": ["a", "b"], "contact": {"name": "n"}}


def test_an_array_gets_the_update_as_one_more_entry() -> None:
    result = applied({"target": "$.paths['/x'].get.parameters", "update": {"name": "d"}})
    assert [item["name"] for item in result["paths"]["/x"]["get"]["parameters"]] == ["a", "b", "c", "d"]


def test_every_match_gets_its_own_copy() -> None:
    result = applied({"target": "$.components.schemas.*", "update": {"x-list": [1]}})
    schemas = result["components"]["schemas"]
    assert schemas["A"]["x-list"] == schemas["B"]["x-list"] == [1]
    assert schemas["A"]["x-list"] is not schemas["B"]["x-list"]


def test_an_entry_of_a_list_may_be_updated_and_several_be_removed() -> None:
    result = applied(
        {"target": "$.paths['/x'].get.parameters[?@.name == 'b']", "update": {"required": True}},
        {"target": "$.paths['/x'].get.parameters[?@.name != 'b']", "remove": True},
    )
    assert result["paths"]["/x"]["get"]["parameters"] == [{"name": "b", "required": True}]


def test_what_is_removed_may_lie_within_what_is_removed() -> None:
    assert applied({"target": "$.components", "remove": True}).keys() == {"info", "paths"}


def test_a_number_is_no_truth_value() -> None:
    result = applied({"target": "$.info", "update": {"x": 1}}, {"target": "$.info", "update": {"x": True}})
    assert result["info"]["x"] is True


@pytest.mark.parametrize(
    ("action", "problem"),
    [
        ({"target": "$.nothing", "update": {}}, r"action 0 \(\$.nothing\): matches nothing"),
        ({"target": "$.info", "update": {"title": "T"}}, "changes nothing"),
        ({"target": "$.info", "update": {"tags": []}}, "changes nothing"),
        ({"target": "$.info", "description": " ", "update": {"a": 1}}, "has no description"),
        ({"target": "$.info"}, "either `update` or `remove: true`"),
        ({"target": "$.info", "update": {"a": 1}, "remove": True}, "either `update` or `remove: true`"),
        ({"target": "$.info", "upd": {"a": 1}}, "unknown keys"),
        ({"update": {"a": 1}}, "action 0: has no target"),
        ("text", "action 0: has no target"),
        ({"target": "$.info[", "update": {"a": 1}}, "is no JSONPath"),
        ({"target": "$.info.title", "update": {"a": 1}}, "an update needs"),
        ({"target": "$.info", "update": "text"}, "an update needs"),
        ({"target": "$", "remove": True}, "the whole document"),
    ],
)
def test_an_action_that_is_wrong_or_without_effect_is_named(action: Any, problem: str) -> None:
    with pytest.raises(PipelineError, match=problem):
        applied(action)


@pytest.mark.parametrize(
    "content", [None, [], {"overlay": "2.0"}, {"overlay": "1.0.0"}, {"overlay": "1.0.0", "actions": []}]
)
def test_what_is_no_overlay_is_refused(content: Any) -> None:
    with pytest.raises(PipelineError, match=r"^o\.yaml: "):
        overlay.apply(document(), content, "o.yaml")
