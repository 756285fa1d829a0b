from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from attrs import define as _define
from attrs import field as _field

from ..types import EMPTY, UNSET, plain
from ..types import Model as _Model
from ..types import Shapes as _Shapes
from ..types import masked as _masked

_SHAPES = _Shapes(
    {
        "user_id": "user_id",
        "username": "username",
    }
)


@_define(init=False, slots=True, eq=True)
class OwnerInfo(_Model[Any]):
    """The object `OwnerInfo` of the document.

    Attributes:
        user_id: A unique, 26 characters long, alphanumeric identifier for the owner. Example:
            ahz0s61gh275i7z2ag4g1ntvjm.
        username: Owner's username. Example: aaron.medina.
    """

    user_id: str
    username: str
    additional_properties: dict[str, Any] = _field(repr=_masked)
    _absent: frozenset[str] = _field(eq=False, repr=False)

    def __init__(
        self,
        *,
        user_id: str,
        username: str,
    ) -> None:
        self.user_id = user_id
        self.username = username
        self.additional_properties = {}
        self._absent = EMPTY

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self.additional_properties) if self.additional_properties else {}
        absent = self._absent
        value: Any
        value = self.user_id
        if value is None:
            if "user_id" not in absent:
                out["user_id"] = None
        elif value is not UNSET:
            out["user_id"] = value
        value = self.username
        if value is None:
            if "username" not in absent:
                out["username"] = None
        elif value is not UNSET:
            out["username"] = value
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        get: Callable[[str], Any] = src_dict.get
        self.user_id = get("user_id")
        self.username = get("username")
        self._absent, extra = _SHAPES[tuple(src_dict)]
        self.additional_properties = {key: src_dict[key] for key in extra} if extra else {}
        return self
