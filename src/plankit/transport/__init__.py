"""How a request travels: retry, pace, authorize, wire, each an `httpx.AsyncBaseTransport` around the next.

The facade uses the stack directly; whoever calls the generated functions puts the same stack under an
`httpx.AsyncClient`: `httpx.AsyncClient(transport=client.transport)`.
"""

from __future__ import annotations

from plankit.transport.authorize import AuthTransport
from plankit.transport.budget import Budget, BudgetState
from plankit.transport.credentials import ClientCredentials
from plankit.transport.pace import PacingTransport
from plankit.transport.rate import RateStore
from plankit.transport.retry import RetryPolicy, RetryTransport
from plankit.transport.tokens import Token, TokenSource
from plankit.transport.wire import Wire

__all__ = [
    "AuthTransport",
    "Budget",
    "BudgetState",
    "ClientCredentials",
    "PacingTransport",
    "RateStore",
    "RetryPolicy",
    "RetryTransport",
    "Token",
    "TokenSource",
    "Wire",
]
