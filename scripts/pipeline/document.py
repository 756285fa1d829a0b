"""OpenAPI documents: read strictly, corrected by their overlays, written the same way each time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from pipeline import overlay
from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from collections.abc import Hashable

    from yaml import SafeLoader

    from pipeline.values import Document, Json
else:
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

ROOT: Final = Path(__file__).resolve().parents[2]
OPENAPI: Final = ROOT / "openapi"
SERVICES: Final = ("logbook", "playbooks", "planview_admin", "planbox")


class _Loader(SafeLoader):
    """Reads YAML as JSON would have it: moments stay text, a key given twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[tuple[str, str]] = set()
        for key, _ in node.value:
            if (key.tag, key.value) in seen:
                message = f"the key {key.value!r} is given twice{key.start_mark}"
                raise PipelineError(message)
            seen.add((key.tag, key.value))
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for letter, resolvers in SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Json:
    """Read a YAML file.

    Args:
        path: The file.

    Returns:
        Its content; every key is a string (status codes are integers to YAML).

    Raises:
        PipelineError: It is missing, not YAML, has a key twice or one that JSON cannot have.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        message = f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}: there is no such file"
        raise PipelineError(message) from error
    try:
        content = yaml.load(text, _Loader)  # noqa: S506 - derived from the safe loader
    except (yaml.YAMLError, PipelineError) as error:
        message = f"{path.name}: {error}"
        raise PipelineError(message) from error
    return string_keys(content, path.name)


def string_keys(value: object, where: str) -> Json:
    """Give the same value with string keys; only integers are turned, as "no" or "1.0" would be guesses."""
    if isinstance(value, dict):
        mapping = cast("dict[Hashable, object]", value)
        result: dict[str, Json] = {}
        for key, item in mapping.items():
            if isinstance(key, bool) or not isinstance(key, str | int):
                message = f"{where}: the key {key!r} is no text: put it in quotes"
                raise PipelineError(message)
            if str(key) in result:
                message = f"{where}: the key {key!r} is given twice, once as a number"
                raise PipelineError(message)
            result[str(key)] = string_keys(item, f"{where}/{key}")
        return result
    if isinstance(value, list):
        sequence = cast("list[object]", value)
        return [string_keys(item, f"{where}/{index}") for index, item in enumerate(sequence)]
    return cast("Json", value)


def source(service: str) -> Document:
    """Read a service's document as it was given, with string keys.

    Args:
        service: One of `SERVICES`.
    """
    content = read(OPENAPI / f"{service}.yaml")
    if not isinstance(content, dict):
        message = f"{service}.yaml: is no object"
        raise PipelineError(message)
    return content


def overlaid(service: str) -> Document:
    """Read a service's document with its overlay applied, and validate it.

    Args:
        service: One of `SERVICES`.

    Returns:
        The document the client is generated from.

    Raises:
        PipelineError: The document or the overlay is faulty; an action without effect is a fault.
    """
    document = source(service)
    path = OPENAPI / "overlays" / f"{service}.yaml"
    if path.exists():
        overlay.apply(document, read(path), path.name)
    validate(document, service)
    return document


def validate(document: Document, name: str) -> None:
    """Check a document against the OpenAPI specification.

    Args:
        document: The document.
        name: What messages call it.

    Raises:
        PipelineError: It is no valid OpenAPI 3.0 or 3.1.
    """
    version = str(document.get("openapi"))
    validator = OpenAPIV31SpecValidator if version.startswith("3.1") else OpenAPIV30SpecValidator
    errors = [
        f"{name}: {'/'.join(str(part) for part in error.absolute_path)}: {error.message}"
        for error in validator(document).iter_errors()
    ]
    if errors:
        raise PipelineError("\n".join(errors))


def to_json(value: Document) -> str:
    """Write JSON the same way each time, in the order of the document."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
