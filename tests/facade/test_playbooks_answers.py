"""What becomes of Playbooks' answers that are empty, null, text or something else: no server behind."""

from __future__ import annotations

import json

import pytest

import plankit
from plankit import (
    AuthenticationError,
    InvalidRequestError,
    NotFoundError,
    Outcome,
    PermissionDeniedError,
    ProtocolError,
    RateLimitedError,
    RetryPolicy,
    ServerError,
)
from plankit.playbooks import Playbook, PlaybooksClient

pytestmark = pytest.mark.anyio

ID = "r" * 26

READS = {
    "list": lambda p: anext(aiter(p.runs.list())),
    "walk": lambda p: anext(aiter(p.runs.walk())),
    "get": lambda p: p.runs.get(ID),
    "get_by_channel": lambda p: p.runs.get_by_channel(ID),
    "metadata": lambda p: p.runs.metadata(ID),
    "owners": lambda p: p.runs.owners(ID),
    "channels": lambda p: p.runs.channels(ID),
    "playbooks": lambda p: anext(aiter(p.playbooks.list(ID))),
    "playbook": lambda p: p.playbooks.get(ID),
    "autofollows": lambda p: p.playbooks.autofollows(ID),
}
MAKES = {
    "create": lambda p: p.runs.create(ID, name="n", team_id=ID),
    "create playbook": lambda p: p.playbooks.create("t", ID, public=True),
}
# Those that return nothing, or what there may be.
DOES = {
    "update": lambda p: p.runs.update(ID, name="n"),
    "update_status": lambda p: p.runs.update_status(ID, "m", 1),
    "finish": lambda p: p.runs.finish(ID),
    "end": lambda p: p.runs.end(ID),
    "restore": lambda p: p.runs.restore(ID),
    "restart": lambda p: p.runs.restart(ID),
    "change_owner": lambda p: p.runs.change_owner(ID, ID),
    "add": lambda p: p.items.add(ID, 0, "t"),
    "move": lambda p: p.items.move(ID, 0, 0, 0, 1),
    "reorder": lambda p: p.items.reorder(ID, 0, 0, 1),
    "update item": lambda p: p.items.update(ID, 0, 0, title="t", command="", description=""),
    "delete item": lambda p: p.items.delete(ID, 0, 0),
    "set_state": lambda p: p.items.set_state(ID, 0, 0, "closed"),
    "set_assignee": lambda p: p.items.set_assignee(ID, 0, 0, ID),
    "run": lambda p: p.items.run(ID, 0, 0),
    "delete": lambda p: p.playbooks.delete(ID),
    "delete event": lambda p: p.timeline.delete(ID, ID),
}
CALLS = {**READS, **MAKES, **DOES}


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b""), (201, b""), (204, b""), (200, b"{}"), (201, b"{}"), (200, b"null"), (200, b'{"status":"OK"}')],
)
async def test_changes_that_answer_next_to_nothing_are_done(kit, status, body):
    async with kit.canned_playbooks(status, body) as playbooks:
        for name, call in DOES.items():
            if name != "update" or b"status" not in body:
                assert await call(playbooks) is None, name


async def test_an_acknowledgement_is_no_run(kit):
    async with kit.canned_playbooks(200, {"status": "OK"}) as playbooks:
        with pytest.raises(ProtocolError, match="has no id"):
            await playbooks.runs.update(ID, name="n")


@pytest.mark.parametrize("body", [b"OK", b"<html>Sign in</html>", b'{"status"'])
async def test_a_change_that_answers_no_json_is_of_unknown_effect(kit, body):
    async with kit.canned_playbooks(200, body) as playbooks:
        for call in DOES.values():
            with pytest.raises(ProtocolError, match="not JSON") as caught:
                await call(playbooks)
            assert caught.value.outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("call", MAKES)
@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[]", b'{"id":""}', b'{"id":7}', b'{"error":"x"}', b"OK"])
async def test_what_is_made_without_an_id_may_be_there(kit, call, body):
    async with kit.canned_playbooks(201, body) as playbooks:
        with pytest.raises(ProtocolError) as caught:
            await MAKES[call](playbooks)
    assert caught.value.outcome is Outcome.UNKNOWN
    assert len(caught.value.attempts) == 1


@pytest.mark.parametrize("call", ["get", "get_by_channel", "playbook"])
@pytest.mark.parametrize("body", [b"{}", b"null", b"[]", b'"x"', b'{"error":"x"}'])
async def test_a_thing_without_an_id_is_none(kit, call, body):
    async with kit.canned_playbooks(200, body) as playbooks:
        with pytest.raises(ProtocolError, match="has no id"):
            await READS[call](playbooks)


