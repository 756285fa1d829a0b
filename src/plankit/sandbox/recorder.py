"""The counts of the audit, the writes and a bounded log of requests."""

from __future__ import annotations

from collections import Counter, deque

from plankit.sandbox.record import UNKNOWN, Call, Written


class _Meter:
    """The busiest sliding second, without keeping more than the last one."""

    __slots__ = ("_last", "most")

    def __init__(self) -> None:
        self._last: deque[float] = deque()
        self.most = 0

    def arrived(self, at: float) -> None:
        last = self._last
        last.append(at)
        while last[0] <= at - 1.0:
            last.popleft()
        self.most = max(self.most, len(last))


class Recorder:
    """Counts everything and keeps the newest requests. Guarded by the lock of whoever owns it.

    Args:
        keep: Requests kept.
        keep_bytes: Bytes of bodies kept.
        services: The names counted for.
    """

    def __init__(self, keep: int, keep_bytes: int, services: tuple[str, ...]) -> None:
        self._calls: deque[Call] = deque()
        self._keep = keep
        self._keep_bytes = keep_bytes
        self._services = services
        self.reset()

    def reset(self) -> None:
        """Forget everything recorded; the state of the services stays."""
        for call in self._calls:
            # Its body may be read only now, and would be counted for good.
            call.kept = False
        self._calls.clear()
        self._bytes = 0
        self._writes: list[Written] = []
        self._meters = {name: _Meter() for name in self._services}
        self.operations: Counter[str] = Counter()
        self.statuses: dict[str, Counter[int]] = {name: Counter() for name in self._services}
        self.tokens_issued = 0

    def arrived(self, call: Call) -> None:
        """Count a request the moment its head is there."""
        self.operations[call.operation.id if call.operation else UNKNOWN] += 1
        self._meters[call.service].arrived(call.at)
        self._calls.append(call)
        if len(self._calls) > self._keep:
            self._forget()

    def read(self, call: Call) -> None:
        """Count the bytes of a body that has been read."""
        if not call.kept:
            return
        self._bytes += len(call.body)
        while self._bytes > self._keep_bytes and self._calls:
            self._forget()

    def _forget(self) -> None:
        call = self._calls.popleft()
        call.kept = False
        self._bytes -= len(call.body)

    def answered(self, call: Call, status: int) -> None:
        """Count an answer."""
        call.status = status
        self.statuses[call.service][status] += 1
        for written in call.writes:
            written.answered = call.answered

    def ended(self, call: Call) -> None:
        """Let go of the writes of a call that has come to its end."""
        call.writes = []

    def wrote(self, call: Call, kind: str, identity: str, key: str, mark: object) -> None:
        """Remember a change of state. These are never dropped: the audit rests on them.

        Args:
            call: The call that made the change.
            kind: `create`, `update` or `delete`.
            identity: The id of the thing.
            key: Its name or e-mail.
            mark: What the fingerprint is made of; plain data that nobody changes any more.
        """
        written = Written(call, kind, identity, key, mark)
        self._writes.append(written)
        call.writes.append(written)

    def elsewhere(self, service: str, at: float, kind: str, identity: str, key: str, mark: object) -> None:
        """Remember a change that no client made: see `wrote`."""
        call = Call(service, "", b"", b"", [], at)
        self._writes.append(Written(call, kind, identity, key, mark, elsewhere=True))

    def calls(self, service: str | None) -> list[Call]:
        """The kept requests in order of arrival."""
        return [call for call in self._calls if service in (None, call.service)]

    def writes(self) -> list[Written]:
        """All changes of state in the order they took effect."""
        return self._writes.copy()

    def busiest(self) -> dict[str, int]:
        """Requests in the busiest sliding second, by service."""
        return {name: meter.most for name, meter in self._meters.items()}
