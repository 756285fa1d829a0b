"""Classes of values: made without attrs, and all that attrs would have made of them."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
import weakref
from typing import ClassVar, Generic, TypeVar

import attrs
import hypothesis
import pytest
from hypothesis import strategies as st

from plankit import record

T = TypeVar("T")


def classes(maker):
    """The same classes, as `plankit.record` and as attrs make them."""

    @maker.frozen
    class Point:
        """A point."""

        x: int
        y: int = 2
        secret: str = maker.field(default="s", repr=False)
        note: object = maker.field(default=None, eq=False)
        tags: list[str] = maker.field(factory=list, repr=lambda tags: f"<{len(tags)}>")
        kind: ClassVar[str] = "point"

        def twice(self):
            return self.x * 2

    @maker.define
    class Open(Generic[T]):
        value: T

    return Point, Open


OURS, THEIRS = classes(record), classes(attrs)
BOTH = pytest.mark.parametrize("classes", [OURS, THEIRS], ids=["record", "attrs"])


@record.frozen
class Kept:
    x: int
    y: str = "y"


@record.frozen
class Checked:
    x: int

    def __attrs_post_init__(self):
        if self.x < 0:
            msg = "below 0"
            raise ValueError(msg)

    def __repr__(self):
        return "<Checked>"


@BOTH
def test_what_a_class_does(classes):
    point, opened = classes
    one = point(1)
    assert (one.x, one.y, one.secret, one.note, one.tags, one.kind, one.twice()) == (1, 2, "s", None, [], "point", 2)
    assert point(1).tags is not one.tags
    assert one == point(1, note="other")
    assert one != point(1, secret="other")
    assert one != (1, 2)
    assert repr(one).endswith("Point(x=1, y=2, note=None, tags=<0>)")
    assert not hasattr(one, "__dict__")
    assert weakref.ref(one)() is one
    assert point.__doc__ == "A point."
    assert list(inspect.signature(point).parameters) == ["x", "y", "secret", "note", "tags"]
    assert inspect.signature(point).parameters["y"].default == 2
    match one:
        case point(x, y):
            assert (x, y) == (1, 2)
    for change in (lambda: setattr(one, "x", 3), lambda: delattr(one, "x"), lambda: setattr(one, "other", 3)):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            change()
    for wrong in ((), (1, 2, 3, 4, 5, 6)):
        with pytest.raises(TypeError):
            point(*wrong)
    with pytest.raises(TypeError):
        point(1, z=3)
    box = opened(one)
    box.value = box
    assert repr(box).endswith("Open(value=...)")
    with pytest.raises(AttributeError):
        box.other = 3
    with pytest.raises(TypeError):
        hash(box)
    assert opened[int](3) == opened(3)


@BOTH
def test_attrs_takes_it_for_its_own(classes):
    point, _ = classes
    assert attrs.has(point)
    assert [(f.name, f.eq, bool(f.repr)) for f in attrs.fields(point)] == [
        ("x", True, True),
        ("y", True, True),
        ("secret", True, False),
        ("note", False, True),
        ("tags", True, True),
    ]
    assert attrs.fields(point).y.default == 2
    assert attrs.evolve(point(1), x=2) == point(2) == record.evolve(point(1), x=2)
    assert attrs.asdict(point(1)) == {"x": 1, "y": 2, "secret": "s", "note": None, "tags": []}


@hypothesis.given(st.integers(), st.text(), st.integers(), st.text())
def test_equal_ones_have_one_hash(x, y, other_x, other_y):
    one, other = Kept(x, y), Kept(other_x, other_y)
    assert (one == other) == ((x, y) == (other_x, other_y))
    assert one != other or hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == copy.copy(one) == copy.deepcopy(one) == one  # noqa: S301 - its own


def test_what_a_class_says_itself_stays():
    assert repr(Checked(1)) == "<Checked>"
    with pytest.raises(ValueError, match="below 0"):
        Checked(-1)


def test_it_does_without_attrs():
    program = "import sys, plankit.errors as e; e.Attempt(e.Outcome.APPLIED); print('attr' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
