"""Answers: what the documents allow, that damaged, and what no document allows. All from a seeded `random.Random`."""

from __future__ import annotations

import json
import os
import sys
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import schemathesis.openapi
from attrs import frozen
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from pipeline.document import overlaid

if TYPE_CHECKING:
    from random import Random

TIMES = int(os.environ.get("PLANKIT_FUZZ", "1"))
VERBS = ("get", "put", "post", "delete", "patch")


def settings(examples: int) -> hypothesis.settings:
    """The same examples each time, so that a failure is everybody's; long runs look further."""
    return hypothesis.settings(
        max_examples=examples * TIMES,
        derandomize=TIMES == 1,
        database=None,
        deadline=None,
        # Documents' objects are large, and one example is many calls. What fails names its answer, which is enough:
        # to make it smaller would take minutes.
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )


SEEDS = st.integers(0, 2**64 - 1)


@cache
def document(service: str) -> dict[str, Any]:
    """The document that the client is generated from."""
    return overlaid(service)  # type: ignore[return-value]


@cache
def operations(service: str) -> dict[str, dict[str, Any]]:
    """Every operation of the document, by its id."""
    return {
        operation["operationId"]: operation
        for path in document(service)["paths"].values()
        for verb, operation in path.items()
        if verb in VERBS
    }


@cache
def successes(service: str, operation_id: str) -> dict[int, dict[str, Any] | None]:
    """The schema of each success that the document knows, None for one without a body."""
    found: dict[int, dict[str, Any] | None] = {}
    for status, response in operations(service)[operation_id]["responses"].items():
        if status.startswith("2"):
            content = response.get("content", {}).get("application/json")
            found[int(status)] = content and content["schema"]
    return found


@cache
def _bodies(service: str) -> Any:
    """A document whose requests are the answers of the service: what schemathesis generates are requests."""
    paths: dict[str, Any] = {}
    for operation_id in operations(service):
        for status, schema in successes(service, operation_id).items():
            if schema is not None:
                name = f"{operation_id}_{status}"
                body = {"required": True, "content": {"application/json": {"schema": schema}}}
                post = {"operationId": name, "requestBody": body, "responses": {"200": {"description": "x"}}}
                paths[f"/{name}"] = {"post": post}
    whole = document(service)
    parts = {name: whole[name] for name in ("openapi", "info")}
    return schemathesis.openapi.from_dict({**parts, "paths": paths, "components": whole["components"]})


def valid(service: str, operation_id: str) -> st.SearchStrategy[tuple[int, Any]]:
    """A status and the JSON value of an answer as the document has it; `NOTHING` for no body."""
    kinds: list[st.SearchStrategy[tuple[int, Any]]] = []
    for status, schema in successes(service, operation_id).items():
        if schema is None:
            kinds.append(st.just((status, NOTHING)))
        else:
            operation = _bodies(service).find_operation_by_id(f"{operation_id}_{status}")
            kinds.append(operation.as_strategy().map(lambda case, status=status: (status, case.body)))
    return st.one_of(kinds)


class _Nothing:
    def __repr__(self) -> str:
        return "NOTHING"


NOTHING = _Nothing()


def whole(schema: Any, service: str, rng: Random, depth: int = 0) -> Any:
    """A value with every property that the schema names: what is generated from schemas is sparse."""
    if "$ref" in schema:
        found: Any = document(service)
        for part in schema["$ref"].split("/")[1:]:
            found = found[part]
        return whole(found, service, rng, depth + 1)
    if "allOf" in schema:
        parts = [whole(part, service, rng, depth) for part in schema["allOf"]]
        return {key: item for part in parts if isinstance(part, dict) for key, item in part.items()}
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return whole(rng.choice(schema[several]), service, rng, depth)
    if "enum" in schema:
        return rng.choice(schema["enum"])
    kind = schema.get("type")
    if "properties" in schema or kind == "object":
        left = schema.get("properties", {}) if depth <= 12 else {}
        return {key: whole(item, service, rng, depth + 1) for key, item in left.items()}
    if kind == "array":
        return [whole(schema.get("items", {}), service, rng, depth + 1) for _ in range(rng.randint(0, 3))]
    return rng.choice(_SAMPLES.get(kind, _SAMPLES["string"]))


_SAMPLES: dict[Any, tuple[Any, ...]] = {
    "integer": (0, 1, 7, 2**31, 2**53, 1_606_807_976_289),
    "number": (0, 1.5, 7),
    "boolean": (True, False),
    "string": ("", "a", "2013-08-26", "2013-08-26T10:00:00Z", "mx3xyzdojfgyfdx8sc8of1gdme", "7"),
}


@frozen
class Raw:
    """What goes into the JSON text as it is."""

    text: str


