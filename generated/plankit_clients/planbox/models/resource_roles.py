from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import EMPTY, plain
from ..types import Model as _Model
from ..types import masked as _masked
from ..types import or_none as _or_none


@_define(init=False, slots=True, eq=True)
class ResourceRoles(_Model["int | list[int]"]):
    """Resource ids and their role ids on a project."""

    _extra: dict[str, int | list[int]] | None = _field(eq=_or_none, repr=_masked, init=False)
    _absent: frozenset[str] = _field(eq=False, repr=False, init=False)

    def __init__(
        self,
    ) -> None:
        self._extra = None
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        self._absent = EMPTY
        self._extra = dict(src_dict)
        return self
