"""Every example of every document fits the schema it stands beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openapi_schema_validator import OAS30Validator
from pipeline import document

if TYPE_CHECKING:
    from collections.abc import Iterator

# Examples that do not fit on purpose: (service, where): the reason.
DELIBERATE: dict[tuple[str, str], str] = {}


def schemas(node: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """All schemas below a schema, itself included."""
    if "$ref" in node:
        return
    yield where, node
    for name, item in node.get("properties", {}).items():
        yield from schemas(item, f"{where}/{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            yield from schemas(node[key], f"{where}/{key}")
    for key in ("allOf", "oneOf", "anyOf"):
        for index, item in enumerate(node.get(key, [])):
            yield from schemas(item, f"{where}/{key}/{index}")


def examples(content: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """All examples of a document: where, their schema, the example."""
    for name, schema in content["components"]["schemas"].items():
        for where, inner in schemas(schema, name):
            if "example" in inner:
                yield where, inner, inner["example"]
    yield from _beside_schemas(content["paths"], "")
    yield from _beside_schemas({**content["components"], "schemas": {}}, "components")


def _beside_schemas(node: Any, where: str) -> Iterator[tuple[str, dict[str, Any], Any]]:
    if isinstance(node, list):
        node = dict(enumerate(node))
    if not isinstance(node, dict):
        return
    if isinstance(node.get("schema"), dict):
        yield from _beside_schema(node, where)
    for key, item in node.items():
        if key not in {"schema", "example", "examples"}:
            yield from _beside_schemas(item, f"{where}/{key}")


def _beside_schema(node: dict[str, Any], where: str) -> Iterator[tuple[str, dict[str, Any], Any]]:
    if "example" in node:
        yield f"{where}/example", node["schema"], node["example"]
    for name, item in node.get("examples", {}).items():
        yield f"{where}/examples/{name}", node["schema"], item["value"]
    for place, inner in schemas(node["schema"], where):
        if "example" in inner:
            yield place, inner, inner["example"]


def problem(content: dict[str, Any], schema: dict[str, Any], value: Any) -> str | None:
    validator = OAS30Validator({"allOf": [schema], "components": content["components"]})
    return next((error.message for error in validator.iter_errors(value)), None)


@pytest.mark.parametrize("service", document.SERVICES)
def test_every_example_fits_its_schema(service: str) -> None:
    content = document.overlaid(service)
    found = list(examples(content))
    problems = {
        where: message
        for where, schema, value in found
        if (message := problem(content, schema, value)) and (service, where) not in DELIBERATE
    }

    assert len(found) > 40
    assert problems == {}


@pytest.mark.parametrize("service", document.SERVICES)
def test_every_schema_takes_the_examples_of_its_properties(service: str) -> None:
    content = document.overlaid(service)
    components = content["components"]["schemas"]
    built = {name: example(content, schema) for name, schema in components.items()}

    problems = {name: message for name in built if (message := problem(content, components[name], built[name]))}

    assert problems == {}
    # Nothing that is to be read or written is left without an example.
    assert [name for name, value in built.items() if value is None] == []


def example(content: dict[str, Any], schema: dict[str, Any]) -> Any:
    """The example of a schema, or one that is put together from those within it."""
    if "$ref" in schema:
        return example(content, content["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "example" in schema:
        return schema["example"]
    if "allOf" in schema:
        parts = [example(content, part) for part in schema["allOf"]]
        return {key: value for part in parts for key, value in part.items()} if isinstance(parts[0], dict) else parts[0]
    if "oneOf" in schema:
        return example(content, schema["oneOf"][0])
    if schema.get("type") == "array":
        return [example(content, schema["items"])]
    if schema.get("type") == "object":
        return {name: example(content, item) for name, item in schema.get("properties", {}).items()}
    return None


@pytest.mark.parametrize(
    ("service", "wrong"),
    [
        ("logbook", {"rest_delete_log/deleted_id"}),
        ("playbooks", {"get/parameters/5/example", "get/parameters/3/example", "default_owner_enabled"}),
    ],
)
def test_the_check_finds_the_wrong_examples_of_the_given_documents(service: str, wrong: set[str]) -> None:
    content = document.source(service)
    found = {where for where, schema, value in examples(content) if problem(content, schema, value)}

    assert {end for end in wrong for where in found if where.endswith(end)} == wrong
    assert len(found) == len(wrong)
