"""Planbox (facts/planview_and_planbox.md B)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.sandbox.service import Service

if TYPE_CHECKING:
    from plankit.sandbox.service import Common
    from plankit.sandbox.wire import JsonObject


class Planbox(Service):
    """The calls of work.planbox.com."""

    def __init__(self, common: Common, *, email: str, password: str, token: str) -> None:
        super().__init__("planbox", common, ())
        self._accepted = (email, password, token)

    def all_products(self) -> list[JsonObject]:
        """All products."""
        return []

    def all_projects(self) -> list[JsonObject]:
        """All projects."""
        return []


class PlanboxAlpha(Service):
    """The alpha interface, api.planbox.com."""

    def __init__(self, common: Common, planbox: Planbox) -> None:
        super().__init__("planbox_alpha", common, ())
        self._planbox = planbox
