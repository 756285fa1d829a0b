"""What creates have made is found in the services' own lists: whole, once, under the names that rows have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plankit import (
    AccessToken,
    AdminClient,
    Budget,
    ClientCredentials,
    InvalidArgumentError,
    PageDriftError,
    PlanboxClient,
    PlankitError,
    PlaybooksClient,
    ProtocolError,
    RetryPolicy,
)
from plankit.bulk.calls import Calls
from plankit.bulk.catalog import Listed, record_of
from plankit.bulk.looks import Echo, group_of
from plankit.page import Page
from plankit.paging import Pager
from plankit.sandbox import sandbox
from plankit.sandbox.faults import Respond

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plankit.sandbox import Sandbox

pytestmark = pytest.mark.anyio
SETTINGS = {"retry": RetryPolicy(base=0.001, cap=0.01)}


@pytest.fixture(scope="module")
def s() -> Iterator[Sandbox]:
    with sandbox(users=450, playbooks=3, runs=230) as running:
        yield running


def admin(s):
    credentials = ClientCredentials(s.client_id, s.client_secret)
    return AdminClient(credentials, base_url=s.admin_url, unverified=True, budget=Budget(), **SETTINGS)


def playbooks(s):
    return PlaybooksClient(s.playbooks_url, AccessToken(s.playbooks_token), budget=Budget(), **SETTINGS)


def planbox(s):
    return PlanboxClient(AccessToken(s.planbox_token), base_url=s.planbox_url, budget=Budget(), **SETTINGS)


async def listing(calls, payload):
    """All that the list shows, by id."""
    found = [record async for record in calls.records.existing(calls.records.scope(payload))]
    assert len({record.id for record in found}) == len(found)
    return {record.id: record for record in found}


async def made(calls, row):
    """Create by a row; return the payload, the answer and the one record that is new, with the number of all."""
    payload = calls.encode(row)
    before = await listing(calls, payload)
    [answer] = await calls.send([payload])
    after = await listing(calls, payload)
    [new] = after.keys() - before.keys()
    assert before.items() <= after.items()
    return payload, answer, after[new], len(after)


def check(calls, payload, record):
    """The record may be the row's, in its group and by every field that both have."""
    fields = calls.records.fields(payload)
    assert group_of(fields) == group_of(record.fields)
    assert fields.keys() <= record.fields.keys()
    echo = Echo()
    echo.learn(fields, record.fields)
    assert echo.changed == []
    return echo.kept


async def test_a_user_is_found(s, anyio_backend):
    async with admin(s) as client:
        calls = Calls(client, client.users.create)
        row = {"email": f"Ada.{anyio_backend}@example.com", "first_name": "Ada", "last_name": "Ö", "role": "User"}
        payload, answer, record, total = await made(calls, row)
    assert total == len(s.users())
    assert (answer.id, answer.seen) == (record.id, record.fields)
    assert check(calls, payload, record) == ["first_name", "label", "last_name", "role"]


@pytest.mark.parametrize("further", [{}, {"summary": "What for"}, {"description": "What for"}])
async def test_a_run_is_found_also_when_it_is_finished(s, further):
    async with playbooks(s) as client:
        template = s.playbooks()[0]["id"]
        row = {
            "owner_user_id": s.user_id,
            "name": "A run",
            "team_id": s.team_id,
            "playbook_id": template,
            **further,
        }
        calls = Calls(client, client.runs.create)
        payload, answer, record, total = await made(calls, row)
        await client.runs.finish(record.id)
        finished = (await listing(calls, payload))[record.id]
    assert total == len(s.runs()) > 230
    assert finished.fields == record.fields
    assert (answer.id, answer.seen) == (record.id, record.fields)
    assert record.fields["kind"] == template
    kept = check(calls, payload, record)
    assert {"kind", "label", "owner_user_id", "team_id"} <= set(kept)
    assert ("summary" in kept) == bool(further)


