"""The client of Planbox: products, projects, and the initiatives of the alpha interface.

Source: Planbox API; openapi/planbox.yaml with the corrections of openapi/overlays/planbox.yaml. How a call is
authenticated, what an answer is wrapped in and what servers send beyond the page: facts/planview_and_planbox.md B.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plankit.exports import export
from plankit.planbox.client import PlanboxClient
from plankit.planbox.dates import as_date, as_datetime
from plankit.planbox.login import PlanboxLogin

if TYPE_CHECKING:
    from plankit_clients.planbox.models import Initiative, InitiativeProject, Iteration, Product, Project

__all__ = [
    "Initiative",
    "InitiativeProject",
    "Iteration",
    "PlanboxClient",
    "PlanboxLogin",
    "Product",
    "Project",
    "as_date",
    "as_datetime",
]

_EXPORTS = {
    "plankit_clients.planbox.models": ("Initiative", "InitiativeProject", "Iteration", "Product", "Project"),
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    return export(__name__, _EXPORTS, name)


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
