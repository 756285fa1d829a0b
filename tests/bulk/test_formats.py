"""Lines of an export: what the quick writer writes is what the thorough one would, and what it would not is not left to it."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plankit.bulk import formats
from plankit.bulk.formats import json_lines, json_text, json_texts

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec=None))
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


class Colour(Enum):
    RED = "red"


def same(value):
    """Give what of *value* must be the same: floats tell their sign and kind apart, too."""
    return repr(value)


@settings(max_examples=50)
@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=4), max_size=4))
def test_each_object_is_a_line_that_says_the_same(objects):
    written = json_lines(objects)
    assert written == b"".join(f"{text}\n".encode() for text in json_texts(objects))
    found = written.split(b"\n")
    assert found.pop() == b""
    assert list(map(same, map(json.loads, found))) == list(map(same, objects))
    assert [json.loads(json_text(value)) for value in objects] == list(map(json.loads, found))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (math.nan, "NaN"),
        (-math.inf, "-Infinity"),
        ([{"deep": math.inf}, None], '[{"deep":Infinity},null]'),
        ((1, (2,)), "[1,[2]]"),
        ({True: 1, None: 2}, '{"true":1,"null":2}'),
        (datetime(2024, 5, 1, tzinfo=UTC), '"2024-05-01 00:00:00+00:00"'),
        (Decimal("1.50"), '"1.50"'),
        (Colour.RED, '"Colour.RED"'),
        (b"x", "\"b'x'\""),
        ("\ud800 ü", '"\\ud800 \\u00fc"'),
        (2**70, "1180591620717411303424"),
    ],
)
def test_what_the_quick_writer_would_write_otherwise(value, text):
    assert json_text(value) == text
    # One strange value among others changes none of them.
    assert json_texts([{"a": "ü"}, {"b": value}]) == ['{"a":"ü"}', f'{{"b":{text}}}']


def test_objects_as_servers_send_them_take_the_quick_way(monkeypatch):
    def refuse(value):
        raise AssertionError(value)

    monkeypatch.setattr(formats, "_thorough", refuse)
    assert (
        json_lines([{"id": "a", "n": [1, 2.5, {"x": None, "y": True}]}])
        == b'{"id":"a","n":[1,2.5,{"x":null,"y":true}]}\n'
    )


def test_a_circle_is_an_error():
    circle = {}
    circle["self"] = circle
    with pytest.raises(ValueError, match="Circular"):
        json_lines([circle])
