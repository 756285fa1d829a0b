"""The pipeline: strict reading, nothing dropped in silence, the same bytes each time."""

from __future__ import annotations

import copy
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from generated_samples import DOCUMENTS
from pipeline import build, checks, clients, document, lock, operations
from pipeline.errors import PipelineError

ROOT = Path(__file__).resolve().parents[2]


def small(**changes: Any) -> dict[str, Any]:
    """A document the pipeline has nothing against, but for the changes of its one operation."""
    operation = {
        "operationId": "getThing",
        "tags": ["things"],
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"200": {"description": "d"}},
        **changes,
    }
    schemas = {"Thing": {"type": "object", "properties": {"id": {"type": "integer"}}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1"},
        "paths": {"/things/{id}": {"get": operation}},
        "components": {"schemas": schemas},
    }


def refused(spec: dict[str, Any], problem: str) -> None:
    with pytest.raises(PipelineError, match=problem):
        checks.before("small", spec)


def query(**changes: Any) -> dict[str, Any]:
    parameter = {"name": "q", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}, **changes}
    own = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return small(parameters=[own, parameter])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\na: 2", "'a' is given twice"),
        ("200: 1\n'200': 2", "given twice, once as a number"),
        ("no: 1", "False is no text"),
        ("1.5: 1", "1.5 is no text"),
        ("a: [", "x.yaml: "),
    ],
)
def test_yaml_that_json_could_not_say_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(PipelineError, match=problem):
        document.read(tmp_path / "x.yaml")


