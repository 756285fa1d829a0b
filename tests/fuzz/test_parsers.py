"""Every reader of a header, an envelope, a token or a cursor, by itself: a value, or the error that it promises."""

from __future__ import annotations

import base64
import datetime as dt
import json
import math
import zlib
from random import Random
from typing import Any

import anyio
import attrs
import fuzz_answers
import httpx
import hypothesis
import pytest
from fuzz_answers import SEEDS
from fuzz_calls import Pieces, check_error, check_result
from fuzz_recipes import LOGS
from hypothesis import strategies as st
from plankit_clients.logbook.models import FailedLog, Log, SectionCustomAttribute, SystemAttributeConfiguration

import plankit
from plankit import (
    ClientCredentials,
    ConfigurationError,
    InvalidArgumentError,
    Outcome,
    PlankitError,
    ProtocolError,
    environment,
)
from plankit.address import checked
from plankit.errors import APIError
from plankit.logbook import attributes, custom_value, system_value
from plankit.logbook.client import LogbookClient
from plankit.logbook.envelope import entries, member
from plankit.logbook.matching import match
from plankit.operation import Reading
from plankit.page import Page, numbered_page, start_index_page
from plankit.planbox import PlanboxLogin, as_date, as_datetime, envelope, values
from plankit.playbooks import parse_run_created, parse_status_updated, to_datetime, to_milliseconds, to_timedelta
from plankit.refusal import Refusal, code_of, refusal
from plankit.resume import Cursor, digest, from_token, to_token
from plankit.shapes import DEEPEST, loads
from plankit.transport import body, credentials
from plankit.transport import headers as read
from plankit.transport.points import Remaining
from plankit.transport.rate import RateLaw

