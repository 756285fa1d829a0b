"""What the fuzz found, as plain examples."""

from __future__ import annotations

import json

import anyio
import pytest
from fuzz_calls import Answer, check_error, outcome_of
from fuzz_recipes import RECIPES
from plankit_clients.logbook.models import SectionCustomAttribute, SystemAttributeConfiguration

import plankit
from plankit import Outcome
from plankit.address import checked
from plankit.logbook import custom_value, system_value
from plankit.page import numbered_page
from plankit.playbooks import parse_run_created, to_datetime, to_timedelta


def called(service, operation_id, body, status=200, headers=()):
    """Call an operation and look at what comes out, as the fuzz does."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = Answer(status, content, list(headers), pieces=4096)
    return anyio.run(outcome_of, service, operation_id, RECIPES[service][operation_id], answer)


@pytest.mark.parametrize(
    ("service", "operation_id", "body"),
    [
        ("planview_admin", "listUsers", {"startIndex": 9, "itemsPerPage": 7, "Resources": [{"id": "7"}]}),
        ("planview_admin", "listUsers", {"startIndex": 1, "itemsPerPage": 7, "Resources": 7}),
        ("playbooks", "listRuns", {"items": [], "has_more": "maybe"}),
    ],
)
def test_a_page_that_lies_is_an_error_that_knows_its_request(service, operation_id, body):
    """It had no address, no attempts and no outcome, as if nothing had been sent."""
    error = called(service, operation_id, body)
    assert type(error) is plankit.ProtocolError
    assert (error.operation, error.method) == (f"{service}.{operation_id}", "GET")
    assert error.url.startswith("https://")
    assert [attempt.status for attempt in error.attempts] == [200]
    assert error.outcome is Outcome.UNKNOWN
    assert error.resume_token
    assert "repeating the call is safe" in str(error)


def deep(levels, begin="[", end="]"):
    return (begin * levels + "1" + end * levels).encode()


@pytest.mark.parametrize("levels", [150, 320, 480, 700, 900, 940, 960, 980, 10_000, 100_000])
@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ('{"a":', "}")])
def test_an_answer_that_is_nested_too_deeply(levels, begin, end):
    """What json could just read made to_dict(), repr() or pickle raise RecursionError."""
    error = called("playbooks", "getRun", b'{"id":"a","new":' + deep(levels, begin, end) + b"}")
    assert type(error) is plankit.ProtocolError
    assert "nested too deeply" in str(error)
    for service, operation_id in (("playbooks", "getRun"), ("planbox", "getProduct"), ("logbook", "listLogs")):
        answer = b'{"code":"error","content":' + deep(levels, begin, end) + b"}"
        assert isinstance(called(service, operation_id, answer, status=404), plankit.NotFoundError)
        called(service, operation_id, answer)
    with pytest.raises(plankit.ProtocolError, match="nested too deeply"):
        parse_run_created(b'{"id":"a","new":' + deep(levels, begin, end) + b"}")


def test_a_hundred_levels_are_read():
    run = called("playbooks", "getRun", b'{"id":"a","new":' + deep(98) + b"}")
    assert run["new"][0][0]
    assert isinstance(called("playbooks", "getRun", b'{"id":"a","new":' + deep(100) + b"}"), plankit.ProtocolError)


def test_generated_functions_take_what_is_nested_too_deeply_for_no_json():
    response = called("playbooks", "listChecklistAutocomplete", deep(500))
    assert (response.status_code, response.parsed) == (200, None)


def len_of(number):
    return f"{len(str(number))} digits"


ODD = "\ud800" + "k" * 100_000


@pytest.mark.parametrize(
    ("service", "operation_id", "status", "body"),
    [
        ("planview_admin", "getUser", 404, {"code": ODD, "message": ODD}),
        ("planview_admin", "getUser", 404, ODD),
        ("planview_admin", "createToken", 400, {"error": ODD, "error_description": ODD}),
        ("planview_admin", "createToken", 200, {ODD: 1}),
        ("logbook", "listLogs", 200, {ODD: 1}),
        ("logbook", "createLogs", 200, {"rest_add_log": {"Failed": [{"failed_message": ODD}] * 3}}),
        ("planbox", "getProducts", 200, {ODD: 1}),
        ("planbox", "getProducts", 200, {"code": "error", "content": {ODD: ODD}}),
        ("planbox", "authenticate", 200, {"code": "error", "content": ODD}),
        ("playbooks", "listRuns", 200, {"items": [], "has_more": ODD}),
    ],
)
def test_what_a_server_says_is_bounded_and_can_be_printed(service, operation_id, status, body):
    """Half a surrogate pair made a message that could be neither printed nor logged; a key was repeated whole."""
    called(service, operation_id, body, status)


@pytest.mark.parametrize("value", [ODD, [ODD], 10**4000, {"a": ODD}], ids=lambda value: type(value).__name__)
def test_a_time_that_is_none_is_not_repeated_whole(value):
    for read in (to_datetime, to_timedelta):
        with pytest.raises(plankit.InvalidArgumentError) as caught:
            read(value)
        check_error(caught.value, sent=False)


@pytest.mark.parametrize("url", ["user:a-password@chat.example.com", "user:a-password@://x", "ftp:user:a-password@x"])
def test_an_address_that_is_none_keeps_its_password(url):
    with pytest.raises(plankit.ConfigurationError) as caught:
        checked(url, name="base_url", allow_insecure=False)
    assert "a-password" not in str(caught.value)


@pytest.mark.parametrize("configured", [[], "x", 7, [{"id": 7}], {"id": [7]}, {"id": "x"}, {"id": {}, "name": 7}])
def test_an_attribute_whose_configuration_is_none(configured):
    """It was an AttributeError."""
    attribute = SectionCustomAttribute.from_dict({"id": 7, "custom_attribute_config": configured})
    with pytest.raises(plankit.InvalidArgumentError, match="lacks its own id or that of its configuration"):
        custom_value(attribute, "a")


@pytest.mark.parametrize("options", [7, "ab", ["a"], [None], [[]], {"id": 7}, [{"id": 8, "label": "é" * 9000}] * 50])
@pytest.mark.parametrize("value", ["None", "a", "x" * 9000])
def test_an_attribute_whose_options_are_none(options, value):
    """It was an AttributeError or a TypeError, or an error as long as all the options."""
    fields = {"id": 7, "name": "n" * 9000, "sa_ids": [7], "config_type": "singleselect"}
    configuration = SystemAttributeConfiguration.from_dict({**fields, "config_value": {"options": options}})
    with pytest.raises(plankit.InvalidArgumentError, match="has no option") as caught:
        system_value(configuration, value)
    check_error(caught.value, sent=False)


@pytest.mark.parametrize("sa_ids", [7, "7", {"7": 1}, [[]], [None], [True]])
def test_an_attribute_whose_ids_are_none(sa_ids):
    fields = {"id": 7, "name": ["n"] * 9000, "sa_ids": sa_ids, "config_type": "text"}
    with pytest.raises(plankit.InvalidArgumentError, match="no sa_ids or no numeric id") as caught:
        system_value(SystemAttributeConfiguration.from_dict(fields), "a")
    check_error(caught.value, sent=False)


@pytest.mark.parametrize("url", ["://a@//b", "//a@//b", "user:a-password@"])
def test_an_address_that_cannot_be_shown(url):
    with pytest.raises(plankit.ConfigurationError):
        checked(url, name="base_url", allow_insecure=False)


@pytest.mark.parametrize("number", [10**18, 10**4299], ids=len_of)
def test_numbers_of_pages_are_bounded(number):
    """They were repeated in errors and logs with thousands of digits."""
    page = {"startIndex": number, "itemsPerPage": 1, "Resources": [{"id": "7"}]}
    error = called("planview_admin", "listUsers", page)
    assert type(error) is plankit.ProtocolError
    assert "not a number of at least 1" in str(error)
    told = numbered_page([], page=0, has_more=False, page_count=number, total=number)
    assert (told.total, told.last) == (None, None)
