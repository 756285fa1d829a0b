"""What Playbooks' methods refuse before anything is sent, and how they say so."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plankit import UNSET, InvalidArgumentError, PermissionDeniedError
from plankit.playbooks import (
    ListedPlaybook,
    Playbook,
    PlaybookChecklistCreate,
    PlaybookChecklistItemCreate,
    PlaybooksClient,
    to_datetime,
    to_milliseconds,
    to_timedelta,
)

ID = "r" * 26


@pytest.fixture
async def playbooks(kit, anyio_backend):
    async with PlaybooksClient("https://chat.example.com", "a-token", transport=kit.Forbidden()) as client:
        yield client


BY_ID = {
    "get": lambda p, i: p.runs.get(i),
    "get_by_channel": lambda p, i: p.runs.get_by_channel(i),
    "metadata": lambda p, i: p.runs.metadata(i),
    "update": lambda p, i: p.runs.update(i, name="n"),
    "update_status": lambda p, i: p.runs.update_status(i, "m", 1),
    "finish": lambda p, i: p.runs.finish(i),
    "end": lambda p, i: p.runs.end(i),
    "restore": lambda p, i: p.runs.restore(i),
    "restart": lambda p, i: p.runs.restart(i),
    "change_owner": lambda p, i: p.runs.change_owner(i, ID),
    "change_owner to": lambda p, i: p.runs.change_owner(ID, i),
    "add": lambda p, i: p.items.add(i, 0, "t"),
    "move": lambda p, i: p.items.move(i, 0, 0, 0, 0),
    "reorder": lambda p, i: p.items.reorder(i, 0, 0, 0),
    "update item": lambda p, i: p.items.update(i, 0, 0, title="t", command="", description=""),
    "delete item": lambda p, i: p.items.delete(i, 0, 0),
    "set_state": lambda p, i: p.items.set_state(i, 0, 0, ""),
    "set_assignee": lambda p, i: p.items.set_assignee(i, 0, 0, ""),
    "set_assignee to": lambda p, i: p.items.set_assignee(ID, 0, 0, i or None),
    "run": lambda p, i: p.items.run(i, 0, 0),
    "get playbook": lambda p, i: p.playbooks.get(i),
    "delete": lambda p, i: p.playbooks.delete(i),
    "autofollows": lambda p, i: p.playbooks.autofollows(i),
    "delete event": lambda p, i: p.timeline.delete(i, ID),
    "delete event by": lambda p, i: p.timeline.delete(ID, i),
}


@pytest.mark.anyio
@pytest.mark.parametrize("call", BY_ID)
async def test_what_cannot_be_an_id(playbooks, call):
    for wrong in ("", ".", "..", "a/b", "a-b", "a b", "ä", "a\n", "٣", None, 7, ["a"], {"id": "a"}):
        with pytest.raises(InvalidArgumentError, match="letters and digits") as caught:
            await BY_ID[call](playbooks, wrong)
        assert caught.value.operation.startswith("playbooks.")
        assert "Nothing was sent" in str(caught.value)
        assert caught.value.outcome is None


@pytest.mark.anyio
async def test_places_begin_at_0(playbooks):
    for wrong in (-1, 1.0, "0", None, True):
        for call in (
            playbooks.items.add(ID, wrong, "t"),
            playbooks.items.move(ID, wrong, 0, 0, 0),
            playbooks.items.move(ID, 0, wrong, 0, 0),
            playbooks.items.move(ID, 0, 0, wrong, 0),
            playbooks.items.move(ID, 0, 0, 0, wrong),
            playbooks.items.update(ID, wrong, 0, title="", command="", description=""),
            playbooks.items.delete(ID, 0, wrong),
            playbooks.items.set_state(ID, 0, wrong, ""),
            playbooks.items.set_assignee(ID, wrong, 0, ""),
            playbooks.items.run(ID, 0, wrong),
        ):
            with pytest.raises(InvalidArgumentError, match="no whole number of at least 0") as caught:
                await call
            assert caught.value.operation.startswith("playbooks.")


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["title", "command", "description"])
async def test_texts_of_an_item_that_would_be_emptied(playbooks, name):
    for wrong in (None, UNSET, 7):
        texts = {"title": "t", "command": "", "description": "", name: wrong}
        with pytest.raises(InvalidArgumentError, match=f"updateChecklistItem: {name} is a .*give a text"):
            await playbooks.items.update(ID, 0, 0, **texts)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"name": "n"}, "needs a team_id, or a channel_id"),
        ({"team_id": ID}, "needs a name, or a channel_id"),
        ({"team_id": ID, "name": ""}, "needs a name, or a channel_id"),
        ({"team_id": "", "name": "n"}, "needs a team_id"),
        ({"team_id": ID, "name": "n", "summary": "s", "description": "s"}, "two names of one text"),
        ({"owner_user_id": "", "team_id": ID, "name": "n"}, "needs an owner_user_id"),
        ({"team_id": ID, "name": "n", "fields": {"x": float("nan")}}, "createRun"),
    ],
)
async def test_a_run_that_no_server_would_start(playbooks, arguments, told):
    with pytest.raises(InvalidArgumentError, match=told):
        await playbooks.runs.create(**{"owner_user_id": ID, **arguments})


@pytest.mark.anyio
async def test_a_reminder_is_whole_seconds(playbooks):
    for wrong, told in (
        *((short, "one second at least") for short in (0, -1, timedelta(0), timedelta(seconds=-5))),
        *((other, r"neither whole seconds nor a timedelta: .* 1800 or") for other in (1.5, "60", None, True)),
        (timedelta(milliseconds=1500), "fraction of a second"),
    ):
        with pytest.raises(InvalidArgumentError, match=f"reminder=.*{told}") as caught:
            await playbooks.runs.update_status(ID, "m", wrong)
        assert caught.value.operation == "playbooks.updateRunStatus"


ENABLED = {
    "default_owner_enabled": {"default_owner_id": ID},
    "invite_users_enabled": {"invited_user_ids": [ID]},
    "broadcast_enabled": {"broadcast_channel_ids": [ID]},
    "webhook_on_creation_enabled": {"webhook_on_creation_urls": ["https://x.example.com"]},
    "webhook_on_status_update_enabled": {"webhook_on_status_update_urls": ["https://x.example.com"]},
    "status_update_enabled": {},
    "create_public_playbook_run": {},
}


@pytest.mark.anyio
@pytest.mark.parametrize("name", ENABLED)
async def test_what_is_on_or_off_is_said_outright(playbooks, name):
    for wrong in ("false", "no", 0, 1, None, []):
        with pytest.raises(InvalidArgumentError, match=f"createPlaybook: {name}=.*say True or False"):
            await playbooks.playbooks.create("t", ID, public=True, **ENABLED[name], **{name: wrong})


@pytest.mark.anyio
async def test_a_run_is_not_finished_by_a_word(playbooks):
    for wrong in ("false", None, 0, 1):
        with pytest.raises(InvalidArgumentError, match=r"finish_run=.*say True or False"):
            await playbooks.runs.update_status(ID, "m", 60, finish_run=wrong)
        with pytest.raises(InvalidArgumentError, match=r"create_public_run=.*say True or False"):
            await playbooks.runs.create(ID, name="n", team_id=ID, create_public_run=wrong)
        with pytest.raises(InvalidArgumentError, match=r"with_archived=.*say True or False"):
            playbooks.playbooks.list(ID, with_archived=wrong)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda p, f: p.runs.create(ID, name="n", team_id=ID, fields=f), "name"),
        (lambda p, f: p.runs.create(ID, name="n", team_id=ID, type_="x", fields=f), "type"),
        (lambda p, f: p.runs.update(ID, name="n", fields=f), "name"),
        (lambda p, f: p.runs.update_status(ID, "m", 60, fields=f), "reminder"),
        (lambda p, f: p.playbooks.create("t", ID, public=True, fields=f), "public"),
        (lambda p, f: p.playbooks.create("t", ID, public=True, broadcast_enabled=True, fields=f), "broadcast_enabled"),
        (lambda p, f: p.items.add(ID, 0, "t", fields=f), "title"),
        (lambda p, f: p.items.update(ID, 0, 0, title="t", command="", description="", fields=f), "description"),
    ],
)
async def test_fields_hold_nothing_that_is_sent_anyway(playbooks, call, name):
    with pytest.raises(InvalidArgumentError, match=f"fields holds {name}, which the method sends itself") as caught:
        await call(playbooks, {name: "other", "further": 1})
    assert "Nothing was sent" in str(caught.value)
    for wrong in ("x", [("a", 1)], 7):
        with pytest.raises(InvalidArgumentError, match=r"fields is a .*: give a dict"):
            await call(playbooks, wrong)


@pytest.mark.anyio
async def test_states_and_public_are_said_outright(playbooks):
    for wrong in (None, 1, True, ["closed"]):
        with pytest.raises(InvalidArgumentError, match="state is a"):
            await playbooks.items.set_state(ID, 0, 0, wrong)
    for wrong in (None, 1, "true"):
        with pytest.raises(InvalidArgumentError, match="say True or False"):
            await playbooks.playbooks.create("t", ID, public=wrong)
    with pytest.raises(TypeError, match="public"):
        await playbooks.playbooks.create("t", ID)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"title": ""}, "1 to 1024 characters"),
        ({"title": " "}, "1 to 1024 characters"),
        ({"title": "x" * 1025}, "too long: give a text of 1 to 1024"),
        ({"title": None}, "1 to 1024 characters"),
        ({"reminder_timer_default_seconds": 0}, "reminder_timer_default_seconds=0"),
        ({"reminder_timer_default_seconds": 1.5}, "reminder_timer_default_seconds=1.5"),
        ({"webhook_on_creation_urls": ["https://x.example.com"] * 65}, "holds 65 addresses, and servers take 64"),
        ({"webhook_on_status_update_urls": ["https://x.example.com"] * 65}, "holds 65 addresses"),
        (
            {"webhook_on_creation_urls": ["https://a.example.com", "ftp://SECRET"]},
            r"webhook_on_creation_urls\[1\] is no",
        ),
        ({"webhook_on_status_update_urls": ["SECRET"]}, "is no absolute http:// or https:// address"),
        ({"webhook_on_status_update_urls": ["https:///SECRET"]}, "is no absolute"),
        ({"webhook_on_status_update_urls": ["http://[SECRET"]}, "is no absolute"),
        ({"webhook_on_creation_urls": [None]}, "is no absolute"),
        ({"webhook_on_creation_urls": "https://x.example.com/SECRET"}, "is a str: give a list"),
        ({"members": ID}, "members is a str: give a list"),
        ({"checklists": "abc"}, "checklists is a str: give a list"),
        ({"fields": {"webhook_on_creation_urls": {"a": 1}}}, "is a dict: give a list of addresses"),
    ],
)
async def test_a_playbook_that_no_server_would_take(playbooks, arguments, told):
    with pytest.raises(InvalidArgumentError, match=told) as caught:
        await playbooks.playbooks.create(**{"title": "t", "team_id": ID, "public": True, **arguments})
    assert caught.value.operation == "playbooks.createPlaybook"
    assert "SECRET" not in str(caught.value)


def checklists(size):
    """Checklists of *size* bytes of JSON, in letters of three bytes each."""
    item = PlaybookChecklistItemCreate(title="")
    made = [PlaybookChecklistCreate(title="", items=[item])]
    empty = len('[{"title":"","items":[{"title":""}]}]')
    item.title = "€" * ((size - empty) // 3) + "x" * ((size - empty) % 3)
    return made


@pytest.mark.anyio
async def test_the_checklists_of_a_playbook_are_bounded(playbooks, kit):
    with pytest.raises(
        InvalidArgumentError, match="the checklists are 262,145 bytes of JSON, and servers take 262,144"
    ):
        await playbooks.playbooks.create("t", ID, public=True, checklists=checklists(256 * 1024 + 1))
    async with kit.canned_playbooks(201, {"id": ID}) as sending:
        assert await sending.playbooks.create("x" * 1024, ID, public=True, checklists=checklists(256 * 1024))
        urls = ["HTTP://x.example.com/y"] * 64
        assert await sending.playbooks.create("t", ID, public=True, webhook_on_creation_urls=urls)


@pytest.mark.anyio
@pytest.mark.parametrize("per_page", [0, -1, 1.5, "10", None, True])
async def test_pages_have_one_item_at_least(playbooks, per_page):
    for call in (playbooks.runs.list, playbooks.runs.walk, lambda **o: playbooks.playbooks.list(ID, **o)):
        with pytest.raises(InvalidArgumentError, match="per_page"):
            call(per_page=per_page)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "moment",
    [datetime(2024, 1, 1), datetime(1969, 12, 31, tzinfo=UTC), 0, -1, 1.5, "2024-01-01", True],  # noqa: DTZ001 - refused
)
async def test_a_moment_is_aware_and_after_1970(playbooks, moment):
    for name in ("active_gte", "active_lt", "started_gte", "started_lt"):
        with pytest.raises(InvalidArgumentError):
            playbooks.runs.list(**{name: moment})
        with pytest.raises(InvalidArgumentError):
            playbooks.runs.walk(**{name: moment})


@pytest.mark.anyio
async def test_an_empty_filter_is_not_taken_for_none(playbooks):
    for wrong in ("", "a b", "a,b", 7, ["a"]):
        for name in ("team_id", "owner_user_id", "participant_id", "participant_or_follower_id", "playbook_id"):
            for call in (playbooks.runs.list, playbooks.runs.walk):
                with pytest.raises(InvalidArgumentError, match=f"listRuns: {name}="):
                    call(**{name: wrong})
        for name in ("owner_user_id", "participant_id"):
            with pytest.raises(InvalidArgumentError, match=f"listRunChannels: {name}="):
                await playbooks.runs.channels(ID, **{name: wrong})
        for call in (playbooks.runs.owners(wrong), playbooks.runs.channels(wrong)):
            with pytest.raises(InvalidArgumentError, match="team_id="):
                await call
        with pytest.raises(InvalidArgumentError, match="listPlaybooks: team_id="):
            playbooks.playbooks.list(wrong)


@pytest.mark.anyio
async def test_a_list_refuses_what_it_sends_itself_and_what_it_does_not_know(playbooks):
    with pytest.raises(InvalidArgumentError, match="extra_query holds page"):
        playbooks.runs.list(extra_query={"page": 3})
    with pytest.raises(TypeError, match="unexpected keyword argument 'sorted'"):
        playbooks.runs.list(sorted="id")
    for name, value in (("sort", "name"), ("direction", "desc"), ("statuses", ["Finished"]), ("statuses", None)):
        with pytest.raises(TypeError, match=rf"runs.walk\(\) takes no '{name}': .*Use runs.list\({name}=\.\.\.\)"):
            playbooks.runs.walk(**{name: value})


# What a PUT takes.


def whole(**fields):
    needed = {
        "id": ID,
        "title": "t",
        "team_id": ID,
        "public": True,
        "members": [{"user_id": ID, "roles": [], "new": 1}],
        "checklists": [{"title": "c", "items": [{"title": "i", "task_actions": None, "new": {"a": [1]}}], "new": 2}],
        "reminder_timer_default_seconds": 60,
        "status_update_enabled": True,
        "invited_user_ids": [],
        "invite_users_enabled": False,
        "default_owner_id": "",
        "default_owner_enabled": False,
        "broadcast_channel_ids": [],
        "broadcast_enabled": False,
        "webhook_on_creation_urls": [],
        "webhook_on_creation_enabled": False,
        "webhook_on_status_update_urls": [],
        "webhook_on_status_update_enabled": False,
        "message_on_join": "",
        "retrospective_enabled": True,
        "channel_mode": "a_mode_of_the_future",
        "new": {"deep": [None]},
        "null": None,
    }
    return {**needed, **fields}


COPIES = {
    "itself": lambda playbook: playbook,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda playbook: pickle.loads(pickle.dumps(playbook)),  # noqa: S301 - our own
}


@pytest.mark.anyio
@pytest.mark.parametrize("through", COPIES)
async def test_a_playbook_that_was_read_is_sent_back_whole(kit, through):
    wire = kit.Canned(200, whole())
    async with PlaybooksClient("https://chat.example.com", "a-token", transport=wire) as client:
        playbook = COPIES[through](await client.playbooks.get(ID))
        playbook.title = "changed"
        playbook.checklists[0].items[0].title = "changed, too"
        wire.body = b""
        await client.playbooks.update(playbook)
        sent = json.loads(await wire.requests[-1].aread())
    expected = whole(title="changed")
    expected["checklists"][0]["items"][0]["title"] = "changed, too"
    assert sent == expected


@pytest.mark.anyio
@pytest.mark.parametrize("through", COPIES)
async def test_a_playbook_from_a_list_is_refused(kit, playbooks, through):
    page = {"items": [whole(checklists=[])], "has_more": False}
    async with kit.canned_playbooks(200, page) as reading:
        listed = COPIES[through](await anext(aiter(reading.playbooks.list(ID))))
    assert isinstance(listed, ListedPlaybook)
    assert isinstance(listed, Playbook)
    assert listed != Playbook.from_dict(listed.to_dict())
    with pytest.raises(InvalidArgumentError, match=r"comes from a list, without its checklists.*get\(\) it by its id"):
        await playbooks.playbooks.update(listed)


@pytest.mark.anyio
@pytest.mark.parametrize("name", sorted(whole().keys() - {"new", "null"}))
async def test_a_playbook_that_lacks_what_servers_take_for_empty_is_refused(playbooks, name):
    playbook = Playbook.from_dict(whole())
    setattr(playbook, name, UNSET)
    for lacking in (playbook, Playbook.from_dict({key: value for key, value in whole().items() if key != name})):
        with pytest.raises(
            InvalidArgumentError, match=rf"lacks {name}, which the server would take for empty: get\(\)"
        ):
            await playbooks.playbooks.update(lacking)


@pytest.mark.anyio
async def test_a_playbook_that_may_not_be_replaced(kit):
    async with kit.canned_playbooks(403, {"error": "Not authorized"}) as playbooks:
        with pytest.raises(PermissionDeniedError, match="would become private, which needs a licence"):
            await playbooks.playbooks.update(Playbook.from_dict(whole()))


@pytest.mark.anyio
@pytest.mark.parametrize("count", ["num_stages", "num_steps"])
async def test_a_playbook_that_lost_its_checklists_is_refused(kit, playbooks, count):
    page = {"items": [whole(checklists=[], **{count: 2})], "has_more": False}
    async with kit.canned_playbooks(200, page) as reading:
        listed = await anext(aiter(reading.playbooks.list(ID)))
    plain = Playbook.from_dict(listed.to_dict())
    with pytest.raises(InvalidArgumentError, match=r"no checklists, while num_stages.*looks like one from a list"):
        await playbooks.playbooks.update(plain)
    with pytest.raises(InvalidArgumentError, match=r"comes from a list.*get\(\) it by its id"):
        await playbooks.playbooks.update(listed, without_checklists=True)
    for wrong in ("yes", None, 1):
        with pytest.raises(InvalidArgumentError, match=r"without_checklists=.*say True or False"):
            await playbooks.playbooks.update(plain, without_checklists=wrong)
    full = Playbook.from_dict(whole())
    with pytest.raises(InvalidArgumentError, match=r"set playbook.checklists = \[\]"):
        await playbooks.playbooks.update(full, without_checklists=True)
    async with kit.canned_playbooks(200, b"") as sending:
        await sending.playbooks.update(plain, without_checklists=True)
        await sending.playbooks.update(Playbook.from_dict(whole(checklists=[], num_stages=0, num_steps=0)))


@pytest.mark.anyio
@pytest.mark.parametrize(
    "name",
    [
        "members",
        "checklists",
        "invited_user_ids",
        "broadcast_channel_ids",
        "webhook_on_creation_urls",
        "webhook_on_status_update_urls",
    ],
)
async def test_null_for_a_list_is_refused(playbooks, name):
    with pytest.raises(InvalidArgumentError, match=rf"{name}: null, .*Give \[\] for none"):
        await playbooks.playbooks.update(Playbook.from_dict(whole(**{name: None})), without_checklists=True)


@pytest.mark.anyio
async def test_a_playbook_that_was_not_read_is_refused(playbooks):
    with pytest.raises(
        InvalidArgumentError, match="lacks public, reminder_timer_default_seconds, status_update_enabled and more"
    ):
        await playbooks.playbooks.update(Playbook(id=ID, title="by hand", team_id=ID, members=[], checklists=[]))
    for wrong in (whole(), None, ID):
        with pytest.raises(InvalidArgumentError, match=r"takes a Playbook as get\(\) returns it"):
            await playbooks.playbooks.update(wrong)
    for fields, told in (
        ({"id": "a/b"}, "letters and digits"),
        ({"id": None}, "letters and digits"),
        ({"title": "x" * 1025}, "too long"),
        ({"webhook_on_creation_urls": ["gopher://x"]}, "is no absolute"),
        ({"checklists": [{"title": "x" * 2**18}]}, "bytes of JSON"),
        ({"checklists": [{"title": "\ud800"}]}, "cannot be sent"),
    ):
        with pytest.raises(InvalidArgumentError, match=told):
            await playbooks.playbooks.update(Playbook.from_dict(whole(**fields)))


# Times.


def test_never_is_none():
    assert to_datetime(0) is None
    assert to_datetime(None) is None
    assert to_timedelta(0) is None
    assert to_timedelta(None) is None


def test_times_are_exact():
    assert to_datetime(1_606_807_976_289) == datetime(2020, 12, 1, 7, 32, 56, 289_000, UTC)
    assert to_datetime(1_606_807_976_289).tzinfo is UTC
    assert to_datetime(-1) == datetime(1969, 12, 31, 23, 59, 59, 999_000, UTC)
    tokyo = timezone(timedelta(hours=9))
    assert to_milliseconds(datetime(2020, 12, 1, 16, 32, 56, 289_999, tokyo)) == 1_606_807_976_289
    assert to_timedelta(600_000_000_000) == timedelta(minutes=10)
    assert to_timedelta(1_999) == timedelta(microseconds=1)


@given(st.integers(min_value=1, max_value=253_402_300_799_999))
def test_a_time_comes_back(milliseconds):
    assert to_milliseconds(to_datetime(milliseconds)) == milliseconds


@pytest.mark.parametrize("wrong", [1.5, "1", True, 10**18, -(10**18), 10**400])
def test_what_is_no_time(wrong):
    with pytest.raises(InvalidArgumentError):
        to_datetime(wrong)


@pytest.mark.parametrize("wrong", [1.5, "1", False, 10**30])
def test_what_is_no_length_of_time(wrong):
    with pytest.raises(InvalidArgumentError):
        to_timedelta(wrong)


def test_what_is_no_moment():
    for wrong in (datetime(2024, 1, 1), 7, None, "now", datetime(2024, 1, 1, tzinfo=UTC).date()):  # noqa: DTZ001 - refused
        with pytest.raises(InvalidArgumentError, match="time zone"):
            to_milliseconds(wrong)
