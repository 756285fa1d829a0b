"""Audit histories of Planview Admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from plankit_clients.planview_admin import models, operations
from plankit_clients.planview_admin.api.audit import list_customer_audit_entries, list_user_audit_entries

from plankit.admin.pages import DEFAULT_COUNT, paged, pager
from plankit.operation import CallOptions, Operation

if TYPE_CHECKING:
    from plankit_clients.planview_admin.models import AuditEntry, AuditEntryPage

    from plankit.client import ServiceClient
    from plankit.paging import Pager


def _page(answer: dict[str, Any]) -> AuditEntryPage:
    return models.AuditEntryPage.from_dict(answer)


LIST_USER_AUDIT = Operation(
    operations.list_user_audit_entries,
    list_user_audit_entries.get_kwargs,
    paged(_page),
)
LIST_CUSTOMER_AUDIT = Operation(
    operations.list_customer_audit_entries,
    list_customer_audit_entries.get_kwargs,
    paged(_page),
)


class Audit:
    """Audit histories (`admin.audit`)."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def user(
        self,
        user_id: str,
        *,
        count: int = DEFAULT_COUNT,
        resume: str | None = None,
        verify: bool = False,
        **options: Unpack[CallOptions],
    ) -> Pager[AuditEntry]:
        """List the audit history of a user, page by page.

        Args:
            user_id: The user's id, an opaque text.
            count: Items to ask for in a page, at least 1; the service may give fewer.
            resume: A resume token of an earlier walk.
            verify: Scan until two scans agree before handing out the first entry.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: A *count* below 1, a *resume* of another walk, an empty id, `.` or `..`.
            APIError, TransportError, DeadlineExceededError, ProtocolError: While walking, with `resume_token`.

        Source: inferred, `GET /public/v1/user/{userId}/audit`.
        """
        return pager(self._client, LIST_USER_AUDIT, options, count, resume, user_id, verify=verify)

    def customer(
        self,
        *,
        count: int = DEFAULT_COUNT,
        resume: str | None = None,
        verify: bool = False,
        **options: Unpack[CallOptions],
    ) -> Pager[AuditEntry]:
        """List the audit history of the customer, page by page.

        Args:
            count: Items to ask for in a page, at least 1; the service may give fewer.
            resume: A resume token of an earlier walk.
            verify: Scan until two scans agree before handing out the first entry.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: A *count* below 1, or a *resume* of another walk.
            APIError, TransportError, DeadlineExceededError, ProtocolError: While walking, with `resume_token`.

        Source: inferred, `GET /public/v1/customer/audit`.
        """
        return pager(self._client, LIST_CUSTOMER_AUDIT, options, count, resume, verify=verify)
