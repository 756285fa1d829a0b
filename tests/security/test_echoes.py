"""Servers that repeat the request in what they answer: nothing that is shown tells the secrets."""

from __future__ import annotations

import base64
import itertools
import json
from urllib.parse import quote, quote_plus

import httpx
import pytest
from secret_clients import KINDS, TOKENS, Answering, good_token_bytes
from secret_servers import Listener, path_of
from secret_watch import CLIENT_ID, CLIENT_SECRET, chain, found_in, written

import plankit

# What becomes of an answer's text does not depend on the event loop.
pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("anyio_backend", ["asyncio"])]

JSON = "application/json"
HEADERS = ("location", "server", "x-request-id", "request-id", "date", "retry-after", "x-ratelimit-limit", "set-cookie")


# A Logbook client's requests and credentials are those of an Admin client.
UNLIKE = [kind for kind in KINDS if kind.name != "logbook"]


def bodies(echo):
    """Error bodies of each shape that repeats *echo*, which stands in JSON as it is: it may be escaped already."""
    quoted = f'"{echo}"'
    for shape in (
        '{"code":"C","message":%s}',
        '{"code":%s,"message":"m"}',
        '{"error":"invalid_request","error_description":%s}',
        '{"error":%s}',
        '{"error":{"code":"c","message":%s}}',
        '{"status":400,"detail":%s,"scimType":"s"}',
        '{"Errors":[{"description":%s,"code":"C"}]}',
        '{"errors":[%s]}',
        '{"code":"error","content":%s}',
        '{"code":"error","content":{"message":%s}}',
        '{"code":"error","content":{"name":%s,"other":"o"}}',
        '{"code":"error","content":[%s]}',
        "%s",
        "[%s]",
    ):
        yield shape % quoted, JSON
    for text in (f"no: {echo}", f"{'x' * 180} {echo}", f"GET /x HTTP/1.1\r\nX-Key: {echo}\r\n\r\n{echo}"):
        yield text, "text/plain"
    yield f"<html><body>{echo}</body></html>", "text/html"
    yield f'{{"message": "{echo}", "truncated": ', JSON
    for length in (485, 985):
        yield f'{{"message": "{"x" * length} {echo}"}}', JSON


def echoes(secret, header):
    """Spellings of *secret*, and the header that holds it, as they stand between quotation marks."""
    for name, spelling in written(secret).items():
        try:
            json.loads(f'"{spelling}"')
        except ValueError:
            yield f"{name}, in JSON", json.dumps(spelling)[1:-1]
        else:
            yield name, spelling
    for text in (header, f"authorization: {header}", header.partition(" ")[2]):
        yield "the header", json.dumps(text)[1:-1]
    yield "an address", f"https://x.example/?email=a&password={quote_plus(secret)}&token={quote(secret)}"


def header_of(kind):
    """What goes with the calls of a client."""
    if kind.name in ("login", "token"):
        return f"Basic {base64.b64encode(f'{kind.token}:x'.encode()).decode()}"
    return f"Bearer {kind.token}"


def header_of_token_request(kind):
    if kind.name == "login":
        return "none"
    return f"Basic {base64.b64encode(f'{CLIENT_ID}:{CLIENT_SECRET}'.encode()).decode()}"


async def found(kind, call, wire, secret):
    """What an error of a call shows of *secret*."""
    async with kind.client("http://127.0.0.1:1", transport=wire) as client:
        try:
            await call(client)
        except plankit.PlankitError as error:
            return found_in(f"{error} {error!r} {vars(error)} {[str(link) for link in chain(error)]}", secret)
    return []


def answering(status, body, content_type):
    return lambda _: httpx.Response(status, headers={"content-type": content_type}, content=body.encode())


@pytest.mark.parametrize("status", [200, 401])
@pytest.mark.parametrize("kind", UNLIKE, ids=lambda kind: kind.name)
async def test_bodies_that_repeat_the_token(kind, status):
    bad = []
    for how, echo in echoes(kind.token, header_of(kind)):
        for body, content_type in bodies(echo):
            wire = Answering(answering(status, body, content_type))
            if leaks := await found(kind, kind.writes[0], wire, kind.token):
                bad.append((how, body[:60], leaks[:2]))
    assert not bad, bad[:5]


@pytest.mark.parametrize("status", [200, 401])
@pytest.mark.parametrize("kind", [kind for kind in UNLIKE if kind.token_operation], ids=lambda kind: kind.name)
async def test_bodies_that_repeat_what_was_sent_for_a_token(kind, status):
    bad = []
    secret = kind.sends[0]
    for how, echo in echoes(secret, header_of_token_request(kind)):
        for body, content_type in bodies(echo):
            wire = Answering(None, answering(status, body, content_type))
            if leaks := await found(kind, kind.writes[0], wire, secret):
                bad.append((how, body[:60], leaks[:2]))
    assert not bad, bad[:5]


def headers_with(secret, header):
    """Headers that errors keep, each with a secret in it."""
    values = [quote(secret), quote(secret, safe=""), quote_plus(secret), header, header.partition(" ")[2]]
    if secret.isascii():
        values.append(secret)
    for value in values:
        for name in HEADERS:
            yield {name: f"https://x.example/?token={value}" if name == "location" else value}


@pytest.mark.parametrize("status", [307, 401])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_headers_that_repeat_secrets(kind, status):
    bad = []
    for headers in headers_with(kind.token, header_of(kind)):
        wire = Answering(lambda _, headers=headers: httpx.Response(status, headers=headers))
        if leaks := await found(kind, kind.writes[0], wire, kind.token):
            bad.append((headers, leaks[:2]))
    if kind.token_operation:
        secret = kind.sends[0]
        for headers in headers_with(secret, header_of_token_request(kind)):
            wire = Answering(None, lambda _, headers=headers: httpx.Response(status, headers=headers))
            if leaks := await found(kind, kind.writes[0], wire, secret):
                bad.append((headers, leaks[:2]))
    assert not bad, bad[:5]


LINES = (
    "HTTP/1.1 {}\r\n\r\n",
    "{}\r\n\r\n",
    "HTTP/1.1 200 {}\r\ncontent-length: x{}\r\n\r\n",
    "HTTP/1.1 200 OK\r\n{}\r\n\r\n",
    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: {}\r\n\r\n",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{}\r\n",
    "HTTP/1.1 200 OK\r\ncontent-encoding: {}\r\ncontent-length: 2\r\n\r\n{{}}",
    "HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n{}",
)


@pytest.mark.socket
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_answers_that_are_no_http_and_repeat_secrets(kind, watch):
    pairs = [(kind.token, header_of(kind))]
    if kind.token_operation:
        pairs.append((kind.sends[0], header_of_token_request(kind)))
    for secret, header in pairs:
        for line, said in itertools.product(LINES, (secret, f"authorization: {header}")):
            garbage = line.format(said, said).encode()
            good = secret == kind.token
            with Listener(
                lambda r, g=garbage, t=good: good_token_bytes(p) if t and (p := path_of(r)) in TOKENS else g
            ) as server:
                async with kind.client(server.url) as client:
                    try:
                        await kind.writes[0](client)
                    except plankit.PlankitError as error:
                        watch.error(error)
    assert "a TransportError" in {where for where, _ in watch.parts}
    # What httpcore itself logs of an answer's head at DEBUG is not ours: SECURITY.md says so.
    watch.parts = [(where, text) for where, text in watch.parts if not where.startswith("log of httpcore")]
