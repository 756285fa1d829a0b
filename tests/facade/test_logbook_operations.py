"""Every operation of Planview Logbook against the sandbox: what is sent, and what becomes of the answer."""

from __future__ import annotations

import json

import pytest

import plankit
from plankit import ConflictError, NotFoundError, Outcome, PermissionDeniedError
from plankit.logbook import AppContext, CustomAttributeValue, Log, LogCreate, SystemAttributeValue
from plankit.sandbox import Answer

pytestmark = [pytest.mark.anyio, pytest.mark.socket]

REASON = {"ca_config_id": 574, "section_ca_id": 1969, "value": {"id": "x", "label": "New 02", "value": "New 02"}}
STATUS = {"id": 839, "sa_id": 1, "value": {"id": 1, "is_visible": True, "label": "New", "value": "New"}}


def posted(last, path, method="POST"):
    request = last()
    assert (request.method, request.path) == (method, path)
    assert request.headers["content-type"] == "application/json"
    return json.loads(request.body)


async def test_list_logs(s, kit, last):
    async with kit.logbook(s) as logbook:
        logs = await logbook.logs.list(kit.context(s))
        assert posted(last, "/api/rest/v1/logs/list") == {"app_context": [s.container]}
        assert all(isinstance(log, Log) for log in logs)
        assert [log.name for log in logs] == ["Log 000001", "Log 000002", "Log 000003"]
        assert logs[0].to_dict() == {key: value for key, value in s.logs()[0].items() if key != "app_context"}
        assert logs[0].log_type is not None
        assert (logs[0].log_type.type_name, logs[0]["revision"]) == ("Decision", 1)
        other = AppContext(container_id=1, container_source="a", container_type="b")
        assert len(await logbook.logs.list([kit.context(s), other])) == 3
        assert posted(last, "/api/rest/v1/logs/list") == {"app_context": [s.container, other.to_dict()]}
        assert await logbook.logs.list(other) == []


async def test_create_logs(s, kit, last):
    async with kit.logbook(s) as logbook:
        (given,) = kit.logs(s, "Zoë")
        given.custom_attribute_values = [CustomAttributeValue.from_dict(REASON)]
        given.system_attribute_values = [SystemAttributeValue.from_dict(STATUS)]
        result = await logbook.logs.create(given)
        assert posted(last, "/api/rest/v1/logs") == {
            "logs": [
                {
                    "log_types_id": 18,
                    "name": "Zoë",
                    "app_context": [s.container],
                    "custom_attribute_values": [REASON],
                    "system_attribute_values": [STATUS],
                }
            ]
        }
        assert result.ok
        result.raise_for_failed()
        (created,) = result.created
        assert (created.index, created.match, created.log.name) == (0, "exact", "Zoë")
        assert [log.id for log in await logbook.logs.list(kit.context(s))][-1] == created.log.id
        source = s.logs()[0]["id"]
        (given,) = kit.logs(s, "Transferred", log_type=18)
        given.transferred_from_id = source
        log = (await logbook.logs.create([given])).created[0].log
        assert log.transferred_from is not None
        assert log.transferred_from.id == source
        with pytest.raises(ConflictError, match="LOG_TRANSFERRED"):
            await logbook.logs.update(source, kit.context(s), name="no")


@pytest.mark.parametrize("shuffle", [False, True])
async def test_partial_failures_are_matched(s, kit, shuffle):
    s.set(shuffle=shuffle)
    async with kit.logbook(s) as logbook:
        inputs = kit.logs(s, *(f"log {n}" for n in range(20)))
        for at in (3, 11, 19):
            inputs[at].log_types_id = 103
        result = await logbook.logs.create(inputs)
        assert not result.ok
        assert [entry.index for entry in result.failed] == [3, 11, 19]
        assert {entry.message for entry in result.failed} == {"The log type is not active"}
        assert result.failed[0].echo.name == "log 3"
        assert [entry.index for entry in result.created] == [n for n in range(20) if n not in (3, 11, 19)]
        assert all(entry.log.name == f"log {entry.index}" for entry in result.created)
        assert {entry.match for entry in [*result.created, *result.failed]} == {"exact"}
        assert result.unreported == []
        with pytest.raises(plankit.InvalidRequestError, match=r"17 logs were created, 3 were refused \(input 3: The"):
            result.raise_for_failed()
    assert s.audit().report(created=[entry.log.name for entry in result.created]).ok


