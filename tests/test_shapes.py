"""Reading JSON: what json.loads makes of a text, and refuses, whatever the decoder below."""

from __future__ import annotations

import json
import math
import random
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plankit import shapes
from plankit.shapes import DEEPEST, TooDeepError, loads, too_deep

TEXTS = st.text(st.characters()) | st.text('[]{}"\\/,: \n\ud83d\ude00')
NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,4})?", fullmatch=True)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@pytest.fixture(autouse=True, scope="module")
def quick():
    """Small texts are read by json itself; what is shown here is that the quick parser reads them alike."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shapes, "_SMALL", 0)
        yield


def same(text):
    """What loads does with a text is what json.loads does; shown by repr, since 1 == 1.0 and nan is no nan."""
    try:
        expected = repr(json.loads(text))
    except ValueError:
        with pytest.raises(ValueError):
            loads(text)
    else:
        assert repr(loads(text)) == expected


@given(
    VALUES, st.booleans(), st.sampled_from([None, 1]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-be"])
)
def test_every_value_in_every_spelling(value, ascii_only, indent, encoding):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    same(text)
    same(text.encode(encoding, "surrogatepass"))


@settings(max_examples=500)
@given(NUMBERS)
@example("9223372036854775807")
@example("9223372036854775808")
@example("-9223372036854775808")
@example("-9223372036854775809")
@example("18446744073709551615")
@example("18446744073709551616")
@example("12345678901234567890123")
@example("-0")
@example("-0.0")
@example("1e999")
@example("-1e999")
@example("1e-999")
@example("1.7976931348623159e308")
@example("5e-324")
@example("1E400")
@example("NaN")
@example("-Infinity")
def test_every_number(number):
    for text in (number, f'{{"id":{number},"x":[1,{number}]}}'):
        same(text)
        same(text.encode())


@settings(max_examples=300)
@given(VALUES, st.integers(0, 2**32))
def test_what_is_no_json(value, seed):
    """A few bytes changed, lost or doubled: what json refuses is refused, and what it reads is read alike."""
    dice = random.Random(seed)
    data = bytearray(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(data) + 1)
        data[at : at + dice.randint(0, 2)] = bytes(dice.choices(b'[]{}",:\\u0e-. \n\x00\x7f\xff\xed\xa0\x80', k=2))
    same(bytes(data))


@pytest.mark.parametrize(
    "text",
    [
        *(b"", b" ", b"\xef\xbb\xbf", b"\xef\xbb\xbf[1]", b"[1,]", b"01", b"+1", b".5", b"1.", b"1 2", b"'a'", b"nan"),
        *(b'{"a":1,"a":2}', b'{"a":1,}', b"{1:2}", b'"\t"', b'"\\ud800"', b'"\\ud83d\\ude00"', b'"\xed\xa0\x80"'),
        *(
            b"\x00",
            b'"\x00"',
            b'"\xff"',
            b"[1]\x00",
            b"\x0b1",
            b"<html>",
            b"undefined",
            "\ufeff1",
            '"\ud800"',
            "\x85 1",
        ),
        b"9" * 5000,
        b"[" * 5000,
    ],
)
def test_the_odd_ones(text):
    if text == b"[" * 5000:
        with pytest.raises(TooDeepError):
            loads(text)
    else:
        same(text)


def nested(levels, marks, text=""):
    """A value of that many levels, lists and objects by the marks, with texts that look like more or fewer."""
    value = text
    for mark in (marks * levels)[:levels]:
        value = [value, text] if mark == "[" else {text or "a": value}
    return value


@pytest.mark.parametrize("marks", ["[", "{", "[{", "[[{{{"])
@pytest.mark.parametrize("text", ["", "]", "}", "[", "{", "[]", '"', '"]', "\\", '\\"]', '\\\\"}', "]]]", '"[{'])
@pytest.mark.parametrize("beside", [0, 40, 70_000])
def test_levels_are_counted_exactly(marks, text, beside):
    for levels in (1, 16, 17, DEEPEST - 1, DEEPEST):
        value = [nested(levels - 1, marks, text), "x" * beside, *([[]] if beside and levels > 1 else [])]
        assert loads(json.dumps(value)) == value
        assert loads(json.dumps(value).encode()) == value
    for levels in (DEEPEST + 1, 2 * DEEPEST, 900, 1100):
        value = json.dumps(nested(levels, marks, text) if levels < 900 else None)
        if levels >= 900:
            value = "[" * levels + "]" * levels
        with pytest.raises(TooDeepError):
            loads(value)
        with pytest.raises(TooDeepError):
            loads(f'[{value},"{"x" * beside}"]'.encode())


@settings(max_examples=300)
@given(VALUES, st.lists(TEXTS, max_size=5), st.integers(1, 130), st.sampled_from(["[", "{", "[{"]))
def test_brackets_never_tell_of_too_few_levels(value, texts, levels, marks):
    made = [value, texts, nested(levels, marks, "".join(texts))]
    for ascii_only in (True, False):
        data = json.dumps(made, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
        if too_deep(made):
            assert not shapes._few_levels(data)
        elif levels < 8:
            assert shapes._shallow(data)


def test_what_is_large_is_read_alike():
    dice = random.Random(5)
    rows = [
        {"id": dice.getrandbits(bits), "n": math.ldexp(dice.random(), bits), "t": '\\"]' * 3} for bits in range(200)
    ]
    text = json.dumps({"rows": rows * 20})
    assert len(text) > shapes._LARGE
    same(text.encode())
    assert all(type(row["id"]) is int for row in loads(text)["rows"])


def test_bytes_that_can_be_changed_are_read_too():
    assert loads(bytearray(b'{"a": [1]}')) == {"a": [1]}
    sizes = [len(loads(b"[" + b",".join([b"[]"] * count) + b"]")) for count in (99, 100, 101)]
    assert all(more == fewer + 1 for fewer, more in pairwise(sizes))


@settings(max_examples=300)
@given(st.one_of(VALUES, st.dictionaries(TEXTS, st.one_of(VALUES, st.lists(VALUES, max_size=5)), max_size=5)))
def test_piece_by_piece_is_read_alike(value):
    text = json.dumps(value).encode()
    for data in (text, b" \n" + text.replace(b",", b" , ") + b"\t"):
        assert repr(shapes.loads_apart(data)) == repr(loads(data))


@pytest.mark.parametrize("text", [b"", b"{", b'{"a": [1,}', b'{"a": [1]} x', b"[1, 2", b'{"a": tru}', b"\xff"])
def test_piece_by_piece_the_same_is_refused(text):
    for read in (loads, shapes.loads_apart):
        with pytest.raises(ValueError):
            read(text)


def test_piece_by_piece_levels_are_counted_and_numbers_kept():
    for levels in (99, 100, 101, 5000):
        data = b'{"a": ' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"
        try:
            expected = repr(loads(data))
        except TooDeepError:
            with pytest.raises(TooDeepError):
                shapes.loads_apart(data)
        else:
            assert repr(shapes.loads_apart(data)) == expected
    assert shapes.loads_apart(b'{"ids": [123456789012345678901234567890], "n": NaN}')["ids"] == [
        123456789012345678901234567890
    ]


@pytest.mark.parametrize("text", [b'{"a": [1, 2.5, null, "b"]}', '["\ud800"]', b"NaN", b"[1,]", b"[" * 101, b"[" * 500])
def test_what_is_small_is_read_without_the_quick_parser(text, monkeypatch):
    monkeypatch.setattr(shapes, "_SMALL", 1024)
    monkeypatch.setattr(shapes, "_quick", lambda: pytest.fail("it was asked for"))
    same(text)


def test_what_is_small_may_not_be_deep_either(monkeypatch):
    monkeypatch.setattr(shapes, "_SMALL", 1024)
    assert loads("[" * DEEPEST + "]" * DEEPEST) == json.loads("[" * DEEPEST + "]" * DEEPEST)
    with pytest.raises(TooDeepError):
        loads("[" * DEEPEST + "[1]" + "]" * DEEPEST)
