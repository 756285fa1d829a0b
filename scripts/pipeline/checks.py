"""What the generator would drop or bend without a word: looked for before it runs and after."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from openapi_python_client.strings import ClassName

from pipeline.errors import PipelineError
from pipeline.operations import PREFIX, Operation, operations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pipeline.values import Document, Json

_BODIES = re.compile(r"application/(octet-stream|x-www-form-urlencoded|json|[\w.-]+\+json)(;.*)?$")
_STYLES = {"query": "form", "header": "simple", "path": "simple"}
# What the templates import under these names; a class of the same name would hide it.
_TAKEN = frozenset(
    {"Any", "AuthenticatedClient", "Client", "EMPTY", "File", "Mapping", "Response", "Self", "Sequence"}
    | {"UNSET", "UnexpectedStatus", "Unset"}
)


class _Schema(NamedTuple):
    """A schema of the document, and where it is."""

    where: str
    name: str
    content: dict[str, Any]
    component: bool


def before(service: str, document: Document) -> None:
    """Check that a document asks for nothing the generated code would not do.

    Args:
        service: The service.
        document: Its overlaid document.

    Raises:
        PipelineError: It does; the message names every place.
    """
    found = list(operations(document))
    problems = [*_names(found), *_keys(document, "")]
    for operation in found:
        problems += _operation(document, operation)
    for schema in schemas(document):
        problems += _schema(document, schema)
    _raise(service, problems)


def after(service: str, document: Document, package: Path, config: dict[str, Any]) -> None:
    """Check that every operation and every schema of a document is in the generated package.

    Args:
        service: The service.
        document: Its overlaid document.
        package: The generated package.
        config: The generator's configuration.

    Raises:
        PipelineError: Something is missing; the message names everything.
    """
    problems = [problem for operation in operations(document) for problem in _endpoint(package, operation)]
    modules = {path for path in (package / "api").rglob("*.py") if path.name != "__init__.py"}
    expected = {package / "api" / item.package / f"{item.module}.py" for item in operations(document)}
    strays = sorted(path.relative_to(package) for path in modules - expected)
    problems += [f"{path}: belongs to no operation" for path in strays]
    problems += _models(document, package, config)
    _raise(service, problems)


def schemas(document: Document) -> Iterator[_Schema]:
    """Walk through all schemas of a document, those inside others too.

    Args:
        document: The document.
    """
    for name, content in document.get("components", {}).get("schemas", {}).items():
        yield from _walk(content, f"components/schemas/{name}", name, component=True)
    for operation in operations(document):
        yield from _inside(operation.content, operation.where)
    for kind in ("parameters", "requestBodies", "responses"):
        yield from _inside(document.get("components", {}).get(kind, {}), f"components/{kind}")


def _inside(value: Json, where: str) -> Iterator[_Schema]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "schema" and isinstance(item, dict):
                yield from _walk(item, f"{where}/schema", "", component=False)
            elif key not in {"example", "examples", "callbacks"} and not key.startswith("x-"):
                yield from _inside(item, f"{where}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _inside(item, f"{where}/{index}")


def _walk(content: dict[str, Any], where: str, name: str, *, component: bool) -> Iterator[_Schema]:
    if "$ref" in content:
        return
    yield _Schema(where, name, content, component)
    for key, item in content.get("properties", {}).items():
        yield from _walk(item, f"{where}/{key}", key, component=False)
    for key in ("items", "additionalProperties"):
        if isinstance(content.get(key), dict):
            yield from _walk(content[key], f"{where}/{key}", "", component=False)
    for key in ("allOf", "oneOf", "anyOf"):
        for index, item in enumerate(content.get(key, [])):
            yield from _walk(item, f"{where}/{key}/{index}", "", component=False)


def _names(found: list[Operation]) -> Iterator[str]:
    modules: dict[str, Operation] = {}
    for operation in found:
        other = modules.setdefault(operation.module, operation)
        if other is not operation:
            yield f"{operation.where}: its module {operation.module} is also that of {other.where}"
        segments = operation.path.split("/")[1:]
        if "" in segments[:-1] or {".", ".."} & set(segments) or not operation.path.startswith("/"):
            yield f"{operation.where}: the path has empty or dot segments"


def _keys(value: object, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in cast("dict[object, object]", value).items():
            if not isinstance(key, str):
                yield f"{where}/{key}: the key is no string"
            yield from _keys(item, f"{where}/{key}")
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            yield from _keys(item, f"{where}/{index}")


def resolve(document: Document, value: dict[str, Any]) -> dict[str, Any]:
    """Follow a `$ref` within a document.

    Args:
        document: The document.
        value: An object that may be a reference.
    """
    while "$ref" in value:
        target: Any = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        value = target
    return value


def _operation(document: Document, operation: Operation) -> Iterator[str]:
    shared = document["paths"][operation.path].get("parameters", [])
    for reference in [*operation.content.get("parameters", []), *shared]:
        parameter = resolve(document, reference)
        where = f"{operation.where}: parameter {parameter['name']}"
        place = parameter["in"]
        if place not in _STYLES:
            yield f"{where}: is in {place}, which is not generated"
            continue
        if "schema" not in parameter:
            yield f"{where}: has no schema, only content, and would be dropped"
            continue
        if parameter.get("style", _STYLES[place]) != _STYLES[place]:
            yield f"{where}: style {parameter['style']} would be ignored"
        kind = resolve(document, parameter["schema"]).get("type")
        if place == "query" and kind == "array" and parameter.get("explode", True) is not True:
            yield f"{where}: explode: false would be ignored"
        if place != "query" and kind in {"array", "object"}:
            yield f"{where}: an {kind} in a {place} would be written as Python shows it"
    body = resolve(document, operation.content.get("requestBody", {}))
    for kind in body.get("content", {}):
        if not _BODIES.match(kind):
            yield f"{operation.where}: a body of {kind} is not generated"


def _schema(document: Document, schema: _Schema) -> Iterator[str]:
    content = schema.content
    if {"oneOf", "anyOf"} & set(content) or schema.where.rpartition("/")[0].endswith("Of"):
        # A part of a schema may require what another part declares.
        return
    declared = _declared(document, content)
    for name in content.get("required", []):
        if name not in declared:
            yield f"{schema.where}: requires {name}, which it does not declare: it would be dropped"


def _declared(document: Document, content: dict[str, Any]) -> set[str]:
    names = set(content.get("properties", {}))
    for part in content.get("allOf", []):
        names |= _declared(document, resolve(document, part))
    return names


def _endpoint(package: Path, operation: Operation) -> Iterator[str]:
    path = package / "api" / operation.package / f"{operation.module}.py"
    if not path.exists():
        yield f"{operation.where}: was not generated"
        return
    text = path.read_text(encoding="utf-8")
    method = re.search(r'"method": "(\w+)"', text)
    url = re.search(r'"url": "([^"]*)"', text)
    said = (method and method[1], url and re.sub(r"{\w+}", "{}", url[1]))
    if said != (operation.method, re.sub(r"{[^}]+}", "{}", operation.path)):
        yield f"{operation.where}: its module asks for {said[0]} {said[1]}"


def _classes(package: Path) -> dict[str, ast.ClassDef]:
    return {
        node.name: node
        for path in sorted((package / "models").glob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }


def _models(document: Document, package: Path, config: dict[str, Any]) -> Iterator[str]:
    classes = _classes(package)
    overrides: dict[str, dict[str, str]] = config.get("class_overrides") or {}
    for name in sorted(set(classes) & _TAKEN):
        yield f"the class {name} would hide what the templates import: rename it by class_overrides"
    for schema in schemas(document):
        if exempt(schema.content) or not (schema.component or schema.content.get("title")):
            continue
        wanted = str(ClassName(schema.content.get("title") or schema.name, PREFIX))
        candidates = [name for name in _overridden(wanted, overrides, schema) if name in classes]
        if not candidates and not schema.component:
            candidates = [name for name in classes if name.endswith(wanted)]
        if not candidates:
            yield f"{schema.where}: its class {wanted} was not generated"
        elif "enum" in schema.content:
            yield from _members(schema, [classes[name] for name in candidates])


def _overridden(wanted: str, overrides: dict[str, dict[str, str]], schema: _Schema) -> Iterable[str]:
    yield overrides.get(wanted, {}).get("class_name") or wanted
    if not schema.component:
        for generated, override in overrides.items():
            if generated.endswith(wanted) and override.get("class_name"):
                yield override["class_name"]


def exempt(content: dict[str, Any]) -> str | None:
    """Tell why a schema makes no class of its own.

    Args:
        content: The schema.

    Returns:
        The reason, None if it makes one.
    """
    kind = content.get("type")
    if kind == "boolean":
        return "a boolean is Python's, whatever its enum"
    if "enum" in content:
        return None if any(value is not None for value in content["enum"]) else "null is its only value"
    if content.get("oneOf") or content.get("anyOf") or isinstance(kind, list):
        return "a union is written as one where it is used"
    if len(content.get("allOf", [])) == 1 and "$ref" in content["allOf"][0] and not content.get("properties"):
        return "it is the class it refers to"
    if kind == "object" or content.get("allOf") or (kind is None and content.get("properties")):
        return None
    return "arrays and scalars are written as Python's own where they are used"


def _members(schema: _Schema, classes: list[ast.ClassDef]) -> Iterator[str]:
    wanted = {value for value in schema.content["enum"] if value is not None}
    for node in classes:
        values = {
            item.value.value
            for item in node.body
            if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant)
        }
        values |= {
            -item.value.operand.value
            for item in node.body
            if isinstance(item, ast.Assign)
            and isinstance(item.value, ast.UnaryOp)
            and isinstance(item.value.operand, ast.Constant)
            and isinstance(item.value.operand.value, int)
        }
        if values == wanted:
            return
    yield f"{schema.where}: no class has exactly its values {sorted(wanted, key=str)}"


def _raise(service: str, problems: Iterable[str]) -> None:
    lines = [f"{service}: {problem}" for problem in problems]
    if lines:
        raise PipelineError("\n".join(lines))