@pytest.mark.parametrize("shape", ["flat", "values"])
async def test_equal_names_are_told_apart_by_what_failed_entries_repeat(s, kit, shape):
    """In either shape of system attribute values, that is, as it was sent."""
    s.set(shuffle=True)
    async with kit.logbook(s, system_attribute_shape=shape) as logbook:
        inputs = kit.logs(s, *["same"] * 4)
        for at, entry in enumerate(inputs):
            value = "no such option" if at % 2 else "New"
            entry.system_attribute_values = [SystemAttributeValue(id=839, sa_id=1, value=value)]
        inputs[3].system_attribute_values = [SystemAttributeValue(id=839, sa_id=1, value="neither")]
        result = await logbook.logs.create(inputs)
        assert [(entry.index, entry.match) for entry in result.failed] == [(1, "exact"), (3, "exact")]
        assert [(entry.index, entry.match) for entry in result.created] == [(0, "exact"), (2, "exact")]


async def test_system_values_in_the_other_shape(s, kit, last):
    async with kit.logbook(s, system_attribute_shape="values") as logbook:
        (given,) = kit.logs(s, "nested")
        given.system_attribute_values = [SystemAttributeValue.from_dict(STATUS)]
        before = given.to_dict()
        result = await logbook.logs.create(given)
        sent = posted(last, "/api/rest/v1/logs")["logs"][0]
        assert sent["system_attribute_values"] == [{"values": {"1": STATUS}}]
        assert given.to_dict() == before
        identity = result.created[0].log.id
        await logbook.logs.update(
            identity, kit.context(s), system_attribute_values=[SystemAttributeValue.from_dict(STATUS)]
        )
        assert posted(last, f"/api/rest/v1/log/{identity}", "PUT")["system_attribute_values"] == [
            {"values": {"1": STATUS}}
        ]
        (given,) = kit.logs(s, "none")
        await logbook.logs.create(given)
        assert "system_attribute_values" not in posted(last, "/api/rest/v1/logs")["logs"][0]


async def test_update_log(s, kit, last):
    identity = s.logs()[0]["id"]
    async with kit.logbook(s) as logbook:
        log = await logbook.logs.update(identity, kit.context(s), name="Renamed")
        assert posted(last, f"/api/rest/v1/log/{identity}", "PUT") == {"app_context": [s.container], "name": "Renamed"}
        assert (log.id, log.name, log["revision"]) == (identity, "Renamed", 2)
        log = await logbook.logs.update(
            str(identity),
            [kit.context(s)],
            custom_attribute_values=[CustomAttributeValue.from_dict(REASON)],
            system_attribute_values=[SystemAttributeValue.from_dict(STATUS)],
        )
        assert posted(last, f"/api/rest/v1/log/{identity}", "PUT") == {
            "app_context": [s.container],
            "custom_attribute_values": [REASON],
            "system_attribute_values": [STATUS],
        }
        assert log.custom_attribute_values == {"values": {"574": REASON}}
        await logbook.logs.update(identity, kit.context(s), custom_attribute_values=[], system_attribute_values=[])
        sent = posted(last, f"/api/rest/v1/log/{identity}", "PUT")
        assert (sent["custom_attribute_values"], sent["system_attribute_values"]) == ([], [])


