"""Users of Planview Admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from plankit_clients import UNSET, Unset
from plankit_clients.planview_admin import models, operations
from plankit_clients.planview_admin.api.users import create_user, get_user, list_users, update_user

from plankit.admin.pages import DEFAULT_COUNT, paged, pager
from plankit.errors import InvalidArgumentError
from plankit.operation import CallOptions, Operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plankit_clients.planview_admin.models import User, UserPage

    from plankit.client import ServiceClient
    from plankit.paging import Pager


def _users(answer: dict[str, Any]) -> UserPage:
    return models.UserPage.from_dict(answer)


def _user(value: Any) -> User:
    return models.User.from_dict(value)


def _maybe_user(value: Any) -> User | None:
    return None if value is None else models.User.from_dict(value)


LIST_USERS = Operation(operations.list_users, list_users.get_kwargs, paged(_users))
GET_USER = Operation(operations.get_user, get_user.get_kwargs, _user)
CREATE_USER = Operation(operations.create_user, create_user.get_kwargs, _maybe_user, empty=True)
UPDATE_USER = Operation(operations.update_user, update_user.get_kwargs, _maybe_user, empty=True)


class Users:
    """Users of Planview Admin (`admin.users`)."""

    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def list(
        self,
        *,
        count: int = DEFAULT_COUNT,
        resume: str | None = None,
        verify: bool = False,
        **options: Unpack[CallOptions],
    ) -> Pager[User]:
        """List users, page by page.

        Args:
            count: Items to ask for in a page, at least 1; the service may give fewer.
            resume: A resume token of an earlier walk.
            verify: Scan until two scans agree before handing out the first user; for lists that change meanwhile.
            options: See `plankit.operation.CallOptions`; filters are not documented, `extra_query` passes them on.

        Raises:
            InvalidArgumentError: A *count* below 1, or a *resume* of another walk.
            APIError, TransportError, DeadlineExceededError, ProtocolError: While walking, with `resume_token`.

        Source: Planview Admin API, "Paging"; `GET /public/v1/user`.
        """
        return pager(self._client, LIST_USERS, options, count, resume, verify=verify)

    async def get(self, user_id: str, **options: Unpack[CallOptions]) -> User:
        """Get one user.

        Args:
            user_id: The user's id, an opaque text.
            options: See `plankit.operation.CallOptions`.

        Raises:
            InvalidArgumentError: An empty id, `.` or `..`.
            NotFoundError: There is no such user.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: inferred, `GET /public/v1/user/{userId}`.
        """
        return await self._client.call(GET_USER, options, user_id)

    async def create(
        self,
        email: str,
        *,
        first_name: str | Unset | None = UNSET,
        last_name: str | Unset | None = UNSET,
        user_name: str | Unset | None = UNSET,
        role: str | Unset | None = UNSET,
        fields: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> User | None:
        """Create a user. Not repeated when its effect is unknown.

        Args:
            email: The e-mail address.
            first_name: The first name.
            last_name: The last name.
            user_name: The login alias.
            role: The role, `Administrator` or `User` in the web interface.
            fields: Further fields by the service's own names.
            options: See `plankit.operation.CallOptions`.

        Returns:
            The new user, or None if the service answers without a body.

        Raises:
            ConfigurationError: The client was not built with `unverified=True`.
            InvalidArgumentError: An *email* without `@`.
            ConflictError: The address is taken.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`; `outcome` says
                whether the user may exist now.

        Source: inferred, `POST /public/v1/user`.
        """
        if "@" not in str(email) or not str(email).isprintable():
            msg = f"email={email!r} is no e-mail address, which Planview Admin requires of a user. Nothing was sent."
            raise InvalidArgumentError(msg, operation=CREATE_USER.name)
        body = models.UserCreate(
            email=email, first_name=first_name, last_name=last_name, user_name=user_name, role=role
        )
        body.additional_properties.update(fields or {})
        return await self._client.call(CREATE_USER, options, body=body)

    async def update(
        self,
        user_id: str,
        *,
        email: str | Unset | None = UNSET,
        first_name: str | Unset | None = UNSET,
        last_name: str | Unset | None = UNSET,
        user_name: str | Unset | None = UNSET,
        role: str | Unset | None = UNSET,
        active: bool | Unset | None = UNSET,
        fields: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> User | None:
        """Change a user. Only what is given is sent; None is sent as null.

        Args:
            user_id: The user's id, an opaque text.
            email: The e-mail address.
            first_name: The first name.
            last_name: The last name.
            user_name: The login alias.
            role: The role, `Administrator` or `User` in the web interface.
            active: False deactivates, True reactivates.
            fields: Further fields by the service's own names.
            options: See `plankit.operation.CallOptions`.

        Returns:
            The changed user, or None if the service answers without a body.

        Raises:
            ConfigurationError: The client was not built with `unverified=True`.
            InvalidArgumentError: Nothing to change, an empty id, `.` or `..`.
            NotFoundError: There is no such user.
            APIError, TransportError, DeadlineExceededError, ProtocolError: See `plankit.errors`.

        Source: inferred, `PATCH /public/v1/user/{userId}`.
        """
        body = models.UserUpdate(
            email=email,
            first_name=first_name,
            last_name=last_name,
            user_name=user_name,
            role=role,
            active=active,
        )
        body.additional_properties.update(fields or {})
        if not body.to_dict():
            msg = "users.update() was given nothing to change: name at least one field. Nothing was sent."
            raise InvalidArgumentError(msg, operation=UPDATE_USER.name)
        return await self._client.call(UPDATE_USER, options, user_id, body=body)

    async def activate(self, user_id: str, **options: Unpack[CallOptions]) -> User | None:
        """Reactivate a user: `update(user_id, active=True)`; see there for what is raised."""
        return await self.update(user_id, active=True, **options)

    async def deactivate(self, user_id: str, **options: Unpack[CallOptions]) -> User | None:
        """Deactivate a user: `update(user_id, active=False)`; see there for what is raised."""
        return await self.update(user_id, active=False, **options)
