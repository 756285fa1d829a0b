"""A token that was given: it is what it is, is asked of nobody, and is never shown."""

from __future__ import annotations

import base64
import copy
import math
import pickle
import time

import httpx
import pytest

from plankit import AccessToken, ConfigurationError, TokenSource
from plankit.transport.call import Call
from plankit.transport.credentials import basic

SECRET = "aSECRETtoken"


def refuse(request: httpx.Request) -> httpx.Response:
    pytest.fail(f"{request.url} was asked")


def test_it_is_not_shown():
    token = AccessToken(SECRET)
    assert repr(token) == str(token) == "AccessToken()"
    assert repr(TokenSource(token)) == "<TokenSource AccessToken()>"
    assert token.value == SECRET
    assert token == AccessToken(SECRET) != AccessToken("another")
    with pytest.raises(AttributeError):
        token.value = "another"


def test_it_is_copied_and_not_pickled():
    token = AccessToken(SECRET)
    assert copy.copy(token) is copy.deepcopy(token) is token
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="AccessToken is not pickled") as caught:
            pickle.dumps([token], protocol)
        assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("", "is empty"),
        (" ", "is empty"),
        (None, "must be a string"),
        (SECRET.encode(), "must be a string"),
        (f" {SECRET}", "spaces at its ends"),
        (f"{SECRET}\n", "a line break pasted with it"),
        (f"{SECRET}\r\nX: y", "control characters"),
        (f"{SECRET}\x00", "control characters"),
        (f"{SECRET} {SECRET}", "that no header can hold"),
        (f"{SECRET}\u00e9", "that no header can hold"),
        (f"{SECRET}\u2028", "control characters"),
    ],
)
def test_what_no_header_can_hold(value, message):
    with pytest.raises(ConfigurationError, match=message) as caught:
        AccessToken(value)
    assert "SECRET" not in str(caught.value)


@pytest.mark.anyio
async def test_nothing_is_asked_and_it_does_not_end():
    source = TokenSource(AccessToken(SECRET))
    source.attach(httpx.MockTransport(refuse))
    assert source.current() is None
    token = await source.get(Call())
    assert (token.value, token.lifetime, token.response) == (SECRET, math.inf, None)
    for later in (0.0, 1e9):
        assert not token.advisory(time.monotonic() + later)
        assert not token.mandatory(time.monotonic() + later)
    assert source.current() is await source.get() is token
    assert (source.fetched, source.renews, source.token_url) == (1, False, None)


def test_only_what_says_so_is_not_renewed():
    class Own:
        async def fetch(self, transport, call, token_url):
            raise NotImplementedError

    assert TokenSource(Own()).renews


@pytest.mark.parametrize(("user", "password"), [("a", "b"), ("tok", ""), ("z\u00e9", "p:q")])
def test_basic(user, password):
    scheme, _, encoded = basic(user, password).partition(" ")
    assert (scheme, base64.b64decode(encoded).decode()) == ("Basic", f"{user}:{password}")
