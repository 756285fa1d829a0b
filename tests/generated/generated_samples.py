"""Every schema of the four documents that makes a class, with a sample made of the document's own examples."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any, NamedTuple

from openapi_python_client.strings import ClassName
from pipeline import checks, clients, document

OVERLAID = Path(__file__).resolve().parents[2] / "openapi" / "overlaid"
DOCUMENTS: dict[str, dict[str, Any]] = {
    service: json.loads((OVERLAID / f"{service}.json").read_text(encoding="utf-8")) for service in document.SERVICES
}


class Sample(NamedTuple):
    """A class and a JSON object of its schema."""

    service: str
    name: str
    cls: Any
    value: dict[str, Any]


def sample(spec: dict[str, Any], schema: dict[str, Any], depth: int = 0) -> Any:  # noqa: C901 - one case a kind
    """Make a value of a schema."""
    schema = checks.resolve(spec, schema)
    if "example" in schema:
        return json.loads(json.dumps(schema["example"]))
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("oneOf", "anyOf"):
        if schema.get(key):
            return sample(spec, schema[key][0], depth + 1)
    if depth > 8:
        return None
    merged: dict[str, Any] = {}
    for part in schema.get("allOf", []):
        value = sample(spec, part, depth + 1)
        if isinstance(value, dict):
            merged |= value
    kind = schema.get("type")
    if kind == "array":
        return [sample(spec, schema["items"], depth + 1)]
    if kind == "object" or schema.get("properties") or merged:
        merged |= {name: sample(spec, item, depth + 1) for name, item in schema.get("properties", {}).items()}
        if isinstance(schema.get("additionalProperties"), dict):
            merged["1"] = sample(spec, schema["additionalProperties"], depth + 1)
        return merged
    return {"string": "text", "integer": 7, "number": 1.5, "boolean": True}.get(kind)


def samples() -> list[Sample]:
    """Give a sample for every class of a component or titled schema."""
    result: dict[tuple[str, str], Sample] = {}
    for service, spec in DOCUMENTS.items():
        models = importlib.import_module(f"plankit_clients.{service}.models")
        overrides = clients.config(service).get("class_overrides") or {}
        for schema in checks.schemas(spec):
            name = str(ClassName(schema.content.get("title") or schema.name, "field_"))
            name = (overrides.get(name) or {}).get("class_name") or name
            if checks.exempt(schema.content) or "enum" in schema.content or name not in models.__all__:
                continue
            value = sample(spec, schema.content)
            if isinstance(value, dict):
                result[service, name] = Sample(service, name, getattr(models, name), value)
    return list(result.values())
