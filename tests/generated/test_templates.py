"""The templates on a document made of what the four documents do not happen to have."""

from __future__ import annotations

import copy
import importlib
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from pipeline import checks, clients, document

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("d", "src", "self", "cls", "to_dict", "from_dict", "UNSET", "src_dict", "get", "extra", "value", "_absent")
MORE_NAMES = ("additional_properties", "additional_keys", "out", "absent", "class", "list", "dict", "str", "Any", "")
REF = "#/components/schemas/"


def _string(**more: Any) -> dict[str, Any]:
    return {"type": "string", **more}


SCHEMAS: dict[str, Any] = {
    "Odd": {
        "type": "object",
        "properties": {name: _string() for name in (*NAMES, *MORE_NAMES[:-1])},
        "required": ["self", "d"],
    },
    "Node": {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "parent": {"$ref": f"{REF}Node"},
            "tree": {"$ref": f"{REF}Tree"},
            "grid": {"type": "array", "items": {"type": "array", "items": {"$ref": f"{REF}Tree"}}},
            "level": {"$ref": f"{REF}Level"},
            "levels": {"type": "array", "items": {"$ref": f"{REF}Level"}},
            "one_of": {
                "oneOf": [_string(), {"$ref": f"{REF}Tree"}, {"type": "array", "items": {"$ref": f"{REF}Tree"}}]
            },
            "unclear": {"anyOf": [{"$ref": f"{REF}Tree"}, {"$ref": f"{REF}Odd"}]},
            "when": _string(format="date-time"),
            "day": _string(format="date"),
            "uid": _string(format="uuid"),
            "kind": _string(enum=["", "a-b", "c"]),
            "maybe": _string(enum=["x", None], nullable=True),
            "null_tree": {"nullable": True, "allOf": [{"$ref": f"{REF}Tree"}]},
        },
    },
    "Tree": {
        "type": "object",
        "properties": {"node": {"$ref": f"{REF}Node"}},
        "additionalProperties": {"$ref": f"{REF}Node"},
    },
    "Map": {"type": "object", "additionalProperties": {"type": "array", "items": {"$ref": f"{REF}Tree"}}},
    "Level": {"type": "integer", "enum": [-1, 0, 1]},
    "Base": {"type": "object", "properties": {"key": _string(**{"x-secret": True}), "name": _string()}},
    "Keeper": {
        "allOf": [
            {"$ref": f"{REF}Base"},
            {"type": "object", "required": ["pin"], "properties": {"pin": _string(**{"x-secret": True})}},
        ]
    },
}
SPEC: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Stress", "version": "1"},
    "paths": {
        "/nodes/{class}/{id}": {
            "put": {
                "operationId": "putNode",
                "tags": ["nodes"],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"$ref": f"{REF}Level"}},
                    {"name": "class", "in": "path", "required": True, "schema": _string()},
                    {"name": "level", "in": "query", "schema": {"$ref": f"{REF}Level"}},
                    {
                        "name": "deep",
                        "in": "query",
                        "description": "How deep.",
                        "schema": {"type": "boolean", "default": True},
                    },
                    {"name": "params", "in": "query", "schema": {"type": "array", "items": _string()}},
                    {"name": "X-Mode", "in": "header", "schema": _string(enum=["fast", "safe"])},
                ],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": f"{REF}Node"}}}},
                "responses": {
                    "200": {
                        "description": "d",
                        "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": f"{REF}Node"}}}},
                    },
                    "202": {"description": "d", "content": {"application/json": {"schema": {"$ref": f"{REF}Level"}}}},
                    "203": {"description": "d", "content": {"text/plain": {"schema": _string()}}},
                    "204": {"description": "d"},
                    "206": {"description": "d", "content": {"application/json": {"schema": {}}}},
                    "4XX": {"description": "d", "content": {"application/json": {"schema": _string()}}},
                },
                "x-unverified": True,
                "x-unverified-ground": "a guess",
            }
        },
        "/bulk": {
            "post": {
                "operationId": "bulk",
                "tags": ["nodes"],
                "x-plankit-safety": "read",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"type": "array", "items": {"$ref": f"{REF}Node"}}},
                        "application/x-www-form-urlencoded": {"schema": {"$ref": f"{REF}Odd"}},
                    },
                },
                "responses": {"204": {"description": "d"}},
            }
        },
    },
    "components": {"schemas": SCHEMAS},
}


@pytest.fixture(scope="module")
def stress(tmp_path_factory: pytest.TempPathFactory) -> Any:
    root = tmp_path_factory.mktemp("stress")
    document.validate(SPEC, "stress")
    checks.before("stress", SPEC)
    clients.generate({"stress": SPEC}, root / "stress_clients", root)
    checks.after("stress", SPEC, root / "stress_clients" / "stress", {})
    sys.path.insert(0, str(root))
    yield importlib.import_module("stress_clients.stress.models")
    sys.path.remove(str(root))


def kept(model: Any, source: dict[str, Any]) -> Any:
    before = copy.deepcopy(source)
    made = model.from_dict(source)
    assert made.to_dict() == source == before
    for twin in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):  # noqa: S301 - its own
        assert twin == made
        assert twin.to_dict() == source
    return made


def test_any_name_may_be_a_field_s(stress: Any) -> None:
    source = {name: f"<{name}>" for name in (*NAMES, *MORE_NAMES)}
    odd = kept(stress.Odd, source)
    assert (odd.d, odd.cls, odd.to_dict_, odd.self_) == ("<d>", "<cls>", "<to_dict>", "<self>")
    assert odd.additional_properties == {"": "<>"}
    assert stress.Odd(self_="1", d="2", to_dict_="3").to_dict() == {"self": "1", "d": "2", "to_dict": "3"}


