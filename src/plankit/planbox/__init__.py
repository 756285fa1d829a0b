"""The client of Planbox: products, projects, and the initiatives of the alpha interface.

Source: Planbox API; openapi/planbox.yaml with the corrections of openapi/overlays/planbox.yaml. How a call is
authenticated, what an answer is wrapped in and what servers send beyond the page: facts/planview_and_planbox.md B.
"""

from __future__ import annotations

from plankit_clients.planbox.models import Initiative, InitiativeProject, Iteration, Product, Project

from plankit.planbox.client import PlanboxClient
from plankit.planbox.dates import as_date, as_datetime
from plankit.planbox.login import PlanboxLogin

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
