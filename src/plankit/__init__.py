"""Async client SDK for Planview Logbook, Planview Admin, Planbox and Mattermost Playbooks.

Everything public is importable from here; nothing is loaded before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.version import __version__ as __version__

if TYPE_CHECKING:
    from plankit_clients import UNSET as UNSET
    from plankit_clients import Unset as Unset

    from plankit.admin import AdminClient as AdminClient
    from plankit.client import ClientSettings as ClientSettings
    from plankit.client import raw as raw
    from plankit.errors import APIError as APIError
    from plankit.errors import Attempt as Attempt
    from plankit.errors import AuthenticationError as AuthenticationError
    from plankit.errors import ConfigurationError as ConfigurationError
    from plankit.errors import ConflictError as ConflictError
    from plankit.errors import DeadlineExceededError as DeadlineExceededError
    from plankit.errors import InvalidArgumentError as InvalidArgumentError
    from plankit.errors import InvalidRequestError as InvalidRequestError
    from plankit.errors import MaxWaitExceededError as MaxWaitExceededError
    from plankit.errors import NotFoundError as NotFoundError
    from plankit.errors import Outcome as Outcome
    from plankit.errors import PageDriftError as PageDriftError
    from plankit.errors import PartialFailureError as PartialFailureError
    from plankit.errors import PermissionDeniedError as PermissionDeniedError
    from plankit.errors import PlankitError as PlankitError
    from plankit.errors import ProtocolError as ProtocolError
    from plankit.errors import RateLimitedError as RateLimitedError
    from plankit.errors import ResponseTooLargeError as ResponseTooLargeError
    from plankit.errors import ServerError as ServerError
    from plankit.errors import TransportError as TransportError
    from plankit.logbook import LogbookClient as LogbookClient
    from plankit.operation import Answer as Answer
    from plankit.operation import CallOptions as CallOptions
    from plankit.page import Page as Page
    from plankit.paging import Pager as Pager
    from plankit.planbox import PlanboxClient as PlanboxClient
    from plankit.planbox import PlanboxLogin as PlanboxLogin
    from plankit.playbooks import PlaybooksClient as PlaybooksClient
    from plankit.transport.budget import Budget as Budget
    from plankit.transport.budget import BudgetState as BudgetState
    from plankit.transport.credentials import AccessToken as AccessToken
    from plankit.transport.credentials import ClientCredentials as ClientCredentials
    from plankit.transport.fast import FastWire as FastWire
    from plankit.transport.retry import RetryPolicy as RetryPolicy
    from plankit.transport.tokens import Token as Token
    from plankit.transport.tokens import TokenSource as TokenSource

__all__ = [
    "UNSET",
    "APIError",
    "AccessToken",
    "AdminClient",
    "Answer",
    "Attempt",
    "AuthenticationError",
    "Budget",
    "BudgetState",
    "CallOptions",
    "ClientCredentials",
    "ClientSettings",
    "ConfigurationError",
    "ConflictError",
    "DeadlineExceededError",
    "FastWire",
    "InvalidArgumentError",
    "InvalidRequestError",
    "LogbookClient",
    "MaxWaitExceededError",
    "NotFoundError",
    "Outcome",
    "Page",
    "PageDriftError",
    "Pager",
    "PartialFailureError",
    "PermissionDeniedError",
    "PlanboxClient",
    "PlanboxLogin",
    "PlankitError",
    "PlaybooksClient",
    "ProtocolError",
    "RateLimitedError",
    "ResponseTooLargeError",
    "RetryPolicy",
    "ServerError",
    "Token",
    "TokenSource",
    "TransportError",
    "Unset",
    "__version__",
    "raw",
]

_EXPORTS = {
    "plankit.admin": ("AdminClient",),
    "plankit.client": ("ClientSettings", "raw"),
    "plankit.errors": (
        "APIError",
        "Attempt",
        "AuthenticationError",
        "ConfigurationError",
        "ConflictError",
        "DeadlineExceededError",
        "InvalidArgumentError",
        "InvalidRequestError",
        "MaxWaitExceededError",
        "NotFoundError",
        "Outcome",
        "PageDriftError",
        "PartialFailureError",
        "PermissionDeniedError",
        "PlankitError",
        "ProtocolError",
        "RateLimitedError",
        "ResponseTooLargeError",
        "ServerError",
        "TransportError",
    ),
    "plankit.logbook": ("LogbookClient",),
    "plankit.operation": ("Answer", "CallOptions"),
    "plankit.page": ("Page",),
    "plankit.paging": ("Pager",),
    "plankit.planbox": ("PlanboxClient", "PlanboxLogin"),
    "plankit.playbooks": ("PlaybooksClient",),
    "plankit.transport.budget": ("Budget", "BudgetState"),
    "plankit.transport.credentials": ("AccessToken", "ClientCredentials"),
    "plankit.transport.fast": ("FastWire",),
    "plankit.transport.retry": ("RetryPolicy",),
    "plankit.transport.tokens": ("Token", "TokenSource"),
    "plankit_clients": ("UNSET", "Unset"),
}
_HOME = {name: module for module, names in _EXPORTS.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    if name not in _HOME:
        msg = f"module 'plankit' has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module  # noqa: PLC0415 - only when a name is used

    value: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *_HOME})
