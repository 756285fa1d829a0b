"""Secrets that an answer repeats are found however it writes them."""

from __future__ import annotations

import html
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plankit.masking import mask, mask_bytes

SECRET = 'pa\\ss/wörd "1"&<2>\'+😀 z'
WRITTEN = {
    "plain": lambda text: text,
    "json": lambda text: json.dumps(text)[1:-1],
    "json, utf-8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "json of php": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "json of php, JSON_HEX": lambda text: (
        json.dumps(text.replace('"', "\0"))[1:-1]
        .replace("\\u0000", "\\u0022")
        .replace("&", "\\u0026")
        .replace("<", "\\u003C")
        .replace(">", "\\u003E")
        .replace("'", "\\u0027")
    ),
    "html": html.escape,
    "html without quotes": lambda text: html.escape(text, quote=False),
    "html of php": lambda text: html.escape(text).replace("&#x27;", "&#039;"),
    "html 5": lambda text: html.escape(text).replace("&#x27;", "&apos;"),
    "html, named": lambda text: text.replace("&", "&amp;").replace("ö", "&ouml;"),
    "html in json": lambda text: json.dumps(html.escape(text))[1:-1].replace("&", "\\u0026"),
    "form": quote_plus,
    "address": lambda text: quote(text, safe=""),
    "address, small letters": lambda text: quote(text, safe="").lower(),
    "every sign": lambda text: "".join(
        character if character.isascii() and character.isalnum() else f"&#x{ord(character):06X};" for character in text
    ),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_every_spelling(way):
    written = WRITTEN[way](SECRET)
    assert mask(f"you sent {written}.", [SECRET]) == "you sent ***."
    assert mask_bytes(f"you sent {written}.".encode(), [SECRET]) == b"you sent ***."


PRINTABLE = st.text(min_size=1, max_size=12).filter(str.isprintable)


@given(PRINTABLE, st.sampled_from(list(WRITTEN)), st.text(max_size=5), st.text(max_size=5))
def test_of_any_secret_nothing_is_left(secret, way, before, after):
    try:
        written = WRITTEN[way](secret)
        text = f"{before}|{written}|{after}"
        text.encode()
    except UnicodeEncodeError:
        return
    if "address, small" not in way or (secret.isascii() and secret == secret.lower()):
        assert f"|{written}|" not in mask(text, [secret]) or set(written) <= {"*"}


def test_several_of_which_one_is_a_part_of_another():
    assert mask("token-and-more token", ["token", "token-and-more"]) == "*** ***"
    assert mask("nothing", []) == mask("nothing", [""]) == "nothing"


def test_what_is_no_utf_8_stays():
    assert mask_bytes(b"\xff secret \xfe", ["secret"]) == b"\xff *** \xfe"


@pytest.mark.parametrize("written", [b"se/cret", b"se\\/cret"])
def test_a_large_body(written):
    filler = b"x" * 300_000
    assert mask_bytes(filler + written + filler, ["se/cret"]) == filler + b"***" + filler
