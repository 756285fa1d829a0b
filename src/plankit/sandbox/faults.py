"""The place where answers can be made to go wrong: interceptors around every call of every service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from plankit.sandbox.record import Call
    from plankit.sandbox.wire import Answer


class Interceptor(Protocol):
    """Sees each call twice, under the lock of the sandbox, so it must not wait.

    It is asked after routing, token and limits have let the call pass, and for the token endpoint too.
    """

    def before(self, call: Call) -> Answer | None:
        """Refuse the call by an answer of its own, so that nothing is applied; None lets it pass."""
        ...

    def after(self, call: Call, answer: Answer) -> Answer:
        """Replace the answer to a call that has been carried out (`call.applied`: it took effect)."""
        ...
