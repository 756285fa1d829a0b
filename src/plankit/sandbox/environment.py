"""What a shell or a test has to set so that the client's `from_env()` finds a sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plankit.sandbox.handle import Sandbox


def variables(s: Sandbox) -> dict[str, str]:
    """The environment variables that point to a running sandbox."""
    return {
        "PLANKIT_CLIENT_ID": s.client_id,
        "PLANKIT_CLIENT_SECRET": s.client_secret,
        "PLANKIT_ADMIN_URL": s.admin_url,
        "PLANKIT_LOGBOOK_URL": s.logbook_url,
        "PLANKIT_TOKEN_URL": s.token_url,
        "PLANKIT_PLAYBOOKS_URL": s.playbooks_url,
        "PLANKIT_PLAYBOOKS_TOKEN": s.playbooks_token,
        "PLANKIT_PLANBOX_URL": s.planbox_url,
        "PLANKIT_PLANBOX_ALPHA_URL": s.planbox_alpha_url,
        "PLANKIT_PLANBOX_TOKEN": s.planbox_token,
        "PLANKIT_PLANBOX_EMAIL": s.planbox_email,
        "PLANKIT_PLANBOX_PASSWORD": s.planbox_password,
    }
