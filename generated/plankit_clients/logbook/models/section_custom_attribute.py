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
        "ca_order": "ca_order",
        "section_id": "section_id",
        "is_mandatory": "is_mandatory",
        "display_name": "display_name",
        "is_deleted": "is_deleted",
        "custom_attribute_config": "custom_attribute_config",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class SectionCustomAttribute(_Model[Any]):
    """A custom attribute as it is placed in a section.

    Attributes:
        id: The section_ca_id of inputs (inferred). Example: 1969.
        ca_order:  Example: 1.
        section_id:  Example: 4.
        is_mandatory:  Example: False.
        display_name:  Example: Link.
        is_deleted:  Example: False.
        custom_attribute_config:
    """

    id: int | None
    ca_order: int | None
    section_id: int | None
    is_mandatory: bool | None
    display_name: str | None
    is_deleted: bool | None
    custom_attribute_config: CustomAttributeConfiguration | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int | None | Unset = UNSET,
        ca_order: int | None | Unset = UNSET,
        section_id: int | None | Unset = UNSET,
        is_mandatory: bool | None | Unset = UNSET,
        display_name: str | None | Unset = UNSET,
        is_deleted: bool | None | Unset = UNSET,
        custom_attribute_config: CustomAttributeConfiguration | None | Unset = UNSET,
    ) -> None:
        self.id = None if id is UNSET else id
        self.ca_order = None if ca_order is UNSET else ca_order
        self.section_id = None if section_id is UNSET else section_id
        self.is_mandatory = None if is_mandatory is UNSET else is_mandatory
        self.display_name = None if display_name is UNSET else display_name
        self.is_deleted = None if is_deleted is UNSET else is_deleted
        self.custom_attribute_config = None if custom_attribute_config is UNSET else custom_attribute_config
        self._extra = None
        self._absent = _FIELDS.unset(
            id=id,
            ca_order=ca_order,
            section_id=section_id,
            is_mandatory=is_mandatory,
            display_name=display_name,
            is_deleted=is_deleted,
            custom_attribute_config=custom_attribute_config,
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
        value = self.ca_order
        if value is None:
            if "ca_order" not in absent:
                out["ca_order"] = None
        elif value is not UNSET:
            out["ca_order"] = plain(value)
        value = self.section_id
        if value is None:
            if "section_id" not in absent:
                out["section_id"] = None
        elif value is not UNSET:
            out["section_id"] = plain(value)
        value = self.is_mandatory
        if value is None:
            if "is_mandatory" not in absent:
                out["is_mandatory"] = None
        elif value is not UNSET:
            out["is_mandatory"] = plain(value)
        value = self.display_name
        if value is None:
            if "display_name" not in absent:
                out["display_name"] = None
        elif value is not UNSET:
            out["display_name"] = plain(value)
        value = self.is_deleted
        if value is None:
            if "is_deleted" not in absent:
                out["is_deleted"] = None
        elif value is not UNSET:
            out["is_deleted"] = plain(value)
        value = self.custom_attribute_config
        if value is None:
            if "custom_attribute_config" not in absent:
                out["custom_attribute_config"] = None
        elif value is not UNSET:
            out["custom_attribute_config"] = plain(value)
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
            self.ca_order,
            self.section_id,
            self.is_mandatory,
            self.display_name,
            self.is_deleted,
            _custom_attribute_config,
        ) = get(src_dict)
        self.custom_attribute_config = (
            _LATER((_custom_attribute_config,))
            if isinstance(_custom_attribute_config, dict)
            else _custom_attribute_config
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .custom_attribute_configuration import CustomAttributeConfiguration  # noqa: E402

_nested(
    SectionCustomAttribute,
    custom_attribute_config=lambda value: (
        CustomAttributeConfiguration.from_dict(value) if isinstance(value, dict) else value
    ),
)