async def test_delete_log(s, kit, last):
    identity = s.logs()[0]["id"]
    async with kit.logbook(s) as logbook:
        assert await logbook.logs.delete(identity, kit.context(s)) == str(identity)
        assert posted(last, f"/api/rest/v1/log/delete/{identity}") == {"app_context": [s.container]}
        with pytest.raises(NotFoundError) as caught:
            await logbook.logs.delete(identity, kit.context(s))
        assert (caught.value.code, caught.value.status) == ("LOG_DELETED", 400)
        with pytest.raises(NotFoundError) as caught:
            await logbook.logs.delete("4/../7", kit.context(s))
        assert caught.value.code == "LOG_DOES_NOT_EXIST"
        assert last().path == "/api/rest/v1/log/delete/4%2F..%2F7"


async def test_a_delete_whose_answer_was_lost(s, kit):
    """The repetition says that it is deleted: so it is, and by this call."""
    identity = s.logs()[0]["id"]
    async with kit.Losing("deleteLog") as wire, kit.logbook(s, transport=wire) as logbook:
        assert await logbook.logs.delete(identity, kit.context(s)) == str(identity)
    assert s.audit().requests["deleteLog"] == 2
    assert s.audit().report(deleted=[str(identity)]).ok


async def test_a_delete_after_a_503_that_had_done_it(s, kit, script):
    identity = s.logs()[0]["id"]
    script.afterwards["deleteLog"] = [Answer(503)]
    async with kit.logbook(s) as logbook:
        assert await logbook.logs.delete(identity, kit.context(s)) == str(identity)
        script.instead["deleteLog"] = [Answer(429)]
        with pytest.raises(NotFoundError):
            await logbook.logs.delete(identity, kit.context(s))


@pytest.mark.parametrize("shape", ["array", "object"])
async def test_log_types(s, kit, last, shape):
    s.set(log_types_shape=shape)
    async with kit.logbook(s) as logbook:
        found = await logbook.log_types.list()
        assert (last().method, last().path, last().body) == ("GET", "/api/rest/v1/log-types-with-configs", b"")
        assert [entry.id for entry in found] == [18, 101, 102, 103, 104]
        assert all(isinstance(entry.log_types, list) for entry in found)
        (decision,) = found[0].log_types or []
        assert decision.type_name == "Decision"
        section = (decision.log_types_section or [])[1]
        assert [entry.id for entry in section.section_custom_attribute or []] == [1969, 1970, 1971]
        assert [entry.name for entry in found[0].system_attribute_log_types or []] == [
            "Status",
            "Description",
            "Due date",
        ]


async def test_domain_401s_are_no_token_problems(s, kit):
    foreign = AppContext.from_dict(s.foreign_container)
    elsewhere = AppContext(container_id=1, container_source="a", container_type="b")
    identity = s.logs()[0]["id"]
    async with kit.logbook(s) as logbook:
        for call, code in (
            (lambda: logbook.logs.list(foreign), "INVALID_TENANT"),
            (lambda: logbook.logs.update(identity, elsewhere, name="x"), "INVALID_CONTAINER"),
            (lambda: logbook.logs.delete(identity, elsewhere), "INVALID_CONTAINER"),
        ):
            with pytest.raises(PermissionDeniedError) as caught:
                await call()
            assert (caught.value.code, caught.value.status) == (code, 401)
            assert caught.value.outcome is Outcome.REJECTED
            assert len(caught.value.attempts) == 1
    assert s.audit().tokens_issued == 1


async def test_an_expired_token_is_replaced_once(s, kit):
    async with kit.logbook(s) as logbook:
        await logbook.logs.list(kit.context(s))
        s.revoke_tokens()
        answer = await plankit.raw(logbook.logs.create, kit.logs(s, "after"))
        assert [attempt.status for attempt in answer.attempts] == [401, 200]
        assert answer.value.ok
    assert s.audit().report(created=["after"]).ok
    assert s.audit().tokens_issued == 2


