"""Which fault happens to which call, and when. Decided without I/O; time is an argument."""

from __future__ import annotations

import dataclasses
import random
from typing import TypedDict

from plankit.sandbox.faults import Act, Fault
from plankit.sandbox.ranges import seconds, whole


class When(TypedDict, total=False):
    """The conditions of a `Rule`, as keyword arguments."""

    operation: str
    service: str
    first: int
    every: int
    times: int
    probability: float
    seed: int
    after: float
    seconds: float


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When a fault happens: every condition that is given must hold.

    Attributes:
        fault: What happens.
        operation: Only to calls of this operationId.
        service: Only to calls of this service (`admin`, ...).
        first: From the n-th matching call on, counted from 1.
        every: To each n-th of those.
        times: So many times at most.
        probability: To so many of those, by a random source of its own.
        seed: Of that source: equal seeds give equal faults for equal sequences of calls.
        after: Seconds from the making of the rule to its beginning.
        seconds: Seconds from its beginning to its end.
    """

    fault: Fault
    operation: str | None = None
    service: str | None = None
    first: int = 1
    every: int = 1
    times: int | None = None
    probability: float = 1.0
    seed: int = 0
    after: float = 0.0
    seconds: float | None = None

    def __post_init__(self) -> None:
        """Refuse what never or nonsensically happens.

        Raises:
            ValueError: A number is out of its range.
            TypeError: There is no such fault.
        """
        if not _is_fault(self.fault):
            message = f"{self.fault!r} is no fault; give Cut(...), Stall(...) or another of plankit.sandbox.faults"
            raise TypeError(message)
        whole("first", self.first)
        whole("every", self.every)
        if self.times is not None:
            whole("times", self.times)
        if not 0.0 < self.probability <= 1.0:
            message = f"probability must be more than 0 and at most 1, not {self.probability!r}"
            raise ValueError(message)
        seconds("after", self.after)
        if self.seconds is not None:
            seconds("seconds", self.seconds, zero=False)


class Line:
    """A rule of a script and how far it has come.

    Args:
        rule: The rule.
        made: Monotonic seconds.
    """

    def __init__(self, rule: Rule, made: float) -> None:
        self.rule: Rule = rule
        self.hits: int = 0
        self._begins = made + rule.after
        self._met = 0
        self._source = random.Random(rule.seed)

    def strikes(self, operation: str | None, service: str, now: float) -> bool:
        """Whether the fault happens to a call that arrives now."""
        rule = self.rule
        if rule.operation not in (None, operation) or rule.service not in (None, service) or now < self._begins:
            return False
        if rule.seconds is not None and now >= self._begins + rule.seconds:
            return False
        self._met += 1
        if self._met < rule.first or (self._met - rule.first) % rule.every:
            return False
        if rule.probability < 1.0 and self._source.random() >= rule.probability:
            return False
        if rule.times is not None and self.hits >= rule.times:
            return False
        self.hits += 1
        return True


class Script:
    """The rules of a sandbox in the order they were made. The first that strikes decides; `Act` decides nothing."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def add(self, rule: Rule, now: float) -> int:
        """Add a rule; give its number."""
        self.lines.append(Line(rule, now))
        return len(self.lines) - 1

    def clear(self) -> None:
        """Forget all rules."""
        self.lines = []

    def decide(self, operation: str | None, service: str, now: float) -> tuple[Fault | None, list[Act]]:
        """What happens to a call that arrives now."""
        acts: list[Act] = []
        for line in self.lines:
            if line.strikes(operation, service, now):
                if not isinstance(line.rule.fault, Act):
                    return line.rule.fault, acts
                acts.append(line.rule.fault)
        return None, acts


def _is_fault(given: object) -> bool:
    return isinstance(given, Fault)
