from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import EMPTY, plain
from ..types import Model as _Model
from ..types import masked as _masked


@_define(init=False, slots=True, eq=True)
class ResourceRoles(_Model["int | list[int]"]):
    """Resource ids and their role ids on a project."""

    additional_properties: dict[str, int | list[int]] = _field(repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
    ) -> None:
        self.additional_properties = {}
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        self._absent = EMPTY
        self.additional_properties = dict(src_dict)
        return self
