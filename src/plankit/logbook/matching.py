"""Which log of the answer came from which log of the request. Pure.

Logbook answers a create with `Data` and `Failed`, without an index into the request (facts C-D28). Entries are
matched by log type and name; where that leaves a choice, by what the server echoes; where that leaves one too, by
order, and the match is then marked ambiguous.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from plankit.errors import InvalidRequestError
from plankit.shapes import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plankit_clients.logbook.models import FailedLog, Log, LogCreate

Match = Literal["exact", "ambiguous"]
_LONGEST = 500


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
        """Whether every input was created, and nothing else."""
        return not self.failed and not self.unreported and all(made.index is not None for made in self.created)

    def raise_for_failed(self) -> None:
        """Raise if not every input was created.

        Raises:
            InvalidRequestError: With the first reasons and how many there are.
        """
        if self.ok:
            return
        reasons = "; ".join(f"input {entry.index}: {printable(entry.message[:_LONGEST])}" for entry in self.failed[:3])
        unreported = f", {len(self.unreported)} are not mentioned in the answer" if self.unreported else ""
        msg = (
            f"{len(self.created)} logs were created, {len(self.failed)} were refused ({reasons}){unreported}. "
            "Do not repeat those that were created."
        )
        raise InvalidRequestError(msg, status=200)


def match(inputs: Sequence[LogCreate], data: Sequence[Log], failed: Sequence[FailedLog]) -> CreateResult:
    """Match the entries of an answer to the inputs of its request.

    A match is `exact` if every way to give the entries to inputs of their type and name (and, for a refused entry,
    of what it repeats; one that fits no input may be any of them, renamed) gives this entry an input that is equal in
    everything.

    Args:
        inputs: The logs of the request, as they were sent.
        data: `Data` of the answer.
        failed: `Failed` of the answer.
    """
    answers: list[tuple[str, str | None]]
    answers = [(_key(getattr(log.log_type, "id", None), log.name), None) for log in data]
    answers += [(_key(entry.log_types_id, entry.name), _print(entry)) for entry in failed]
    found = _assign([(_key(entry.log_types_id, entry.name), _print(entry)) for entry in inputs], answers)
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


def _assign(inputs: list[tuple[str, str]], answers: list[tuple[str, str | None]]) -> list[tuple[int | None, Match]]:
    """Return for each answer the index of its input, and how sure that is."""
    found: list[tuple[int | None, Match]] = [(None, "ambiguous")] * len(answers)
    free: dict[str, list[int]] = defaultdict(list)
    for index, (key, _) in enumerate(inputs):
        free[key].append(index)
    groups: dict[str, list[int]] = defaultdict(list)
    for at, (key, _) in enumerate(answers):
        groups[key].append(at)
    for key, group in groups.items():
        for at, index, sure in _within(group, free.get(key, []), inputs, answers):
            found[at] = (index, sure)
    # Entries that fit no input were renamed by the server: certain only if one is left on each side, and for sure.
    strange = [at for at, (key, _) in enumerate(answers) if key not in free]
    used = {index for index, _ in found}
    left = [index for index in range(len(inputs)) if index not in used]
    doubts = sum(sure == "ambiguous" for _, sure in found)
    only_one: Match = "exact" if len(strange) == len(left) == doubts == 1 else "ambiguous"
    for at, index in zip(strange, left, strict=False):
        found[at] = (index, only_one)
    return found


def _within(
    group: list[int], indexes: list[int], inputs: list[tuple[str, str]], answers: list[tuple[str, str | None]]
) -> list[tuple[int, int, Match]]:
    """Match answers and inputs of one log type and name."""
    left = list(indexes)
    pairs: list[tuple[int, int, Match]] = []
    rest: list[int] = []
    for at in group:
        echo = answers[at][1]
        index = next((index for index in left if inputs[index][1] == echo), None)
        if index is None:
            rest.append(at)
        else:
            left.remove(index)
            pairs.append((at, index, "exact"))
    # Inputs that are equal in everything are interchangeable: whichever was created, it is the one.
    alike = len(rest) == len(left) and len({inputs[index][1] for index in left}) == 1
    sure: Match = "exact" if alike else "ambiguous"
    return pairs + [(at, index, sure) for at, index in zip(rest, left, strict=False)]


def _key(log_type: object, name: object) -> str:
    """Return what entries and inputs are matched by; servers send ids as numbers or as text (facts C-D14)."""
    return json.dumps([str(log_type), name], default=repr)


def _print(entry: LogCreate | FailedLog) -> str:
    """Return the whole input as text, to be compared."""
    body = entry.to_dict()
    body.pop("failed_message", None)
    # Through JSON once, as it was sent: keys are texts then, and can be sorted.
    return json.dumps(json.loads(json.dumps(body, default=repr)), sort_keys=True)


def _order(entry: Created | Failed) -> tuple[bool, int]:
    return (entry.index is None, entry.index or 0)