async def test_a_run_without_a_playbook_is_found(s):
    async with playbooks(s) as client:
        calls = Calls(client, client.runs.create)
        row = {"owner_user_id": s.user_id, "name": "Bare", "team_id": s.team_id}
        payload, _, record, _ = await made(calls, row)
        check(calls, payload, record)
        check(calls, calls.encode({**row, "playbook_id": ""}), record)
        other = calls.encode({**row, "playbook_id": s.playbooks()[0]["id"]})
        assert group_of(calls.records.fields(other)) != group_of(record.fields)


async def test_a_run_in_an_existing_channel_is_found_among_all(s):
    async with playbooks(s) as client:
        calls = Calls(client, client.runs.create)
        row = {"owner_user_id": s.user_id, "name": "Here", "channel_id": s.channel_ids[0]}
        payload, _, record, total = await made(calls, row)
    assert calls.records.scope(payload) == "all"
    assert total == len(s.runs())
    assert "channel_id" in check(calls, payload, record)


async def test_a_playbook_is_found_also_when_it_is_archived(s):
    async with playbooks(s) as client:
        calls = Calls(client, client.playbooks.create)
        row = {"title": "New one", "team_id": s.team_id, "public": True, "description": "d"}
        payload, answer, record, total = await made(calls, row)
        await client.playbooks.delete(record.id)
        assert record.id in await listing(calls, payload)
    assert total == len(s.playbooks())
    # The answer is nothing but an id.
    assert (answer.id, answer.seen) == (record.id, None)
    assert check(calls, payload, record) == ["description", "label", "public"]


async def test_a_project_is_found(s):
    async with planbox(s) as client:
        product = (await client.products.list())[0].id
        calls = Calls(client, client.projects.add)
        payload, answer, record, _ = await made(calls, {"product_id": product, "name": "Neu & <gut>", "alias": "NG"})
    assert calls.records.scope(payload) == str(product)
    assert (answer.id, answer.seen) == (record.id, record.fields)
    assert check(calls, payload, record) == ["alias", "label"]


async def test_a_list_that_cannot_be_read_raises(s):
    async with playbooks(s) as client:
        calls = Calls(client, "runs.create")
        s.fault(Respond(status=500), operation="listRuns")
        try:
            with pytest.raises(PlankitError):
                [record async for record in calls.records.existing("all")]
        finally:
            s.clear_faults()


async def test_an_abandoned_list_leaves_nothing_behind(s):
    async with playbooks(s) as client:
        records = Calls(client, "runs.create").records.existing("all")
        assert (await anext(records)).id
        del records


class Item:
    def __init__(self, identity):
        self.id = identity


def pager(pages, totals):
    async def fetch(number):
        following = number + 1 if number + 1 < len(pages) else None
        items = [Item(identity) for identity in pages[number]]
        return Page(items=items, position=number, next=following, total=totals[number], size=2)

    return Pager(fetch, name="t.list", first=0, arguments={}, key=lambda item: item.id)


async def read(pages, totals=None):
    listed = Listed(pager(pages, totals or [None] * len(pages)), lambda item: record_of(item.id, {}), "things")
    return [record.id async for record in listed]


async def test_every_item_is_a_record_with_its_id_as_text():
    assert await read([["a", 2], ["b"]]) == ["a", "2", "b"]


@pytest.mark.parametrize("identity", [None, "", True, 1.5])
async def test_an_item_without_an_id_proves_nothing(identity):
    with pytest.raises(ProtocolError, match="without an id"):
        await read([["a", identity]])


async def test_a_list_that_was_not_met_whole_proves_nothing():
    with pytest.raises(PageDriftError, match="1 more than a whole walk met"):
        await read([["a", "b"], ["b"]], [3, 3])


async def test_rows_without_what_they_would_be_looked_for_by():
    async with planbox_of_nobody() as client:
        records = Calls(client, "projects.add").records
        for name in (None, "", "  ", {"$unset": True}):
            with pytest.raises(InvalidArgumentError, match="needs a name"):
                records.scope({"product_id": 1, "name": name})


def planbox_of_nobody():
    return PlanboxClient("a-token")
