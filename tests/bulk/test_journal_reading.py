"""What a journal tells of the rows that were applied: by their list, and those that share an id."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plankit.bulk.journal import Journal
from plankit.bulk.rows import Entry, State, Verdict

MANY = 100_000
HALF = "a\ud800"


def test_the_rows_of_a_list_come_latest_first(journal):
    journal.append(
        [
            Entry(0, "a", {"n": 0}, State.APPLIED, b"", "logs/7", "id0"),
            Entry(1, "b", {"n": 1}, State.APPLIED, b"g", "logs/7", HALF, sendings=2),
            Entry(2, "c", {"n": 2}, State.APPLIED, b"", "logs/8", "id2"),
            Entry(3, "d", {"n": 3}, State.APPLIED, b"", "logs/7", None),
            Entry(4, "e", {"n": 4}, State.PENDING, b"", "logs/7", None),
            Entry(5, "f", {"n": 5}, State.DOUBTFUL, b"", "logs/7", "id5"),
            Entry(6, "g", {"n": 6}, State.APPLIED, b"", "", "id6"),
            Entry(7, "h", {"n": 7}, State.APPLIED, b"", HALF, "id7"),
        ],
        1.0,
    )
    assert journal.applied_in("logs/7") == [journal.entry(1), journal.entry(0)]
    assert journal.applied_in("logs/7", 1) == [journal.entry(1)]
    assert journal.applied_in(HALF) == [journal.entry(7)]
    for scope, limit in (("logs/9", 100), ("", 100), ("logs/7", 0), ("logs/7", -1)):
        assert journal.applied_in(scope, limit) == []


def test_ids_that_several_applied_rows_have_are_told(journal):
    ids = ["x", "y", HALF, "x", "x", HALF, "y", "z", None, None]
    states = dict.fromkeys(range(10), State.APPLIED) | {6: State.DOUBTFUL}
    journal.append([Entry(at, None, {}, states[at], id=each) for at, each in enumerate(ids)], 1.0)
    assert journal.repeated_ids() == ["x", HALF]
    assert journal.repeated_ids(1) == ["x"]
    assert journal.repeated_ids(0) == journal.repeated_ids(-1) == []
    journal.decided(2.0, "found", [Verdict(6, State.APPLIED, "y"), Verdict(5, State.UNKNOWN, HALF)])
    assert journal.repeated_ids() == ["x", "y"]


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(State), st.sampled_from(["", "s", "t"]), st.sampled_from([None, "1", "2", "3"])),
        max_size=12,
    )
)
def test_both_answer_as_a_walk_over_all_rows_would(rows):
    journal = Journal.open(None, write="w", target="t")
    entries = [Entry(at, None, {}, state, b"", scope, its_id) for at, (state, scope, its_id) in enumerate(rows)]
    try:
        journal.append(entries, 1.0)
        applied = [each for each in entries if each.state is State.APPLIED and each.id is not None]
        for scope in ("s", "t"):
            assert journal.applied_in(scope) == [each for each in reversed(applied) if each.scope == scope]
        ids = [each.id for each in applied]
        assert journal.repeated_ids() == [each for each in dict.fromkeys(ids) if ids.count(each) > 1]
    finally:
        journal.close()


def steps(journal, read):
    """Return what *read* returns, and how many hundreds of steps SQLite took for it."""
    taken = 0

    def count():
        nonlocal taken
        taken += 1
        return 0

    journal._database.set_progress_handler(count, 100)
    try:
        return read(), taken
    finally:
        journal._database.set_progress_handler(None, 100)


def test_a_large_journal_is_not_walked_for_a_few_rows():
    journal = Journal.open(None, write="w", target="t")
    try:
        few = [Entry(at, None, {"n": at}, State.APPLIED, b"", "few", f"i{at}") for at in range(50)]
        journal.append(few, 1.0)
        journal.append([Entry(at, None, {}, State.APPLIED, b"", "many", f"i{at}") for at in range(50, MANY)], 1.0)
        # A walk over all of them would take tens of steps for each.
        found, taken = steps(journal, lambda: journal.applied_in("few"))
        assert [each.index for each in found] == [*range(49, -1, -1)]
        assert taken < MANY / 1000
        found, taken = steps(journal, lambda: journal.applied_in("many"))
        assert [each.index for each in found] == [*range(MANY - 1, MANY - 101, -1)]
        assert taken < MANY / 1000
        repeated, taken = steps(journal, journal.repeated_ids)
        assert repeated == []
        assert taken < MANY / 100 * 20
    finally:
        journal.close()
