"""Webhooks as they come in: real ones, documented ones, and what anybody may send to a public address."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import plankit
from plankit import InvalidArgumentError, ProtocolError
from plankit.playbooks import (
    PlaybookRunStatus,
    WebhookOnCreationPayload,
    WebhookOnStatusUpdatePayload,
    parse_run_created,
    parse_status_updated,
)

RUN = {
    "id": "mx3xyzdojfgyfdx8sc8of1gdme",
    "name": "Server down in EU cluster",
    "summary": "It burns",
    "current_status": "InProgress",
    "create_at": 1_606_807_976_289,
    "checklists": [{"title": "Triage", "items": [{"title": "Ask", "state": "skipped", "task_actions": None}]}],
    "status_posts": None,
    "new": {"x": [1]},
}
DOCUMENTED = {
    **RUN,
    "channel_url": "https://chat.example.com/a/channels/b",
    "details_url": "https://chat.example.com/a/playbooks/runs/c",
    "event": {"type": "status_updated", "at": 1_606_807_976_289},
}
PARSERS = {parse_run_created: WebhookOnCreationPayload, parse_status_updated: WebhookOnStatusUpdatePayload}
each_parser = pytest.mark.parametrize("parse", PARSERS)
SHAPES = {
    "bytes": lambda payload: json.dumps(payload).encode(),
    "utf-8": lambda payload: json.dumps(payload, ensure_ascii=False).encode(),
    "text": json.dumps,
    "object": lambda payload: payload,
}


@each_parser
@pytest.mark.parametrize("shape", SHAPES)
def test_the_bare_run_that_servers_send(parse, shape):
    payload = parse(SHAPES[shape](RUN))
    assert type(payload) is PARSERS[parse]
    assert (payload.id, payload.name, payload.summary) == (RUN["id"], RUN["name"], "It burns")
    assert (payload.description, payload.is_active) == ("It burns", True)
    assert payload.current_status is PlaybookRunStatus.IN_PROGRESS
    assert payload.checklists[0].items[0].state == "skipped"
    assert (payload.channel_url, payload.details_url, payload["new"]) == (None, None, {"x": [1]})
    assert {**payload.to_dict(), "description": 0, "is_active": 0} == {**RUN, "description": 0, "is_active": 0}


@each_parser
def test_the_payload_of_the_document(parse):
    payload = parse(json.dumps(DOCUMENTED))
    assert (payload.channel_url, payload.details_url) == (DOCUMENTED["channel_url"], DOCUMENTED["details_url"])
    assert payload.additional_properties["event"]["type"] == "status_updated"


@each_parser
@pytest.mark.parametrize(
    "body",
    [
        b"",
        "",
        b"null",
        b"[]",
        b'"text"',
        b"7",
        b"{}",
        b'{"id":null}',
        b'{"id":7}',
        b'{"id":""}',
        b'{"id":"../../admin"}',
        b'{"id":"a b"}',
        b'{"id":["a"]}',
        b'{"id":"a"',
        b"\xff\xfe",
        b"id=a&name=b",
        b"<html></html>",
        b"[" * 100_000,
        b'{"id":' * 100_000,
        b'{"id":' + b"9" * 10_000 + b"}",
        None,
        7,
        [RUN],
        {},
        {"id": None},
        {7: "id"},
    ],
    ids=lambda body: repr(body)[:24],
)
def test_what_is_no_payload(parse, body):
    with pytest.raises(ProtocolError, match="the webhook's body") as caught:
        parse(body)
    assert caught.value.outcome is None


@each_parser
def test_the_size_is_bounded(parse):
    body = json.dumps(RUN)
    assert parse(body, most_bytes=len(body)).id == RUN["id"]
    for large in (body, body.encode()):
        with pytest.raises(ProtocolError, match="larger than 100 bytes; most_bytes= says"):
            parse(large, most_bytes=100)
    with pytest.raises(ProtocolError, match="larger than 8,388,608 bytes"):
        parse(b'{"id":"a"}' + b" " * 2**23)
    with pytest.raises(InvalidArgumentError, match="most_bytes"):
        parse(body, most_bytes=0)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*RUN, "event", "description", "is_active"]) | st.text(), inner, max_size=6)
    ),
    max_leaves=12,
)


@given(
    st.binary()
    | st.text()
    | json_values
    | json_values.map(json.dumps)
    | st.dictionaries(st.sampled_from([*DOCUMENTED, "description", "is_active"]), json_values).map(
        lambda fields: json.dumps({**fields, "id": "a"})
    )
)
def test_anything_is_a_payload_or_a_typed_error(body):
    for parse, kind in PARSERS.items():
        try:
            payload = parse(body)
        except plankit.ProtocolError:
            continue
        assert isinstance(payload, kind)
        assert payload.id.isalnum()
        payload.to_dict()
        repr(payload)