def test_cycles_unions_and_lists_of_lists(stress: Any) -> None:
    tree = {"node": {"level": 1}, "left": {"level": 5, "new": 1}, "right": None}
    node = kept(
        stress.Node,
        {"parent": {"parent": {"level": 0}}, "grid": [[tree, "x"], None, 7], "levels": [1, True, 9, None], "new": [{}]},
    )
    assert type(node.parent.parent) is stress.Node
    assert node.parent.parent.level is stress.Level.VALUE_0
    assert type(node.grid[0][0]["left"]) is stress.Node
    assert (node.grid[0][0]["right"], node.grid[0][1], node.grid[1:]) == (None, "x", [None, 7])
    assert node.levels == [stress.Level.VALUE_1, True, 9, None]
    assert node.levels[1] is True
    assert type(kept(stress.Node, {"one_of": tree}).one_of) is stress.Tree
    assert type(kept(stress.Node, {"one_of": [tree]}).one_of[0]) is stress.Tree
    assert kept(stress.Node, {"one_of": "text"}).one_of == "text"
    assert type(kept(stress.Node, {"unclear": tree}).unclear) is dict
    assert type(kept(stress.Node, {"null_tree": tree}).null_tree) is stress.Tree
    assert kept(stress.Node, {"null_tree": None, "maybe": None}).null_tree is None
    assert type(kept(stress.Map, {"a": [tree], "b": None, "c": {}})["a"][0]) is stress.Tree


def test_moments_stay_text_and_enums_open(stress: Any) -> None:
    source = {"when": "0000-00-00 00:00:00", "day": "yesterday", "uid": "", "kind": "", "maybe": "y"}
    node = kept(stress.Node, source)
    assert (node.when, node.day, node.uid, node.maybe) == ("0000-00-00 00:00:00", "yesterday", "", "y")
    assert node.kind is stress.NodeKind.EMPTY
    assert kept(stress.Node, {"kind": "a-b", "level": "1", "when": 7}).kind.value == "a-b"


def test_what_the_document_calls_a_secret_is_not_shown(stress: Any) -> None:
    keeper = stress.Keeper.from_dict({"key": "s3cr3t", "pin": "s3cr3t", "name": "n", "token": "s3cr3t"})
    assert "s3cr3t" not in repr(keeper)
    assert "name='n'" in repr(keeper)


def test_requests(stress: Any) -> None:
    put = importlib.import_module("stress_clients.stress.api.nodes.put_node")
    bulk = importlib.import_module("stress_clients.stress.api.nodes.bulk")
    plain = put.get_kwargs("a/b", stress.Level.VALUE_1)
    assert {key: value for key, value in plain.items() if key != "extensions"} == {
        "method": "put",
        "url": "/nodes/a%2Fb/1",
        "params": {},
        "headers": {},
    }
    full = put.get_kwargs(
        "c", 0, body=stress.Node(level=None), level=1, deep=False, params="one", x_mode=stress.PutNodeXMode.FAST
    )
    assert full["params"] == {"level": 1, "deep": False, "params": ["one"]}
    assert full["json"] == {"level": None}
    assert full["headers"] == {"X-Mode": "fast", "Content-Type": "application/json"}
    assert "How deep." in put.get_kwargs.__doc__
    with pytest.raises(ValueError, match=r"'class_' is '\.\.'"):
        put.get_kwargs("..", 1)
    assert bulk.get_kwargs(body=[stress.Node()])["json"] == [{}]
    form = bulk.get_kwargs(body=stress.Odd(self_="1", d=None))
    assert (form["data"], form["headers"]["Content-Type"]) == ({"self": "1"}, "application/x-www-form-urlencoded")
    operations = importlib.import_module("stress_clients.stress.operations").OPERATIONS
    assert tuple(operations["putNode"]) == (
        *("stress", "putNode", "PUT", "/nodes/{class}/{id}", "idempotent", True, "a guess", frozenset()),
    )
    assert operations["bulk"].safety == "read"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("status", "content", "parsed"),
    [
        (200, b'[{"new": 1}, 2]', [{"new": 1}, 2]),
        (200, b"{}", None),
        (202, b"1", 1),
        (202, b"12", 12),
        (203, b"text \xff", "text \ufffd"),
        (204, b"{}", None),
        (206, b'{"any": 1}', {"any": 1}),
        (206, b"<", None),
        (404, b'"gone"', "gone"),
        (404, b"{}", None),
        (520, b"{}", None),
    ],
)
async def test_answers(stress: Any, status: int, content: bytes, parsed: Any) -> None:
    put = importlib.import_module("stress_clients.stress.api.nodes.put_node")
    package = importlib.import_module("stress_clients.stress")
    transport = httpx.MockTransport(lambda _: httpx.Response(status, content=content))
    async with package.Client("http://x", httpx_args={"transport": transport}) as client:
        answer = await put.asyncio("c", 1, client=client)
    if isinstance(answer, list):
        answer = [item.to_dict() if isinstance(item, stress.Node) else item for item in answer]
    assert answer == parsed
    strict = package.Client("http://x", raise_on_unexpected_status=True, httpx_args={"transport": transport})
    async with strict:
        if status == 520:
            errors = importlib.import_module("stress_clients.stress.errors")
            with pytest.raises(errors.UnexpectedStatus, match="520"):
                await put.asyncio("c", 1, client=strict)
        else:
            assert (await put.asyncio_detailed("c", 1, client=strict)).status_code == status


def test_what_the_templates_write_is_typed(stress: Any, tmp_path: Path) -> None:
    root = stress.__path__[0].rsplit("/", 3)[0]
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(tmp_path)]
    done = subprocess.run([*command, "-p", "stress_clients"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
