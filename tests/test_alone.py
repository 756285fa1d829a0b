"""Tests marked `alone` run by themselves, whatever the other workers of pytest-xdist do; see Room in conftest.py."""

from __future__ import annotations

import threading
import time
import uuid
from pathlib import Path

import pytest

fcntl = pytest.importorskip("fcntl")

# Each has a room of its own, as each worker has; locks of one opened file would not keep it out.
WORKERS, VISITS = 4, 25


@pytest.fixture
def rooms(request):
    conftest = request.config.pluginmanager.get_plugin(str(Path(__file__).with_name("conftest.py")))
    run = uuid.uuid4().hex
    made = [conftest.Room(run) for _ in range(WORKERS)]
    yield made
    for room in made:
        room.pytest_unconfigure()
    assert not [path for path in made[0]._paths if path.exists()]


def test_nobody_is_there_beside_who_wants_to_be_alone(rooms):
    inside: list[bool] = []
    company, together = [], []

    def visit(room, number):
        for turn in range(VISITS):
            alone = (turn + number) % 5 == 0
            with room.entered(alone=alone):
                inside.append(alone)
                time.sleep(0.001)
                (company if alone else together).append(len(inside))
                inside.remove(alone)

    threads = [threading.Thread(target=visit, args=(room, number)) for number, room in enumerate(rooms)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert set(company) == {1}
    assert len(company) == WORKERS * VISITS // 5
    assert max(together) > 1


def shut(room):
    """Whether somebody keeps the door shut."""
    try:
        fcntl.flock(room._door, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(room._door, fcntl.LOCK_UN)
    return False


def test_who_wants_to_be_alone_is_not_overtaken(rooms):
    first, second, third, fourth = rooms
    order = []

    def visit(room, name, *, alone):
        with room.entered(alone=alone):
            order.append(name)

    waiting = threading.Thread(target=visit, args=(second, "alone"), kwargs={"alone": True})
    late = threading.Thread(target=visit, args=(third, "late"), kwargs={"alone": False})
    with first.entered(alone=False):
        waiting.start()
        until = time.monotonic() + 20
        while not shut(fourth):
            assert time.monotonic() < until
            time.sleep(0.001)
        late.start()
        time.sleep(0.05)
        assert order == []
    waiting.join(60)
    late.join(60)
    assert order == ["alone", "late"]
