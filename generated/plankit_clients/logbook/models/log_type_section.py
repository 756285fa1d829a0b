from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import EMPTY, UNSET, plain
from ..types import LATER as _LATER
from ..types import Fields as _Fields
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import nested as _nested
from ..types import or_none as _or_none

_FIELDS = _Fields(
    {
        "id": "id",
        "is_default_section": "is_default_section",
        "section_custom_attribute": "section_custom_attribute",
    }
)
_SHAPES = _FIELDS.shapes


@_define(init=False, slots=True, eq=True)
class LogTypeSection(_Model[Any]):
    """The object `LogTypeSection` of the document.

    Attributes:
        id:  Example: 4.
        is_default_section:  Example: True.
        section_custom_attribute:  Example: [].
    """

    id: int
    is_default_section: bool
    section_custom_attribute: list[SectionCustomAttribute] | None
    _extra: dict[str, Any] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
        *,
        id: int,
        is_default_section: bool,
        section_custom_attribute: list[SectionCustomAttribute] | None,
    ) -> None:
        self.id = id
        self.is_default_section = is_default_section
        self.section_custom_attribute = section_custom_attribute
        self._extra = None
        self._absent = EMPTY

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
        value = self.is_default_section
        if value is None:
            if "is_default_section" not in absent:
                out["is_default_section"] = None
        elif value is not UNSET:
            out["is_default_section"] = value
        value = self.section_custom_attribute
        if value is None:
            if "section_custom_attribute" not in absent:
                out["section_custom_attribute"] = None
        elif value is not UNSET:
            out["section_custom_attribute"] = plain(value)
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
            self.is_default_section,
            _section_custom_attribute,
        ) = get(src_dict)
        self.section_custom_attribute = (
            (_LATER((_section_custom_attribute,)) if _section_custom_attribute else [])
            if isinstance(_section_custom_attribute, list)
            else _section_custom_attribute
        )
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self


from .section_custom_attribute import SectionCustomAttribute  # noqa: E402

_nested(
    LogTypeSection,
    section_custom_attribute=lambda value: (
        [SectionCustomAttribute.from_dict(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
    ),
)
