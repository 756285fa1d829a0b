"""The list of an answer, element by element: what json.loads reads is read, wherever the pieces end."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plankit.shapes import DEEPEST, TooDeepError, loads
from plankit.transport.elements import Elements, ElementsError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ELEMENTS = st.lists(st.dictionaries(st.text(), VALUES, max_size=4), max_size=5)
OBJECTS = st.builds(
    lambda before, found, after: {**before, "rows": found, **after},
    *(st.dictionaries(st.text(), VALUES, max_size=3), ELEMENTS | st.none(), st.dictionaries(st.text(), VALUES)),
).filter(lambda made: made["rows"] is None or all(isinstance(entry, dict) for entry in made["rows"]))


def read_all(data, *, piece=7, most=3, **settings):
    elements = Elements(io.BytesIO(data).read, "rows", piece=piece, **settings)
    found = []
    while taken := elements.take(most):
        assert len(taken) <= most
        found += taken
    assert elements.take(most) == []
    return found


@given(
    OBJECTS,
    st.integers(1, 50),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"]),
    st.booleans(),
    st.sampled_from([None, 2]),
)
def test_what_json_reads_is_read_whatever_the_pieces(value, piece, encoding, ascii_only, indent):
    data = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode(encoding, "surrogatepass")
    assert read_all(data, piece=piece) == (json.loads(data)["rows"] or [])


def test_every_boundary_of_one_text_that_has_everything():
    value = {
        "other": [1, {"rows": [2]}, "]}"],
        "n": -12.5e-3,
        "rows": [{"a": 'ü\U0001f600\ud800 \\" ]},{', "b": [[], {}, [1, 2]], "c": None}, {}, {"d": 1e400, "e": 123456}],
        "rest": True,
    }
    data = json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
    for piece in range(1, len(data) + 2):
        assert read_all(data, piece=piece) == value["rows"]


@given(st.binary(max_size=40) | OBJECTS.map(lambda made: json.dumps(made).encode()), st.data())
def test_what_json_refuses_is_refused(data, more):
    # Something is cut out and something put in.
    at = more.draw(st.integers(0, len(data)))
    to = more.draw(st.integers(at, min(at + 3, len(data))))
    data = data[:at] + more.draw(st.sampled_from([b"", b",", b"}", b"]", b'"', b"\xff", b"1", b" "])) + data[to:]
    piece = more.draw(st.integers(1, 20))
    try:
        wanted = loads(data)
    except ValueError:
        wanted = None
    good = isinstance(wanted, dict) and isinstance(wanted.get("rows", ...), list | None)
    if good and all(isinstance(entry, dict) for entry in wanted["rows"] or []) and data.count(b'"rows"') == 1:
        assert read_all(data, piece=piece) == (wanted["rows"] or [])
    elif not good or data.count(b'"rows"') == 1:
        with pytest.raises(ElementsError):
            read_all(data, piece=piece)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "not a JSON object"),
        (b"[]", "not a JSON object"),
        (b"<html>", "not a JSON object"),
        (b'{"a": 1}', "without rows \\(it has: a\\)"),
        (b"{}", "without rows \\(it has: nothing\\)"),
        (b'{"rows": {}}', "not a list of objects"),
        (b'{"rows": "x"}', "not a list of objects"),
        (b'{"rows": [{}, 1]}', "not a list of objects"),
        (b'{"rows": [null]}', "not a list of objects"),
        (b'{"rows": [{}', "cut off"),
        (b'{"rows": [{}]', "cut off"),
        (b'{"rows": [{"a": "b', "not JSON|cut off"),
        (b'{"rows": [{},]}', "not a list of objects|not JSON"),
        (b'{"rows": [{}]} x', "not JSON"),
        (b'{"rows": [{}], }', "not JSON"),
        (b'{"rows": [{}] "b": 1}', "not JSON"),
        (b"{rows: []}", "not JSON"),
        (b'{"rows": [], "rows": []}', "rows twice"),
        (b'{"rows": [{"a": "\xff"}]}', "encoding"),
    ],
)
def test_what_is_wrong_is_said(data, told):
    for piece in (1, 5, 1000):
        with pytest.raises(ElementsError, match=told):
            read_all(data, piece=piece)


@pytest.mark.parametrize("where", ["rows", "other"])
@pytest.mark.parametrize("more", [0, 1, 2000, 200_000])
def test_levels_count_as_in_the_whole(where, more):
    levels = DEEPEST - (2 if where == "rows" else 1) + more
    inner = b'{"a":' * levels + b"1" + b"}" * levels
    data = b'{"rows": [' + inner + b"]}" if where == "rows" else b'{"rows": [], "other": ' + inner + b"}"
    if more:
        with pytest.raises(TooDeepError):
            loads(data)
        with pytest.raises(TooDeepError):
            read_all(data, piece=1000)
    else:
        assert len(loads(data)["rows"]) == len(read_all(data, piece=1000))


def test_an_element_is_bounded_and_so_is_what_is_read_of_it():
    asked = []

    def endless(size):
        asked.append(size)
        return b"x" * size

    stream = io.BytesIO(b'{"rows": [{"a": "')
    elements = Elements(lambda size: stream.read(size) or endless(size), "rows", piece=100, longest=5000)
    with pytest.raises(ElementsError, match="more than 5000 characters"):
        elements.take(1)
    assert sum(asked) < 20_000
