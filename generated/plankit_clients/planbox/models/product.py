from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import LATER as _LATER
from ..types import UNSET, Unset, plain
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import nested as _nested
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "id": "id",
        "name": "name",
        "image": "image",
        "description": "description",
        "created_on": "created_on",
        "creator_id": "creator_id",
        "owner_id": "owner_id",
        "permission": "permission",
        "timezone": "timezone",
        "iteration_start": "iteration_start",
        "iteration_length": "iteration_length",
        "iteration_length_unit": "iteration_length_unit",
        "iterations": "iterations",
        "resource_ids": "resource_ids",
        "project_ids": "project_ids",
        "capacity": "capacity",
        "token": "token",
        "pr_token": "pr_token",
        "template": "template",
        "email_notifications": "email_notifications",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class Product(_Model[Any]):
    """A product, called an initiative in the web interface.

    Attributes:
        id: The id of the product. Example: 1234.
        name:  Example: Web shop.
        image: The address of the logo. Example: https://www.planbox.com/img/product/na.png.
        description:  Example: All about the shop.
        created_on: When it was created, without a time zone. Example: 2013-08-21 21:05:52.
        creator_id: The resource that created it. Example: 42.
        owner_id: The resource that owns it. Example: 42.
        permission: The permission of the logged resource. Example: write.
        timezone:  Example: America/Montreal.
        iteration_start: The date of the next iteration's start. Example: 2013-08-26.
        iteration_length: Length of the next and later iterations. Example: 2.
        iteration_length_unit:  Example: weeks.
        iterations:  Example: [{'id': 77, 'num': 3, 'start': '2013-08-12', 'end': '2013-08-25',
            'timeframe': 'current'}].
        resource_ids: The resources on this product. Example: [42, 43].
        project_ids: The projects of this product that the logged resource may see. Example: [5678].
        capacity: Available hours of all working resources. Example: 120.5.
        token: The initiative token, for administrators only. A secret.
        pr_token: A secret.
        template: 1 for a template, else 0; also "0", "1", true or false. Example: 0.
        email_notifications: Flags of the logged resource, 0 or 1 each, as an object; an empty list when
            there are none. Example: {'story_added': 1, 'task_assigned': 0}.
    """

    id: int
    name: str | None
    image: str | None
    description: str | None
    created_on: str | None
    creator_id: int | None
    owner_id: int | None
    permission: ProductPermission | str | None
    timezone: str | None
    iteration_start: str | None
    iteration_length: int | None
    iteration_length_unit: IterationLengthUnit | str | None
    iterations: list[Iteration] | None
    resource_ids: list[int] | None
    project_ids: list[int] | None
    capacity: float | None
    token: str | None = _field(repr=False)
    pr_token: str | None = _field(repr=False)
    template: int | bool | str | None
    email_notifications: Any
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int,
        name: str | None | Unset = UNSET,
        image: str | None | Unset = UNSET,
        description: str | None | Unset = UNSET,
        created_on: str | None | Unset = UNSET,
        creator_id: int | None | Unset = UNSET,
        owner_id: int | None | Unset = UNSET,
        permission: ProductPermission | str | None | Unset = UNSET,
        timezone: str | None | Unset = UNSET,
        iteration_start: str | None | Unset = UNSET,
        iteration_length: int | None | Unset = UNSET,
        iteration_length_unit: IterationLengthUnit | str | None | Unset = UNSET,
        iterations: list[Iteration] | None | Unset = UNSET,
        resource_ids: list[int] | None | Unset = UNSET,
        project_ids: list[int] | None | Unset = UNSET,
        capacity: float | None | Unset = UNSET,
        token: str | None | Unset = UNSET,
        pr_token: str | None | Unset = UNSET,
        template: int | bool | str | None | Unset = UNSET,
        email_notifications: Any | Unset = UNSET,
    ) -> None:
        self.id = id
        self.name = None if name is UNSET else name
        self.image = None if image is UNSET else image
        self.description = None if description is UNSET else description
        self.created_on = None if created_on is UNSET else created_on
        self.creator_id = None if creator_id is UNSET else creator_id
        self.owner_id = None if owner_id is UNSET else owner_id
        self.permission = None if permission is UNSET else permission
        self.timezone = None if timezone is UNSET else timezone
        self.iteration_start = None if iteration_start is UNSET else iteration_start
        self.iteration_length = None if iteration_length is UNSET else iteration_length
        self.iteration_length_unit = None if iteration_length_unit is UNSET else iteration_length_unit
        self.iterations = None if iterations is UNSET else iterations
        self.resource_ids = None if resource_ids is UNSET else resource_ids
        self.project_ids = None if project_ids is UNSET else project_ids
        self.capacity = None if capacity is UNSET else capacity
        self.token = None if token is UNSET else token
        self.pr_token = None if pr_token is UNSET else pr_token
        self.template = None if template is UNSET else template
        self.email_notifications = None if email_notifications is UNSET else email_notifications
        self._extra = None
        self._absent = _FIELDS.unset(
            name=name,
            image=image,
            description=description,
            created_on=created_on,
            creator_id=creator_id,
            owner_id=owner_id,
            permission=permission,
            timezone=timezone,
            iteration_start=iteration_start,
            iteration_length=iteration_length,
            iteration_length_unit=iteration_length_unit,
            iterations=iterations,
            resource_ids=resource_ids,
            project_ids=project_ids,
            capacity=capacity,
            token=token,
            pr_token=pr_token,
            template=template,
            email_notifications=email_notifications,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.id
        if value is None:
            if "id" not in absent:
                out["id"] = None
        elif value is not UNSET:
            out["id"] = value
        value = self.name
        if value is None:
            if "name" not in absent:
                out["name"] = None
        elif value is not UNSET:
            out["name"] = plain(value)
        value = self.image
        if value is None:
            if "image" not in absent:
                out["image"] = None
        elif value is not UNSET:
            out["image"] = plain(value)
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = plain(value)
        value = self.created_on
        if value is None:
            if "created_on" not in absent:
                out["created_on"] = None
        elif value is not UNSET:
            out["created_on"] = plain(value)
        value = self.creator_id
        if value is None:
            if "creator_id" not in absent:
                out["creator_id"] = None
        elif value is not UNSET:
            out["creator_id"] = value
        value = self.owner_id
        if value is None:
            if "owner_id" not in absent:
                out["owner_id"] = None
        elif value is not UNSET:
            out["owner_id"] = value
        value = self.permission
        if value is None:
            if "permission" not in absent:
                out["permission"] = None
        elif value is not UNSET:
            out["permission"] = value.value if isinstance(value, ProductPermission) else value
        value = self.timezone
        if value is None:
            if "timezone" not in absent:
                out["timezone"] = None
        elif value is not UNSET:
            out["timezone"] = plain(value)
        value = self.iteration_start
        if value is None:
            if "iteration_start" not in absent:
                out["iteration_start"] = None
        elif value is not UNSET:
            out["iteration_start"] = plain(value)
        value = self.iteration_length
        if value is None:
            if "iteration_length" not in absent:
                out["iteration_length"] = None
        elif value is not UNSET:
            out["iteration_length"] = value
        value = self.iteration_length_unit
        if value is None:
            if "iteration_length_unit" not in absent:
                out["iteration_length_unit"] = None
        elif value is not UNSET:
            out["iteration_length_unit"] = value.value if isinstance(value, IterationLengthUnit) else value
        value = self.iterations
        if value is None:
            if "iterations" not in absent:
                out["iterations"] = None
        elif value is not UNSET:
            out["iterations"] = plain(value)
        value = self.resource_ids
        if value is None:
            if "resource_ids" not in absent:
                out["resource_ids"] = None
        elif value is not UNSET:
            out["resource_ids"] = plain(value)
        value = self.project_ids
        if value is None:
            if "project_ids" not in absent:
                out["project_ids"] = None
        elif value is not UNSET:
            out["project_ids"] = plain(value)
        value = self.capacity
        if value is None:
            if "capacity" not in absent:
                out["capacity"] = None
        elif value is not UNSET:
            out["capacity"] = plain(value)
        value = self.token
        if value is None:
            if "token" not in absent:
                out["token"] = None
        elif value is not UNSET:
            out["token"] = plain(value)
        value = self.pr_token
        if value is None:
            if "pr_token" not in absent:
                out["pr_token"] = None
        elif value is not UNSET:
            out["pr_token"] = plain(value)
        value = self.template
        if value is None:
            if "template" not in absent:
                out["template"] = None
        elif value is not UNSET:
            out["template"] = plain(value)
        value = self.email_notifications
        if value is None:
            if "email_notifications" not in absent:
                out["email_notifications"] = None
        elif value is not UNSET:
            out["email_notifications"] = plain(value)
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        try:
            self._absent, extra, get = _SHAPES[tuple(src_dict)]
        except KeyError:
            self._absent, extra, get = _FIELDS.learn(src_dict)
        (
            self.id,
            self.name,
            self.image,
            self.description,
            self.created_on,
            self.creator_id,
            self.owner_id,
            _permission,
            self.timezone,
            self.iteration_start,
            self.iteration_length,
            _iteration_length_unit,
            _iterations,
            self.resource_ids,
            self.project_ids,
            self.capacity,
            self.token,
            self.pr_token,
            self.template,
            self.email_notifications,
        ) = get(src_dict)
        self.permission = (
            _ProductPermission.get(_permission, _permission) if isinstance(_permission, str) else _permission
        )
        self.iteration_length_unit = (
            _IterationLengthUnit.get(_iteration_length_unit, _iteration_length_unit)
            if isinstance(_iteration_length_unit, str)
            else _iteration_length_unit
        )
        self.iterations = (
            (_LATER((_iterations,)) if _iterations else []) if isinstance(_iterations, list) else _iterations
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .iteration import Iteration  # noqa: E402
from .iteration_length_unit import BY_VALUE as _IterationLengthUnit  # noqa: E402
from .iteration_length_unit import IterationLengthUnit  # noqa: E402
from .product_permission import BY_VALUE as _ProductPermission  # noqa: E402
from .product_permission import ProductPermission  # noqa: E402

_nested(
    Product,
    iterations=lambda value: (
        [Iteration.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
