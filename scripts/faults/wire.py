"""Rows about the connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faults.cells import ALWAYS, FOR_GOOD, IMPATIENT, LARGE, ONE_OF_EACH, doubt, doubt_each_time, failed, for_all, ok
from faults.outcome import Row
from plankit.sandbox.faults import CloseIdle, Cut, Drip, EndlessHead, Garbage, Late, Stall

if TYPE_CHECKING:
    from plankit.sandbox.faults import Point

BEFORE: tuple[Point, ...] = ("request", "read")
AFTER: tuple[Point, ...] = ("applied", "head", "body")

WIRE = (
    *(
        Row(
            group="The wire",
            name=f"a reset or a close {words}{once}",
            faults=tuple(Cut(at, reset=reset) for at in points for reset in (True, False)),
            when=ALWAYS if once else {"times": 1},
            only=ONE_OF_EACH if once else (),
            cells=cells,
        )
        for points, words, applied in (
            (BEFORE, "before it was applied (before or after its body was read)", False),
            (AFTER, "after it was applied (before the head, after it, in the body)", True),
        )
        for once, cells in (
            ("", doubt("TransportError", applied=applied)),
            (", each time", doubt_each_time("TransportError", applied=applied)),
        )
    ),
    *(
        Row(
            group="The wire",
            name=f"a stall {words}",
            faults=tuple(Stall(at, FOR_GOOD) for at in points),
            only=ONE_OF_EACH,
            settings=IMPATIENT,
            cells=doubt("TransportError", applied=applied),
        )
        for points, words, applied in (
            (BEFORE, "before it was applied (before or after its body was read)", False),
            (AFTER, "after it was applied (before the head, after it, in the body)", True),
        )
    ),
    Row(
        group="The wire",
        name="a stall each time",
        faults=(Stall("applied", FOR_GOOD),),
        when=ALWAYS,
        only=ONE_OF_EACH,
        settings=IMPATIENT,
        cells=doubt_each_time("TransportError", applied=True),
    ),
    Row(
        group="The wire",
        name="a stall beyond the deadline",
        faults=(Stall("applied", FOR_GOOD),),
        only=ONE_OF_EACH,
        settings={"deadline": 0.15},
        cells=for_all(failed("DeadlineExceededError", "unknown", 1, 1)),
    ),
    Row(
        group="The wire",
        name="applied late, after the client gave up",
        faults=(Late(0.05),),
        only=ONE_OF_EACH,
        settings=IMPATIENT,
        cells=doubt("TransportError", applied=True),
    ),
    Row(
        group="The wire",
        name="the server takes no more before all of a large request was sent: a stall or a reset",
        # Longer than the time-out of the second, more patient try as well: four times the first.
        faults=(Stall("request", 2.5), Cut("request")),
        only=(LARGE,),
        settings={"timeout": 0.5},
        cells={"unsafe": ok(2)},
    ),
    Row(
        group="The wire",
        name="a slow drip that ends in time",
        faults=(Drip(1_000, 0.01),),
        cells=for_all(ok(1)),
    ),
    Row(
        group="The wire",
        name="a slow drip beyond the time-out",
        faults=(Drip(1, 0.1),),
        only=ONE_OF_EACH,
        settings=IMPATIENT,
        cells=doubt("TransportError", applied=True),
    ),
    Row(
        group="The wire",
        name="garbage that is no HTTP",
        faults=(Garbage(),),
        cells=doubt("TransportError", applied=True),
    ),
    Row(
        group="The wire",
        name="a head without end",
        faults=(EndlessHead(),),
        cells=doubt("TransportError", applied=True),
    ),
    Row(
        group="The wire",
        name="the connection is closed while it is idle, between two calls, which are counted together",
        faults=(CloseIdle(),),
        calls=2,
        cells=for_all(ok(2, 2)),
    ),
)