def test_yaml_is_read_as_json_would_have_it(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("200: 2024-01-01\na: {574: [{1: 2024-01-01T10:00:00}]}\n")
    assert document.read(tmp_path / "x.yaml") == {
        "200": "2024-01-01",
        "a": {"574": [{"1": "2024-01-01T10:00:00"}]},
    }
    with pytest.raises(PipelineError, match="no such file"):
        document.read(tmp_path / "y.yaml")


def test_an_invalid_document_is_refused() -> None:
    document.validate(small(), "small")
    with pytest.raises(PipelineError, match="small: paths"):
        document.validate(small(responses={"200": {}}), "small")


def test_what_the_generated_code_would_not_do_is_refused() -> None:
    checks.before("small", small())
    checks.before("small", query())
    refused(small(operationId=None), "has no operationId")
    refused(query(explode=False), "explode: false")
    refused(query(style="pipeDelimited"), "style pipeDelimited")
    refused(query(**{"in": "cookie"}), "is in cookie")
    refused(query(**{"in": "header"}), "an array in a header")
    refused(small(requestBody={"content": {"multipart/form-data": {}}}), "multipart/form-data is not generated")
    content = query()
    content["paths"]["/things/{id}"]["get"]["parameters"][1] = {"name": "q", "in": "query", "content": {}}
    refused(content, "has no schema")
    content = small()
    content["paths"]["/things/../{id}"] = {"get": {"operationId": "get_thing"}}
    refused(content, r"its module get_thing is also that of(.|\n)*dot segments")
    content = small()
    content["components"]["schemas"]["Thing"]["required"] = ["name"]
    refused(content, "Thing: requires name, which it does not declare")
    content = small()
    content["components"]["schemas"]["Thing"]["example"] = {574: 1}
    refused(content, "574: the key is no string")


def test_safety_comes_from_the_document_or_the_method() -> None:
    def told(method: str, **content: Any) -> str:
        return operations.safety(operations.Operation("x", method, "/x", "t", content))

    assert [told(method) for method in ("get", "head", "put", "delete", "post", "patch")] == [
        *("read", "read", "idempotent", "idempotent", "unsafe", "unsafe")
    ]
    assert told("post", **{"x-plankit-safety": "read"}) == "read"
    with pytest.raises(PipelineError, match="x-plankit-safety is 'safe'"):
        told("post", **{"x-plankit-safety": "safe"})


def test_final_statuses_come_from_the_document() -> None:
    def told(**content: Any) -> list[int]:
        return operations.final(operations.Operation("x", "put", "/x", "t", content))

    assert told() == []
    assert told(**{"x-plankit-final": [503, 500]}) == [500, 503]
    for wrong in ([200], ["500"], [600]):
        with pytest.raises(PipelineError, match="x-plankit-final is"):
            told(**{"x-plankit-final": wrong})


@pytest.fixture
def package(tmp_path: Path) -> Path:
    target = tmp_path / "playbooks"
    shutil.copytree(ROOT / "generated" / "plankit_clients" / "playbooks", target)
    return target


def missing(package: Path, problem: str, spec: dict[str, Any] | None = None) -> None:
    with pytest.raises(PipelineError, match=problem):
        checks.after("playbooks", spec or DOCUMENTS["playbooks"], package, clients.config("playbooks"))


def test_what_was_dropped_is_noticed(package: Path) -> None:
    checks.after("playbooks", DOCUMENTS["playbooks"], package, clients.config("playbooks"))
    endpoint = package / "api" / "playbook_runs" / "get_run.py"
    text = endpoint.read_text()
    endpoint.write_text(text.replace('"method": "get"', '"method": "put"'))
    missing(package, r"GET .*: its module asks for put")
    endpoint.write_text(text.replace('"url": "/plugins', '"url": "/other'))
    missing(package, "its module asks for get /other")
    endpoint.unlink()
    missing(package, "was not generated")
    endpoint.write_text(text)
    (package / "api" / "playbook_runs" / "stray.py").touch()
    missing(package, "stray.py: belongs to no operation")
    (package / "api" / "playbook_runs" / "stray.py").unlink()
    model = package / "models" / "checklist.py"
    content = model.read_text()
    model.unlink()
    missing(package, "its class Checklist was not generated")
    model.write_text(content + "\nclass Any: ...\n")
    missing(package, "the class Any would hide")


def test_a_lost_enum_value_is_noticed(package: Path) -> None:
    spec = copy.deepcopy(DOCUMENTS["playbooks"])
    named = [
        item
        for item in checks.schemas(spec)
        if "enum" in item.content and (item.component or item.content.get("title"))
    ]
    named[0].content["enum"].append("one more")
    missing(package, "no class has exactly its values", spec)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("build") / "built"
    build.build(target)
    return target


def test_the_checked_in_code_is_what_the_documents_give(built: Path) -> None:
    assert build.differences(built, ROOT) == []


def test_another_run_with_other_hashes_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    program = f"import sys; sys.path.insert(0, {str(ROOT / 'scripts')!r})\nfrom pathlib import Path\n"
    program += f"from pipeline import build\nbuild.build(Path({str(tmp_path / 'again')!r}))"
    subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": "4711"}, check=True)
    assert lock.files(tmp_path / "again") == lock.files(built)


def test_a_changed_missing_or_stale_file_is_told_and_mended(built: Path, tmp_path: Path) -> None:
    project, fresh = tmp_path / "project", tmp_path / "fresh"
    shutil.copytree(built, project)
    changed = project / build.GENERATED / "planbox" / "types.py"
    changed.write_bytes(changed.read_bytes().replace(b"share", b"shear", 1))
    (project / build.GENERATED / "planbox" / "client.py").unlink()
    (project / build.GENERATED / "logbook" / "models" / "stale.py").touch()
    (project / build.GENERATED / "no_service").mkdir()
    (project / build.OVERLAID / "planbox.json").write_text("{}\n")
    lines = "\n".join(build.differences(built, project))
    assert "differs: generated/plankit_clients/planbox/types.py" in lines
    assert "shear" in lines
    assert "missing: generated/plankit_clients/planbox/client.py" in lines
    assert "stale:   generated/plankit_clients/logbook/models/stale.py" in lines
    assert "differs: openapi/overlaid/planbox.json" in lines
    shutil.copytree(built, fresh)
    told = build.install(fresh, project)
    assert "generated/plankit_clients/no_service (removed)" in told
    assert "generated/plankit_clients/playbooks" not in told
    assert build.differences(built, project) == []
    shutil.copytree(built, tmp_path / "fresher")
    assert build.install(tmp_path / "fresher", project) == []
