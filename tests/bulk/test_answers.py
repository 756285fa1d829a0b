"""What became of look-alikes of one request, whose answer comes in another order."""

from __future__ import annotations

import dataclasses
from itertools import permutations

import pytest
from plankit_clients.logbook.models import Log, LogCreate

from plankit import Budget, ClientCredentials, LogbookClient
from plankit.bulk.journal import Journal
from plankit.bulk.looks import Echo
from plankit.bulk.write import Done, Doubt
from plankit.logbook import AppContext
from plankit.logbook.bulk import answers, asked_for
from plankit.logbook.matching import match
from plankit.sandbox import sandbox

TEXTS = ("one", "two", None)


def row(text):
    values = [] if text is None else [{"id": 840, "sa_id": 2, "value": text}]
    context = {"container_id": 1, "container_source": "portfolios", "container_type": "work"}
    return {"log_types_id": 18, "name": "X", "app_context": [context], "system_attribute_values": values}


def log(number, text, name="X"):
    values = {} if text is None else {"2": {"id": 9, "sa_id": 2, "value": text}}
    return Log.from_dict(
        {
            "id": number,
            "name": name,
            "log_type": {"id": 18},
            "custom_attribute_values": {"values": {}},
            "system_attribute_values": {"values": values},
        }
    )


def became(texts, logs):
    rows = [row(text) for text in texts]
    found = answers(rows, match([LogCreate.from_dict(each) for each in rows], logs, []))
    echo = Echo()
    for each, answer in zip(rows, found, strict=True):
        if isinstance(answer, Done):
            echo.learn(asked_for(each), answer.seen or {})
    return found, echo


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_each_has_the_log_that_shows_its_values(order):
    found, echo = became(TEXTS, [log(number, TEXTS[number]) for number in order])
    assert [answer.id for answer in found] == ["0", "1", "2"]
    assert [answer.value.id for answer in found] == [0, 1, 2]
    assert not any(answer.why for answer in found)
    # Nothing seems to have changed on the way.
    assert echo.changed == []
    assert echo.kept == ["kind", "label", "system 2"]


def test_equal_ones_have_a_log_each():
    found, _ = became(["one", "one", "two"], [log(0, "two"), log(1, "one"), log(2, "one")])
    assert {answer.id for answer in found[:2]} == {"1", "2"}
    assert found[2].id == "0"
    assert not any(answer.why for answer in found), "whichever is whose, they are the same"


def test_what_the_server_changed_is_not_relied_on():
    found, echo = became(["one", "two"], [log(0, "anders"), log(1, "one")])
    assert {answer.id for answer in found} == {"0", "1"}
    assert all("may be that of another" in answer.why for answer in found)
    assert "system 2" in echo.changed


def test_if_one_is_missing_none_is_sure():
    found, _ = became(["one", "two"], [log(0, "two")])
    assert all(isinstance(answer, Doubt) for answer in found)


class Renames:
    """A server that puts its own prefix before each name."""

    def before(self, call):
        return None

    def after(self, call, answer):
        if call.operation is None or call.operation.id not in ("createLogs", "listLogs"):
            return answer
        return dataclasses.replace(answer, body=answer.body.replace(b'"name":"Row', b'"name":"DEC-Row'))


@pytest.mark.anyio
@pytest.mark.socket
@pytest.mark.parametrize("renames", [True, False])
async def test_ids_that_may_be_those_of_other_rows_are_told(renames, tmp_path):
    """All were made, each once; which log is whose, an answer in another order under other names does not tell."""
    with sandbox(logbook_limit=None, users=0, playbooks=0, runs=0, shuffle=True, seed=5) as server:
        if renames:
            server.intercept(Renames())
        context = AppContext(**server.container)
        async with LogbookClient(
            ClientCredentials(server.client_id, server.client_secret),
            base_url=server.logbook_url,
            token_url=server.token_url,
            budget=Budget(2000),
        ) as logbook:
            rows = [LogCreate(log_types_id=18, name=f"Row {n}", app_context=[context]) for n in range(30)]
            job = logbook.logs.bulk_create(rows, journal=tmp_path / "j")
            async with job:
                results = [result async for result in job]
        names = {str(log["id"]): log["name"] for log in server.logs()}
    assert job.report.applied == 30
    wrong = [result for result in results if names[result.id] != result.row["name"]]
    assert bool(wrong) == renames
    assert all("may be that of another" in result.reason.message for result in wrong)
    assert renames or not any(result.reason for result in results)
    journal = Journal.look(tmp_path / "j")
    assert all(journal.entry(result.index).reason == result.reason for result in results)
    journal.close()
