"""Nested objects are made when they are first read, and nobody can tell."""

from __future__ import annotations

import copy
import gc
import pickle
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import attrs
import pytest
from plankit_clients._runtime import Later
from plankit_clients.playbooks.models import Checklist, ChecklistItem, PlaybookRun, PlaybookRunList

SOURCE = {
    "id": "r",
    "checklists": [{"title": "A", "items": [{"title": "a", "state": "closed"}, None, 7]}, "odd", None],
    "status_posts": [],
    "timeline_events": None,
    "metrics_data": "odd",
}


def made() -> PlaybookRun:
    return PlaybookRun.from_dict(copy.deepcopy(SOURCE))


def waiting() -> int:
    return sum(type(item) is Later for item in gc.get_objects())


def test_only_what_is_read_is_made():
    gc.collect()
    before = waiting()
    page = PlaybookRunList.from_dict({"items": [copy.deepcopy(SOURCE) for _ in range(50)]})
    assert waiting() - before == 1
    assert len(page.items) == 50
    assert waiting() - before == 50
    assert page.items[7].checklists[0].items[0].title == "a"
    assert waiting() - before == 49


def test_what_was_made_stays():
    run = made()
    assert run.checklists is run.checklists
    assert type(run.checklists[0]) is Checklist
    assert type(run.checklists[0].items[0]) is ChecklistItem
    assert run.checklists[1:] == ["odd", None]
    assert run.checklists[0].items[1:] == [None, 7]
    assert (run.status_posts, run.timeline_events, run.metrics_data) == ([], None, "odd")
    run.checklists[0].title = "B"
    run.checklists.append(Checklist(title="C"))
    assert [entry["title"] for entry in run.to_dict()["checklists"] if isinstance(entry, dict)] == ["B", "C"]


def test_what_is_assigned_before_the_first_reading_counts():
    run = made()
    run.checklists = None
    assert run.checklists is None
    assert run.to_dict()["checklists"] is None
    run = made()
    del run.checklists
    with pytest.raises(AttributeError):
        _ = run.checklists


def test_an_empty_list_is_the_model_s_own():
    source = copy.deepcopy(SOURCE)
    run = PlaybookRun.from_dict(source)
    run.status_posts.append("x")
    assert source["status_posts"] == []


@pytest.mark.parametrize(
    "twin",
    [
        copy.copy,
        copy.deepcopy,
        lambda run: pickle.loads(pickle.dumps(run)),  # noqa: S301 - its own
        lambda run: PlaybookRun.from_dict(run.to_dict()),
        attrs.evolve,
    ],
)
def test_copies_of_what_was_never_read(twin):
    other = twin(made())
    assert other == made()
    assert other.checklists[0].items[0].state is made().checklists[0].items[0].state
    assert repr(other).startswith("PlaybookRun(id='r'")
    assert "Later" not in repr(other)


def test_it_is_an_attrs_class_all_the_same():
    assert [field.name for field in attrs.fields(Checklist)][:3] == ["id", "title", "items"]
    run = made()
    assert attrs.asdict(run)["checklists"][0]["items"][0]["title"] == "a"
    assert not hasattr(run, "__dict__")
    assert made() == made()
    changed = made()
    changed.checklists[0].items[0].title = "other"
    assert changed != made()


def test_threads_that_read_at_the_same_time_get_the_same():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            for _ in range(300):
                run, start = made(), threading.Barrier(8)
                found = list(pool.map(lambda _, run=run, start=start: (start.wait(), run.checklists)[1], range(8)))
                assert all(item is found[0] for item in found)
                assert run.checklists is found[0]
    finally:
        sys.setswitchinterval(interval)


def test_what_is_no_object_at_all_is_told_at_once():
    for value in (None, 7, "text", [1]):
        with pytest.raises((TypeError, AttributeError)):
            PlaybookRun.from_dict(value)