def _nested(rng: Random) -> Raw:
    deep = rng.choice((20, 99, 100, 101, 200, 330, 500, 700, rng.randint(800, 1000), 10_000, 100_000))
    begin, end = rng.choice((("[", "]"), ('{"a":', "}"), ('[{"items":', "}]"), ('{"error":', "}")))
    return Raw(begin * deep + "1" + end * deep)


_RAW = (
    "1e400",
    "-1e400",
    "1e-400",
    "NaN",
    "Infinity",
    "-Infinity",
    "-0",
    "-0.0",
    "9" * 400,
    "9" * 4300,
    "1" + "0" * 4299,
    "9" * 4301,
    "9007199254740993",
    "9223372036854775808",
    "0.1e99999999999",
    '{"a":1,"a":{"a":2}}',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\\u0000"',
    '{"\\ud800":"\\udfff"}',
    "tru",
    "'a'",
    "01",
    "",
)
_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    1.5,
    2**63,
    -(2**63),
    10**308,
    1e308,
    "",
    " ",
    "0",
    "-1",
    "a",
    "NaN",
    "1e400",
    "null",
    "ok",
    "error",
    "InProgress",
    "never-seen",
    "\x00\x1b[31m\r\n",
    "é\u202e𝄞",
    "\ud800",
    "a" * 5000,
    "0000-00-00",
    "9999-12-31T23:59:59.999999999+99:99",
    "٣",
    "²",
    [],
    {},
    [None],
    [[]],
    [{}],
    [{"value": None}],
    {"": ""},
    {"id": None},
    {"error": {"error": {}}},
    {"code": ["x"], "message": {"a": 1}},
    {"values": {"574": {"value": {"label": None, "selected": 0}}}},
)


def damaged(value: Any, rng: Random, share: float) -> Any:
    """*value* with about *share* of its parts replaced, lost, or joined by others."""
    roll = rng.random()
    if roll < share:
        which = rng.random()
        if which < 0.15:
            return _nested(rng)
        return Raw(rng.choice(_RAW)) if which < 0.3 else None if which < 0.5 else rng.choice(_VALUES)
    if isinstance(value, dict):
        made = {key: damaged(item, rng, share) for key, item in value.items() if rng.random() >= share / 3}
        while rng.random() < share:
            made[rng.choice(("", "new", "id", "items", "Resources", "error", "\ud800", "a" * 300))] = damaged(
                rng.choice(_VALUES), rng, share
            )
        return made
    if isinstance(value, list):
        return [damaged(item, rng, share) for item in value for _ in range(rng.choice((1, 1, 1, 2)))]
    if isinstance(value, str) and roll < 2 * share:
        return rng.choice((value + "x", value.upper(), value[:1], value * 50))
    return value


def anything(rng: Random, depth: int = 0) -> Any:
    """Any JSON value, with keys that are looked for."""
    roll = rng.random()
    if depth > 4 or roll < 0.35:
        return damaged(rng.choice(_VALUES), rng, 0.3)
    if roll < 0.5:
        return [anything(rng, depth + 1) for _ in range(rng.randint(0, 3))]
    return {rng.choice(_KEYS): anything(rng, depth + 1) for _ in range(rng.randint(0, 5))}


_KEYS = (
    "id",
    "code",
    "content",
    "message",
    "error",
    "error_description",
    "errors",
    "Errors",
    "detail",
    "description",
    "title",
    "scimType",
    "Resources",
    "startIndex",
    "itemsPerPage",
    "totalResults",
    "items",
    "has_more",
    "page_count",
    "total_count",
    "rest_logs_data",
    "rest_add_log",
    "rest_modify_log",
    "rest_delete_log",
    "rest_log_types_with_configs",
    "deleted_id",
    "Data",
    "Failed",
    "log_types",
    "project",
    "access_token",
    "id_token",
    "expires_in",
    "trigger_id",
    "value",
    "values",
    "x",
)