async def test_bare_lists(kit):
    for body in (b"null", b"[]"):
        async with kit.canned_playbooks(200, body) as playbooks:
            assert await playbooks.playbooks.autofollows(ID) == []
            assert await playbooks.runs.channels(ID) == []
            assert await playbooks.runs.owners(ID) == []
    async with kit.canned_playbooks(200, ["a", "b"]) as playbooks:
        assert await playbooks.playbooks.autofollows(ID) == ["a", "b"]
    async with kit.canned_playbooks(200, [{"user_id": "u", "new": 1}]) as playbooks:
        (owner,) = await playbooks.runs.owners(ID)
        assert (owner.user_id, owner.first_name, owner["new"]) == ("u", None, 1)
    # As the document says, and no server.
    for body in (b'{"total_count":0,"items":[]}', b"[1]", b"[null]", b'"x"', b"7"):
        async with kit.canned_playbooks(200, body) as playbooks:
            for call in ("autofollows", "channels"):
                with pytest.raises(ProtocolError, match="no list of ids"):
                    await READS[call](playbooks)
            with pytest.raises(ProtocolError, match="no list of objects"):
                await playbooks.runs.owners(ID)


@pytest.mark.parametrize("call", ["list", "walk", "playbooks"])
@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"null",
        b"[]",
        b'"items"',
        b'{"error":"x"}',
        b'{"has_more":false}',
        b'{"items":[]}',
        b'{"items":[],"has_more":null}',
        b'{"items":[],"has_more":"false"}',
        b'{"items":[],"has_more":0}',
        b'{"items":{},"has_more":false}',
        b'{"items":[null],"has_more":false}',
        b'{"items":["x"],"has_more":false}',
    ],
)
async def test_pages_that_are_none_are_protocol_errors(kit, call, body):
    async with kit.canned_playbooks(200, body) as playbooks:
        with pytest.raises(ProtocolError) as caught:
            await READS[call](playbooks)
        assert caught.value.operation == {"playbooks": "playbooks.listPlaybooks"}.get(call, "playbooks.listRuns")
        assert caught.value.resume_token


async def test_a_page_without_a_list_of_items_is_empty(kit):
    async with kit.canned_playbooks(200, {"items": None, "has_more": False}) as playbooks:
        assert [run async for run in playbooks.runs.list()] == []
        assert [playbook async for playbook in playbooks.playbooks.list(ID)] == []


@pytest.mark.parametrize(
    ("sent", "summary", "description", "active"),
    [
        ({"summary": "s", "current_status": "InProgress"}, "s", "s", True),
        ({"summary": "", "current_status": "Finished"}, "", "", False),
        ({"description": "d", "is_active": False}, "d", "d", False),
        ({"summary": "s", "description": "d", "is_active": True, "current_status": "Finished"}, "s", "d", True),
        ({"summary": None, "current_status": "Paused"}, None, None, None),
        ({}, None, None, None),
    ],
)
async def test_a_run_is_read_under_either_name(kit, sent, summary, description, active):
    page = {"items": [{"id": ID, **sent}], "has_more": False}
    async with kit.canned_playbooks(200, page) as playbooks:
        run = await anext(aiter(playbooks.runs.list()))
    assert (run.summary, run.description, run.is_active) == (summary, description, active)
    async with kit.canned_playbooks(200, {"id": ID, **sent}) as playbooks:
        assert await playbooks.runs.get(ID) == run
        assert await playbooks.runs.update(ID, name="n") == run


async def test_what_the_document_does_not_know_is_kept(kit):
    run = {"id": ID, "type": "future", "current_status": "Paused", "checklists": None, "new": {"deep": [1]}}
    async with kit.canned_playbooks(200, run) as playbooks:
        found = await playbooks.runs.get(ID)
    assert (found.type_, found.current_status, found.checklists, found["new"]) == (
        "future",
        "Paused",
        None,
        {"deep": [1]},
    )
    assert found.to_dict() == run


TEXTS = {
    401: (b"Not authorized\n", AuthenticationError, "is it a session token, a personal access token or a bot token"),
    403: (b'{"error":"Not authorized"}', PermissionDeniedError, "403 to an unknown id as well"),
    404: (b"404 page not found\n", NotFoundError, "base_url= the address of the site"),
    405: (b"", InvalidRequestError, "knows the path and not the method"),
}


