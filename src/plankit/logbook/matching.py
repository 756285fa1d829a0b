"""Which log of the answer came from which log of the request. Pure.

Logbook answers a create with `Data` and `Failed`, without an index into the request (facts C-D28). Entries are
matched by log type and name; where that leaves a choice, by what the server echoes; where that leaves one too, by
order, and the match is then marked ambiguous.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Literal

from attrs import field, frozen

from plankit.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from plankit_clients.logbook.models import FailedLog, Log, LogCreate

Match = Literal["exact", "ambiguous"]


@frozen
class Created:
    """A log that was created.

    Attributes:
        log: The log as the server shows it.
        index: The 0-based index of its input, or None if none fits.
        match: Whether the input is certain (`exact`) or one of several that look alike (`ambiguous`).
    """

    log: Log
    index: int | None
    match: Match


@frozen
class Failed:
    """A log that was not created.

    Attributes:
        message: The server's reason.
        echo: The input as the server repeats it.
        index: The 0-based index of its input, or None if none fits.
        match: Whether the input is certain (`exact`) or one of several that look alike (`ambiguous`).
    """

    message: str
    echo: FailedLog = field(repr=False)
    index: int | None
    match: Match


@frozen
class CreateResult:
    """What became of the logs of a create.

    Attributes:
        created: The logs that were created, in the order of their inputs.
        failed: The logs that were not created, in the order of their inputs.
        unreported: The indexes of inputs that the server does not mention: look for them before repeating them.
    """

    created: list[Created]
    failed: list[Failed]
    unreported: list[int]

    @property
    def ok(self) -> bool:
        """Whether every input was created."""
        return not self.failed and not self.unreported

    def raise_for_failed(self) -> None:
        """Raise if not every input was created.

        Raises:
            InvalidRequestError: With the first reasons and how many there are.
        """
        if self.ok:
            return
        reasons = "; ".join(f"input {entry.index}: {entry.message}" for entry in self.failed[:3])
        unreported = f", {len(self.unreported)} are not mentioned in the answer" if self.unreported else ""
        msg = (
            f"{len(self.created)} logs were created, {len(self.failed)} were refused ({reasons}){unreported}. "
            "Do not repeat those that were created."
        )
        raise InvalidRequestError(msg, status=200)


def match(inputs: Sequence[LogCreate], data: Sequence[Log], failed: Sequence[FailedLog]) -> CreateResult:
    """Match the entries of an answer to the inputs of its request.

    Args:
        inputs: The logs of the request.
        data: `Data` of the answer.
        failed: `Failed` of the answer.
    """
    answers: list[tuple[Hashable, Any]] = [(_key_of_log(log), log) for log in data]
    answers += [((entry.log_types_id, entry.name), entry) for entry in failed]
    found = _assign([((entry.log_types_id, entry.name), entry) for entry in inputs], answers, len(data))
    made = [Created(log, *found[at]) for at, log in enumerate(data)]
    refused = [
        Failed(str(entry.failed_message or "no reason given"), entry, *found[len(data) + at])
        for at, entry in enumerate(failed)
    ]
    mentioned = {index for index, _ in found}
    return CreateResult(
        created=sorted(made, key=_order),
        failed=sorted(refused, key=_order),
        unreported=[index for index in range(len(inputs)) if index not in mentioned],
    )


def _assign(
    inputs: list[tuple[Hashable, LogCreate]], answers: list[tuple[Hashable, Any]], made: int
) -> list[tuple[int | None, Match]]:
    """Return for each answer the index of its input, and how sure that is."""
    found: list[tuple[int | None, Match]] = [(None, "ambiguous")] * len(answers)
    free: dict[Hashable, list[int]] = defaultdict(list)
    for index, (key, _) in enumerate(inputs):
        free[key].append(index)
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for at, (key, _) in enumerate(answers):
        groups[key].append(at)
    for key, group in groups.items():
        for at, index, sure in _within(group, free.get(key, []), inputs, answers, made):
            found[at] = (index, sure)
    # What is left on both sides was renamed by the server: certain only if there is one of each.
    used = {index for index, _ in found}
    spare = [index for index in range(len(inputs)) if index not in used]
    homeless = [at for at, (index, _) in enumerate(found) if index is None]
    only_one: Match = "exact" if len(spare) == len(homeless) == 1 else "ambiguous"
    for at, index in zip(homeless, spare, strict=False):
        found[at] = (index, only_one)
    return found


def _within(
    group: list[int],
    indexes: list[int],
    inputs: list[tuple[Hashable, LogCreate]],
    answers: list[tuple[Hashable, Any]],
    made: int,
) -> list[tuple[int, int, Match]]:
    """Match answers and inputs of one log type and name."""
    indexes = list(indexes)
    pairs: list[tuple[int, int, Match]] = []
    if len(indexes) == len(group) == 1:
        return [(group[0], indexes[0], "exact")]
    bodies = {index: inputs[index][1].to_dict() for index in indexes}
    alike = len({repr(body) for body in bodies.values()}) <= 1 and len(indexes) == len(group)
    rest: list[int] = []
    for at in group:
        echo = _echo(answers[at][1]) if at >= made else None
        same = [index for index in indexes if echo is not None and bodies[index] == echo]
        if same and (len(same) == 1 or alike):
            indexes.remove(same[0])
            pairs.append((at, same[0], "exact"))
        else:
            rest.append(at)
    # Inputs that are equal in everything are interchangeable: whichever was created, it is the one.
    settled = (alike and not any(at >= made for at in group)) or len(rest) == len(indexes) == 1
    pairs += [(at, index, "exact" if settled else "ambiguous") for at, index in zip(rest, indexes, strict=False)]
    return pairs


def _echo(entry: FailedLog) -> dict[str, Any]:
    body = entry.to_dict()
    body.pop("failed_message", None)
    return body


def _key_of_log(log: Log) -> Hashable:
    log_type = log.log_type
    return (getattr(log_type, "id", None), log.name)


def _order(entry: Created | Failed) -> tuple[bool, int]:
    return (entry.index is None, entry.index or 0)