async def test_options_and_raw_of_every_method(s, kit, last):
    context = kit.context(s)
    one, two = (log["id"] for log in s.logs()[:2])
    options = {"headers": {"X-Trace": "7"}, "extra_query": {"deep": True, "n": [1, 2]}, "timeout": 5.0}
    async with kit.logbook(s) as logbook:
        for method, arguments in (
            (logbook.logs.list, (context,)),
            (logbook.logs.create, (kit.logs(s, "a"),)),
            (logbook.logs.create_many, (kit.logs(s, "b"),)),
            (logbook.logs.update, (one, context)),
            (logbook.logs.delete, (two, context)),
            (logbook.log_types.list, ()),
        ):
            answer = await plankit.raw(method, *arguments, **options)
            assert (answer.status, len(answer.attempts)) == (200, 1)
            assert answer.headers["content-type"] == "application/json"
            assert last().query == [("deep", "true"), ("n", "1"), ("n", "2")]
            assert last().headers["x-trace"] == "7"


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        (b"{}", "it has: nothing"),
        (b"[]", "it has: list"),
        (b"null", "it has: NoneType"),
        (b'{"code":"X","message":"an error inside 200"}', "it has: code, message"),
        (b'{"rest_logs_data":[7],"rest_add_log":7,"rest_modify_log":[],"rest_delete_log":null}', ""),
        (b'{"rest_logs_data":{},"rest_add_log":{"Data":[null]},"rest_modify_log":null,"rest_delete_log":{}}', ""),
        (b'{"rest_logs_data":"","rest_add_log":{"Data":[],"Failed":7},"rest_modify_log":1,"rest_delete_log":[]}', ""),
        (b'{"rest_logs_data":1,"rest_add_log":null,"rest_modify_log":[[]],"rest_delete_log":"x"}', ""),
    ],
)
async def test_answers_without_what_they_promise(kit, answer, missing):
    """A write that "succeeded" so may have happened or not: the error says so."""
    context = AppContext(container_id=1, container_source="a", container_type="b")
    async with kit.canned_logbook(200, answer) as logbook:
        for call, writes in (
            (lambda: logbook.logs.list(context), False),
            (lambda: logbook.logs.create(LogCreate(log_types_id=1, name="x", app_context=[context])), True),
            (lambda: logbook.logs.update(1, context, name="x"), True),
            (lambda: logbook.logs.delete(1, context), True),
            (logbook.log_types.list, False),
        ):
            with pytest.raises(plankit.ProtocolError) as caught:
                await call()
            assert missing in str(caught.value) or "rest_" not in missing
            assert caught.value.outcome is Outcome.UNKNOWN
            assert ("unknown whether it was applied" in str(caught.value)) is writes


async def test_null_lists_are_empty(kit):
    context = AppContext(container_id=1, container_source="a", container_type="b")
    answer = {
        "rest_logs_data": None,
        "rest_add_log": {"Data": None, "Failed": None},
        "rest_log_types_with_configs": None,
    }
    async with kit.canned_logbook(200, answer) as logbook:
        assert await logbook.logs.list(context) == []
        assert await logbook.log_types.list() == []
        result = await logbook.logs.create(LogCreate(log_types_id=1, name="x", app_context=[context]))
        assert (result.created, result.failed, result.unreported) == ([], [], [0])
        assert not result.ok
        with pytest.raises(plankit.InvalidRequestError, match="1 are not mentioned"):
            result.raise_for_failed()


@pytest.mark.parametrize("name", [["x"], {"a": 1}, 7, None])
async def test_names_of_any_type_do_not_hide_what_was_created(kit, name):
    context = AppContext(container_id=1, container_source="a", container_type="b")
    answer = {"rest_add_log": {"Data": [{"id": 1, "name": name, "log_type": 5}], "Failed": [{"name": name}]}}
    async with kit.canned_logbook(200, answer) as logbook:
        inputs = [LogCreate(log_types_id=1, name=text, app_context=[context]) for text in ("x", "y")]
        result = await logbook.logs.create(inputs)
        assert [entry.match for entry in [*result.created, *result.failed]] == ["ambiguous", "ambiguous"]
        assert [entry.index for entry in [*result.created, *result.failed]] == [0, 1]
