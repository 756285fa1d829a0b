"""The pure rules: what a page says about the next one, and what a resume token stands for."""

from __future__ import annotations

import base64
import itertools
import json
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plankit import InvalidArgumentError, ProtocolError
from plankit.page import Page, numbered_page, start_index_page
from plankit.paging import Pager
from plankit.resume import Cursor, digest, from_token, to_token

NUMBERS = (1, 2, 3, 5)


def test_every_small_page():
    """All combinations of what was asked for, what is told and what came."""
    for start, told, per_page, length in itertools.product(NUMBERS, (0, *NUMBERS), (0, *NUMBERS), range(5)):
        items = list(range(length))
        read = partial(start_index_page, items, start=start, told_start=told, per_page=per_page)
        if not items:
            assert read() == Page([], start, None)
        elif told < 1 or per_page < 1:
            with pytest.raises(ProtocolError, match="not a number of at least 1"):
                read()
        elif told > start:
            with pytest.raises(ProtocolError, match="left out"):
                read()
        elif length < per_page:
            assert read() == Page(items, start, None, per_page)
        elif told + per_page <= start:
            with pytest.raises(ProtocolError, match="would not end"):
                read()
        else:
            assert read() == Page(items, start, told + per_page, per_page)


@pytest.mark.parametrize("value", [None, "", "x", "-1", "1.0", 1.0, True, [], {}, "9" * 5000, "²"])
def test_numbers_that_are_none(value):
    for told in ({"told_start": value, "per_page": 1}, {"told_start": 1, "per_page": value}):
        with pytest.raises(ProtocolError, match="not a number of at least 1"):
            start_index_page(["a"], start=1, **told)


def test_numbers_as_text_are_read():
    assert start_index_page(["a"], start=1, told_start="1", per_page="1").next == 2


def test_null_is_an_empty_page():
    assert start_index_page(None, start=7, told_start=None, per_page=None) == Page([], 7, None)


@given(st.integers(1, 10**12), st.integers(0, 10**6), st.text(max_size=20), st.dictionaries(st.text(), st.integers()))
def test_tokens_go_round(position, skip, name, arguments):
    tied = digest(arguments)
    token = to_token(name, tied, Cursor(position, skip))
    assert from_token(token, name, tied, first=1) == Cursor(position, skip)
    assert token.isascii()
    assert not set(token) & set("+/= \n")


TOKEN = to_token("test.listItems", digest({"count": 50}), Cursor(101, 7))


@given(st.integers(0, len(TOKEN) - 1), st.characters())
def test_a_changed_token_is_refused_or_means_the_same(at, letter):
    changed = TOKEN[:at] + letter + TOKEN[at + 1 :]
    try:
        assert from_token(changed, "test.listItems", digest({"count": 50}), first=1) == Cursor(101, 7)
    except InvalidArgumentError as error:
        assert "Nothing was sent" in str(error)  # noqa: PT017 - either is right


@given(st.integers(0, len(TOKEN) - 1))
def test_a_cut_token_is_refused(length):
    with pytest.raises(InvalidArgumentError, match="Nothing was sent"):
        from_token(TOKEN[:length], "test.listItems", digest({"count": 50}), first=1)


def forged(*fields: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


@given(st.one_of(st.text(), st.binary().map(lambda b: base64.urlsafe_b64encode(b).decode()), st.text().map(forged)))
def test_garbage_is_refused(token):
    with pytest.raises(InvalidArgumentError, match="Nothing was sent"):
        from_token(token, "n", "a", first=0)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x" * 5000,
        "\ud800",
        forged(),
        forged(2, "n", "a", 1, 0),
        forged(1, "n", "a", 1.0, 0, ""),
        forged(1, "n", "a", True, 0, ""),  # noqa: FBT003 - a field of a token
        forged(1, "n", "a", -1, 0, ""),
        forged([], {}, [], [], []),
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_forged_tokens_are_refused(token):
    with pytest.raises(InvalidArgumentError, match=r"not a resume token"):
        from_token(token, "n", "a", first=0)


def test_a_token_of_another_walk_is_refused_and_told():
    with pytest.raises(InvalidArgumentError, match=r"of test\.listItems with other arguments"):
        from_token(TOKEN, "test.listItems", digest({"count": 51}), first=1)
    with pytest.raises(InvalidArgumentError, match=r"belongs to test\.listItems.*test\.other"):
        from_token(TOKEN, "test.other", digest({"count": 50}), first=1)


def test_a_place_before_the_list_begins_is_refused():
    token = to_token("n", "a", Cursor(0))
    assert from_token(token, "n", "a", first=0) == Cursor(0)
    with pytest.raises(InvalidArgumentError, match="not a resume token"):
        from_token(token, "n", "a", first=1)


def test_the_digest_ignores_order_and_knows_values():
    assert digest({"a": 1, "b": [2]}) == digest({"b": (2,), "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})


def test_verify_and_resume_exclude_each_other(served):
    with pytest.raises(InvalidArgumentError, match="give one of the two"):
        served(3, 2).pager(verify=True, resume="x")


def test_a_pager_says_what_it_walks(served):
    assert repr(served(3, 2).pager()) == "<Pager test.listItems>"
    assert "<2 items>" in repr(Page([1, 2], 1, None))
    assert isinstance(served(1, 1).pager(), Pager)


@pytest.mark.parametrize("has_more", [None, 0, 1, "true", "false", [], {}])
def test_a_numbered_page_must_say_whether_there_is_more(has_more):
    with pytest.raises(ProtocolError, match="has_more"):
        numbered_page([1], page=0, has_more=has_more)


@given(
    page=st.integers(0, 10**9),
    items=st.none() | st.lists(st.integers(), max_size=3),
    more=st.booleans(),
    count=st.none() | st.integers(-3, 10) | st.text(max_size=3) | st.booleans(),
    total=st.none() | st.integers(-3, 10) | st.floats() | st.booleans(),
)
def test_only_has_more_ends_a_numbered_list(page, items, more, count, total):
    made = numbered_page(items, page=page, has_more=more, page_count=count, total=total)
    assert made.next == (page + 1 if more else None)
    assert (made.items, made.position, made.step) == (items or [], page, 1)
    assert made.total is None or made.total >= 0
    assert made.last is None or made.last >= 0