@pytest.mark.parametrize("status", TEXTS)
async def test_refusals_say_what_the_status_hides(kit, status):
    body, kind, usual = TEXTS[status]
    others = {
        ("create", 403): "may not start runs",
        ("create playbook", 403): "A private playbook needs a licence",
        **{(name, 403): "The token's user may not change this: is it a participant" for name in DOES},
        **{(name, 403): "to the run's owner" for name in ("finish", "end", "restore", "restart", "change_owner")},
    }
    async with kit.canned_playbooks(status, body) as playbooks:
        for name, call in CALLS.items():
            with pytest.raises(kind) as caught:
                await call(playbooks)
            error = caught.value
            assert type(error) is kind
            assert others.get((name, status), usual) in str(error), name
            assert (error.detail or "") in body.decode()
            assert len(error.attempts) == 1
            assert "a-token" not in f"{error} {vars(error)}"


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (404, b'{"error":"Not found"}', "There is no run in this channel"),
        (404, b"404 page not found\n", "is the Playbooks plugin on"),
        (404, b"<html>Page</html>", "is the Playbooks plugin on"),
        (404, b"", "is the Playbooks plugin on"),
        (400, b'{"error":"multiple runs in the channel"}', "Several runs share this channel"),
        (400, b'{"error":"bad parameter"}', "An id has 26 characters"),
    ],
)
async def test_the_run_of_a_channel_is_told_from_a_site_without_runs(kit, status, body, told):
    async with kit.canned_playbooks(status, body) as playbooks:
        with pytest.raises((NotFoundError, InvalidRequestError), match=told) as caught:
            await playbooks.runs.get_by_channel(ID)
    assert ("Several" in str(caught.value)) is ("Several" in told)
    assert ("no run in" in str(caught.value)) is ("no run in" in told)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("list", r"sort= create_at, end_at, .*; direction= asc, desc; statuses= Finished, InProgress"),
        ("walk", "An id has 26 characters"),
        ("channels", r"statuses= Finished, InProgress.*26 characters"),
        ("playbooks", "sort= active_runs, last_run_at, runs, stages, steps, title; direction= asc, desc"),
        ("set_state", r"states are '' \(open\), 'in_progress', 'closed' and 'skipped'"),
    ],
)
async def test_a_400_names_the_known_words(kit, call, told):
    async with kit.canned_playbooks(400, {"error": "bad parameter"}) as playbooks:
        with pytest.raises(InvalidRequestError, match=told):
            await CALLS[call](playbooks)


async def test_a_finished_run_is_taken_up_again_before_it_is_changed(kit):
    async with kit.canned_playbooks(400, {"error": "cannot modify a finished run"}) as playbooks:
        for call in ("set_state", "update", "add", "update_status"):
            with pytest.raises(InvalidRequestError, match=r"runs.restore\(\) takes it up again"):
                await DOES[call](playbooks)


async def test_a_500_is_repeated_for_reads_only(kit):
    body = b'{"error":"An internal error has occurred. Check app server logs for details."}'
    for name, call in CALLS.items():
        async with kit.canned_playbooks(500, body) as playbooks:
            with pytest.raises(ServerError) as caught:
                await call(playbooks)
        assert len(caught.value.attempts) == (4 if name in READS else 1), name
        assert ("Servers answer 500 to an unknown id" in str(caught.value)) is (name not in READS)


@pytest.mark.parametrize("call", ["finish", "set_state", "delete", "update", "change_owner"])
async def test_an_outage_is_ridden_out_where_a_repetition_does_no_harm(kit, call):
    async with kit.canned_playbooks(503, b"") as playbooks:
        with pytest.raises(ServerError) as caught:
            await DOES[call](playbooks)
    assert len(caught.value.attempts) == 4


@pytest.mark.parametrize("call", [*MAKES, "update_status", "add", "move", "delete item", "run"])
async def test_what_must_not_happen_twice_is_asked_for_once(kit, call):
    async with kit.canned_playbooks(503, b"") as playbooks:
        with pytest.raises(ServerError) as caught:
            await CALLS[call](playbooks)
    assert len(caught.value.attempts) == 1
    assert caught.value.outcome is Outcome.UNKNOWN


async def test_a_429_as_text_that_cannot_be_waited_out(kit):
    headers = {"retry_after": "60", "x_ratelimit_limit": "10", "content_type": "text/plain; charset=utf-8"}
    async with kit.canned_playbooks(429, b"limit exceeded\n", **headers) as playbooks:
        with pytest.raises(RateLimitedError, match="limit exceeded") as caught:
            await playbooks.runs.finish(ID, deadline=30)
    assert (caught.value.retry_after, caught.value.headers["x-ratelimit-limit"]) == (60.0, "10")
    assert caught.value.outcome is Outcome.NOT_APPLIED


async def test_no_cookie_is_kept(kit):
    wire = kit.Canned(200, {"id": ID}, set_cookie="MMAUTHTOKEN=x; Path=/; HttpOnly")
    async with PlaybooksClient(
        "https://chat.example.com", "a-token", transport=wire, retry=RetryPolicy(attempts=1)
    ) as playbooks:
        for _ in range(3):
            await playbooks.runs.get(ID)
        await playbooks.runs.finish(ID)
    for request in wire.requests:
        assert "cookie" not in request.headers
        assert request.headers["authorization"] == "Bearer a-token"


async def test_a_playbook_keeps_what_is_null_and_what_is_absent(kit):
    body = {"id": ID, "title": "t", "members": None, "new": None, "checklists": [{"items": [{"task_actions": None}]}]}
    async with kit.canned_playbooks(200, body) as playbooks:
        playbook = await playbooks.playbooks.get(ID)
    assert type(playbook) is Playbook
    assert json.dumps(playbook.to_dict(), sort_keys=True) == json.dumps(body, sort_keys=True)


async def test_raw_shows_the_answer(kit):
    async with kit.canned_playbooks(201, b"") as playbooks:
        answer = await plankit.raw(playbooks.items.add, ID, 0, "t")
    assert (answer.value, answer.status, len(answer.attempts)) == (None, 201, 1)