def text(value: Any, rng: Random) -> str:
    """*value* as JSON, sometimes with a key twice."""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, dict):
        pairs = [(json.dumps(key), text(item, rng)) for key, item in value.items()]
        if pairs and rng.random() < 0.05:
            pairs.insert(rng.randrange(len(pairs)), (rng.choice(pairs)[0], rng.choice(("null", "[]", '"twice"'))))
        return "{" + ",".join(f"{key}:{item}" for key, item in pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(text(item, rng) for item in value) + "]"
    return json.dumps(value)


def body(value: Any, rng: Random) -> bytes:
    """*value* as the bytes of an answer, mostly in UTF-8."""
    if value is NOTHING:
        return b""
    said = text(value, rng)
    roll = rng.random()
    if roll < 0.9:
        return said.encode("utf-8", "surrogatepass")
    return said.encode(rng.choice(("utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-32-be")), "surrogatepass")


def noise(rng: Random) -> bytes:
    """Any bytes."""
    roll = rng.random()
    if roll < 0.5:
        return rng.randbytes(rng.choice((0, 1, 2, 3, 4, 10, 100, 3000)))
    return rng.choice(
        (
            b"<html><body>Please sign in</body></html>",
            b"\xef\xbb\xbf{}",
            b"\xff\xfe{",
            b"{}{}",
            b'{"code":"error"',
            b"[" * 100_000,
            b'{"error":' * 100_000,
            b"\x00" * 50,
            b" " * 5000,
            b'"' + b"a" * 100_000,
            b"null",
            b"1e400",
            b"NaN",
            b"9" * 5000,
            b"-",
            b'"\\ud800"',
            b"Bearer abcdefghijklmnop Basic " + b"x" * 3000,
        )
    )


_NUMBERS = (
    "0",
    "-0",
    "1",
    "1.5",
    "-1",
    "300",
    "86400",
    "1e300",
    "1e400",
    "-1e400",
    "nan",
    "inf",
    "-inf",
    "1_000",
    "٣",
    "²",
    "0x10",
    "9" * 31,
    "9" * 400,
    "1 2",
    "",
    " ",
    "\x00",
    "4294967296",
    "1606807976",
    "1606807976289",
)
_DATES = (
    "Fri, 31 Dec 1999 23:59:59 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Fri, 31 Dec 99999 23:59:59 GMT",
    "Thu, 01 Jan 0001 00:00:00 +2359",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "Fri, 31 Dec 1999 23:59:59 +999999999999",
    "Fri, 31 Dec 1999 24:61:61 GMT",
    "Fri, 32 Foo 1999 23:59:59 GMT",
    "Fri, 31 Dec 1999",
    "Fri,",
    ",",
    "1 Jan",
    ": : :",
    "Dec 31 23:59:59 1999",
    "31-Dec-99 23:59:59",
    "Fri, 31 Dec 1999 23.59.59 GMT",
    "Fri, 31 Dec 1999 23:59:59 " + "9" * 5000,
    "Fri, " + "9" * 5000 + " Dec 1999 23:59:59 GMT",
)


def headers(rng: Random) -> list[tuple[str, str]]:
    """Headers that are read, with any values."""
    found: list[tuple[str, str]] = []
    for name in (
        "Retry-After",
        "X-Rate-Limit-Remaining",
        "X-RateLimit-Limit",
        "X-RateLimit-Remaining",
        "X-RateLimit-Reset",
        "X-Request-Id",
        "Location",
        "Set-Cookie",
        "Transfer-Encoding",
        "Date",
    ):
        if rng.random() < 0.25:
            found += [(name, header_value(rng)) for _ in range(rng.choice((1, 1, 1, 2)))]
    if rng.random() < 0.7:
        found.append(("Content-Type", rng.choice((*_TYPES, header_value(rng)))))
    return found


_TYPES = (
    "application/json",
    "application/json; charset=utf-16",
    "application/json; charset=\ud7ff",
    "text/html",
    "text/plain; charset=nonsense",
    "application/json;;;=;charset",
    'multipart/mixed; boundary="',
    "",
)


def header_value(rng: Random) -> str:
    """A value of a header."""
    roll = rng.random()
    if roll < 0.4:
        return rng.choice(_NUMBERS)
    if roll < 0.7:
        return rng.choice(_DATES)
    if roll < 0.8:
        return rng.choice(("https://evil.example/\x00", "http://[", "//", "a" * 10_000, "é", "\x7f"))
    return rng.randbytes(rng.randint(0, 40)).decode("latin-1")


def encoded(content: bytes, rng: Random) -> tuple[bytes, list[tuple[str, str]]]:
    """*content* with a content encoding and a length, both of which may lie."""
    found: list[tuple[str, str]] = []
    roll = rng.random()
    if roll < 0.12:
        packed = zlib.compressobj(wbits=rng.choice((31, 15, -15)))
        content = packed.compress(content) + packed.flush()
        if roll < 0.06:
            content = rng.choice((content[:-3], content[: len(content) // 2], content + b"x", content + content, b"x"))
    if roll < 0.18:
        name = rng.choice(("gzip", "GZIP ", "x-gzip", "deflate", "identity", "gzip, deflate", "br", "zstd", "é", ""))
        found.append(("Content-Encoding", name))
    if rng.random() < 0.6:
        told = str(len(content)) if rng.random() < 0.8 else header_value(rng)
        found.append(("Content-Length", told))
    return content, found
