"""The operations of this service, by name and by operationId."""

from __future__ import annotations

from typing import Final

from .. import Operation

authenticate: Final = Operation(
    service="planbox",
    id="authenticate",
    method="POST",
    path="/api/auth",
    safety="read",
    unverified=False,
    ground=None,
)
get_product: Final = Operation(
    service="planbox",
    id="getProduct",
    method="POST",
    path="/api/get_product",
    safety="read",
    unverified=False,
    ground=None,
)
get_products: Final = Operation(
    service="planbox",
    id="getProducts",
    method="POST",
    path="/api/get_products",
    safety="read",
    unverified=False,
    ground=None,
)
get_project: Final = Operation(
    service="planbox",
    id="getProject",
    method="POST",
    path="/api/get_project",
    safety="read",
    unverified=False,
    ground=None,
)
get_projects: Final = Operation(
    service="planbox",
    id="getProjects",
    method="POST",
    path="/api/get_projects",
    safety="read",
    unverified=False,
    ground=None,
)
add_project: Final = Operation(
    service="planbox",
    id="addProject",
    method="POST",
    path="/api/add_project",
    safety="unsafe",
    unverified=False,
    ground=None,
)
create_initiative: Final = Operation(
    service="planbox",
    id="createInitiative",
    method="POST",
    path="/organizations/{organization_id}/initiatives",
    safety="unsafe",
    unverified=True,
    ground="The page calls it an alpha that can change and does not say how a call is authenticated; Basic with the access token is a guess. Nothing is said about errors, and status 200 besides 201 is a precaution.",
)

OPERATIONS: Final[dict[str, Operation]] = {
    "authenticate": authenticate,
    "getProduct": get_product,
    "getProducts": get_products,
    "getProject": get_project,
    "getProjects": get_projects,
    "addProject": add_project,
    "createInitiative": create_initiative,
}
