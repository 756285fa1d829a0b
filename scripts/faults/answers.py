"""Rows about what a server answers, or what stands before it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from faults.cells import ALWAYS, FINISH, JSON, ONE_OF_EACH, doubt, doubt_each_time, failed, final, for_all, ok
from faults.outcome import MANY, Row
from plankit.sandbox.faults import Respond, Spoil, bomb, page, redirect, throttled

if TYPE_CHECKING:
    from plankit.sandbox import Sandbox

BODIES = (
    (b'{"code":"INTERNAL","message":"it failed"}', JSON),
    (b'{"code":"INTERNAL","mess', JSON),
    (b'["it", {"failed": null}]', JSON),
    (b"", ()),
    (page().body, page().headers),
)


def _errors(statuses: tuple[int, ...], *, applied: bool, all_pairs: bool) -> tuple[Respond, ...]:
    """Each status with each body; or each status, and each body, at least once."""
    pairs = [(status, body) for body in BODIES for status in statuses]
    if not all_pairs:
        pairs = [(statuses[number % len(statuses)], body) for number, body in enumerate(BODIES)]
    return tuple(Respond(status, body, headers, applied=applied) for status, (body, headers) in pairs)


def _operations(statuses: tuple[int, ...], *, each: bool, applied: bool) -> tuple[str, ...]:
    if statuses == (500,):
        return (*ONE_OF_EACH, FINISH) if each else ()
    return ONE_OF_EACH if each or not applied else ()


def _soon(_: Sandbox) -> Respond:
    return throttled(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1))


def _elsewhere(server: Sandbox) -> Respond:
    return redirect(f"{server.planbox_alpha_url}/organizations/1/initiatives")


def _see_other(server: Sandbox) -> Respond:
    return redirect(f"{server.planbox_alpha_url}/organizations/1/initiatives", 303, applied=True)


LIMITS = (
    Row(
        group="Limits",
        name="429 with `Retry-After` in seconds",
        faults=(throttled(0.05),),
        cells=for_all(ok(2)),
    ),
    Row(
        group="Limits", name="429 with `Retry-After` as a date", faults=(_soon,), only=ONE_OF_EACH, cells=for_all(ok(2))
    ),
    Row(
        group="Limits",
        name="429 without `Retry-After`, or with one of 0 seconds, or an absurd one (`soon`, `-1`, 400 digits)",
        faults=(throttled(), throttled(0), throttled("soon"), throttled("-1"), throttled("9" * 400)),
        only=ONE_OF_EACH,
        cells=for_all(ok(2)),
    ),
    Row(
        group="Limits",
        name="429, and `Retry-After` is beyond the deadline",
        faults=(throttled(3600),),
        cells=for_all(failed("RateLimitedError", "not applied", 1)),
    ),
    Row(
        group="Limits",
        name="429 each time",
        faults=(throttled(),),
        when=ALWAYS,
        only=ONE_OF_EACH,
        settings={"deadline": 0.3},
        cells=for_all(failed("DeadlineExceededError", "not applied", MANY)),
    ),
)

ERRORS = (
    *(
        Row(
            group="Errors of the server, or of what stands before it",
            name=f"{', '.join(map(str, statuses))} {when}, with JSON, half of it, other JSON, HTML or nothing{once}",
            faults=_errors(statuses, applied=applied, all_pairs=not (applied or once)),
            when=ALWAYS if once else {"times": 1},
            only=_operations(statuses, each=bool(once), applied=applied),
            cells=final(cells, applied=applied) if statuses == (500,) else cells,
        )
        for applied, when in ((False, "before it was applied"), (True, "after it was applied"))
        for once, cells in (
            ("", doubt("ServerError", applied=applied)),
            (", each time", doubt_each_time("ServerError", applied=applied)),
        )
        for statuses in ((500,), (502, 503, 504, 520))
    ),
    Row(
        group="Errors of the server, or of what stands before it",
        name="503 with `Retry-After`",
        faults=(Respond(503, b"", (("retry-after", "1"),)),),
        cells=doubt("ServerError", applied=False),
    ),
    Row(
        group="Errors of the server, or of what stands before it",
        name="Playbooks' 500 to an id that it does not know",
        faults=(),
        only=("playbooks.runs.finish, unknown id", "playbooks.runs.change_owner, unknown id"),
        cells={
            "idempotent": failed("ServerError", "unknown", 1),
            "unsafe": failed("ServerError", "unknown", 1),
        },
    ),
    Row(
        group="Errors of the server, or of what stands before it",
        name="a redirect to another host (307), before it was applied",
        faults=(_elsewhere,),
        cells=for_all(failed("InvalidRequestError", "unknown", 1)),
    ),
    Row(
        group="Errors of the server, or of what stands before it",
        name="a redirect to another host (303), after it was applied",
        faults=(_see_other,),
        cells=for_all(failed("InvalidRequestError", "unknown", 1, 1)),
    ),
)

ANSWERS = (
    Row(
        group="Answers of 200 that are not what was promised",
        name="truncated JSON, or an HTML page",
        faults=(Spoil("truncated"), Spoil("html")),
        cells=doubt("ProtocolError", applied=True),
    ),
    Row(
        group="Answers of 200 that are not what was promised",
        name="an empty body",
        faults=(Spoil("empty"),),
        cells={**doubt("ProtocolError", applied=True), FINISH: ok(1)},
    ),
    Row(
        group="Answers of 200 that are not what was promised",
        name="a sign-in page in place of the service",
        faults=(page(200),),
        cells=doubt("ProtocolError", applied=False),
    ),
    Row(
        group="Answers of 200 that are not what was promised",
        name="JSON of another type",
        faults=tuple(Spoil("wrong_type", seed=seed) for seed in range(4)),
        cells={**for_all(failed("ProtocolError", "unknown", 1, 1)), FINISH: ok(1)},
    ),
    Row(
        group="Answers of 200 that are not what was promised",
        name="unknown fields, and unknown words where there are a few",
        faults=(Spoil("surprises", seed=1), Spoil("surprises", seed=2)),
        cells=for_all(ok(1)),
    ),
    Row(
        group="Answers of 200 that are not what was promised",
        name="null for lists",
        faults=tuple(Spoil("nulls", seed=seed) for seed in range(4)),
        cells=for_all(ok(1)),
    ),
    Row(
        group="Answers of 200 that are not what was promised",
        name="a body shorter than its `Content-Length`",
        faults=(Spoil("shorter"),),
        cells=doubt("TransportError", applied=True),
    ),
    Row(
        group="Answers of 200 that are not what was promised",
        name="a gzip bomb",
        faults=(bomb(100_000_000),),
        only=ONE_OF_EACH,
        settings={"timeout": 2.0},
        cells=for_all(failed("ResponseTooLargeError", "unknown", 1, 1)),
    ),
)
