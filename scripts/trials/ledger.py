"""What the server did in which order, for whom; and the hand that kills the job at a chosen moment."""

from __future__ import annotations

import dataclasses
import json
import threading
from typing import TYPE_CHECKING

from trials.rows import scope_of

if TYPE_CHECKING:
    import subprocess

    from plankit.sandbox.record import Call
    from plankit.sandbox.wire import Answer
    from trials.plan import Kill

WRITER = b"x-writer"


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """A log that was made.

    Attributes:
        order: When, as a number that grows.
        id: Its id.
        own: Whether the job made it.
    """

    order: int
    id: str
    own: bool


class Ledger:
    """An interceptor of the sandbox, called under its lock."""

    def __init__(self) -> None:
        self.made: list[Made] = []
        self.lists: dict[str, int] = {}
        """When the job last read a list that was answered, by its containers."""
        self.began: dict[str, int] = {}
        """When the job's first create for containers was applied."""
        self.creates = 0
        self._order = 0
        self._hunt: _Hunt | None = None

    def hunt(self, process: subprocess.Popen[bytes], kill: Kill) -> None:
        """Kill a process when it comes to the moment of *kill*."""
        self._hunt = _Hunt(process, kill)

    def rest(self) -> None:
        """Kill nothing any more."""
        self._hunt = None

    def before(self, call: Call) -> Answer | None:
        """See a call that has been read whole."""
        if _own(call) and self._hunt is not None:
            if _operation(call) == "createLogs":
                self._hunt.met("read")
            elif _operation(call) == "listLogs":
                self._hunt.met("listed")
        return None

    def after(self, call: Call, answer: Answer) -> Answer:
        """See a call that has been carried out."""
        own, self._order = _own(call), self._order + 1
        if _operation(call) == "listLogs" and own and call.applied:
            self.lists[scope_of(json.loads(call.body)["app_context"])] = self._order
        elif _operation(call) == "createLogs" and call.applied:
            self.made += [Made(self._order, written.identity, own) for written in call.writes]
            if own:
                self.creates += 1
                for log in json.loads(call.body)["logs"]:
                    self.began.setdefault(scope_of(log["app_context"]), self._order)
                if self._hunt is not None:
                    self._hunt.met("applied")
        return answer


class _Hunt:
    """Waits for the moment to kill a process."""

    def __init__(self, process: subprocess.Popen[bytes], kill: Kill) -> None:
        self._process = process
        self._kill = kill
        self._met = 0

    def met(self, what: str) -> None:
        """Say that the server has read, applied or listed something for the process."""
        wanted = "applied" if self._kill.at == "answered" else self._kill.at
        if what != wanted:
            return
        self._met += 1
        if self._met != self._kill.number:
            return
        if self._kill.at == "answered":
            # The answer leaves when this call has returned.
            timer = threading.Timer(self._kill.seconds, self._process.kill)
            timer.daemon = True
            timer.start()
        else:
            self._process.kill()


def _own(call: Call) -> bool:
    return call.header(WRITER) is None


def _operation(call: Call) -> str | None:
    return None if call.operation is None else call.operation.id
