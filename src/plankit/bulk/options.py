"""What every bulk job takes besides its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict

from attrs import frozen

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from plankit.bulk.report import Progress

Order = Literal["completion", "input"]


class JobOptions(TypedDict, total=False):
    """What every bulk job takes besides its rows; see `plankit.bulk.Job` for what each means and its default.

    Keys:
        journal: The path of the job's journal.
        key: Makes your own name of a row.
        concurrency: Requests at the same time.
        order: Results as they come (`completion`) or in the order of the rows (`input`).
        settle: Seconds after which a lost request is not applied any more; None goes by the journal.
        deadline: Seconds for the whole run.
        max_failures: The job stops at more rejected and unknown rows than this, or a larger share of them.
        patience: Seconds without any answer after which the job stops.
        drain: Seconds that a cancelled job may finish what is under way.
        audit: Whether the server's lists are read once more at the end.
        on_progress: Called with a `Progress` twice a second and at the end.
    """

    journal: str | os.PathLike[str] | None
    key: Callable[[Any], object] | None
    concurrency: int | None
    order: Order
    settle: float | None
    deadline: float | None
    max_failures: float | None
    patience: float
    drain: float
    audit: bool
    on_progress: Callable[[Progress], None] | None


@frozen
class Settings:
    """How a job runs; see `plankit.bulk.job.Job`."""

    concurrency: int
    in_order: bool
    settle: float | None
    deadline: float | None
    max_failures: float | None
    patience: float
    drain: float
    audit: bool
    on_progress: Callable[[Progress], None] | None
