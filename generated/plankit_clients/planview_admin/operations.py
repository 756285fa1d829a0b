"""The operations of this service, by name and by operationId."""

from __future__ import annotations

from typing import Final

from .. import Operation

create_token: Final = Operation(
    service="planview_admin",
    id="createToken",
    method="POST",
    path="/io/v1/oauth2/token",
    safety="read",
    unverified=False,
    ground=None,
)
list_users: Final = Operation(
    service="planview_admin",
    id="listUsers",
    method="GET",
    path="/public/v1/user",
    safety="read",
    unverified=False,
    ground=None,
)
create_user: Final = Operation(
    service="planview_admin",
    id="createUser",
    method="POST",
    path="/public/v1/user",
    safety="unsafe",
    unverified=True,
    ground='The page names "managing users" and the path of the list. That a POST to the same path creates is inferred from the sibling user provisioning API, and so is the 409 for an e-mail address that is taken.',
)
get_user: Final = Operation(
    service="planview_admin",
    id="getUser",
    method="GET",
    path="/public/v1/user/{userId}",
    safety="read",
    unverified=True,
    ground="The path of the list is public; that one user is below it by its id is inferred.",
)
update_user: Final = Operation(
    service="planview_admin",
    id="updateUser",
    method="PATCH",
    path="/public/v1/user/{userId}",
    safety="idempotent",
    unverified=True,
    ground='The page names "managing users". Method, path and the field `active` are inferred from the PATCH of the sibling user provisioning API and from "Deactivating / Reactivating users" in the web interface.',
)
list_user_audit_entries: Final = Operation(
    service="planview_admin",
    id="listUserAuditEntries",
    method="GET",
    path="/public/v1/user/{userId}/audit",
    safety="read",
    unverified=True,
    ground='The page names the function "retrieving user audit history" without a path; the path is inferred.',
)
list_customer_audit_entries: Final = Operation(
    service="planview_admin",
    id="listCustomerAuditEntries",
    method="GET",
    path="/public/v1/customer/audit",
    safety="read",
    unverified=True,
    ground='The page names the function "retrieving customer audit history" without a path; the path is inferred.',
)
list_products: Final = Operation(
    service="planview_admin",
    id="listProducts",
    method="GET",
    path="/public/v1/product",
    safety="read",
    unverified=True,
    ground='The page names the function "retrieving assigned products" without a path; the path is inferred. "Assigned" may mean to the customer or to one user.',
)
list_product_users: Final = Operation(
    service="planview_admin",
    id="listProductUsers",
    method="GET",
    path="/public/v1/product/{productId}/user",
    safety="read",
    unverified=True,
    ground='The page names the function "retrieving users provisioned to products" without a path; the path is inferred.',
)

OPERATIONS: Final[dict[str, Operation]] = {
    "createToken": create_token,
    "listUsers": list_users,
    "createUser": create_user,
    "getUser": get_user,
    "updateUser": update_user,
    "listUserAuditEntries": list_user_audit_entries,
    "listCustomerAuditEntries": list_customer_audit_entries,
    "listProducts": list_products,
    "listProductUsers": list_product_users,
}