WALL = 1_700_000_000.0
NAMES = ("retry-after", "x-rate-limit-remaining", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
HTTP_TEXT = st.text(st.characters(max_codepoint=255), max_size=60)
LIKE_A_DATE = st.lists(
    st.sampled_from(
        [
            *[
                "Fri,",
                "31",
                "Dec",
                "1999",
                "23:59:59",
                "GMT",
                "+0100",
                "-9999",
                "99999",
                ":",
                ".",
                "-",
                "Jan",
                "EST",
                "1e5",
            ],
            ",",
            "(",
            ")",
            "\\",
        ]
    )
    | st.integers().map(str),
    max_size=9,
).map(" ".join)
HEADER = SEEDS.map(lambda seed: fuzz_answers.header_value(Random(seed))) | HTTP_TEXT | LIKE_A_DATE
JSON = SEEDS.map(lambda seed: _plain(fuzz_answers.anything(Random(seed))))
CONTENT = SEEDS.map(lambda seed: _content(Random(seed))) | st.binary(max_size=200)


def _plain(value: Any) -> Any:
    """What a reader gets: JSON values without what is raw text."""
    if isinstance(value, fuzz_answers.Raw):
        try:
            return loads(value.text)
        except ValueError:
            return value.text[:100]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _content(rng: Random) -> bytes:
    return fuzz_answers.noise(rng) if rng.random() < 0.3 else fuzz_answers.body(fuzz_answers.anything(rng), rng)


def seconds(value: float | None) -> bool:
    return value is None or (math.isfinite(value) and value >= 0)


@fuzz_answers.settings(300)
@hypothesis.given(st.dictionaries(st.sampled_from(NAMES), HEADER))
def test_headers(found):
    headers = httpx.Headers([(name.encode(), value.encode()) for name, value in found.items()])
    assert seconds(read.retry_after(headers, WALL))
    told = read.remaining(headers, WALL)
    if told is not None:
        assert all(map(seconds, attrs.astuple(told)))
    kept = read.kept(headers)
    assert kept.keys() <= found.keys()
    assert all(len(value) <= 500 for value in kept.values())
    assert seconds(credentials._lifetime(found.get("retry-after")))


@fuzz_answers.settings(100)
@hypothesis.given(st.one_of(JSON, st.floats(), st.integers()))
def test_a_token_s_life(told):
    assert 0 < credentials._lifetime(told) <= credentials.LONGEST_LIFETIME


@fuzz_answers.settings(60)
@hypothesis.given(st.lists(st.tuples(st.floats(0, 1e6), st.dictionaries(st.sampled_from(NAMES), HEADER)), max_size=8))
def test_rates(answers):
    """What headers say leads the rate, and never to nothing, to nobody or into the past."""
    law, now = RateLaw(learned=True, rate=10.0), 0.0
    for later, found in answers:
        now += later
        headers = httpx.Headers([(name.encode(), value.encode()) for name, value in found.items()])
        law.throttled(now, read.retry_after(headers, WALL))
        told = read.remaining(headers, WALL)
        assert told is None or isinstance(told, Remaining)
        law.answered(now, told, 3)
        assert law.rate > 0
        assert not math.isnan(law.pause_until)
        assert law.pause_until <= now + 400


@fuzz_answers.settings(200)
@hypothesis.given(CONTENT, st.integers(100, 599), HEADER)
def test_what_a_server_says_when_it_refuses(content, status, content_type):
    told = refusal(content, content_type)
    assert isinstance(told, Refusal)
    for text in (told.code, told.detail, code_of(content)):
        assert text is None or len(text) <= 500
        (text or "").encode("utf-8")
    for reading in (Reading(empty=True), Reading(empty=False, codes={"x"}, refused=envelope.refused)):
        assert isinstance(reading(status, httpx.Headers(), content), Outcome)
        assert reading.problem is None or len(reading.problem) < 200


@fuzz_answers.settings(200)
@hypothesis.given(CONTENT, st.integers(200, 599))
def test_token_answers(content, status):
    """The answers of both token endpoints: a token that a header can hold, or a typed error."""
    response = httpx.Response(status, content=content, headers={"content-type": "application/json"})
    reading = Reading(empty=False, refused=envelope.refused)
    reading(status, response.headers, content)
    for make in (
        lambda: credentials._token(response, 0.0, ("a-secret",)),
        lambda: PlanboxLogin("a@example.com", "a-password")._token(response, reading),
    ):
        try:
            token = make()
        except (APIError, ProtocolError) as error:
            check_error(error, sent=False)
        else:
            token.value.encode("ascii")
            assert token.lifetime > 0


@fuzz_answers.settings(200)
@hypothesis.given(JSON)
def test_envelopes(answer):
    for unwrap in (
        lambda: member(answer, "x"),
        lambda: entries(answer, "rest_logs_data"),
        lambda: envelope.content(answer),
        lambda: envelope.entry(answer, "content"),
        lambda: envelope.entries(answer, "content"),
    ):
        try:
            unwrap()
        except ProtocolError as error:
            check_error(error, sent=False)
    told = envelope.refused(answer)
    assert told is None or isinstance(told, Refusal)


@fuzz_answers.settings(200)
@hypothesis.given(JSON)
def test_values_of_planbox(value):
    before = repr(value)
    for make in (values.integer, values.decimal, values.flag, values.moment):
        make(value)
        for reader in (values.one_or_many(make), values.mapping(make), values.record({"id": make, "items": make})):
            reader(value)
    assert repr(value) == before
    assert as_date(value) is None or isinstance(as_date(value), dt.date)
    assert as_datetime(value) is None or isinstance(as_datetime(value), dt.datetime)


@fuzz_answers.settings(200)
@hypothesis.given(st.text(max_size=40) | st.datetimes().map(str) | st.dates().map(str) | LIKE_A_DATE)
def test_dates(text):
    as_date(text)
    as_datetime(text)


@fuzz_answers.settings(200)
@hypothesis.given(st.one_of(st.integers(), st.integers(-(10**40), 10**40), st.floats(), JSON))
def test_times_of_playbooks(value):
    for make in (to_datetime, to_timedelta):
        try:
            made = make(value)
        except InvalidArgumentError as error:
            check_error(error, sent=False)
        else:
            assert made is None or isinstance(made, dt.datetime | dt.timedelta)
            if isinstance(made, dt.datetime):
                assert to_milliseconds(made) == value


@fuzz_answers.settings(150)
@hypothesis.given(CONTENT | JSON | st.text(max_size=50))
def test_webhooks(content):
    for parse in (parse_run_created, parse_status_updated):
        try:
            payload = parse(content)
        except ProtocolError as error:
            check_error(error, sent=False)
        else:
            check_result(payload)
            assert payload.id.isalnum()


@fuzz_answers.settings(200)
@hypothesis.given(
    st.lists(st.integers(), max_size=5) | st.none(), st.integers(1, 10**20), JSON | st.integers(), JSON | st.integers()
)
def test_pages(items, start, first, second):
    for make in (
        lambda: start_index_page(items, start=start, told_start=first, per_page=second),
        lambda: numbered_page(items, page=start, has_more=first, page_count=second, total=first),
        lambda: numbered_page(items, page=start, has_more=True, page_count=second, total=first),
    ):
        try:
            page = make()
        except ProtocolError as error:
            check_error(error, sent=False)
        else:
            assert isinstance(page, Page)
            repr(page)
            assert page.next is None or page.next > start


def _token_like(fields: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


FORGED = st.lists(JSON, max_size=7).map(lambda fields: _token_like([*fields[:6], digest({"token": fields})]))


@fuzz_answers.settings(200)
@hypothesis.given(
    st.text(max_size=60) | st.binary(max_size=60) | JSON | JSON.map(_token_like) | FORGED, st.integers(0, 300)
)
def test_resume_tokens(token, cut):
    good = to_token("a.b", digest({}), Cursor(7, 3))
    for given in (token, good[: cut % len(good)], good[:cut] + "A" + good[cut + 1 :], good + "A"):
        try:
            cursor = from_token(given, "a.b", digest({}), first=1)
        except InvalidArgumentError as error:
            check_error(error, sent=False)
        else:
            assert cursor == Cursor(7, 3)


@fuzz_answers.settings(100)
@hypothesis.given(SEEDS)
def test_what_became_of_logs(seed):
    rng = Random(seed)
    schema = fuzz_answers.successes("logbook", "createLogs")[200]
    answer = _plain(fuzz_answers.damaged(fuzz_answers.whole(schema, "logbook", rng), rng, 0.1))
    found = answer.get("rest_add_log") if isinstance(answer, dict) else None
    found = found if isinstance(found, dict) else {}
    made, refused = ([item for item in _list(found.get(key)) if isinstance(item, dict)] for key in ("Data", "Failed"))
    made, refused = [Log.from_dict(entry) for entry in made], [FailedLog.from_dict(entry) for entry in refused]
    for answered in ((made, refused), (made * 2, []), ([], refused)):
        check_result(match(LOGS, *answered))


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


@fuzz_answers.settings(100)
@hypothesis.given(JSON, JSON)
def test_attribute_values_of_logs(found, configured):
    log = Log.from_dict({"system_attribute_values": found, "custom_attribute_values": [{"values": found}]})
    for attribute in attributes(log):
        repr((attribute, attribute.id, attribute.text, attribute.labels, attribute.date))
    configuration = {"id": 7, "name": "x", "sa_ids": [7], "config_type": "singleselect", "config_value": configured}
    placed = {"id": configured, "custom_attribute_config": configured}
    for make in (
        lambda: system_value(SystemAttributeConfiguration.from_dict(configuration), found),
        lambda: system_value(SystemAttributeConfiguration.from_dict({**configuration, "sa_ids": found}), "a"),
        lambda: custom_value(SectionCustomAttribute.from_dict(placed), found),
    ):
        try:
            json.dumps(make().to_dict())
        except InvalidArgumentError as error:
            check_error(error, sent=False)


PARTS = """http https ftp :// : // / @ # ? [ ] ::1 localhost 127.0.0.1 a.example é.example xn-- :99999 :0 % %zz .. \\ user:secret-password@"""
URLS = st.text(max_size=40) | st.lists(
    st.sampled_from([*PARTS.split(), " ", "\n", "\x00", "\ud800", "a" * 300]), max_size=7
).map("".join)


@fuzz_answers.settings(300)
@hypothesis.given(URLS | st.none() | st.binary(max_size=9), st.booleans())
def test_addresses(url, insecure):
    refused = None
    try:
        address = checked(url, name="base_url", allow_insecure=insecure)
    except ConfigurationError as error:
        refused = error
    if refused is not None:
        check_error(refused, sent=False)
        assert "secret-password" not in str(refused)
        return
    parsed = httpx.URL(address)
    assert parsed.host
    assert not parsed.userinfo
    assert parsed.scheme == "https" or insecure or parsed.host in ("localhost", "127.0.0.1", "::1")
    httpx.URL(address + "/path?a=b")


@fuzz_answers.settings(40)
@hypothesis.given(st.dictionaries(st.sampled_from(["CLIENT_ID", "CLIENT_SECRET", "REGION", "LOGBOOK_URL"]), URLS))
def test_the_environment(found):
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CLIENT_ID", "CLIENT_SECRET", "REGION", "LOGBOOK_URL", "TOKEN_URL"):
            patch.delenv(f"PLANKIT_{name}", raising=False)
        for name, value in found.items():
            try:
                patch.setenv(f"PLANKIT_{name}", value)
            except ValueError:
                continue  # A NUL cannot be in an environment.
        for make in (
            LogbookClient.from_env,
            lambda: environment.credentials("ADMIN", "a test"),
            lambda: environment.required("a test", "PLANKIT_REGION"),
            lambda: environment.variable("PLANKIT_REGION"),
            lambda: ClientCredentials(found.get("CLIENT_ID", ""), found.get("CLIENT_SECRET", "")),
        ):
            try:
                make()
            except ConfigurationError as error:
                check_error(error, sent=False)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[bytes, str | None, str | None]:
    """A body as it comes, its encoding and its length, each of which may lie."""
    content = draw(st.binary(max_size=300)) * draw(st.sampled_from([1, 1, 1, 500]))
    how = draw(st.sampled_from([None, None, 31, 15, -15]))
    if how is not None:
        packed = zlib.compressobj(wbits=how)
        content = packed.compress(content) + packed.flush()
        content = content[: draw(st.integers(0, len(content)))] if draw(st.booleans()) else content
        content += draw(st.binary(max_size=5))
    encoding = draw(st.sampled_from([None, "gzip", "deflate", "x-gzip", " GZIP", "br", "gzip, gzip", "identity"]))
    length = draw(st.sampled_from([None, str(len(content))]) | HEADER)
    return content, encoding, length


@fuzz_answers.settings(150)
@hypothesis.given(bodies(), st.integers(1, 50), st.sampled_from([1, 100, 10_000, 10**6]))
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_bodies(backend, sent, size, limit):
    content, encoding, length = sent
    pairs = [(b"content-encoding", encoding), (b"content-length", length)]
    headers = [(name, value.encode()) for name, value in pairs if value is not None]
    stream = Pieces(content, size)

    async def work() -> None:
        try:
            response = await body.read(httpx.Response(200, headers=headers, stream=stream), limit)
        except (body.TooLargeError, httpx.DecodingError):
            return
        assert len(response.content) <= limit

    anyio.run(work, backend=backend)
    assert stream.closed


@fuzz_answers.settings(200)
@hypothesis.given(CONTENT)
def test_json(content):
    """What is read has no more levels than it may, and can be shown and written again."""
    try:
        value = loads(content)
    except ValueError:
        return
    repr(value)
    json.dumps(value)
    assert json.dumps(value).count("[") <= DEEPEST or isinstance(value, dict | list)


def test_every_error_survives():
    """Each class of error, with everything that it can hold."""
    for kind in _classes(PlankitError):
        error = kind("message", operation="a.b", method="GET", url="https://a", outcome=Outcome.UNKNOWN)
        check_error(error, sent=True)
        check_error(error.twin(), sent=True)
    assert issubclass(plankit.PageDriftError, PlankitError)


def _classes(kind: type[PlankitError]) -> list[type[PlankitError]]:
    return [kind, *(one for child in kind.__subclasses__() for one in _classes(child))]
