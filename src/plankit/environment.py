"""What clients read from the environment."""

from __future__ import annotations

import os

from plankit.errors import ConfigurationError
from plankit.transport.credentials import ClientCredentials


def variable(*names: str) -> str | None:
    """Return the first of the environment variables *names* that is set and not empty, or None."""
    for name in names:
        value = os.environ.get(name, "").strip()
        if value:
            return value
    return None


def required(who: str, *names: str) -> str:
    """Return the first of the environment variables *names* that is set and not empty.

    Args:
        who: What needs it, for the message.
        names: The variables, in the order of preference.

    Raises:
        ConfigurationError: None of them is set.
    """
    value = variable(*names)
    if value is None:
        msg = f"{who} needs the environment variable {' or '.join(names)}, which is not set."
        raise ConfigurationError(msg)
    return value


def all_required(who: str, *names: str) -> list[str]:
    """Return the environment variables *names*.

    Raises:
        ConfigurationError: Some are not set or empty; the message names all of them.
    """
    # No value is in a variable where something is raised: some tools print them.
    missing = [name for name in names if variable(name) is None]
    if missing:
        several = len(missing) > 1
        msg = (
            f"{who} needs the environment variable{'s' if several else ''} {' and '.join(missing)}, which "
            f"{'are' if several else 'is'} not set."
        )
        raise ConfigurationError(msg)
    return [required(who, name) for name in names]


def credentials(service: str, who: str) -> ClientCredentials:
    """Return the credential of *service* (`ADMIN`, `LOGBOOK`), or the one that serves all.

    Raises:
        ConfigurationError: A variable is missing or malformed.
    """
    return ClientCredentials(
        required(who, f"PLANKIT_{service}_CLIENT_ID", "PLANKIT_CLIENT_ID"),
        required(who, f"PLANKIT_{service}_CLIENT_SECRET", "PLANKIT_CLIENT_SECRET"),
    )
