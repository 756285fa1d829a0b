"""Telling rows from records: what looks alike, what the server has shown to keep, what became of rows in doubt."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plankit.bulk.looks import Doubtful, Echo, decide, group_of, loose, same
from plankit.bulk.write import Record


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("  Delivery is  late ", "Delivery is late"),
        ("Delivery is late", "DELIVERY IS LATE"),
        ("<b>Delivery</b> is late", "Delivery is late"),
        ("a & b", "a &amp; b"),
        ("a & b", "a &amp;amp; b"),
        ("ﬁne", "fine"),
        ("x" * 300, "x" * 255),
        ("!!!", " !!! "),
    ],
)
def test_what_servers_do_to_names_leaves_them_the_same(sent, seen):
    assert loose(sent) == loose(seen)
    assert group_of({"kind": 18, "label": sent}) == group_of({"kind": "18", "label": seen})


@pytest.mark.parametrize(("one", "other"), [("Row 1", "Row 2"), ("Row 1", "Row 11"), ("!!!", "???"), ("日本", "中国")])
def test_other_names_are_others(one, other):
    assert loose(one) != loose(other)


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("New", {"id": 1, "label": "New", "value": "New", "is_visible": True}),
        ({"id": 1}, {"id": 1, "label": "New", "value": "New"}),
        ({"id": "1", "label": "New"}, {"id": 1, "label": "New", "value": "n"}),
        ([{"id": 1}, {"id": 2}], [{"id": 2, "label": "b"}, {"id": 1, "label": "a"}]),
        ("2025-05-23", "2025-05-23"),
        (None, []),
        (5, "5"),
        ({"artifact_id": 7}, {"artifact_id": 7, "artifact_title": "x"}),
    ],
)
def test_values_as_servers_show_them(sent, seen):
    assert same(sent, seen)


@pytest.mark.parametrize(
    ("sent", "seen"),
    [("New", {"id": 2, "label": "Old"}), ("New", None), (None, "New"), ([{"id": 1}], [{"id": 1}, {"id": 2}])],
)
def test_values_that_are_others(sent, seen):
    assert not same(sent, seen)


def test_an_echo_relies_on_nothing_that_it_has_not_seen():
    echo = Echo()
    assert not echo.labels
    assert not echo.foreign({"kind": 1, "label": "a"}, {"kind": 1, "label": "b"})
    assert echo.foreign({"kind": 1, "label": "a"}, {"kind": 2, "label": "a"})
    assert not echo.foreign({"kind": 1, "label": "a"}, {"kind": None, "label": "a"})
    echo.learn({"kind": 1, "label": "a", "x": 5}, {"kind": 1, "label": " A", "x": 5})
    assert echo.labels
    assert echo.foreign({"kind": 1, "label": "a"}, {"kind": 1, "label": "b"})
    assert echo.differs({"kind": 1, "label": "a", "x": 5}, {"kind": 1, "label": "a", "x": 6})
    assert not echo.differs({"kind": 1, "label": "a", "y": 5}, {"kind": 1, "label": "a", "y": 6})


def test_what_came_back_changed_once_is_never_relied_on_again():
    echo = Echo()
    echo.learn({"label": "a", "x": 5}, {"label": "a", "x": 6})
    echo.learn({"label": "a", "x": 5}, {"label": "a", "x": 5})
    assert echo.changed == ["x"]
    assert not echo.differs({"label": "a", "x": 5}, {"label": "a", "x": 7})
    echo.learn({"label": "a"}, {"label": "LOG-7 a"})
    assert not echo.labels
    again = Echo(echo.news())
    assert (again.kept, again.changed) == (echo.kept, echo.changed)
    assert again.news() is None


def learned(*names):
    echo = Echo()
    fields = dict.fromkeys(("kind", "label", *names), 1)
    echo.learn(fields, fields)
    return echo


def row(index, label, **fields):
    return Doubtful(index, {"kind": 1, "label": label, **fields}, repr((label, sorted(fields.items()))).encode())


def record(identity, label, **fields):
    return Record(str(identity), {"kind": 1, "label": label, **fields})


def verdicts(rows, records, echo=None):
    return [(sight.verdict, sight.id) for sight in decide(rows, records, echo or learned("x"))]


def test_rows_one_by_one():
    assert verdicts([row(0, "a"), row(1, "b")], [record(7, "b")]) == [("absent", None), ("found", "7")]
    assert verdicts([row(0, "a")], []) == [("absent", None)]
    assert verdicts([row(0, "a")], [record(1, "c")]) == [("absent", None)]


def test_equal_rows_are_interchangeable():
    rows = [row(index, "a", x=1) for index in range(3)]
    found = verdicts(rows, [record(7, "a", x=1), record(8, "A ", x=1)])
    assert sorted(verdict for verdict, _ in found) == ["absent", "found", "found"]
    assert sorted(identity for _, identity in found if identity) == ["7", "8"]


def test_look_alikes_are_told_apart_by_what_the_server_keeps():
    rows = [row(0, "a", x=1), row(1, "a", x=2)]
    assert verdicts(rows, [record(7, "a", x=2)]) == [("absent", None), ("found", "7")]
    unclear = decide(rows, [record(7, "a", x=2)], learned())
    assert [sight.verdict for sight in unclear] == ["unclear", "unclear"]
    assert "1 of 2" in (unclear[0].why or "")


def test_all_applied_is_certain_whichever_is_whose():
    rows = [row(0, "a", y=1), row(1, "a", y=2)]
    sights = decide(rows, [record(7, "a"), record(8, "a")], learned())
    assert [sight.verdict for sight in sights] == ["found", "found"]
    assert all(sight.why for sight in sights)


def test_more_records_than_rows_are_somebody_elses_or_twice():
    [sight] = decide([row(0, "a")], [record(7, "a"), record(8, "a")], learned())
    assert sight.verdict == "unclear"
    assert "7, 8" in (sight.why or "")


def test_before_any_answer_every_new_record_of_the_kind_may_be_it():
    assert [sight.verdict for sight in decide([row(0, "a")], [record(7, "renamed")], Echo())] == ["unclear"]
    assert [sight.verdict for sight in decide([row(0, "a")], [record(7, " A")], Echo())] == ["found"]
    assert [sight.verdict for sight in decide([row(0, "a")], [], Echo())] == ["absent"]


def test_a_value_that_the_server_has_changed_leaves_a_doubt():
    assert verdicts([row(0, "a", x="5.50")], [record(7, "a", x="5.5")])[0][0] == "unclear"
    told = verdicts([row(0, "a", x="5.50"), row(1, "a", x="7")], [record(7, "a", x="7")])
    assert told == [("absent", None), ("found", "7")]
    told = verdicts([row(0, "a", x="5.50"), row(1, "a", x="7")], [record(7, "a", x="5.5"), record(8, "a", x="7")])
    assert told == [("unclear", None), ("found", "8")]


@pytest.mark.parametrize("shown", [{"kind": None, "label": "a"}, {"kind": 1, "label": None}, {}])
def test_a_list_that_hides_kind_or_name_leaves_a_doubt(shown):
    [sight] = decide([row(0, "a")], [Record("7", shown)], learned("x"))
    assert sight.verdict == "unclear"


def test_values_that_the_list_leaves_out_are_not_relied_on():
    echo = learned()
    echo.learn({"kind": 1, "label": "a", "x": 1}, {"kind": 1, "label": "a"})
    assert [sight.verdict for sight in decide([row(0, "a", x=1)], [record(7, "a")], echo)] == ["found"]


def test_a_kind_that_is_shown_otherwise_is_not_relied_on():
    echo = learned()
    echo.learn({"kind": 1, "label": "a"}, {"kind": "Decision", "label": "a"})
    found = Record("7", {"kind": "Decision", "label": "b"})
    assert [sight.verdict for sight in decide([row(0, "b")], [found], echo)] == ["found"]


LABELS = st.sampled_from(["a", "b", "A "])
VALUES = st.sampled_from([1, 2])


@given(
    rows=st.lists(st.tuples(LABELS, VALUES, st.booleans()), min_size=1, max_size=5),
    keeps=st.booleans(),
    trims=st.booleans(),
)
def test_never_wrong_if_nobody_else_makes_look_alikes(rows, keeps, trims):
    """Whatever was applied, a row that was is never called absent, and one that was not is never called found."""
    doubtful = [row(index, label, x=value) for index, (label, value, _) in enumerate(rows)]
    applied = [index for index, (_, _, done) in enumerate(rows) if done]
    records = [
        record(index, rows[index][0].strip() if trims else rows[index][0], **({"x": rows[index][1]} if keeps else {}))
        for index in applied
    ]
    echo = learned("x") if keeps else learned()
    sights = decide(doubtful, records, echo)
    assert [sight.index for sight in sights] == list(range(len(rows)))
    # Rows that are equal in everything may stand for one another.
    for mark, group in itertools.groupby(sorted(doubtful, key=lambda one: one.mark), key=lambda one: one.mark):
        indexes = [one.index for one in group]
        certain = [sight for sight in sights if sight.index in indexes and sight.verdict != "unclear"]
        if len(certain) == len(indexes):
            found = sum(sight.verdict == "found" for sight in certain)
            assert found == sum(index in applied for index in indexes), mark
        else:
            assert not certain
    ids = [sight.id for sight in sights if sight.id is not None]
    assert len(ids) == len(set(ids))


@given(
    rows=st.lists(st.tuples(LABELS, VALUES), min_size=1, max_size=5),
    records=st.lists(st.tuples(LABELS, VALUES), max_size=5),
)
def test_whatever_is_listed_each_record_is_one_rows_at_most(rows, records):
    doubtful = [row(index, label, x=value) for index, (label, value) in enumerate(rows)]
    listed = [record(index, label, x=value) for index, (label, value) in enumerate(records)]
    sights = decide(doubtful, listed, learned("x"))
    ids = [sight.id for sight in sights if sight.id is not None]
    assert len(ids) == len(set(ids))
    for sight in sights:
        fits = [one for one in listed if not learned("x").differs(doubtful[sight.index].fields, one.fields)]
        if sight.verdict == "absent" and fits:
            # Then equal rows have taken all that fit.
            mine = [other for other in sights if doubtful[other.index].mark == doubtful[sight.index].mark]
            assert sum(other.verdict == "found" for other in mine) == len(fits)


def test_many_equal_rows_take_no_time():
    rows = [row(index, "a", x=1) for index in range(500)]
    records = [record(index, "a", x=1) for index in range(300)]
    sights = decide(rows, records, learned("x"))
    assert sum(sight.verdict == "found" for sight in sights) == 300
