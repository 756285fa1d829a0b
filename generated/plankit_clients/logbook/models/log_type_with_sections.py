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
        "type_name": "type_name",
        "is_published": "is_published",
        "is_deleted": "is_deleted",
        "created_at": "created_at",
        "log_type_categories_id": "log_type_categories_id",
        "log_types_section": "log_types_section",
        "description": "description",
        "allow_email_notification": "allow_email_notification",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class LogTypeWithSections(_Model[Any]):
    """A log type including section configurations.

    Attributes:
        id:  Example: 18.
        type_name:  Example: Decision.
        is_published:  Example: False.
        is_deleted:  Example: False.
        created_at:  Example: 2024-01-12T09:25:37.853187.
        log_type_categories_id:  Example: 5.
        log_types_section:
        description:  Example: NO.
        allow_email_notification: Whether changes are announced by e-mail. Example: True.
    """

    id: int
    type_name: str
    is_published: bool
    is_deleted: bool
    created_at: str
    log_type_categories_id: int
    log_types_section: list[LogTypeSection] | None
    description: str | None
    allow_email_notification: bool | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int,
        type_name: str,
        is_published: bool,
        is_deleted: bool,
        created_at: str,
        log_type_categories_id: int,
        log_types_section: list[LogTypeSection] | None,
        description: str | None | Unset = UNSET,
        allow_email_notification: bool | None | Unset = UNSET,
    ) -> None:
        self.id = id
        self.type_name = type_name
        self.is_published = is_published
        self.is_deleted = is_deleted
        self.created_at = created_at
        self.log_type_categories_id = log_type_categories_id
        self.log_types_section = log_types_section
        self.description = None if description is UNSET else description
        self.allow_email_notification = (
            None if allow_email_notification is UNSET else allow_email_notification
        )
        self._extra = None
        self._absent = _FIELDS.unset(
            description=description,
            allow_email_notification=allow_email_notification,
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
        value = self.type_name
        if value is None:
            if "type_name" not in absent:
                out["type_name"] = None
        elif value is not UNSET:
            out["type_name"] = value
        value = self.is_published
        if value is None:
            if "is_published" not in absent:
                out["is_published"] = None
        elif value is not UNSET:
            out["is_published"] = value
        value = self.is_deleted
        if value is None:
            if "is_deleted" not in absent:
                out["is_deleted"] = None
        elif value is not UNSET:
            out["is_deleted"] = value
        value = self.created_at
        if value is None:
            if "created_at" not in absent:
                out["created_at"] = None
        elif value is not UNSET:
            out["created_at"] = value
        value = self.log_type_categories_id
        if value is None:
            if "log_type_categories_id" not in absent:
                out["log_type_categories_id"] = None
        elif value is not UNSET:
            out["log_type_categories_id"] = value
        value = self.log_types_section
        if value is None:
            if "log_types_section" not in absent:
                out["log_types_section"] = None
        elif value is not UNSET:
            out["log_types_section"] = plain(value)
        value = self.description
        if value is None:
            if "description" not in absent:
                out["description"] = None
        elif value is not UNSET:
            out["description"] = plain(value)
        value = self.allow_email_notification
        if value is None:
            if "allow_email_notification" not in absent:
                out["allow_email_notification"] = None
        elif value is not UNSET:
            out["allow_email_notification"] = plain(value)
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
            self.type_name,
            self.is_published,
            self.is_deleted,
            self.created_at,
            self.log_type_categories_id,
            _log_types_section,
            self.description,
            self.allow_email_notification,
        ) = get(src_dict)
        self.log_types_section = (
            (_LATER((_log_types_section,)) if _log_types_section else [])
            if isinstance(_log_types_section, list)
            else _log_types_section
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .log_type_section import LogTypeSection  # noqa: E402

_nested(
    LogTypeWithSections,
    log_types_section=lambda value: (
        [LogTypeSection.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
