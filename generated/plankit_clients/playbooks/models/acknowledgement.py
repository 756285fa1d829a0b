from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ..types import UNSET, Unset, plain
from ..types import Fields as _Fields
from ..types import Model as _Model

_FIELDS = _Fields(
    {
        "status": "status",
    }
)
_SHAPES = _FIELDS.shapes


class Acknowledgement(_Model[Any]):
    """The call was carried out.

    Attributes:
        status:  Example: OK.
    """

    __match_args__ = ("status",)
    __slots__ = __match_args__

    status: str | None

    def __init__(
        self,
        *,
        status: str | None | Unset = UNSET,
    ) -> None:
        self.status = None if status is UNSET else status
        self._extra = None
        self._absent = _FIELDS.unset(
            status=status,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON object; a field that was never there is left out, an explicit null is kept."""
        out: dict[str, Any] = plain(self._extra) if self._extra else {}
        absent = self._absent
        value: Any
        value = self.status
        if value is None:
            if "status" not in absent:
                out["status"] = None
        elif value is not UNSET:
            out["status"] = plain(value)
        return out

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read a JSON object: never raises, keeps unknown fields and values of unexpected types."""
        self = object.__new__(cls)
        try:
            self._absent, extra, get = _SHAPES[tuple(src_dict)]
        except KeyError:
            self._absent, extra, get = _FIELDS.learn(src_dict)
        (self.status,) = get(src_dict)
        if extra:
            self._extra = found = {}
            for key in extra:
                found[key] = src_dict[key]
        else:
            self._extra = None
        return self
