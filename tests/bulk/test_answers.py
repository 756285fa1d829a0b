"""What became of look-alikes of one request, whose answer comes in another order."""

from __future__ import annotations

from itertools import permutations

import pytest
from plankit_clients.logbook.models import Log, LogCreate

from plankit.bulk.looks import Echo
from plankit.bulk.write import Done, Doubt
from plankit.logbook.bulk import answers, asked_for
from plankit.logbook.matching import match

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
    # Nothing seems to have changed on the way.
    assert echo.changed == []
    assert echo.kept == ["kind", "label", "system 2"]


def test_equal_ones_have_a_log_each():
    found, _ = became(["one", "one", "two"], [log(0, "two"), log(1, "one"), log(2, "one")])
    assert {answer.id for answer in found[:2]} == {"1", "2"}
    assert found[2].id == "0"


def test_what_the_server_changed_is_not_relied_on():
    found, echo = became(["one", "two"], [log(0, "anders"), log(1, "one")])
    assert {answer.id for answer in found} == {"0", "1"}
    assert "system 2" in echo.changed


def test_if_one_is_missing_none_is_sure():
    found, _ = became(["one", "two"], [log(0, "two")])
    assert all(isinstance(answer, Doubt) for answer in found)
